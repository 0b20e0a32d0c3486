"""Mistakes about leave to begin, to go on and to go back."""

from __future__ import annotations

from collections.abc import Callable
from math import isinf

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.control import is_peoples
from runbook.model.initials import normal_initials
from runbook.model.record import Entry
from runbook.simulate.draft import MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from runbook.verify.decision_clock import DecisionClock, clocks_of
from runbook.verify.planned_windows import window_bounds
from runbook.verify.releases import APPROVER


def _not_released(draft: DraftRecord) -> Mistake | None:
    """The release is signed when some of the work is done."""
    course, times, indexed = course_of(draft.indexed), draft.times, draft.indexed
    signed = sorted(times[index] for index in course.touching if index in times)
    for step in draft.done(lambda step: step.gate in ("release", "spoken-release") and step.window is None):
        mine = draft.planned(step).indexed
        after = [then for then in indexed.edges.get(indexed.index[step.id], {}) if then in times]
        behind = [times[then] for then in after if draft.planned(indexed.steps[then]).indexed is mine]
        if len(signed) > 5 and len(behind) > 5:
            draft.put(step, at=clock_time(indexed, sorted(behind)[4] + 10 * MINUTE))
            return mistake_of(
                "not released", "ORD001", [step.id], N_("Step {step} is signed after the work had begun.")
            )
    return None


def _released_by_a_hand(draft: DraftRecord) -> Mistake | None:
    """Whoever released the change carries out a step of it, although somebody else could have released it."""
    indexed, course = draft.indexed, course_of(draft.indexed)
    releases = draft.done(lambda step: step.gate == "release")
    approvers = {key for key, one in indexed.staff.items() if APPROVER in one.roles}
    if not releases:
        return None
    by = normal_initials(draft.entries[releases[0].id].by)
    hands = {
        normal_initials(draft.entries[step.id].by) for step in draft.done() if indexed.index[step.id] in course.hands
    }
    if not indexed.plan.approval_apart and not approvers - hands - {by}:
        return None
    for step in draft.done(lambda step: not step.witness and indexed.index[step.id] in course.hands):
        if by in indexed.allowed[draft.planned(step).place]:
            draft.put(step, by=indexed.staff[by].initials)
            text = N_("Step {step} is signed by somebody who carries out the change.")
            return mistake_of("released by a hand", "SGN011 SGN012", [releases[0].id], text)
    return None


def _two_by_one(draft: DraftRecord) -> Mistake | None:
    """Whoever gave one of several approvals gave another, too."""
    for gate in ("release", "ratified"):
        given = draft.done(lambda step, gate=gate: step.gate == gate and step.id not in draft.under)  # type: ignore[misc]
        if len(given) > 1:
            first, other = given[:2]
            draft.put(other, by=draft.entries[first.id].by)
            text = N_("Step {step} is signed by whoever gave another approval.")
            return mistake_of("two by one", "SGN013", [other.id, first.id], text)
    return None


def _decided_late(draft: DraftRecord) -> Mistake | None:
    """The decision to go on is left out, or signed as a matter of routine long before it is due; where none was due,
    the last step that needs one is signed after the decision time."""
    times, indexed = draft.times, draft.indexed
    clocks = clocks_of(indexed)
    overrun = [
        clock for clock in clocks if any(clock.until < times[k] <= clock.ends for k in clock.steps if k in times)
    ]
    text = N_("Step {step} is signed after the decision time, and nobody decided.")
    for clock in draft.chance.sample(clocks, len(clocks)):
        if overrun not in ([], [clock]):  # what let the others go on has to stay
            continue
        late = [index for index in clock.steps if index in times and clock.until < times[index] <= clock.ends]
        at = clock.until + 5 * MINUTE
        moved = (
            None if late else next((k for k in reversed(clock.steps) if k in times and _can_end(draft, k, at)), None)
        )
        if moved is None and not late:
            continue
        for index in () if moved is None else (moved, *_left_before(draft, moved, at)):
            draft.put(indexed.steps[index], at=clock_time(indexed, at))
        for index in (*clock.decisions, *clock.others):
            draft.entries.pop(indexed.steps[index].id, None)
        first = indexed.steps[late[0] if moved is None else moved].id
        if draft.chance.random() < 0.5 and _gone_in_advance(draft, clock):
            routine = N_("Step {step} is signed after the decision time, and go was given long before it.")
            return mistake_of("decided in advance", "ORD003", [first], routine)
        return mistake_of("decided late", "ORD003", [first], text)
    return None


