"""What a step shows of others: the number of the one that its wait is counted from, and when it is over as planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from runbook.errors import PlanningError
from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.plan import PlanStep, Rule, Slot
from runbook.procedures.values import LATER


def looked_up(steps: tuple[PlanStep, ...], rules: tuple[Rule, ...], zone: str) -> tuple[PlanStep, ...]:
    """The planned steps with these values in their slots.

    Raises PlanningError for a step that shows them and that no wait leads to.
    """
    by_id = {step.id: step for step in steps}
    waits = [rule for rule in rules if rule.kind == "wait"]
    return tuple(_resolved(step, by_id, waits, zone) for step in steps)


def _resolved(step: PlanStep, by_id: dict[str, PlanStep], waits: list[Rule], zone: str) -> PlanStep:
    if not any(slot.value in LATER.values() for slot in step.slots):
        return step
    ends = [
        (first.planned_start + timedelta(minutes=first.duration.high + (rule.minutes or 0)), first)
        for rule in waits
        if step.id in rule.then
        for first in map(by_id.__getitem__, rule.first)
        if first.planned_start is not None
    ]
    if not ends:
        raise PlanningError(N_("{step}: it shows the end of a wait, and no rule lets it wait"), step=step.id)
    over, since = max(ends, key=lambda pair: pair[0])
    known = {LATER["wait.since"]: since.number, LATER["wait.until"]: local(over, zone).isoformat()}
    return replace(step, slots=tuple(_filled(slot, known) for slot in step.slots))


def _filled(slot: Slot, known: dict[str, str]) -> Slot:
    return replace(slot, value=known.get(slot.value, slot.value))
