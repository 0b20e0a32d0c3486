"""Dates as people and spreadsheets of other countries write them: 5 Dec 26, 22h00, 10:00 PM; and 25/11/2026 or
11/25/2026, of which the cells themselves say which it is. Those without a time, where there has to be one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from runbook.i18n import N_
from runbook.inventory.workbook.columns import ValueKind, value_kind
from runbook.inventory.workbook.places import CellPlace
from runbook.model.day_names import MONTHS, WEEKDAY, WEEKDAYS
from runbook.reading.spreadsheet.table_row import TableRow, column_name

if TYPE_CHECKING:
    from runbook.inventory.workbook.book import BookSheet, InventoryBook

_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_DAY = r"(?P<d{0}>\d{{1,2}})(?:st|nd|rd|th|er)?"
_NAME = r"(?P<n{0}>[a-z]{{3,9}})\.?"
_DATE = "|".join(
    (
        r"(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y1>\d{4}|(?<!-)\d{2})",  # 26-12-05 may begin with the year
        r"(?P<y2>\d{4})(?P<t>[/.-])(?P<m2>\d{1,2})(?P=t)(?P<d2>\d{1,2})",
        rf"{_DAY.format(3)}[ -]?{_NAME.format(3)}[ ,-]{{0,2}}(?P<y3>\d{{4}}|\d{{2}})",
        rf"{_NAME.format(4)} ?{_DAY.format(4)},? ?(?P<y4>\d{{4}})",
    )
)
_CLOCK = (
    r"(?P<h1>\d{1,2}) ?(?:[:h] ?(?P<m1>\d{2})(?::(?P<s1>\d{2}))?|h)"
    r"|(?P<h2>0?[1-9]|1[0-2])(?::(?P<min2>\d{2})(?::(?P<s2>\d{2}))?)? ?(?P<half>[ap])\.? ?m\.?"
)
_WRITTEN = re.compile(rf"(?:(?P<w>{WEEKDAY})\.?,? )?(?:{_DATE})(?:(?: ?, ?| |t)(?:at |a )?(?:{_CLOCK}))?", re.ASCII)
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\d[ T]00:00(?::00)?", re.ASCII)
_MONTHS = 12
_FIRST = "20"  # of years with two digits; 05 is rather a day
SHOWN = 8  # cells that a message names
LONGEST = 80  # letters; what is longer is no date
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
    short: bool  # the year is written with two digits
    clock: str
    certain: bool  # the month has a name, or the year is first: the first number is the day
    weekday: int | None  # Monday is 0; None where none is written

    @property
    def order(self) -> Order:
        """What it can be alone; "" where nobody can say, "either" where it is the same day."""
        if self.certain or self.first == self.second:
            return "either"
        if (days := self._of_its_weekday()) and len(days) == 1:
            return days[0]
        if self.first > _MONTHS:
            return "dmy"
        return "mdy" if self.second > _MONTHS else ""

    @property
    def is_contrary(self) -> bool:
        """Whether its day of the week is that of another date, in whichever order it is read."""
        return self.weekday is not None and bool(self._days()) and not self._of_its_weekday()

    def _of_its_weekday(self) -> list[Order]:
        return [order for order, day in self._days().items() if day.weekday() == self.weekday]

    def _days(self) -> dict[Order, date]:
        """The days that it can be."""
        pairs: dict[Order, tuple[int, int]] = {"dmy": (self.second, self.first)}
        if not self.certain:
            pairs["mdy"] = (self.first, self.second)
        found: dict[Order, date] = {}
        for order, (month, day) in pairs.items():
            with suppress(ValueError):
                found[order] = date(int(self.year), month, day)
        return found

    @property
    def place(self) -> CellPlace:
        return CellPlace(self.sheet.number, self.row.number, self.column)

    @property
    def name(self) -> str:
        return f"{_cell_name(self.sheet, self.row, self.column)} ({self.row.cells[self.column]})"

    def write(self, order: Order) -> None:
        """Let the cell say it in the one way that cannot be mistaken."""
        day, month = (self.second, self.first) if order == "mdy" else (self.first, self.second)
        row = self.sheet.rows[self.nth]
        cells = [*row.cells]
        cells[self.column] = f"{self.year}-{month:02}-{day:02}{self.clock}"
        self.sheet.rows[self.nth] = row._replace(cells=cells)


def settle_dates(book: InventoryBook) -> None:
    """Write the dates of a book anew where its cells, or its sites, say which number is the day; else say so. Say where
    the year has two digits, and where a time may have been left out."""
    found: list[_Written] = []
    for one in _dates(book):
        if one.is_contrary:
            message = N_("the date in {cell} has another day of the week")
            book.wrong(one.place, message, N_("write the right date, without a day of the week"), cell=one.name)
            book.unsettled.add(one.place)
        else:
            found.append(one)
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
        else:
            book.unsettled.add(one.place)
    if short := next((one for one in found if one.short and one.place not in book.unsettled), None):
        message = N_("years are written with two digits: {cell} is read as {read}")
        read = short.sheet.rows[short.nth].cells[short.column]
        book.odd(short.place, message, N_("write years with four if that is not meant"), cell=short.name, read=read)
    _say_midnights(book)


def _say_midnights(book: InventoryBook) -> None:
    """Where a date stands without a time in a cell that has one, spreadsheets show and save midnight."""
    cells = [(sheet, row, at) for sheet, _, row, at in _cells(book, "moment") if _MIDNIGHT.fullmatch(row.cells[at])]
    if cells:
        sheet, row, at = cells[0]
        message = N_("windows begin or end at midnight here: {cells}")
        remedy = N_("write the time if it was left out; a date without one is shown as 00:00")
        names = ", ".join(_cell_name(*cell) for cell in cells[:SHOWN]) + (" …" if len(cells) > SHOWN else "")
        book.odd(CellPlace(sheet.number, row.number, at), message, remedy, cells=names)


def _cell_name(sheet: BookSheet, row: TableRow, column: int) -> str:
    return f"{sheet.name}!{column_name(column)}{row.number}"


def _clock(found: re.Match[str]) -> str:
    """The time in a match as ISO 8601 has it, after a blank; "" for none. 12 AM is 0 o'clock, 12 PM is 12."""
    if found["h2"]:
        hour = int(found["h2"]) % 12 + (12 if found["half"] == "p" else 0)
        minute, second = found["min2"] or "00", found["s2"]
    elif found["h1"]:
        hour, minute, second = int(found["h1"]), found["m1"] or "00", found["s1"]
    else:
        return ""
    return f" {hour:02}:{minute}" + (f":{second}" if second else "")


