"""A house is tried on sites that nobody has: every path of the kit, with whatever the house says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from runbook.errors import InputError, LackingError, PlanningError, Problem
from runbook.house.anchors import anchors_on, path_names
from runbook.house.extras import PREFIX, ExtraValues
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.house.house_load import cautions_of, read_house
from runbook.house.merged import HouseProcedures, with_house
from runbook.i18n import N_
from runbook.model.house import ExtraKey, House, HouseLine, HouseNote, HousePath, HouseRule, HouseSlot, HouseStep
from runbook.model.plan import Plan
from runbook.model.procedure import PathData, Procedures, StepData
from runbook.model.site import Change, Hop, Inventory
from runbook.planning.covering import covering
from runbook.planning.invented import inventories
from runbook.planning.nearest_place import Tried, nearest_place
from runbook.planning.paths import path_id
from runbook.planning.pipeline import make_plan, unfrozen_plan
from runbook.planning.trial_cautions import TrialCautions
from runbook.procedures.facts import facts_of, hop_facts
from runbook.procedures.load import listed, load_procedures

_RULE, _PLACE = "house-", "house.place-"
_KINDS = ("single", "pair", "cluster-pair", "cluster-alone")
_LETTERS = {"pair": ("A", "B")}  # of a line for several appliances


_Keys = tuple[str | int, ...]  # where something stands in an entry
_Fault = tuple[tuple[str, int, str], str, str]  # where it stands, what is wrong, by which rule


class _Failure(NamedTuple):
    """A path that has no plan with a house: why, by which entry of it, and on which site that was seen."""

    path: str
    error: PlanningError
    entry: HouseEntry
    inventory: Inventory


def try_house(folder: Path, procedures: Procedures) -> tuple[House, tuple[Problem, ...]]:
    """The house of a folder, and what is allowed of it, but not without being said.

    Raises InputError with every problem: of its files, or else what keeps an invented site from its plan.
    """
    packed, draft = read_house(folder, procedures)
    cautions = TrialCautions(draft, procedures)
    if problems := tuple(dict.fromkeys(_unplanned(draft, packed.house, procedures, cautions))):
        raise InputError(listed(problems))
    return packed.house, (*cautions_of(draft, packed.house, procedures), *cautions.problems())


def _unplanned(draft: HouseDraft, house: House, procedures: Procedures, cautions: TrialCautions) -> Iterator[Problem]:
    """What keeps a path from its plans; `cautions` look at those that there are."""
    anybody = replace(house, file=replace(house.file, witnesses=()))  # the people of these sites are nobody's
    merged = with_house(procedures, anybody)
    failed: dict[_Fault, list[_Failure]] = {}
    for path in procedures.paths:
        tried = inventories(frozenset(path.when))
        now = first = next(tried)
        try:
            now = _asked(first, house)
            plans = [_try(now, procedures, merged)]
            for other in _other_values(house):
                now = _asked(first, house, other)
                _try(now, procedures, merged, frozen=False)
            for inventory in _few(tried, path, house) if _is_changed(path, procedures, merged) else ():
                now = _asked(inventory, house)
                plans.append(_try(now, procedures, merged, frozen=False))
            cautions.look(path.name, plans)
        except PlanningError as error:
            entry, keys = _at_fault(draft, error)
            line, _node = entry.file.root.find((*entry.path, *keys))
            place = (entry.file.name, line, ".".join((entry.name, *keys)))
            rule = error.values.get("rule", "").partition(":")[0]
            failed.setdefault((place, error.template, rule), []).append(_Failure(path.name, error, entry, now))
    for ((file, at, key), message, _rule), found in failed.items():
        remedy, values = _elsewhere(found, anybody, procedures)
        values |= {**found[0].error.values, "paths": ", ".join(one.path for one in found)}
        yield Problem.of(file, at, key, message, remedy, **values)
    yield from _own_paths(draft, merged, procedures)


def _elsewhere(found: list[_Failure], house: House, procedures: Procedures) -> tuple[str, dict[str, str]]:
    """What to do about a step or rule that keeps some paths from their plans: the nearest place of a step, if any."""
    entry = found[0].entry
    if entry.file.part == "steps" and entry.noun.place is not None:
        tried = Tried(entry.name, entry.noun.place, tuple(one.inventory for one in found))
        if nearest := nearest_place(tried, house, procedures):
            remedy = N_("write {place}, the nearest place for it; where it stands it cannot be on these paths: {paths}")
            return remedy, {"place": nearest}
    return N_("place the step elsewhere, or change the rule; it cannot be there on these paths: {paths}"), {}


def _few(inventories: Iterable[Inventory], path: PathData, house: House) -> Iterator[Inventory]:
    """The sites of a path that are tried: of each kind that the house tells apart, as many as show all pairs."""
    asked = _conditions(house)
    filled = any(step.place and not path_names(path).issuperset(step.place.paths) for step in house.steps.values())
    groups: dict[object, list[Inventory]] = {}
    for inventory in inventories:
        (site,) = inventory.sites
        (change,) = site.changes
        name = path_id(path, site, change) if filled else ""
        groups.setdefault((name, facts_of(site, change) & asked), []).append(inventory)
    for group in groups.values():
        yield from covering(group)


def _is_changed(path: PathData, procedures: Procedures, merged: HouseProcedures) -> bool:
    """Whether a plan of that path may have steps or rules by a house that it has not without."""
    kits = {name: step for name, step in merged.procedures.steps.items() if name in procedures.steps}
    if (kits, merged.procedures.rules) != (procedures.steps, procedures.rules):
        return True
    anchors, begins = anchors_on(path, procedures), path.name.partition("{")[0].removesuffix("-")
    places = [place for name in merged.placed if (place := merged.house.steps[name].place)]
    there = [place for place in places if not anchors.isdisjoint({place.before, place.after})]
    return any(not place.paths or any(name.startswith(begins) for name in place.paths) for place in there)


def _own_paths(draft: HouseDraft, merged: HouseProcedures, procedures: Procedures) -> Iterator[Problem]:
    """The paths of the house with what keeps sites from being changed along them: whatever rules say, and what all
    sites lack, as far as any of them gets."""
    sites = [one for kind in _KINDS for one in inventories(frozenset({kind}))] if merged.house.paths else []
    for entry in draft.of("paths"):
        fits, lacking, broken = False, dict[_Keys, PlanningError](), dict[tuple[str, str], PlanningError]()
        for inventory in _apart(sites, entry.noun, merged):
            try:
                _try(inventory, procedures, merged, frozen=not fits)
                fits = True
            except LackingError as error:
                lacking.setdefault(_at_line(entry.noun, error, procedures), error)
            except PlanningError as error:
                broken.setdefault((error.message, error.values.get("rule", "").partition(":")[0]), error)
        for fault in broken.values():
            remedy = N_("put the lines in the order that the rules ask for, or take out what they do not allow")
            place = _at_line(entry.noun, fault, procedures)
            yield entry.fault(place, fault.template, remedy, **fault.values).problem()
        if not fits and not broken:
            place = max(lacking, key=lambda keys: entry.file.root.find(keys)[0])
            remedy = N_("name appliances that some site has, under conditions that hold together")
            yield entry.fault(place, lacking[place].template, remedy, **lacking[place].values).problem()


def _apart(sites: Iterable[Inventory], path: HousePath, merged: HouseProcedures) -> Iterator[Inventory]:
    """Of these sites, each with a change along a path of the house, those that its lines and their steps tell apart."""
    lines = [line for phase in path.phases for line in phase.steps]
    parts: list[HouseLine | StepData] = [*lines, *(merged.procedures.steps[line.step] for line in lines)]
    asked = frozenset(_KINDS).union(*(names for part in parts for names in (part.when, part.unless)))
    seen: set[frozenset[str]] = set()
    for inventory in sites:
        (site,) = inventory.sites
        change = Change(id="CHG1", kind="other", path=path.name, windows=site.changes[0].windows[:1], hops=(Hop(),))
        facts = asked & (facts_of(site, change) | hop_facts(site, change, 1))
        if facts not in seen:
            seen.add(facts)
            own = replace(inventory, sites=(replace(site, changes=(replace(change, hops=()),)),))
            yield _asked(own, merged.house)
            yield from (_asked(own, merged.house, other) for other in _other_values(merged.house))


def _at_line(path: HousePath, error: PlanningError, procedures: Procedures) -> _Keys:
    """The last line of a path that is spoken of: by its step, or by an appliance that a site does not have; else all
    its phases."""
    absent = error.values.get("appliance")
    named = ", ".join(error.values.get(key, "") for key in ("step", "steps", "first")).split(", ")
    names = {name.partition(":")[0] for name in named}
    place: _Keys = ("phases",)
    for at, phase in enumerate(path.phases):
        for number, line in enumerate(phase.steps):
            kit = procedures.steps.get(line.step)
            if ((kit and kit.event) or line.step).replace(".", "-") in names:
                place = ("phases", at, "steps", number, "step")
            elif absent is not None and absent in _LETTERS.get(line.at or "", (line.at,)):
                return ("phases", at, "steps", number, "at")
    return place


def _try(inventory: Inventory, procedures: Procedures, merged: HouseProcedures, *, frozen: bool = True) -> Plan:
    """Make the plan of the site; freeze it, where that is not left out: of a path, once is enough."""
    (site,) = inventory.sites
    return (make_plan if frozen else unfrozen_plan)(inventory, site, site.changes[0], procedures, house=merged)


def _asked(inventory: Inventory, house: House, values: ExtraValues | None = None) -> Inventory:
    """The inventory whose site has all that the house asks for under extra, or these values."""
    extra = _any_values(house) if values is None else dict(values)
    return replace(inventory, sites=tuple(replace(site, extra=extra) for site in inventory.sites))


def _any_values(house: House) -> dict[str, str | int | bool]:
    return {name: _any_value(key) for name, key in house.file.extra.items()}


def _other_values(house: House) -> Iterator[ExtraValues]:
    """What else may stand under extra of a site, of the keys that conditions of the house name: none of what may be
    left out, then each other value of each key."""
    extra, usual = house.file.extra, _any_values(house)
    named = {name for name in extra if f"{PREFIX}{name}" in _conditions(house)}
    left = {name for name in named if not extra[name].required}
    if left:
        yield {name: value for name, value in usual.items() if name not in left}
    for name in extra:
        others = [False] if extra[name].type == "yes-no" else extra[name].choices[1:] if extra[name].choices else []
        for value in others if name in named else ():
            yield usual | {name: value}


def _conditions(house: House) -> frozenset[str]:
    """What `when` and `unless` of steps, their parts, rules and paths name, without the values of choices."""
    parts: list[HouseStep | HouseNote | HouseSlot | HouseRule | HouseLine] = [*house.rules.values()]
    for step in house.steps.values():
        parts += [step, *step.notes, *step.slots]
    parts += [line for path in house.paths for phase in path.phases for line in phase.steps]
    return frozenset(name.partition("=")[0] for part in parts for name in (*part.when, *part.unless))


def _any_value(key: ExtraKey) -> str | int | bool:
    if key.type == "yes-no":
        return True
    return 1 if key.type == "number" else (key.choices or ("x",))[0]


def planning_problem(draft: HouseDraft, error: PlanningError, change: str) -> Problem:
    """What keeps a change (`site/change`) from its plan, told with the line of the house that it has to do with."""
    own, remedy = next((entry for entry in draft.of("paths") if entry.name == error.values.get("path")), None), ""
    entry, place = _at_fault(draft, error) if own is None else (own, _at_line(own.noun, error, load_procedures()))
    if own is not None and isinstance(error, LackingError):
        remedy = N_("choose another path for this site, or write at the line where it is meant, as when: [pair]")
    line, _node = entry.file.root.find((*entry.path, *place))
    return Problem.of(entry.file.name, line or None, change, error.message, remedy, **error.values)


def _at_fault(draft: HouseDraft, error: PlanningError) -> tuple[HouseEntry, tuple[str, ...]]:
    """Where in the house that stands which the plan fails by."""
    told, file = error.values.get("rule", ""), draft.file
    assert file is not None, "a house without house.yaml was refused before"
    if "key" in error.values:
        return file, (error.values["key"],)
    if told.startswith(_RULE):
        found = _longest(draft, "rules", told.removeprefix(_RULE))
        if found is not None:
            return found, ()
    for text in (told.removeprefix(_PLACE), *error.values.values(), str(error)):
        for part in text.replace(",", " ").replace("house.", "house-").split():
            found = _longest(draft, "steps", part.strip("':").removeprefix(_RULE))
            if found is not None:
                return found, ("place",) if found.noun.place else ()
    return file, ()


def _longest(draft: HouseDraft, part: str, told: str) -> HouseEntry | None:
    """The entry whose name `told` begins with, alone or with a colon behind it."""
    fitting = (entry for entry in draft.of(part) if told.partition(":")[0] == entry.name)
    return next(fitting, None)
