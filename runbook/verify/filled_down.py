"""One time in (nearly) all lines: a cell that was filled down its column, and not when each step was signed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from runbook.verify.record_under_check import RecordUnderCheck

MANY = 10  # lines; fewer can be signed at once for good reasons
SHARE = 90  # percent of the lines with a time


def without_filled_down(case: RecordUnderCheck) -> RecordUnderCheck:
    """The record without a time that stands in so many lines, and cannot be that of all of these.

    So it is where they are of several windows, or some of them have to wait for others: none of them is believed then.
    """
    alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, moment in case.moments.items():
        alike[moment.readings].append(index)
    filled = max(alike.values(), key=len, default=[])
    if len(filled) < MANY or 100 * len(filled) < SHARE * len(case.moments) or not _impossible(case, frozenset(filled)):
        return case
    return replace(
        case,
        moments={index: moment for index, moment in case.moments.items() if index not in filled},
        time_faults={**case.time_faults, **dict.fromkeys(filled, "filled-down")},
    )


def _impossible(case: RecordUnderCheck, filled: frozenset[int]) -> bool:
    """Nobody can have signed all of these in one minute."""
    if len({case.indexed.steps[index].window for index in filled} - {None}) > 1:
        return True
    return any(wait and then in filled for first in filled for then, wait in case.later[first].items())
