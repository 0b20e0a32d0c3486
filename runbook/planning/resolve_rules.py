"""Rules meet steps: a rule of the procedures becomes one rule for each hop (and appliance) that has both its ends."""

from __future__ import annotations

import graphlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from runbook.errors import PlanningError
from runbook.i18n import N_
from runbook.model.plan import Expect, PlanAppliance, PlanHop, PlanStep, Rule
from runbook.model.procedure import BACK_EVENT, FOLLOWING, Procedures, RuleData
from runbook.planning.selected_steps import name_of, named_steps, selected_steps
from runbook.procedures.facts import holds
from runbook.procedures.sources import own_sources


def _of_hop(steps: list[PlanStep], hop: int) -> list[PlanStep]:
    """Those of the hop; of what is done once for the change, what the hops do not do again."""
    repeated = {name_of(s) for s in steps if s.hop}
    return [s for s in steps if s.hop == hop or (s.hop is None and name_of(s) not in repeated)]


class _Ends(NamedTuple):
    """Two ends of a rule that belong together, with the tail of the rule's id."""

    tail: str
    first: list[PlanStep]
    then: list[PlanStep]


def _groups(rule: RuleData, first: list[PlanStep], then: list[PlanStep], facts: HopFacts) -> Iterator[_Ends]:
    if rule.hop == "package":
        yield from _neighbours(rule, first, then, facts)
        return
    if FOLLOWING in rule.then:
        yield from _followed(rule, first, then, facts)
        return
    if rule.hop in ("any", "once"):
        if holds(rule.when, rule.unless, facts.of_change):
            once = rule.hop == "once"
            yield _Ends("", *([s for s in end if not once or s.hop is None] for end in (first, then)))
        return
    for hop in range(1, len(facts.of_hops) + 1):
        one = _of_hop(first, hop)
        two = _following(rule, then, hop, facts) if rule.hop == "next" else _held(rule, _of_hop(then, hop), hop, facts)
        if any(s.hop for s in (*one, *two)):
            yield _Ends(f":h{hop}", one, two)
        elif hop == 1 and rule.hop == "same":
            yield _Ends("", one, two)


def _followed(rule: RuleData, first: list[PlanStep], then: list[PlanStep], facts: HopFacts) -> Iterator[_Ends]:
    """Each of the first ends by itself, and what stands behind it, in whichever hop."""
    for step in first if holds(rule.when, rule.unless, facts.of_change) else ():
        yield _Ends(f":h{step.hop}" if step.hop else "", [step], [s for s in then if _place(s) > _place(step)])


def _ends(rule: RuleData, first: list[PlanStep], then: list[PlanStep], facts: HopFacts) -> Iterator[_Ends]:
    """The ends of a rule that belong together; of one that holds for each window, those of each."""
    for found in (one for group in _groups(rule, first, then, facts) for one in _by_way(group)):
        if not rule.same_window:
            yield found
            continue
        for window in sorted({s.window for s in found.first if s.window is not None}):
            both = ([s for s in end if s.window == window] for end in (found.first, found.then))
            yield _Ends(f"{found.tail}:w{window}", *both)


def _by_way(ends: _Ends) -> Iterator[_Ends]:
    """The two ends; where they speak of ways back, those of each way by itself."""
    ways = dict.fromkeys(s.phase for s in (*ends.first, *ends.then) if is_of_way_back(s))
    if not ways:
        yield ends
    for way in ways:
        own = ([s for s in end if s.phase == way or not is_of_way_back(s)] for end in (ends.first, ends.then))
        yield _Ends(f"{ends.tail}:{way.partition(':')[0] if ends.tail else way}", *own)


def is_of_way_back(step: PlanStep) -> bool:
    """Whether a step is one of the procedures for a way back."""
    return step.event is not None and step.event.startswith(BACK_EVENT)


