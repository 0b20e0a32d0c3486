"""The sheets of an inventory, as a workbook or a folder of CSV has them, with what is wrong with or odd about each."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.inventory.workbook.columns import SheetColumn, SheetKey
from runbook.inventory.workbook.heads import columns_by_name, folded, sheets_by_name, shown_names
from runbook.inventory.workbook.places import CellPlace
from runbook.library_errors import library_reason
from runbook.reading.nodes import clipped
from runbook.reading.spreadsheet.csv_table import decoded, rows_of
from runbook.reading.spreadsheet.packed import TOO_MUCH, check_size
from runbook.reading.spreadsheet.sheet import SeenSheet
from runbook.reading.spreadsheet.table_row import TableRow, column_name
from runbook.reading.structure_problems import nearest
from runbook.reading.unreadable import Unreadable

UNPACKED = 256 * 2**20  # bytes of all that is in a workbook; 5,000 sites take 50 MB, in an ODS 130 MB
ROWS = 200_000  # of one sheet
CELLS = 4_000_000  # of all sheets
HEADS_WITHIN = 20  # rows above which the heads stand
SHOWN = 8  # cells or heads that a message names
EXTRA = "extra"  # `extra.NAME` heads a column of a key of the house's own
_DAMAGE = (
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


@dataclass(slots=True)
class BookSheet:
    """A sheet of an inventory: its number, what it is called, its columns, where its heads stand, its rows below them;
    `extras` are the columns of keys of the house's own."""

    key: SheetKey
    number: int
    name: str
    columns: dict[int, SheetColumn]
    extras: dict[int, str]
    head: int
    rows: list[TableRow]


