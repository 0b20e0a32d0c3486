"""Places of steps: what they name is there, and no two steps wait for each other."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator

from runbook.house.anchors import WINDOW, anchors_back, by_event, events_of, path_names, phases_of
from runbook.house.checks.unknown_names import unknown
from runbook.house.house_draft import HouseDraft
from runbook.i18n import N_
from runbook.model.house import HouseStep, event_of
from runbook.model.procedure import Procedures
from runbook.procedures.draft import Fault


def check_places(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Each place by itself, then all together."""
    own = {event_of(entry.name) for entry in draft.of("steps") if entry.noun.place}
    known = {*events_of(procedures), *phases_of(procedures), *own, WINDOW}
    paths = {name for path in procedures.paths for name in path_names(path)}
    used = {line.step for entry in draft.of("paths") for phase in entry.noun.phases for line in phase.steps}
    for entry in draft.of("steps"):
        step: HouseStep = entry.noun
        if step.place is None:
            if event_of(entry.name) not in used:
                message, remedy = N_("this step is done nowhere"), N_("write place:, or a line in a file of paths/")
                yield entry.fault((), message, remedy)
            continue
        given = [(key, name) for key in ("before", "after") if (name := getattr(step.place, key)) is not None]
        if len(given) != 1:
            message, remedy = N_("a place is before something or after it"), N_("write before: or after:, one of them")
            yield entry.fault(("place",), message, remedy)
        for key, name in given:
            if found := unknown("place", name, known, by_event(procedures)):
                yield entry.fault(("place", key), found[0], found[1], **found[2])
        for index, name in enumerate(step.place.paths):
            if name not in paths and not _is_filled(name, procedures) and (found := unknown("path", name, paths)):
                yield entry.fault(("place", "paths", index), found[0], found[1], **found[2])
    yield from _moving(draft, procedures)
    yield from _circle(draft)


def _moving(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Steps that move the users back stand on a way back, and hold points do not."""
    back = {event for path in procedures.paths for event in anchors_back(path, procedures)}
    anchors = {event_of(entry.name): _anchor(entry.noun) for entry in draft.of("steps")}
    for entry in draft.of("steps"):
        at = _anchor(entry.noun)
        passed = {at}
        while at in anchors and anchors[at] not in passed:
            at = anchors[at]
            passed.add(at)
        if entry.noun.moves and at not in back:
            message = N_("moves is for steps on a way back, and this one is on none")
            yield entry.fault(("moves",), message, N_("remove it, or place the step by one of a way back"))
        if entry.noun.hold and at in back:
            message = N_("a hold point lets the change go on, and this step is on a way back")
            yield entry.fault(("hold",), message, N_("remove it, or place the step by one of the change"))


def _anchor(step: HouseStep) -> str:
    """What a step is placed by; "" where its place says nothing, or it has none."""
    return (step.place.before or step.place.after or "") if step.place else ""


def _is_filled(name: str, procedures: Procedures) -> bool:
    """Whether a path has that name once its places are filled in."""
    return any(name.startswith(min(path_names(path), key=len) + "-") for path in procedures.paths)


def _circle(draft: HouseDraft) -> Iterator[Fault]:
    """Steps that are placed by each other, with the line of the first one."""
    entries = {event_of(entry.name): entry for entry in draft.of("steps") if entry.noun.place}
    graph = {name: {at} & entries.keys() for name, entry in entries.items() for at in [_anchor(entry.noun)]}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        message = N_("these steps are placed by each other, in a circle: {steps}")
        remedy = N_("place one of them by an event or phase of the kit")
        yield entries[min(circle)].fault(("place",), message, remedy, steps=" -> ".join(circle))
