"""A sheet of a spreadsheet as somebody sees it, whatever kind of file it comes from; and cells as one would have typed
them."""

from __future__ import annotations

import datetime as clock
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from runbook.reading.spreadsheet.table_row import TableRow
from runbook.reading.spreadsheet.words import Aside

ROWS = 20_000  # a spreadsheet may say that its last row is the millionth
FORMATS = 1024  # that are remembered: each cell is looked at by its own
DAY_ZERO = clock.date(1899, 12, 30)
_SERIALS = (40_000, 60_000)  # the numbers of days that stand for 2009 to 2064
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*);')
_WORDS = re.compile(r'"[^"]*"|\\.')
_CONDITION = re.compile(r"\[[<>=]")
_DATE_LETTERS = re.compile(r"[dmhys0#?@]")
_PART_ALONE = re.compile(r"[dmsy]")  # a month by itself, a year by itself: nobody sees which time it is
_ISO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)")
_HALF = clock.timedelta(milliseconds=500)


class PrintArea(NamedTuple):
    """A part of a sheet, with its edges: columns from 0 on, rows from 1 on."""

    left: int
    right: int
    top: int
    bottom: int

    def holds(self, column: int, row: int) -> bool:
        """Whether a cell lies within."""
        return self.left <= column <= self.right and self.top <= row <= self.bottom


@dataclass(slots=True)
class SeenSheet:
    """Its rows in order, blank ones left out. `hidden`: nobody sees the sheet. `beside`: what is written on cells
    rather than in them, and over them, with its place. `margins`: what the lines above and below its printed pages say;
    `printed`: the areas that are printed, none where all is. `offers`: other cells choose from a list on it."""

    name: str
    hidden: bool
    rows: list[TableRow] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()
    beside: list[Aside] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    printed: tuple[PrintArea, ...] = ()
    offers: bool = False


@lru_cache(FORMATS)
def is_date_format(code: str) -> bool:
    """Whether a number format shows days or times."""
    return code != "General" and re.search(r"[dmhysDMHYS]", _LITERALS.sub("", code)) is not None


@lru_cache(FORMATS)
def hides_numbers(code: str) -> bool:
    """Whether a number format shows another thing than the number or date: nothing (";;;"), or words with digits; or
    may do so, where what it shows depends on the number."""
    sections = _sections(code)
    return any(map(_hides, sections[:3] if _CONDITION.search(sections[0]) else sections[:1]))


@lru_cache(FORMATS)
def hides_noughts(code: str) -> bool:
    """Whether a number format shows another thing than the number nought, which may have a section of its own."""
    sections = _sections(code)
    return _hides(sections[2]) if len(sections) > 2 else hides_numbers(code)


def _hides(shown: str) -> bool:
    """Whether a section of a number format shows another thing than the number."""
    kept = _LITERALS.sub("", shown)
    letters = kept.casefold()
    if any(letter.isdigit() for literal in _WORDS.findall(shown) for letter in literal):
        return True
    if _PART_ALONE.fullmatch("".join(sorted({*_DATE_LETTERS.findall(letters)}))):
        return True
    return not ("general" in letters or "standard" in letters or re.search(r"[0#?@dmhys]", letters))


@lru_cache(FORMATS)
def hides_texts(code: str) -> bool:
    """Whether a number format shows another thing than the text of its cell, or more: that is its fourth section's, or
    that of its last where the text has a place in it."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[-1] if "@" in _LITERALS.sub("", sections[-1]) else "@"
    shown = _LITERALS.sub("", section)
    if any(letter.isalnum() for words in _WORDS.findall(section) for letter in words):
        return True
    return "@" not in shown and "general" not in shown.casefold()


def _sections(code: str) -> list[str]:
    """The sections of a number format: of numbers, those below nought, nought, texts."""
    return _SECTION.findall(code + ";")


def number_text(text: str, code: str, offset: int) -> str:
    """A stored number as its cell shows it: a date by its format; `offset` are the days from the usual day 0 to the
    file's own."""
    number = float(text)
    if is_date_format(code):
        return as_shown(date_text(number + offset if number >= 1 else number, code), code)
    # a date that lost its format: what reads such numbers counts from the usual day
    if offset and _SERIALS[0] - offset <= number < _SERIALS[1] - offset and not number.is_integer():
        number += offset
    return str(int(number)) if number.is_integer() else str(number)


def date_text(days: float, code: str) -> str:
    """Days since the usual day 0 as a date and time; a day alone where the format shows no hours."""
    if 0 <= days < 1:
        seconds = round(days * 86400) % 86400
        return time_text(clock.time(seconds // 3600, seconds // 60 % 60, seconds % 60))
    moment = clock.datetime.combine(DAY_ZERO, clock.time()) + clock.timedelta(days=days)
    return moment_text(moment, "h" in code.casefold())


def as_shown(text: str, code: str) -> str:
    """A date as its cell shows it, where the format has the day between year and month, as no country writes it."""
    return _ISO.sub(r"\1-\3-\2", text, count=1) if _day_second(code) else text


@lru_cache(FORMATS)
def _day_second(code: str) -> bool:
    letters = _LITERALS.sub("", code.partition(";")[0]).casefold()
    return re.match(r"[^a-z]*y+[^a-z]*d{1,2}[^a-z]*m", letters) is not None


def moment_text(moment: clock.datetime, hours: bool) -> str:
    """To the second; a day alone where it is its first instant, and no hours are shown."""
    rounded = (moment + _HALF).replace(microsecond=0)
    if rounded.time() == clock.time() and not hours:
        return rounded.date().isoformat()
    return rounded.isoformat(" ", "seconds" if rounded.second else "minutes")


def time_text(time: clock.time) -> str:
    """To the minute, or the second where it is not a whole minute."""
    return time.isoformat("seconds" if time.second else "minutes")
