"""The largest set of entries in which one slip can have been made: what it explains, and what it drags along.

Mended, all times become later, or all earlier. So none of them may contradict another in the opposite direction, and
what contradicts a mended one must be one of them, too. Sets of this kind can be joined: there is one that is the
largest, and it is found by leaving out what cannot be, and all that would need it.
"""

from __future__ import annotations

from collections.abc import Iterator

from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.seen_early import seen_too_early, seen_too_late
from runbook.verify.shifts import JointSlip, Shift
from runbook.verify.smallest import Pairs
from runbook.verify.times import Moment
from runbook.verify.too_early import outliers, possible
from runbook.verify.watches import allowed_early

MOST_NEEDS = 250_000  # looked at for one slip; nine hops through a cluster, all shifted, need fewer


def largest_slip(case: RecordUnderCheck, pairs: Pairs, gone: frozenset[int], shift: Shift) -> JointSlip | None:
    """All entries in which the slip can have been made, and what must have been written with it then."""
    firsts, thens = set(pairs), {then for later in pairs.values() for then in later}
    seeds, never = (thens, firsts) if shift.forward else (firsts, thens)
    mended: dict[int, Moment | None] = dict.fromkeys((*never, *gone))
    needs: dict[int, list[int]] = {}
    todo = sorted(
        (_in_doubt(case, pairs, seeds) | outliers(case) | _by_what_was_seen(case, gone, shift)) - never - gone
    )
    asked = list(todo)
    count = 0
    while todo and count < MOST_NEEDS:
        index = todo.pop()
        if index in needs:
            continue
        moment = _mended(case, index, shift, mended)
        needs[index] = list(_needs(case, index, moment)) if moment else []
        count += len(needs[index])
        todo += (other for other in needs[index] if other not in needs)
    if todo:
        return None
    bad = {index for index in needs if _mended(case, index, shift, mended) is None}
    while more := {index for index, others in needs.items() if index not in bad and not bad.isdisjoint(others)}:
        bad |= more
    group: set[int] = set()
    todo = [index for index in asked if index not in bad]
    while todo:
        index = todo.pop()
        if index not in group:
            group.add(index)
            todo += needs[index]
    found = {index: moment for index in sorted(group) if (moment := mended[index])}
    return JointSlip(shift=shift, mended=found) if len(found) > 1 else None


def _by_what_was_seen(case: RecordUnderCheck, gone: frozenset[int], shift: Shift) -> frozenset[int]:
    """Those that a time contradicts which was seen on an appliance: a watch may be wrong, and that is not."""
    if shift.of_writing:
        return frozenset()
    return seen_too_late(case, gone) if shift.forward else frozenset(seen_too_early(case, gone).values())


def _in_doubt(case: RecordUnderCheck, pairs: Pairs, seeds: set[int]) -> set[int]:
    """Those that contradict a time that is possible. What contradicts impossible ones alone is no reason to doubt."""
    sound: set[int] = set()
    for first, later in pairs.items():
        if first in seeds and first not in sound and any(then not in outliers(case) for then in later):
            sound.add(first)
        if first not in outliers(case):
            sound.update(seeds.intersection(later))
    return sound


def _mended(case: RecordUnderCheck, index: int, shift: Shift, known: dict[int, Moment | None]) -> Moment | None:
    """The time without the slip; None where it is not possible, or the entry cannot be one with the slip."""
    if index not in known:
        moment = shift.mend(case.moments[index], case.indexed.zone)
        known[index] = moment if moment and possible(case, index, moment) else None
    return known[index]


def _needs(case: RecordUnderCheck, index: int, moment: Moment) -> Iterator[int]:
    """The entries that contradict the one when it is mended, and they are not."""
    moments = case.moments
    for other, wait in case.later[index].items():
        lack = moment.early + wait - moments[other].late if other in moments else 0
        if lack > 0 and lack > allowed_early(case, index, other):
            yield other
    for other in case.earlier.get(index, ()):
        lack = moments[other].early + case.later[other][index] - moment.late if other in moments else 0
        if lack > 0 and lack > allowed_early(case, other, index):
            yield other
