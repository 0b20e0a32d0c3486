"""Chromium without a window, kept running, that prints pages: what the benchmarks compare with. No part of the kit."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from runbook.resources import templates

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe"),
)
READS, WRITES = 3, 4  # the descriptors that the browser takes its commands from, and answers to


def program() -> str | None:
    """Where Chromium is on this machine."""
    return shutil.which("chromium")


class Chromium:
    """A browser with one page, in the kit's fonts; it ends with the block."""

    def __enter__(self) -> Chromium:
        """Start it."""
        self._stack = ExitStack()
        profile = self._stack.enter_context(tempfile.TemporaryDirectory())
        to_read, commands = os.pipe()
        answers, to_write = os.pipe()

        def descriptors() -> None:
            kept = (os.dup(to_read), os.dup(to_write))  # before one is put where the other was
            os.dup2(kept[0], READS)
            os.dup2(kept[1], WRITES)

        environ = os.environ | {"FONTCONFIG_FILE": str(templates() / "fonts" / "fonts.conf")}
        self._process = subprocess.Popen(
            [str(program()), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=descriptors, start_new_session=True,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._commands = self._stack.enter_context(os.fdopen(commands, "wb"))
        self._answers = self._stack.enter_context(os.fdopen(answers, "rb"))
        self._rest = b""
        self._count = 0
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._stack.close()

    def printed(self, page: Path) -> bytes:
        """The PDF of an HTML file."""
        self.call("Page.navigate", url=page.as_uri())
        self._until(lambda told: told.get("method") == "Page.loadEventFired")
        made = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(made["data"])

    def call(self, method: str, **words: Any) -> dict[str, Any]:
        """What the browser answers to a command. Raises RuntimeError."""
        self._count += 1
        number = self._count
        command = {"id": number, "method": method, "params": words}
        if self._session:
            command["sessionId"] = self._session
        self._commands.write(json.dumps(command).encode() + b"\0")
        self._commands.flush()
        told = self._until(lambda told: told.get("id") == number)
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error']}")
        return dict(told["result"])

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            told = self._next()
            if wanted(told):
                return told

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._answers.fileno(), 1 << 20)
            if not more:
                raise RuntimeError("Chromium has ended")
            self._rest += more
        message, _end, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))
