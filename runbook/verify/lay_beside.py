"""A record is laid beside its plan: its times are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import UTC, datetime

from runbook.model.plan import EvidenceType
from runbook.model.record import Record
from runbook.model.rehearsal import is_rehearsal
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import night_of_way
from runbook.verify.record_lines import RecordLine, file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import UNDATED, Moment, TimeFault, read_moment
from runbook.verify.two_readings import narrowed
from runbook.verify.written_days import written_day
from runbook.verify.written_times import time_of


def lay_beside(
    indexed: IndexedPlan,
    record: Record,
    lines: Mapping[int, RecordLine],
    now: datetime | None,
    *,
    plans: tuple[IndexedPlan, ...] = (),
) -> RecordUnderCheck:
    """Read the times of the lines. `now` is aware; it is left out for a rehearsal.

    `plans` are those of the parts, where they are not all the same.
    """
    moments: dict[int, Moment] = {}
    time_faults: dict[int, TimeFault] = {}
    dated: set[int] = set()
    for index, line in sorted(lines.items()):
        if not line.took_place or line.contested or not line.entry.at:
            continue
        found, from_window = time_of(*(line.earlier or (indexed, index)), line.entry.at)
        if isinstance(found, Moment):
            moments[index] = found
        else:
            time_faults[index] = found
        if from_window:
            dated.add(index)
    dated |= _dated_by_the_night(indexed, lines, moments, time_faults)
    seen = {index: seen_time(indexed, lines[index], moments.get(index)) for index in _seen_times(lines)}
    dated |= {index for index, (_, from_window) in seen.items() if from_window}
    turned = _other_order(indexed, lines) | {
        file_of(lines[index].place) for index, (found, _) in seen.items() if found == "other-order"
    }
    for index in [index for index, moment in moments.items() if moment.either_order]:
        if file_of(lines[index].place) in turned:
            del moments[index]
            time_faults[index] = "either-order"
    rehearsed = is_rehearsal(record.revision, record.run)
    seconds = None if now is None or rehearsed else int(now.astimezone(UTC).timestamp())
    case = RecordUnderCheck(
        indexed=indexed,
        record=record,
        lines=lines,
        moments=moments,
        time_faults=time_faults,
        now=seconds,
        dated=frozenset(dated),
        turned=frozenset(
            index
            for index, (found, _) in seen.items()
            if file_of(lines[index].place) in turned
            and (found.either_order if isinstance(found, Moment) else found == "other-order")
        )
        | _turned_days(indexed, lines, turned),
        plans=plans,
    )
    if any(moment.ambiguous for moment in moments.values()):
        return replace(case, moments=narrowed(case))
    return case


def _dated_by_the_night(
    indexed: IndexedPlan,
    lines: Mapping[int, RecordLine],
    moments: dict[int, Moment],
    time_faults: dict[int, TimeFault],
) -> set[int]:
    """Steps of a way back that leads back from several nights are of the one in which the change stopped: that in which
    the last of its work was signed, or of somebody's leave. Their times are put among the others."""
    course = course_of(indexed)
    undated = [index for index in course.back if time_faults.get(index) in UNDATED and lines[index].earlier is None]
    kept = [moments[index] for index in (*course.work, *course.gate("hold", "decision")) if index in moments]
    last = max(kept, key=lambda one: one.late, default=None) if undated else None
    dated = set()
    for index in undated:
        night = night_of_way(indexed, index, last)
        found, from_window = time_of(indexed, index, lines[index].entry.at, night) if night else (None, False)
        if isinstance(found, Moment) and from_window:
            moments[index] = found
            del time_faults[index]
            dated.add(index)
    return dated


def seen_time(indexed: IndexedPlan, line: RecordLine, signed: Moment | None) -> tuple[Moment | TimeFault, bool]:
    """The same of the time that is a step's evidence. What its window would put after the signature under it was not
    seen in that window: its date is unknown."""
    planned, index = line.earlier or (indexed, line.index)
    night = night_of_way(planned, index, signed)
    found, from_window = time_of(planned, index, line.entry.value, night)
    if from_window and signed and isinstance(found, Moment) and found.early > signed.late + indexed.watches:
        return "no-date", False
    return found, from_window


def _turned_days(indexed: IndexedPlan, lines: Mapping[int, RecordLine], files: Set[str]) -> set[int]:
    """The steps of these files whose evidence is a day that would be another one, or one at all, in the other order."""
    asked = (line for line in _of_type("date", lines) if file_of(line.place) in files)
    days = ((line.index, written_day(line.entry.value, indexed.plan.date_order)) for line in asked)
    return {index for index, day in days if day and (day.other_order or day.either_order)}


def _seen_times(lines: Mapping[int, RecordLine]) -> list[int]:
    """The steps whose evidence is a time."""
    return [line.index for line in _of_type("datetime", lines)]


def _of_type(kind: EvidenceType, lines: Mapping[int, RecordLine]) -> Iterator[RecordLine]:
    """The lines of steps that were carried out, at which something of that type is written down."""
    return (
        line
        for line in lines.values()
        if line.took_place and not line.contested and line.entry.value
        if line.step.evidence is not None and line.step.evidence.type == kind
    )


def _other_order(indexed: IndexedPlan, lines: Mapping[int, RecordLine]) -> frozenset[str]:
    """The files in which a date shows that day and month are not in the site's order."""
    zone, order = indexed.zone, indexed.plan.date_order
    told = (line for line in lines.values() if not line.contested)
    return frozenset(file_of(line.place) for line in told if read_moment(line.entry.at, zone, order) == "other-order")