def _neighbours(rule: RuleData, first: list[PlanStep], then: list[PlanStep], facts: HopFacts) -> Iterator[_Ends]:
    """A package and the one that follows it on the same appliance in the same hop."""
    groups: dict[tuple[int, str], list[PlanStep]] = {}
    for step in sorted({s.id: s for s in (*first, *then)}.values(), key=_place):
        groups.setdefault((step.hop or 0, step.appliance or ""), []).append(step)
    for (hop, _appliance), installs in groups.items():
        for number, (one, two) in enumerate(pairwise(installs), 1):
            if one in first and _held(rule, [s for s in then if s == two], hop, facts):
                yield _Ends(f":h{hop}:{number}", [one], [two])


def _place(step: PlanStep) -> tuple[int, ...]:
    """Where it stands in the plan, by its printed number."""
    return tuple(int(part) for part in step.number.split("."))


def _held(rule: RuleData, then: list[PlanStep], hop: int, facts: HopFacts) -> list[PlanStep]:
    """The second ends of a rule in a hop, where its conditions hold there."""
    return then if holds(rule.when, rule.unless, facts.of_change | facts.of_hops[hop - 1]) else []


def _following(rule: RuleData, then: list[PlanStep], hop: int, facts: HopFacts) -> list[PlanStep]:
    """The second ends of the next hop that has some, and in which the conditions hold: a hop without is passed over."""
    for later in range(hop + 1, len(facts.of_hops) + 1):
        found = _held(rule, [s for s in _of_hop(then, later) if s.hop], later, facts)
        if found:
            return found
    return []


class HopFacts(NamedTuple):
    """The facts of the change, and those of each of its hops."""

    of_change: frozenset[str]
    of_hops: Sequence[frozenset[str]]


def _by_appliance(first: list[PlanStep], then: list[PlanStep]) -> Iterator[tuple[str, list[PlanStep], list[PlanStep]]]:
    """The two ends of a rule on each appliance that the first end is on, by its id."""
    ones, others = _on_each(first), _on_each(then)
    yield from ((owner, ones[owner], others.get(owner, [])) for owner in sorted(ones))


def _on_each(steps: list[PlanStep]) -> dict[str, list[PlanStep]]:
    found: dict[str, list[PlanStep]] = {}
    for step in steps:
        if step.appliance:
            found.setdefault(step.appliance, []).append(step)
    return found


def resolve_rules(
    procedures: Procedures,
    steps: tuple[PlanStep, ...],
    appliances: dict[str, PlanAppliance],
    facts: HopFacts,
    ways: Collection[str],
) -> tuple[Rule, ...]:
    """The rules of this plan, each with both ends on steps of it. `ways` are the ids of its ways back."""
    index = selected_steps(procedures, steps, appliances, ways)
    rules: list[Rule] = []
    for name, data in procedures.rules.items():
        first, then, inside = index.pick(data.first), index.pick(data.then), index.pick(data.steps)
        if not first or not then or (_all_in(ways, then) and not _all_in(ways, first)):  # a way back waits for no work
            continue
        sources = own_sources(data, procedures.families, facts.of_change)
        for tail, one, two in _ends(data, first, then, facts):
            for owner, mine, theirs in _by_appliance(one, two) if data.same_appliance else [("", one, two)]:
                hop = next((s.hop for s in (*mine, *theirs) if s.hop), None)
                between = [s for s in inside if data.kind == "closed" or hop is None or s.hop in (hop, None)]
                if not mine or not theirs or (data.kind == "closed" and not between):
                    continue
                rules.append(_rule(f"{name}{':' + owner if owner else ''}{tail}", data, mine, theirs, between, sources))
    return tuple(rules)


def _all_in(phases: Collection[str], steps: Iterable[PlanStep]) -> bool:
    return all(step.phase in phases for step in steps)


def _rule(
    name: str,
    data: RuleData,
    first: list[PlanStep],
    then: list[PlanStep],
    between: list[PlanStep],
    sources: tuple[str, ...],
) -> Rule:
    return Rule(
        id=name,
        kind=data.kind,
        first=tuple(s.id for s in first),
        then=tuple(s.id for s in then),
        steps=tuple(s.id for s in between),
        minutes=data.minutes,
        sources=sources,
        text=data.text,
        kit=data.kit,
        severity=data.severity,
        exact=data.exact,
    )


