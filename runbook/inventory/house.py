"""What a house says of the sites of an inventory: people named by initials, roles, keys under `extra`, freezes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from runbook.i18n import N_
from runbook.inventory.checks.approvals import check_approvals
from runbook.inventory.checks.freezes import frozen
from runbook.model.initials import normal_initials
from runbook.model.site import StaffRole
from runbook.reading.nodes import KeyPath, Plain, clipped
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import nearest

if TYPE_CHECKING:
    from runbook.model.house import ExtraKey, House, HousePerson

_ELSEWHERE = {
    "site": (
        N_("the house declares the key {key} for sites only"),
        N_("write it under extra of the site"),
    ),
    "appliance": (
        N_("the house declares the key {key} for appliances only"),
        N_("write it under extra of the appliance"),
    ),
    "change": (
        N_("the house declares the key {key} for changes only"),
        N_("write it under extra of the change"),
    ),
}
_ROLES: tuple[str, ...] = StaffRole.__args__  # type: ignore[attr-defined]  # of a Literal


def with_people(site: Plain, house: House | None) -> Plain:
    """A site as it was read, with the house's people in the place of their initials under `staff`."""
    staff = site.get("staff") if isinstance(site, dict) else None
    if not isinstance(site, dict) or not isinstance(staff, list) or not any(isinstance(one, str) for one in staff):
        return site
    people = {normal_initials(name): (name, person) for name, person in house.file.people.items()} if house else {}
    return {**site, "staff": [_person(one, people) for one in staff]}


def _person(one: Plain, people: dict[str, tuple[str, HousePerson]]) -> Plain:
    if not isinstance(one, str) or normal_initials(one) not in people:
        return one
    initials, person = people[normal_initials(one)]
    given: dict[str, Any] = {"email": person.email, "language": person.language}
    told = {key: value for key, value in given.items() if value is not None}
    return {"initials": initials, "name": person.name, "roles": list(person.roles), **told}


def check_with_house(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    """Everything that is wrong with a site beside what the house says; without one, all that would need it."""
    yield from _unknown_people(site, house)
    yield from _unknown_roles(site, house)
    yield from _extras(site, house)
    yield from _unknown_paths(site, house)
    yield from check_approvals(site, house)
    yield from check_house_freezes(site, house)


def check_house_freezes(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    """The windows of a site that lie in a freeze of the house which does not let them through."""
    for freeze in house.file.freezes if house else ():
        data: dict[str, Plain] = {"start": freeze.start.isoformat(), "end": freeze.end.isoformat()}
        told = PartialGroup(
            path=(), data=data | {"reason": freeze.reason, "except": list(freeze.except_for)}, broken=frozenset()
        )
        for change in site.parts("changes"):
            yield from frozen(told, change)


def named_by_initials(site: PartialGroup) -> Iterator[tuple[KeyPath, str]]:
    """The entries of `staff` that are initials alone, each with its path: those that nobody was found for."""
    staff = site.data.get("staff")
    for index, one in enumerate(staff if isinstance(staff, list) else ()):
        if isinstance(one, str):
            yield site.at("staff", index), one


def _unknown_people(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    for path, name in named_by_initials(site):
        values = {"name": clipped(name)}
        if house is None:
            message = N_("{name} stands for a person of a house, but there is no house")
            remedy = N_("write the person out: initials, name and roles; or give the house folder with --house")
            yield Violation(path, message, remedy, values)
            continue
        close = nearest(name, list(house.file.people))
        remedy = N_("write {nearest} if you mean it") if close else N_("write the person under people in house.yaml")
        message = N_("no person has the initials {name}")
        yield Violation(path, message, remedy, values | ({"nearest": close} if close else {}))


def _unknown_roles(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    known = (*_ROLES, *(house.file.roles if house else ()))
    for person in site.parts("staff"):
        for path, role in person.texts("roles"):
            if role not in known:
                values = {"value": clipped(role), "known": " / ".join(known)}
                close = nearest(role, known)
                remedy = N_("write {nearest} if you mean it") if close else N_("write one of them")
                message = N_("{value} is not one of: {known}")
                yield Violation(path, message, remedy, values | ({"nearest": close} if close else {}))


def _unknown_paths(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    """Paths of changes of the kind other: those of the house alone."""
    known = [path.name for path in house.paths] if house else []
    for change in site.parts("changes"):
        name = change.text("path")
        if change.text("kind") != "other" or name is None or name in known:
            continue
        close = nearest(name, known)
        message = N_("the house has no path {name}") if house else N_("the path {name} is a house's, and there is none")
        remedy = N_("write {nearest} if you mean it") if close else N_("write it as a file of paths/ in the house")
        yield Violation(
            change.at("path"), message, remedy, {"name": clipped(name)} | ({"nearest": close} if close else {})
        )


def _extras(site: PartialGroup, house: House | None) -> Iterator[Violation]:
    """Keys under `extra`: those of the house alone, with values that they can have; those that have to be there."""
    keys = house.file.extra if house else {}
    changes = site.parts("changes")
    targets = [part for change in changes if (part := change.part("to")) is not None]
    groups = [("site", site), *(("appliance", one) for one in (*site.parts("appliances"), *targets))]
    for of, group in (*groups, *(("change", one) for one in changes)):
        own = {name: key for name, key in keys.items() if key.of == of}
        given = group.part("extra")
        yield from _given(given, own, keys, house is not None) if given is not None else ()
        for name, key in own.items():
            if key.required and (given is None or not given.given(name)):
                message = N_("the house asks for the key {key} under extra")
                yield Violation(group.at("extra"), message, N_("write it, with its value"), {"key": name})


def _given(
    given: PartialGroup, own: dict[str, ExtraKey], keys: dict[str, ExtraKey], house: bool
) -> Iterator[Violation]:
    """Of the keys under an `extra`, those that are none of its `own`; `keys` are all that the house declares."""
    if not given.data:
        return
    from runbook.model.house import fits

    for name, value in given.data.items():
        key = own.get(name)
        if key is None and name in keys:
            message, remedy = _ELSEWHERE[keys[name].of]
            yield Violation(given.at(name), message, remedy, {"key": name})
        elif key is None:
            close = nearest(name, list(own))
            message = N_("no house declares the key {key}") if not house else N_("the house declares no key {key} here")
            remedy = N_("write {nearest} if you mean it") if close else N_("write it under extra in house.yaml")
            values = {"key": clipped(name)} | ({"nearest": close} if close else {})
            yield Violation(given.at(name), message, remedy, values)
        elif given.at(name) not in given.broken and not fits(key, value):
            message = N_("{value} cannot be the value of {key}")
            remedy, told = _wanted(key)
            yield Violation(given.at(name), message, remedy, {"value": clipped(str(value)), "key": name} | told)


def _wanted(key: ExtraKey) -> tuple[str, dict[str, str]]:
    if key.type == "yes-no":
        return N_("write true or false, without quotes"), {}
    if key.type == "number":
        return N_("write a whole number with digits alone, such as 1200"), {}
    if key.type == "choice":
        return N_("write one of: {known}"), {"known": " / ".join(key.choices)}
    return N_("write a text, in quotes if it is a number"), {}
