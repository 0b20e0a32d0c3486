"""GAP, what only warns: a pass that was begun before the wait was over, and a package long after its Base.

Both rules are the kit's. Nothing of them is in the edges of a plan: they blame nobody, and order nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from runbook.model.finding import Finding
from runbook.model.plan import Rule
from runbook.verify.contradictions import culprits_of, explained
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.quick import Apart, StateChoice
from runbook.verify.record_under_check import RecordUnderCheck


class Pause(NamedTuple):
    """Between two steps, by index: `seconds` are the least that pass, or the most where it is `at_most`."""

    rule: Rule
    first: int
    then: int
    seconds: int
    at_most: bool


def _soft_rules(indexed: IndexedPlan) -> tuple[Rule, ...]:
    """The rules of time that only warn."""
    rules = indexed.rules_of("wait", "not-later")
    return tuple(rule for rule in rules if rule.kind == "not-later" or rule.severity == "warning")


@once_a_plan
def pauses_of(indexed: IndexedPlan) -> tuple[Pause, ...]:
    """Those that a plan only warns of, in the order of its rules and steps."""
    return tuple(
        Pause(rule, first, then, 60 * (rule.minutes or 0), rule.kind == "not-later")
        for rule in _soft_rules(indexed)
        for then in sorted(indexed.places(rule.then))
        for first in sorted(indexed.places(rule.first))
    )


def waits_before(indexed: IndexedPlan, index: int) -> tuple[Pause, ...]:
    """The waits of these that lead to a step."""
    return _waits_by_end(indexed).get(index, ())


@once_a_plan
def _waits_by_end(indexed: IndexedPlan) -> dict[int, tuple[Pause, ...]]:
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    for pause in pauses_of(indexed):
        if not pause.at_most:
            found[pause.then].append(pause)
    return {index: tuple(waits) for index, waits in found.items()}


def quick(shape: StateChoice) -> Sequence[Apart]:
    """Each pause is as long as it has to be, and none is longer than it may be."""
    place = shape.place
    asked: list[Apart] = []
    for rule in _soft_rules(shape.indexed):
        firsts, thens = (
            tuple(place[index] for index in shape.indexed.places(ids) if index in place)
            for ids in (rule.first, rule.then)
        )
        seconds = 60 * (rule.minutes or 0)
        asked += [
            (then, first, -seconds) if rule.kind == "not-later" else (first, then, seconds)
            for first in firsts
            for then in thens
        ]
    return asked


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each rule; what is blamed for a wrong order or a wait too short is not reported again, whichever
    end of that wait is blamed."""
    blamed = explained(case)
    early = frozenset(one.then for one in culprits_of(case) if one.partners and not one.reversed)
    faults = _faults(case.indexed)
    broken: dict[str, list[Pause]] = {}
    for pause in pauses_of(case.indexed):
        told = frozenset[int]() if pause.at_most else faults.get(pause.rule.first, frozenset())
        known = blamed.union(early & told)
        if is_broken(case, pause) and known.isdisjoint((pause.first, pause.then, *told)):
            broken.setdefault(pause.rule.id, []).append(pause)
    for found in broken.values():
        yield _finding(case, found)


def is_broken(case: RecordUnderCheck, pause: Pause) -> bool:
    """Whatever the second."""
    first, then = case.moments.get(pause.first), case.moments.get(pause.then)
    if first is None or then is None:
        return False
    if pause.at_most:
        return first.late + pause.seconds < then.early
    return then.late < first.early + pause.seconds


def _faults(indexed: IndexedPlan) -> dict[tuple[str, ...], frozenset[int]]:
    """By what waits begin with, the steps whose fault they are as errors: where one of them is told, the pass that was
    begun before is not told again."""
    found: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for rule in indexed.rules_of("wait"):
        if rule.severity == "error":
            found[rule.first].update(indexed.places(rule.then))
    return {first: frozenset(steps) for first, steps in found.items()}


def _finding(case: RecordUnderCheck, broken: list[Pause]) -> Finding:
    """Of a wait that was not over, the step that was begun first, beside the package that was signed last."""
    then = min((pause.then for pause in broken), key=lambda index: case.moments[index].early)
    lead = max((pause for pause in broken if pause.then == then), key=lambda pause: case.moments[pause.first].late)
    first_at, then_at = case.moments[lead.first], case.moments[lead.then]
    passed = timedelta(seconds=max(0, then_at.late - first_at.early) // 60 * 60)
    others = dict.fromkeys(pause.then for pause in broken)
    return Finding(
        code="GAP003" if lead.at_most else "GAP002",
        steps=case.ids(lead.then, lead.first, *(index for index in others if index != lead.then)),
        args=(
            ("first", case.refs(lead.first)),
            ("first_at", first_at.local),
            ("then", case.refs(lead.then)),
            ("then_at", then_at.local),
            ("asked", timedelta(seconds=lead.seconds)),
            ("passed", passed),
        ),
        rule=lead.rule.id,
        sources=lead.rule.sources,
        where=case.lines[lead.then].place,
    )
