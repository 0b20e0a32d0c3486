"""What nobody had to do was struck out, by whoever did it: that says nothing, and needs neither reason nor initials."""

from __future__ import annotations

from functools import lru_cache

from runbook.model.control import is_control
from runbook.verify.course import course_of
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.ways_taken import was_begun


@lru_cache(maxsize=4)
def struck_out(case: RecordUnderCheck) -> frozenset[int]:
    """The steps that were struck out: what nobody had to decide or to tell, and the ways back that nobody took."""
    unused = _unused(case)
    return frozenset(
        index for index, line in case.lines.items() if _is_out(line) and (index in unused or _is_offered(line))
    )


def _is_out(line: RecordLine) -> bool:
    return not line.contested and line.entry.state in ("na", "skipped")


def _is_offered(line: RecordLine) -> bool:
    return is_control(line.step) and not line.step.required


def _unused(case: RecordUnderCheck) -> frozenset[int]:
    """The steps of the ways back of which none was begun or tried."""
    ways = (steps for _, steps in course_of(case.indexed).ways)
    lines = case.lines
    return frozenset(
        index
        for steps in ways
        if not any(was_begun(lines.get(step)) or (step in lines and lines[step].attempts) for step in steps)
        for index in steps
    )