@dataclass(slots=True)
class InventoryBook:
    """The sheets of one inventory; `tables`: they are files of a folder. `problems` and `cautions` have cells for lines
    (`runbook.inventory.workbook.places`)."""

    file: str
    tables: bool
    names: list[str] = field(default_factory=list)
    sheets: dict[SheetKey, BookSheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cautions: list[Problem] = field(default_factory=list)

    def wrong(self, place: CellPlace, message: str, remedy: str, /, **values: str) -> None:
        """A problem of a cell."""
        self.problems.append(Problem.of(self.file, place.line, "", message, remedy, **values))

    def odd(self, place: CellPlace, message: str, remedy: str, /, **values: str) -> None:
        """What is to be said of a cell, and is none."""
        self.cautions.append(Problem.of(self.file, place.line, "", message, remedy, **values))

    def take(self, seen: SeenSheet) -> None:
        """One more sheet of the file."""
        number = len(self.names)
        self.names.append(seen.name)
        key = sheets_by_name().get(folded(Path(seen.name).stem if self.tables else seen.name))
        if key is None:
            self._unknown(seen, number)
            return
        if key in self.sheets:
            message = N_("this sheet is there twice: {other} is the same")
            self.wrong(CellPlace(number, 1, 0), message, N_("keep one of them"), other=self.sheets[key].name)
            return
        head = next((row for row in seen.rows[:HEADS_WITHIN] if _heads(key, row.cells) > (key != "organisation")), None)
        rows = [row for row in seen.rows if head is None or row.number > head.number]
        sheet = BookSheet(key, number, seen.name, {}, {}, head.number if head else 1, rows)
        self.sheets[key] = sheet
        if head is not None:
            self._heads(sheet, head)
            self._look(sheet, seen)
        elif seen.rows:
            message = N_("this sheet has no row with the heads of its columns")
            self.wrong(CellPlace(number, 1, 0), message, N_("write them as `runbook init --xlsx` does"))

    def _unknown(self, seen: SeenSheet, number: int) -> None:
        if not seen.rows:
            return
        place = CellPlace(number, 1, 0)
        if not seen.hidden and (close := nearest(seen.name, sheets_by_name())):
            message = N_("there is no sheet {name} in an inventory")
            remedy = N_("call it {nearest} if you mean it; or give it a name that is less like it")
            self.wrong(place, message, remedy, name=clipped(seen.name), nearest=close)
        else:
            self.odd(place, N_("this sheet is not read: an inventory has none called so"), "")

    def _heads(self, sheet: BookSheet, head: TableRow) -> None:
        known, unread = columns_by_name(sheet.key), []
        for place, text in enumerate(head.cells):
            here = CellPlace(sheet.number, head.number, place)
            column = known.get(folded(text))
            if column is not None and column in sheet.columns.values():
                message = N_("two columns are called {name}, or mean the same")
                self.wrong(here, message, N_("keep one of them"), name=clipped(text))
            elif column is not None:
                sheet.columns[place] = column
            elif text.casefold().startswith(f"{EXTRA}.") and len(text) > len(EXTRA) + 1:
                sheet.extras[place] = text[len(EXTRA) + 1 :]
            elif text and (close := nearest(text, shown_names(sheet.key))):
                message = N_("there is no column {name} on this sheet")
                remedy = N_("write {nearest} if you mean it; or give it a name that is less like it")
                self.wrong(here, message, remedy, name=clipped(text), nearest=close)
            elif text:
                unread.append((here, text))
        if unread:
            names = ", ".join(clipped(text, 30) for _, text in unread[:SHOWN])
            self.odd(unread[0][0], N_("these columns are not read: {names}"), "", names=names)

    def _look(self, sheet: BookSheet, seen: SeenSheet) -> None:
        """What nobody sees, and what is reckoned."""
        place = CellPlace(sheet.number, sheet.head, 0)
        if seen.hidden:
            self.odd(place, N_("this sheet is hidden, and is read all the same"), N_("show it, or delete it"))
        hidden = [str(row.number) for row in sheet.rows if row.hidden]
        if hidden:
            message, remedy = N_("hidden rows are read all the same: {rows}"), N_("show them, or delete them")
            self.odd(place, message, remedy, rows=_some(hidden))
        columns = [column_name(one) for one in sorted(seen.hidden_columns) if one in sheet.columns]
        if columns:
            message, remedy = N_("hidden columns are read all the same: {columns}"), N_("show them, or delete them")
            self.odd(place, message, remedy, columns=_some(columns))
        formulas = [f"{column_name(one)}{row.number}" for row in sheet.rows for one in row.formulas]
        if formulas:
            message = N_("formulas stand here, of which the values count as they were when the file was saved: {cells}")
            self.odd(place, message, "", cells=_some(formulas))
        for row in sheet.rows:
            for column, text in row.unseen.items():
                if column in sheet.columns or column in sheet.extras:
                    message = N_("what stands here is hidden or crossed out: {text}")
                    remedy = N_("delete it, or let it look like the other cells")
                    self.wrong(CellPlace(sheet.number, row.number, column), message, remedy, text=clipped(text))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def _heads(key: SheetKey, cells: Iterable[str]) -> int:
    """How many cells of a row are heads of a sheet."""
    known = columns_by_name(key)
    return len({found.key for cell in cells if (found := known.get(folded(cell[:100]))) is not None})


def book_of_workbook(content: bytes, file: str) -> InventoryBook:
    """The sheets of an XLSX or ODS file. Raises InputError."""
    book = InventoryBook(file, tables=False)
    _fill(book, file, lambda: _sheets(content))
    return book


def book_of_tables(files: Sequence[tuple[str, bytes]], folder: str) -> InventoryBook:
    """The sheets of the CSV files of a folder, each with its name. Raises InputError."""
    book = InventoryBook(folder, tables=True)
    problems: list[Problem] = []
    for name, content in files:
        try:
            _fill(book, f"{folder}/{name}", partial(_one_table, name, content))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return book


def _fill(book: InventoryBook, file: str, sheets: Callable[[], Iterator[SeenSheet]]) -> None:
    remedy = N_("save it again, as `runbook init --xlsx` writes it or as CSV")
    try:
        for sheet in sheets():
            book.take(sheet)
    except Unreadable as error:
        message = N_("this holds more than an inventory can need") if error.message == TOO_MUCH else error.message
        raise InputError.of(file, None, "", message, remedy, **error.values) from None
    except csv.Error as error:
        raise InputError.of(
            file, None, "", N_("this is no CSV: {reason}"), remedy, reason=library_reason(error)
        ) from None
    except _DAMAGE as error:
        message = N_("this spreadsheet is damaged: {reason}")
        raise InputError.of(file, None, "", message, remedy, reason=library_reason(error)) from None


def _sheets(content: bytes) -> Iterator[SeenSheet]:
    check_size(content, UNPACKED)
    left = CELLS
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            from runbook.reading.spreadsheet.ods_book import sheets_of

            found = sheets_of(archive, UNPACKED, ROWS)
        else:
            from runbook.reading.spreadsheet.xlsx_book import Workbook

            found = Workbook(archive, UNPACKED, ROWS).sheets()
        for sheet in found:
            left -= sum(len(row.cells) for row in sheet.rows)
            if left < 0 or len(sheet.rows) > ROWS:
                raise Unreadable(TOO_MUCH)
            yield sheet


def _one_table(name: str, content: bytes) -> Iterator[SeenSheet]:
    yield _table(name, content)


def _table(name: str, content: bytes) -> SeenSheet:
    key = sheets_by_name()[folded(Path(name).stem)]
    sheet = SeenSheet(name, hidden=False)
    text = decoded(content)
    for row in rows_of(text, lambda cells: _heads(key, cells), apart=False):
        if any(cell.strip() for cell in row.cells):
            sheet.rows.append(row._replace(cells=[_unmarked(cell.strip()) for cell in row.cells]))
        if len(sheet.rows) > ROWS:
            raise Unreadable(TOO_MUCH)
    return sheet


def _unmarked(text: str) -> str:
    """A cell of CSV without the ' by which spreadsheets take it for a text."""
    return text[1:] if text.startswith("'") and text.lstrip("'")[:1] in ("=", "+", "-", "@") else text
