"""Who takes part in the windows of a site: whom invitations, calendars, conflicts and comparisons have in mind."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from runbook.model.plan import Plan
from runbook.model.site import Person

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


def taking_part_in(plan: Plan) -> tuple[Person, ...]:
    """The same of a plan."""
    return taking_part(plan.staff, plan.witnesses if plan.house and plan.house.names_witnesses else ())
