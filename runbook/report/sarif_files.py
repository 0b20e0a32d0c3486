"""The files in a SARIF log: their addresses, their hashes, and the lines at which findings stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from runbook.i18n import N_, Language
from runbook.model.finding import Finding
from runbook.model.record import RecordSource
from runbook.reading.input_file import SHOWN_INPUT
from runbook.report.entry_lines import entry_lines
from runbook.verify.session import Verified

BASE = "SRCROOT"  # the name that viewers know for the folder to which addresses are relative
FILES_READ = 8  # of which the lines of entries are kept
_LINE = re.compile(r"(\d+)(?::.*)?", re.DOTALL)


class Artifacts:
    """The files that were looked at, each once, in the order in which they came."""

    def __init__(self) -> None:
        self.numbers: dict[RecordSource, int] = {}
        self.lines: dict[RecordSource, dict[str, int]] = {}

    def add(self, files: Iterable[RecordSource]) -> None:
        """Take files in."""
        for file in files:
            self.numbers.setdefault(file, len(self.numbers))

    def data(self) -> list[dict[str, Any]]:
        """The `artifacts` of the run."""
        return [_artifact(file) for file in self.numbers]

    def bases(self, language: Language) -> dict[str, Any]:
        """The `originalUriBaseIds` of the run. Which folder it was is not said: it differs from machine to machine."""
        return {BASE: {"description": {"text": language.text(N_("The folder in which the command was run."))}}}

    def locations(self, one: Verified, finding: Finding) -> dict[str, Any]:
        """The `locations` of a result: where in which file, and which steps."""
        location: dict[str, Any] = {}
        file = next((file for file in one.files if f"{finding.where}:".startswith(f"{file.name}:")), None)
        if file is not None:
            address = _address(file.name) | {"index": self.numbers[file]}
            location["physicalLocation"] = {"artifactLocation": address}
            place = finding.where.removeprefix(file.name).removeprefix(":")
            location["physicalLocation"]["region"] = self._region(file, place)
        if finding.steps:
            names = [{"fullyQualifiedName": step, "kind": "member"} for step in finding.steps]
            location["logicalLocations"] = names
        return {"locations": [location]} if location else {}

    def _region(self, file: RecordSource, place: str) -> dict[str, int]:
        """The line of a place such as `14`, `3:entries[2]` or `entries[2]`, else the beginning of the file.

        A form has pages and no lines.
        """
        if file.name.lower().endswith(".pdf"):
            return {"byteOffset": 0, "byteLength": 0}
        if found := _LINE.fullmatch(place):
            return {"startLine": int(found[1]) or 1}
        if place and file not in self.lines:
            if len(self.lines) >= FILES_READ:
                self.lines.clear()
            self.lines[file] = entry_lines(file)
        return {"startLine": self.lines.get(file, {}).get(place, 1)}


def _artifact(file: RecordSource) -> dict[str, Any]:
    data: dict[str, Any] = {"location": _address(file.name), "roles": ["analysisTarget"]}
    return data | ({"hashes": {"sha-256": file.sha256}} if file.sha256 else {})


def _address(name: str) -> dict[str, Any]:
    """Relative to the folder of the call where the file lies in it or below, else absolute."""
    if name == SHOWN_INPUT or "\0" in name:
        return {"uri": quote(name.replace("\0", ""))}
    here, file = Path.cwd(), _straight(Path.cwd() / name)
    if file.is_relative_to(here):
        return {"uri": quote(file.relative_to(here).as_posix(), errors="surrogateescape"), "uriBaseId": BASE}
    return {"uri": "file://" + quote(file.as_posix(), errors="surrogateescape")}


def _straight(path: PurePath) -> PurePath:
    """Without `..`, which an address must not have; links are not followed."""
    import os

    return PurePath(os.path.normpath(path))
