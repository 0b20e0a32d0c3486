"""CSV as people and spreadsheets save it: comma, semicolon, tab or upright stroke; UTF-8, UTF-16 and UTF-32 with or
without a mark, else Windows-1252, Mac Roman or code page 850, whichever makes words of the letters."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from runbook.i18n import N_
from runbook.reading.spreadsheet.letters_by_byte import likeliest
from runbook.reading.spreadsheet.table_row import WIDTH, TableRow
from runbook.reading.unreadable import Unreadable
from runbook.reading.wide_text import wide_encoding

Known = Callable[[Sequence[str]], int]
"""How many cells of a header name a column that the table can have."""
SEPARATORS = (",", ";", "\t", "|")
ABOVE = 200  # lines that may stand above the header
ROWS = 500_000  # of a text, blank ones too: a record or an inventory has fewer
LINE = 2**22  # characters; all cells of a row that are read, as long as a reader takes them, have a third of it
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)  # as a mail that is answered shows it
_TEXT = re.compile(r'="([^"]*)"')
_HINT = re.compile(r'"?sep=(.)"?[,;\t]*(?=\r|\n|$)', re.IGNORECASE)


def decoded(content: bytes) -> str:
    """The text of a file that somebody typed: the marks decide, else the place of the NULs, then whether it is UTF-8.

    Raises Unreadable.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable(N_("this is not text: it is neither UTF-8 nor Windows-1252"))


def _encodings(content: bytes) -> tuple[str, ...]:
    if wide := wide_encoding(content):
        return (wide,)
    return "utf-8-sig", *likeliest(content)


def rows_of(text: str, known: Known, *, apart: bool = True) -> Iterator[TableRow]:
    """The rows of a text; with `apart`, one that a spreadsheet took for one cell is taken apart as its header is.

    Raises Unreadable, csv.Error.
    """
    if 2 * text.count("\n>") >= text.count("\n") > 0:
        text = _QUOTED.sub("", text)
    start, separator = _separator(text, known)
    above = text.count("\n", 0, start)
    reader = csv.reader(
        lines_of(text[start:]), delimiter=separator, quotechar=_quote(text[start : start + 2**16], separator)
    )
    number, within = above + 1, separator
    for count, cells in enumerate(reader):
        if count == ROWS:
            raise Unreadable(N_("this table has more than {limit} rows"), limit=str(ROWS))
        lone = cells[0] if apart and cells and not any(cells[1:]) else ""
        if lone:
            within = next((mark for mark in SEPARATORS if known(_apart(lone, mark)) > 1), within)
            cells = _apart(lone, within)
        yield TableRow(number, [_text(cell) if cell[:2] == '="' else cell for cell in cells[:WIDTH]])
        number = above + reader.line_num + 1


def _separator(text: str, known: Known) -> tuple[int, str]:
    """Where the table begins, and what separates its cells: what makes most sense of the header."""
    start = len(text) - len(text.lstrip("\r\n \ufeff"))
    if hint := _HINT.match(text, start):  # a spreadsheet's own
        return hint.end(), hint[1]
    head = text[start : start + 2**16]
    best, most = SEPARATORS[0], 0
    for mark in SEPARATORS:
        if (named := _most(head, mark, known, most)) > most:
            best, most = mark, named
    return start, best


def _most(head: str, separator: str, known: Known, most: int) -> int:
    """How many columns the best of the lines names that may be the header; `most` where none of them names more: a line
    of so few cells is not looked at."""
    with suppress(csv.Error):
        for cells in islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), ABOVE):
            if len(cells) > most:
                most = max(most, known(cells))
    return most


def _quote(head: str, separator: str) -> str:
    """What stands around cells: a single mark where it stands around all of the first line that has several."""
    for line in islice(io.StringIO(head), ABOVE):
        cells = line.strip().split(separator)
        if len(cells) > 1:
            single = all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
            return "'" if single else '"'
    return '"'


def lines_of(text: str) -> Iterator[str]:
    """The lines of the text. Raises Unreadable for one of millions of cells, which would all be held at once."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LINE:
            raise Unreadable(N_("a line of this file is too long for a table"))
        yield line


def _text(cell: str) -> str:
    """The text of `="2026-12-05"`, which is written so that a spreadsheet leaves it alone."""
    found = _TEXT.fullmatch(cell.strip())
    return found[1] if found else cell


def _apart(cell: str, separator: str) -> list[str]:
    """The cells in one; that one where it holds no row."""
    try:
        return next(csv.reader([cell], delimiter=separator), [cell])
    except csv.Error:
        return [cell]
