"""A spreadsheet of either kind, opened: its bytes -> its sheets, all bounded; and what a damaged one raises."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from runbook.reading.spreadsheet.locked import OPEN_IT, PASSWORD, has_password
from runbook.reading.spreadsheet.packed import UNPACKED, check_size
from runbook.reading.spreadsheet.sheet import ROWS, SeenSheet
from runbook.reading.unreadable import Unreadable

# What is raised on a file that is damaged or not what it says.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    ValueError,
)


def sheets_in(content: bytes, unpacked: int = UNPACKED, rows: int = ROWS) -> Iterator[SeenSheet]:
    """The sheets of an XLSX or ODS file; of each a row more than `rows` at most. Raises Unreadable, and DAMAGE."""
    check_size(content, unpacked)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if has_password(archive):
            raise Unreadable(PASSWORD, OPEN_IT)
        if "content.xml" in archive.namelist():
            from runbook.reading.spreadsheet.ods_book import sheets_of

            yield from sheets_of(archive, unpacked, rows)
        else:
            from runbook.reading.spreadsheet.xlsx_book import Workbook

            yield from Workbook(archive, unpacked, rows).sheets()
