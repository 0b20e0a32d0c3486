"""Times as they were written for a step: what is written without its date is of the step's windows."""

from __future__ import annotations

from itertools import chain, islice

from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import windows_of
from runbook.verify.times import Moment, TimeFault, moments_within, read_moment


def time_of(indexed: IndexedPlan, index: int, text: str) -> tuple[Moment | TimeFault, bool]:
    """What was written as the time of a step; and whether its date was taken from the step's window.

    A time without a date is of the window where just one instant within it, both ends included, is so on the clock.
    """
    found = read_moment(text, indexed.zone, indexed.plan.date_order)
    if found != "no-date" or not indexed.steps[index].window:
        return found, False
    each = (moments_within(text, bounds, indexed.zone) for bounds in windows_of(indexed, index))
    fitting = list(islice(chain.from_iterable(each), 2))
    return (fitting[0], True) if len(fitting) == 1 else (found, False)


def raw_moment(text: str, indexed: IndexedPlan) -> Moment | None:
    """A time as it was written, both readings kept; None where it is no time."""
    found = read_moment(text, indexed.zone, indexed.plan.date_order)
    return found if isinstance(found, Moment) else None
