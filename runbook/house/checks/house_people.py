"""People, contacts and roles of a house: whoever is named is there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import get_args

from runbook.house.checks.unknown_names import unknown
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.house.house_texts import in_language
from runbook.i18n import N_, available, load_language
from runbook.model.house import HouseFile
from runbook.model.initials import normal_initials
from runbook.model.procedure import Procedures
from runbook.model.site import StaffRole
from runbook.procedures.draft import Fault
from runbook.reading.nodes import KeyPath

KIT_ROLES = frozenset(get_args(StaffRole))
PRINTED = {"manager": "change manager"}  # a role of the kit whose name on pages is another word


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
    yield from _one_name(entry, file)
    for initials, person in file.people.items():
        if person.deputy == initials:
            message, remedy = N_("somebody stands in for themselves"), N_("name another person, or remove it")
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


def _one_name(entry: HouseEntry, file: HouseFile) -> Iterator[Fault]:
    """Roles that pages call the same, in some language, as another of the house or of the kit."""
    seen: dict[tuple[str, str], str] = {}
    for tag in available():
        language = load_language(tag)
        seen |= {(tag, _as_read(language.text(PRINTED.get(role, role)))): role for role in sorted(KIT_ROLES)}
    for name, words in file.roles.items():
        for tag in available() if name not in KIT_ROLES else ():
            text = words if isinstance(words, str) else in_language(words, tag)
            other = seen.setdefault((tag, _as_read(text)), name)
            if other != name:
                message = N_("pages call the role {other} the same as this one: {text}")
                yield entry.fault(("roles", name), message, N_("call them differently"), other=other, text=text)
                break


def _as_read(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _languages(entry: HouseEntry, file: HouseFile) -> Iterator[Fault]:
    named = [(("languages", i), tag) for i, tag in enumerate(file.languages or ())]
    people = [(("people", i, "language"), p.language) for i, p in file.people.items() if p.language]
    for index, tag in enumerate(file.languages or ()):
        if tag in (file.languages or ())[:index]:
            message = N_("the language {value} is given twice")
            yield entry.fault(("languages", index), message, N_("keep one of them"), value=tag)
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
