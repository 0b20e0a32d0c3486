"""Steps in the plan that they were signed under, and the windows that it plans for them."""

from __future__ import annotations

from typing import NamedTuple

from runbook.model.control import is_peoples
from runbook.model.plan import PlanStep
from runbook.model.window_chain import window_chain
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.times import Moment

AROUND = 12 * 3600  # seconds before and behind its windows in which a step about people may be signed
DAY = 24 * 3600
Bounds = tuple[tuple[int, int], ...]  # the first and the last second of windows


class PlannedStep(NamedTuple):
    """A step in the plan that it was signed under."""

    indexed: IndexedPlan
    place: int

    @property
    def step(self) -> PlanStep:
        """As that plan has it."""
        return self.indexed.steps[self.place]


def windows_of(indexed: IndexedPlan, index: int) -> Bounds:
    """When a step may be signed: in its window, and in those that continue it; none where it needs none."""
    return _windows(indexed)[index]


@once_a_plan
def _windows(indexed: IndexedPlan) -> tuple[Bounds, ...]:
    """The same of all steps."""
    return tuple(_windows_of(indexed, index) for index in range(len(indexed.steps)))


def _windows_of(indexed: IndexedPlan, index: int) -> Bounds:
    number = indexed.steps[index].window
    if not number:
        return ()
    room = room_around(indexed, index)
    spans = (window_seconds(indexed, one) for one in window_chain(indexed.plan.windows, number))
    return tuple((start - room, end + room) for start, end in spans)


def is_of_another_night(planned: PlannedStep, later: PlannedStep, moment: Moment) -> bool:
    """Whether a moment lies in a window of a step, as planned first, and no window of the same step in a later plan has
    an hour in common with that."""
    room = room_around(*planned)
    spans = _spans_of(planned)
    nights = [(start, end) for start, end in spans if start - room <= moment.late and moment.early <= end + room]
    return bool(nights) and not any(
        start <= end_now and start_now <= end for start, end in nights for start_now, end_now in _spans_of(later)
    )


def _spans_of(planned: PlannedStep) -> Bounds:
    """The windows of a step, without the time around them."""
    number, windows = planned.step.window, planned.indexed.plan.windows
    return tuple(window_seconds(planned.indexed, one) for one in window_chain(windows, number)) if number else ()


def room_around(indexed: IndexedPlan, index: int) -> int:
    """How many seconds before and behind its windows a step may be signed: a roll is called before a window opens, and
    the site left when it is over."""
    return AROUND if is_peoples(indexed.steps[index]) else 0


def undated_windows(indexed: IndexedPlan, index: int) -> Bounds:
    """The windows that a time of a step is of where no date is written; with as much around them, where it may be
    signed before and behind, as leaves each time of the day one date."""
    spans = [window_seconds(indexed, one) for one in undated_numbers(indexed, index)]
    most = room_around(indexed, index)
    rooms = [max(0, min(most, (DAY - (end - start)) // 2 - 60)) for start, end in spans]
    return tuple((start - room, end + room) for (start, end), room in zip(spans, rooms, strict=True))


def undated_numbers(indexed: IndexedPlan, index: int) -> tuple[int, ...]:
    """The same windows by number: those that were not over when the plan was made; what was signed in the others stands
    on pages of an earlier plan. All of them where none is left. A way back is of the nights that it leads back from."""
    number, windows = indexed.steps[index].window, indexed.plan.windows
    planned = tuple(window_chain(windows, number)) if number else nights_of_way(indexed, index)
    return tuple(one for one in planned if not windows[one - 1].done) or planned


def nights_of_way(indexed: IndexedPlan, index: int) -> tuple[int, ...]:
    """Of a step of a way back: the windows of the phases that it leads back from, and that of the next hold point."""
    course, froms = course_of(indexed), _led_from(indexed, index)
    last = max((course.phases[each].number for each in froms if each in course.phases), default=0)
    found: set[int] = set()
    for phase in indexed.plan.phases if froms else ():
        if phase.id in froms and phase.window:
            found.update(window_chain(indexed.plan.windows, phase.window))
    holds = [indexed.steps[hold] for hold in course.gate("hold")] if froms else []
    found.update(hold.window for hold in holds if hold.window and course.phases[hold.phase].number == last + 1)
    return tuple(sorted(found))


def _led_from(indexed: IndexedPlan, index: int) -> tuple[str, ...]:
    """The phases that a step leads back from; none in a plan that does not say what its phases are."""
    phase = course_of(indexed).phases.get(indexed.steps[index].phase)
    return phase.back_from if phase else ()


def is_of_its_windows(indexed: IndexedPlan, index: int) -> bool:
    """Whether a step is done in windows alone: in its own; of a way back, where it leads back from no other hours."""
    phases, froms = course_of(indexed).phases, _led_from(indexed, index)
    return bool(indexed.steps[index].window or froms) and all(phases[one].window for one in froms if one in phases)


def night_of_way(indexed: IndexedPlan, index: int, moment: Moment | None) -> int | None:
    """Of a step of a way back that leads back from several nights: the one in which a moment lies."""
    if moment is None or indexed.steps[index].window:
        return None
    spans = {one: window_seconds(indexed, one) for one in undated_numbers(indexed, index)}
    return next((one for one, (start, end) in spans.items() if start <= moment.early <= end), None)


def inside(bounds: Bounds, moment: Moment) -> bool:
    """Whether a moment can lie in one of these windows, or there is none to lie in."""
    return not bounds or any(start <= moment.late and moment.early <= end for start, end in bounds)


def window_bounds(indexed: IndexedPlan, number: int) -> tuple[int, int]:
    """The ends of window `number`, seconds since 1970; what is signed in the minute of its end is within."""
    window = indexed.plan.windows[number - 1]
    return int(window.start.timestamp()), int(window.end.timestamp())


def window_seconds(indexed: IndexedPlan, number: int) -> tuple[int, int]:
    """The first and the last second of window `number`, that of the minute of its end."""
    start, end = window_bounds(indexed, number)
    return start, end + 59
