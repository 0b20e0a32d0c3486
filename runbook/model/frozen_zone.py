"""The zone of a plan: the offsets that were planned with, whatever the zone data of this machine have learnt since.

A country that changes its clocks makes new data, and a time that was printed and signed keeps what it meant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import pairwise

from runbook.model.clock import zone_info
from runbook.model.plan import Plan, PlanWindow, ZoneOffset

SPAN = timedelta(days=366)  # before the first window and after the last one
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


class FrozenZone(tzinfo):
    """A zone of a few offsets; before and after those that it knows, the first and the last one hold.

    Which of two equal local times is meant, and what one that is skipped stands for, `fold` says as in `zoneinfo`.
    """

    def __init__(self, name: str, offsets: Sequence[ZoneOffset]) -> None:
        """`offsets` by time, one at least."""
        super().__init__()
        self.name, self._known = name, tuple(offsets)
        self._offsets = tuple(timedelta(seconds=each.seconds) for each in offsets)
        self._changes = tuple(each.since.astimezone(UTC).replace(tzinfo=None) for each in offsets[1:])
        pairs = tuple(zip(self._changes, self._offsets, self._offsets[1:], strict=False))
        # For each fold, from which local time on the new offset holds.
        self._local = (
            tuple(change + max(before, after) for change, before, after in pairs),
            tuple(change + min(before, after) for change, before, after in pairs),
        )

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset that holds at a local time."""
        if moment is None:
            return None
        return self._offsets[bisect_right(self._local[moment.fold], moment.replace(tzinfo=None))]

    def keeps(self, first: datetime, last: datetime) -> bool:
        """Whether one offset holds from a local time to another, whichever `fold` has it."""
        numbers = [{bisect_right(local, first), bisect_right(local, last)} for local in self._local]
        return numbers[0] == numbers[1] and len(numbers[0]) == 1

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Not known: what an offset is made of is not planned with."""
        return None

    def tzname(self, moment: datetime | None) -> str:
        """`UTC+01:00`; the zone's own name where no time is given."""
        offset = self.utcoffset(moment)
        return self.name if offset is None else timezone(offset).tzname(None)

    def fromutc(self, moment: datetime) -> datetime:
        """The local time of an instant in UTC that bears this zone."""
        instant = moment.replace(tzinfo=None)
        number = bisect_right(self._changes, instant)
        offset = self._offsets[number]
        put_back = self._offsets[number - 1] - offset if number else timedelta()
        second = number > 0 and instant - self._changes[number - 1] < put_back
        return (moment + offset).replace(fold=int(second))

    def __repr__(self) -> str:
        """`FrozenZone('Europe/Paris')`."""
        return f"FrozenZone({self.name!r})"

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """A zone comes out of another process as it went in."""
        return FrozenZone, (self.name, self._known)


def zone_of(plan: Plan) -> tzinfo:
    """The zone that the times of `plan` are local to; that of this machine for a plan of the first format."""
    return _frozen(plan.timezone, plan.offsets) if plan.offsets else zone_info(plan.timezone)


def frozen_offsets(zone: str, windows: Sequence[PlanWindow]) -> tuple[ZoneOffset, ...]:
    """The offsets of `zone`, as this machine knows it, from a year before the first window to a year after the last.

    Raises ValueError where there is no such zone.
    """
    start = min(window.start for window in windows).astimezone(UTC) - SPAN
    end = max(window.end for window in windows).astimezone(UTC) + SPAN
    return (ZoneOffset(since=start, seconds=_seconds(start, zone_info(zone))), *_changes(zone, start, end))


def repeated_hours(plan: Plan) -> tuple[tuple[datetime, datetime], ...]:
    """From when to when, in UTC, the site's clock shows times that it shows twice: around each time at which it is put
    back, as long before it as behind it."""
    return _repeated(plan.offsets)


@lru_cache(maxsize=256)
def _repeated(offsets: tuple[ZoneOffset, ...]) -> tuple[tuple[datetime, datetime], ...]:
    back = (
        (after.since.astimezone(UTC), timedelta(seconds=before.seconds - after.seconds))
        for before, after in pairwise(offsets)
        if before.seconds > after.seconds
    )
    return tuple((change - length, change + length) for change, length in back)


def first_difference(old: Sequence[ZoneOffset], new: Sequence[ZoneOffset]) -> tuple[ZoneOffset, ZoneOffset] | None:
    """From when on the offsets of the same zone and time are others: what holds from then on, old and new."""
    for instant in sorted({each.since for each in (*old, *new)}):
        found = (_holding(old, instant), _holding(new, instant))
        if found[0] != found[1]:
            return ZoneOffset(since=instant, seconds=found[0]), ZoneOffset(since=instant, seconds=found[1])
    return None


def _holding(offsets: Sequence[ZoneOffset], instant: datetime) -> int:
    return next((each.seconds for each in reversed(offsets) if each.since <= instant), offsets[0].seconds)


def _changes(zone: str, start: datetime, end: datetime) -> Iterator[ZoneOffset]:
    """The changes of the clock after `start` and before `end`."""
    years = range(start.year, end.year + 1)
    return (change for year in years for change in _changes_of(zone, year) if start < change.since < end)


@lru_cache(maxsize=1024)
def _changes_of(zone: str, year: int) -> tuple[ZoneOffset, ...]:
    """The changes of the clock in one year of UTC, to the second."""
    found: list[ZoneOffset] = []
    info = zone_info(zone)
    at, last = datetime(year, 1, 1, tzinfo=UTC) - _SECOND, datetime(year + 1, 1, 1, tzinfo=UTC) - _SECOND
    before = _offset(at, info)
    while at < last:
        after = min(at + _DAY, last)
        offset = _offset(after, info)
        if offset != before:
            since = _first(at, after, before, info)
            found.append(ZoneOffset(since=since, seconds=_seconds(after, info)))
        at, before = after, offset
    return tuple(found)


def _first(low: datetime, high: datetime, before: timedelta | None, info: tzinfo) -> datetime:
    """The first second between `low` and `high` at which the offset is another than `before`."""
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        low, high = (middle, high) if _offset(middle, info) == before else (low, middle)
    return high


def _seconds(instant: datetime, info: tzinfo) -> int:
    offset = _offset(instant, info)
    assert offset is not None
    return int(offset.total_seconds())


def _offset(instant: datetime, info: tzinfo) -> timedelta | None:
    return instant.astimezone(info).utcoffset()


@lru_cache(maxsize=256)
def _frozen(name: str, offsets: tuple[ZoneOffset, ...]) -> FrozenZone:
    return FrozenZone(name, offsets)
