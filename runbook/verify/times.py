"""Times as people write them, read in the site's zone.

A time stands for an interval of seconds in UTC: `22:10` is somewhere within its minute, and in the hour that the clock
repeats somewhere within one of two minutes. A rule is broken where it is broken whatever the second; what it depends on
is left open, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from runbook.model.frozen_zone import FrozenZone
from runbook.model.record import UNREADABLE as UNREADABLE
from runbook.model.site import DateOrder
from runbook.verify.clock_names import CLOCKS, offsets_called
from runbook.verify.time_spellings import (
    LONGEST,
    SEASON,
    SUMMER,
    Written,
    date_of_one_night,
    plain,
    take_apart,
    without_about,
)
from runbook.verify.yearless_times import only_day, only_digits, take_apart_yearless

# A spreadsheet's day 0, and the numbers that stand for 2009 to 2064: taken for a date that lost its format.
_DAY_ZERO = datetime(1899, 12, 30)
_SERIALS = (40_000, 60_000)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?", re.ASCII)
# As the kit writes a time, which is what nearly all of them are.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", re.ASCII)
_PLAIN_DAY = re.compile(r"\d{4}-\d\d-\d\d[ T]", re.ASCII)
PLAIN_DAY = 11  # characters of it before the time of day
_EPOCH, _SECOND, _DAY = datetime(1970, 1, 1), timedelta(seconds=1), timedelta(days=1)
_MINUTE = timedelta(minutes=1)
# There is room on both sides for any zone, and for a slip of a day.
_FIRST, _LAST = ((each - _EPOCH) // _SECOND for each in (datetime.min + 3 * _DAY, datetime.max - 3 * _DAY))
_NOON = 12 * 3600
_FARTHEST = 16 * 3600  # no zone is farther from UTC
_MINUTES = (0, 30, 45)  # beside the hours of an offset, anywhere on earth
_NAMED = {"cet": 3600, "cest": 7200}

TimeFault = Literal[
    "unreadable",  # a question mark: somebody could not read it; or "about 22:10"
    "nonsense",  # no time at all, or one that no clock shows
    "no-date",
    "no-month",  # a time and the number of its day
    "no-time",
    "no-year",  # a day and a time, and the year is not known
    "skipped",  # the clock was put forward over it
    "other-order",  # a date with day and month in the order that is not the site's, and in that one only
    "either-order",  # a date in both orders, beside others that are dates in the wrong one only: not believed
    "year-first",  # one that may have its year first, in two figures, in a file in which they look so
    "exchanged",  # a date that may be another with day and month exchanged, in a file in which they look so
    "filled-down",  # one that stands in nearly all lines, and cannot be that of all
]


UNDATED: tuple[TimeFault, ...] = ("no-date", "no-month")
"""What is a time of the window of its step, where just one of that window is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was signed: between `early` and `late`, seconds since 1970 in UTC.

    `local` is what the clock of the site showed. `readings` are the seconds at which its minute may begin: two in the
    hour that the clock repeats, where no offset was written; else one. `either_order`: it would be another day with day
    and month in the other order.
    """

    early: int
    late: int
    readings: tuple[int, ...]
    local: datetime
    either_order: bool = False

    @property
    def ambiguous(self) -> bool:
        """It stands for two times an hour apart (or whatever the clock was put back by)."""
        return len(self.readings) > 1


def read_moment(text: str, zone: tzinfo, order: DateOrder = "dmy", year: int | None = None) -> Moment | TimeFault:
    """What `text`, local to `zone` unless it bears an offset, stands for; or why it stands for no time.

    `order` says which of day and month comes first where both are in figures and the year is last or left out; `year`
    is that of a text that says none. docs/verification.md lists the spellings; among them is the number of days that a
    spreadsheet shows where the cell lost its format.
    """
    if len(text) > LONGEST:
        return "unreadable" if UNREADABLE in text else "nonsense"
    return _read_moment(text, zone, order, year)


@lru_cache(maxsize=4_000)
def day_start(text: str, zone: tzinfo) -> int | None:
    """Seconds since 1970 at which a day begins whose clock is not changed, by what stands before the time of day where
    the kit writes both; None of all else."""
    if not isinstance(zone, FrozenZone) or not _PLAIN_DAY.fullmatch(text):
        return None
    with suppress(ValueError):
        first = datetime.fromisoformat(text[:-1])
        seconds = (first - _EPOCH) // _SECOND
        ahead = zone.utcoffset(first)
        if ahead is not None and _FIRST < seconds < _LAST and zone.keeps(first, first + _DAY):
            return seconds - ahead // _SECOND if not ahead % _MINUTE else None
    return None


def a_day_later(moment: Moment, zone: tzinfo) -> Moment | TimeFault:
    """The same time of the next day."""
    return placed(moment.local.replace(tzinfo=None) + _DAY, "", moment.early == moment.late, zone)


def day_in(text: str, zone: tzinfo, order: DateOrder, year: int) -> date | None:
    """The day that a text without a year says, in that year; None where there is no such day."""
    try:
        known = _without_zone(plain(text), zone)
        written = taken_apart(known, order, year) or only_day(known, order, year)
    except ValueError:
        return None
    return written.day if written else None


@lru_cache(maxsize=4_000)
def _read_moment(text: str, zone: tzinfo, order: DateOrder, year: int | None) -> Moment | TimeFault:
    if _PLAIN.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return placed(datetime.fromisoformat(text), "", False, zone)
    text = _without_zone(plain(text), zone)
    if UNREADABLE in text:
        return "unreadable"
    if (exact := without_about(text)) != text:  # "~22:10": it is known to nobody
        return "nonsense" if _read_moment(exact, zone, order, year) == "nonsense" else "unreadable"
    try:
        if serial := _SERIAL.fullmatch(text):
            return _from_serial(serial, zone)
        return _from_words(taken_apart(text, order, year), zone, year)
    except (ValueError, OverflowError):  # 31 February, 25:00, an offset of a week, the last day of all
        return "nonsense"


def _without_zone(text: str, zone: tzinfo) -> str:
    """Without the name of the site's own zone behind it: 12/11/2026 19:42 Europe/Paris, 19:42 Paris time."""
    key = str(getattr(zone, "key", "") or getattr(zone, "name", "")).casefold()
    city = key.rpartition("/")[2].replace("_", " ")
    for name in (key, f"heure de {city}", f"{city} time", city) if city in text and city else ():
        for named in (f"({name})", f" {name}"):
            if text.endswith(named):
                return text.removesuffix(named).rstrip(" ,")
    return text


