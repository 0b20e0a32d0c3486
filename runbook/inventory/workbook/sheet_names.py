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
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(file) as archive:
            if has_password(archive):
                return True
            for member, pattern in _NAME.items():
                if member in archive.namelist():
                    with archive.open(member) as stream:
                        names = pattern.findall(stream.read(_MOST))
                    return any(_meant(name) == "sites" for name in names)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return True
    return False


def _meant(name: bytes) -> str | None:
    from html import unescape  # its list of entities takes longer than all that `check` needs beside it

    return sheets_by_name().get(folded(unescape(name.decode("utf-8", "replace"))))
