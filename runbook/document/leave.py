"""Who lets a change begin and go on, in words: how many release it, until when each way back can be begun, the hold
points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from runbook.document.impact import disruptions
from runbook.document.plain_text import clipped
from runbook.document.ways import decided_in, holds, releases
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.control import is_control
from runbook.model.plan import Phase, Plan, PlanStep
from runbook.model.remaining import windows_left
from runbook.model.taking_part import deciding_in
from runbook.model.window_chain import night_of

APART = N_("Nobody who carries out part of it may release it.")


def released(plan: Plan, language: Language) -> str:
    """Who releases what `plan` has still to be done, and how; "" where it asks for no release."""
    gates = releases(plan)
    if not gates:
        return ""
    steps = ", ".join(step.number for step in gates)
    if any(step.gate == "spoken-release" for step in gates):
        last = [step.number for step in plan.steps if step.gate == "ratified"]
        text = language.plural(
            "Expedited: an approver releases it orally (step {steps}) before anything is touched, and confirms it in "
            "writing at the end (step {last}).",
            "Expedited: an approver releases it orally (step {steps}) before anything is touched, and several "
            "approvers confirm it in writing at the end (steps {last}).",
            len(last),
            steps=steps,
            last=", ".join(last),
        )
    else:
        text = language.plural(
            "{n} approver releases it: step {steps}, signed before anything is touched.",
            "{n} approvers release it: steps {steps}, each signed by a different person before anything is touched.",
            len(gates),
            steps=steps,
        )
    return f"{text} {language.text(APART)}" if plan.approval_apart else text


def release_by(plan: Plan) -> datetime | None:
    """By when the release is needed: when the first step that touches something is planned, or when clients may be the
    first to notice: some are replaced or removed before the window opens."""
    gates = {step.id for step in releases(plan)}
    if not gates:
        return None
    last = max(at for at, step in enumerate(plan.steps) if step.id in gates)
    ahead = {step.id for step in plan.steps[last:]}
    noticed = [one.start for one in disruptions(plan) if one.steps[0].id in ahead]
    for step in (plan.steps[last], *(one for one in plan.steps[last:] if not is_control(one))):
        if found := step.planned_start or step.planned_by:
            return min((found, *noticed))
    return plan.windows[windows_left(plan)[0] - 1].start if windows_left(plan) else None


def holds_in(plan: Plan, window: int) -> Iterator[PlanStep]:
    """The hold points that are planned in a window."""
    return (step for step in holds(plan) if step.planned_start and night_of(plan.windows, step) == window)


def said_in(plan: Plan, window: int, language: Language) -> Iterator[tuple[str, str]]:
    """What is decided in a window, and when: until when each way back can be begun, and the hold point."""
    for time, phases in decision_times(plan, window):
        yield back_text(phases, language), moment(time, language)
    for step in holds_in(plan, window):
        assert step.planned_start is not None
        text = language.text(N_("Go or no-go (step {number}), planned"), number=step.number)
        yield text, moment(step.planned_start, language)


def who_decides(plan: Plan, window: int, language: Language) -> Iterator[tuple[str, str]]:
    """Who decides in a window that has something to be decided: one of these."""
    people = deciding_in(plan, window)
    if people:
        text = N_("Who decides") if len(people) == 1 else N_("Who decides, one of these")
        yield language.text(text), ", ".join(clipped(person.name, 80) for person in people)


def decision_times(plan: Plan, window: int) -> Iterator[tuple[datetime, tuple[Phase, ...]]]:
    """The times in a window by which ways back have to be begun, each with the phases that they lead from."""
    found: dict[datetime, list[Phase]] = {}
    for phase, time in decided_in(plan, window):
        found.setdefault(time, []).append(phase)
    for time in sorted(found):
        yield time, tuple(found[time])


def back_text(phases: Sequence[Phase], language: Language) -> str:
    """`Way back of phase 2 to be begun by`."""
    return language.plural(
        "Way back of phase {numbers} to be begun by",
        "Way back of phases {numbers} to be begun by",
        len(phases),
        numbers=", ".join(str(phase.number) for phase in phases),
    )
