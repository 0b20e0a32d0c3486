"""A plan with a mark in the place of every value of its site's own: the same for all plans of one shape.

Which value of a plan a mark stands for is found by splitting the marked plan as any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from runbook.document.front import STAFF_ROWS, WARNING_ROWS
from runbook.model.plan import Evidence, Expect, HouseStaff, Plan, PlanWarning, Slot
from runbook.model.site import UNKNOWN, Person
from runbook.pdf.prefill.fields import FIELDS, PlanField
from runbook.pdf.prefill.marks import REVISION, ShownAs, count_mark, moment_mark, text_mark
from runbook.pdf.prefill.split_plan import MANY_ROLES, NOBODY, NOTHING_SAID
from runbook.pdf.prefill.step_ids import renamed_step


def marked(plan: Plan) -> Plan:
    """`plan` with a mark in the place of every value, by the table of fields; nothing in what no page shows."""
    marked_plan: Plan = _Marker(plan).noun(plan)
    return marked_plan


class _Marker:
    """One walk over a plan; each mark has a number of its own."""

    def __init__(self, plan: Plan) -> None:
        self._numbers = count()
        self.appliances = {a.id: self.text() for a in plan.appliances}
        self.steps = {step.id: renamed_step(step, self.appliances) for step in plan.steps}
        self.staff: tuple[Person, ...] = ()  # as it is marked
        self.contacts = {(one.name, one.phone) for one in plan.house.contacts} if plan.house else set()

    def number(self) -> int:
        return next(self._numbers)

    def text(self) -> str:
        return text_mark(ShownAs.TEXT, self.number())

    def noun(self, noun: Any) -> Any:
        table = FIELDS[type(noun)]
        return replace(noun, **{name: _MARKS[kind](self, getattr(noun, name), noun) for name, kind in table.items()})


def _version(marker: _Marker, version: str, _: object) -> str:
    return version if version in ("", UNKNOWN) else marker.text()


def _roles(marker: _Marker, roles: tuple[str, ...], noun: Any) -> tuple[str, ...]:
    return roles if len(roles) >= MANY_ROLES[type(noun)] else (text_mark(ShownAs.ROLES, marker.number()),)


def _slot_value(marker: _Marker, _: str, slot: Slot) -> str:
    if (slot.label, slot.value) in marker.contacts:
        return slot.value
    if slot.kind == "datetime":
        return moment_mark(marker.number()).isoformat()
    if slot.kind == "version":
        return _version(marker, _, slot)
    return str(count_mark(marker.number())) if slot.kind == "count" else marker.text()


def _staff(marker: _Marker, staff: tuple[Person, ...], _: Plan) -> tuple[Person, ...]:
    rows = -(-len(staff) // STAFF_ROWS) * STAFF_ROWS
    people = (*staff, *[NOBODY] * (rows - len(staff)))
    marker.staff = tuple(marker.noun(replace(NOBODY, roles=person.roles)) for person in people)
    return marker.staff


def _house_staff(marker: _Marker, *_: object) -> tuple[HouseStaff, ...]:
    return tuple(replace(marker.noun(NOTHING_SAID), initials=person.initials) for person in marker.staff)


def _expectation(marker: _Marker, expect: Expect | None, evidence: Evidence) -> Any:
    return expect if expect is None or evidence.type == "yes-no" else marker.noun(expect)


def _warnings(*_: object) -> tuple[PlanWarning, ...]:
    texts = (text_mark(ShownAs.WARNING, row) for row in range(WARNING_ROWS))
    return tuple(PlanWarning(code="", text=text, args={}) for text in texts)


# What stands in a field of a marked plan, from what stood there and from the noun that has the field.
_MARKS: dict[PlanField, Callable[[_Marker, Any, Any], object]] = {
    PlanField.TEXT: lambda marker, _, __: marker.text(),
    PlanField.TEXT_IF_ANY: lambda marker, text, _: marker.text() if text else text,
    PlanField.VERSION: _version,
    PlanField.TEXT_EACH: lambda marker, texts, _: tuple(marker.text() for _ in texts),
    PlanField.REVISION: lambda *_: REVISION,
    PlanField.MOMENT_IF_ANY: lambda marker, moment, _: moment and moment_mark(marker.number()),
    PlanField.ROLES: _roles,
    PlanField.SLOT_VALUE: _slot_value,
    PlanField.APPLIANCE_ID: lambda marker, id_, _: marker.appliances[id_],
    PlanField.APPLIANCE: lambda marker, id_, _: None if id_ is None else marker.appliances[id_],
    PlanField.APPLIANCES: lambda marker, ids, _: {letter: marker.appliances[id_] for letter, id_ in ids.items()},
    PlanField.STEP_ID: lambda marker, id_, _: marker.steps[id_],
    PlanField.STEP: lambda marker, id_, _: None if id_ is None else marker.steps.get(id_, id_),
    PlanField.NOUN: lambda marker, noun, _: None if noun is None else marker.noun(noun),
    PlanField.NOUNS: lambda marker, nouns, _: tuple(marker.noun(noun) for noun in nouns),
    PlanField.STAFF: _staff,
    PlanField.HOUSE_STAFF: _house_staff,
    PlanField.EXPECTATION: _expectation,
    PlanField.MAPPING: lambda _, mapping, __: mapping,
    PlanField.FROZEN: lambda _, frozen, __: frozen,
    PlanField.WARNINGS: _warnings,
    PlanField.PERSON: lambda *_: "",  # its row gives it
    PlanField.UNSEEN: lambda _, value, __: type(value)(),
}
