"""The year of a date that was written without one: that in which it lies nearest to when its step was planned.

A step of a window is planned for its windows, one of a way back for those that it leads back from, one between windows
from the end of the one to the beginning of the next. What comes before all windows may be done AROUND days ahead of
them, and what comes after them as long behind. Nearest to that: a preparation is of before the windows where it lies
less than ten months ahead of them, and not two behind.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, datetime

from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.planned_windows import windows_of
from runbook.verify.times import day_in

AROUND = 240  # days
_FARTHEST = 183  # days: every date lies as near as that in one year or other, but the 29th of February

Days = tuple[tuple[int, int], ...]  # the first and the last day of stretches of time, counted as `date` does


@once_a_plan
def year_of(indexed: IndexedPlan, index: int, text: str) -> int | None:
    """The year of a text without one, written for a step; None where the plan does not settle it."""
    try:
        stretches = planned_days(indexed, index)
        first = datetime.fromordinal(min(start for start, _ in stretches)).year - 1
        last = datetime.fromordinal(max(end for _, end in stretches)).year + 1
    except (ValueError, OverflowError):  # no windows, or at the end of all years
        return None
    far: dict[int, int] = {}
    for year in range(max(first, MINYEAR), min(last, MAXYEAR) + 1):
        day = day_in(text, indexed.zone, indexed.plan.date_order, year)
        if day is not None:
            far[year] = min(max(start - day.toordinal(), day.toordinal() - end, 0) for start, end in stretches)
    nearest = [year for year, days in far.items() if days == min(far.values()) <= _FARTHEST]
    return nearest[0] if len(nearest) == 1 else None


@once_a_plan
def planned_days(indexed: IndexedPlan, index: int) -> Days:
    """The days for which a step is planned; none where the plan has no windows."""
    zone = indexed.zone

    def day(second: int) -> int:
        return datetime.fromtimestamp(second, zone).toordinal()

    if windows := windows_of(indexed, index):
        return tuple((day(start), day(end)) for start, end in windows)
    steps = range(len(indexed.steps))
    if index in course_of(indexed).back:  # as long as what it leads back from is under way
        phases = course_of(indexed).phases[indexed.steps[index].phase].back_from
        led_from = [one for k in steps if indexed.steps[k].phase in phases for one in windows_of(indexed, k)]
        if led_from:
            return tuple((day(start), day(end)) for start, end in dict.fromkeys(led_from))
        index = 0
    before = next((found for one in reversed(steps[:index]) if (found := windows_of(indexed, one))), None)
    after = next((found for one in steps[index:] if (found := windows_of(indexed, one))), None)
    if before is None and after is None:
        return ()
    if before is None:
        opens = day(min(start for start, _ in after or ()))
        return ((opens - AROUND, opens),)
    ends = day(max(end for _, end in before))
    if after is None:
        return ((ends, ends + AROUND),)
    opens = day(min(start for start, _ in after))
    return ((min(ends, opens), max(ends, opens)),)
