"""A change that was carried on by a later plan: what was signed under which, and planted mistakes of that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from runbook.i18n import N_
from runbook.simulate.draft import DraftRecord, Mistake, mistake_of
from runbook.verify.behind import behind
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import PlannedStep, inside, windows_of
from runbook.verify.times import Moment, read_moment


def signed_under(latest: IndexedPlan, earlier: Sequence[IndexedPlan]) -> tuple[PlannedStep, ...]:
    """For each step of the latest plan, where it is signed: in the last of the plans in which it does not lie behind.

    `earlier` are those that it carries on, the oldest first.
    """
    return tuple(_last(step.id, (*earlier, latest)) for step in latest.steps)


def _last(step: str, plans: Sequence[IndexedPlan]) -> PlannedStep:
    known = [PlannedStep(plan, plan.index[step]) for plan in plans if step in plan.index]
    return next((one for one in reversed(known) if one.place not in behind(one.indexed)), known[0])


def _earlier_pages(draft: DraftRecord) -> Mistake | None:
    """A step of a window that was moved is signed in the new one, on the pages of the earlier plan."""
    for step in draft.done(lambda step: step.window is not None and step.id not in draft.under):
        entry = draft.entries[step.id]
        for plan in draft.earlier:
            if step.id not in plan.index:
                continue
            planned = PlannedStep(plan, plan.index[step.id])
            found = read_moment(entry.at, plan.zone, plan.plan.date_order)
            if isinstance(found, Moment) and not inside(windows_of(*planned), found):
                draft.under[step.id] = planned
                text = N_("Step {step} is signed on the pages of an earlier plan, in another window than they plan.")
                return mistake_of("on earlier pages", "WIN004 STA015", [step.id], text)
    return None


def _read_otherwise(draft: DraftRecord) -> Mistake | None:
    """A step that reads otherwise now is signed on the pages of the earlier plan."""
    from runbook.verify.read_otherwise import otherwise

    for step in draft.done(lambda step: step.required and step.id not in draft.under):
        for plan in draft.earlier:
            if step.id in plan.index and otherwise(plan, draft.indexed, plan.index[step.id], "done"):
                draft.under[step.id] = PlannedStep(plan, plan.index[step.id])
                text = N_("Step {step} is signed on the pages of an earlier plan, in which it reads otherwise.")
                return mistake_of("reads otherwise", "STA015", [step.id], text)
    return None


def _lost(draft: DraftRecord) -> Mistake | None:
    """The pages of the earlier plans are lost."""
    lost = [step for step in draft.entries if step in draft.under]
    required = [step for step in lost if draft.indexed.steps[draft.indexed.index[step]].required]
    if not required:
        return None
    draft.entries = {step: entry for step, entry in draft.entries.items() if step not in lost}
    text = N_("Nothing that was signed under an earlier plan is there.")
    return mistake_of("earlier files missing", "DOC019", required, text)


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (_earlier_pages, _read_otherwise, _lost)
