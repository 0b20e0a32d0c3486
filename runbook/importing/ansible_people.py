"""The people that variables of Ansible's list: `runbook_staff`, or what a mapping calls it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.importing.found import FoundValue, FoundValues
from runbook.importing.lookup import SourceObject, every, gather
from runbook.model.mapping import FieldPaths, ImportMapping
from runbook.reading.nodes import Plain

STAFF = "runbook_staff"


def staff_of(hosts: Iterable[SourceObject], mapping: ImportMapping, left: list[Problem]) -> list[FoundValues]:
    """The people of a site, each once, from the variables of its hosts; `left` grows."""
    found: dict[str, FoundValues] = {}
    paths = mapping.people.staff or STAFF
    for host in hosts:
        for path in (paths,) if isinstance(paths, str) else paths:
            if every(host, path) and not _listed(host, path):
                message = N_("this is not a list of people")
                left.append(
                    host.origin.at(path).problem(message, N_("write a list, each person with name: and roles:"))
                )
            for number, item in enumerate(_listed(host, path)):
                origin = host.origin.at(f"{path}[{number}]")
                thing = SourceObject(data=item if isinstance(item, dict) else {}, origin=origin)
                person = _person(thing, mapping)
                leave_templates(thing, person, left)
                if "name" in person:
                    found.setdefault(str(person["name"].value), person)
                else:
                    left.append(origin.problem(N_("this person has no name"), N_("write name: with the full name")))
    return list(found.values())


def leave_templates(thing: SourceObject, values: FoundValues, left: list[Problem]) -> None:
    """Take out of `values`, and tell, what holds {{ … }} that Ansible would have filled in, had it been asked; not what
    it has marked as unsafe."""
    for key, found in list(values.items()):
        raw = thing.data.get(found.origin.path.removeprefix(f"{thing.origin.path}."))
        if isinstance(raw, str) and "{{" in raw:
            del values[key]
            message = N_("this is a template that Ansible has not filled in: {value}")
            left.append(found.origin.problem(message, N_("write the value out in Ansible"), value=str(found.value)))


def _listed(host: SourceObject, path: str) -> list[Any]:
    listed: Any = host.data
    for key in path.split("."):
        listed = listed.get(key) if isinstance(listed, dict) else None
    return listed if isinstance(listed, list) else []


def _person(thing: SourceObject, mapping: ImportMapping) -> FoundValues:
    own = mapping.people
    wanted: dict[str, FieldPaths | None] = {
        "initials": own.initials or "initials",
        "name": own.name or "name",
        "email": own.email or "email",
        "language": own.language or "language",
    }
    values: FoundValues = {}
    gather(values, thing, wanted, mapping)
    roles: list[Plain] = list(dict.fromkeys(str(role) for role in every(thing, "roles")))
    if roles:
        values["roles"] = FoundValue(roles, thing.origin.at("roles"))
    return values
