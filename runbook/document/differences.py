"""Two plans of one change, and in what they differ: plain results, in the order in which people ask for them.

What merely follows from something else (planned times and step numbers where a window moved) is not told again. What
has no place of its own here is named in `others`, so that two plans of different content never come out as equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from runbook.model.control import RELEASES
from runbook.model.plan import (
    Evidence,
    Phase,
    Plan,
    PlanAppliance,
    PlanHop,
    PlanStep,
    PlanWarning,
    PlanWindow,
    Risk,
    Rule,
)
from runbook.model.site import Person

T = TypeVar("T")

# Single values of the plan that are told one by one, by their place in it.
FACTS = (
    "organization", "site_name", "hostname", "ticket", "reason", "deadline", "path_title", "timezone",
    "failover.switch", "failover.shared_ip", "failover.state", "failover.serving", "clients.jump_clients",
)  # fmt: skip
PACKAGES = frozenset({"packages"})  # what a hop installs; its windows and letters follow
GRADES = frozenset({"likelihood", "weight"})  # what a house says of a risk
_LISTED = frozenset({"windows", "appliances", "staff", "passes", "steps"})
_OWN = frozenset({"format", "revision"})
_TEXTS = frozenset({"path_title", "steps", "phases", "rules", "never", "needs", "recoveries", "risks", "effects"})
# What is told only where none of those differs that it follows from.
_FOLLOWS: dict[str, frozenset[str]] = {
    "path": frozenset({"path_title", "steps"}),
    "options": frozenset({"path_title", "steps", "rules", "clients", "failover"}),
    "sources": _TEXTS,
    "terms": _TEXTS,
    "texts": _TEXTS | {"languages", "warnings", "reasons"},
    "offsets": frozenset({"timezone", "windows"}),
    "witnesses": frozenset({"staff"}),
    "amends": frozenset({"windows"}),
}
_SHIFTED = frozenset({"number", "phase", "window", "slots", "planned_start", "planned_by", "planned_from"})
_WORDS = frozenset({"title", "where", "do", "see", "notes", "links", "recoveries"})
_DEMANDS = frozenset({"required", "na_allowed", "witness", "roles", "evidence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Generic[T]):
    """One thing that differs in `fields`, or that one of the two plans alone has (the other is None).

    `name` tells it apart from others of its kind: the number of a window or hop, an id, initials, the place of a fact.
    """

    name: str
    before: T | None
    after: T | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDifferences:
    """Ids of steps: new ones, those that are gone, those with other texts, with other demands on whoever signs
    (roles, witness, evidence), with other planned durations, and those that differ in anything else."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifferences:
    """In what two plans differ. `totals`: how many steps each has; `others`: names of all else in Plan that differs."""

    facts: tuple[Difference[Any], ...]
    windows: tuple[Difference[PlanWindow], ...]
    appliances: tuple[Difference[PlanAppliance], ...]
    people: tuple[Difference[Person], ...]
    hops: tuple[Difference[PlanHop], ...]
    risks: tuple[Difference[Risk], ...] = ()  # those that the house grades otherwise
    steps: StepDifferences
    totals: tuple[int, int]
    others: tuple[str, ...]


def differences(before: Plan, after: Plan) -> PlanDifferences:
    """In what `after` differs from `before`."""
    facts = tuple(_facts(before, after))
    windows = _listed(_numbered(before.windows), _numbered(after.windows))
    appliances = _listed({a.id: a for a in before.appliances}, {a.id: a for a in after.appliances})
    people = _listed({p.initials: p for p in before.staff}, {p.initials: p for p in after.staff})
    hops = _listed(_hops(before), _hops(after), PACKAGES)
    steps = _steps({s.id: s for s in before.steps}, {s.id: s for s in after.steps})
    others = _others(before, after, steps != StepDifferences())
    risks = tuple(_grades(before, after))
    told = (*facts, *windows, *appliances, *people, *hops, *risks, *others)
    if not told and steps == StepDifferences() and before.steps != after.steps:
        others = ("steps",)
    return PlanDifferences(
        facts=facts,
        windows=windows,
        appliances=appliances,
        people=people,
        hops=hops,
        risks=risks,
        steps=steps,
        totals=(len(before.steps), len(after.steps)),
        others=others,
    )


def _facts(before: Plan, after: Plan) -> Iterable[Difference[Any]]:
    for place in FACTS:
        old, new = _at(before, place), _at(after, place)
        if old != new:
            yield Difference(name=place, before=old, after=new)


def _at(plan: Plan, place: str) -> Any:
    found: Any = plan
    for name in place.split("."):
        found = getattr(found, name, None)
    return found


