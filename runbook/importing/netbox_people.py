"""NetBox's contacts -> the people of sites, by what they were assigned to and in which role."""

from __future__ import annotations

import typing
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.importing.found import FoundValue, FoundValues
from runbook.importing.lookup import SourceObject, every, first, folded, gather
from runbook.importing.netbox_objects import NetBoxObjects
from runbook.model.mapping import FieldPaths, ImportMapping
from runbook.model.site import StaffRole
from runbook.reading.nodes import Plain

if TYPE_CHECKING:
    from runbook.importing.netbox_sites import SiteOfDevices

_KNOWN: tuple[str, ...] = typing.get_args(StaffRole)
_ABOVE = ("tenant", "region", "group")  # whose contacts are those of their sites
_KINDS = {"virtualmachine": "machine", "sitegroup": "group"}


def people_of(
    objects: NetBoxObjects, sites: Mapping[str, SiteOfDevices], mapping: ImportMapping, left: list[Problem]
) -> dict[str, list[FoundValues]]:
    """The people of each site, by the keys of `sites`; `left` grows."""
    targets = _targets(sites)
    contacts = {key: contact for contact in objects.kinds["contact"] for key in _keys(contact.data, "name")}
    people: dict[str, dict[str, FoundValues]] = defaultdict(dict)
    untold: dict[str, Problem] = {}
    for assignment in objects.kinds["assignment"]:
        places = [place for key in _target(assignment) for place in targets.get(key, ())]
        person = _person(assignment, contacts, mapping) if places else {}
        if "name" not in person:
            continue
        roles = _roles(assignment, mapping)
        if roles is None:
            name = first(assignment, "role.name") or first(assignment, "role")
            untold.setdefault(folded(name), _untold(assignment, name))
        for place in dict.fromkeys(places) if roles else ():
            known = people[place].setdefault(str(person["name"].value), {**person})
            already = known["roles"].value if "roles" in known else []
            both: list[Plain] = list(dict.fromkeys([*already, *roles])) if isinstance(already, list) and roles else []
            known["roles"] = FoundValue(both, assignment.origin.at("role"))
    left += untold.values()
    return {place: list(found.values()) for place, found in people.items()}


def _untold(assignment: SourceObject, name: str) -> Problem:
    if not name:
        message = N_("this contact has no role, so it is not known what it may sign")
        return assignment.origin.at("role").problem(message, N_("give it one in NetBox"))
    message = N_("what contacts with the role {role} may sign is not known")
    remedy = N_("write it under contact_roles in the mapping; an empty list is for those who sign nothing")
    return assignment.origin.at("role").problem(message, remedy, role=name)


def _roles(assignment: SourceObject, mapping: ImportMapping) -> list[str] | None:
    """What a contact may sign by its role; None where nobody has said so."""
    names = {folded(str(name)) for name in every(assignment, "role")}
    told = [roles for name, roles in mapping.contact_roles.items() if folded(name) in names]
    if told:
        return [role for roles in told for role in roles]
    return [role for role in _KNOWN if folded(role) in names] or None


def _person(assignment: SourceObject, contacts: dict[object, SourceObject], mapping: ImportMapping) -> FoundValues:
    own = mapping.people
    wanted: dict[str, FieldPaths | None] = {
        "initials": own.initials or "custom_fields.runbook_initials",
        "name": own.name or "name",
        "email": own.email or "email",
        "language": own.language or "custom_fields.runbook_language",
    }
    nested = assignment.data.get("contact")
    data = nested if isinstance(nested, dict) else {"name": nested, "email": assignment.data.get("email")}
    brief = SourceObject(data=data, origin=assignment.origin.at("contact"), flat=assignment.flat)
    values: FoundValues = {}
    for thing in (*(contacts[key] for key in _keys(data, "name") if key in contacts), brief):
        gather(values, thing, wanted, mapping)
    return values


def _targets(sites: Mapping[str, SiteOfDevices]) -> dict[object, list[str]]:
    """What a contact can be assigned to so that it is one of a site's: the site, what stands there, what is above."""
    targets: dict[object, list[str]] = defaultdict(list)
    for place, site in sites.items():
        for said in site.said:
            for key in _keys(said.data, "name"):
                targets["site", key].append(place)
            for above in _ABOVE:
                holder = said.data.get(above)
                for key in _keys(holder if isinstance(holder, dict) else {"name": holder}, "name"):
                    targets[above, key].append(place)
        for device in site.devices:
            kind = "device" if "device_type" in device.data else "machine"
            for key in _keys(device.data, "name"):
                targets[kind, key].append(place)
    return targets


def _target(assignment: SourceObject) -> Iterator[tuple[str, object]]:
    """What an assignment may mean: 3.x calls its type content_type, 4.x object_type, a table `DCIM | site`."""
    written = folded(first(assignment, "object_type") or first(assignment, "content_type")).replace("_", "")
    for app in ("dcim", "tenancy", "virtualization"):
        written = written.removeprefix(app)
    kind = _KINDS.get(written, written)
    if isinstance(number := assignment.data.get("object_id"), int):
        yield kind, number
    elif name := first(assignment, "object.name") or first(assignment, "object"):
        yield kind, folded(name)


def _keys(data: Mapping[str, object], named: str) -> Iterator[object]:
    """By what an object is found: its number, and its name; numbers of tables are texts, and none of these."""
    if isinstance(number := data.get("id"), int):
        yield number
    if isinstance(name := data.get(named), str) and name:
        yield folded(name)
