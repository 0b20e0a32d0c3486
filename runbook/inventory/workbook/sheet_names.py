"""Whether a spreadsheet in a folder is an inventory: by the names of its sheets, before any of it is read."""

from __future__ import annotations

import re
from pathlib import Path

from runbook.inventory.workbook.heads import folded, sheets_by_name
from runbook.reading.spreadsheet.locked import has_password

_MOST = 2**22  # bytes of a member that are looked at: sheets of ODS begin somewhere in it
_NAME = {
    "xl/workbook.xml": re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\bname=[\"']([^\"']*)"),
    "content.xml": re.compile(rb"<table:table\b[^>]*?\btable:name=[\"']([^\"']*)"),
}


def has_sites(file: Path) -> bool:
    """Whether it has a sheet of sites, or cannot be read: reading it says why."""
    names = _names_in(file)
    return names is None or any(sheets_by_name().get(name) == "sites" for name in names)


def is_record(file: Path) -> bool:
    """Whether it is the record of a change, as the kit writes it into the folder of that change."""
    from runbook.model.record import RECORD_SHEET  # not needed where a folder, or no folder, has no spreadsheet

    return _names_in(file) == [RECORD_SHEET]


def _names_in(file: Path) -> list[str] | None:
    """What the sheets of a workbook are called, folded; None where it cannot be read."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(file) as archive:
            if has_password(archive):
                return None
            for member, pattern in _NAME.items():
                if member in archive.namelist():
                    with archive.open(member) as stream:
                        return [_as_read(name) for name in pattern.findall(stream.read(_MOST))]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return None
    return []


def _as_read(name: bytes) -> str:
    from html import unescape  # its list of entities takes longer than all that `check` needs beside it

    return folded(unescape(name.decode("utf-8", "replace")))
