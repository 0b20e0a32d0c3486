"""Conditions of a house by themselves: each can hold somewhere, or what stands under it is never on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from runbook.house.anchors import anchors_on, named_path
from runbook.house.checks.own_steps import named_values
from runbook.house.extras import PREFIX
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.i18n import N_
from runbook.model.house import ExtraKey, HouseLine, HouseNote, HouseRule, HouseSlot, HouseStep, event_of
from runbook.model.procedure import Procedures
from runbook.procedures.conditions import Where, clash, where
from runbook.procedures.draft import Fault
from runbook.reading.nodes import KeyPath

_REMEDY = N_("remove one of them")
_ON_ONE = N_("write `each: appliance`, or declare the key with `of: site`")
NO_VALUE = N_("{name} is a key of appliances, and this step is done on none: there is no value to show")
NEVER_HOLDS = N_("{name} is a key of appliances, and this step is done on none: it never holds")
_Conditional = HouseStep | HouseNote | HouseSlot | HouseRule | HouseLine


def check_conditions(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Those of steps and of what stands beside them, of rules, and of lines of paths."""
    keys = draft.file.noun.extra if draft.file else {}
    own = {event_of(step.name): step.noun for step in draft.of("steps")}
    for entry in draft.of("steps"):
        yield from _of_step(entry, draft, keys, procedures)
    for entry in draft.of("rules"):
        yield from _impossible(entry, (), (entry.noun,), keys)
    for entry in draft.of("paths"):
        for at, phase in enumerate(entry.noun.phases):
            for number, line in enumerate(phase.steps):
                place: KeyPath = ("phases", at, "steps", number)
                yield from _impossible(entry, place, (line,), keys)
                yield from _of_line(entry, place, line, own.get(line.step), keys)


def _of_line(
    entry: HouseEntry, place: KeyPath, line: HouseLine, step: HouseStep | None, keys: dict[str, ExtraKey]
) -> Iterator[Fault]:
    """A key of appliances at a line that names none."""
    if line.at is not None:
        return
    found = [
        *((one, (*place, "when"), NEVER_HOLDS) for one in line.when),
        *((one, (*place, "step"), NEVER_HOLDS) for one in (step.when if step else ())),
        *((slot.value, (*place, "step"), NO_VALUE) for slot in (step.slots if step else ())),
    ]
    for name, there, message in found:
        if _is_of_appliance(name, keys):
            yield entry.fault(there, message, N_("write at: with the appliance"), name=name)


def _of_step(
    entry: HouseEntry, draft: HouseDraft, keys: dict[str, ExtraKey], procedures: Procedures
) -> Iterator[Fault]:
    step: HouseStep = entry.noun
    own = list(_impossible(entry, (), (step,), keys))
    yield from own
    if own:
        return
    for path, part in _beside(step):
        yield from _impossible(entry, path, (part, step), keys)
    lines = (line for path in draft.of("paths") for phase in path.noun.phases for line in phase.steps)
    if any(line.step == event_of(entry.name) for line in lines):
        return  # what holds on a path of the house's own is another matter
    yield from _of_no_appliance(entry, step, keys)
    if step.place is not None and (step.when or step.unless) and _nowhere(step, procedures):
        message = N_("no path that this step is on is for a change that meets its conditions")
        remedy = N_("remove one of them, or name other paths")
        yield entry.fault(("when",) if step.when else ("unless",), message, remedy)


def _beside(step: HouseStep) -> Iterator[tuple[KeyPath, _Conditional]]:
    """What stands beside a step under conditions of its own."""
    yield from ((("notes", index), note) for index, note in enumerate(step.notes))
    yield from ((("slots", index), slot) for index, slot in enumerate(step.slots))


def _impossible(
    entry: HouseEntry, path: KeyPath, parts: Sequence[_Conditional], keys: dict[str, ExtraKey]
) -> Iterator[Fault]:
    """A condition that nothing meets: that of the first of these parts, which stands beside the others."""
    first = parts[0]
    when, unless = ([name for part in parts for name in getattr(part, key)] for key in ("when", "unless"))
    if not first.when and not first.unless:
        return
    place: KeyPath = (*path, "when" if first.when else "unless")
    if both := [name for name in when if name in unless]:
        message, remedy = N_("{name} is under both when and unless: this never holds"), N_("keep one of them")
        yield entry.fault(place, message, remedy, name=both[0])
    elif pair := clash(when) or _apart(when) or _without(when, unless):
        yield entry.fault(place, N_("{one} and {other} never hold together"), _REMEDY, one=pair[0], other=pair[1])
    elif not where(when, unless).can_hold or _all_refused(unless, keys):
        yield entry.fault(place, N_("these conditions leave no change for which this holds"), _REMEDY)


def _apart(when: Sequence[str]) -> tuple[str, str] | None:
    """Two values of one key: it has one of them."""
    chosen = [name for name in dict.fromkeys(when) if name.startswith(PREFIX) and "=" in name]
    pairs = combinations(chosen, 2)
    return next(((one, other) for one, other in pairs if _key(one) == _key(other)), None)


def _without(when: Sequence[str], unless: Sequence[str]) -> tuple[str, str] | None:
    """A value of a key, where the key has not to be there."""
    return next(((name, f"unless: {PREFIX}{_key(name)}") for name in when if f"{PREFIX}{_key(name)}" in unless), None)


def _key(name: str) -> str:
    return name.removeprefix(PREFIX).partition("=")[0]


def _all_refused(unless: Sequence[str], keys: dict[str, ExtraKey]) -> bool:
    """Whether a key that every site has may have no value that it can have."""
    for name, key in keys.items():
        if key.required and key.type != "yes-no":
            values = {f"{PREFIX}{name}={choice}" for choice in key.choices}
            if f"{PREFIX}{name}" in unless or (values and values.issubset(unless)):
                return True
    return False


def _of_no_appliance(entry: HouseEntry, step: HouseStep, keys: dict[str, ExtraKey]) -> Iterator[Fault]:
    """A key of appliances at a step that is done on none."""
    if step.place is None or step.place.each == "appliance":
        return
    shown: list[tuple[KeyPath, str]] = [
        (("slots", index, "value"), slot.value) for index, slot in enumerate(step.slots)
    ]
    shown += [(("evidence", "equals"), name) for name in named_values(step.evidence.equals if step.evidence else None)]
    for place, name in shown:
        if _is_of_appliance(name, keys):
            yield entry.fault(place, NO_VALUE, _ON_ONE, name=name)
    for path, part in (((), step), *_beside(step)):
        for index, name in enumerate(part.when):
            if _is_of_appliance(name, keys):
                yield entry.fault((*path, "when", index), NEVER_HOLDS, _ON_ONE, name=name)


def _is_of_appliance(name: str, keys: dict[str, ExtraKey]) -> bool:
    key = keys.get(_key(name)) if name.startswith(PREFIX) else None
    return key is not None and key.of == "appliance"


def _nowhere(step: HouseStep, procedures: Procedures) -> bool:
    """Whether the step has a place on some path, and its conditions hold on none of these."""
    assert step.place is not None
    anchor, own = step.place.before or step.place.after or "", Where(frozenset(step.when), frozenset(step.unless))
    there = [
        path
        for path in procedures.paths
        if named_path(path, path.name, step.place.paths) and anchor in anchors_on(path, procedures)
    ]
    return bool(there) and not any(where(path.when).both(own).can_hold for path in there)
