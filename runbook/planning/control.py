"""Leave to go on, and people: once a window, of what is left where a plan carries on, and where there is a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from runbook.model.control import RELEASES
from runbook.model.plan import PlanStep, Rule
from runbook.model.procedure import StepData
from runbook.model.site import Approvals, Change, Site
from runbook.planning.expand import Chapter
from runbook.planning.planning_input import PlanningInput
from runbook.planning.selected_steps import name_of
from runbook.procedures.facts import approval_of


def tightened(site: Site, change: Change, asked: Approvals | None) -> Change:
    """The change with the approvals that it needs: its own, or its site's, and what the house asks for at the least."""
    own = approval_of(site, change)
    least = asked or Approvals()
    apart = own.not_by_those_who_carry_out or least.not_by_those_who_carry_out
    return replace(change, approval=Approvals(needed=max(own.needed, least.needed), not_by_those_who_carry_out=apart))


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


def of_what_is_left(rules: Iterable[Rule], behind: frozenset[str], steps: Iterable[PlanStep]) -> tuple[Rule, ...]:
    """The rules, where a release is asked of nothing that an earlier plan had done before it was given."""
    releases = {step.id for step in steps if step.gate in RELEASES}
    found = (
        replace(rule, then=tuple(each for each in rule.then if each not in behind))
        if releases.issuperset(rule.first) and not releases.issuperset(rule.then)
        else rule
        for rule in rules
    )
    return tuple(rule for rule in found if rule.then)


def _called(given: PlanningInput, meant: Callable[[StepData], bool]) -> frozenset[str]:
    """What rules call the steps that are meant."""
    return frozenset(data.event or name for name, data in given.procedures.steps.items() if meant(data))
