"""Speaks with yaml-language-server as an editor does: what it says of an inventory."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class LanguageServer:
    """The server as a process of its own; `said` is what it says of a text."""

    def __init__(self, program: Path, schema: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._count = 0
        self._settings = {"yaml": {"validate": True, "schemaStore": {"enable": False}, "schemas": {
            schema.as_uri(): "*.yaml"}}}  # fmt: skip

    def __enter__(self) -> Self:
        self._send("initialize", {"processId": None, "rootUri": None, "capabilities": {
            "workspace": {"configuration": True}}}, number=0)  # fmt: skip
        while self._receive().get("id") != 0:
            pass
        self._send("initialized", {})
        self._send("workspace/didChangeConfiguration", {"settings": self._settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def said(self, text: str) -> list[str]:
        """Its messages on `text`, as `line: message`."""
        self._count += 1
        uri = f"file:///inventory{self._count}.yaml"
        self._send(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}},
        )
        while True:
            came = self._receive()
            if came.get("method") == "textDocument/publishDiagnostics" and came["params"]["uri"] == uri:
                found = came["params"]["diagnostics"]
                return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in found]

    def _send(self, method: str, params: Any, number: int | None = None) -> None:
        self._write({"method": method, "params": params} | ({} if number is None else {"id": number}))

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks is answered here."""
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline().strip()) or not length:
            assert line or self._process.poll() is None, "the server has ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if "method" in found and "id" in found:
            asked = found["params"].get("items", []) if found["method"] == "workspace/configuration" else []
            self._write({"id": found["id"], "result": [self._settings.get(one.get("section")) for one in asked]})
        return found
