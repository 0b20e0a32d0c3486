"""Planted mistakes of hands, reasons and pace: what is signed as it should be, and cannot be believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.control import is_control
from runbook.model.initials import normal_initials
from runbook.model.record import Entry
from runbook.simulate.draft import MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time
from runbook.verify.decision_clock import clocks_of
from runbook.verify.pace import LEAST_ROUND, MANY, asked_of, counts_in, planned_minutes, takes_time
from runbook.verify.planned_windows import window_bounds
from runbook.verify.times import Moment, read_moment


def _not_a_witness(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.witness):
        indexed = draft.planned(step).indexed
        by = normal_initials(draft.entries[step.id].by)
        others = sorted(indexed.staff.keys() - indexed.may_witness(by) - {by})
        if by in indexed.staff and others:
            draft.put(step, witness=indexed.staff[draft.chance.choice(others)].initials)
            text = N_("Step {step} is witnessed by somebody who may not.")
            return mistake_of("not a witness", "SGN009", [step.id], text)
    return None


def _late_evidence(draft: DraftRecord) -> Mistake | None:
    times = draft.times if draft.indexed.tolerant else {}
    for step in draft.done(lambda step: bool(times and step.evidence and step.evidence.type == "datetime")):
        if (signed := times.get(draft.indexed.index[step.id])) is None:  # another mistake took its time
            continue
        at = signed + draft.chance.randint(30, 120) * MINUTE
        draft.put(step, value=clock_time(draft.indexed, at))
        text = N_("The evidence of step {step} is later than its signature.")
        return mistake_of("late evidence", "EVD007", [step.id], text)
    return None


def _unreadable_reason(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.na_allowed and draft.indexed.tolerant and not is_control(step)):
        draft.put(step, state="na", at="", value="", witness="", note="?")
        text = N_("Step {step} is not applicable, and the reason is a question mark.")
        return mistake_of("unreadable reason", "STA013", [step.id], text)
    return None


def _optional_failed(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: not step.required and draft.indexed.tolerant and step.gate is None):
        draft.put(step, state="failed", value="", witness="", note="...")
        text = N_("Step {step} need not be done, and failed without a reason.")
        return mistake_of("failed without a reason", "STA006", [step.id], text)
    return None


def _base_without_support(draft: DraftRecord) -> Mistake | None:
    """A Base failed before it went through, and nobody called Support."""
    times = draft.times
    for step in draft.done(lambda step: step.installs == "base"):
        entry, time = draft.entries[step.id], times.get(draft.indexed.index[step.id])
        if time is None:  # another mistake made it illegible
            continue
        at = clock_time(draft.indexed, time - 10 * MINUTE)
        failed = replace(entry, state="failed", at=at, value="", witness="", note=draft.failure)
        before: dict[str, Entry] = {}
        for key, one in draft.entries.items():
            before |= {f"{key} failed": failed, key: one} if key == step.id else {key: one}
        draft.entries = before
        text = N_("The Base update of step {step} failed, and no Support case is named.")
        return mistake_of("failed Base", "STA011", [step.id], text)
    return None


def _too_quick(draft: DraftRecord) -> Mistake | None:
    """An installation is signed a few minutes after what comes just before it."""
    times, indexed = draft.times, draft.indexed
    for step in draft.done(takes_time):
        index = indexed.index[step.id]
        if index not in times:
            continue
        before = [first for first, later in indexed.edges.items() if index in later and first in times]
        earlier = [time for other, time in times.items() if other != index and time <= times[index]]
        last = max((times[first] for first in before if not is_control(indexed.steps[first])), default=None)
        if last is None or not earlier:
            continue
        at = max(earlier) + draft.chance.randint(1, 5) * MINUTE  # nothing else may come to stand behind it
        if at - last < MINUTE * (step.duration.low - 5) and at < times[index] and draft.fits(index, at):
            draft.put(step, at=clock_time(indexed, at))
            draft.look_up_again(times)
            text = N_("The installation of step {step} is signed within minutes.")
            return mistake_of("too quick", "TIM009", [step.id], text)
    return None


def _at_once(draft: DraftRecord) -> Mistake | None:
    """A whole window is signed in one minute, as its last step was, or its first."""
    times, indexed = draft.times, draft.indexed
    for number in draft.chance.sample(range(1, len(indexed.plan.windows) + 1), len(indexed.plan.windows)):
        signed = [index for index in sorted(times) if indexed.steps[index].window == number]
        work = [index for index in signed if counts_in(indexed, number, index)]
        if len(work) < MANY or asked_of(indexed, number, work) <= MINUTE:
            continue
        for at in (max(times[index] for index in work), min(times[index] for index in work)):
            fits = all(draft.fits(index, at, frozenset(signed)) for index in signed)
            moved = dict.fromkeys(signed, at)
            if fits and not _waits(draft, signed) and not _seen_before(draft, moved) and _before_clocks(draft, moved):
                text = N_("All of window {window} is signed in one minute.")
                for index in signed:
                    step = indexed.steps[index]
                    seen = bool(step.evidence and step.evidence.type == "datetime" and step.evidence.expect)
                    draft.put(step, at=clock_time(indexed, at), **({"value": clock_time(indexed, at)} if seen else {}))
                draft.look_up_again(times)
                ids = [indexed.steps[index].id for index in work]
                return mistake_of("all at once", "TIM010", ids, text, window=str(number))
    return None


def _as_planned(draft: DraftRecord) -> Mistake | None:
    """All that is signed in the windows bears the times of the plan."""
    times, indexed = draft.times, draft.indexed
    if not indexed.tolerant or draft.earlier:
        return None
    planned = {index: minutes[0] for index in times if (minutes := planned_minutes(indexed, index))}
    if len(planned) < LEAST_ROUND or not _could_be(draft, planned) or _seen_before(draft, planned):
        return None
    for index, at in planned.items():
        step = indexed.steps[index]
        seen = bool(step.evidence and step.evidence.type == "datetime" and step.evidence.expect)
        draft.put(step, at=clock_time(indexed, at), **({"value": clock_time(indexed, at)} if seen else {}))
    draft.look_up_again(times)
    ids = [indexed.steps[index].id for index in sorted(planned)]
    text = N_("All that is signed in the windows has the times of the plan.")
    return mistake_of("times of the plan", "TIM016", ids, text)


def _could_be(draft: DraftRecord, moved: Mapping[int, int]) -> bool:
    """Whether the steps can have been signed then: in their windows, in order, after their waits, and before it is
    to be decided whether the change goes on late."""
    times, indexed = {**draft.times, **moved}, draft.indexed
    edges = ((a, b, wait) for a, later in indexed.edges.items() for b, wait in later.items() if a in times)
    bounds = {index: window_bounds(indexed, indexed.steps[index].window or 1) for index in moved}
    within = all(start <= moved[index] <= end for index, (start, end) in bounds.items())
    ordered = all(times[a] + wait <= times[b] for a, b, wait in edges if b in times)
    return within and ordered and _before_clocks(draft, moved)


def _before_clocks(draft: DraftRecord, moved: Mapping[int, int]) -> bool:
    """Whether all of the steps are signed before it is to be decided whether the change goes on late."""
    clocks = clocks_of(draft.indexed)
    return all(moved[index] <= clock.until for clock in clocks for index in clock.steps if index in moved)


def _waits(draft: DraftRecord, signed: list[int]) -> bool:
    """One of these steps has to wait for another of them."""
    return any(draft.indexed.edges.get(first, {}).get(then) for first in signed for then in signed)


def _seen_before(draft: DraftRecord, moved: Mapping[int, int]) -> bool:
    """What a step outside has to have seen after one of these, it saw before that one's time."""
    inner = {draft.indexed.steps[index].id: at for index, at in moved.items()}
    for step in draft.indexed.steps:
        after = step.evidence.expect.after if step.evidence and step.evidence.expect else None
        if after in inner and step.id not in inner and step.id in draft.entries:
            seen = read_moment(draft.entries[step.id].value, draft.indexed.zone, draft.indexed.plan.date_order)
            if isinstance(seen, Moment) and seen.early < inner[after]:
                return True
    return False


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _not_a_witness,
    _late_evidence,
    _unreadable_reason,
    _optional_failed,
    _base_without_support,
    _too_quick,
    _at_once,
    _as_planned,
)
