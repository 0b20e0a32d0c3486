"""What places and rules of a house may name: events, steps and phases of the kit, and which path has which of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from runbook.model.procedure import PACKAGES, SELECTED, PathData, Procedures, Use
from runbook.procedures.conditions import NAME_PLACES

WINDOW = "window"  # a place: where the work of a window begins, or ends
_PLACE = re.compile(r"\{([a-z]+)\}")
_BRACES = re.compile(r"-?\{[a-z]+\}")


def events_of(procedures: Procedures) -> frozenset[str]:
    """What rules call the steps of the kit, and the words for all that install packages, or touch anything."""
    return frozenset({*SELECTED, *(step.event or name for name, step in procedures.steps.items())})


def by_event(procedures: Procedures) -> dict[str, str]:
    """The event of each step of the kit that has one: places and rules name that, not the step."""
    return {name: step.event for name, step in procedures.steps.items() if step.event}


def phases_of(procedures: Procedures) -> frozenset[str]:
    """The ids of the phases of all paths."""
    return frozenset(phase.id for path in procedures.paths for phase in path.phases)


def path_names(path: PathData) -> frozenset[str]:
    """What a house may call a path: its name as it stands in its file, and the same without what is filled in."""
    return frozenset({path.name, _BRACES.sub("", path.name)})


def filled_names(path: PathData) -> Iterator[str]:
    """What plans call a path: its name with its places filled in, whichever way."""
    places = _PLACE.findall(path.name)
    for values in product(*(NAME_PLACES[place][0] for place in places)):
        yield path.name.format(**dict(zip(places, values, strict=True)))


def named_path(path: PathData, filled: str, names: Iterable[str]) -> bool:
    """Whether a path, or its name filled in, is among `names`; also where there are none."""
    names = frozenset(names)
    return not names or filled in names or bool(path_names(path) & names)


def anchors_on(path: PathData, procedures: Procedures) -> frozenset[str]:
    """The events and phases that a path has, whatever its conditions."""
    lines = (line for phase in path.phases for line in phase.steps)
    phases = (phase.id for phase in path.phases)
    return frozenset({WINDOW, *phases, *_events_in(lines, procedures), *anchors_back(path, procedures)})


def anchors_back(path: PathData, procedures: Procedures) -> frozenset[str]:
    """The events on the ways back of a path, whatever their conditions."""
    lines = (line for way in path.ways_back for line in (*way.steps, *way.afterwards))
    return frozenset(_events_in(lines, procedures))


def _events_in(lines: Iterable[Use], procedures: Procedures) -> Iterator[str]:
    """The events of the steps that stand in lines, and in the blocks that these use."""
    todo = list(lines)
    blocks: set[str] = set()
    while todo:
        line = todo.pop()
        if line.use is not None and line.use not in blocks:
            blocks.add(line.use)
            todo += procedures.blocks.get(line.use, ())
        elif line.step is not None and line.step in procedures.steps:
            step = procedures.steps[line.step]
            yield step.event or line.step
            if step.installs:
                yield PACKAGES
