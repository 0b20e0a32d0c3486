"""Plans that carry on: what is left was released before the night that it carries on was over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runbook.i18n import N_
from runbook.model.control import RELEASES
from runbook.model.finding import Finding, Message
from runbook.model.revision import short_revision
from runbook.verify.contradictions import explained
from runbook.verify.course import course_of
from runbook.verify.earlier_cases import earlier_cases
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import window_seconds
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.taken_back import touched

_ONCE_OVER = N_(
    "Revision {revision} is about what was left after that night: whoever released it before did not know how the "
    "night would end. If the times are right, report it; have the change manager decide."
)


def released_early(case: RecordUnderCheck) -> Iterator[Finding]:
    """Each release of a plan that was signed before the last of the work under an earlier plan, in a night that its own
    plan has as done or moved. One finding for each release.

    A plan that another one replaced before anything was touched under it let nobody begin too early.
    """
    blamed = explained(case)
    cases = (*earlier_cases(case), case)
    for number, later in enumerate(cases):
        if later is not case and not touched(later):
            continue
        for release in course_of(later.indexed).gate(*RELEASES):
            line, given = later.lines.get(release), later.moments.get(release)
            if line is None or given is None or line.earlier is not None or (later is case and release in blamed):
                continue
            last = _last_of_the_nights(cases[:number], later.indexed)
            if last is None or given.late + later.indexed.watches >= last[0].moments[last[1]].early:
                continue
            before, index = last
            steps = (later.indexed.steps[release].id, before.indexed.steps[index].id)
            yield Finding(
                code="ORD001",
                steps=steps,
                args=(
                    ("first", before.refs(index)),
                    ("first_at", before.local(index)),
                    ("then", later.refs(release)),
                    ("then_at", given.local),
                ),
                sources=line.step.sources,
                where=line.place,
                remedy=Message(_ONCE_OVER, (("revision", short_revision(later.indexed.plan.revision)),)),
            )


def _last_of_the_nights(earlier: Sequence[RecordUnderCheck], plan: IndexedPlan) -> tuple[RecordUnderCheck, int] | None:
    """What was signed last of the work, of the ways back and at the gates, in nights that a plan had done or moved."""
    found = [(case, index) for case in earlier for index in case.moments if _is_of_a_night_over(case, index, plan)]
    return max(found, key=lambda one: one[0].moments[one[1]].early, default=None)


def _is_of_a_night_over(case: RecordUnderCheck, index: int, plan: IndexedPlan) -> bool:
    """Whether a later plan has the night in which it was signed as done, or has moved it to another."""
    course = course_of(case.indexed)
    if index in explained(case) or index not in (*course.work, *course.back, *course.gate("hold", "decision")):
        return False
    done = [number for number, window in enumerate(plan.plan.windows, 1) if window.done]
    own, at = case.indexed.steps[index].window, case.moments[index].early
    if own is None and index not in course.back:  # between the windows it goes on, whatever was released
        return False
    nights = () if own else (window_seconds(plan, number) for number in done)
    return own in done or any(start <= at <= end for start, end in (*nights, *_moved(case.indexed, plan)))


def _moved(earlier: IndexedPlan, later: IndexedPlan) -> Iterator[tuple[int, int]]:
    """The nights of an earlier plan that have no hour in common with one of the later."""
    kept = [window_seconds(later, number) for number in range(1, len(later.plan.windows) + 1)]
    for number in range(1, len(earlier.plan.windows) + 1):
        start, end = window_seconds(earlier, number)
        if not any(start <= end_now and start_now <= end for start_now, end_now in kept):
            yield start, end
