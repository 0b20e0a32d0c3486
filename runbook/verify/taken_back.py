"""Whether a change was stopped, whether the site is as before, and what a result tells of the ways back."""

from __future__ import annotations

from runbook.model.control import RELEASES
from runbook.model.finding import BackTaken
from runbook.verify.course import course_of, roll_calls
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.said_at_gates import kept, no_goes, went_on
from runbook.verify.ways_taken import was_begun, ways_taken


def stopped(case: RecordUnderCheck) -> bool:
    """The change was not carried to its end: somebody went back, said no-go, or did not release it."""
    if refused(case) or any(way.stops for way in ways_taken(case)):
        return True
    return bool(stops(case))


def stops(case: RecordUnderCheck) -> tuple[int, ...]:
    """The steps at which people stopped, and nothing was gone on with: no-go at a gate, or a roll call that failed."""
    failed = (index for index in roll_calls(case.indexed) if _failed_call(case, index))
    said = (index for index in no_goes(case) if index not in kept(case) and not went_on(case, index))
    return tuple(sorted((*said, *failed)))


def _failed_call(case: RecordUnderCheck, index: int) -> bool:
    """Somebody was missing, and nothing that waits for the roll call was begun."""
    line = case.lines.get(index)
    if line is None or line.entry.state != "failed" or line.contested or line.earlier:
        return False
    work = course_of(case.indexed).work.intersection(case.indexed.edges.get(index, {}))
    return not any(was_begun(case.lines.get(then)) for then in work)


def refused(case: RecordUnderCheck) -> bool:
    """A release was refused, which is ticked as failed, and nothing was carried out that needs it."""
    lines = (case.lines.get(index) for index in course_of(case.indexed).gate(*RELEASES))
    found = any(line and line.entry.state == "failed" and not line.contested and not line.earlier for line in lines)
    return found and not touched(case)


def touched(case: RecordUnderCheck) -> bool:
    """Something was carried out that needs a release."""
    return any(was_begun(case.lines.get(index)) for index in course_of(case.indexed).touching)


def gone_back(case: RecordUnderCheck) -> bool:
    """The site is as before: a way back that leads there was taken whole, or the change was refused, or no-go said,
    or a roll call failed, before anything began."""
    ways = [way for way in ways_taken(case) if way.now]
    if ways:
        return all(way.phase.as_before and not way.left for way in ways)
    return refused(case) or (bool(no_goes(case) or stops(case)) and not touched(case))


def backs_taken(case: RecordUnderCheck) -> tuple[BackTaken, ...]:
    """The ways back that were begun, as a result tells of them."""
    found = []
    for way in ways_taken(case):
        times = [case.moments[index] for index in way.signed if index in case.moments]
        last = max(times, key=lambda one: one.late, default=None)
        found.append(
            BackTaken(
                phase=way.phase.id,
                by=tuple(dict.fromkeys(by for index in way.signed if (by := case.lines[index].entry.by))),
                begun=way.begun.local if way.begun else None,
                ended=last.local if last and not way.left else None,
                whole=not way.left,
                as_before=way.phase.as_before,
            )
        )
    return tuple(found)
