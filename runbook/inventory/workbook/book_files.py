"""Bytes -> the sheets of an inventory: of a workbook, or of a folder of CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.inventory.workbook.book import InventoryBook, heads_among
from runbook.inventory.workbook.heads import sheet_in_file
from runbook.inventory.workbook.written_dates import settle_dates
from runbook.library_errors import library_reason
from runbook.reading.spreadsheet.csv_table import decoded, rows_of
from runbook.reading.spreadsheet.opened import DAMAGE, sheets_in
from runbook.reading.spreadsheet.packed import TOO_MUCH
from runbook.reading.spreadsheet.sheet import SeenSheet
from runbook.reading.unreadable import Unreadable

UNPACKED = 256 * 2**20  # bytes of all that is in a workbook; 5,000 sites take 50 MB, in an ODS 130 MB
ROWS = 200_000  # of one sheet
CELLS = 4_000_000  # of all sheets


def book_of_workbook(content: bytes, file: str) -> InventoryBook:
    """The sheets of an XLSX or ODS file. Raises InputError."""
    book = InventoryBook(file, tables=False)
    _fill(book, file, lambda: _sheets(content))
    settle_dates(book)
    return book


def book_of_tables(files: Sequence[tuple[str, bytes]], folder: str) -> InventoryBook:
    """The sheets of the CSV files of a folder, each with its name. Raises InputError."""
    book = InventoryBook(folder, tables=True)
    problems: list[Problem] = []
    for name, content in files:
        if sheet_in_file(name) is None:
            continue
        try:
            _fill(book, f"{folder}/{name}", partial(_one_table, name, content))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    for name, _ in files:
        if sheet_in_file(name) is None:
            book.pass_by(name)
    settle_dates(book)
    return book


def _fill(book: InventoryBook, file: str, sheets: Callable[[], Iterator[SeenSheet]]) -> None:
    remedy = N_("save it again, as `runbook init --xlsx` writes it or as CSV")
    try:
        for sheet in sheets():
            book.take(sheet)
    except Unreadable as error:
        message = N_("this holds more than an inventory can need") if error.message == TOO_MUCH else error.message
        raise InputError.of(file, None, "", message, error.remedy or remedy, **error.values) from None
    except csv.Error as error:
        raise InputError.of(
            file, None, "", N_("this is not CSV: {reason}"), remedy, reason=library_reason(error)
        ) from None
    except DAMAGE as error:
        message = N_("this spreadsheet is damaged: {reason}")
        raise InputError.of(file, None, "", message, remedy, reason=library_reason(error)) from None


def _sheets(content: bytes) -> Iterator[SeenSheet]:
    left = CELLS
    for sheet in sheets_in(content, UNPACKED, ROWS):
        left -= sum(len(row.cells) for row in sheet.rows)
        if left < 0 or len(sheet.rows) > ROWS:
            raise Unreadable(TOO_MUCH)
        yield sheet


def _one_table(name: str, content: bytes) -> Iterator[SeenSheet]:
    yield _table(name, content)


def _table(name: str, content: bytes) -> SeenSheet:
    key = sheet_in_file(name)
    sheet = SeenSheet(name, hidden=False)
    text = decoded(content)
    for row in rows_of(text, lambda cells: heads_among(key, cells) if key else 0, apart=False):
        if any(cell.strip() for cell in row.cells):
            sheet.rows.append(row._replace(cells=[_unmarked(cell.strip()) for cell in row.cells]))
        if len(sheet.rows) > ROWS:
            raise Unreadable(TOO_MUCH)
    return sheet


def _unmarked(text: str) -> str:
    """A cell of CSV without the ' by which spreadsheets take it for a text."""
    return text[1:] if text.startswith("'") and text.lstrip("'")[:1] in ("=", "+", "-", "@") else text
