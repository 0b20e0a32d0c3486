"""Two slips in opposite directions, of which neither fits while the other is there.

What was written too late and what was written too early contradict one another, and all that lies between them. So one
of the two is looked for as if the entries that only the other can be in had not been written, and then that other one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from runbook.verify.largest_slip import largest_slip
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shifts import SHIFTS, JointSlip, Shift
from runbook.verify.slip_causes import causes_of, cover_of, is_plausible, with_times
from runbook.verify.smallest import Pairs
from runbook.verify.too_early import broken_pairs, possible, without

MOST = 600  # pairs; where more contradict one another, two slips are not looked for together


def opposite_slips(case: RecordUnderCheck, pairs: Pairs, gone: frozenset[int]) -> tuple[JointSlip, ...]:
    """The two that leave the fewest causes, fewer than entries one by one; among those, made least often. Or none."""
    if not 0 < sum(map(len, pairs.values())) <= MOST:
        return ()
    cover = cover_of(case, pairs)
    now = causes_of(case, cover, gone)
    best: tuple[tuple[int, int], tuple[JointSlip, ...]] | None = None
    for one, other in _candidates(case, pairs, gone) if now > 2 else ():
        indexes = frozenset((*one.mended, *other.mended))
        left = cover_of(case, without(pairs, indexes))
        rank = 2 + causes_of(case, left, gone | indexes), len(indexes)
        if rank[0] < now and (best is None or rank < best[0]) and _both_plausible(case, one, other, cover - left):
            best = rank, (one, other)
    return best[1] if best else ()


def _candidates(case: RecordUnderCheck, pairs: Pairs, gone: frozenset[int]) -> Iterator[tuple[JointSlip, JointSlip]]:
    for shift in SHIFTS:
        for opposite in SHIFTS:
            if opposite.forward == shift.forward:
                continue
            alone = _without(case, _only_in(case, pairs, opposite) - gone)
            one = largest_slip(alone, without(broken_pairs(alone), gone), gone, shift)
            if one is None:
                continue
            known = gone | one.mended.keys()
            after = with_times(case, one.mended)
            other = largest_slip(after, without(broken_pairs(after), known), known, opposite)
            if other is not None:
                yield one, other


def _only_in(case: RecordUnderCheck, pairs: Pairs, shift: Shift) -> frozenset[int]:
    """The entries that contradict others in the one direction only, and are possible without that slip."""
    firsts, thens = set(pairs), {then for later in pairs.values() for then in later}
    found = thens - firsts if shift.forward else firsts - thens
    mended = {index: shift.mend(case.moments[index], case.indexed.zone) for index in found}
    return frozenset(index for index, moment in mended.items() if moment and possible(case, index, moment))


def _without(case: RecordUnderCheck, indexes: frozenset[int]) -> RecordUnderCheck:
    return replace(case, moments={index: at for index, at in case.moments.items() if index not in indexes})


def _both_plausible(case: RecordUnderCheck, one: JointSlip, other: JointSlip, spared: frozenset[int]) -> bool:
    """Each is, where the other is mended."""
    return is_plausible(with_times(case, other.mended), one, spared) and is_plausible(
        with_times(case, one.mended), other, spared
    )
