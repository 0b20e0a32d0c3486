"""What nobody came to any more in a change that was stopped."""

from __future__ import annotations

from functools import lru_cache

from runbook.verify.course import course_of, rest_of_chapter
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.said_at_gates import kept
from runbook.verify.taken_back import stopped
from runbook.verify.ways_taken import was_begun


@lru_cache(maxsize=4)
def not_reached(case: RecordUnderCheck) -> frozenset[int]:
    """Of a change that was stopped: the steps of it that nobody began, and that nothing which was done had before it;
    of one whose last hold point was answered no-go, what stands behind that.

    Before a step come those that a rule asks for, and those printed before it: all of earlier windows and outside the
    windows, and in its own those of its appliance and of the whole site.
    """
    if not stopped(case):
        return _kept(case)
    course, steps = course_of(case.indexed), case.indexed.steps
    idle = frozenset(
        index for index in range(len(steps)) if index not in course.back and not was_begun(case.lines.get(index))
    )
    calls = (case.lines.get(index) for index in course.gate("spoken-release"))
    spoken = any(was_begun(line) and line.took_place for line in calls if line)
    ratified = frozenset(course.gate("ratified"))  # due however far it went: it asks for nothing before it
    asked = {*ratified} if spoken else set()
    later: dict[object, bool] = {}  # what is known of the steps behind: a window, a window and an appliance
    any_window: set[int] = set()
    for index in reversed(range(len(steps))):
        if index in course.back:
            continue
        step = steps[index]
        if index in idle:
            behind = [then for then in case.indexed.edges.get(index, {}) if then not in ratified]
            by_rule = any(then in asked or (then in course.work and then not in idle) for then in behind)
            if by_rule or _printed_before(step.window, step.appliance, later, any_window):
                asked.add(index)
        elif index in course.work and step.window is not None:
            any_window.add(step.window)
            later[step.window, step.appliance] = later[step.window, None] = True
            if step.appliance is None:
                later[step.window, "site"] = True
    return idle - asked


def _kept(case: RecordUnderCheck) -> frozenset[int]:
    """What stands behind a last hold point that was answered no-go, and was not begun."""
    behind = {then for index in kept(case) for then in rest_of_chapter(case.indexed, index)}
    return frozenset(then for then in behind if not was_begun(case.lines.get(then)))


def _printed_before(window: int | None, appliance: str | None, later: dict[object, bool], any_window: set[int]) -> bool:
    """Whether something that was done is printed behind a step, so that it comes after that too."""
    if window is None or any_window - {window}:
        return bool(any_window)
    own = later.get((window, appliance), False)
    return own or later.get((window, "site"), False)