def taken_apart(text: str, order: DateOrder, year: int | None) -> Written | None:
    """What a text says; what is without its year comes last, but for the digits of boxes, which are like a date."""
    if text.isdecimal() and len(text) in (7, 8) and (boxes := only_digits(text, year)):
        return boxes
    dated = date_of_one_night(text)
    written = take_apart(dated or text, order) or take_apart_yearless(dated or text, order, year)
    if dated and written and written.day and written.seconds is not None and written.seconds < _NOON:
        raise ValueError(text)  # of that day, or of the next
    return written


def _from_words(written: Written | None, zone: tzinfo, year: int | None) -> Moment | TimeFault:
    if written is None:
        return "nonsense"
    if written.other_order:
        return "other-order"
    if written.yearless and year is None:
        return "no-year"
    if written.monthless is not None:
        return "no-month"
    if written.day is None:
        return "no-date"
    if written.seconds is None:
        return "no-time"
    return _at(written, written.day, zone)


def _at(written: Written, day: date, zone: tzinfo) -> Moment | TimeFault:
    naive = datetime.combine(day, time()) + timedelta(seconds=written.seconds or 0)  # 24:00 is the next day's 00:00
    return placed(naive, written.offset, written.exact, zone, either_order=written.either_order)


def serial_day(text: str) -> date | None:
    """The day of the number that a spreadsheet shows where its cell lost its format; None where it is none."""
    serial = _SERIAL.fullmatch(text)
    days = int(serial[1]) if serial else 0
    return (_DAY_ZERO + timedelta(days=days)).date() if _SERIALS[0] <= days < _SERIALS[1] else None


def _from_serial(serial: re.Match[str], zone: tzinfo) -> Moment | TimeFault:
    days = float(f"{serial[1]}.{serial[2] or 0}")
    if not _SERIALS[0] <= days < _SERIALS[1]:
        return "nonsense"
    if not serial[2]:
        return "no-time"
    return placed(_DAY_ZERO + timedelta(minutes=round(days * 1440)), "", False, zone)


def moments_within(text: str, bounds: tuple[int, int], zone: tzinfo) -> Iterator[Moment]:
    """The moments between two seconds, both within, at which a clock shows what `text` says, which is no more than a
    time of day, or that and the number of the day; none where it is something else. In the hour that the clock repeats,
    two."""
    if len(text) > LONGEST or UNREADABLE in text:
        return
    try:
        written = take_apart(plain(text))
        if written is None or written.day or written.turned:
            return
        first, last = (datetime.fromtimestamp(end, UTC).date() for end in bounds)
        if written.dotted is not None:
            hour, minute = written.dotted
            days = (first + number * _DAY for number in range(-1, (last - first).days + 2))
            if hour > 23 or any(written.dotted in ((day.day, day.month), (day.month, day.day)) for day in days):
                return  # a day of the window, rather than hours and minutes
            written = replace(written, seconds=(hour * 60 + minute) * 60)
        if written.seconds is None:
            return
        for day in _days_of(written, bounds, zone):
            found = _at(written, day, zone) if written.monthless in (None, day.day) else None
            if isinstance(found, Moment):
                each = (at_reading(found, reading, zone) for reading in found.readings)
                yield from (one for one in each if bounds[0] <= one.late and one.early <= bounds[1])
    except (ValueError, OverflowError):
        return


