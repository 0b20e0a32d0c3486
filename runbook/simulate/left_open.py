"""Planted mistakes that leave a verdict open: what is written can be read in two ways, or says two things."""

from __future__ import annotations

from collections.abc import Callable

from runbook.i18n import N_
from runbook.model.initials import normal_initials
from runbook.simulate.draft import MINUTE, DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from runbook.verify.looked_up_times import looked_up

BETWEEN = ("/", ", ", " + ")  # as people write two initials into one box


def _shared_box(draft: DraftRecord) -> Mistake | None:
    """Signer and witness in one box; where no witness is asked for, somebody who may not sign beside the signer."""
    for step in draft.done(lambda step: step.gate is None):
        entry, (indexed, index) = draft.entries[step.id], draft.planned(step)
        staff = indexed.staff
        others = sorted(
            staff.keys() - {normal_initials(entry.by)} - (frozenset() if step.witness else indexed.allowed[index])
        )
        if normal_initials(entry.by) not in staff or not others:  # another mistake took its initials
            continue
        other = entry.witness or staff[draft.chance.choice(others)].initials
        draft.put(step, by=f"{entry.by}{draft.chance.choice(BETWEEN)}{other}", witness="")
        return mistake_of("shared box", "SGN014", [step.id], N_("Step {step} has two people in one box."))
    return None


def _contrary_note(draft: DraftRecord) -> Mistake | None:
    """A step is ticked as done, and its note says that it failed."""
    work = course_of(draft.indexed).work if draft.indexed.tolerant else ()
    for step in draft.done(lambda step: draft.indexed.index[step.id] in work):
        draft.put(step, note=draft.failure)
        text = N_("Step {step} is ticked as done, and its note says that it failed.")
        return mistake_of("contrary note", "STA023", [step.id], text)
    return None


def _looked_up_otherwise(draft: DraftRecord) -> Mistake | None:
    """Another time is written down than the one that a step asks to look up in the record."""
    indexed, times = draft.indexed, draft.times
    for step in draft.done(lambda step: bool(looked_up(indexed, indexed.index[step.id]))):
        firsts = looked_up(indexed, indexed.index[step.id])
        signed = [times[first] for first in firsts if first in times]
        if len(signed) < len(firsts):  # another mistake took one of the times
            continue
        draft.put(step, value=clock_time(indexed, min(signed) - draft.chance.randint(30, 180) * MINUTE))
        text = N_("Step {step} gives a time other than the one in the record.")
        return mistake_of("looked up otherwise", "EVD010", [step.id], text)
    return None


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (_shared_box, _contrary_note, _looked_up_otherwise)
