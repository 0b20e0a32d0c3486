"""Steps that a plan places by itself: once a window, anew where it carries on, and only where there is a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from runbook.model.plan import Phase, PlanStep
from runbook.model.procedure import StepData
from runbook.model.site import Approval, Change, Site
from runbook.model.window_chain import course_behind
from runbook.planning.expand import Chapter, PlanningInput, made_step
from runbook.planning.resolve_rules import name_of
from runbook.procedures.facts import approval_of


def tightened(site: Site, change: Change, asked: Approval | None) -> Change:
    """The change with the approvals that it needs: its own, or its site's, and what the house asks for at the least."""
    own = approval_of(site, change)
    least = asked or Approval()
    apart = own.not_by_those_who_carry_out or least.not_by_those_who_carry_out
    return replace(change, approval=Approval(needed=max(own.needed, least.needed), not_by_those_who_carry_out=apart))


def once_a_window(given: PlanningInput, chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The chapters in which what opens a window stands where that is first begun, and what closes it where it ends;
    without those that nothing else is left of."""
    begins = _called(given, lambda data: data.scope == "window-begin")
    ends = _called(given, lambda data: data.scope == "window-end")
    found = [(number, step) for number, chapter in enumerate(chapters) for step in chapter.steps]
    first = {step.id: number for number, step in reversed(found) if name_of(step) in begins}
    last = {step.id: number for number, step in found if name_of(step) in ends}
    kept = first | last
    left = (
        replace(chapter, steps=tuple(step for step in chapter.steps if kept.get(step.id, number) == number))
        for number, chapter in enumerate(chapters)
    )
    return tuple(chapter for chapter in left if any(step.gate != "decision" for step in chapter.steps))


def released_anew(given: PlanningInput, chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The chapters of a plan that carries on, with a release before the first step of what is left to be done."""
    if not any(window.done for window in given.windows):
        return chapters
    behind = course_behind([step for chapter in chapters for step in chapter.steps], given.windows)
    for number, chapter in enumerate(chapters):
        for at, step in enumerate(chapter.steps):
            if step.id not in behind:
                anew = _releases(given, chapter, step.window or 0)
                whole = replace(chapter, steps=(*chapter.steps[:at], *anew, *chapter.steps[at:]))
                return (*chapters[:number], whole, *chapters[number + 1 :])
    return chapters


def _releases(given: PlanningInput, chapter: Chapter, window: int) -> Iterator[PlanStep]:
    """The releases of what is left, whose ids name what the windows say is done."""
    carried = sum(each.done for each in given.windows)
    for name, data in given.procedures.steps.items():
        if data.scope != "carried-on":
            continue
        step = made_step(given, name, data, chapter, window or None, None)
        for count in range(1, (given.approval.needed if data.gate == "release" else 1) + 1) if step else ():
            assert step is not None
            tail = f".{count}" if count > 1 else ""
            yield replace(step, id=f"{step.id}{tail}:w{carried}", event=f"{step.event}{tail}")


def with_decisions(phases: Iterable[Phase], steps: Iterable[PlanStep]) -> tuple[PlanStep, ...]:
    """The steps, without decisions to go on late in phases whose way back has no end: they lie in no window, or have
    none. Numbers follow one another."""
    of = {phase.id: phase for phase in phases}
    kept = [
        step
        for step in steps
        if step.gate != "decision" or (of[step.phase].way_back is not None and step.window is not None)
    ]
    return tuple(
        replace(step, number=f"{of[phase].number}.{place}")
        for phase, group in groupby(kept, key=lambda step: step.phase)
        for place, step in enumerate(group, 1)
    )


def _called(given: PlanningInput, meant: Callable[[StepData], bool]) -> frozenset[str]:
    """What rules call the steps that are meant."""
    return frozenset(data.event or name for name, data in given.procedures.steps.items() if meant(data))
