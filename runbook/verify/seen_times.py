"""EVD: evidence that is a time lies after what it has to follow, and not after its signature or now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.model.plan import Evidence
from runbook.verify.begun import Beginning
from runbook.verify.contradictions import explained
from runbook.verify.joint_slips import joint_slips
from runbook.verify.lay_beside import seen_time
from runbook.verify.looked_up_times import looked_up_otherwise
from runbook.verify.moved_times import moved, swapped
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.seen_early import begun_at, seen_moment
from runbook.verify.slips import MIDNIGHT, TURNED, fitting, is_of_a_night
from runbook.verify.times import Moment

_DAY = timedelta(days=1)


def is_about(case: RecordUnderCheck, line: RecordLine) -> bool:
    """Whether the evidence is a time of which somebody was not sure: `~22:10`, `vers 22h10`."""
    return seen_time(case.indexed, line, case.moments.get(line.index))[0] == "unreadable"


def seen_at(case: RecordUnderCheck, line: RecordLine, label: Args) -> Iterator[Finding]:
    """What is wrong with the time: it is too early, or else too late, or another than the one that was looked up."""
    moment, evidence = seen_moment(case, line), line.step.evidence
    if moment is None or evidence is None:
        return
    after = evidence.expect.after if evidence.expect else None
    early = _early(case, line, label, moment, after) if after is not None else None
    found = early or _late(case, line, label, moment) or looked_up_otherwise(case, line, label, moment)
    if found is not None:
        yield found


def _early(case: RecordUnderCheck, line: RecordLine, label: Args, moment: Moment, after: str) -> Finding | None:
    """A time must not lie before a step can have begun; in the repeated hour, in neither reading."""
    index = case.indexed.index[after]
    if (beginning := begun_at(case, index, _told(case))) is None:
        return None
    bound = _bound(case, beginning, index)
    args: Args = (*label, ("first", case.refs(index)), ("bound", bound), ("at", moment.local))
    earliest = beginning.at - case.indexed.watches
    if moment.late < earliest and _is_blamed_before(case, line, earliest):
        return None
    if moment.late < earliest:
        return _finding(line, "EVD004", args, _slip(case, line, moment, earliest))
    if moment.ambiguous and moment.readings[0] + 59 < earliest:
        return _finding(line, "EVD006", args)
    return None


def _told(case: RecordUnderCheck) -> frozenset[int]:
    """The entries whose times are told to be wrong, or to have the slip of several: they show nothing."""
    joints = joint_slips(case)
    return explained(case).union(*(joint.mended for joint in joints), *(joint.throughout for joint in joints))


def _is_blamed_before(case: RecordUnderCheck, line: RecordLine, earliest: int) -> bool:
    """Whether the signature under it is told as wrong, and is too early, too: one line with the same slip in both."""
    signed = case.moments.get(line.index)
    is_before = case.indexed.tolerant and signed is not None and signed.late < earliest
    return is_before and line.index in explained(case)


def earliest_seen(case: RecordUnderCheck, evidence: Evidence) -> int | None:
    """The second before which a time that is evidence cannot be; None where none is known."""
    after = evidence.expect.after if evidence.expect else None
    beginning = begun_at(case, case.indexed.index[after], _told(case)) if after else None
    return beginning.at - case.indexed.watches if beginning else None


def _bound(case: RecordUnderCheck, beginning: Beginning, index: int) -> Message:
    """What shows that a step cannot have begun earlier; windows are those of the plan that it was signed under."""
    if beginning.before is not None:
        args: Args = (("first", case.refs(beginning.before)), ("when", case.local(beginning.before)))
        return Message(N_("step {first}, which comes before it, was signed at {when}"), args)
    if beginning.window is not None:
        opens = case.planned(index).indexed.plan.windows[beginning.window - 1].start.astimezone(case.indexed.zone)
        return Message(N_("its window opens at {when}"), (("when", opens),))
    return Message(N_("it was signed at {when}"), (("when", case.moments[index].local),))


def _late(case: RecordUnderCheck, line: RecordLine, label: Args, moment: Moment) -> Finding | None:
    """A time that was seen cannot lie after the signature under it, or ahead; the first reading counts."""
    if not case.indexed.tolerant or line.index in explained(case):
        return None
    signed = case.moments.get(line.index)
    if signed is not None and moment.early > signed.late + case.indexed.watches:
        if _is_before_as_meant(case, line.index, moment):
            return None
        bound = Message(N_("the step was signed at {at}"), (("at", signed.local),))
    elif case.now is not None and moment.early > case.now:
        bound = Message(N_("that time has not come yet"))
    else:
        return None
    return _finding(line, "EVD007", (*label, ("at", moment.local), ("bound", bound)), _slip(case, line, moment))


def _is_before_as_meant(case: RecordUnderCheck, index: int, moment: Moment) -> bool:
    """Whether the signature has a slip that is told of many, and would be later than this time without it."""
    meant = [joint.mended[index] for joint in joint_slips(case) if index in joint.mended]
    return any(moment.early <= one.late + case.indexed.watches for one in meant)


def _slip(case: RecordUnderCheck, line: RecordLine, moment: Moment, earliest: int | None = None) -> Message | None:
    """The slip of the pen without which the time fits between what it has to follow and its signature."""
    signed = case.moments.get(line.index)
    if signed is None or not case.indexed.tolerant:
        return None
    first = signed.early - 86_400 if earliest is None else earliest
    turned = swapped(moment, case.indexed.zone)
    tries = [(TURNED, turned)] if turned else []
    tries += [(MIDNIGHT, moved(moment, days, case.indexed.zone)) for days in (_DAY, -_DAY)]
    for message, other in tries:
        fits = first <= other.late and other.early <= signed.late + case.indexed.watches
        if fits and (message != MIDNIGHT or is_of_a_night(case, line.index, other)):
            return fitting(message, other)
    return None


def _finding(line: RecordLine, code: str, args: Args, slip: Message | None = None) -> Finding:
    step = line.step
    return Finding(code=code, steps=(step.id,), args=args, sources=step.sources, where=line.place, slip=slip)
