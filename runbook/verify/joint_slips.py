"""One slip made again and again: the evening's date after midnight, a watch an hour off, a month too far.

Where a smallest set of entries would blame those few that were right, one slip in all the others may be the simpler
story. For each plausible slip there is a largest set of entries that it can have been made in: those that contradict
others, or lie outside their windows, and fit when it is mended; with those that fit only together with them. It is
preferred to a smallest set where it leaves fewer causes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from runbook.verify.largest_slip import largest_slip
from runbook.verify.opposite_slips import opposite_slips
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shifts import SHIFTS, JointSlip
from runbook.verify.slip_causes import all_outside, causes_of, cover_of, is_plausible, throughout, with_times
from runbook.verify.smallest import Pairs
from runbook.verify.too_early import MOST_PAIRS, broken_pairs, outliers, possible, without

GROUPS = 3  # different slips in one record


@lru_cache(maxsize=4)
def joint_slips(case: RecordUnderCheck) -> tuple[JointSlip, ...]:
    """The slips, each in two entries or more, that explain a record with fewer causes than entries one by one."""
    found: list[JointSlip] = []
    now, gone = case, frozenset[int]()
    while len(found) < GROUPS:
        pairs = without(broken_pairs(now), gone)
        if sum(map(len, pairs.values())) > MOST_PAIRS:
            break
        best = _best(now, pairs, gone)
        slips = (best,) if best else opposite_slips(now, pairs, gone)
        if not slips:
            break
        for slip in slips:
            found.append(slip)
            gone |= slip.mended.keys()
            now = with_times(now, slip.mended)  # the next one is looked for as if this one were mended
    return tuple(found)


def _best(case: RecordUnderCheck, pairs: Pairs, gone: frozenset[int]) -> JointSlip | None:
    """The slip that leaves the fewest causes; among those, the one made least often; it is undecided where one in the
    opposite direction does as well."""
    cover = cover_of(case, pairs)
    now = causes_of(case, cover, gone)
    if now < 2 and len(outliers(case) - gone) < 2:  # there is nothing to explain more simply
        return None
    chosen: tuple[tuple[int, int], JointSlip] | None = None
    for shift in SHIFTS:
        slip = largest_slip(case, pairs, gone, shift)
        if slip is None:
            continue
        indexes = frozenset(slip.mended)
        left = cover_of(case, without(pairs, indexes))
        slip = slip if shift.of_writing else replace(slip, throughout=throughout(case, slip, cover - left))
        causes = 1 + causes_of(case, left, gone | indexes | slip.throughout)
        even = causes == now and all_outside(case, slip) and all(possible(case, index) for index in cover - left)
        rank = (causes, len(indexes))
        worse = chosen is not None and rank > chosen[0]
        if not (causes < now or even) or worse or not is_plausible(case, slip, cover - left):
            continue
        if chosen is None or rank < chosen[0]:
            chosen = rank, slip
        elif chosen[1].shift.forward != shift.forward:
            chosen = rank, replace(chosen[1], undecided=True)
    return chosen[1] if chosen else None
