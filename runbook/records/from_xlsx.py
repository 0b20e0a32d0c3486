"""Records as XLSX, as Excel, LibreOffice and others save it: texts, or real dates, times and numbers."""

from __future__ import annotations

import datetime as clock
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from runbook.i18n import N_
from runbook.model.record import RecordPart
from runbook.records.table import WIDTH, TableRow, known_columns, parts_of_rows
from runbook.records.unreadable import Unreadable

UNPACKED = 12 * 2**20  # bytes of all that is in the file, unpacked; 5,000 steps take 2 MB
MEMBERS = 500
ROWS = 20_000  # a spreadsheet may say that its last row is the millionth
_HALF = clock.timedelta(milliseconds=500)
# What openpyxl raises on a file that is damaged or not what it says.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    AttributeError,
    AssertionError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The parts of records in the first sheet that has the header of a record. Raises Unreadable."""
    check_size(content)
    yield from parts_of_rows(_rows(content), file, ROWS)


def check_size(content: bytes) -> None:
    """Unpack everything once, keeping nothing: a file that says less of itself than it holds is found out as well."""
    left = UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS:
                raise Unreadable(N_("this spreadsheet unpacks to more than a record can need"))
            for member in members:
                if member.flag_bits & 1:
                    raise Unreadable(N_("this spreadsheet has a password; save it without one"))
                left -= _unpacked(content, member, left)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError) as error:
        raise Unreadable(N_("this spreadsheet is damaged: {reason}"), reason=str(error)) from None


def _unpacked(content: bytes, member: zipfile.ZipInfo, left: int) -> int:
    """How many bytes a member unpacks to, counted, not believed. Raises Unreadable past `left`."""
    header = content[member.header_offset : member.header_offset + 30]
    start = (
        member.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    )
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        engine, size = zlib.decompressobj(-15), 0
        chunk: bytes | memoryview = packed
        while size <= left and not engine.eof:
            unpacked = engine.decompress(chunk, 2**18)
            chunk = engine.unconsumed_tail
            size += len(unpacked)
            if not unpacked and not chunk:
                break
    else:
        raise Unreadable(N_("this spreadsheet is packed in a way that spreadsheets are not"))
    if max(size, member.file_size) > left:
        raise Unreadable(N_("this spreadsheet unpacks to more than a record can need"))
    return size


def _rows(content: bytes) -> Iterator[TableRow]:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles and drop-down lists, which are not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                rows = enumerate(sheet.iter_rows(max_col=WIDTH), 1)
                first: TableRow | None = None
                for number, cells in rows:
                    first = number, [cell_text(cell.value, cell) for cell in cells]
                    if any(first[1]) or number > 100:
                        break
                if first and known_columns(first[1]) > 1:
                    yield first
                    for number, cells in rows:
                        yield number, [cell_text(cell.value, cell) for cell in cells]
                    return
    except _DAMAGE as error:
        raise Unreadable(
            N_("this spreadsheet is damaged: {reason}"), reason=str(error) or type(error).__name__
        ) from None
    raise Unreadable(N_("no sheet of this spreadsheet has the header of a record"))


def cell_text(value: object, cell: object = None) -> str:
    """A cell as one would have typed it: dates to the second, whole numbers without a point.

    A spreadsheet knows no days, only their first instants: the cell's format says which was meant.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case clock.datetime():
            rounded = (value + _HALF).replace(microsecond=0)
            if rounded.time() == clock.time() and "h" not in str(getattr(cell, "number_format", "h")).casefold():
                return rounded.date().isoformat()
            return rounded.isoformat(" ", "seconds" if rounded.second else "minutes")
        case clock.date():
            return value.isoformat()
        case clock.time():
            return value.isoformat("seconds" if value.second else "minutes")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
