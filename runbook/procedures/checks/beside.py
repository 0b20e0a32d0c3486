"""What stands beside a step, where the step is done: notes, values, effects and evidence can hold, and values exist."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.procedure import StepData
from runbook.procedures.checks.steps import needed_values
from runbook.procedures.conditions import Where, stated, where
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.occurrences import Occurrence, Route
from runbook.procedures.values import VALUES
from runbook.reading.nodes import KeyPath
from runbook.reading.partial import Violation

_REMEDY = N_("remove it, or correct the conditions")


def check_beside(draft: Draft, route: Route) -> Iterator[Fault]:
    """Every step that some path carries out; and the steps that none does although it comes to them."""
    by_name: dict[str, list[Occurrence]] = {}
    for occurrence in route.occurrences:
        by_name.setdefault(occurrence.name, []).append(occurrence)
    for entry in draft.entries("steps"):
        step, there = entry.noun, by_name.get(entry.name, [])
        if not isinstance(step, StepData):
            continue
        done = [occurrence for occurrence in there if occurrence.where.can_hold]
        if done:
            yield from _values(entry, step, [occurrence for occurrence in done if not _nowhere(occurrence)])
            yield from _never(entry, step, done)
        elif any(found.visit.where.can_hold for found in there) and all(found.visit.block for found in there):
            message = N_("this step is never done: no change that comes to it meets its conditions")
            yield Fault(entry.file, Violation(entry.path, message, _REMEDY))


def _nowhere(occurrence: Occurrence) -> bool:
    """Whether a step that is done on an appliance is done on none: that is said already."""
    return occurrence.one is None and occurrence.step.scope in ("appliance", "hop-appliance")


def _never(entry: DraftEntry, step: StepData, done: list[Occurrence]) -> Iterator[Fault]:
    """Notes, values and effects whose conditions no occurrence meets; a condition for n/a likewise."""
    for key in ("notes", "slots", "effects"):
        for number, each in enumerate(getattr(step, key)):
            own = stated(each.when, each.unless)
            if not any(occurrence.beside.both(own).can_hold for occurrence in done):
                message = N_("this is never shown: where the step is done, its conditions are never met")
                yield Fault(entry.file, Violation(entry.at(key, number), message, _REMEDY))
    na = stated((step.na,)) if isinstance(step.na, str) else where()
    if not any(occurrence.beside.both(na).can_hold for occurrence in done):
        message = N_("where the step is done, {name} never holds")
        yield Fault(entry.file, Violation(entry.at("na"), message, N_("remove it"), {"name": str(step.na)}))


def _values(entry: DraftEntry, step: StepData, done: list[Occurrence]) -> Iterator[Fault]:
    """Values that are not there wherever they are to be shown."""
    wanted: list[tuple[KeyPath, str, Where]] = [
        (entry.at("slots", number, "value"), slot.value, stated(slot.when, slot.unless))
        for number, slot in enumerate(step.slots)
        if slot.value in VALUES
    ]
    if step.evidence:
        wanted += [(entry.at("evidence", "equals"), name, where()) for name in needed_values(step.evidence)]
    for path, name, condition in wanted:
        value = VALUES[name]
        for occurrence in done:
            here = occurrence.beside.both(condition)
            windowless = value.in_window and occurrence.visit.phase.window is None
            if here.can_hold and (windowless or not here.surely(*value.exists)):
                message = N_("on the path {path} the value {name} is not always there")
                remedy = N_("say with when where it is, or remove it")
                values = {"path": occurrence.visit.path.name, "name": name}
                yield Fault(entry.file, Violation(path, message, remedy, values))
                break
