"""People, contacts and roles of a house: whoever is named is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from runbook.house.checks.unknown_names import unknown
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.i18n import N_, available
from runbook.model.house import HouseFile
from runbook.model.initials import normal_initials
from runbook.model.procedure import Procedures
from runbook.model.site import StaffRole
from runbook.procedures.draft import Fault
from runbook.reading.nodes import KeyPath

KIT_ROLES = frozenset(get_args(StaffRole))


def roles_of(draft: HouseDraft) -> frozenset[str]:
    """The roles of the kit and of the house."""
    return KIT_ROLES | (frozenset(draft.file.noun.roles) if draft.file else frozenset())


def check_people(draft: HouseDraft, _procedures: Procedures) -> Iterator[Fault]:
    """Names in house.yaml that stand for people, contacts, roles and languages."""
    entry = draft.file
    if entry is None:
        return
    file: HouseFile = entry.noun
    for path, kind, name in _named(file):
        known = {
            "role": roles_of(draft),
            "person": file.people.keys(),
            "call": file.people.keys() | file.contacts.keys(),
        }[kind]
        if found := unknown(kind, name, known):
            yield entry.fault(path, found[0], found[1], **found[2])
    yield from _alike(entry, file)
    for name in file.roles:
        if name in KIT_ROLES:
            message = N_("the kit has a role {name} of its own")
            yield entry.fault(("roles", name), message, N_("give yours another name"), name=name)
    for initials, person in file.people.items():
        if person.deputy == initials:
            message, remedy = N_("somebody stands in for themselves"), N_("name another person, or take it out")
            yield entry.fault(("people", initials, "deputy"), message, remedy)
    yield from _languages(entry, file)
    yield from _ends(entry, file)


def _named(file: HouseFile) -> Iterator[tuple[KeyPath, str, str]]:
    for initials, person in file.people.items():
        yield from ((("people", initials, "roles", i), "role", role) for i, role in enumerate(person.roles))
        if person.deputy is not None:
            yield ("people", initials, "deputy"), "person", person.deputy
    yield from ((("witnesses", i), "person", name) for i, name in enumerate(file.witnesses))
    yield from ((("escalation", i, "call"), "call", one.call) for i, one in enumerate(file.escalation))


def _alike(entry: HouseEntry, file: HouseFile) -> Iterator[Fault]:
    """Initials that are the same on paper, or the name of a contact."""
    seen: dict[str, str] = {normal_initials(name): name for name in file.contacts if len(name) <= 6}
    for initials in file.people:
        first = seen.setdefault(normal_initials(initials), initials)
        if first != initials:
            message = N_("the initials {value} are those of somebody else, or look like them on paper; see {first}")
            remedy = N_("tell the two apart, such as CM and CM2")
            yield entry.fault(("people", initials), message, remedy, value=initials, first=first)


def _languages(entry: HouseEntry, file: HouseFile) -> Iterator[Fault]:
    named = [(("languages", i), tag) for i, tag in enumerate(file.languages or ())]
    people = [(("people", i, "language"), p.language) for i, p in file.people.items() if p.language]
    for path, tag in (*named, *people):
        if tag not in available():
            message = N_("there is no language {value}; there are: {known}")
            remedy = N_("write one of them; docs/languages.md says how to add one")
            yield entry.fault(path, message, remedy, value=tag, known=", ".join(available()))


def _ends(entry: HouseEntry, file: HouseFile) -> Iterator[Fault]:
    """Times end after they begin."""
    message, remedy = N_("this ends before it begins"), N_("write an end that is later than the start")
    for index, freeze in enumerate(file.freezes):
        if freeze.end <= freeze.start:
            yield entry.fault(("freezes", index, "end"), message, remedy)
    for initials, person in file.people.items():
        for index, away in enumerate(person.away):
            if away.end < away.start:
                yield entry.fault(("people", initials, "away", index, "end"), message, remedy)
