"""Until when a way back can be begun, and what was gone on with after that without a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from runbook.model.plan import Phase
from runbook.model.window_chain import window_chain
from runbook.verify.contradictions import explained
from runbook.verify.course import course_of
from runbook.verify.document import missing_runs
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.planned_windows import window_seconds
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.said_at_gates import answers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionClock:
    """A way back and the time until which it can be begun, as phases have them in common.

    `until` and `ends`, of the window that this is about, are seconds since 1970; `steps` are those of the work from
    which the way still leads back. `decisions` may let it go on if they are signed from `near` on, shortly before that
    time; `others`, of the same window and about another way back, only where they are signed once it has come.
    """

    phase: Phase
    until: int
    near: float
    ends: int
    steps: tuple[int, ...]
    decisions: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneOn:
    """Steps of the work that were signed after a clock had run out, the soonest first; nobody had decided that."""

    clock: DecisionClock
    late: tuple[int, ...]


@once_a_plan
def clocks_of(indexed: IndexedPlan) -> tuple[DecisionClock, ...]:
    """The clocks of a plan, in its order."""
    course, windows = course_of(indexed), indexed.plan.windows
    found: dict[tuple[str, int], DecisionClock] = {}
    work: dict[str, list[int]] = {}  # by phase
    for index in course.work:
        work.setdefault(indexed.steps[index].phase, []).append(index)
    for phase in indexed.plan.phases:
        if phase.way_back is None or phase.back_until is None or phase.window is None:
            continue
        until = int(phase.back_until.timestamp())
        chain = window_chain(windows, phase.window)
        ends = next((end for one in chain for _, end in [window_seconds(indexed, one)] if until <= end), None)
        if ends is None or (phase.way_back, until) in found:
            continue
        own, others = _decisions(indexed, phase, chain)
        same = (one for one in indexed.plan.phases if one.way_back == phase.way_back and one.back_until)
        open_phases = {one.id for one in same if one.number >= phase.number}
        found[phase.way_back, until] = DecisionClock(
            phase=phase,
            until=until,
            near=until - indexed.decided,
            ends=ends,
            steps=tuple(sorted(index for one in open_phases for index in work.get(one, ()))),
            decisions=own,
            others=others,
        )
    return tuple(found.values())


def _decisions(indexed: IndexedPlan, phase: Phase, chain: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The decisions about the way back of a phase, and the others of its window."""
    phases = course_of(indexed).phases
    of_window = [
        (index, phases[indexed.steps[index].phase])
        for index in course_of(indexed).gate("decision")
        if phases[indexed.steps[index].phase].window in chain
    ]
    own = tuple(index for index, one in of_window if one.way_back == phase.way_back)
    return own, tuple(index for index, _ in of_window if index not in own)


@lru_cache(maxsize=4)
def gone_on_late(case: RecordUnderCheck) -> tuple[GoneOn, ...]:
    """What was signed in the window after its clock had run out, whatever the second, before anybody decided.

    What is blamed already, or outside the window, is told otherwise. Each plan has clocks of its own: of a change that
    was carried on, these are about what was signed under the latest.
    """
    blamed = explained(case)
    found: list[GoneOn] = []
    mine = {index for index in case.moments.keys() - blamed if case.lines[index].earlier is None}
    for clock in clocks_of(case.indexed):
        signed = [index for index in clock.steps if index in mine]
        late = [k for k in signed if clock.until < case.moments[k].early and case.moments[k].late <= clock.ends]
        late.sort(key=lambda k: (case.moments[k].early, k))
        late = [k for k in late if not was_decided(case, clock, case.moments[k].late)]
        if late:
            found.append(GoneOn(clock=clock, late=tuple(late)))
    return tuple(found)


def was_decided(case: RecordUnderCheck, clock: DecisionClock, by: int) -> bool:
    """Whether somebody decided to go on by then, or may have: a time that cannot be read or be right is told by itself,
    and so are pages that did not come back.

    Of the same window, and not of another night; a go that was signed as a matter of routine, long before this time, or
    about another way back before it had come, says nothing of it.
    """
    watches, wrong = case.indexed.watches, explained(case)
    if any(_is_on_a_missing_page(case, index) for index in clock.decisions):
        return True
    for index in (*clock.decisions, *clock.others):
        line = case.lines.get(index)
        own = line is not None and line.earlier is None
        since = (clock.until if index in clock.others else clock.near) - watches
        for one in answers(case, index) if own else ():
            if one.said not in ("go", ""):
                continue
            if one.at is None or index in wrong or (one.at.early <= by + watches and one.at.late >= since):
                return True
    return False


def _is_on_a_missing_page(case: RecordUnderCheck, index: int) -> bool:
    """Whether a step, which need not be signed, stands among others that did not come back, of pages in between."""
    if index in case.lines:
        return False
    last = max(case.lines.keys() - course_of(case.indexed).back, default=-1)
    return any(run[0] < index < run[-1] < last for run in missing_runs(case))
