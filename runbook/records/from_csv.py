"""Records as CSV: comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 with one, else Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.record import RecordPart
from runbook.records.table import WIDTH, TableRow, known_columns, parts_of_rows
from runbook.records.unreadable import Unreadable

SEPARATORS = (",", ";", "\t")


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The parts of records in a CSV file. Raises Unreadable."""
    text = decoded(content)
    start, separator = _separator(text)
    try:
        yield from parts_of_rows(_rows(text[start:], separator, text.count("\n", 0, start)), file)
    except csv.Error as error:
        raise Unreadable(N_("this is no CSV: {reason}"), reason=str(error)) from None


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
    line = re.split(r"[\r\n]", text[start : start + 4096], maxsplit=1)[0]
    if line.casefold().startswith("sep=") and len(line) == 5:  # a spreadsheet's own hint
        return start + text[start:].index(line) + len(line), line[4]
    return start, max(
        SEPARATORS, key=lambda separator: known_columns(next(csv.reader([line], delimiter=separator), []))
    )


def _rows(text: str, separator: str, above: int) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = above + 1
    for cells in reader:
        yield number, cells[:WIDTH]
        number = above + reader.line_num + 1
