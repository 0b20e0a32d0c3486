"""One slip made again and again: the evening's date after midnight, a watch an hour off, a month too far.

Where a smallest set of entries would blame those few that were right, one slip in all the others may be the simpler
story. For each plausible slip there is a largest set of entries that it can have been made in: those that contradict
others, or lie outside their windows, and fit when it is mended; with those that fit only together with them. It is
preferred to a smallest set where it leaves fewer causes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from runbook.model.initials import normal_initials
from runbook.verify.largest_slip import largest_slip
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shifts import SHIFTS, JointSlip
from runbook.verify.slips import likely_slip
from runbook.verify.smallest import Pairs, smallest_cover
from runbook.verify.times import Moment
from runbook.verify.timing import future, long_before
from runbook.verify.too_early import MOST_PAIRS, broken_pairs, credit, outliers, possible, without

FEW = 12  # up to so many entries to blame, it is asked whether a slip explains several of them
GROUPS = 3  # different slips in one record


@lru_cache(maxsize=4)
def joint_slips(case: RecordUnderCheck) -> tuple[JointSlip, ...]:
    """The slips, each in two entries or more, that explain a record with fewer causes than entries one by one."""
    found: list[JointSlip] = []
    pairs = broken_pairs(case)
    gone: frozenset[int] = frozenset()
    while len(found) < GROUPS and sum(map(len, pairs.values())) <= MOST_PAIRS:
        best = _best(case, pairs, gone)
        if best is None:
            break
        found.append(best)
        gone |= best.mended.keys()
        pairs = without(pairs, gone)
    return tuple(found)


def _best(case: RecordUnderCheck, pairs: Pairs, gone: frozenset[int]) -> JointSlip | None:
    """The slip that leaves the fewest causes; among those, the one made least often."""
    cover = _cover(case, pairs)
    now = _causes(case, cover, gone)
    if now < 2 and len(outliers(case) - gone) < 2:  # there is nothing to explain more simply
        return None
    chosen: tuple[tuple[int, int], JointSlip] | None = None
    for shift in SHIFTS:
        slip = largest_slip(case, pairs, gone, shift)
        if slip is None:
            continue
        indexes = frozenset(slip.mended)
        left = _cover(case, without(pairs, indexes))
        causes = 1 + _causes(case, left, gone | indexes)
        even = causes == now and _all_outside(case, slip) and all(possible(case, index) for index in cover - left)
        rank = (causes, len(indexes))
        if (
            (causes < now or even)
            and (chosen is None or rank < chosen[0])
            and _plausible(case, slip, len(cover - left))
        ):
            chosen = rank, slip
    return chosen[1] if chosen else None


def _plausible(case: RecordUnderCheck, slip: JointSlip, spared: int) -> bool:
    """Mended, the record holds there; and it was one hand, one run of lines, or a date that put all outside windows.

    `spared` are the entries that need not be blamed then.
    """
    indexes = frozenset(slip.mended)
    if not _holds(case, slip.mended):
        return False
    if _all_outside(case, slip):
        return True
    if slip.shift.months or len(indexes) > 2 * spared:
        return False
    order = {index: number for number, index in enumerate(case.moments)}
    places = [order[index] for index in indexes]
    return max(places) - min(places) < len(places) or _one_watch(case, slip)


def _all_outside(case: RecordUnderCheck, slip: JointSlip) -> bool:
    """A wrong date, which put all of them outside their windows, those that have one; two at least, and most."""
    windowed = [index for index in slip.mended if case.windows(index)]
    outside = slip.shift.of_date and all(index in outliers(case) for index in windowed)
    return outside and len(windowed) > 1 and 2 * len(windowed) >= len(slip.mended)


def _one_watch(case: RecordUnderCheck, slip: JointSlip) -> bool:
    """All are one person's, and all else that this person signed in the same windows can bear the same slip."""
    hands = {normal_initials(case.lines[index].entry.by) for index in slip.mended}
    windows = {case.indexed.steps[index].window for index in slip.mended}
    if len(hands) != 1 or "" in hands:
        return False
    mended = dict(slip.mended)
    for index in case.moments:
        same = normal_initials(case.lines[index].entry.by) in hands and case.indexed.steps[index].window in windows
        if same and index not in mended:
            moment = slip.shift.mend(case.moments[index], case.indexed.zone)
            if moment is None or not possible(case, index, moment):
                return False
            mended[index] = moment
    return _holds(case, mended)


def _holds(case: RecordUnderCheck, mended: dict[int, Moment]) -> bool:
    """With these times, none of these entries contradicts another."""
    pairs = broken_pairs(replace(case, moments={**case.moments, **mended}))
    return not any(first in mended or not mended.keys().isdisjoint(later) for first, later in pairs.items())


def _cover(case: RecordUnderCheck, pairs: Pairs) -> frozenset[int]:
    return smallest_cover(pairs, {index: credit(case, index) for index in case.moments}) if pairs else frozenset()


def _causes(case: RecordUnderCheck, cover: frozenset[int], gone: frozenset[int]) -> int:
    """How many findings it would be: entries to blame, or slips in several of them; sides of windows; years."""
    keys: set[object] = set(cover)
    if 1 < len(cover) <= FEW:
        slips = {index: likely_slip(case, index, cover | gone) for index in cover}
        keys = {slip.key if slip and slip.key else index for index, slip in slips.items()}
    ahead, behind = future(case) - gone, long_before(case) - gone
    outside = outliers(case) - cover - gone - ahead - behind
    sides = {(bounds[:1], case.moments[i].late < bounds[0][0]) for i in outside if (bounds := case.windows(i))}
    return len(keys) + len(sides) + bool(ahead) + bool(behind)
