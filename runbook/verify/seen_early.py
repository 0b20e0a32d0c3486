"""Times that somebody saw, such as that of the last sync, before the step can have begun of which they are evidence."""

from __future__ import annotations

from collections.abc import Container

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
    shown = ((line.index, _shown_by(case, line, blamed)) for line in case.lines.values())
    return {index: by for index, by in shown if by is not None}


def _shown_by(case: RecordUnderCheck, line: RecordLine, blamed: Container[int]) -> int | None:
    evidence = line.step.evidence
    if evidence is None or evidence.type != "datetime" or evidence.expect is None or evidence.expect.after is None:
        return None
    if not line.took_place or line.contested or not line.entry.value:
        return None
    after = case.indexed.index[evidence.expect.after]
    beginning, moment = begun_at(case, after, blamed), seen_moment(case, line)
    if beginning is None or moment is None or moment.late >= beginning.at - case.indexed.watches:
        return None
    return after if beginning.before is None else beginning.before
