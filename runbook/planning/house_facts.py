"""What a plan holds of the house that it was made with: names, telephones, words; and who may witness there."""

from __future__ import annotations

from collections.abc import Iterable

from runbook.errors import PlanningError
from runbook.house.checks.house_yaml import called
from runbook.house.house_texts import message_of
from runbook.house.merged import HouseProcedures
from runbook.i18n import N_
from runbook.model.house import HouseFile, event_of
from runbook.model.plan import HousePhone, HouseStaff, LeftOut, PlanHouse, PlanStep
from runbook.model.procedure import Procedures
from runbook.model.site import Person


def plan_house(
    house: HouseProcedures, kit: Procedures, staff: tuple[Person, ...], steps: Iterable[PlanStep]
) -> PlanHouse:
    """The house as a plan with these steps holds it; of people, those whom the plan names."""
    file = house.house.file
    vendor = file.vendor
    return PlanHouse(
        name=file.name,
        logo=house.house.logo,
        classification=message_of(file.classification),
        retention=message_of(file.retention),
        contacts=tuple(
            HousePhone(name=message_of(one.name), phone=one.phone, hours=message_of(one.hours))
            for one in file.contacts.values()
        ),
        escalation=tuple(_escalation(file)),
        vendor_phone=(vendor.phone if vendor else None) or "",
        vendor_contract=(vendor.contract if vendor else None) or "",
        vendor_case=(vendor.case if vendor else None) or "",
        staff=tuple(_staff(initials, file) for initials in _named(house, staff, steps)),
        left_out=tuple(_left_out(file, kit)),
        names_witnesses=bool(file.witnesses),
        words=house.words,
    )


def _escalation(file: HouseFile) -> list[HousePhone]:
    found = []
    for one in file.escalation:
        contact, person = file.contacts.get(one.call), file.people.get(one.call)
        name = message_of(contact.name) if contact else person.name if person else one.call
        phone = contact.phone if contact else (person.phone if person else None) or ""
        found.append(HousePhone(name=name, phone=phone, minutes=one.minutes))
    return found


def _named(house: HouseProcedures, staff: tuple[Person, ...], steps: Iterable[PlanStep]) -> tuple[str, ...]:
    """The initials of the people of the house whom a plan names: staff, deputies, those who are called."""
    file = house.house.file
    own = [person.initials for person in staff if person.initials in file.people]
    deputies = [name for initials in own if (name := file.people[initials].deputy)]
    there = {step.event for step in steps}
    called_by = [name for own, step in house.house.steps.items() if event_of(own) in there for name in step.call]
    named = (*own, *deputies, *(one.call for one in file.escalation), *called_by)
    return tuple(dict.fromkeys(name for name in named if name in file.people))


def _staff(initials: str, file: HouseFile) -> HouseStaff:
    person = file.people[initials]
    deputy = file.people.get(person.deputy or "")
    return HouseStaff(
        initials=initials,
        name=person.name,
        phone=person.phone or "",
        deputy=person.deputy or "",
        deputy_name=deputy.name if deputy else "",
        deputy_phone=(deputy.phone if deputy else None) or "",
    )


def _left_out(file: HouseFile, kit: Procedures) -> list[LeftOut]:
    return [
        LeftOut(title=step.title, reason=message_of(reason))
        for name, reason in file.leave_out.items()
        for step in list(called(name, kit).values())[:1]
    ]


def witnesses_of(
    house: HouseProcedures | None, staff: tuple[Person, ...], steps: Iterable[PlanStep] = ()
) -> tuple[str, ...]:
    """The initials of those who may witness: whom the house names, or else whoever has the role.

    Raises PlanningError where the house names some, and none of them is of the site, or the one who is would have to
    sign a step that is witnessed.
    """
    named = house.house.file.witnesses if house else ()
    if not named:
        return tuple(person.initials for person in staff if "witness" in person.roles)
    found = tuple(person.initials for person in staff if person.initials in named)
    if not found:
        message = N_(
            "the house names who may witness ({named}), and none of them is of the site: name one of the staff"
        )
        raise PlanningError(message, named=", ".join(named))
    others = [person for person in staff if person.initials != found[0]]
    for step in steps if len(found) == 1 else ():
        if step.witness and not any(not step.roles or {*step.roles} & {*person.roles} for person in others):
            alone = N_(
                "the house names {named} alone of the site to witness, who is also the only one who may sign step "
                "{step}: name one more"
            )
            raise PlanningError(alone, named=found[0], step=step.number)
    return found
