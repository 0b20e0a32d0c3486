"""A change that was amended: a plan, and the later one that carries it on after its first window."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from runbook.model.frozen_zone import frozen_offsets
from runbook.model.plan import Plan, PlanStep
from runbook.model.revision import revision_of
from runbook.model.window_chain import steps_behind
from runbook.planning.control import of_what_is_left

WEEK = timedelta(days=7)


def carried_on(plan: Plan, done: int = 1, by: timedelta = WEEK, **changes: Any) -> Plan:
    """The plan after its first `done` windows: those that follow are moved, and it is amended."""
    windows = tuple(
        replace(window, done=True) if number < done
        else replace(window, start=window.start + by, end=window.end + by)
        for number, window in enumerate(plan.windows)
    )  # fmt: skip
    steps = tuple(_moved(step, done, by) for step in plan.steps)
    phases = tuple(
        replace(phase, back_until=phase.back_until + by, late_from=phase.late_from and phase.late_from + by)
        if phase.back_until and phase.window and phase.window > done
        else phase
        for phase in plan.phases
    )
    fields: dict[str, Any] = {
        "windows": windows,
        "phases": phases,
        "steps": steps,
        "amends": (*plan.amends, plan.revision),
        **changes,
    }
    later = replace(plan, offsets=frozen_offsets(plan.timezone, windows), **fields)
    later = replace(later, rules=of_what_is_left(later.rules, steps_behind(later), later.steps))
    return replace(later, revision=revision_of(later))


def _moved(step: PlanStep, done: int, by: timedelta) -> PlanStep:
    """A step with its planned times, if it is not of a window that is done."""
    if step.window is not None and step.window <= done:
        return step

    def at(moment: datetime | None) -> datetime | None:
        return moment and moment + by

    return replace(
        step,
        planned_start=at(step.planned_start),
        planned_by=at(step.planned_by),
        planned_from=at(step.planned_from),
    )
