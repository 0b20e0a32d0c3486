"""What a plan holds of the house that it was made with: names, telephones, words; and who may witness there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from runbook.errors import PlanningError
from runbook.house.anchors import anchors_on
from runbook.house.house_texts import message_of
from runbook.i18n import N_
from runbook.model.house import HouseFile, HousePerson, event_of
from runbook.model.plan import HousePhone, HouseStaff, LeftOut, PlanHouse, PlanStep, PlanWindow
from runbook.model.procedure import PathData, Procedures
from runbook.model.site import Person
from runbook.planning.planning_input import PlanningInput

if TYPE_CHECKING:
    from runbook.house.merged import HouseProcedures


def plan_house(
    house: HouseProcedures, kit: Procedures, given: PlanningInput, staff: tuple[Person, ...], steps: Iterable[PlanStep]
) -> PlanHouse:
    """The house as a plan with these steps holds it; of people, those whom the plan names, and of what it leaves out,
    what the path has."""
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
        escalation=tuple(_escalation(file, given.windows)),
        vendor_phone=(vendor.phone if vendor else None) or "",
        vendor_contract=(vendor.contract if vendor else None) or "",
        vendor_case=(vendor.case if vendor else None) or "",
        staff=tuple(_staff(initials, file) for initials in _named(house, staff, steps)),
        left_out=tuple(_left_out(file, kit, given.path)),
        names_witnesses=bool(file.witnesses),
        words=house.words,
    )


def _escalation(file: HouseFile, windows: tuple[PlanWindow, ...]) -> Iterator[HousePhone]:
    """Whom to call when; behind somebody who is away on the day of a window, the deputy, who stands alone for one who
    is away on all of them."""
    for one in file.escalation:
        contact, person = file.contacts.get(one.call), file.people.get(one.call)
        if contact is not None:
            yield HousePhone(name=message_of(contact.name), phone=contact.phone, minutes=one.minutes)
        elif person is not None:
            away = [_is_away(person, window) for window in windows]
            deputy = file.people.get(person.deputy or "") if any(away) else None
            if deputy is None or not all(away):
                yield HousePhone(name=person.name, phone=person.phone or "", minutes=one.minutes)
            if deputy is not None:
                yield HousePhone(name=deputy.name, phone=deputy.phone or "", minutes=one.minutes)


def _is_away(person: HousePerson, window: PlanWindow) -> bool:
    return any(one.start <= window.end.date() and window.start.date() <= one.end for one in person.away)


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


def _left_out(file: HouseFile, kit: Procedures, path: PathData) -> list[LeftOut]:
    there = anchors_on(path, kit) if file.leave_out else frozenset()
    return [
        LeftOut(title=step.title, reason=message_of(reason))
        for name, reason in file.leave_out.items()
        for own, step in list(kit.called(name).items())[:1]
        if (step.event or own) in there
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
            "the house names who may witness ({named}), and none of them is on the staff of the site: "
            "name one of the staff"
        )
        raise PlanningError(message, key="witnesses", named=", ".join(named))
    others = [person for person in staff if person.initials != found[0]]
    for step in steps if len(found) == 1 else ():
        if step.witness and not any(not step.roles or {*step.roles} & {*person.roles} for person in others):
            alone = N_(
                "at this site the house names only {named} as a witness, who is also the only one who "
                "may sign step {step}: name one more"
            )
            raise PlanningError(alone, key="witnesses", named=found[0], step=step.number)
    return found
