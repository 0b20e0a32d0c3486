"""What mails and calendar entries say of the organisation's own house: whom to call, which steps are its own, what it
leaves out, who may read it."""

from __future__ import annotations

from runbook.document.house_sheet import after, house_line
from runbook.document.plain_text import clipped, plain
from runbook.i18n import N_, Language
from runbook.model.plan import Plan

SUPPORT = N_("The vendor’s Support")
ESCALATION = N_("Escalation, {time}")
CONTRACT = N_("contract {number}")
CASE = N_("case {number}")


def whom_to_call(plan: Plan, language: Language) -> tuple[tuple[str, str], ...]:
    """The contacts of the house, who is called when a trouble lasts, and the vendor's Support, with their telephones.
    Those of people stand on the papers alone."""
    house = plan.house
    if house is None:
        return ()
    found: list[tuple[str, tuple[str, ...]]]
    found = [(one.name, (one.phone, language.text(one.hours))) for one in house.contacts]
    contacts = {one.name for one in house.contacts}
    for one in house.escalation:
        label = language.text(ESCALATION, time=after(one, language))
        found.append((label, (language.text(one.name), one.phone if one.name in contacts else "")))
    if house.vendor_phone:
        contract = language.text(CONTRACT, number=house.vendor_contract) if house.vendor_contract else ""
        case = language.text(CASE, number=house.vendor_case) if house.vendor_case else ""
        found.append((SUPPORT, (house.vendor_phone, contract, case)))
    return tuple((plain(language.text(name)), plain(", ".join(filter(None, parts)), 300)) for name, parts in found)


def own_steps(plan: Plan, window: int, language: Language) -> tuple[str, ...]:
    """One sentence with the steps of the house in a window; none where it has none."""
    titles = [clipped(language.text(step.title)) for step in plan.steps if step.house and step.window == window]
    if not titles:
        return ()
    steps = clipped(" · ".join(dict.fromkeys(titles)), 600)  # headings, each with its capital letter
    return (language.text(N_("The organisation’s own steps: {steps}"), steps=steps),)


def steps_left_out(plan: Plan, language: Language) -> tuple[tuple[str, str], ...]:
    """Steps of the kit that the organisation does without, each with the reason."""
    left = plan.house.left_out if plan.house else ()
    return tuple((plain(language.text(one.title)), plain(language.text(one.reason), 300)) for one in left)


def reading_line(plan: Plan, language: Language) -> str:
    """Who may read it and how long it is kept; "" where the house says neither."""
    return plain(house_line(plan, language), 420)