def in_order(steps: tuple[PlanStep, ...], rules: tuple[Rule, ...]) -> tuple[PlanStep, ...]:
    """The steps, where the order they stand in obeys every rule.

    Raises PlanningError that names a cycle among the rules, or the rule that the path's own order breaks.
    """
    place = {s.id: i for i, s in enumerate(steps)}
    for rule in rules:
        if fault := _fault(rule, steps, place):
            _no_circle(steps, rules)  # which would break a rule in any order, and says more
            message, values = fault
            raise PlanningError(message, rule=rule.id, **values)
    return steps


def _no_circle(steps: tuple[PlanStep, ...], rules: tuple[Rule, ...]) -> None:
    """Raise PlanningError that names a cycle, if there is one."""
    graph: dict[str, set[str]] = {s.id: set() for s in steps}
    for rule in rules:
        if rule.kind in ("order", "wait"):
            for then in rule.then:
                graph[then].update(rule.first)
    try:
        graphlib.TopologicalSorter({name: sorted(before) for name, before in graph.items()}).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        values = {"steps": " -> ".join(circle), **_of_the_house(rules, circle)}
        raise PlanningError(N_("the rules run in a circle: {steps}"), **values) from None


def _of_the_house(rules: tuple[Rule, ...], circle: Sequence[str]) -> dict[str, str]:
    """The rule of a house's own that is a part of a circle, if any."""
    pairs = set(pairwise(circle))
    for rule in rules:
        if rule.house and not rule.places and any((one, two) in pairs for one in rule.first for two in rule.then):
            return {"rule": rule.id}
    return {}


def _fault(rule: Rule, steps: tuple[PlanStep, ...], place: dict[str, int]) -> tuple[str, dict[str, str]] | None:
    """What a rule has against the order that the steps stand in: a message, and its values beside {rule}."""
    last, next_ = max(place[i] for i in rule.first), min(place[i] for i in rule.then)
    if rule.kind == "closed":
        inside = [i for i in rule.steps if last < place[i] < next_]
        message = N_("the order of the path breaks the rule {rule}: {steps} may not stand between its ends")
        return (message, {"steps": ", ".join(inside)}) if inside else None
    if last >= next_:
        message = N_("the order of the path breaks the rule {rule}: {first} comes after {then}")
        return message, {"first": steps[last].id, "then": steps[next_].id}
    if rule.kind == "adjacent":
        inside = [s.id for s in steps[last + 1 : next_] if s.id not in rule.steps]
        message = N_("the order of the path breaks the rule {rule}: {steps} may not stand between its ends")
        return (message, {"steps": ", ".join(inside)}) if inside else None
    return None


def resolve_evidence(steps: tuple[PlanStep, ...], passes: tuple[PlanHop, ...]) -> tuple[PlanStep, ...]:
    """`after: <names>` becomes the id of the step of the first of these names that the same hop has.

    Of several such steps, it is the last one on the same appliance, or, where the step is on none, on the appliance
    that is primary at the end of the pass: the one that the clients are then connected to.
    """
    ends = {p.hop: p.primary_end for p in passes}
    named_in: dict[int, dict[str, list[PlanStep]]] = {}
    resolved = []
    for step in steps:
        expect = step.evidence.expect if step.evidence else None
        if step.evidence is None or expect is None or expect.after is None:
            resolved.append(step)
            continue
        hop = step.hop or 0
        if hop not in named_in:
            named_in[hop] = named_steps(_of_hop(list(steps), hop))
        known = named_in[hop]
        named = next((known[name] for name in expect.after.split() if name in known), [])
        named = [one for one in named if one.phase == step.phase] if is_of_way_back(step) else named
        wanted = step.appliance or ends.get(hop)
        found = next((s for s in reversed(named) if s.appliance == wanted), named[0] if named else None)
        if found is None:
            message = N_("{step}: its evidence names {after}, which is no step of this hop")
            raise PlanningError(message, step=step.id, after=expect.after)
        resolved.append(replace(step, evidence=replace(step.evidence, expect=Expect(after=found.id))))
    return tuple(resolved)
