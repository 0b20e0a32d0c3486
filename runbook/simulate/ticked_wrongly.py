"""Planted mistakes of ticks and lines: boxes ticked wrongly or not at all, steps entered twice, pages left out."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.control import is_control
from runbook.model.plan import PlanStep
from runbook.model.record import Entry
from runbook.simulate.draft import MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of

TRIED = (10, 5, 3, 2, 1)  # minutes before a step was done, at which it may have failed


def _both_boxes(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate is None):
        draft.put(step, state="done+failed")
        return mistake_of("both boxes", "DOC027", [step.id], N_("Step {step} is ticked as done and as failed."))
    return None


def _unknown_state(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate is None):
        draft.put(step, state="doen")
        return mistake_of("unknown state", "DOC012", [step.id], N_("The state of step {step} is misspelt."))
    return None


def _no_box(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate is None):
        draft.put(step, state="")
        return mistake_of("no box", "STA007", [step.id], N_("Step {step} is signed, and no box is ticked."))
    return None


def _illegible_state(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate is None):
        draft.put(step, state="?")
        return mistake_of("illegible state", "STA008", [step.id], N_("Nobody can read which box of step {step} it is."))
    return None


def _no_time_for_it(draft: DraftRecord) -> Mistake | None:
    """What there was no time for is ticked as not applicable."""
    tolerant = draft.indexed.tolerant
    for step in draft.done(lambda step: tolerant and step.required and step.na_allowed and not is_control(step)):
        draft.put(step, state="na", at="", value="", witness="", note=draft.no_time)
        text = N_("Step {step} is marked as not applicable, because there was no time for it.")
        return mistake_of("no time for it", "STA025", [step.id], text)
    return None


def _tried_again(draft: DraftRecord) -> Mistake | None:
    """A step failed before it was done, and nobody wrote down what was done about it."""
    times, indexed = draft.times, draft.indexed
    for step in draft.done(lambda step: step.gate is None and step.installs != "base" and step.id not in draft.under):
        index = indexed.index[step.id]
        for minutes in TRIED if index in times else ():
            if draft.fits(index, at := times[index] - minutes * MINUTE):
                failed = {"state": "failed", "at": clock_time(indexed, at), "value": "", "witness": ""}
                _insert(draft, step, before=replace(draft.entries[step.id], **failed))
                text = N_("Step {step} failed, was done later, and nothing says what was done about it.")
                return mistake_of("tried again", "STA010", [step.id], text)
    return None


def _twice(draft: DraftRecord) -> Mistake | None:
    """A step is entered once more, with another time."""
    times, indexed = draft.times, draft.indexed
    for step in draft.done(lambda step: step.gate is None and step.id not in draft.under):
        if (signed := times.get(indexed.index[step.id])) is not None:
            at = clock_time(indexed, signed + draft.chance.randint(5, 90) * MINUTE)
            _insert(draft, step, behind=replace(draft.entries[step.id], at=at))
            return mistake_of("twice", "DOC005", [step.id], N_("Step {step} is filled in twice, with two times."))
    return None


def _page_missing(draft: DraftRecord) -> Mistake | None:
    """Nothing of a chapter is there, in which nobody decided to go on."""
    phases = {phase.id for phase in draft.indexed.plan.phases}
    back = course_of(draft.indexed).back
    for phase in draft.chance.sample(sorted(phases), len(phases)):
        steps = [step for place, step in enumerate(draft.indexed.steps) if step.phase == phase and place not in back]
        required = [step.id for step in steps if step.required]
        own = {step.id for step in steps}
        decided = any(step.gate == "decision" and step.id in draft.entries for step in steps)
        if (
            len(required) < 2
            or decided
            or not draft.entries.keys() >= {*required}
            or not draft.under.keys().isdisjoint(own)
        ):
            continue
        draft.entries = {key: entry for key, entry in draft.entries.items() if entry.step not in own}
        text = N_("The page with step {step} did not come back.")
        return mistake_of("page missing", "DOC007", required, text)
    return None


def _insert(draft: DraftRecord, step: PlanStep, before: Entry | None = None, behind: Entry | None = None) -> None:
    """Another entry of a step, on the line before its own or behind it."""
    found: dict[str, Entry] = {}
    for key, entry in draft.entries.items():
        around = {f"{key} again": before, key: entry, f"{key} once more": behind} if key == step.id else {key: entry}
        found |= {place: one for place, one in around.items() if one is not None}
    draft.entries = found


def _struck_and_done(draft: DraftRecord) -> Mistake | None:
    """A step of a way back that nobody took is struck out, and noted as done."""
    steps = draft.indexed.steps
    ways = [way for _, way in course_of(draft.indexed).ways if draft.indexed.tolerant]
    untaken = [way for way in ways if all(_is_free(draft, steps[index]) for index in way)]
    for way in draft.chance.sample(untaken, len(untaken)):
        for index in draft.chance.sample(way, len(way)):
            step = steps[index]
            if step.na_allowed:
                draft.entries[step.id] = Entry(step=step.id, state="na", note="done at 00:30")
                text = N_("Step {step} of a way back is struck out, and noted as done.")
                return mistake_of("struck out and done", "STA027", [step.id], text)
    return None


def _is_free(draft: DraftRecord, step: PlanStep) -> bool:
    return step.id not in draft.entries or draft.entries[step.id].state in ("", "na")


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _both_boxes,
    _unknown_state,
    _no_box,
    _illegible_state,
    _no_time_for_it,
    _tried_again,
    _twice,
    _page_missing,
    _struck_and_done,
)
