"""A change that nobody is left to carry out: all who could are those who release it."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.control import RELEASES, is_control
from runbook.model.plan import PlanStep, PlanWarning, Rule
from runbook.model.releasing import can_be_left_out, releasing
from runbook.model.site import Approvals, Person


def without_hands(
    steps: tuple[PlanStep, ...], rules: tuple[Rule, ...], staff: tuple[Person, ...], asked: Approvals
) -> Iterator[PlanWarning]:
    """That whoever may release the change would have to carry it out as well, which is forbidden."""
    approvers = [person.initials for person in staff if "approver" in person.roles]
    if not asked.not_by_those_who_carry_out or len(approvers) < asked.needed:
        return
    releases = {step.id for step in steps if step.gate in RELEASES}
    held = {then for rule in rules if not releases.isdisjoint(rule.first) for then in rule.then}
    able = {
        step.number: frozenset(person.initials for person in staff if {*step.roles} & {*person.roles})
        for step in steps
        if step.id in held and not (is_control(step) or can_be_left_out(step) or "representative" in step.roles)
    }
    if releasing(approvers, asked.needed, able.values()) is None:
        first = next(number for number, each in able.items() if each <= {*approvers})
        text = N_(
            "Whoever releases this change may not carry it out, and nobody is left to sign step {step}: give more "
            "people a role of this step, or the role approver."
        )
        yield PlanWarning(code="PLN011", text=text, args={"step": first})
