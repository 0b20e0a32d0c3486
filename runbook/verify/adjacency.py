"""ADJ: did anything come between what must follow at once, or happen where the plan holds the site still?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from runbook.model.finding import Finding
from runbook.model.plan import Rule
from runbook.verify.contradictions import explained
from runbook.verify.course import course_of
from runbook.verify.quick import Pick, QuickTest, StateChoice, pick
from runbook.verify.record_under_check import RecordUnderCheck

_Span = tuple[Pick, Pick, Pick]  # first, then; what may lie between (adjacent) or may not (closed)

MOST = 200_000  # entries looked at; the rules of the largest plan ask about some thousands


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each set of entries; those blamed for a wrong order prove nothing here."""
    blamed = explained(case)
    found: dict[frozenset[int], Finding] = {}
    ordered = sorted((moment.early, index) for index, moment in case.moments.items())
    count, works = 0, course_of(case.indexed).work
    for rule in case.indexed.rules_of("adjacent", "closed"):
        span = _span(case, rule, blamed)
        if span is None:
            continue
        last, soonest = span
        named = case.indexed.places(rule.steps)
        ends = {*case.indexed.places(rule.first), *case.indexed.places(rule.then)}
        after, before = case.moments[last].late, case.moments[soonest].early
        if rule.kind == "adjacent":
            start, end = bisect_right(ordered, (after, len(case.indexed.steps))), bisect_left(ordered, (before, -1))
            inside = ordered[start:end]
            asked = {index for _, index in inside}.difference(named) & works
        else:
            asked = set(named)
        count += len(asked)
        if count > MOST and (found or blamed):
            break  # there is enough that is wrong already
        between = [
            index
            for index in sorted(asked - ends - blamed)
            if index in case.moments and after < case.moments[index].early and case.moments[index].late < before
        ]
        if between:
            known = found.get(frozenset(between))
            one = _finding(case, rule, last, soonest, between)
            found[frozenset(between)] = replace(known, sources=_joined(known, one)) if known else one
    yield from found.values()


def quick(shape: StateChoice) -> Sequence[QuickTest]:
    """Nothing lies between the ends of an adjacent rule but what may; nothing of a closed one within its ends."""
    adjacent, closed = tuple(_spans(shape, "adjacent")), tuple(_spans(shape, "closed"))
    asked: list[QuickTest] = []
    if adjacent:
        asked.append(lambda seen: _at_once(adjacent, seen.times))
    if closed:
        asked.append(lambda seen: _still(closed, seen.times))
    return asked


def _spans(shape: StateChoice, kind: str) -> Iterator[_Span]:
    indexed, place = shape.indexed, shape.place
    no_work = place.keys() - course_of(indexed).work
    for rule in indexed.rules_of(kind):
        first, then = indexed.places(rule.first), indexed.places(rule.then)
        if first and then and all(index in place for index in (*first, *then)):
            named = {index for index in indexed.places(rule.steps) if index in place}
            told = named | {*first, *then} | no_work if kind == "adjacent" else named
            firsts, thens, inside = (pick([place[index] for index in indexes]) for indexes in (first, then, told))
            yield firsts, thens, inside


def _still(spans: tuple[_Span, ...], times: tuple[int, ...]) -> bool:
    """Nothing of what the plan holds still lies between the ends."""
    for first, then, told in spans:
        start, end = max(first(times)), min(then(times))
        if [time for time in told(times) if start < time < end]:
            return False
    return True


def _at_once(spans: tuple[_Span, ...], times: tuple[int, ...]) -> bool:
    """Nothing lies between the ends but what may."""
    ordered = sorted(times)
    for first, then, told in spans:
        start, end = max(first(times)), min(then(times))
        between = bisect_left(ordered, end) - bisect_right(ordered, start)
        if between > 0 and between > sum([start < time < end for time in told(times)]):
            return False
    return True


def _joined(known: Finding, other: Finding) -> tuple[str, ...]:
    """The same entries break another rule too: one cause, all its sources."""
    return tuple(dict.fromkeys((*known.sources, *other.sources)))


def _span(case: RecordUnderCheck, rule: Rule, blamed: frozenset[int]) -> tuple[int, int] | None:
    """The last of the rule's first steps and the soonest of those that end it; None where one of them has no time."""
    first, then = case.indexed.places(rule.first), case.indexed.places(rule.then)
    ends = (*first, *then)
    if not first or not then or any(index not in case.moments or index in blamed for index in ends):
        return None
    last = max(first, key=lambda index: case.moments[index].late)
    soonest = min(then, key=lambda index: case.moments[index].early)
    return last, soonest


def _finding(case: RecordUnderCheck, rule: Rule, last: int, soonest: int, between: list[int]) -> Finding:
    return Finding(
        code="ADJ001" if rule.kind == "adjacent" else "ADJ002",
        steps=case.ids(*between, last, soonest),
        args=(
            ("between", case.refs(*between)),
            ("at", case.local(between[0])),
            ("first", case.refs(last)),
            ("first_at", case.local(last)),
            ("then", case.refs(soonest)),
            ("then_at", case.local(soonest)),
        ),
        rule=rule.id,
        sources=rule.sources,
        where=case.lines[between[0]].place,
    )
