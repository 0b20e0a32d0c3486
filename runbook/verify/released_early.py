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

_ONCE_OVER = N_(
    "Revision {revision} is about what was left after that night: whoever released it before did not know how the "
    "night would end. If the times are right, report it; have the change manager decide."
)


def released_early(case: RecordUnderCheck) -> Iterator[Finding]:
    """Each release of a plan that was signed before the last of the work under an earlier plan, in a window that its
    own plan has as done. One finding for each release."""
    blamed = explained(case)
    cases = (*earlier_cases(case), case)
    for number, later in enumerate(cases):
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
    """What was signed last of the work, of the ways back and at the gates in the nights that a plan has as done."""
    found = [(case, index) for case in earlier for index in case.moments if _is_of_a_night_done(case, index, plan)]
    return max(found, key=lambda one: one[0].moments[one[1]].early, default=None)


def _is_of_a_night_done(case: RecordUnderCheck, index: int, plan: IndexedPlan) -> bool:
    course, windows = course_of(case.indexed), plan.plan.windows
    if index in explained(case) or index not in (*course.work, *course.back, *course.gate("hold", "decision")):
        return False
    done = [number for number, window in enumerate(windows, 1) if window.done]
    if own := case.indexed.steps[index].window:
        return own in done
    nights = (window_seconds(plan, number) for number in done)
    return index in course.back and any(start <= case.moments[index].early <= end for start, end in nights)
