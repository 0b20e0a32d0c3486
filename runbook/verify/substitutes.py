"""People who are not in the plan and signed: substitutes, as far as the record says who they are and what they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from runbook.i18n import N_
from runbook.model.finding import Message
from runbook.model.initials import normal_initials
from runbook.model.record import RecordPerson
from runbook.model.site import Person
from runbook.verify.record_under_check import RecordUnderCheck

# What people write for a role, in the languages of the pages, without marks; the first of each is the plan's own word.
_ROLES = {
    "technician": ("technician", "technicien", "technicienne"),
    "network": ("network", "network administrator", "reseau", "administrateur reseau", "administratrice reseau"),
    "desktop": (
        "desktop",
        "desktop administrator",
        "postes de travail",
        "administrateur des postes de travail",
        "administratrice des postes de travail",
    ),
    "representative": ("representative", "technicien d assistance", "technicienne d assistance"),
    "witness": ("witness", "temoin"),
    "approver": ("approver", "approbateur", "approbatrice"),
    "manager": ("manager", "change manager", "gestionnaire des changements"),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}
_BETWEEN_ROLES = re.compile(r"[,;/+&|\n]")
_NO_NAME = N_("no name is given")
_NO_ROLE = N_("no role is given that the plan knows")
_NEITHER = N_("neither a name nor a role that the plan knows is given")
_TAKEN = N_("these are the initials of {name}")
_PLANNED = N_("{name} is in the plan, as {initials}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Somebody whom the record names. `fault` says what is missing, or whose initials these are; `place` where."""

    name: str
    roles: tuple[str, ...]
    fault: Message | None
    place: str


def substitutes_of(case: RecordUnderCheck) -> Mapping[str, Substitute]:
    """The substitutes of a record by their initials; those whom the plan names itself are none."""
    named: dict[str, list[tuple[RecordPerson, str]]] = {}
    for part in case.record.parts:
        for person in part.people:
            place = f"{part.file}:{person.place}" if person.place else part.file
            named.setdefault(normal_initials(person.initials), []).append((person, place))
    named.pop("", None)
    staff = case.indexed.staff
    found = {initials: _substitute(initials, staff, people) for initials, people in named.items()}
    return {initials: one for initials, one in found.items() if one is not None}


def _substitute(initials: str, staff: Mapping[str, Person], named: list[tuple[RecordPerson, str]]) -> Substitute | None:
    """What is said of one person, in however many places."""
    known = staff.get(initials)
    names = [person.name.strip() for person, _ in named if _words(person.name)]
    roles = tuple(dict.fromkeys(role for person, _ in named for role in read_roles(person.roles)))
    name = names[0] if names else ""
    fault = None
    for one, place in named:
        taken = _taken(known.name if known else name, one.name)
        if taken is not None:
            return Substitute(name=one.name.strip(), roles=roles, fault=taken, place=place)
    if known is not None:
        return None
    planned = next((one for one in staff.values() if name and _words(one.name) == _words(name)), None)
    if planned is not None:
        fault = Message(_PLANNED, (("name", planned.name), ("initials", planned.initials)))
    elif not name or not roles:
        fault = Message(_NO_ROLE if name else _NO_NAME if roles else _NEITHER)
    return Substitute(name=name, roles=roles, fault=fault, place=named[0][1])


def _taken(name: str, other: str) -> Message | None:
    """Another person bears these initials already."""
    if not _words(other) or same_name(name, other):
        return None
    return Message(_TAKEN, (("name", name),))


def read_roles(written: Iterable[str]) -> Iterator[str]:
    """The roles of the plan's that these words name; other words are passed over."""
    for text in written:
        for one in _BETWEEN_ROLES.split(text):
            role = _ROLE_OF.get(" ".join(_words(one)))
            if role is not None:
                yield role


def same_name(one: str, other: str) -> bool:
    """Whether two texts can name one person: `C. Martin`, `Claire MARTIN` and `Martin` can."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    left = list(longer)
    whole = False
    for word in sorted(shorter, key=len, reverse=True):
        match = next((known for known in left if _same_word(word, known)), None)
        if match is None:
            return False
        left.remove(match)
        whole = whole or (word == match and len(word) > 1)
    return whole


def _same_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _words(text: str) -> tuple[str, ...]:
    """Words without marks and case."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return tuple(kept.split())
