"""The pairs of entries of which the later step is signed too early for the other, and what speaks for an entry."""

from __future__ import annotations

from functools import lru_cache

from runbook.verify.planned_windows import inside
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.smallest import Pairs
from runbook.verify.times import Moment
from runbook.verify.timing import oldest
from runbook.verify.watches import allowed_early


@lru_cache(maxsize=4)
def broken_pairs(case: RecordUnderCheck) -> Pairs:
    """For each step, the later ones that are signed too early for it, whatever the second and the watches.

    What is too early by no more than two watches may differ, and yet follows from two that are not, is too early.
    """
    pairs = dict(_too_early(case))
    for first in sorted(pairs, reverse=True):
        asked = case.moments[first].early
        later = case.later[first]
        found = {
            then
            for then in pairs[first]
            if case.moments[then].late < asked + later[then] - allowed_early(case, first, then)
        }
        found.update(*(pairs.get(then, ()) for then in tuple(found)))
        pairs[first] = sorted(found)
    return {first: later for first, later in pairs.items() if later}


def by_two_watches(case: RecordUnderCheck) -> list[tuple[int, int]]:
    """The pairs of which the later one is signed a little before the other, by another person's watch."""
    broken = broken_pairs(case)
    asked = _too_early(case)
    return [(first, then) for first in asked for then in asked[first] if then not in broken.get(first, ())]


@lru_cache(maxsize=4)
def _too_early(case: RecordUnderCheck) -> dict[int, list[int]]:
    """The same, were there one watch only."""
    moments = case.moments
    pairs: dict[int, list[int]] = {}
    for first, later in case.later.items():
        if first not in moments:
            continue
        early = moments[first].early
        broken = [then for then, wait in later.items() if then in moments and moments[then].late < early + wait]
        if broken:
            pairs[first] = broken
    return pairs


def credit(case: RecordUnderCheck, index: int) -> int:
    """How much speaks for an entry: corrected with a reason, backed by evidence, witnessed; its time is possible."""
    line = case.lines[index]
    known = 2 * line.corrected + bool(line.step.evidence and line.entry.value) + bool(line.entry.witness)
    return known + 4 * possible(case, index)


def possible(case: RecordUnderCheck, index: int, moment: Moment | None = None) -> bool:
    """A time, that of the entry or another, lies within a window of the step, and not ahead or long before."""
    moment = moment or case.moments[index]
    if not inside(case.windows(index), moment):
        return False
    return (case.now is None or moment.early <= case.now) and moment.late >= oldest(case)


def touches(pairs: Pairs, index: int) -> bool:
    """An entry contradicts another."""
    return index in pairs or any(index in later for later in pairs.values())


def without(pairs: Pairs, gone: frozenset[int]) -> Pairs:
    """The pairs of which neither entry is of `gone`."""
    left = {first: [then for then in later if then not in gone] for first, later in pairs.items() if first not in gone}
    return {first: later for first, later in left.items() if later}


@lru_cache(maxsize=4)
def outliers(case: RecordUnderCheck) -> frozenset[int]:
    """The entries whose times are not possible by themselves."""
    return frozenset(index for index in case.moments if not possible(case, index))
