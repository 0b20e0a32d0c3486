"""Dates in figures of which the year comes first, in two figures: 26-12-05 for 5 December 2026, read as that of
26 December 2005.

Of a file it is told once where five times of a window, and half of those written so, lie outside as they stand, and
inside with the year first. None of them is believed then.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from runbook.verify.planned_windows import inside
from runbook.verify.record_lines import file_of
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment, read_moment

MANY = 5  # times of a window; of fewer, each has its own slip told
_DATE = re.compile(r"(?<![\d./-])(\d\d)(?P<mark>[./-])(\d\d)(?P=mark)(\d\d)(?![\d./-])", re.ASCII)


def without_year_first(case: RecordUnderCheck) -> RecordUnderCheck:
    """The record without the dates that may have the year first, of files in which they look so."""
    files: defaultdict[str, dict[int, Moment]] = defaultdict(dict)
    for index in case.moments:
        if other := _year_first(case, index):
            files[file_of(case.lines[index].place)][index] = other
    found = {file: others for file, others in files.items() if _look_so(case, others)}
    if not found:
        return case
    gone = frozenset(index for others in found.values() for index in others)
    lines = (line for line in case.lines.values() if file_of(line.place) in found and line.step.evidence)
    beside = {line.index for line in lines if _DATE.search(line.entry.value)}
    return replace(
        case,
        moments={index: moment for index, moment in case.moments.items() if index not in gone},
        time_faults={**case.time_faults, **dict.fromkeys(sorted(gone), "year-first")},
        turned=case.turned | beside,
    )


def _year_first(case: RecordUnderCheck, index: int) -> Moment | None:
    """The time of an entry with the year first; None where its date is written otherwise, or is none so."""
    text = case.lines[index].entry.at
    if not _DATE.search(text):
        return None
    found = read_moment(_DATE.sub(r"20\1-\3-\4", text, count=1), case.indexed.zone)
    return found if isinstance(found, Moment) else None


def _look_so(case: RecordUnderCheck, others: Mapping[int, Moment]) -> bool:
    windowed = [index for index in others if case.windows(index)]
    fit = Counter(
        case.planned(index).step.window
        for index in windowed
        if not inside(case.windows(index), case.moments[index]) and inside(case.windows(index), others[index])
    )
    return any(count >= MANY for count in fit.values()) and 2 * fit.total() >= len(windowed)
