"""WebKitGTK, driven by WebKitWebDriver on loopback, on a screen of its own (Xvfb): what it shows of a page."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

BROWSERS = (
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
)
LONGEST = 60  # seconds, of one answer or of the start


class WebKit:
    """A session with one page."""

    def __init__(self, address: str, browser: str) -> None:
        self._address = address
        wanted = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}
        value = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{value['sessionId']}"

    def _ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(
            self._address + path, body, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=LONGEST) as answer:
            return json.load(answer)["value"]

    def open(self, page: Path) -> None:
        """Show a file."""
        self._ask("POST", f"{self._session}/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        """What a function with this body returns in the page."""
        return self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": []})

    def click(self, selector: str) -> None:
        """Click what is there under a selector, as a hand does."""
        self._ask("POST", f"{self._session}/element/{self._element(selector)}/click", {})

    def write(self, selector: str, text: str) -> None:
        """Write into a field, key by key."""
        self._ask("POST", f"{self._session}/element/{self._element(selector)}/value", {"text": text})

    def _element(self, selector: str) -> str:
        found = self._ask("POST", f"{self._session}/element", {"using": "css selector", "value": selector})
        return str(next(iter(found.values())))

    def end(self) -> None:
        """Close it."""
        self._ask("DELETE", self._session)


@contextmanager
def webkit() -> Iterator[WebKit]:
    """A browser of its own; the test is skipped where there is none."""
    browser = next((each for each in BROWSERS if Path(each).is_file()), None)
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("xvfb-run")
    if browser is None or driver is None or screen is None:
        pytest.skip("no WebKitGTK, WebKitWebDriver or xvfb-run")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [screen, "-a", driver, f"--port={port}", "--host=127.0.0.1"]
    environ = os.environ | {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
    process = subprocess.Popen(
        words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for(port)
        session = WebKit(f"http://127.0.0.1:{port}", browser)
        try:
            yield session
        finally:
            session.end()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait(LONGEST)


def _wait_for(port: int) -> None:
    until = time.monotonic() + LONGEST
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
