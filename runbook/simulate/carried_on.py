"""A change that was carried on by a later plan: what was signed under which, and planted mistakes of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from runbook.i18n import N_
from runbook.model.control import RELEASES
from runbook.model.initials import normal_initials
from runbook.model.record import Entry
from runbook.simulate.draft import DraftRecord, Mistake, mistake_of
from runbook.simulate.play import clock_time, night_over, released_at
from runbook.verify.behind import behind
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import PlannedStep, inside, windows_of
from runbook.verify.releases import APPROVER
from runbook.verify.times import Moment, read_moment


def signed_under(latest: IndexedPlan, earlier: Sequence[IndexedPlan]) -> tuple[PlannedStep, ...]:
    """For each step of the latest plan, where it is signed: in the last of the plans in which it does not lie behind.

    `earlier` are those that it carries on, the oldest first.
    """
    return tuple(_last(step.id, (*earlier, latest)) for step in latest.steps)


def _last(step: str, plans: Sequence[IndexedPlan]) -> PlannedStep:
    known = [PlannedStep(plan, plan.index[step]) for plan in plans if step in plan.index]
    return next((one for one in reversed(known) if one.place not in behind(one.indexed)), known[0])


def released_then(
    latest: IndexedPlan, entries: Mapping[str, Entry], under: Sequence[PlannedStep]
) -> Iterator[tuple[PlannedStep, Entry]]:
    """The releases of the earlier plans under which something was carried out: each is signed for its own plan, a day
    before, but once the night that it carries on is over, by those who carry out none of it, as far as there are such.
    """
    whole = dict(_signed(under, entries))
    for plan in dict.fromkeys(one.indexed for one in under if one.indexed is not latest):
        course = course_of(plan)
        mine = {one.place: entries.get(one.step.id) for one in under if one.indexed is plan}
        touching = [one.step.id for one in under if one.indexed is plan and one.place in course.touching]
        first = min((whole[step] for step in touching if step in whole), default=None)
        if first is None:
            continue
        at = clock_time(plan, released_at(night_over(plan, whole), first))
        hands = {normal_initials(one.by) for place, one in mine.items() if one and place in course.hands}
        may = [key for key, one in plan.staff.items() if APPROVER in one.roles]
        may.sort(key=lambda key: key in hands)
        for place in course.gate("release", "spoken-release"):
            step = plan.steps[place]
            number = course.gate(step.gate or "release").index(place)
            who = may[number % len(may)] if may else ""
            spoken = step.gate == "spoken-release"
            hand = min(plan.allowed[place]) if spoken else who
            name = plan.staff[who].name if spoken and who else ""
            by = plan.staff[hand].initials if hand else ""
            yield PlannedStep(plan, place), Entry(step=step.id, state="done", at=at, by=by, value=name)


def _signed(under: Sequence[PlannedStep], entries: Mapping[str, Entry]) -> Iterator[tuple[str, int]]:
    """The steps that were done, each with when it was signed: seconds since 1970."""
    for planned in under:
        entry = entries.get(planned.step.id)
        if entry is not None and entry.state == "done":
            at = read_moment(entry.at, planned.indexed.zone, planned.indexed.plan.date_order)
            if isinstance(at, Moment):
                yield planned.step.id, at.early


def with_releases(draft: DraftRecord, under: Sequence[PlannedStep]) -> None:
    """Put into a draft what was signed under earlier plans to release these. Their keys are no ids of steps."""
    for planned, entry in tuple(released_then(draft.indexed, draft.entries, under)):
        key = f"{entry.step} {planned.indexed.plan.revision}"
        draft.entries[key], draft.under[key] = entry, planned


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
                text = N_(
                    "Step {step} is signed on the pages of an earlier plan, in a window other than the one they plan."
                )
                return mistake_of("on earlier pages", "WIN004 STA015", [step.id], text)
    return None


def _released_early(draft: DraftRecord) -> Mistake | None:
    """What is left is released before the night that it carries on is over."""
    over = night_over(draft.indexed, {draft.indexed.steps[index].id: at for index, at in draft.times.items()})
    for step in draft.done(lambda step: step.gate in RELEASES and step.id not in draft.under):
        if over is None:
            return None
        draft.put(step, at=clock_time(draft.indexed, over - 3600))
        text = N_("Step {step} is signed before the night that this plan carries on was over.")
        return mistake_of("released early", "ORD001", [step.id], text)
    return None


def _read_otherwise(draft: DraftRecord) -> Mistake | None:
    """A step that reads otherwise now is signed on the pages of the earlier plan."""
    from runbook.verify.read_otherwise import otherwise

    for step in draft.done(lambda step: step.required and step.id not in draft.under):
        for plan in draft.earlier:
            if step.id in plan.index and otherwise(plan, draft.indexed, plan.index[step.id], "done"):
                draft.under[step.id] = PlannedStep(plan, plan.index[step.id])
                text = N_("Step {step} is signed on the pages of an earlier plan, in which it reads differently.")
                return mistake_of("reads otherwise", "STA015", [step.id], text)
    return None


def _lost(draft: DraftRecord) -> Mistake | None:
    """The pages of the earlier plans are lost."""
    lost = [step for step in draft.entries if step in draft.under]
    known = [draft.indexed.index[step] for step in lost if step in draft.indexed.index]
    required = [draft.indexed.steps[index].id for index in known if draft.indexed.steps[index].required]
    if not required:
        return None
    draft.entries = {step: entry for step, entry in draft.entries.items() if step not in lost}
    text = N_("Nothing that was signed under an earlier plan is there.")
    return mistake_of("earlier files missing", "DOC019", required, text)


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _earlier_pages,
    _read_otherwise,
    _lost,
    _released_early,
)
