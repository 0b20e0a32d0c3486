"""A file of another list: JSON or CSV -> its objects, each with its place; bounded, and never a traceback."""

from __future__ import annotations

import codecs
import csv
from typing import Any

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.importing.lookup import folded
from runbook.library_errors import library_reason
from runbook.reading.advice import Advice
from runbook.reading.input_file import InputFile
from runbook.reading.json_errors import holds_more, no_json
from runbook.reading.spreadsheet.csv_table import lines_of
from runbook.reading.spreadsheet.locked import OLD, PASSWORD, why_not
from runbook.reading.text_file import content_of, parse_content
from runbook.reading.unreadable import Unreadable

VALUES = 6_000_000  # of a file of 32 MB, a device of NetBox's has 150
ROWS, CELLS = 200_000, 500  # of a table
ADVICE = Advice(
    missing=N_("check the name; docs/import.md says how to get it"), split=N_("get it in several files, page by page")
)
WORKBOOKS = (b"PK\x03\x04", OLD)  # xlsx and ods; xls
_A_SHEET = N_(
    "save its sheet as CSV; a workbook with the sheets of docs/workbook.md, as runbook init --xlsx writes one, is an "
    "inventory itself"
)
_AGAIN = N_("get it again; docs/import.md says how")


def read_json(content: bytes, file: str) -> Any:
    """What a JSON file holds. Raises InputError."""
    import msgspec

    content = content.removeprefix(codecs.BOM_UTF8)
    if holds_more(content, VALUES):
        raise InputError.of(file, None, "", N_("this file holds too many values"), ADVICE.split)
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message, values = no_json(error, content)
        raise InputError.of(file, None, "", message, _AGAIN, **values) from None


def read_source(path: str) -> tuple[str, bytes]:
    """A file's name for messages, and its bytes. Raises InputError."""
    file = InputFile(path)
    content = content_of(file, ADVICE)
    if content.startswith(OLD) and why_not(content) == PASSWORD:
        raise InputError.of(file.name, None, "", PASSWORD, _A_SHEET)
    if content.startswith(WORKBOOKS):
        raise InputError.of(
            file.name, None, "", N_("this is a workbook; NetBox and Ansible give JSON or CSV"), _A_SHEET
        )
    return file.name, content


def is_json(content: bytes) -> bool:
    """Whether a file begins as JSON does: a table does not begin with a bracket."""
    return content.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")


def read_table(content: bytes, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heads of a CSV file, and its rows with their lines. Raises InputError."""
    return parse_content(content, file, lambda text: _rows(text, file))


def _rows(text: str, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    head = text.lstrip("\r\n").partition("\n")[0]
    separator = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(lines_of(text), delimiter=separator, strict=True)
    heads: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for count, row in enumerate(reader):
            if not heads:
                heads = [folded(cell) for cell in row[:CELLS]]
            elif any(row):
                rows.append((line, row[:CELLS]))
            if count > ROWS:  # blank ones, too: millions of them take their time
                message = N_("this table has more than {limit} rows")
                raise InputError.of(file, line, "", message, ADVICE.split, limit=str(ROWS))
            line = reader.line_num + 1
    except csv.Error as error:
        message = N_("this is not CSV: {reason}")
        raise InputError.of(file, reader.line_num, "", message, _AGAIN, reason=library_reason(error)) from None
    except Unreadable as error:
        raise InputError.of(file, line, "", error.message, _AGAIN, **error.values) from None
    return heads, rows
