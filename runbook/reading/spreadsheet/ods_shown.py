"""Whether the text that an ODS cell keeps beside its value is that value, as some format of some country shows it."""

from __future__ import annotations

import re
from datetime import datetime

_FIGURES = re.compile(r"\d+", re.ASCII)
_NUMBER = re.compile(r"[-−–+]?\d[\d.,'’  \u00a0\u202f]*(?:[eE][-+]?\d{1,3})?", re.ASCII)
_LONG = 100  # characters


def agree(kind: str, stored: str, shown: str) -> bool:
    """Whether a text may be what a cell with that value shows; `stored` is the number as it is stored,
    and anything else as the reader of records writes it."""
    if not shown or stored == shown or len(shown) > _LONG:
        return len(shown) <= _LONG
    if kind == "boolean" or stored in ("TRUE", "FALSE"):
        return shown.upper() not in ("TRUE", "FALSE")  # other languages have their own words
    if kind in ("date", "time"):
        return _tells(kind, stored, [int(one) for one in _FIGURES.findall(shown)])
    numbers = _NUMBER.findall(shown)
    return any(_same(float(stored), reading) for one in numbers for reading in _readings(one))


def _tells(kind: str, stored: str, figures: list[int]) -> bool:
    """Whether these figures may show a moment: all of them are its own, and they name its day, or are a time alone;
    where the year comes first, the month does before the day, as in all countries."""
    if not figures or not {*figures} <= _parts(stored):
        return False
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return True
    time = {moment.hour, moment.hour % 12 or 12, moment.minute, moment.second}
    if kind == "time" or {*figures} <= time:
        return True
    turned = [moment.year, moment.day, moment.month]
    return moment.day in figures and (figures[:3] != turned or moment.day == moment.month)


def _parts(stored: str) -> set[int]:
    """All figures by which formats show a moment."""
    own = {int(one) for one in _FIGURES.findall(stored)}
    own |= {one % 100 for one in own if one > 999} | {one % 12 or 12 for one in own if one < 24} | {0}
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return own
    week = moment.isocalendar()
    return own | {week.week, (moment.month + 2) // 3}


def _readings(text: str) -> list[tuple[float, float]]:
    """The numbers that a text may mean, each with half of its last figure."""
    text = re.sub(r"['’\s]", "", text).replace("−", "-").replace("–", "-").rstrip(".,")
    found: list[tuple[float, float]] = []
    for decimal, group in ((".", ","), (",", ".")):
        plain = text.replace(group, "").replace(decimal, ".")
        try:
            number = float(plain)
        except ValueError:
            continue
        mantissa, _, exponent = plain.lower().partition("e")
        found.append((number, 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))))
    return found


def _same(value: float, reading: tuple[float, float]) -> bool:
    number, half = reading
    return any(abs(abs(one) - abs(number)) <= half * 1.001 for one in (value, value * 100))