def _hops(plan: Plan) -> dict[str, PlanHop]:
    """The hops by their number, with their packages also where an older plan leaves them out."""
    return {str(hop.hop): replace(hop, packages=hop.contents) for hop in plan.passes}


def _grades(before: Plan, after: Plan) -> Iterable[Difference[Risk]]:
    """The risks of both plans of which the house says something else; in their order in `after`."""
    old = {risk.text: risk for risk in before.risks}
    for new in after.risks:
        if new.text in old and (differing := tuple(f for f in _differing(old[new.text], new) if f in GRADES)):
            yield Difference(name=new.id or new.text, before=old[new.text], after=new, fields=differing)


def _numbered(windows: Iterable[PlanWindow]) -> dict[str, PlanWindow]:
    return {str(number): window for number, window in enumerate(windows, 1)}


def _listed(
    before: Mapping[str, T], after: Mapping[str, T], asked: frozenset[str] | None = None
) -> tuple[Difference[T], ...]:
    """What differs, in the order of `after`, then what is gone; in the fields that are asked for, or in any."""
    found = []
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            found.append(Difference(name=name, before=old, after=new))
        elif differing := tuple(f for f in _differing(old, new) if asked is None or f in asked):
            found.append(Difference(name=name, before=old, after=new, fields=differing))
    return tuple(found)


def _differing(old: Any, new: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name))


def _steps(before: Mapping[str, PlanStep], after: Mapping[str, PlanStep]) -> StepDifferences:
    differing = {
        i: set(_differing(_without_names(old), _without_names(after[i]))) - _SHIFTED
        for i, old in before.items()
        if i in after
    }

    def those(holds: Callable[[set[str]], object]) -> tuple[str, ...]:
        return tuple(i for i in after if i in differing and holds(differing[i]))

    told = _WORDS | _DEMANDS | {"duration"}
    return StepDifferences(
        added=tuple(i for i in after if i not in before),
        removed=tuple(i for i in before if i not in after),
        texts=those(lambda names: names & _WORDS),
        demands=those(lambda names: names & _DEMANDS),
        durations=those(lambda names: "duration" in names),
        others=those(lambda names: names - told),
    )


def _without_names(step: PlanStep) -> PlanStep:
    """A step without the text that its evidence must be, an appliance's name or address: that appliance tells it."""
    if not isinstance(step.evidence, Evidence) or step.evidence.type != "text":
        return step
    return replace(step, evidence=replace(step.evidence, expect=None))


def _others(before: Plan, after: Plan, steps: bool) -> tuple[str, ...]:
    """What else differs, and does not follow from something that does; `steps`: whether they differ in themselves."""
    differing = [name for name in _differing(before, after) if name not in _OWN and (steps or name != "steps")]
    if _phases(before) == _phases(after):
        differing = [name for name in differing if name != "phases"]
    if _rules(before) == _rules(after):
        differing = [name for name in differing if name != "rules"]
    if _ungraded(before) == _ungraded(after):
        differing = [name for name in differing if name != "risks"]
    follows = [name for name in differing if not _FOLLOWS.get(name, frozenset()).isdisjoint(differing)]
    if _warnings(before, after) == _warnings(after, after):
        follows.append("warnings")
    return tuple(name for name in differing if name not in follows and not _is_told(name, before, after))


def _phases(plan: Plan) -> list[Phase]:
    """The phases without their windows, which may have other numbers where there is one more, and what follows."""
    return [replace(phase, window=None, back_until=None, late_from=None) for phase in plan.phases]


def _warnings(plan: Plan, after: Plan) -> list[PlanWarning]:
    """The warnings without those about windows that are done by now, of which nothing is said any more."""
    done = {str(number) for number, window in enumerate(after.windows, 1) if window.done}
    return [warning for warning in plan.warnings if warning.args.get("window") not in done]


def _ungraded(plan: Plan) -> list[Risk]:
    """The risks without what the house says of them, and without their names, which older plans have not."""
    return [replace(risk, id="", likelihood="", weight="") for risk in plan.risks]


def _rules(plan: Plan) -> list[Rule]:
    """The rules without those of releases, which name what is left, and without their names, which may name windows."""
    gates = {step.id for step in plan.steps if step.gate in RELEASES}
    return [replace(rule, id="") for rule in plan.rules if not gates.issuperset(rule.first)]


def _is_told(name: str, before: Plan, after: Plan) -> bool:
    """Whether a value of the plan is listed apart, or all that differs in it is among the facts."""
    if name in _LISTED or name in FACTS:
        return True
    parts = {place.partition(".")[2] for place in FACTS if place.startswith(f"{name}.")}
    old, new = getattr(before, name), getattr(after, name)
    return bool(parts) and (old is None or new is None or set(_differing(old, new)) <= parts)
