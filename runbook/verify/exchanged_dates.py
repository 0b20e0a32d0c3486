"""Day and month changed places in the dates of a file: what a spreadsheet makes of 05/12 where the month comes first.

It leaves 28/11 alone, which is no date for it. So dates look exchanged where of those of a window that may be, half or
more lie outside as they stand, and inside the other way round. None is believed then but what lies in its window.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from runbook.verify.lay_beside import seen_time
from runbook.verify.moved_times import swapped
from runbook.verify.planned_windows import inside
from runbook.verify.record_lines import RecordLine, file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment
from runbook.verify.written_days import written_day
from runbook.verify.written_times import time_of

MANY = 5  # times of a window; of fewer, each has its own slip told
SHARE = 50  # percent of the times of a window that may be exchanged


def without_exchanged(case: RecordUnderCheck) -> RecordUnderCheck:
    """The record without the dates in which day and month may have changed places, of files in which they look so."""
    files: defaultdict[str, dict[int, Moment]] = defaultdict(dict)
    for index, moment in case.moments.items():
        if index not in case.dated and (other := swapped(moment, case.indexed.zone)):
            files[file_of(case.lines[index].place)][index] = other
    exchanged = {file: others for file, others in files.items() if _are_exchanged(case, others)}
    if not exchanged:
        return case
    gone = frozenset(index for others in exchanged.values() for index in others if not _is_right(case, index))
    return replace(
        case,
        moments={index: moment for index, moment in case.moments.items() if index not in gone},
        time_faults={**case.time_faults, **dict.fromkeys(sorted(gone), "exchanged")},
        exchanged=frozenset(_beside(case, exchanged)),
    )


def may_be_exchanged(case: RecordUnderCheck, found: object) -> bool:
    """Whether a time that was read would be another one with day and month in each other's place."""
    return isinstance(found, Moment) and swapped(found, case.indexed.zone) is not None


def in_its_window(case: RecordUnderCheck, indexes: Sequence[int]) -> tuple[int, Moment]:
    """Of steps whose dates look exchanged, the first one that lies in its window the other way round, and when."""
    for index in indexes:
        found, _ = time_of(*case.planned(index), case.lines[index].entry.at)
        other = swapped(found, case.indexed.zone) if isinstance(found, Moment) else None
        if other is not None and _is_right(case, index, other):
            return index, other
    raise AssertionError("some of them were found to lie in their windows")


def _are_exchanged(case: RecordUnderCheck, others: Mapping[int, Moment]) -> bool:
    """Whether times of a window lie outside as they stand, and inside as `others`: half of them."""
    nights: defaultdict[int | None, list[int]] = defaultdict(list)
    for index in others:
        nights[case.planned(index).step.window].append(index)
    nights.pop(None, None)
    for windowed in nights.values():
        fit = [index for index in windowed if not _is_right(case, index) and _is_right(case, index, others[index])]
        if len(fit) >= MANY and 100 * len(fit) >= SHARE * len(windowed):
            return True
    return False


def _is_right(case: RecordUnderCheck, index: int, other: Moment | None = None) -> bool:
    """Whether a time of a step of a window, that of the entry or another, lies in it, ahead or not."""
    windows = case.windows(index)
    return bool(windows) and inside(windows, other or case.moments[index])


def _beside(case: RecordUnderCheck, files: Mapping[str, object]) -> Iterator[int]:
    """The steps of these files of which another date may be exchanged: their evidence, or of what was left out."""
    for index, line in case.lines.items():
        if file_of(line.place) in files and not line.contested and _has_another(case, line):
            yield index


def _has_another(case: RecordUnderCheck, line: RecordLine) -> bool:
    evidence = line.step.evidence
    if not line.took_place:
        return may_be_exchanged(case, time_of(*case.planned(line.index), line.entry.at)[0])
    if evidence is None or evidence.type not in ("date", "datetime"):
        return False
    if evidence.type == "datetime":
        return may_be_exchanged(case, seen_time(case.indexed, line, case.moments.get(line.index))[0])
    written = written_day(line.entry.value, case.indexed.plan.date_order)
    return bool(written and written.day and written.day.day <= 12 and written.day.day != written.day.month)
