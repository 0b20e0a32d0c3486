"""Dates without a year and their times, as the checklist's boxes have them: day, month, hour, minute.

In boxes the day stands before the month, whatever the site's order; with strokes or dots between them, day and month
are in the site's order, as in a date with its year.
"""

from __future__ import annotations

import re
from datetime import date

from runbook.model.day_names import MONTHS
from runbook.model.site import DateOrder
from runbook.verify.time_spellings import (
    BEFORE_DATE,
    BETWEEN,
    DAY,
    FOUR,
    NAME,
    OFFSET,
    TIME,
    Written,
    in_figures,
    night_in,
    seconds_of,
    two_orders,
)

ANY_YEAR = 2000  # in which there is every day
# A spreadsheet takes the first nought off 05121942.
_DIGITS = re.compile(r"(?P<day>\d{1,2})(?P<month>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})", re.ASCII)
_PAIRS = re.compile(
    r"(?P<day>\d{1,2})(?P<s> ?\| ?| )(?P<month>\d{1,2})(?P=s)(?P<hour>\d{1,2})(?P=s)(?P<minute>\d{2})", re.ASCII
)
_DAY_IN_BOXES = re.compile(
    r"(?P<day>\d{1,2})(?P<s> ?\| ?| )(?P<month>\d{1,2})(?:(?P=s)(?P<year>\d{4}|\d{2}))?", re.ASCII
)
_DATE = "|".join(
    (
        r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.]?",
        r"(?P<d1>\d{1,2}) (?P<m1>\d{1,2})",
        r"(?P<d2>\d{2})(?P<m2>\d{2})",
        rf"{DAY.format(3)}[ -]?{NAME.format(3)}",
        rf"{NAME.format(4)} ?{DAY.format(4)}",
    )
)
_DATE = f"{BEFORE_DATE}(?:{_DATE})"
_ONLY_DATE = re.compile(_DATE, re.ASCII)
_WHOLE = re.compile(f"{_DATE}{BETWEEN}(?:{TIME}|{FOUR}){OFFSET}", re.ASCII)
_TURNED = re.compile(f"(?:a |at )?{TIME}{OFFSET},? (?:- |on )?{_DATE}", re.ASCII)


def only_digits(text: str, year: int | None = None) -> Written | None:
    """`05121942`, as it stands in boxes; None where it is not that. The year is `year`, or any."""
    return _in_boxes(_DIGITS.fullmatch(text), year)


def only_day(text: str, order: DateOrder, year: int | None = None) -> Written | None:
    """A day without a time, in boxes or without its year: `12 11`, `1211`, `12/11`, `12 nov`, `12 11 2026`; None where
    it is not that. The year is `year`, or any.

    Raises ValueError for days that there are not.
    """
    if boxes := _DAY_IN_BOXES.fullmatch(text):
        short = boxes["year"]
        own = int(short) + (2000 if len(short) == 2 else 0) if short else year or ANY_YEAR
        return Written(day=date(own, int(boxes["month"]), int(boxes["day"])), yearless=not short)
    found = _ONLY_DATE.fullmatch(in_figures(text))
    if found is None:
        return None
    day, turned = _days(found, order, year or ANY_YEAR)
    return Written(day=day, turned=turned, yearless=True)


def take_apart_yearless(text: str, order: DateOrder, year: int | None = None) -> Written | None:
    """What a `plain` text without a year says; None where it is not that. The year is `year`, or any.

    Raises ValueError for days and times that there are not.
    """
    if boxes := _in_boxes(_PAIRS.fullmatch(text), year):
        return boxes
    text = in_figures(text)
    if night := night_in(text):
        return night.dated(take_apart_yearless(night.text, order, year))
    found = _WHOLE.fullmatch(text) or _TURNED.fullmatch(text)
    if found is None:
        return None
    day, turned = _days(found, order, year or ANY_YEAR)
    four = found["H4"] if "H4" in found.re.groupindex else None
    if four and year == int(four + found["M4"]):
        return Written(day=day, turned=turned, yearless=True)  # 25/11 2026: it may well be the year
    seconds, exact = seconds_of(found)
    return Written(day=day, turned=turned, seconds=seconds, exact=exact, offset=found["o"] or "", yearless=True)


def _in_boxes(found: re.Match[str] | None, year: int | None) -> Written | None:
    if found is None:
        return None
    try:
        day = date(year or ANY_YEAR, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    if minute > 59 or hour * 60 + minute > 24 * 60:
        return None
    return Written(day=day, seconds=(hour * 60 + minute) * 60, yearless=True)


def _days(found: re.Match[str], order: DateOrder, year: int) -> tuple[date | None, date | None]:
    """The day, and the one that it is in the other order."""
    if found["a"]:
        return two_orders(int(found["a"]), int(found["b"]), year, order)
    for boxes in "12":
        if found[f"d{boxes}"]:
            return date(year, int(found[f"m{boxes}"]), int(found[f"d{boxes}"])), None
    number = "3" if found["n3"] else "4"
    month = MONTHS.get(found[f"n{number}"])
    if month is None:
        raise ValueError(found[0])
    return date(year, month, int(found[f"d{number}"])), None
