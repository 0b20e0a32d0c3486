"""Who takes part in the windows of a site: whom invitations, calendars, conflicts and comparisons have in mind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from runbook.model.control import DECISIONS
from runbook.model.site import Person
from runbook.model.window_chain import night_of

if TYPE_CHECKING:
    from runbook.model.plan import Plan

ELSEWHERE = frozenset({"approver", "manager"})  # roles that by themselves want nobody during a window


def taking_part(staff: Sequence[Person], named: Collection[str] = ()) -> tuple[Person, ...]:
    """Those who have another role than these; the approver who alone can decide at gates; whom the house has `named`
    to witness, by initials. Where that is one person, all: a second one has to be the witness."""
    approvers = [person for person in staff if "approver" in person.roles]
    alone = approvers if len(approvers) == 1 else []
    found = tuple(
        person for person in staff if set(person.roles) - ELSEWHERE or person in alone or person.initials in named
    )
    return found if len(found) > 1 or named else tuple(staff)


def concerned(staff: Sequence[Person], named: Collection[str] = ()) -> tuple[Person, ...]:
    """The same, and all who approve: where there are several, one of them decides at gates, and nobody knows which."""
    there = taking_part(staff, named)
    return tuple(person for person in staff if person in there or "approver" in person.roles)


def deciding_in(plan: Plan, window: int) -> tuple[Person, ...]:
    """Who may sign a hold point of a window, or that the work goes on late: one of them decides."""
    decisions = (step for step in plan.steps if step.gate in DECISIONS)
    roles = {role for step in decisions if night_of(plan.windows, step) == window for role in step.roles}
    return tuple(person for person in plan.staff if not roles.isdisjoint(person.roles))


def taking_part_in(plan: Plan) -> tuple[Person, ...]:
    """The same of a plan."""
    return taking_part(plan.staff, plan.witnesses if plan.house and plan.house.names_witnesses else ())
