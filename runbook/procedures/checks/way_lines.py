"""Ways back of the paths: the phases that they lead from, and steps of a kind of their own."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.procedure import BACK_EVENT, PathData, StepData
from runbook.procedures.conditions import Where, stated
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.occurrences import Route
from runbook.reading.nodes import KeyPath
from runbook.reading.partial import Violation

_FORWARD = ("installs", "effects", "prepared", "no_return")  # what no step of a way back has


def check_ways_back(draft: Draft, route: Route) -> Iterator[Fault]:
    """Every way back of every path, and every step that stands on one, or on a path although it is for ways back."""
    for path in draft.entries("paths"):
        if isinstance(path.noun, PathData):
            yield from _ways(path, path.noun)
    for entry in draft.entries("steps"):
        if isinstance(entry.noun, StepData) and (entry.noun.event or "").startswith(BACK_EVENT):
            yield from _step(entry)
    yield from _strangers(draft, route)


def _ways(path: DraftEntry, data: PathData) -> Iterator[Fault]:
    phases = {phase.id: stated(phase.when, phase.unless) for phase in data.phases}
    seen, led = set(phases), dict[str, list[Where]]()
    for number, way in enumerate(data.ways_back):
        here: KeyPath = ("ways_back", number)
        if way.id in seen:
            message, remedy = N_("a phase or way back of this path already has the id {name}"), N_("give it another id")
            yield _fault(path, (*here, "id"), message, remedy, name=way.id)
        seen.add(way.id)
        if not way.steps and not way.afterwards:
            message, remedy = N_("a way back without steps"), N_("add its lines, or remove it")
            yield _fault(path, here, message, remedy)
        for at, name in enumerate(way.leads_from):
            if name not in phases:
                message, remedy = N_("this path has no phase {name}"), N_("write the id of one of its phases")
                yield _fault(path, (*here, "from", at), message, remedy, name=name)
                continue
            own = stated(data.when).both(phases[name]).both(stated(way.when, way.unless))
            if any(other.both(own).can_hold for other in led.setdefault(name, [])):
                message = N_("another way back leads from the phase {name}, under conditions that hold together")
                remedy = N_("keep one of them, or give one a condition that the other excludes")
                yield _fault(path, (*here, "from", at), message, remedy, name=name)
            led[name].append(own)


def _step(entry: DraftEntry) -> Iterator[Fault]:
    for key in _FORWARD:
        if entry.group.given(key):
            message, remedy = N_("a step of a way back has no {key}"), N_("remove it")
            yield Fault(entry.file, Violation(entry.at(key), message, remedy, {"key": key}))


def _strangers(draft: Draft, route: Route) -> Iterator[Fault]:
    """Steps of ways back on a path, and others on a way back: a record could not tell which of the two was done."""
    told: set[object] = set()
    for found in route.occurrences:
        place, back = found.visit.place, (found.step.event or "").startswith(BACK_EVENT)
        if back == bool(found.visit.way) or place.key in told:
            continue
        told.add(place.key)
        message = (
            N_("{name} is a step of a way back, and this is not one")
            if back
            else N_("on a way back all steps have events that begin with back., and {name} does not")
        )
        remedy = N_("remove the line, or name another step")
        yield Fault(place.file, Violation(place.path, message, remedy, {"name": found.name}))


def _fault(path: DraftEntry, at: KeyPath, message: str, remedy: str, **values: str) -> Fault:
    return Fault(path.file, Violation(at, message, remedy, values))