def _gone_in_advance(draft: DraftRecord, clock: DecisionClock) -> bool:
    """A go at the first of its decisions that can have been signed too long before its time to count; whether there is
    one. It is signed by somebody who may, right behind what comes before it."""
    indexed = draft.indexed
    if isinf(clock.near):
        return False
    for index in clock.decisions:
        step, able = indexed.steps[index], sorted(indexed.allowed[draft.planned(indexed.steps[index]).place])
        opens = window_bounds(indexed, step.window)[0] if step.window else 0
        latest = int(clock.near) - indexed.watches - 5 * MINUTE
        before = [at for k, at in draft.times.items() if index in indexed.edges.get(k, {})]
        at = max((opens, *before)) + MINUTE
        if able and at <= latest and draft.fits(index, at):
            by = indexed.staff[able[0]].initials
            draft.entries[step.id] = Entry(step=step.id, state="done", at=clock_time(indexed, at), by=by, value="go")
            return True
    return False


def _can_end(draft: DraftRecord, index: int, at: int) -> bool:
    """Whether a step can be the last one of its window, and be signed then."""
    window = draft.indexed.steps[index].window
    if window is None or at > window_bounds(draft.indexed, window)[1]:
        return False
    return draft.fits(index, at, _left_before(draft, index, at)) and draft.unhurried({index: at})


def _left_before(draft: DraftRecord, index: int, at: int) -> frozenset[int]:
    """What people tell each other behind a step, and would have told before it."""
    times, steps = draft.times, draft.indexed.steps
    behind = draft.indexed.edges.get(index, {})
    return frozenset(then for then in behind if is_peoples(steps[then]) and times.get(then, at) < at)


def _after_a_no_go(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate == "hold"):
        behind = [then for then in draft.indexed.edges.get(draft.indexed.index[step.id], {}) if then in draft.times]
        work = [then for then in behind if then in course_of(draft.indexed).work]
        if work:
            draft.put(step, value="no-go", note=draft.failure)
            first = draft.indexed.steps[min(work)].id
            text = N_("Step {step} is signed although the hold point says no-go.")
            return mistake_of("after a no-go", "ORD004", [first], text)
    return None


def _half_back(draft: DraftRecord) -> Mistake | None:
    """A step of a way back is signed when all is done that it would have led back from."""
    times, indexed = draft.times, draft.indexed
    if not times:
        return None
    at = max(times.values()) + 10 * MINUTE
    course = course_of(indexed)
    numbers = [course.phases[indexed.steps[k].phase].number for k in times if indexed.steps[k].window is not None]
    last = max(numbers, default=0)
    for way, steps in draft.chance.sample(course.ways, len(course.ways)):
        froms = [course.phases[phase].number for phase in way.back_from if phase in course.phases]
        if len(steps) < 2 or not froms or max(froms) + 1 >= last:
            continue
        step = indexed.steps[steps[0]]
        by = sorted(indexed.allowed[steps[0]])
        witness = sorted(indexed.may_witness(by[0])) if by and step.witness else []
        if not by or (step.witness and not witness) or (step.evidence and not step.evidence.expect):
            continue
        entry = Entry(step=step.id, state="done", at=clock_time(indexed, at), by=indexed.staff[by[0]].initials)
        value = (step.evidence.expect.equals or "") if step.evidence and step.evidence.expect else ""
        seen = indexed.staff[witness[0]].initials if witness else ""
        draft.entries[step.id] = replace(entry, value=value, witness=seen)
        left = indexed.steps[steps[1]].id
        return mistake_of("half back", "STA019", [left], N_("A way back is begun, and step {step} is not signed."))
    return None


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _not_released,
    _released_by_a_hand,
    _two_by_one,
    _decided_late,
    _after_a_no_go,
    _half_back,
)
