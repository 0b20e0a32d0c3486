"""The sheets of an inventory, as a workbook or a folder of CSV has them, with what is wrong with or odd about each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from runbook.errors import Problem
from runbook.i18n import N_, Language
from runbook.inventory.workbook.book_look import look
from runbook.inventory.workbook.book_sums import without_sums
from runbook.inventory.workbook.cells import bare
from runbook.inventory.workbook.columns import SHEETS, SheetColumn, SheetKey, sheet_of
from runbook.inventory.workbook.heads import (
    columns_by_name,
    folded,
    language_of,
    sheet_in_file,
    sheet_titles,
    sheets_by_name,
    shown_names,
)
from runbook.inventory.workbook.places import CellPlace
from runbook.reading.nodes import clipped
from runbook.reading.spreadsheet.sheet import SeenSheet
from runbook.reading.spreadsheet.table_row import TableRow
from runbook.reading.structure_problems import nearest

HEADS_WITHIN = 20  # rows above which the heads stand
SHOWN = 8  # cells or heads that a message names
TITLE = 2  # cells that a row above the heads may have
MISSPELT = 0.8  # how much a name is like one of the kit's that was misspelt; lists have columns and sheets of their own
EXTRA = "extra"  # `extra.NAME` heads a column of a key of the house's own


@dataclass(slots=True)
class BookSheet:
    """A sheet of an inventory: its number, what it is called, its columns, where its heads stand, its rows below them;
    `heads` are what columns are called on it, `extras` the columns of keys of the house's own, `unread` other heads."""

    key: SheetKey
    number: int
    name: str
    columns: dict[int, SheetColumn]
    extras: dict[int, str]
    head: int
    rows: list[TableRow]
    heads: dict[int, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def place_of(self, key: str) -> int | None:
        """The column of a key."""
        return next((place for place, column in self.columns.items() if column.key == key), None)


@dataclass(slots=True)
class InventoryBook:
    """The sheets of one inventory; `tables`: they are files of a folder. `unsettled` are cells with dates of which
    nobody can say which number is the day, as one problem says. `problems` and `cautions` have cells for lines
    (`runbook.inventory.workbook.places`); `empty` are the sheets in which nothing is written, as if there were none."""

    file: str
    tables: bool
    names: list[str] = field(default_factory=list)
    empty: dict[SheetKey, str] = field(default_factory=dict)
    sheets: dict[SheetKey, BookSheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cautions: list[Problem] = field(default_factory=list)
    unsettled: set[CellPlace] = field(default_factory=set)

    def wrong(self, place: CellPlace, message: str, remedy: str, /, **values: str) -> None:
        """A problem of a cell."""
        self.problems.append(Problem.of(self.file, place.line, "", message, remedy, **values))

    def odd(self, place: CellPlace, message: str, remedy: str, /, **values: str) -> None:
        """What is to be said of a cell, and is none."""
        self.cautions.append(Problem.of(self.file, place.line, "", message, remedy, **values))

    def take(self, seen: SeenSheet) -> None:
        """One more sheet of the file."""
        key = sheet_in_file(seen.name) if self.tables else sheets_by_name().get(folded(seen.name))
        if not seen.rows:
            if key is not None:
                self.empty[key] = seen.name
            return
        number = len(self.names)
        self.names.append(seen.name)
        if key is None:
            self._unknown(seen, number)
            return
        if key in self.sheets:
            message = N_("this sheet is there twice: {other} is the same")
            self.wrong(CellPlace(number, 1, 0), message, N_("keep one of them"), other=self.sheets[key].name)
            return
        least = 1 if key == "organisation" else 2
        head = next((row for row in seen.rows[:HEADS_WITHIN] if heads_among(key, row.cells) >= least), None)
        rows = [_bare(row) for row in seen.rows if head is not None and row.number > head.number]
        sheet = BookSheet(key, number, seen.name, {}, {}, head.number if head else 1, rows)
        self.sheets[key] = sheet
        if head is not None:
            self._heads(sheet, head)
            self._above(sheet, seen)
            sheet.rows = without_sums(self, sheet)
            look(self, sheet, seen)
        else:
            message = N_("this sheet has no row with the headings of its columns; its first row is: {names}")
            remedy = N_("write them as `runbook init --xlsx` and docs/workbook.md do: {known}")
            known = ", ".join(self.head(key, column.key) for column in sheet_of(key).columns[:SHOWN])
            first = some([cell for cell in seen.rows[0].cells if cell])
            self.wrong(CellPlace(number, 1, 0), message, remedy, names=first, known=known)

    def pass_by(self, name: str) -> None:
        """A file of CSV beside those that were taken, which is none of them; unless it is one that is missing."""
        place = CellPlace(len(self.names), 1, 0)
        self.names.append(name)
        stem, ending = name[:-4], name[-4:]  # of TABLES
        close = nearest(stem, sheet_titles(), MISSPELT)
        if close and sheets_by_name()[folded(close)] not in self.sheets:
            message, remedy = N_("this is none of the sheets of an inventory"), N_("call it {nearest} if you mean it")
            self.wrong(place, message, remedy, nearest=f"{close}{ending}")

    def _above(self, sheet: BookSheet, seen: SeenSheet) -> None:
        """A title above the heads is none of the list; a row of it is, where it was sorted together with its heads."""
        for row in seen.rows:
            if row.number < sheet.head and sum(map(bool, row.cells)) > TITLE:
                message, remedy = N_("this row is above the headings"), N_("put it below them, or remove it")
                self.wrong(CellPlace(sheet.number, row.number, 0), message, remedy)

    def title(self, key: SheetKey) -> str:
        """What a sheet is called here; one that is not there, in the language of the others."""
        if key in self.sheets:
            return self.sheets[key].name
        return f"{key}.csv" if self.tables else self._language().text(sheet_of(key).title)

    def head(self, key: SheetKey, column: str) -> str:
        """What a column is called here; one that is not there, in the language of the sheets."""
        sheet = self.sheets.get(key)
        place = sheet.place_of(column) if sheet else None
        if sheet is not None and place is not None:
            return sheet.heads[place]
        known = next((one for one in sheet_of(key).columns if one.key == column), None)
        return self._language().text(known.head) if known else column

    def _language(self) -> Language:
        return language_of([*self.names, *(head for sheet in self.sheets.values() for head in sheet.heads.values())])

    def lacking(self, key: SheetKey) -> Problem:
        """That there is no such sheet, and something refers to it."""
        title, read = self.title(key), {sheet.name for sheet in self.sheets.values()}
        if key in self.empty:
            message, remedy = N_("the sheet {sheet} is empty"), N_("fill it in, as `runbook init --xlsx` writes it")
            return Problem.of(self.file, None, "", message, remedy, sheet=self.empty[key])
        if not self.sheets:
            message = N_("none of its sheets is one of an inventory: {names}")
            remedy = N_(
                "call them {known}, with the headings of docs/workbook.md, or copy them into what "
                "`runbook init --xlsx` writes; lists of NetBox and Ansible go through `runbook import`"
            )
            known = ", ".join(self.title(sheet.key) for sheet in SHEETS)
            return Problem.of(self.file, None, "", message, remedy, names=some(self.names), known=known)
        if unread := [name for name in self.names if name not in read]:
            message = N_("there is no sheet {sheet}; sheets that are not read: {names}")
            remedy = N_(
                "give one that name, with the headings of docs/workbook.md; or add it, as `runbook "
                "init --xlsx` writes it"
            )
            return Problem.of(self.file, None, "", message, remedy, sheet=title, names=some(unread))
        message, remedy = N_("there is no sheet {sheet}"), N_("add it, as `runbook init --xlsx` writes it")
        return Problem.of(self.file, None, "", message, remedy, sheet=title)

    def _unknown(self, seen: SeenSheet, number: int) -> None:
        place = CellPlace(number, 1, 0)
        if not seen.hidden and (close := nearest(seen.name, sheet_titles(), MISSPELT)):
            message = N_("there is no sheet {name} in an inventory")
            remedy = N_("call it {nearest} if you mean it; or give it a name that is less like it")
            self.wrong(place, message, remedy, name=clipped(seen.name), nearest=close)
        else:
            self.odd(place, N_("this sheet is not read: an inventory has no sheet of that name"), "")

    def _heads(self, sheet: BookSheet, head: TableRow) -> None:
        known, unread = columns_by_name(sheet.key), []
        found = [known.get(folded(text)) for text in head.cells]
        absent = [name for name in shown_names(sheet.key) if known[folded(name)] not in found]
        for place, (text, column) in enumerate(zip(head.cells, found, strict=True)):
            here = CellPlace(sheet.number, head.number, place)
            if column is not None and column in sheet.columns.values():
                message = N_("two columns are called {name}, or mean the same")
                self.wrong(here, message, N_("keep one of them"), name=clipped(text))
            elif column is not None:
                sheet.columns[place] = column
                sheet.heads[place] = " ".join(clipped(text).split())
            elif text.casefold().startswith(f"{EXTRA}.") and len(text) > len(EXTRA) + 1:
                sheet.extras[place] = text[len(EXTRA) + 1 :]
            elif text and (close := nearest(text, absent, MISSPELT)):
                message = N_("there is no column {name} on this sheet")
                remedy = N_("write {nearest} if you mean it; or give it a name that is less like it")
                self.wrong(here, message, remedy, name=clipped(text), nearest=close)
            elif text:
                unread.append((here, text))
        sheet.unread = tuple(text for _, text in unread)
        if unread:
            names = some(sheet.unread)
            self.odd(unread[0][0], N_("these columns are not read: {names}"), "", names=names)


def _bare(row: TableRow) -> TableRow:
    """A row whose texts end where they are seen to end."""
    return row if all(map(str.isascii, row.cells)) else row._replace(cells=list(map(bare, row.cells)))


def some(names: Sequence[str]) -> str:
    """The first of some names, as a message shows them."""
    return ", ".join(clipped(name, 30) for name in names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def heads_among(key: SheetKey, cells: Iterable[str]) -> int:
    """How many cells of a row are heads of a sheet."""
    known = columns_by_name(key)
    return len({found.key for cell in cells if (found := known.get(folded(cell[:100]))) is not None})
