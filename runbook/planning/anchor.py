"""Rules meet steps: each rule of the procedures becomes one rule for each hop (and appliance) where it has both ends."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator
from dataclasses import replace

from runbook.errors import PlanningError
from runbook.model.plan import Expect, PlanAppliance, PlanStep, Rule
from runbook.model.procedure import Procedures, RuleData
from runbook.planning.facts import holds


def name_of(step: PlanStep) -> str:
    """What procedures call a step: its event, or the first part of its id where it has none."""
    return step.event or step.id.partition(":")[0]


def _matches(step: PlanStep, selector: str, halves: dict[str, str | None]) -> bool:
    name, _, letter = selector.partition("@")
    wanted = letter.strip()
    if name.strip() != name_of(step):
        return False
    if not wanted:
        return True
    if wanted in ("first-half", "second-half"):
        return step.appliance is not None and halves.get(step.appliance) == wanted.removesuffix("-half")
    return step.letter == wanted


def _pick(steps: tuple[PlanStep, ...], selectors: tuple[str, ...], halves: dict[str, str | None]) -> list[PlanStep]:
    return [s for s in steps if any(_matches(s, selector, halves) for selector in selectors)]


def _groups(rule: RuleData, first: list[PlanStep], then: list[PlanStep], hops: int) -> Iterator[
    tuple[str, list[PlanStep], list[PlanStep]]
]:  # fmt: skip
    """Pairs of ends that belong together, with the tail of the rule's id."""
    if rule.hop == "any":
        yield "", first, then
        return
    for hop in range(1, hops + 1):
        other = hop + 1 if rule.hop == "next" else hop
        one = [s for s in first if s.hop in (hop, None)]
        two = [s for s in then if s.hop in (other, None)]
        if any(s.hop for s in (*one, *two)):
            yield f":h{hop}", one, two
        elif hop == 1 and rule.hop == "same":
            yield "", one, two


def anchor(
    procedures: Procedures,
    steps: tuple[PlanStep, ...],
    appliances: dict[str, PlanAppliance],
    facts: frozenset[str],
    hops: int,
) -> tuple[Rule, ...]:
    """The rules of this plan, each with both ends on steps of it."""
    halves: dict[str, str | None] = {a.id: a.half for a in appliances.values()}
    rules: list[Rule] = []
    for name, data in procedures.rules.items():
        if not holds(data.when, data.unless, facts):
            continue
        first, then = _pick(steps, data.first, halves), _pick(steps, data.then, halves)
        for tail, one, two in _groups(data, first, then, hops):
            owners = sorted({s.appliance or "" for s in one}) if data.same_appliance else [None]
            for owner in owners:
                mine = [s for s in one if owner is None or s.appliance == owner]
                theirs = [s for s in two if owner is None or s.appliance == owner]
                hop = next((s.hop for s in (*mine, *theirs) if s.hop), None)
                between = [
                    s for s in _pick(steps, data.steps, halves)
                    if hop is None or s.hop in (hop, None) or data.kind == "closed"
                ]  # fmt: skip
                if not mine or not theirs or (data.kind == "closed" and not between):
                    continue
                rules.append(_rule(f"{name}{':' + owner if owner else ''}{tail}", data, mine, theirs, between))
    return tuple(rules)


def _rule(name: str, data: RuleData, first: list[PlanStep], then: list[PlanStep], between: list[PlanStep]) -> Rule:
    return Rule(
        id=name,
        kind=data.kind,
        first=tuple(s.id for s in first),
        then=tuple(s.id for s in then),
        steps=tuple(s.id for s in between),
        minutes=data.minutes,
        sources=data.sources,
        text=data.text,
        kit=data.kit,
    )


def in_order(steps: tuple[PlanStep, ...], rules: tuple[Rule, ...]) -> tuple[PlanStep, ...]:
    """The steps, where the order they stand in obeys every rule.

    Raises PlanningError that names a cycle among the rules, or the rule that the path's own order breaks.
    """
    place = {s.id: i for i, s in enumerate(steps)}
    graph: dict[str, set[str]] = {s.id: set() for s in steps}
    for rule in rules:
        if rule.kind in ("order", "wait"):
            for then in rule.then:
                graph[then].update(rule.first)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        raise PlanningError(f"the rules run in a circle: {' -> '.join(error.args[1])}") from None
    for rule in rules:
        if rule.kind in ("order", "wait", "adjacent") and max(map(place.__getitem__, rule.first)) >= min(
            map(place.__getitem__, rule.then)
        ):
            raise PlanningError(f"the path's order breaks rule {rule.id}: {rule.first} -> {rule.then}")
        if rule.kind == "adjacent":
            between = [s.id for s in steps[place[rule.first[0]] + 1 : place[rule.then[0]]] if s.id not in rule.steps]
            if between:
                raise PlanningError(f"rule {rule.id} allows nothing between its steps, the path has {between}")
        if rule.kind == "closed":
            start, end = max(map(place.__getitem__, rule.first)), min(map(place.__getitem__, rule.then))
            if inside := [s for s in rule.steps if start < place[s] < end]:
                raise PlanningError(f"rule {rule.id} forbids {inside} where the path has them")
    return steps


def resolve_evidence(steps: tuple[PlanStep, ...]) -> tuple[PlanStep, ...]:
    """`after: <name>` becomes the id of that step in the same hop, on the same appliance where there is one there."""
    done = []
    for step in steps:
        expect = step.evidence.expect if step.evidence else None
        if step.evidence is None or expect is None or expect.after is None:
            done.append(step)
            continue
        named = [s for s in steps if name_of(s) == expect.after and s.hop in (step.hop, None)]
        mine = [s for s in named if s.appliance == step.appliance] or named
        if not mine:
            raise PlanningError(f"{step.id}: its evidence names {expect.after!r}, which is no step of this hop")
        done.append(replace(step, evidence=replace(step.evidence, expect=Expect(after=mine[-1].id))))
    return tuple(done)
