"""What a step shows once all have times: when the window opens and closes that it is planned in; the number of the step
that its wait is counted from, and when it is over as planned; the number of the step that saved the file it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from runbook.errors import PlanningError
from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.plan import Expect, PlanStep, PlanWindow, Rule, Slot
from runbook.model.window_chain import night_of
from runbook.procedures.values import FILED, LATER, OF_NIGHT, WAIT_ENDS

_WINDOWS = frozenset(OF_NIGHT.values())
_WAIT_ENDS = frozenset(LATER[name] for name in WAIT_ENDS)


def with_nights(steps: tuple[PlanStep, ...], windows: tuple[PlanWindow, ...]) -> tuple[PlanStep, ...]:
    """The steps, those of windows with the times of the one that each is planned in wherever these are shown or
    expected."""
    return tuple(_of_night(step, windows) for step in steps)


def _of_night(step: PlanStep, windows: tuple[PlanWindow, ...]) -> PlanStep:
    asked = step.evidence.expect.equals if step.evidence and step.evidence.expect else None
    if _WINDOWS.isdisjoint((asked, *(slot.value for slot in step.slots))):
        return step
    number = night_of(windows, step)
    if number is None:
        return step
    night = windows[number - 1]
    known = {OF_NIGHT["window.start"]: night.start.isoformat(), OF_NIGHT["window.end"]: night.end.isoformat()}
    step = replace(step, slots=tuple(_filled(slot, known) for slot in step.slots))
    if step.evidence is None or asked not in known:
        return step
    return replace(step, evidence=replace(step.evidence, expect=Expect(equals=known[asked])))


def looked_up(steps: tuple[PlanStep, ...], rules: tuple[Rule, ...], zone: str) -> tuple[PlanStep, ...]:
    """The planned steps with these values in their slots.

    Raises PlanningError for a step that shows the end of a wait and that no wait leads to, and for one that shows the
    step of a file and that none comes before.
    """
    by_id = {step.id: step for step in steps}
    waits = [rule for rule in rules if rule.kind == "wait"]
    files: dict[str, str] = {}
    found = []
    for step in steps:
        found.append(_resolved(step, files, by_id, waits, zone))
        if step.evidence and step.evidence.name in FILED:
            files[LATER[FILED[step.evidence.name]]] = step.number
    return tuple(found)


def _resolved(
    step: PlanStep, files: dict[str, str], by_id: dict[str, PlanStep], waits: list[Rule], zone: str
) -> PlanStep:
    shown = {slot.value for slot in step.slots} & {*LATER.values()}
    if not shown:
        return step
    known = files if shown.isdisjoint(_WAIT_ENDS) else files | _wait(step, by_id, waits, zone)
    if not shown <= known.keys():
        raise PlanningError(N_("{step}: it shows the step of a file, and no step before it saves one"), step=step.id)
    return replace(step, slots=tuple(_filled(slot, known) for slot in step.slots))


def _wait(step: PlanStep, by_id: dict[str, PlanStep], waits: list[Rule], zone: str) -> dict[str, str]:
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
    return {LATER["wait.since"]: since.number, LATER["wait.until"]: local(over, zone).isoformat()}


def _filled(slot: Slot, known: dict[str, str]) -> Slot:
    return replace(slot, value=known.get(slot.value, slot.value))
