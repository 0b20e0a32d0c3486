"""Browsers without a window, each driven by what it brings for that itself: Chromium by its pipe, Firefox by
Marionette, WebKitGTK by its WebDriver (tests.web.driven_webkit). They show files, as somebody does who opens a page
by double click."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

PATIENCE = 60  # seconds that a browser has to answer
NAMES = ("chromium", "firefox", "webkit")


def missing(name: str) -> str:
    """What this machine lacks for a browser; "" where it is there."""
    programs = {"chromium": ("chromium",), "firefox": ("firefox-esr",), "webkit": ("WebKitWebDriver", "Xvfb")}[name]
    lacking = [program for program in programs if shutil.which(program) is None]
    return f"{', '.join(lacking)} is not installed" if lacking else ""


def started(name: str, profile: Path) -> Browser:
    """The browser with what it kept in `profile`."""
    from tests.web.driven_webkit import WebKit

    return {"chromium": Chromium, "firefox": Firefox, "webkit": WebKit}[name](profile)


@contextmanager
def browser(name: str, profile: Path) -> Iterator[Browser]:
    """The same; it ends with the block."""
    one = started(name, profile)
    try:
        yield one
    finally:
        one.kill()


_running: list[Chromium] = []


@contextmanager
def fresh_chromium() -> Iterator[Chromium]:
    """A page that knows nothing of those before, in a browser that stays: for what has to outlive no kill."""
    if not _running:
        _running.append(Chromium(Path(tempfile.mkdtemp(prefix="chromium-"))))
    (one,) = _running
    try:
        context = one.renew()
        yield one
        one.forget(context)
    except BaseException:
        end_running()
        raise


def end_running() -> None:
    """End the browser that stays, where there is one."""
    for one in _running:
        one.kill()
        shutil.rmtree(one.profile, ignore_errors=True)
    _running.clear()


@contextmanager
def chromium(profile: Path) -> Iterator[Chromium]:
    """The same of Chromium, which can do more."""
    with browser("chromium", profile) as one:
        assert isinstance(one, Chromium)
        yield one


class Browser:
    """A browser with one page; `profile` is where it keeps what pages store."""

    name = ""

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        self.profile = profile
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def open(self, address: str) -> None:
        """Show an address."""
        raise NotImplementedError

    def run(self, script: str, *values: Any) -> Any:
        """What a body of an async function gives for `values` (its `arguments`)."""
        raise NotImplementedError

    def picture(self) -> bytes:
        """What is seen of the page, as PNG."""
        raise NotImplementedError

    def until(self, condition: str, *values: Any) -> None:
        """Wait until an expression is true. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"return Boolean({condition});", *values):
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name}: {condition}")
            time.sleep(0.03)

    def kill(self) -> None:
        """End it as a machine does that loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def program(name: str) -> str:
    """Where a program lies that is installed."""
    found = shutil.which(name)
    assert found is not None
    return found


class Chromium(Browser):
    """Chromium, by the DevTools protocol over a pipe."""

    name = "chromium"
    _FLAGS = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe", "--disable-quic"),
        "--password-store=basic",
    )

    def _start(self) -> subprocess.Popen[bytes]:
        to_read, self._commands = os.pipe()
        self._answers, to_write = os.pipe()

        def descriptors() -> None:
            kept = (os.dup(to_read), os.dup(to_write))
            os.dup2(kept[0], 3)
            os.dup2(kept[1], 4)

        process = subprocess.Popen(
            [program("chromium"), *self._FLAGS, f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=descriptors,
            start_new_session=True,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self.asked: list[str] = []  # what kinds of questions it put; each is answered by yes
        self._rest, self._count, self._session, self._loaded = b"", 0, "", False
        self._attach()
        return process

    def _attach(self, **where: str) -> None:
        target = self.call("Target.createTarget", url="about:blank", **where)["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def renew(self) -> str:
        """Show a page that shares nothing with those before; what they are told apart by."""
        self._session, self.asked = "", []
        context = str(self.call("Target.createBrowserContext")["browserContextId"])
        self._attach(browserContextId=context)
        return context

    def forget(self, context: str) -> None:
        """Close that page, with all that it kept."""
        self._session = ""
        self.call("Target.disposeBrowserContext", browserContextId=context)

    def open(self, address: str) -> None:
        """Show an address."""
        self._loaded = False
        self.call("Page.navigate", url=address)
        while not self._loaded:
            self._next()

    def run(self, script: str, *values: Any) -> Any:
        """What a body of an async function gives."""
        source = f"(async function () {{ {script} }}).apply(null, {json.dumps(values)})"
        made = self.call("Runtime.evaluate", expression=source, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in made:
            raise RuntimeError(str(made["exceptionDetails"])[:2000])
        return made["result"].get("value")

    def picture(self) -> bytes:
        """What is seen of the page."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def sized(self, width: int, height: int, scheme: str = "light", scale: float = 1) -> None:
        """Give the page another size, colours for day or night, and pixels of another size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def at_time(self, moment: datetime) -> None:
        """Have the pages that are opened from now on believe that it is another time."""
        source = (
            "{ const Clock = Date, shift = " + str(int(moment.timestamp() * 1000)) + " - Clock.now();"
            "globalThis.Date = class extends Clock {"
            "constructor(...given) { if (given.length) super(...given); else super(Clock.now() + shift); }"
            "static now() { return Clock.now() + shift; } }; }"
        )
        self.call("Page.addScriptToEvaluateOnNewDocument", source=source)

    def key(self, name: str, code: int, text: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **more)

    def call(self, method: str, **words: Any) -> dict[str, Any]:
        """What the browser answers to a command. Raises RuntimeError."""
        self._count += 1
        command = {"id": self._count, "method": method, "params": words}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._count:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']}")
                return dict(told["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._answers], [], [], PATIENCE)[0]:
                raise TimeoutError("Chromium says nothing")
            more = os.read(self._answers, 1 << 20)
            if not more:
                raise RuntimeError("Chromium has ended")
            self._rest += more
        message, _end, self._rest = self._rest.partition(b"\0")
        told = dict(json.loads(message))
        self._loaded = self._loaded or told.get("method") == "Page.loadEventFired"
        if told.get("method") == "Page.javascriptDialogOpening":
            self.asked.append(told["params"]["type"])
            accept = {"id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
            os.write(self._commands, json.dumps({**accept, "sessionId": self._session}).encode() + b"\0")
        return told

    def kill(self) -> None:
        """End it at once."""
        super().kill()
        for descriptor in (self._commands, self._answers):
            with suppress(OSError):
                os.close(descriptor)


class Firefox(Browser):
    """Firefox, by Marionette."""

    name = "firefox"
    _SETTINGS: ClassVar = {
        "browser.shell.checkDefaultBrowser": False,
        "browser.aboutwelcome.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "app.update.enabled": False,
        "browser.sessionstore.resume_from_crash": False,
        "toolkit.startup.max_resumed_crashes": -1,
    }

    def _start(self) -> subprocess.Popen[bytes]:
        port = free_port()
        settings = {**self._SETTINGS, "marionette.port": port}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items())
        (self.profile / "user.js").write_text("".join(lines), encoding="utf-8")
        for lock in ("lock", ".parentlock"):
            (self.profile / lock).unlink(missing_ok=True)
        process = subprocess.Popen(
            [program("firefox-esr"), "--headless", "--no-remote", "--marionette", "--profile", str(self.profile)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "HOME": str(self.profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )  # fmt: skip
        self._socket = connected(port)
        self._rest, self._count = b"", 0
        self._read()
        self.call("WebDriver:NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "accept"}})
        self.call("WebDriver:SetTimeouts", script=PATIENCE * 1000, pageLoad=PATIENCE * 1000)
        return process

    def open(self, address: str) -> None:
        """Show an address."""
        self.call("WebDriver:Navigate", url=address)

    def run(self, script: str, *values: Any) -> Any:
        """What a body of an async function gives."""
        return given(self.call("WebDriver:ExecuteAsyncScript", script=awaited(script), args=list(values))["value"])

    def picture(self) -> bytes:
        """What is seen of the page."""
        return base64.b64decode(self.call("WebDriver:TakeScreenshot", full=False)["value"])

    def call(self, command: str, **words: Any) -> dict[str, Any]:
        """What the browser answers to a command. Raises RuntimeError."""
        self._count += 1
        message = json.dumps([0, self._count, command, words]).encode()
        self._socket.sendall(f"{len(message)}:".encode() + message)
        _kind, _number, error, result = self._read()
        if error:
            raise RuntimeError(f"{command}: {error}")
        return dict(result) if isinstance(result, dict) else {"value": result}

    def _read(self) -> Any:
        while b":" not in self._rest:
            self._more()
        length, _colon, self._rest = self._rest.partition(b":")
        while len(self._rest) < int(length):
            self._more()
        message, self._rest = self._rest[: int(length)], self._rest[int(length) :]
        return json.loads(message)

    def _more(self) -> None:
        more = self._socket.recv(1 << 20)
        if not more:
            raise RuntimeError("Firefox has ended")
        self._rest += more

    def kill(self) -> None:
        """End it at once."""
        super().kill()
        self._socket.close()


def awaited(script: str) -> str:
    """A body of an async function, for a driver that gives what its last argument is called with."""
    return (
        "const given = [...arguments], done = given.pop();"
        f"(async function () {{ {script} }}).apply(null, given)"
        ".then((value) => done([value]), (fault) => done(String(fault)));"
    )


def given(answer: Any) -> Any:
    """What the function gave. Raises RuntimeError where it failed."""
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return answer[0]


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def connected(port: int) -> socket.socket:
    """A connection to a port, once somebody listens there."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
