"""Times as they were written for a step: what is written without its date is of the step's windows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import inside, is_of_its_windows, undated_windows, window_seconds, windows_of
from runbook.verify.planned_years import year_of
from runbook.verify.time_spellings import LONGEST, date_of_one_night, midnights, names_another_weekday, plain
from runbook.verify.times import UNDATED, Moment, TimeFault, a_day_later, moments_within, read_moment, twice_shown
from runbook.verify.words_beside import time_beside

MANY = 15  # instants at which a clock shows a time: in two weeks, each weekday has come twice


def time_of(indexed: IndexedPlan, index: int, text: str, night: int | None = None) -> tuple[Moment | TimeFault, bool]:
    """What was written as the time of a step; and whether its date was taken from the step's window.

    A time without a date, or with the number or name of its day alone, is of the window where just one instant within
    it, both ends included, is so on the clock, or the two of the hour that it repeats: of those that were not over
    when the plan was made. Midnight with a date is the beginning of the day or its end, whichever alone is within;
    what is after midnight in a night that is called by one day is of that day or of the next. A date without its year
    is of the year for which the step is planned.
    `night` is the window in which a way back was taken that leads back from several. Words around it that change
    nothing are none of it: `fait à 22h10`, `22:10 (CM)`.
    """
    found, from_window = _time_of(indexed, index, text, night)
    if found != "nonsense" or (bare := time_beside(text, indexed.staff)) in ("", text):
        return found, from_window
    return _time_of(indexed, index, bare, night)


def _time_of(indexed: IndexedPlan, index: int, text: str, night: int | None) -> tuple[Moment | TimeFault, bool]:
    found = _read(indexed, index, text)
    if found == "nonsense" and indexed.steps[index].window and (either := _either(indexed, index, text)):
        moments = {one.early: one for one in either if isinstance(one, Moment)}  # a night has one midnight
        within = [one for one in moments.values() if inside(windows_of(indexed, index), one)]
        return (within[0] if len(within) == 1 else found), False
    if found not in UNDATED or not (night or is_of_its_windows(indexed, index)):
        return found, False
    windows = (window_seconds(indexed, night),) if night else undated_windows(indexed, index)
    each = (moments_within(text, bounds, indexed.zone) for bounds in windows)
    fitting = list(islice(chain.from_iterable(each), MANY))
    if len(fitting) > 1:
        fitting = [one for one in fitting if not names_another_weekday(text, one.local, indexed.staff)]
    if one := fitting[0] if len(fitting) == 1 else twice_shown(fitting):
        return one, True
    return found, False


def _either(indexed: IndexedPlan, index: int, text: str) -> Sequence[Moment | TimeFault]:
    """What midnight with a date, or a time after midnight in a night that is called by one day, may stand for."""
    if either := midnights(text):
        return [_read(indexed, index, each) for each in either]
    dated = date_of_one_night(plain(text)) if len(text) <= LONGEST else ""
    found = _read(indexed, index, dated) if dated else "nonsense"
    return (found, a_day_later(found, indexed.zone)) if isinstance(found, Moment) else ()


def _read(indexed: IndexedPlan, index: int, text: str) -> Moment | TimeFault:
    zone, order = indexed.zone, indexed.plan.date_order
    found = read_moment(text, zone, order)
    if found != "no-year":
        return found
    year = year_of(indexed, index, text)
    return found if year is None else read_moment(text, zone, order, year)


def raw_moment(text: str, indexed: IndexedPlan) -> Moment | None:
    """A time as it was written, both readings kept; None where it is no time."""
    found = read_moment(text, indexed.zone, indexed.plan.date_order)
    return found if isinstance(found, Moment) else None
