"""WIN: was everything that needs a maintenance window signed within its own?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product
from operator import le
from typing import NamedTuple

from runbook.model.finding import Args, Finding
from runbook.model.plan import PlanWindow
from runbook.model.revision import short_revision
from runbook.model.window_chain import window_chain
from runbook.verify.contradictions import came_too_soon, explained
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.joint_slips import joint_slips
from runbook.verify.planned_windows import (
    AROUND,
    PlannedStep,
    inside,
    room_around,
    window_bounds,
    window_seconds,
    windows_of,
)
from runbook.verify.quick import QuickTest, StateChoice, pick
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.shifts import JointSlip
from runbook.verify.slips import OTHER_HALF, Slip, in_all, likely_slip, slip_at
from runbook.verify.times import Moment


class _Side(NamedTuple):
    """A window by its number, where a time lies beside it, by a code, and the earlier revision that has it, if one."""

    number: int
    code: str
    revision: str


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each window and side; what is blamed for a wrong order is not reported again."""
    outside: defaultdict[_Side, list[int]] = defaultdict(list)
    blamed = explained(case) - came_too_soon(case)  # that it lies outside is told of the whole night
    by_slip: defaultdict[str, list[JointSlip]] = defaultdict(list)
    for joint in joint_slips(case):
        by_slip[joint.shift.key].append(joint)
    for joints in by_slip.values():
        if all(blamed.isdisjoint(joint.mended) for joint in joints):
            yield from _same_slip(case, joints)
        blamed = blamed.union(*(joint.mended for joint in joints))
    for index, moment in case.moments.items():
        side = None if index in blamed else _side(case, case.planned(index), moment)
        if side:
            outside[side].append(index)
    yield from _halves_together([_finding(case, *one, blamed) for one in sorted(outside.items())])


def _halves_together(found: list[Finding]) -> list[Finding]:
    """One finding where the other half of the day explains several: before midnight and after it."""
    halves = [(one, one.slip) for one in found if one.slip and one.slip.text == OTHER_HALF]
    if len(halves) < 2:
        return found
    steps = tuple(step for one, _ in halves for step in one.steps)
    first, slip = halves[0]
    others = (one for one in found if one.slip is None or one.slip.text != OTHER_HALF)
    return [replace(first, steps=steps, slip=in_all(steps, slip)), *others]


def _same_slip(case: RecordUnderCheck, joints: list[JointSlip]) -> Iterator[Finding]:
    """One slip that put several entries outside their windows, which contradict nothing else: told of the first."""
    outside: defaultdict[_Side, list[int]] = defaultdict(list)
    mended = {index: (joint.shift, moment) for joint in joints for index, moment in joint.mended.items()}
    for index in sorted(mended):
        if side := _side(case, case.planned(index), case.moments[index]):
            outside[side].append(index)
    if not outside:
        return
    side, indexes = min(outside.items())
    found = _finding(case, side, indexes, frozenset())
    lead = case.indexed.index[found.steps[0]]
    shift, moment = mended[lead]
    slip = slip_at(shift.key, shift.message, moment)
    ids = case.ids(*sorted(mended))
    steps = tuple(dict.fromkeys((*found.steps, *ids)))
    yield replace(found, steps=steps, slip=in_all(ids, slip.message))


def quick(shape: StateChoice) -> Sequence[QuickTest]:
    """Every time lies within the window of its step."""
    opens: list[tuple[int, int]] = []
    closes: list[tuple[int, int]] = []
    places: defaultdict[tuple[int | None, int], list[int]] = defaultdict(list)  # by window, and the room around it
    for index, place in shape.place.items():
        places[shape.indexed.steps[index].window, room_around(shape.indexed, index)].append(place)
    for number, room in product(range(1, len(shape.indexed.plan.windows) + 1), (0, AROUND)):
        within = places[number, room]
        start, end = window_bounds(shape.indexed, number)
        firsts, lasts = shape.ends(within)
        opens += [(place, start - room) for place in firsts]
        closes += [(place, end + room) for place in lasts]
    if not opens:
        return ()
    first, soonest = zip(*opens, strict=True)
    last, latest = zip(*closes, strict=True)
    early, late = pick(first), pick(last)
    return (
        lambda seen: all(map(le, soonest, early(seen.times))),
        lambda seen: all(map(le, late(seen.times), latest)),
    )


def outside_window(case: RecordUnderCheck, planned: PlannedStep, moment: Moment) -> Finding | None:
    """A time of a step that is not that of its signature: what is wrong with it, where it is outside the windows of the
    step in the plan that it was signed under."""
    side = _side(case, planned, moment)
    if side is None:
        return None
    return Finding(code=side.code, steps=(planned.step.id,), args=_args(case, planned.indexed, side, moment.local))


def _args(case: RecordUnderCheck, indexed: IndexedPlan, side: _Side, at: datetime) -> Args:
    window: PlanWindow = indexed.plan.windows[side.number - 1]
    start, end = (moment.astimezone(case.indexed.zone) for moment in (window.start, window.end))
    args: Args = (("window", side.number), ("start", start), ("end", end), ("at", at))
    return (*args, ("revision", side.revision)) if side.revision else args


def _side(case: RecordUnderCheck, planned: PlannedStep, moment: Moment) -> _Side | None:
    """On which side of its windows a moment lies; None where it can lie in one of them."""
    indexed, index = planned
    if inside(windows_of(indexed, index), moment):
        return None
    windows = indexed.plan.windows
    chain = window_chain(windows, indexed.steps[index].window or 1)
    ended = [number for number in chain if window_seconds(indexed, number)[1] < moment.early]
    number = ended[-1] if ended else chain[0]
    if indexed is not case.indexed:
        return _Side(number, "WIN004", short_revision(indexed.plan.revision))
    others = (window_seconds(indexed, other) for other in range(1, len(windows) + 1))
    if inside(tuple(others), moment):
        return _Side(number, "WIN003", "")
    return _Side(number, "WIN002" if ended else "WIN001", "")


def _finding(case: RecordUnderCheck, side: _Side, indexes: list[int], blamed: frozenset[int]) -> Finding:
    worst = (min if side.code == "WIN001" else max)(indexes, key=lambda index: case.moments[index].early)
    slip = _slip_of_all(case, worst, indexes, blamed | {*indexes})
    return Finding(
        code=side.code,
        steps=case.ids(worst, *(index for index in indexes if index != worst)),
        args=_args(case, case.planned(worst).indexed, side, case.local(worst)),
        sources=("P12",),
        where=case.lines[worst].place,
        slip=slip.message if slip else None,
    )


def _slip_of_all(case: RecordUnderCheck, lead: int, indexes: list[int], blamed: frozenset[int]) -> Slip | None:
    """The slip that may explain each of them, as `lead` has it: with its own time, which has to lie in the window
    itself, whatever people may sign around it."""
    slip = likely_slip(case, lead, blamed)
    if slip is None:
        return None
    at = dict(slip.message.args).get("at")
    if isinstance(at, datetime) and not any(start <= at.timestamp() <= end for start, end in _themselves(case, lead)):
        return None
    alike = (likely_slip(case, index, blamed) for index in indexes if index != lead)
    return slip if all(one is not None and one.key == slip.key for one in alike) else None


def _themselves(case: RecordUnderCheck, index: int) -> Iterator[tuple[int, int]]:
    """The windows of a step, without what may be signed around them."""
    indexed, place = case.planned(index)
    windows = indexed.plan.windows
    return (window_seconds(indexed, number) for number in window_chain(windows, indexed.steps[place].window or 1))
