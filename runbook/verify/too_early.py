"""The pairs of entries of which the later step is signed too early for the other, and what speaks for an entry."""

from __future__ import annotations

from functools import lru_cache

from runbook.verify.planned_windows import inside
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.smallest import Pairs, bits_of, of_bits
from runbook.verify.times import Moment
from runbook.verify.timing import oldest
from runbook.verify.watches import allowed_early

MOST_PAIRS = 120_000  # looked at; four hops through a cluster, all signed in the opposite order, have fewer


@lru_cache(maxsize=4)
def broken_pairs(case: RecordUnderCheck) -> Pairs:
    """For each step, the later ones that are signed too early for it, whatever the second and the watches.

    What is too early by no more than two watches may differ, and yet follows from two that are not, is too early.
    """
    pairs = dict(_too_early(case))
    masks: dict[int, int] = {}  # the same pairs as sets of bits: many are joined fast
    for first in sorted(pairs, reverse=True):
        asked = case.moments[first].early
        later = case.later[first]
        found = [
            then
            for then in pairs[first]
            if case.moments[then].late < asked + later[then] - allowed_early(case, first, then)
        ]
        masks[first] = mask = bits_of(found)
        if len(found) < len(pairs[first]):
            for then in found:
                mask |= masks.get(then, 0)
            masks[first] = mask
        pairs[first] = list(of_bits(mask))
    return {first: later for first, later in pairs.items() if later}


def by_two_watches(case: RecordUnderCheck) -> list[tuple[int, int]]:
    """The pairs of which the later one is signed a little before the other, by another person's watch."""
    broken = broken_pairs(case)
    return [
        (first, then)
        for first, asked in _too_early(case).items()
        for known in [{*broken.get(first, ())}]
        for then in asked
        if then not in known
    ]


@lru_cache(maxsize=4)
def _too_early(case: RecordUnderCheck) -> dict[int, list[int]]:
    """The same, were there one watch only. Where there are too many, those of the last steps of the plan.

    With a step, all that it contradicts is among them: so what they blame is to blame.
    """
    moments = case.moments
    pairs: dict[int, list[int]] = {}
    count = 0
    for first, later in case.later.items():
        if first not in moments:
            continue
        early = moments[first].early
        broken = [then for then, wait in later.items() if then in moments and moments[then].late < early + wait]
        if broken:
            pairs[first] = broken
            count += len(broken)
        if count > MOST_PAIRS:
            break
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
    return (case.now is None or moment.early <= case.now) and moment.late >= oldest(case.indexed)


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
