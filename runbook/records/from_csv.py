"""Records as CSV: comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 with one, else Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.model.record import TABLE_COLUMNS, RecordPart
from runbook.records.table import ABOVE, WIDTH, parts_of_rows
from runbook.records.table_row import TableRow
from runbook.records.table_text import known_columns
from runbook.records.unreadable import Unreadable

SEPARATORS = (",", ";", "\t")
LINE = 2**22  # characters; all cells of a row that are read, as long as a reader takes them, have a third of it
_HINT = re.compile(r'"?sep=(.)"?[,;\t]*(?=\r|\n|$)', re.IGNORECASE)
# A file that ends without a line end, and one with its mark behind it.
_JOINED = re.compile(rf'(?<=[^\r\n])\ufeff(?="?(?:{"|".join(TABLE_COLUMNS)})\b)', re.IGNORECASE)


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The parts of records in a CSV file. Raises Unreadable."""
    text = decoded(content)
    text = _JOINED.sub("\n", text) if "\ufeff" in text else text
    start, separator = _separator(text)
    try:
        yield from parts_of_rows(_rows(text[start:], separator, text.count("\n", 0, start)), file)
    except csv.Error as error:
        raise Unreadable(N_("this is no CSV: {reason}"), reason=library_reason(error)) from None


def decoded(content: bytes) -> str:
    """The text of a file that somebody typed: the marks decide, then whether it is UTF-8. Raises Unreadable."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable(N_("this is no text: it is neither UTF-8 nor Windows-1252"))


def _separator(text: str) -> tuple[int, str]:
    """Where the table begins, and what separates its cells: what makes most sense of the header."""
    start = len(text) - len(text.lstrip("\r\n \ufeff"))
    if hint := _HINT.match(text, start):  # a spreadsheet's own
        return hint.end(), hint[1]
    head = text[start : start + 2**16]
    return start, max(SEPARATORS, key=lambda mark: _known(head, mark))


def _known(head: str, separator: str) -> int:
    """How many columns of a record the best of the lines names that may be the header."""
    most = 0
    try:
        for cells in islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), ABOVE):
            most = max(most, known_columns(cells))
    except csv.Error:
        pass
    return most


def _rows(text: str, separator: str, above: int) -> Iterator[TableRow]:
    """The rows of the file. A row that a spreadsheet took for one cell is taken apart as its header is."""
    reader = csv.reader(_lines(text), delimiter=separator)
    number, within = above + 1, separator
    for cells in reader:
        lone = cells[0] if cells and not any(cells[1:]) else ""
        if lone:
            within = next((mark for mark in SEPARATORS if known_columns(_apart(lone, mark)) > 1), within)
            cells = _apart(lone, within)
        yield TableRow(number, cells[:WIDTH])
        number = above + reader.line_num + 1


def _lines(text: str) -> Iterator[str]:
    """The lines of the text. Raises Unreadable for one of millions of cells, which would all be held at once."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LINE:
            raise Unreadable(N_("this file holds more than a record can need"))
        yield line


def _apart(cell: str, separator: str) -> list[str]:
    """The cells in one; that one where it holds no row."""
    try:
        return next(csv.reader([cell], delimiter=separator), [cell])
    except csv.Error:
        return [cell]
