"""WebKitGTK's small browser, on a screen that nobody sees: driven by its WebDriver, or by keys as people start it."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.web.browsers import MODULES
from tests.web.driven_browsers import PATIENCE, Browser, awaited, connected, free_port, given, program

_PLACES = ("usr/lib/*/webkit2gtk-*/MiniBrowser", "usr/libexec/webkit2gtk-*/MiniBrowser")

MOST_STOPS = 100  # of the tabulator
TAKEN = 5  # seconds after which a press of a key is taken for lost

AXE = "axe.run().then((all) => { window.found = all.violations.map((each) => [each.id, each.nodes[0].html]) })"


def small_browser() -> str:
    """Where it lies."""
    return str(max(found for place in _PLACES for found in Path("/").glob(place)))


@contextmanager
def _screen() -> Iterator[dict[str, str]]:
    """A screen that nobody sees: what programs are told of it."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        [program("Xvfb"), "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read, "rb") as told:
        display = told.readline().strip().decode()
    try:
        yield {"DISPLAY": f":{display}", "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1",
               "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}  # fmt: skip
    finally:
        with suppress(ProcessLookupError):
            os.killpg(screen.pid, signal.SIGKILL)
        screen.wait()


def _at_home(profile: Path) -> dict[str, str]:
    """Where WebKitGTK keeps what pages store."""
    return {name: str(profile) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}


class Hand:
    """Somebody at the keys, who reads the title of the window."""

    def __init__(self, environ: dict[str, str], title: str) -> None:
        self._environ = environ
        self._window = self._tool("search", "--sync", "--onlyvisible", "--name", title).split()[0]
        self._tool("windowfocus", "--sync", self._window)

    def _tool(self, *words: str) -> str:
        run = subprocess.run(["xdotool", *words], env=self._environ, capture_output=True, text=True, timeout=PATIENCE)
        return run.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self._tool("key", key)

    def write(self, text: str) -> None:
        """Write a text."""
        self._tool("type", "--delay", "30", text)

    def title(self) -> str:
        """What the window is called: the page's title."""
        return self._tool("getwindowname", self._window)

    def until(self, pattern: str, what: str) -> None:
        """Wait until the title is so. Raises AssertionError."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, title := self.title()):
            assert time.monotonic() < end, f"{what}: {title}"
            time.sleep(0.02)

    def tab_to(self, name: str) -> None:
        """Press the tabulator until a field has the focus, each time once the press before is seen in the title.

        A window that has just opened may not take the first press: it is pressed again.
        """
        for _ in range(MOST_STOPS):
            if f"@{name}=" in (title := self.title()):
                return
            self.press("Tab")
            end = time.monotonic() + TAKEN
            while self.title() == title and time.monotonic() < end:
                time.sleep(0.02)
        raise AssertionError(f"{name} is not reached by keys")


@contextmanager
def webkit_by_keys(profile: Path, address: str, title: str) -> Iterator[Hand]:
    """The small browser as people start it, which keeps what a driven one forgets: all its processes end by kill -9."""
    with _screen() as screen:
        environ = {**os.environ, **_at_home(profile), **screen}
        process = subprocess.Popen(
            [small_browser(), address], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield Hand(environ, title)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class WebKit(Browser):
    """WebKitGTK's small browser, by its WebDriver, on a screen that nobody sees."""

    name = "webkit"

    def _start(self) -> subprocess.Popen[bytes]:
        self._stack = ExitStack()
        screen = self._stack.enter_context(_screen())
        self._port = free_port()
        process = subprocess.Popen(
            [program("WebKitWebDriver"), f"--port={self._port}", "--host=127.0.0.1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, **_at_home(self.profile), **screen},
        )  # fmt: skip
        connected(self._port).close()
        options = {"binary": small_browser(), "args": ["--automation"]}
        asked = {
            "capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options, "unhandledPromptBehavior": "accept"}}
        }
        self._session = ""
        self._session = "/" + self.call("POST", "", asked)["sessionId"]
        self.call("POST", "/timeouts", {"script": PATIENCE * 1000})
        return process

    def open(self, address: str) -> None:
        """Show an address."""
        self.call("POST", "/url", {"url": address})

    def run(self, script: str, *values: Any) -> Any:
        """What a body of an async function gives."""
        return given(self.call("POST", "/execute/async", {"script": awaited(script), "args": list(values)}))

    def picture(self) -> bytes:
        """What is seen of the page."""
        return base64.b64decode(self.call("GET", "/screenshot", None))

    def click(self, selector: str) -> None:
        """Click what is there under a selector, as a hand does."""
        self.call("POST", f"/element/{self._element(selector)}/click", {})

    def write(self, selector: str, text: str) -> None:
        """Write into a field, key by key."""
        self.call("POST", f"/element/{self._element(selector)}/value", {"text": text})

    def _element(self, selector: str) -> str:
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return str(next(iter(found.values())))

    def call(self, method: str, path: str, content: Any) -> Any:
        """What the driver answers. Raises RuntimeError."""
        address = f"http://127.0.0.1:{self._port}/session{self._session}{path}"
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.read()[:1000]!r}") from error

    def violations(self) -> list[Any]:
        """What axe-core has to say of the page; nothing where it is not there."""
        axe = MODULES / "axe-core" / "axe.min.js"
        if not axe.is_file():
            return []
        self.run(axe.read_text(encoding="utf-8"))
        self.run(AXE)
        self.until("window.found")
        return list(self.run("return window.found"))

    def kill(self) -> None:
        """End it at once, with its screen."""
        super().kill()
        self._stack.close()