def _numbers(found: re.Match[str]) -> tuple[int, int, str, bool] | None:
    """The two numbers of a date, its year, and whether the first is certain to be the day; None where it is none."""
    if found["a"]:
        return int(found["a"]), int(found["b"]), found["y1"], False
    if found["y2"]:
        return int(found["d2"]), int(found["m2"]), found["y2"], True
    kind = 3 if found["y3"] else 4
    month = MONTHS.get(found[f"n{kind}"])
    return None if month is None else (int(found[f"d{kind}"]), month, found[f"y{kind}"], True)


def _of_sites(book: InventoryBook) -> Order:
    """How the people of all sites write dates, where each site says so and they agree."""
    sheet = book.sheets.get("sites")
    place = sheet.place_of("date_order") if sheet else None
    if sheet is None or place is None:
        return ""
    said = {row.cells[place].casefold() if place < len(row.cells) else "" for row in sheet.rows}
    return "dmy" if said == {"dmy"} else "mdy" if said == {"mdy"} else ""


def _cells(book: InventoryBook, *kinds: ValueKind) -> Iterator[tuple[BookSheet, int, TableRow, int]]:
    """The filled cells of columns of some kinds: their sheets, the places of their rows, the rows, their columns."""
    for sheet in book.sheets.values():
        columns = [at for at, column in sheet.columns.items() if value_kind(sheet.key, column) in kinds]
        for index, row in enumerate(sheet.rows if columns else ()):
            yield from ((sheet, index, row, at) for at in columns if at < len(row.cells) and row.cells[at])


def _dates(book: InventoryBook) -> Iterator[_Written]:
    for sheet, index, row, at in _cells(book, "moment", "day"):
        text = row.cells[at]
        if _PLAIN.fullmatch(text) or (known := _WRITTEN.fullmatch(_folded(text))) is None:
            continue
        if (numbers := _numbers(known)) is not None:
            first, second, year, certain = numbers
            short = len(year) == 2
            if short and year < _FIRST:
                continue
            weekday = WEEKDAYS.get(known["w"])
            year = f"20{year}" if short else year
            yield _Written(sheet, index, row, at, first, second, year, short, _clock(known), certain, weekday)


def _folded(text: str) -> str:
    """A text in small letters, without accents, with one blank where there are several; "" of what is no date."""
    if len(text) > LONGEST:
        return ""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
