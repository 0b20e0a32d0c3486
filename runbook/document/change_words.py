"""What the inventory says of a change beside its id: the customer's ticket, the deadline, the reason."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.document.plain_text import clipped, plain
from runbook.i18n import N_, Language
from runbook.model.plan import Plan


def change_name(plan: Plan) -> str:
    """The change as subjects and calendars name it, `CHG0041 (CHG0041234/1)`: with the customer's ticket, if any."""
    return clipped(f"{plan.change} ({plan.ticket})" if plan.ticket else plan.change, 80)


def said(plan: Plan, language: Language) -> Iterator[tuple[str, str, str]]:
    """Ticket and deadline, where there are any: what each is called in the plan and on pages, and its text."""
    if plan.ticket:
        yield "ticket", language.text(N_("Customer’s ticket")), plan.ticket
    if plan.deadline:
        yield "deadline", language.text(N_("To be done by")), language.date(plan.deadline)


def said_of_change(plan: Plan, language: Language) -> Iterator[tuple[str, str]]:
    """Ticket, deadline and reason, where there are any, as plain text."""
    yield from ((label, plain(text, 80)) for _name, label, text in said(plan, language))
    if plan.reason:
        yield language.text(N_("Reason")), plain(plan.reason, 200)
