"""Planted mistakes of when: before a window opens, a pass too soon, a package long after its Base update."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from runbook.i18n import N_
from runbook.model.control import is_peoples
from runbook.model.finding import StepRefs
from runbook.simulate.draft import MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time
from runbook.verify.decision_clock import clocks_of
from runbook.verify.indexed_plan import IndexedPlan, closure
from runbook.verify.pauses import Pause, pauses_of
from runbook.verify.planned_windows import window_bounds


def _before_its_window(draft: DraftRecord) -> Mistake | None:
    """The first steps of a window are signed before it opens, and in order."""
    times, indexed = draft.times, draft.indexed
    for number in draft.chance.sample(range(1, len(indexed.plan.windows) + 1), len(indexed.plan.windows)):
        opens = window_bounds(indexed, number)[0]
        own = sorted((time, k) for k, time in times.items() if indexed.steps[k].window == number and time >= opens)
        work = [k for _, k in own if not is_peoples(indexed.steps[k])]
        if not work:
            continue
        early = times[work[0]] - opens + draft.chance.randint(5, 90) * MINUTE
        moved = {k: time - early for time, k in own if time <= times[work[0]]}
        if _in_order(draft, moved) and draft.unhurried(moved):
            _sign_at(draft, moved)
            ids = [indexed.steps[k].id for k in work if k in moved]
            text = N_("Step {step} is signed before its window opens.")
            return mistake_of("before its window", "WIN001 WIN004", ids, text)
    return None


def _in_another_window(draft: DraftRecord) -> Mistake | None:
    """The last work of a window, and what has to follow it there, is signed at the beginning of the next one."""
    times, indexed = draft.times, draft.indexed
    later = closure(indexed, frozenset(times))
    for step in draft.done(lambda step: step.window is not None and not is_peoples(step) and step.gate is None):
        index = indexed.index[step.id]
        number = (step.window or 1) + 1
        if index not in times or number > len(indexed.plan.windows):
            continue
        opens = window_bounds(indexed, number)[0]
        behind = sorted((times[k], k) for k in later.get(index, {}) if times[k] < opens)
        moved = {k: opens + place * MINUTE for place, k in enumerate((index, *(k for _, k in behind)))}
        begins = min((time for k, time in times.items() if indexed.steps[k].window == number), default=opens)
        own = all(indexed.steps[k].window == step.window and indexed.steps[k].id not in draft.under for k in moved)
        if own and max(moved.values()) < begins and _in_order(draft, moved) and draft.unhurried(moved):
            _sign_at(draft, moved)
            text = N_("Step {step} is signed in a window other than its own.")
            return mistake_of("in another window", "WIN003 WIN004", [step.id], text)
    return None


def _pass_too_soon(draft: DraftRecord) -> Mistake | None:
    """The next pass is begun before the wait for it is over, by a rule that only warns."""
    times = draft.times
    pauses = [one for one in pauses_of(draft.indexed) if not one.at_most and one.first in times and one.then in times]
    for pause in draft.chance.sample(pauses, len(pauses)):
        if begun_early(draft, pause.then, times[pause.first] + pause.seconds - 30 * MINUTE):
            text = N_("Step {step} begins a pass too soon after step {first}.")
            return _pause(draft, pause, "pass too soon", "GAP002", text)
    return None


def _long_after_its_base(draft: DraftRecord) -> Mistake | None:
    """A package is installed long after its Base update, and all behind it in its window as much later."""
    times = draft.times
    pauses = [one for one in pauses_of(draft.indexed) if one.at_most and one.first in times and one.then in times]
    for pause in draft.chance.sample(pauses, len(pauses)):
        late = times[pause.first] + pause.seconds + 10 * MINUTE - times[pause.then]
        if _put_off(draft, pause.then, late):
            text = N_("Step {step} comes a long time after step {first}.")
            return _pause(draft, pause, "long after its Base", "GAP003", text)
    return None


def _pause(draft: DraftRecord, pause: Pause, kind: str, code: str, text: str) -> Mistake:
    first, then = (draft.indexed.steps[index].id for index in (pause.first, pause.then))
    return mistake_of(kind, code, [then, first], text, first=StepRefs((first,)))


def begun_early(draft: DraftRecord, then: int, at: int) -> bool:
    """Whether the window of a step had room to be begun so early that the step is signed at `at`; it is then."""
    times, indexed = draft.times, draft.indexed
    window = indexed.steps[then].window
    if window is None or at < (opens := window_bounds(indexed, window)[0]):
        return False
    begun = {
        index: max(opens, time - times[then] + at)
        for index, time in times.items()
        if indexed.steps[index].window == window and time <= times[then]
    }
    if not draft.unhurried(begun) or _stretched(draft, begun):
        return False
    _sign_at(draft, begun)
    return True


def _put_off(draft: DraftRecord, then: int, late: int) -> bool:
    """Whether a window had room for a step and all behind it to be signed so many seconds later, in time to go back;
    they are then."""
    times, indexed = draft.times, draft.indexed
    window = indexed.steps[then].window
    later = [index for index, time in times.items() if time >= times[then] and indexed.steps[index].window == window]
    moved = {index: times[index] + late for index in later}
    end = window_bounds(indexed, window)[1] if window else 0
    if late <= 0 or max(moved.values()) > end or not _in_order(draft, moved) or _stretched(draft, moved, then):
        return False
    if any(clock.until < moved.get(index, 0) for clock in clocks_of(indexed) for index in clock.steps):
        return False
    _sign_at(draft, moved)
    return True


def _in_order(draft: DraftRecord, moved: Mapping[int, int]) -> bool:
    """Whether no order, and no wait with one end among the steps that are moved, is broken by signing them then, and
    nothing comes between what nothing may come between."""
    times, indexed = {**draft.times, **moved}, draft.indexed
    waits = [(first, then, wait) for first, later in indexed.edges.items() for then, wait in later.items()]
    waits += [(one.first, one.then, one.seconds) for one in pauses_of(indexed) if not one.at_most]
    ends = ((a, b, wait) for a, b, wait in waits if (a in moved) != (b in moved) and a in times and b in times)
    if any(times[a] + wait > times[b] for a, b, wait in ends):
        return False
    return _between(indexed, times) <= _between(indexed, draft.times)


def _between(indexed: IndexedPlan, times: Mapping[int, int]) -> set[tuple[str, int]]:
    """What comes between the steps of each rule that lets nothing come between, as steps were signed then."""
    found: set[tuple[str, int]] = set()
    for rule in indexed.rules_of("adjacent", "closed"):
        firsts, thens = ([times[k] for k in indexed.places(ids) if k in times] for ids in (rule.first, rule.then))
        if firsts and thens:
            found |= {(rule.id, index) for index, time in times.items() if max(firsts) < time < min(thens)}
    return found


def _stretched(draft: DraftRecord, moved: Mapping[int, int], meant: int = -1) -> bool:
    """Whether a package would come too long after its Base update then, but for the one that is meant to."""
    times = {**draft.times, **moved}
    pauses = (one for one in pauses_of(draft.indexed) if one.at_most and one.then != meant)
    known = ((one.first, one.then, one.seconds) for one in pauses if one.first in times and one.then in times)
    return any(times[a] + most < times[b] for a, b, most in known)


def _sign_at(draft: DraftRecord, moved: Mapping[int, int]) -> None:
    """Steps are signed at other times, and what they saw then is written down accordingly."""
    times, indexed = draft.times, draft.indexed
    for index, time in moved.items():
        step, at = indexed.steps[index], clock_time(indexed, time)
        dated = step.evidence and step.evidence.expect and step.evidence.expect.after
        draft.put(step, at=at, **({"value": at} if dated else {}))
    draft.look_up_again(times)


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _before_its_window,
    _in_another_window,
    _pass_too_soon,
    _long_after_its_base,
)
