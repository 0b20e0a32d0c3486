"""Times that somebody saw, such as that of the last sync, and that the signatures around them contradict."""

from __future__ import annotations

from collections.abc import Container, Iterator

from runbook.verify.begun import Beginning, begun
from runbook.verify.lay_beside import seen_time
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment


def seen_moment(case: RecordUnderCheck, line: RecordLine) -> Moment | None:
    """The evidence as a time; one without its date is of the window, as signatures are. None where it is no time."""
    found, _ = seen_time(case.indexed, line, case.moments.get(line.index))
    return found if isinstance(found, Moment) else None


def begun_at(case: RecordUnderCheck, index: int, blamed: Container[int]) -> Beginning | None:
    """When a step can have begun at the earliest; None where its time is not known, or blamed."""
    if index not in case.moments or index in blamed:
        return None
    earlier = case.earlier.get(index, ())
    times = {one: case.moments[one].early for one in (*earlier, index) if one in case.moments and one not in blamed}
    return begun(case.indexed, earlier, times, index, case.planned(index))


def seen_too_early(case: RecordUnderCheck, blamed: Container[int] = ()) -> dict[int, int]:
    """The steps whose evidence is a time before what it has to follow, whatever the second; each with the step whose
    signature shows it, or that it has to follow. `blamed` times show nothing."""
    found: dict[int, int] = {}
    for line, moment in _seen(case):
        expect = line.step.evidence.expect if line.step.evidence else None
        after = case.indexed.index[expect.after] if expect and expect.after else None
        beginning = None if after is None else begun_at(case, after, blamed)
        if after is not None and beginning and moment.late < beginning.at - case.indexed.watches:
            found[line.index] = after if beginning.before is None else beginning.before
    return found


def seen_too_late(case: RecordUnderCheck, blamed: Container[int] = ()) -> frozenset[int]:
    """The steps whose evidence is a time behind their signature, whatever the second. `blamed` times show nothing."""
    signed = ((line.index, moment, case.moments.get(line.index)) for line, moment in _seen(case))
    return frozenset(
        index
        for index, moment, signature in signed
        if index not in blamed and signature and moment.early > signature.late + case.indexed.watches
    )


def _seen(case: RecordUnderCheck) -> Iterator[tuple[RecordLine, Moment]]:
    """The steps that took place, and whose evidence is a time; not by the plans of earlier versions."""
    for line in case.lines.values() if case.indexed.tolerant else ():
        evidence = line.step.evidence
        asked = evidence is not None and evidence.type == "datetime" and line.took_place and not line.contested
        moment = seen_moment(case, line) if asked and line.entry.value else None
        if moment is not None:
            yield line, moment


def seen_otherwise(case: RecordUnderCheck, blamed: Container[int] = ()) -> int:
    """How many times that somebody saw signatures contradict."""
    return len(seen_too_early(case, blamed)) + len(seen_too_late(case, blamed))
