"""WIN: was everything that needs a maintenance window signed within its own?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from operator import le

from runbook.model.finding import Args, Finding
from runbook.model.plan import PlanWindow
from runbook.verify.contradictions import explained
from runbook.verify.joint_slips import joint_slips
from runbook.verify.quick import QuickTest, StateChoice, always, pick
from runbook.verify.record_under_check import RecordUnderCheck, window_bounds, window_seconds
from runbook.verify.shifts import JointSlip
from runbook.verify.slips import in_all, likely_slip, slip_at
from runbook.verify.times import Moment


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each window and side; what is blamed for a wrong order is not reported again."""
    outside: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    blamed = explained(case)
    for joint in joint_slips(case):
        if blamed.isdisjoint(joint.mended):
            yield from _same_slip(case, joint)
            blamed |= joint.mended.keys()
    for index, moment in case.moments.items():
        number = case.indexed.steps[index].window
        code = _code(case, number, moment) if number and index not in blamed else ""
        if number and code:
            outside[number, code].append(index)
    for (number, code), indexes in sorted(outside.items()):
        yield _finding(case, number, code, indexes, blamed)


def _same_slip(case: RecordUnderCheck, joint: JointSlip) -> Iterator[Finding]:
    """One slip that put several entries outside their windows, which contradict nothing else: told of the first."""
    outside: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index in joint.mended:
        number = case.indexed.steps[index].window
        if number and (code := _code(case, number, case.moments[index])):
            outside[number, code].append(index)
    if not outside:
        return
    (number, code), indexes = min(outside.items())
    found = _finding(case, number, code, indexes, frozenset())
    lead = case.indexed.index[found.steps[0]]
    slip = slip_at(joint.shift.key, joint.shift.message, joint.mended[lead])
    ids = case.ids(*joint.mended)
    steps = tuple(dict.fromkeys((*found.steps, *ids)))
    yield replace(found, steps=steps, slip=in_all(ids, slip.message))


def quick(shape: StateChoice) -> QuickTest:
    """Every time lies within the window of its step."""
    opens: list[tuple[int, int]] = []
    closes: list[tuple[int, int]] = []
    for number in range(1, len(shape.indexed.plan.windows) + 1):
        within = [place for index, place in shape.place.items() if shape.indexed.steps[index].window == number]
        start, end = window_bounds(shape.indexed, number)
        firsts, lasts = shape.ends(within)
        opens += [(place, start) for place in firsts]
        closes += [(place, end) for place in lasts]
    if not opens:
        return always
    first, soonest = zip(*opens, strict=True)
    last, latest = zip(*closes, strict=True)
    early, late = pick(first), pick(last)
    return lambda seen: all(map(le, soonest, early(seen.times))) and all(map(le, late(seen.times), latest))


def outside_window(case: RecordUnderCheck, index: int, moment: Moment) -> Finding | None:
    """A time of step `index` that is not that of its signature: what is wrong with it, where it is outside the window
    of the step."""
    number = case.indexed.steps[index].window
    code = _code(case, number, moment) if number else ""
    if not number or not code:
        return None
    return Finding(code=code, steps=case.ids(index), args=_args(case, number, moment.local))


def _args(case: RecordUnderCheck, number: int, at: datetime) -> Args:
    window: PlanWindow = case.indexed.plan.windows[number - 1]
    start, end = (moment.astimezone(case.indexed.zone) for moment in (window.start, window.end))
    return (("window", number), ("start", start), ("end", end), ("at", at))


def _code(case: RecordUnderCheck, number: int, moment: Moment) -> str:
    start, end = window_seconds(case.indexed, number)
    if start <= moment.late and moment.early <= end:
        return ""
    for other in range(1, len(case.indexed.plan.windows) + 1):
        bounds = window_seconds(case.indexed, other)
        if bounds[0] <= moment.late and moment.early <= bounds[1]:
            return "WIN003"
    return "WIN001" if moment.late < start else "WIN002"


def _finding(case: RecordUnderCheck, number: int, code: str, indexes: list[int], blamed: frozenset[int]) -> Finding:
    worst = (min if code == "WIN001" else max)(indexes, key=lambda index: case.moments[index].early)
    slip = likely_slip(case, worst, blamed | {*indexes})
    return Finding(
        code=code,
        steps=case.ids(worst, *(index for index in indexes if index != worst)),
        args=_args(case, number, case.local(worst)),
        sources=("P12",),
        where=case.lines[worst].place,
        slip=slip.message if slip else None,
    )
