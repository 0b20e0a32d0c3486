"""Times as people write them, read in the site's zone.

A time stands for an interval of seconds in UTC: `22:10` is somewhere within its minute, and in the hour that the clock
repeats somewhere within one of two minutes. A rule is broken where it is broken whatever the second; what it depends on
is left open, and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

UNREADABLE = "?"  # what is written where a time, a value or initials cannot be read
# A spreadsheet's day 0, and the numbers that stand for 2009 to 2064: taken for a date that lost its format.
_DAY_ZERO = datetime(1899, 12, 30)
_SERIALS = (40_000, 60_000)
_EPOCH, _SECOND = datetime(1970, 1, 1), timedelta(seconds=1)

_DATE = r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4}|\d{2}))"
_TIME = r"(?P<H>\d{1,2})\s?[:hH]\s?(?P<M>\d{2})(?:[:m](?P<S>\d{2})(?:[.,]\d+)?s?)?"
_OFFSET = r"\s?(?P<o>[Zz]|[+-]\d{2}:?(?:\d{2})?)?"
_WRITTEN = re.compile(rf"{_DATE}(?:T|,?\s+(?:à\s|at\s)?)\s*{_TIME}{_OFFSET}", re.ASCII)
_ONLY_TIME = re.compile(rf"{_TIME}{_OFFSET}", re.ASCII)
_ONLY_DATE = re.compile(_DATE, re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?", re.ASCII)

TimeFault = Literal[
    "unreadable",  # a question mark: somebody could not read it
    "nonsense",  # no time at all, or one that no clock shows
    "no-date",
    "no-time",
    "skipped",  # the clock was put forward over it
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was signed: between `early` and `late`, seconds since 1970 in UTC.

    `local` is what the clock of the site showed. `readings` are the seconds at which its minute may begin: two in the
    hour that the clock repeats, where no offset was written; else one.
    """

    early: int
    late: int
    readings: tuple[int, ...]
    local: datetime

    @property
    def ambiguous(self) -> bool:
        """It stands for two times an hour apart (or whatever the clock was put back by)."""
        return len(self.readings) > 1


def read_moment(text: str, zone: tzinfo) -> Moment | TimeFault:
    """What `text`, local to `zone` unless it bears an offset, stands for; or why it stands for no time.

    Read are 2026-12-05 22:10, with T and seconds, with an offset; 05/12/2026 22:10, day first, also with dots; 22h10;
    and the number of days that a spreadsheet shows where the cell lost its format (46361,9236).
    """
    return _read_moment(" ".join(text.split()), zone)


@lru_cache(maxsize=20_000)
def _read_moment(text: str, zone: tzinfo) -> Moment | TimeFault:
    if UNREADABLE in text:
        return "unreadable"
    if serial := _SERIAL.fullmatch(text):
        return _from_serial(serial, zone)
    written = _WRITTEN.fullmatch(text)
    if written is None:
        if _ONLY_TIME.fullmatch(text):
            return "no-date"
        return "no-time" if _ONLY_DATE.fullmatch(text) else "nonsense"
    try:
        naive = _naive(written)
        exact = written["S"] not in (None, "00")  # a spreadsheet adds :00 to what was typed as 22:10
        return _placed(naive, written["o"] or "", exact, zone)
    except (ValueError, OverflowError):  # 31 February, 25:00, an offset of a week
        return "nonsense"


def _naive(written: re.Match[str]) -> datetime:
    year = int(written["y"] or written["y2"])
    year = year + 2000 if len(written["y"] or written["y2"]) == 2 else year
    month, day = int(written["m"] or written["m2"]), int(written["d"] or written["d2"])
    return datetime(year, month, day, int(written["H"]), int(written["M"]), int(written["S"] or 0))


def _from_serial(serial: re.Match[str], zone: tzinfo) -> Moment | TimeFault:
    days = float(f"{serial[1]}.{serial[2] or 0}")
    if not _SERIALS[0] <= days < _SERIALS[1]:
        return "nonsense"
    if not serial[2]:
        return "no-time"
    return _placed(_DAY_ZERO + timedelta(minutes=round(days * 1440)), "", False, zone)


def _placed(naive: datetime, offset: str, seconds: bool, zone: tzinfo) -> Moment | TimeFault:
    """`naive` on the time line; `seconds`: it says them, else it is anywhere within its minute."""
    width = 0 if seconds else 59
    if offset:
        digits = "+0000" if offset in "Zz" else offset.replace(":", "").ljust(5, "0")
        aware = datetime.strptime(f"{naive:%Y-%m-%dT%H:%M:%S}{digits}", "%Y-%m-%dT%H:%M:%S%z")
        readings: tuple[int, ...] = (_seconds(aware),)
    else:
        first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
        if (ahead := first.utcoffset()) is not None and ahead == second.utcoffset():  # as nearly always
            reading = (naive - _EPOCH - ahead) // _SECOND
            return Moment(early=reading, late=reading + width, readings=(reading,), local=first)
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            return "skipped"
        readings = tuple(sorted({_seconds(first), _seconds(second)}))
    local = datetime.fromtimestamp(readings[0], tz=UTC).astimezone(zone)
    return Moment(early=readings[0], late=readings[-1] + width, readings=readings, local=local)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def moved(moment: Moment, by: timedelta, zone: tzinfo) -> Moment:
    """What the clock showed, moved by a whole slip: an hour, a day."""
    try:
        naive = moment.local.replace(tzinfo=None) + by
    except OverflowError:  # there is no day before the first one, or after the last
        return moment
    return _or(_placed(naive, "", moment.late - moment.readings[-1] == 0, zone), moment)


def swapped(moment: Moment, zone: tzinfo) -> Moment | None:
    """Day and month changed places; None where that is no date, or the same one."""
    local = moment.local
    if local.day > 12 or local.day == local.month:
        return None
    naive = local.replace(tzinfo=None, day=local.month, month=local.day)
    found = _placed(naive, "", moment.late - moment.readings[-1] == 0, zone)
    return found if isinstance(found, Moment) else None


def _or(found: Moment | TimeFault, otherwise: Moment) -> Moment:
    return found if isinstance(found, Moment) else otherwise
