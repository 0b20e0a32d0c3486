"""A random order of execution that breaks no rule of a plan."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runbook.model.plan import Rule
from runbook.verify.indexed_plan import IndexedPlan


@dataclass(frozen=True, slots=True)
class _Span:
    """An adjacent or closed rule, as sets of steps."""

    adjacent: bool
    first: frozenset[int]
    then: frozenset[int]
    steps: frozenset[int]

    def opened(self, done: set[int]) -> bool:
        """It has begun, and has not ended."""
        return self.first <= done and not self.then & done


def in_random_order(
    indexed: IndexedPlan,
    steps: Sequence[int],
    before: frozenset[int],
    chance: random.Random,
    *,
    as_printed: bool = False,
) -> list[int]:
    """The indexes `steps` (a stretch of the plan) in a random order that keeps every rule; `before` are done already.

    `as_printed`: as a team goes through its pages. The steps of an appliance keep their order, and in a window a step
    of the whole site comes after all that is printed before it; chance says which appliance is gone on with.

    What has to follow soon, as a package its Base update, is gone on with before anything else.

    The plan's own order is valid, so there is always one; it is taken where chance has walked into a dead end.
    """
    printed = _printed_before(indexed, steps) if as_printed else {}
    for _ in range(20):
        walked = _walk(indexed, steps, before, printed, chance)
        if walked is not None:
            return walked
    return list(steps)


def _walk(
    indexed: IndexedPlan,
    steps: Sequence[int],
    before: frozenset[int],
    printed: Mapping[int, set[int]],
    chance: random.Random,
) -> list[int] | None:
    spans = [_span(indexed, rule) for rule in indexed.rules_of("adjacent", "closed")]
    later = [_span(indexed, rule) for rule in indexed.rules_of("not-later")]
    soon = [span for span in later if _in_one_night(indexed, span)]
    todo, done, order = set(steps), set(before), list[int]()
    needs = {then: {first for first in todo if then in indexed.edges.get(first, {})} for then in todo}
    needs = {then: firsts | printed.get(then, set()) for then, firsts in needs.items()}
    while todo:
        ready = [index for index in steps if index in todo and not needs[index] & todo]
        ready = [index for index in ready if all(_allowed(span, index, done, needs, todo) for span in spans)]
        if not ready:
            return None
        ends = {each for span in soon if span.opened(done) for each in span.then & todo}
        pressing = ends | _ancestors(ends, needs, todo)
        index = chance.choice([one for one in ready if one in pressing] or ready)
        todo.discard(index)
        done.add(index)
        order.append(index)
    return order


def _printed_before(indexed: IndexedPlan, steps: Sequence[int]) -> dict[int, set[int]]:
    """For each of `steps` those that are printed before it and are done before it too, rule or no rule."""
    before: dict[int, set[int]] = {}
    last: dict[str, int] = {}  # by appliance, since the last step of the whole site
    barrier: set[int] = set()
    for index in sorted(steps):
        step = indexed.steps[index]
        if step.appliance is not None:
            before[index] = {last[step.appliance]} if step.appliance in last else set(barrier)
            last[step.appliance] = index
        elif step.window is not None:
            before[index] = barrier | set(last.values())
            last, barrier = {}, {index}
        else:
            before[index] = set()
    return before


def _span(indexed: IndexedPlan, rule: Rule) -> _Span:
    return _Span(
        rule.kind == "adjacent",
        frozenset(indexed.places(rule.first)),
        frozenset(indexed.places(rule.then)),
        frozenset(indexed.places(rule.steps)),
    )


def _in_one_night(indexed: IndexedPlan, span: _Span) -> bool:
    nights = {indexed.steps[index].window for index in span.first | span.then}
    return len(nights) == 1 and None not in nights


def _allowed(span: _Span, index: int, done: set[int], needs: dict[int, set[int]], todo: set[int]) -> bool:
    """Whether this step may come next, as far as one rule of adjacency or closure goes."""
    if span.opened(done) and index not in span.then:
        return index in span.steps if span.adjacent else index not in span.steps
    if span.adjacent and index in span.first:  # once begun it must go through: all else that its end needs is done
        inner = span.steps | span.first
        ends = span.then & todo
        return not _ancestors(ends, needs, todo) - inner
    return True


def _ancestors(steps: frozenset[int] | set[int], needs: dict[int, set[int]], todo: set[int]) -> set[int]:
    found: set[int] = set()
    queue = list(steps)
    while queue:
        new = {first for first in needs[queue.pop()] if first in todo} - found
        found |= new
        queue += new
    return found - set(steps)
