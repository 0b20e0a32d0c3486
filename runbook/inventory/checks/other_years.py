"""A time of a window in another year or month than the times around it: what was meant by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from runbook.model.clock import aware
from runbook.reading.partial import PartialGroup

Part = Literal["year", "month"]
FARTHEST = timedelta(days=90)  # from the window before, where both times of one are believed to be a slip
LONGEST = timedelta(days=1)  # what a window may take whose times are believed to be what was meant


class Meant(NamedTuple):
    """The time that was meant at a key of a window, and which part of what is there differs."""

    key: str
    part: Part
    time: datetime


def as_meant(
    window: PartialGroup, before: PartialGroup | None, all_times: Sequence[datetime], zone: str | None
) -> Meant | None:
    """What one year or one month, taken from the times beside it, makes a window that fits: up to a day long, and after
    the window before it. None where no such thing does, or nothing has to be made of it. Of several, that which is like
    most of `all_times` of the change."""
    start, end = window.moment("start"), window.moment("end")
    began, ended = (before.moment("start"), before.moment("end")) if before else (None, None)
    if start is None or end is None or _fits(start, end, ended, zone):
        return None
    found = list(_of_one(start, end, ended, zone))
    if not found and began is not None and ended is not None:
        for time in _with(start, "year", began):  # both times; of months, the order is as apt to be what is wrong
            if time - ended <= FARTHEST and any(_fits(time, other, ended, zone) for other in _with(end, "year", began)):
                found.append(Meant("start", "year", time))
    return max(found, key=lambda one: sum(_is_like(one, time) for time in all_times), default=None)


def _of_one(start: datetime, end: datetime, ended: datetime | None, zone: str | None) -> Iterator[Meant]:
    """What may be meant by the end, or by the start, if the other is right."""
    for part in ("year", "month"):
        yield from (Meant("end", part, time) for time in _with(end, part, start) if _fits(start, time, ended, zone))
        yield from (Meant("start", part, time) for time in _with(start, part, end) if _fits(time, end, ended, zone))


def _is_like(meant: Meant, time: datetime) -> bool:
    return time.year == meant.time.year and (meant.part == "year" or time.month == meant.time.month)


def _with(moment: datetime, part: Part, other: datetime) -> Iterator[datetime]:
    """A time with the year or month of another; nothing where it has it, or there is no such day."""
    with suppress(ValueError):
        changed = moment.replace(year=other.year) if part == "year" else moment.replace(month=other.month)
        if changed != moment:
            yield changed


def _fits(start: datetime, end: datetime, ended: datetime | None, zone: str | None) -> bool:
    times = [moment if zone is None else aware(moment, zone) for moment in (start, end, *([ended] if ended else []))]
    return timedelta(0) < times[1] - times[0] <= LONGEST and (len(times) < 3 or times[2] <= times[0])
