"""Whom a change of plans concerns, and why: who is new or gone, whose nights move, whose steps differ, who approves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from runbook.document.differences import Difference, PlanDifferences
from runbook.model.plan import Plan, PlanStep, PlanWindow
from runbook.model.site import Person
from runbook.model.taking_part import taking_part_in

Why = Literal[
    "new",  # was not of the staff before
    "gone",  # is not any more
    "data",  # name, address or roles differ
    "windows",  # windows in which this person is wanted were moved, are new or were taken out
    "appliances",  # addresses, names, models or versions differ of appliances that this person may sign steps of
    "steps",  # steps that this person may sign are new, read otherwise, or ask for other things
    "approves",  # answers for the new revision
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernReason:
    """Why somebody is concerned: `windows` by number, `appliances` and `steps` by id, where it is for these."""

    why: Why
    windows: tuple[int, ...] = ()
    appliances: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A person, as on the new side where there is one, with the reasons."""

    person: Person
    reasons: tuple[ConcernReason, ...]


def concerns(before: Plan | None, after: Plan | None, found: PlanDifferences | None) -> Iterator[Concern]:
    """Those who have to be told. Where one of the plans is missing, all of the other's staff."""
    if before is None or after is None:
        plan, why = (after, "new") if after is not None else (before, "gone")
        for person in plan.staff if plan is not None else ():
            yield Concern(person=person, reasons=(ConcernReason(why="new" if why == "new" else "gone"),))
        return
    assert found is not None, "two plans that are compared have differences"
    people = {person.initials: person for person in (*before.staff, *after.staff)}
    there = (*taking_part_in(before), *taking_part_in(after))
    changed = changed_steps(after, found)
    for person in people.values():
        own = _appliances_of(person, after, found)
        part = person in there
        reasons = tuple(_reasons(person, found, changed, own, approves=person in after.staff, takes_part=part))
        if reasons:
            yield Concern(person=person, reasons=reasons)


def changed_steps(after: Plan, found: PlanDifferences) -> tuple[PlanStep, ...]:
    """The steps that are new, read otherwise or ask for other things, in their order."""
    steps = found.steps
    named = {*steps.added, *steps.texts, *steps.demands, *steps.others}
    return tuple(step for step in after.steps if step.id in named)


def _reasons(
    person: Person,
    found: PlanDifferences,
    changed: Sequence[PlanStep],
    appliances: tuple[str, ...],
    *,
    approves: bool,
    takes_part: bool,
) -> Iterator[ConcernReason]:
    own = next((each for each in found.people if each.name == person.initials), None)
    if own is not None:
        yield ConcernReason(why="new" if own.before is None else "gone" if own.after is None else "data")
        if own.after is None:
            return
    windows = tuple(int(each.name) for each in found.windows if _is_moved(each))
    if windows and takes_part:
        yield ConcernReason(why="windows", windows=windows)
    if appliances:
        yield ConcernReason(why="appliances", appliances=appliances)
    steps = tuple(step.id for step in changed if not set(step.roles).isdisjoint(person.roles))
    if steps:
        yield ConcernReason(why="steps", steps=steps)
    if approves and "approver" in person.roles:
        yield ConcernReason(why="approves")


def _appliances_of(person: Person, after: Plan, found: PlanDifferences) -> tuple[str, ...]:
    """The appliances whose data differ and that this person may sign a step of: pages printed before are wrong."""
    mine = [step for step in after.steps if not set(step.roles).isdisjoint(person.roles)]
    works_on = {place for step in mine for place in (step.appliance, step.place)}
    return tuple(one.name for one in found.appliances if one.before and one.after and one.name in works_on)


def _is_moved(one: Difference[PlanWindow]) -> bool:
    """Whether somebody has to come at another time, or need not come."""
    if one.before is None or one.after is None:
        return True
    return (one.before.start, one.before.end) != (one.after.start, one.after.end)
