"""Of the entries to blame, those that may well be right: others explain the record as simply.

An entry is accused only where nothing else is as likely. It may be right where its own time is possible and one of
these holds: a set as small does without it; it is too late for some and too early for others, so that those are wrong
anyway; all that it contradicts bears impossible times; or all that it contradicts shares a slip.
"""

from __future__ import annotations

from collections.abc import Collection

from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shifts import SHIFTS, Shift
from runbook.verify.slips import fits
from runbook.verify.smallest import Pairs, smallest_cover
from runbook.verify.too_early import outliers, possible

FEW = 12  # entries to blame; where there are more, the others are not tried one by one
NEAR = 40  # entries that one contradicts; where there are more, they are not wrong in its place
MOST = 20_000  # pairs


def undecided(case: RecordUnderCheck, pairs: Pairs, chosen: frozenset[int], gone: frozenset[int]) -> frozenset[int]:
    """The entries of `chosen`, a smallest set for `pairs`, that may be right. `gone` are blamed for a joint slip."""
    asked = chosen - outliers(case)
    if not asked:
        return frozenset()
    against = {index: _against(pairs, index) for index in asked}
    open_ones = {index for index in asked if index in pairs and not against[index] <= {*pairs[index]}}
    open_ones |= {index for index in asked if against[index] <= outliers(case)}
    if len(chosen) <= FEW and sum(map(len, pairs.values())) <= MOST:
        for index in asked - open_ones:
            if _spared(case, pairs, chosen, index) or _share_a_slip(case, against[index] - gone, chosen | gone):
                open_ones.add(index)
    return frozenset(open_ones)


def _against(pairs: Pairs, index: int) -> frozenset[int]:
    """What an entry contradicts."""
    return frozenset(pairs.get(index, ())).union(first for first, later in pairs.items() if index in later)


def _spared(case: RecordUnderCheck, pairs: Pairs, chosen: frozenset[int], index: int) -> bool:
    """Another set, as small and with no more times that are possible, does without the entry."""
    known = {*pairs, *(then for later in pairs.values() for then in later)}
    other = smallest_cover(pairs, {one: 2 * (one not in outliers(case)) + (one == index) for one in known})
    return index not in other and _possible(case, other) <= _possible(case, chosen)


def _possible(case: RecordUnderCheck, indexes: Collection[int]) -> int:
    return sum(index not in outliers(case) for index in indexes)


def _share_a_slip(case: RecordUnderCheck, others: frozenset[int], but: frozenset[int]) -> bool:
    """One slip, made in each of these, would explain as much; `but` are not believed in any case."""
    if not 1 < len(others) <= NEAR:
        return False
    return any(all(_fits(case, index, shift, but | others) for index in others) for shift in SHIFTS)


def _fits(case: RecordUnderCheck, index: int, shift: Shift, but: frozenset[int]) -> bool:
    moment = shift.mend(case.moments[index], case.indexed.zone)
    return moment is not None and possible(case, index, moment) and fits(case, index, moment, but - {index})