def twice_shown(moments: Sequence[Moment]) -> Moment | None:
    """The one time that two moments stand for which the clock shows alike, as it was put back; None for others."""
    if len(moments) != 2 or moments[0].local.replace(tzinfo=None) != moments[1].local.replace(tzinfo=None):
        return None
    first, second = sorted(moments, key=lambda one: one.early)
    return replace(first, late=second.late, readings=(*first.readings, *second.readings))


def _days_of(written: Written, bounds: tuple[int, int], zone: tzinfo) -> Iterator[date]:
    """The days on which a time between two seconds may be: of a night that has one midnight, the one that is said."""
    first, last = (datetime.fromtimestamp(end, zone).date() for end in bounds)
    if written.day_of_night is None:
        yield from (first + number * _DAY for number in range(-2, (last - first).days + 2))
    elif last - first == _DAY:
        yield first if written.day_of_night == 0 else last


def placed(
    naive: datetime, offset: str, seconds: bool, zone: tzinfo, *, either_order: bool = False
) -> Moment | TimeFault:
    """`naive` on the time line; `seconds`: it says them, else it is anywhere within its minute.

    What lies nearer to the ends of all time stands a few days from them: in the future, or long ago, all the same.
    """
    width = 0 if seconds else 59
    since = min(max((naive - _EPOCH) // _SECOND, _FIRST), _LAST)
    naive = _EPOCH + since * _SECOND
    ahead_of = _ahead_of(naive, offset, zone)
    if ahead_of is not None:
        readings: tuple[int, ...] = (since - ahead_of,)
    else:
        first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
        if (ahead := first.utcoffset()) is not None and ahead == second.utcoffset():  # as nearly always
            reading = since - ahead // _SECOND
            return Moment(
                early=reading, late=reading + width, readings=(reading,), local=first, either_order=either_order
            )
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            return "skipped"
        readings = tuple(sorted({int(first.timestamp()), int(second.timestamp())}))
    local = datetime.fromtimestamp(readings[0], tz=UTC).astimezone(zone)
    return Moment(
        early=readings[0], late=readings[-1] + width, readings=readings, local=local, either_order=either_order
    )


def _ahead_of(naive: datetime, offset: str, zone: tzinfo) -> int | None:
    """The seconds that a written offset is ahead of UTC; None where none is written, or `heure d'ete` on a day far from
    any on which the clock changes. So it is with the name of the site's own clock, EST, which people write in summer
    too. Of another clock's, CET and CEST are read as the offsets that they are; of the rest, raises ValueError."""
    is_name = offset in CLOCKS
    if not is_name and not SEASON.fullmatch(offset):
        return _ahead(offset) if offset else None
    around = _offsets_around(naive, (-1, 1), zone)
    named = frozenset((max(around) if SUMMER.search(offset) else min(around),))
    if is_name and not (named := offsets_called(offset, naive, zone)):
        if offset in _NAMED:
            return _NAMED[offset]
        raise ValueError(offset)
    told = named & around
    return min(told) // _SECOND if len(told) == 1 < len(around) else None


def _offsets_around(naive: datetime, days: tuple[int, ...], zone: tzinfo) -> set[timedelta]:
    """How far ahead of UTC the clock is so many days before and after."""
    return {(naive + each * _DAY).replace(tzinfo=zone).utcoffset() or timedelta() for each in days}


def _ahead(offset: str) -> int:
    """The seconds that `z`, `utc`, `+1`, `+01:00` or `gmt+0100` is ahead of UTC."""
    digits = offset.lstrip("zutcgm+-").replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits or 0), 0)
    seconds = (hours * 60 + minutes) * 60
    if seconds > _FARTHEST or minutes not in _MINUTES:  # 10:12-10:14 is from one time to another, and no offset
        raise ValueError(offset)
    return -seconds if "-" in offset else seconds


def at_reading(moment: Moment, reading: int, zone: tzinfo) -> Moment:
    """A moment of which one reading is known to be meant."""
    width = moment.late - moment.readings[-1]
    local = datetime.fromtimestamp(reading, tz=UTC).astimezone(zone)
    return Moment(
        early=reading, late=reading + width, readings=(reading,), local=local, either_order=moment.either_order
    )
