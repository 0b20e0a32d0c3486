"""In which windows the work of a window goes on, which of them lie behind, and what is still to be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from runbook.model.control import RELEASES
from runbook.model.plan import Phase, Plan, PlanStep, PlanWindow


def window_chain(windows: Sequence[PlanWindow], number: int) -> tuple[int, ...]:
    """The numbers (from 1) of the windows in which what is planned in the window `number` may be signed: itself first,
    then those that continue it, in the order of time."""
    return (number, *(later for later, window in enumerate(windows, 1) if window.continues == number))


def is_behind(windows: Sequence[PlanWindow], number: int) -> bool:
    """Whether all that is planned in a window was done: in it, and in those that continue it."""
    return all(windows[each - 1].done for each in window_chain(windows, number))


def window_at(windows: Sequence[PlanWindow], number: int, moment: datetime) -> int:
    """Which window of the chain of `number` a time falls into: the last one that has opened by then."""
    chain = window_chain(windows, number)
    return next((each for each in reversed(chain) if windows[each - 1].start <= moment), number)


def night_of(windows: Sequence[PlanWindow], step: PlanStep) -> int | None:
    """The window that a step is planned in: its own, or one that continues that; None outside the windows."""
    if step.window is None or step.planned_start is None:
        return step.window
    return window_at(windows, step.window, step.planned_start)


def parts_in_nights(plan: Plan, phase: Phase) -> tuple[tuple[int | None, tuple[PlanStep, ...]], ...]:
    """A phase, of a plan `in_nights`, in parts: its steps, and those of each night that it goes on in, with the window
    that they are planned in. What stands outside the windows is of the part before it."""
    parts: list[tuple[int | None, list[PlanStep]]] = [(phase.window, [])]
    for step in plan.steps:
        if step.phase != phase.id:
            continue
        night = step.window
        if night not in (None, parts[-1][0]) and plan.windows[night - 1].continues:
            parts.append((night, []))
        parts[-1][1].append(step)
    if len(parts) > 1 and not parts[0][1]:
        del parts[0]
    return tuple((night, tuple(steps)) for night, steps in parts)


def steps_behind(plan: Plan) -> frozenset[str]:
    """The ids of the steps that were done before, by an earlier plan: pages of this one do not have them.

    They are those of the windows that lie behind, and those outside the windows that stand before one of these, or
    before a window that was begun. Of a window that was begun and is continued all steps are still there: how far it
    got is not known. Releases are there always: each plan is released by itself. Of the ways back, those that lead
    back from nothing but phases all of whose steps lie behind.
    """
    behind = course_behind(plan.steps, plan.windows)
    return behind | _ways_behind(plan, behind)


def course_behind(steps: Sequence[PlanStep], windows: Sequence[PlanWindow]) -> frozenset[str]:
    """The same of steps in their order, as a plan has them."""
    firsts: dict[int, int] = {}  # of the windows that were begun, where their steps begin
    last = -1  # before this place nothing outside the windows is open
    for place, step in enumerate(steps):
        if step.window is not None and windows[step.window - 1].done:
            first = firsts.setdefault(step.window, place)
            last = place if is_behind(windows, step.window) else max(last, first)
    return frozenset(
        step.id
        for place, step in enumerate(steps)
        if step.gate not in RELEASES and (place < last if step.window is None else is_behind(windows, step.window))
    )


def _ways_behind(plan: Plan, behind: frozenset[str]) -> frozenset[str]:
    """The steps of the ways back that no phase with steps that are left, but releases, leads to."""
    left = {step.phase for step in plan.steps if step.id not in behind and step.gate not in RELEASES}
    ways = {phase.id for phase in plan.phases if phase.back_from and left.isdisjoint(phase.back_from)}
    return frozenset(step.id for step in plan.steps if step.phase in ways)
