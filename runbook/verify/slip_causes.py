"""What a slip that explains several entries has to be like, and how many causes it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from runbook.model.control import is_peoples
from runbook.model.initials import normal_initials
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.seen_early import seen_otherwise, seen_too_early, seen_too_late
from runbook.verify.shifts import JointSlip
from runbook.verify.slips import likely_slip
from runbook.verify.smallest import Pairs, smallest_cover
from runbook.verify.times import Moment
from runbook.verify.timing import future, long_before
from runbook.verify.too_early import broken_pairs, credit, outliers, possible, touches, without

FEW = 12  # up to so many entries to blame, it is asked whether a slip explains several of them


def with_times(case: RecordUnderCheck, mended: Mapping[int, Moment]) -> RecordUnderCheck:
    """The record as it would be with these times."""
    return replace(case, moments={**case.moments, **mended})


def is_plausible(case: RecordUnderCheck, slip: JointSlip, spared: frozenset[int]) -> bool:
    """Mended, the record holds there; and it was one hand, one run of lines, or a date that put all outside windows.

    `spared` are the entries that need not be blamed then; those that lie in their windows again need no cause either.
    Of one hand, two of them are enough, however many entries it wrote; or two witnesses against its clock.
    """
    indexes = frozenset(slip.mended)
    if not _holds(case, slip.mended):
        return False
    if all_outside(case, slip):
        return True
    if slip.shift.months:
        return False
    inside_again = indexes & outliers(case)
    whole = slip.throughout or throughout(case, slip, spared)
    several, one_hand = len(inside_again) > 1, len({_hand(case, index) for index in indexes}) == 1
    few = len(indexes) <= (3 if several else 2) * len(spared | inside_again)
    return bool(whole) and (few or (several and one_hand) or _witnesses(case, indexes, whole) > 1)


def all_outside(case: RecordUnderCheck, slip: JointSlip) -> bool:
    """A wrong date, or half of the day, which put all of them outside their windows, those that have one; two at least,
    and most. (What people tell each other has room around its window: within that, it tells nothing.)"""
    far = outliers(case)
    windowed = [i for i in slip.mended if case.windows(i) and (i in far or not is_peoples(case.indexed.steps[i]))]
    outside = slip.shift.of_writing and far.issuperset(windowed)
    return outside and len(windowed) > 1 and 2 * len(windowed) >= len(slip.mended)


def _witnesses(case: RecordUnderCheck, indexes: frozenset[int], whole: frozenset[int]) -> int:
    """How many persons' entries contradict these; what was seen on an appliance is one more."""
    pairs = broken_pairs(case)
    others = {then for index in indexes for then in pairs.get(index, ())}
    others |= {first for first, later in pairs.items() if not indexes.isdisjoint(later)}
    seen = seen_otherwise(case, whole) < seen_otherwise(case)
    return len({_hand(case, index) for index in others - indexes}) + seen


def _seen_besides(case: RecordUnderCheck, cover: frozenset[int], gone: frozenset[int]) -> int:
    """How many times were seen that signatures contradict, but for those that may be to blame in place of others of the
    cover: they are one cause with that."""
    blamed = cover | gone
    shown_by = (*seen_too_early(case, blamed).values(), *seen_too_late(case, blamed))
    pairs = without(broken_pairs(case), gone) if shown_by else {}
    return sum(len(cover_of(case, without(pairs, frozenset((index,))))) >= len(cover) for index in shown_by)


def _hand(case: RecordUnderCheck, index: int) -> str:
    return normal_initials(case.lines[index].entry.by)


def throughout(case: RecordUnderCheck, slip: JointSlip, spared: frozenset[int]) -> frozenset[int]:
    """Where these entries are all one person's, all that this person signed in their windows, or in all; or else, where
    they are a run but for fewer lines that contradict nothing, all the lines of it. None where not all of it can bear
    the same slip. Three and more that would each be to blame without it, but for a third, need not be of a hand or run.
    """
    hands = {_hand(case, index) for index in slip.mended}
    if len(hands) == 1 and "" not in hands:
        windows = {case.indexed.steps[index].window for index in slip.mended}
        signed = [index for index in case.moments if _hand(case, index) in hands]
        in_windows = [index for index in signed if case.indexed.steps[index].window in windows]
        if _bear(case, slip, in_windows):
            return frozenset(signed if _bear(case, slip, signed) else in_windows)
    run = frozenset(index for index in case.moments if min(slip.mended) <= index <= max(slip.mended))
    alone = slip.mended.keys() & (spared | outliers(case))
    if 2 * len(slip.mended) <= 3 * len(alone) > 6:
        return run if _bear(case, slip, run) else frozenset(slip.mended)
    between = run - slip.mended.keys()
    near = not between or len(between) < len(slip.mended) > 2
    quiet = near and not any(touches(broken_pairs(case), index) for index in between)
    return run if quiet and _bear(case, slip, run) else frozenset()


def _bear(case: RecordUnderCheck, slip: JointSlip, indexes: Iterable[int]) -> bool:
    """Whether these entries can all have the same slip."""
    mended = dict(slip.mended)
    for index in indexes:
        if index not in mended:
            moment = slip.shift.mend(case.moments[index], case.indexed.zone)
            if moment is None or not possible(case, index, moment):
                return False
            mended[index] = moment
    return _holds(case, mended)


def _holds(case: RecordUnderCheck, mended: dict[int, Moment]) -> bool:
    """With these times, none of these entries contradicts another."""
    pairs = broken_pairs(with_times(case, mended))
    return not any(first in mended or not mended.keys().isdisjoint(later) for first, later in pairs.items())


def cover_of(case: RecordUnderCheck, pairs: Pairs) -> frozenset[int]:
    """A smallest set of entries to blame."""
    return smallest_cover(pairs, {index: credit(case, index) for index in case.moments}) if pairs else frozenset()


def causes_of(case: RecordUnderCheck, cover: frozenset[int], gone: frozenset[int]) -> int:
    """How many findings it would be: entries to blame, or slips in several of them; sides of windows; years; times
    that were seen, and signatures contradict."""
    keys: set[object] = set(cover)
    if 1 < len(cover) <= FEW:
        slips = {index: likely_slip(case, index, cover | gone) for index in cover}
        keys = {slip.key if slip and slip.key else index for index, slip in slips.items()}
    ahead, behind = future(case) - gone, long_before(case) - gone
    outside = outliers(case) - cover - gone - ahead - behind
    sides = {(bounds[:1], case.moments[i].late < bounds[0][0]) for i in outside if (bounds := case.windows(i))}
    return len(keys) + len(sides) + bool(ahead) + bool(behind) + _seen_besides(case, cover, gone)
