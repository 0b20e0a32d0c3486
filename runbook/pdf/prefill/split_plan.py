"""A plan in two: its shape, which it has in common with others, and the values that are its site's own.

Plans of one shape have the same pages but for slots. Which field is what stands in runbook.pdf.prefill.fields; all
fields that do not stand there are the shape's.
"""

from __future__ import annotations

import datetime as clock
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, NamedTuple

from runbook.document.front import MANY_ROLES as MANY_OF_A_PERSON
from runbook.document.front import STAFF_ROWS
from runbook.document.steps import MANY_ROLES as MANY_OF_A_STEP
from runbook.model.frozen_zone import repeated_hours
from runbook.model.plan import Evidence, Expect, HouseStaff, Plan, PlanStep, Slot
from runbook.model.site import UNKNOWN, Person
from runbook.pdf.prefill.fields import FIELDS, PlanField
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.step_ids import step_parts

Shape = tuple[object, ...]
SiteValue = str | clock.date | int | tuple[str, ...] | None
_DAY_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")  # a warning's value that is a moment begins so
NOBODY = Person(initials="", name="", roles=())  # an empty row of the staff table
MANY_ROLES = {PlanStep: MANY_OF_A_STEP, Person: MANY_OF_A_PERSON}  # from so many on, they belong to the shape
NOTHING_SAID = HouseStaff(initials="", name="")  # of somebody of whom a house says nothing


class SplitPlan(NamedTuple):
    """What two plans must have in common to be filled into one master, and what they need not."""

    shape: Shape
    values: list[SiteValue]


def split(plan: Plan) -> SplitPlan:
    """Shape and values. Raises NotPrefillable for a plan that has no master."""
    try:
        reading = _Reading(plan)
        reading.noun(plan)
    except KeyError as error:
        raise NotPrefillable(str(error)) from error
    return SplitPlan(tuple(reading.shape), reading.values)


def shown_twice(plan: Plan, values: list[SiteValue]) -> bool:
    """Whether one of the times among the values, or in a warning, is of an hour that the site's clock repeats: pages
    show it with its offset, and a master has no room for that. Raises NotPrefillable for what is no time."""
    hours = repeated_hours(plan)
    said = (text for warning in plan.warnings for text in warning.args.values() if _DAY_AND_TIME.match(text))
    times = (one for one in (*values, *map(_moment, said)) if isinstance(one, clock.datetime) and one.tzinfo)
    return any(since <= one < end for one in times for since, end in hours)


class _Reading:
    """One walk over a plan: what is met is put down, one after the other, on one of two lists."""

    def __init__(self, plan: Plan) -> None:
        self.shape: list[object] = []
        self.values: list[SiteValue] = []
        self.places = {a.id: i for i, a in enumerate(plan.appliances)}
        self.numbers = {s.id: s.number for s in plan.steps}
        self.staff = plan.staff
        self.contacts = {(one.name, one.phone) for one in plan.house.contacts} if plan.house else None
        if len(self.places) != len(plan.appliances) or len(self.numbers) != len(plan.steps):
            raise NotPrefillable("two of one name")

    def noun(self, noun: Any) -> None:
        take, rest, values, readers = _NOUNS[type(noun)]
        taken = take(noun)
        self.shape += taken[:rest]
        self.values += taken[rest:values]
        for at, read in readers:
            field = taken[at]
            if field is None:
                self.shape.append(None)
            else:
                read(self, field, noun)


# Reads a field that is there, given the noun that has it too.
_Reader = Callable[[_Reading, Any, Any], None]


def _value_if_any(reading: _Reading, value: SiteValue, _: object) -> None:
    if value:
        reading.values.append(value)
        reading.shape.append(True)
    else:
        reading.shape.append(value)


def _version(reading: _Reading, version: str, _: object) -> None:
    if version == UNKNOWN:
        reading.shape.append(version)  # pages have a line in its place
    else:
        _value_if_any(reading, version, _)


def _roles(reading: _Reading, roles: tuple[str, ...], noun: Any) -> None:
    if len(roles) >= MANY_ROLES[type(noun)]:
        reading.shape.append(roles)
    else:
        reading.values.append(roles)
        reading.shape.append(None)


def _texts(reading: _Reading, texts: tuple[str, ...], _: object) -> None:
    reading.shape.append(len(texts))
    reading.values += texts


