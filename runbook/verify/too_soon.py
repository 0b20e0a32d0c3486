"""A night that was begun before its wait was over: one cause, however many entries lie on either side of it.

All that comes before the first package is bound to all that comes after the second through it. So where the wait itself
is broken, and no single time explains it, nobody has to be wrong: what waited came too soon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.slip_causes import cover_of
from runbook.verify.smallest import Pairs
from runbook.verify.too_early import outliers, without

MOST = 20_000  # pairs; where there are more, they have more causes than one


@dataclass(frozen=True, slots=True, kw_only=True)
class TooSoon:
    """A wait of the plan that was too short: from `first` to `then`, which the rule names. If the times of `entries`
    are wrong, all others can be right."""

    first: int
    then: int
    entries: frozenset[int]


def too_soon(case: RecordUnderCheck, pairs: Pairs) -> tuple[TooSoon, ...]:
    """The waits that explain several entries each; each is looked for in what the ones before it leave."""
    found: list[TooSoon] = []
    if sum(map(len, pairs.values())) > MOST:
        return ()
    for first, then in _broken_waits(case, pairs):
        crossing = _crossing(case, pairs, first, then)
        befores, afters = frozenset(crossing), frozenset(after for later in crossing.values() for after in later)
        if _any_backwards(case, crossing) or _one_time(case, crossing, afters):
            continue
        if _disordered(case, pairs, befores | afters):
            continue
        late = befores <= outliers(case) and not afters <= outliers(case)
        entries = befores if late else _with_its_night(case, pairs, afters)
        found.append(TooSoon(first=first, then=then, entries=entries))
        pairs = without(pairs, entries)
    return tuple(found)


def _broken_waits(case: RecordUnderCheck, pairs: Pairs) -> Iterator[tuple[int, int]]:
    """The pairs that a wait of the plan names, and of which the second was signed too soon; for each second step the
    last of the first ones comes first."""
    edges = case.indexed.edges
    waits = [(then, first) for first, later in pairs.items() for then in later if edges.get(first, {}).get(then)]
    for then, first in sorted(waits, key=lambda pair: (pair[0], -case.moments[pair[1]].early, pair[1])):
        yield first, then


def _crossing(case: RecordUnderCheck, pairs: Pairs, first: int, then: int) -> Pairs:
    """The contradictions between what comes before the wait and what comes after it."""
    if then not in pairs.get(first, ()):
        return {}
    afters = {then, *case.later[then]}
    found = {one: [after for after in pairs.get(one, ()) if after in afters] for one in (first, *case.earlier[first])}
    return {one: later for one, later in found.items() if later}


def _one_time(case: RecordUnderCheck, crossing: Pairs, afters: frozenset[int]) -> bool:
    """Whether a single wrong time may be all of it: not where several of what came after lie outside their windows."""
    if len(afters) > 1 and afters <= outliers(case):
        return False
    return len(cover_of(case, crossing)) < 2


def _any_backwards(case: RecordUnderCheck, crossing: Pairs) -> bool:
    moments = case.moments
    return any(moments[then].late < moments[one].early for one, later in crossing.items() for then in later)


def _disordered(case: RecordUnderCheck, pairs: Pairs, indexes: frozenset[int]) -> bool:
    """Whether one of them contradicts another entry of its own window: then it is that time which is wrong."""
    steps = case.indexed.steps
    return any(
        steps[first].window == steps[then].window and not indexes.isdisjoint((first, then))
        for first, later in pairs.items()
        for then in later
    )


def _with_its_night(case: RecordUnderCheck, pairs: Pairs, afters: frozenset[int]) -> frozenset[int]:
    """With them what of the same windows was signed too soon for something else."""
    windows = {case.indexed.steps[index].window for index in afters} - {None}
    others = {then for later in pairs.values() for then in later}
    return afters | {index for index in others if case.indexed.steps[index].window in windows}
