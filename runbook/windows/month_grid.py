"""Months as tables of days: how many windows begin in each night, whether one of them has a conflict, and freezes."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from runbook.i18n import Language

MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthDay:
    """A day: its number, how many windows its night has, whether one has a conflict, whether nothing may be changed."""

    day: int
    night: str
    count: int
    conflict: bool
    frozen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthGrid:
    """A month: its name, the names of the days of the week, and its weeks; None stands for days of other months."""

    title: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[MonthDay | None, ...], ...]


def month_grids(
    nights: Iterable[tuple[date, bool]], freezes: Sequence[tuple[date, date]], language: Language
) -> tuple[MonthGrid, ...]:
    """The months in which windows begin; `nights`: of each window its night, and whether it has a conflict."""
    counts: Counter[date] = Counter()
    conflicts: set[date] = set()
    for night, conflict in nights:
        counts[night] += 1
        if conflict:
            conflicts.add(night)
    weekdays = tuple(language.weekday(MONDAY.replace(day=number)) for number in range(1, 8))

    def shown(day: date, month: int) -> MonthDay | None:
        if day.month != month:
            return None
        frozen = any(start <= day <= end for start, end in freezes)
        return MonthDay(day=day.day, night=day.isoformat(), count=counts[day], conflict=day in conflicts, frozen=frozen)

    found = []
    for first in sorted({day.replace(day=1) for day in counts}):
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        rows = tuple(tuple(shown(day, first.month) for day in week) for week in weeks)
        found.append(MonthGrid(title=language.month(first), weekdays=weekdays, weeks=rows))
    return tuple(found)
