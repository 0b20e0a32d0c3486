"""Of the entries to blame, those that are right if somebody else's watch was an hour off.

Two watches that differ by an hour tell the same story, whichever of them is wrong: the record does not say whose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from runbook.model.initials import normal_initials
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shifts import SHIFTS, Shift
from runbook.verify.slip_causes import with_times
from runbook.verify.too_early import broken_pairs, possible

HANDS = 4  # persons whose watches are tried: those who signed most
LEAST = 3  # entries that make a watch
NEAR, MOST = 40, 20_000  # entries to blame, and pairs; where there are more, no watch is tried
OF_A_WATCH = tuple(shift for shift in SHIFTS if not shift.of_writing)


def right_by_another_watch(case: RecordUnderCheck, chosen: frozenset[int]) -> dict[int, str]:
    """Of `chosen`, what contradicts nothing once all that another person signed is put right by an hour: by whom.

    None where that would spare one entry alone: that one is the simpler story.
    """
    spared: dict[int, str] = {}
    if len(chosen) > NEAR or sum(map(len, broken_pairs(case).values())) > MOST:
        return spared
    for hand, indexes in _watches(case, chosen):
        others = frozenset(index for index in chosen if _hand(case, index) != hand)
        if len(others) < 2:
            continue
        for shift in OF_A_WATCH:
            right = _right(case, indexes, shift, others)
            if len(right) > 1:
                spared |= dict.fromkeys(right - spared.keys(), case.lines[indexes[0]].entry.by)
    return spared


def _watches(case: RecordUnderCheck, chosen: frozenset[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What one person signed in a window of the entries to blame, and in the whole record."""
    counted = Counter(_hand(case, index) for index in case.moments)
    windows = {case.indexed.steps[index].window for index in chosen}
    for hand in [hand for hand, _ in counted.most_common(HANDS) if hand]:
        signed = [index for index in case.moments if _hand(case, index) == hand]
        for scope in (*({window} for window in windows), None):
            indexes = tuple(i for i in signed if scope is None or case.indexed.steps[i].window in scope)
            if len(indexes) >= LEAST:
                yield hand, indexes


def _right(case: RecordUnderCheck, indexes: tuple[int, ...], shift: Shift, others: frozenset[int]) -> frozenset[int]:
    """Those of `others` that contradict nothing where these entries bear the mended times, all of them possible."""
    mended = {}
    for index in indexes:
        moment = shift.mend(case.moments[index], case.indexed.zone)
        if moment is None or not possible(case, index, moment):
            return frozenset()
        mended[index] = moment
    pairs = broken_pairs(with_times(case, mended))
    return others.difference(pairs, *pairs.values())


def _hand(case: RecordUnderCheck, index: int) -> str:
    return normal_initials(case.lines[index].entry.by)
