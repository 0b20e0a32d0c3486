"""Dates as spreadsheets show them in other countries, 25/11/2026 or 11/25/2026: the cells themselves say which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from runbook.i18n import N_
from runbook.inventory.workbook.columns import value_kind
from runbook.inventory.workbook.places import CellPlace
from runbook.reading.spreadsheet.table_row import TableRow, column_name

if TYPE_CHECKING:
    from runbook.inventory.workbook.book import BookSheet, InventoryBook

_WRITTEN = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})"
    r"(?:[\s,T]+(?:(\d{1,2})[:hH](\d{2})(?::(\d{2}))?|(0?[1-9]|1[0-2]):(\d{2})(?::(\d{2}))?\s*([AaPp])\.?[Mm]\.?))?",
    re.ASCII,
)
_BLANKS = re.compile("[\u00a0\u202f]")
_MONTHS = 12
_REMEDY = N_("write all of them with the year first, such as 2026-12-05")
Order = Literal["dmy", "mdy", "either", ""]


class _Written(NamedTuple):
    """A cell of the nth row with such a date: its first two numbers, and the rest as ISO 8601 has it."""

    sheet: BookSheet
    nth: int
    row: TableRow
    column: int
    first: int
    second: int
    year: str
    clock: str

    @property
    def order(self) -> Order:
        """What it can be alone; "" where nobody can say, "either" where it is the same day."""
        if self.first == self.second:
            return "either"
        if self.first > _MONTHS:
            return "dmy"
        return "mdy" if self.second > _MONTHS else ""

    @property
    def place(self) -> CellPlace:
        return CellPlace(self.sheet.number, self.row.number, self.column)

    @property
    def name(self) -> str:
        return f"{self.sheet.name}!{column_name(self.column)}{self.row.number} ({self.row.cells[self.column]})"

    def write(self, order: Order) -> None:
        """Let the cell say it in the one way that cannot be mistaken."""
        day, month = (self.second, self.first) if order == "mdy" else (self.first, self.second)
        row = self.sheet.rows[self.nth]
        cells = [*row.cells]
        cells[self.column] = f"{self.year}-{month:02}-{day:02}{self.clock}"
        self.sheet.rows[self.nth] = row._replace(cells=cells)


def settle_dates(book: InventoryBook) -> None:
    """Write the dates of a book anew where its cells, or its sites, say which number is the day; else say so."""
    found = list(_dates(book))
    proofs = {order: next((one for one in found if one.order == order), None) for order in ("dmy", "mdy")}
    day, month = proofs["dmy"], proofs["mdy"]
    order = ("dmy" if day else "mdy" if month else _of_sites(book)) if not (day and month) else ""
    told = next((one for one in found if one.order == ""), None)
    if day and month:
        message = N_("dates are written in two orders: in {day} the day stands first, in {month} the month")
        book.wrong(month.place, message, _REMEDY, day=day.name, month=month.name)
    elif told and not order:
        message = N_("no date shows whether the day or the month stands first in {cell}")
        book.wrong(told.place, message, _REMEDY, cell=told.name)
    elif told and day:
        book.odd(told.place, N_("dates are read with the day first, as {cell} shows"), "", cell=day.name)
    elif told and month:
        book.odd(told.place, N_("dates are read with the month first, as {cell} shows"), "", cell=month.name)
    for one in found:
        if known := one.order or order:
            one.write(known)


def _hour(written: str, half: str | None) -> int:
    """The hour of a day; `half`, if there, begins AM or PM: 12 AM is 0, 12 PM is 12."""
    if not half:
        return int(written)
    return int(written) % 12 + (12 if half in "Pp" else 0)


def _of_sites(book: InventoryBook) -> Order:
    """How the people of all sites write dates, where each site says so and they agree."""
    sheet = book.sheets.get("sites")
    place = sheet.place_of("date_order") if sheet else None
    if sheet is None or place is None:
        return ""
    said = {row.cells[place].casefold() if place < len(row.cells) else "" for row in sheet.rows}
    return "dmy" if said == {"dmy"} else "mdy" if said == {"mdy"} else ""


def _dates(book: InventoryBook) -> Iterator[_Written]:
    for sheet in book.sheets.values():
        columns = [at for at, column in sheet.columns.items() if value_kind(sheet.key, column) in ("moment", "day")]
        for index, row in enumerate(sheet.rows if columns else ()):
            for at in columns:
                text = row.cells[at] if at < len(row.cells) else ""
                if text and (known := _WRITTEN.fullmatch(_BLANKS.sub(" ", text))) is not None:
                    first, _sign, second, year, *time, half = known.groups()
                    hour, minute, clock = time[3:] if half else time[:3]
                    shown = f" {_hour(hour, half):02}:{minute}" + (f":{clock}" if clock else "") if hour else ""
                    yield _Written(sheet, index, row, at, int(first), int(second), year, shown)
