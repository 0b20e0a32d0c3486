"""People who are not in the plan and signed: substitutes, as far as the record says who they are and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runbook.i18n import N_
from runbook.model.finding import Message
from runbook.model.initials import normal_initials
from runbook.model.plan import OWN_ROLE, Plan
from runbook.model.record import RecordPerson
from runbook.model.site import Person
from runbook.records.people import ROLES, plain_words, roles_in
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.no_reasons import names_nobody
from runbook.verify.record_under_check import RecordUnderCheck

_NO_NAME = N_("no name is given")
_NO_ROLE = N_("no role that the plan knows is given (such as {roles})")
_NEITHER = N_("neither a name nor a role that the plan knows is given (such as {roles})")
_TAKEN = N_("these are the initials of {name}")
_PLANNED = N_("{name} is in the plan, as {initials}")
_SHORT_NAME = re.compile(r"[^\W\d_]\.\s+[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Somebody whom the record names. `fault` says what is missing, or whose initials these are; `place` where."""

    name: str
    roles: tuple[str, ...]
    fault: Message | None
    place: str


def substitutes_of(case: RecordUnderCheck, indexed: IndexedPlan) -> Mapping[str, Substitute]:
    """The substitutes of a record by their initials; those whom `indexed`, the plan that was signed under, names itself
    are none."""
    named: dict[str, list[tuple[RecordPerson, str]]] = {}
    for part in case.record.parts:
        for person in part.people:
            place = f"{part.file}:{person.place}" if person.place else part.file
            named.setdefault(normal_initials(person.initials), []).append((person, place))
    named.pop("", None)
    staff, own = indexed.staff, _own_roles(indexed.plan)
    found = {initials: _substitute(initials, staff, people, own) for initials, people in named.items()}
    return {initials: one for initials, one in found.items() if one is not None}


def _as_seen(name: str) -> list[str]:
    """The words of a name in any order, letters of other keyboards that look alike as one."""
    return sorted(map(normal_initials, plain_words(name)))


def _own_roles(plan: Plan) -> Mapping[tuple[str, ...], str]:
    """The roles of a house that the plan names, by what each is called in any language."""
    there = (*(person.roles for person in plan.staff), *(step.roles for step in plan.steps))
    named = sorted({role for roles in there for role in roles} - ROLES.keys())
    return {plain_words(said.get(OWN_ROLE + role, role)): role for role in named for said in ({}, *plan.words.values())}


def _substitute(
    initials: str,
    staff: Mapping[str, Person],
    named: list[tuple[RecordPerson, str]],
    own: Mapping[tuple[str, ...], str],
) -> Substitute | None:
    """What is said of one person, in however many places."""
    known = staff.get(initials)
    names = [person.name.strip() for person, _ in named if _is_name(person.name, initials)]
    roles = tuple(dict.fromkeys(role for person, _ in named for role in _roles(person, own)))
    name = names[0] if names else ""
    fault = None
    for one, place in named:
        taken = _taken(known.name if known else name, one.name) if known or name else None
        if taken is not None:
            return Substitute(name=one.name.strip(), roles=roles, fault=taken, place=place)
    if known is not None:
        return None
    planned = next((one for one in staff.values() if name and _as_seen(one.name) == _as_seen(name)), None)
    if planned is not None:
        fault = Message(_PLANNED, (("name", planned.name), ("initials", planned.initials)))
    elif not name or not roles:
        known_roles = ("roles", tuple(map(Message, ROLES.values())))
        fault = Message(_NO_NAME) if roles else Message(_NO_ROLE if name else _NEITHER, (known_roles,))
    return Substitute(name=name, roles=roles, fault=fault, place=named[0][1])


def _is_name(text: str, initials: str) -> bool:
    """Whether it names somebody: not by the initials again, and not as `somebody` or `tbd`. `K. O` is a short name."""
    told = not names_nobody(text) and normal_initials(text) not in ("", initials)
    return told or _SHORT_NAME.fullmatch(text.strip()) is not None


def _roles(person: RecordPerson, own: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Their roles, as far as the plan knows such; other words are passed over."""
    found = (own.get(plain_words(role), role) for text in person.roles for role in roles_in(text))
    return (role for role in found if role in ROLES or role in own.values())


def _taken(name: str, other: str) -> Message | None:
    """Another person bears these initials already."""
    if not plain_words(other) or same_name(name, other):
        return None
    return Message(_TAKEN, (("name", name),))


def same_name(one: str, other: str) -> bool:
    """Whether two texts can name one person: `C. Martin`, `Claire MARTIN` and `Martin` can."""
    shorter, longer = sorted((plain_words(one), plain_words(other)), key=len)
    if shorter and shorter == longer:
        return True
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
