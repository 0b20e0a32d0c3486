"""What a name of the procedures is the name of, and where that is used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.model.procedure import FOLLOWING, PACKAGES, TOUCHING, StepData
from runbook.procedures.checks.ends import meeting_paths
from runbook.procedures.checks.selectors import parts_of
from runbook.procedures.conditions import NAME_PLACES
from runbook.procedures.draft import Draft, DraftEntry
from runbook.procedures.occurrences import Route, Visit
from runbook.reading.structure_problems import nearest

NamedKind = Literal["step", "event", "rule", "night", "path", "block", "risk"]
_PARTS: dict[NamedKind, str] = {
    "step": "steps",
    "rule": "rules",
    "night": "nights",
    "path": "paths",
    "block": "blocks",
    "risk": "risks",
}


class NamedThing(NamedTuple):
    """What a name stands for; the entries of an event are its steps, all others have one."""

    kind: NamedKind
    name: str
    entries: tuple[DraftEntry, ...]


def find_all(draft: Draft, name: str, places: Collection[str] = ()) -> tuple[NamedThing, ...]:
    """Everything that has that name: a step, an event, a rule, a night, a path (also filled in, or by its file), a
    block, a risk. `places` are further names, of what stands for several steps.

    Raises RunbookError, with the nearest name, where nothing has, and no place either.
    """
    found = [
        NamedThing(kind, entry.name, (entry,))
        for kind, part in _PARTS.items()
        for entry in draft.entries(part)
        if entry.name == name or (kind == "path" and _is_path(entry, name))
    ]
    steps = tuple(entry for entry in draft.entries("steps") if entry.noun.event == name)
    found += [NamedThing("event", name, steps)] if steps else []
    if not found and name not in places:
        raise _unknown(draft, name, places)
    return tuple(found)


def _unknown(draft: Draft, name: str, places: Collection[str]) -> RunbookError:
    known = {*places, *_names(draft)}
    if close := nearest(name, sorted(known), 0.5):
        message = N_("nothing in the procedures is called {name}; did you mean {nearest}?")
        return RunbookError(message, name=name, nearest=close)
    message = N_(
        "nothing in the procedures is called {name}; `runbook procedures show` lists all names, with --house DIR those "
        "of a house too"
    )
    return RunbookError(message, name=name)


def _names(draft: Draft) -> set[str]:
    """What steps, events, rules, nights, paths, blocks and risks are called."""
    known = {entry.name for part in _PARTS.values() for entry in draft.entries(part)}
    return known | {entry.noun.event for entry in draft.entries("steps") if entry.noun.event}


def _is_path(entry: DraftEntry, name: str) -> bool:
    """Whether a path has that name once its places are filled in, or its file is called so."""
    places = re.findall(r"\{(\w+)\}", entry.name)
    ways = product(*(NAME_PLACES[place][0] for place in places))
    filled = (entry.name.format(**dict(zip(places, way, strict=True))) for way in ways)
    return name in filled or Path(entry.file.name).stem == name


def visits_of(route: Route, thing: NamedThing) -> Iterator[Visit]:
    """The lines of paths and blocks that ask for a step, an event's steps or a block, once for each path."""
    names = {entry.name for entry in thing.entries}
    key = "use" if thing.kind == "block" else "step"
    done = {(found.visit.path.name, found.visit.place.key) for found in route.occurrences if found.where.can_hold}
    seen: set[object] = set()
    for visit in route.visits:
        here = (visit.path.name, visit.phase.id, visit.place.key)
        if getattr(visit.line, key) not in names or here in seen:
            continue
        if visit.where.can_hold if key == "use" else (visit.path.name, visit.place.key) in done:
            seen.add(here)
            yield visit


def speaking_of(draft: Draft, thing: NamedThing, part: str) -> Iterator[tuple[DraftEntry, tuple[str, ...]]]:
    """The rules, or nights, that speak of a step or an event, each with the keys under which they do."""
    called = {entry.noun.event or entry.name for entry in thing.entries}
    called |= {PACKAGES} if any(entry.noun.installs for entry in thing.entries) else set()
    called |= {TOUCHING, FOLLOWING} if any(_touches(entry.noun) for entry in thing.entries) else set()
    for entry in draft.entries(part):
        keys = [key for key in ("first", "then", "steps") if key in entry.group.data]
        under = tuple(key for key in keys if any(parts_of(at)[0] in called for at in getattr(entry.noun, key)))
        if under:
            yield entry, under


def _touches(step: StepData) -> bool:
    """Whether a step touches something wherever it is done."""
    return bool(step.touches or step.installs or step.effects)


def rules_of_path(draft: Draft, route: Route, path: DraftEntry) -> Iterator[DraftEntry]:
    """The rules that can apply on a path."""
    return (entry for entry in draft.entries("rules") if path.name in meeting_paths(entry.noun, route))


def paths_of(draft: Draft, route: Route, entry: DraftEntry) -> Iterator[DraftEntry]:
    """The paths on which a rule, or what is better done in one night, can apply."""
    names = meeting_paths(entry.noun, route)
    return (path for path in draft.entries("paths") if path.name in names)