def _slot_value(reading: _Reading, text: str, slot: Slot) -> None:
    if reading.contacts is not None:  # where a step says to call one of the house, that is the same on all its sites
        own = (slot.label, text) in reading.contacts
        reading.shape.append(text if own else None)
        if own:
            return
    if slot.kind == "version":
        _version(reading, text, slot)
        return
    if slot.kind == "datetime":
        reading.values.append(_moment(text))
    else:
        reading.values.append(_count(text) if slot.kind == "count" else text)


def _moment(text: str) -> clock.datetime:
    try:
        return clock.datetime.fromisoformat(text)
    except ValueError as error:
        raise NotPrefillable(text) from error


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotPrefillable(text)
    return int(text)


def _appliance(reading: _Reading, id_: str, _: object) -> None:
    reading.shape.append(reading.places[id_])


def _appliances(reading: _Reading, ids: dict[str, str], _: object) -> None:
    reading.shape.append(tuple((letter, reading.places[id_]) for letter, id_ in ids.items()))


def _step(reading: _Reading, id_: str, _: object) -> None:
    reading.shape.append(reading.numbers.get(id_, id_))  # of a step that lies behind, its number stands there


def _step_id(reading: _Reading, _id: str, step: PlanStep) -> None:
    reading.shape += step_parts(step)


def _noun(reading: _Reading, noun: Any, _: object) -> None:
    reading.shape.append(True)
    reading.noun(noun)


def _nouns(reading: _Reading, nouns: Sequence[Any], _: object) -> None:
    reading.shape.append(len(nouns))
    for noun in nouns:
        reading.noun(noun)


def _staff(reading: _Reading, staff: tuple[Person, ...], plan: Plan) -> None:
    _nouns(reading, (*staff, *[NOBODY] * (-len(staff) % STAFF_ROWS)), plan)


def _house_staff(reading: _Reading, said: tuple[HouseStaff, ...], _: object) -> None:
    own = {one.initials: one for one in said}
    for person in (*reading.staff, *[NOBODY] * (-len(reading.staff) % STAFF_ROWS)):
        reading.noun(own.get(person.initials, NOTHING_SAID))


def _expectation(reading: _Reading, expect: Expect, evidence: Evidence) -> None:
    if evidence.type == "yes-no":
        reading.shape.append(expect)
    else:
        _noun(reading, expect, evidence)


def _mapping(reading: _Reading, mapping: dict[str, str], _: object) -> None:
    reading.shape += (len(mapping), *mapping, *mapping.values())


def _frozen(reading: _Reading, content: object, _: object) -> None:
    import msgspec

    reading.shape.append(msgspec.json.encode(content))


_READ: dict[PlanField, _Reader] = {
    PlanField.TEXT_IF_ANY: _value_if_any,
    PlanField.TEXT_EACH: _texts,
    PlanField.MOMENT_IF_ANY: _value_if_any,
    PlanField.VERSION: _version,
    PlanField.ROLES: _roles,
    PlanField.SLOT_VALUE: _slot_value,
    PlanField.APPLIANCE: _appliance,
    PlanField.APPLIANCES: _appliances,
    PlanField.STEP_ID: _step_id,
    PlanField.STEP: _step,
    PlanField.NOUN: _noun,
    PlanField.NOUNS: _nouns,
    PlanField.STAFF: _staff,
    PlanField.HOUSE_STAFF: _house_staff,
    PlanField.EXPECTATION: _expectation,
    PlanField.MAPPING: _mapping,
    PlanField.FROZEN: _frozen,
}
_VALUES = {PlanField.TEXT, PlanField.REVISION, PlanField.APPLIANCE_ID}  # all of it is a value
_NEITHER = {PlanField.WARNINGS, PlanField.UNSEEN, PlanField.PERSON}


def _compiled(noun: type) -> tuple[Callable[[Any], tuple[Any, ...]], int, int, list[tuple[int, _Reader]]]:
    """What takes a noun's fields: first those of no table, then those that are values, then those with a reader each.

    How many the first are, how many the first and the second, and where the others are with their readers.
    """
    table = FIELDS[noun]
    rest = [f.name for f in fields(noun) if f.name not in table]
    values = [name for name, kind in table.items() if kind in _VALUES]
    read = {name: _READ[kind] for name, kind in table.items() if kind not in _VALUES | _NEITHER}
    first = len(rest) + len(values)
    return attrgetter(*rest, *values, *read), len(rest), first, list(enumerate(read.values(), first))


_NOUNS = {noun: _compiled(noun) for noun in FIELDS}
