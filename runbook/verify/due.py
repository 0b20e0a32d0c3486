"""What is due by now: a step whose windows are over, or whose day has passed."""

from __future__ import annotations

from datetime import UTC, datetime, time

from runbook.model.finding import OpenStep
from runbook.model.window_chain import window_chain
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.missing_steps import not_asked, to_repeat, unsigned
from runbook.verify.not_reached import not_reached
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.taken_back import stopped
from runbook.verify.ways_taken import is_due, ways_taken


@once_a_plan
def due_times(indexed: IndexedPlan) -> tuple[datetime | None, ...]:
    """When each step of a plan is due, on the site's clock: the end of the last window that it may be signed in;
    outside windows, what it is planned by. Where there is no such time, the change's deadline, or else never; never,
    too, where windows end after the deadline, as what follows these cannot be done by then."""
    plan, zone = indexed.plan, indexed.zone
    ends = [
        plan.windows[window_chain(plan.windows, number)[-1] - 1].end.astimezone(zone)
        for number in range(1, len(plan.windows) + 1)
    ]
    last = datetime.combine(plan.deadline, time(23, 59), tzinfo=zone) if plan.deadline else None
    if last is not None and max(ends) > last:
        last = None
    return tuple(
        ends[step.window - 1] if step.window else step.planned_by.astimezone(zone) if step.planned_by else last
        for step in indexed.steps
    )


def not_due(indexed: IndexedPlan, present: datetime) -> frozenset[int]:
    """The steps whose time has not passed; the minute in which they are due is theirs."""
    minute = present.astimezone(UTC).replace(second=0, microsecond=0)
    return frozenset(index for index, due in enumerate(due_times(indexed)) if due is None or minute <= due)


def open_steps(case: RecordUnderCheck) -> tuple[OpenStep, ...]:
    """The required steps that are not due and not signed, or failed and are to be repeated, and when they are; where
    somebody goes back, what is left of that, and of the change nothing that lies beyond."""
    times, again, beyond = due_times(case.indexed), to_repeat(case), not_reached(case)
    left = {index for way in ways_taken(case) if way.now and not is_due(case, way) for index in way.left}
    return tuple(
        OpenStep(step=step.id, due=times[index])
        for index, step in enumerate(case.indexed.steps)
        if index in left
        or (step.required and index in case.open - beyond and (index in again or not is_signed(case.lines.get(index))))
    )


def due_and_missing(case: RecordUnderCheck) -> tuple[OpenStep, ...]:
    """The required steps that are due and of which nothing is filled in, as far as this plan asks for them."""
    times, steps = due_times(case.indexed), case.indexed.steps
    return tuple(OpenStep(step=steps[index].id, due=times[index]) for index in sorted(unsigned(case) - not_asked(case)))


def next_step(case: RecordUnderCheck, opened: tuple[OpenStep, ...]) -> OpenStep | None:
    """The first step, in the plan's order, that is open, missing, or failed and not put right."""
    times, ahead = due_times(case.indexed), {one.step: one for one in (*due_and_missing(case), *opened)}
    if not stopped(case):
        failed = (line for line in case.lines.values() if line.entry.state == "failed" and line.step.required)
        ahead |= {line.step.id: OpenStep(step=line.step.id, due=times[line.index]) for line in failed}
    return next((ahead[step.id] for step in case.indexed.steps if step.id in ahead), None)


def is_signed(line: RecordLine | None) -> bool:
    """Whether anybody wrote for a step that it was done, or when, or by whom."""
    return line is not None and bool(line.contested or line.entry.state or line.entry.at or line.entry.by)
