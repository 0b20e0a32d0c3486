"""Lines of paths and blocks where a path comes to them: they can be done there, on appliances that there are."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.procedure import ONCE_A_WINDOW, PathData, StepData
from runbook.procedures.conditions import HALVES, IT, LETTERS, PLACES, SEVERAL, Where, stated, where
from runbook.procedures.draft import Draft, DraftEntry, Fault
from runbook.procedures.occurrences import MAX_VISITS, Place, Route, Visit
from runbook.reading.partial import Violation

_PAIR = where({"pair"})
_ADD_LETTER = N_("add `at` with a letter, such as `at: A`")


def check_lines(draft: Draft, route: Route) -> Iterator[Fault]:
    """Every phase, and every line of it and of the blocks that it asks for."""
    for path in draft.entries("paths"):
        if isinstance(path.noun, PathData):
            yield from _phases(path, path.noun)
    if len(route.visits) == MAX_VISITS:
        message, remedy = N_("paths and blocks come to more than {limit} lines"), N_("ask for fewer blocks in blocks")
        yield _fault(Place(route.visits[-1].path.file, ("phases",)), message, remedy, limit=str(MAX_VISITS))
        return
    done: dict[object, list[Visit]] = {}
    steps = {entry.name: entry.noun for entry in draft.entries("steps") if isinstance(entry.noun, StepData)}
    for visit in route.visits:
        done.setdefault(visit.place.key, []).append(visit)
        yield from _appliances(visit)
        if visit.line.step in steps:
            yield from _scope(visit, visit.line.step or "", steps[visit.line.step])
    for visits in done.values():
        if visits[0].caller is None or draft.whole("paths", "blocks"):
            yield from _never_done(visits, steps)


def _fault(place: Place, message: str, remedy: str, *keys: str, **values: str) -> Fault:
    return Fault(place.file, Violation((*place.path, *keys), message, remedy, values))


def _phases(path: DraftEntry, data: PathData) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, phase in enumerate(data.phases):
        here = stated(data.when).both(stated(phase.when, phase.unless))
        place = Place(path.file, ("phases", number))
        if phase.id in seen:
            message, remedy = N_("a phase of this path already has the id {name}"), N_("give it an id of its own")
            yield _fault(place, message, remedy, "id", name=phase.id)
        seen.add(phase.id)
        if not here.can_hold:
            message = N_("no change of this path comes to this phase")
            yield _fault(place, message, N_("remove its conditions, or the phase"))
        elif phase.window == "second" and not here.surely(_PAIR):
            message = N_("only the upgrade of a pair has two windows for each hop")
            yield _fault(place, message, N_("write window: first"), "window")
        if phase.at is not None and phase.at in PLACES and phase.at not in LETTERS:
            message = N_("a phase is about one appliance at most, and {name} names several")
            yield _fault(place, message, N_("remove it"), "at", name=phase.at)
        elif phase.at == IT:
            yield _fault(place, N_("it stands for an appliance only in blocks"), _ADD_LETTER, "at")
        elif phase.at in PLACES:
            yield from _missing(place, phase.at or "", here)


def _appliances(visit: Visit) -> Iterator[Fault]:
    """What `at` names is there."""
    at = visit.line.at
    if at == IT and visit.block is None:
        yield _fault(visit.place, N_("it stands for an appliance only in blocks"), _ADD_LETTER, "at")
    elif at == IT and visit.ones == (None,) and visit.caller and visit.caller.line.at != IT:
        message = N_("the block {name} is done on an appliance, and none is named here")
        yield _fault(visit.caller.place, message, _ADD_LETTER, name=visit.block or "")
    elif at in PLACES:
        yield from _missing(visit.place, at or "", visit.where, visit.path.name if visit.block else "")


def _missing(place: Place, at: str, here: Where, path: str = "") -> Iterator[Fault]:
    """A fault where some change that comes here has no appliance of that name."""
    if here.surely(*PLACES[at]):
        return
    remedy = N_("name another appliance, or say with when where there is one")
    some = any(here.both(there).can_hold for there in PLACES[at])
    if path:
        message = N_("on the path {path} not every change has the appliance {name}")
        yield _fault(place, message, remedy, "at", name=at, path=path)
    elif some:
        yield _fault(place, N_("not every change that comes here has the appliance {name}"), remedy, "at", name=at)
    else:
        yield _fault(place, N_("no change that comes here has the appliance {name}"), remedy, "at", name=at)


def _scope(visit: Visit, name: str, step: StepData) -> Iterator[Fault]:
    """A step is done on appliances exactly where its scope says so, and as often as it says."""
    on_appliance = step.scope in ("appliance", "hop-appliance")
    here = visit.where.both(stated(step.when, step.unless))
    if on_appliance and visit.ones == (None,) and visit.line.at != IT:
        message = N_("the step {name} is done on an appliance, and none is named here")
        yield _fault(visit.place, message, _ADD_LETTER, name=name)
    if not on_appliance and (visit.line.at in SEVERAL or len(visit.ones) > 1 or set(visit.ones) & set(HALVES)):
        message = N_("the step {name} is done once, and not on several appliances")
        yield _fault(visit.place, message, N_("remove at, or write scope: hop-appliance at the step"), name=name)
    if step.scope in ONCE_A_WINDOW and visit.phase.window is None:
        message = N_("the step {name} is done once for each window, and this phase has none")
        remedy = N_("put it into a phase with a window, or write another scope at the step")
        yield _fault(visit.place, message, remedy, name=name)
    if step.scope in ("change", "appliance") and visit.phase.each == "hop" and not here.unsure and _repeats(here):
        message = N_("the step {name} is done once for the change, and this phase is repeated for each hop")
        remedy = N_("put it into a phase that is done once, or write another scope at the step")
        yield _fault(visit.place, message, remedy, name=name)


def _repeats(here: Where) -> bool:
    """Whether a condition can hold in two hops of one change."""
    first, last = (here.plus({"several-hops", hop}).can_hold for hop in ("first-hop", "last-hop"))
    return here.plus({"later-hop", "earlier-hop"}).can_hold or (first and last)


def _never_done(visits: list[Visit], steps: dict[str, StepData]) -> Iterator[Fault]:
    """A line that no path ever carries out, by its own conditions or by those of its step."""
    place, line = visits[0].place, visits[0].line
    visits = [visit for visit in visits if _begun(visit).can_hold]
    if not visits:
        return  # said already
    remedy = N_("remove the line, or correct the conditions")
    step = steps.get(line.step or "")
    met = [visit.where for visit in visits if visit.where.can_hold]
    if not met:
        yield _fault(place, N_("this line is never done: no change that comes here meets its conditions"), remedy)
    elif step and place.file.part == "paths" and _excludes(step, met):
        message = N_("the step {name} is never done here: no change that comes here meets its conditions")
        yield _fault(place, message, remedy, name=line.step or "")


def _excludes(step: StepData, met: list[Where]) -> bool:
    """Whether the conditions of a step hold nowhere that one of `met` does."""
    own = stated(step.when, step.unless)
    return not any(here.both(own).can_hold for here in met)


def _begun(visit: Visit) -> Where:
    """The condition of what leads to a line."""
    if visit.caller:
        return visit.caller.where
    return stated(visit.path.noun.when).both(stated(visit.phase.when, visit.phase.unless))
