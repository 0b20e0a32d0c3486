"""What of a plan is the site's own, and what two plans of one shape have in common."""

from __future__ import annotations

import datetime as clock
import os
import re
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

import pytest

from runbook.model.plan import (
    HousePhone,
    HouseStaff,
    LeftOut,
    PlanHouse,
    PlanPackage,
    PlanStep,
    PlanWarning,
    Slot,
    Tolerances,
)
from runbook.pdf.pages import document_of, html_of
from runbook.pdf.prefill.fields import FIELDS, PlanField
from runbook.pdf.prefill.make_master import outside_slots
from runbook.pdf.prefill.marked_plan import marked
from runbook.pdf.prefill.marks import MARK
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.split_plan import MANY_ROLES, split
from tests import plans
from tests.pages import glossary, language
from tests.pdf.prefill.awkward import awkward

KINDS = [pytest.param(kind, id="-".join(str(part) for part in kind if part)) for kind in plans.KINDS]


def bare(kind, plan, tag):
    document, _ = document_of(kind, plan, language(tag), glossary(), "A4")
    return outside_slots(html_of(document, language(tag)))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_stands_where_its_value_stood(kind):
    plan = plans.plan_of(*kind)
    marks = split(marked(plan)).values
    assert len(set(marks)) == len(marks) == len(split(plan).values)
    assert all(MARK.fullmatch(mark) for mark in marks if isinstance(mark, str))
    assert marked(marked(plan)) == marked(plan)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", KINDS)
def test_the_marks_of_a_shape_are_the_same_whoever_it_is_made_of(kind):
    one, other = awkward(kind, 1, 0.3), awkward(kind, 8, 0.3)
    assert split(one).shape == split(marked(one)).shape
    assert (split(one).shape == split(other).shape) == (marked(one) == marked(other))


@pytest.mark.sampled(21)
@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_one_shape_are_the_same_but_for_their_slots(kind):
    """Over random sites; whatever is not in a slot decides the shape, or two pages of one shape would differ."""
    found: dict[object, list[object]] = {}
    for seed in range(10):
        plan = awkward(kind, seed, 0.3)
        found.setdefault(split(plan).shape, []).append(plan)
    same = max(found.values(), key=len)
    assert len(same) > 1
    for which, tag in (("runbook", "fr"), ("checklist", "en")):
        for one, other in pairwise(same[:3]):
            assert bare(which, one, tag) == bare(which, other, tag)


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS[::7])
def test_pages_that_are_not_the_same_are_of_another_shape(kind):
    pages: dict[object, str] = {}
    for plan in plans.combinations(kind, each=9 if os.environ.get("LONG") else 27):
        page = bare("checklist", plan, "en") + bare("runbook", plan, "en")
        assert pages.setdefault(split(plan).shape, page) == page
    assert len(pages) > 1


@pytest.mark.long
def test_nothing_of_a_site_is_outside_the_slots():
    for kind in plans.KINDS[::5]:
        assert not MARK.search(bare("runbook", marked(plans.plan_of(*kind)), "en"))


HOLDERS = {
    PlanField.NOUN, PlanField.NOUNS, PlanField.STAFF, PlanField.HOUSE_STAFF, PlanField.PERSON, PlanField.EXPECTATION,
    PlanField.APPLIANCE_ID, PlanField.APPLIANCE, PlanField.APPLIANCES, PlanField.STEP_ID, PlanField.STEP,
}  # fmt: skip
SINGLE_FIELDS = [
    pytest.param(noun, f.name, FIELDS[noun].get(f.name), id=f"{noun.__name__}.{f.name}")
    for noun in FIELDS
    for f in fields(noun)
    if FIELDS[noun].get(f.name) not in HOLDERS
]


IF_ANY = {PlanField.TEXT_IF_ANY, PlanField.MOMENT_IF_ANY}


def with_another(thing: Any, noun: type, name: str) -> Any:
    """`thing` with something else in a field of all nouns of a class."""
    if isinstance(thing, tuple):
        return tuple(with_another(part, noun, name) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {f.name: with_another(getattr(thing, f.name), noun, name) for f in fields(thing)}
        if isinstance(thing, noun):
            changed[name] = another(changed[name], FIELDS[noun].get(name))
        return replace(thing, **changed)
    return thing


MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}[+-][0-9:]{5}")


def another_tuple(value: tuple[Any, ...], kind: PlanField | None) -> tuple[Any, ...]:
    if kind is PlanField.ROLES:  # many are not the site's own
        return value if len(value) >= MANY_ROLES[PlanStep] else ("another", *value[1:])
    if value and isinstance(value[0], HousePhone):
        return (*value, replace(value[0], phone="+44 20 7946 0100"))
    return (*value, "technician")


def another(value: Any, kind: PlanField | None) -> Any:
    if value in ("yes", "no") or (value is None and kind in IF_ANY):  # what is not the site's own
        return value
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return (clock.datetime.fromisoformat(value) + clock.timedelta(minutes=1)).isoformat()
    if isinstance(value, str):
        return str(int(value) + 1) if value.isdigit() else value[::-1]
    if isinstance(value, clock.datetime):
        return value + clock.timedelta(minutes=1)
    if isinstance(value, clock.date):
        return value + clock.timedelta(days=1)
    if isinstance(value, tuple):
        return another_tuple(value, kind)
    if isinstance(value, Tolerances):
        return replace(value, watches=value.watches + 1)
    if isinstance(value, dict):
        return {**value, "another": "one"}
    return value + 1 if isinstance(value, int) else "another"


@pytest.fixture(scope="module")
def full():
    """A plan with something in every field of the table."""
    plan = plans.plan_of("failover", "automatic", "asynchronous", "shared-ip")
    appliances = tuple(replace(a, region="emea") for a in plan.appliances)
    warning = PlanWarning(code="time", text="Window {n} is {minutes} min too short.", args={"n": "1", "minutes": "10"})
    package = PlanPackage(kind="patch", name="BT26-02", file="bt26-02.nss", sha256="0123456789abcdef" * 4)
    passes = tuple(replace(each, packages=(package,)) for each in plan.passes)
    said: Any = {"ticket": "CHG0041234/1", "reason": "CVE-2026-12345", "deadline": clock.date(2026, 12, 20)}
    said_of = HouseStaff(
        initials=plan.staff[0].initials,
        name="C. Martin",
        phone="+33 6 99 00 00 11",
        deputy="TL",
        deputy_name="T. Leroy",
        deputy_phone="+33 6 99 00 00 12",
    )
    phone = HousePhone(name="Control room", phone="+33 1 99 00 00 01", hours="by day")
    house = PlanHouse(
        name="Example SA",
        logo="data:image/png;base64,",
        classification="Internal",
        retention="Three years",
        contacts=(phone,),
        escalation=(replace(phone, minutes=15),),
        vendor_phone="+1 202 555 0100",
        vendor_contract="C-1",
        vendor_case="S-1",
        staff=(said_of,),
        left_out=(LeftOut(title="Count the clients", reason="Elsewhere"),),
        words={"fr": {"Control room": "Supervision"}},
    )
    return replace(plan, appliances=appliances, warnings=(warning,), passes=passes, house=house, **said)


@pytest.mark.sampled(7)
@pytest.mark.parametrize(("noun", "name", "kind"), SINGLE_FIELDS)
def test_a_field_in_the_table_is_a_value_and_one_in_none_is_of_the_shape(full, noun, name, kind):
    other = with_another(full, noun, name)
    assert other != full
    if kind is None or kind in (
        PlanField.MAPPING,
        PlanField.FROZEN,
        PlanField.TEXT_EACH,
    ):  # how many there are is of the shape
        assert split(other).shape != split(full).shape
        return
    assert split(other).shape == split(full).shape
    assert marked(other) == marked(full)
    assert (split(other).values == split(full).values) == (kind in (PlanField.UNSEEN, PlanField.WARNINGS))


def test_the_table_knows_no_field_that_is_not_there():
    for noun, table in FIELDS.items():
        assert set(table) <= {f.name for f in fields(noun)}


def test_how_many_there_are_is_of_the_shape(full):
    for other in (
        replace(full, staff=full.staff * 3),
        replace(full, windows=full.windows * 2),
        replace(full, passes=full.passes * 2),
        replace(full, failover=replace(full.failover, shared_ip=None)),
        replace(full, appliances=(replace(full.appliances[0], base=""), *full.appliances[1:])),
        replace(full, steps=tuple(replace(s, slots=()) for s in full.steps)),
        replace(full, steps=tuple(replace(s, roles=("network", "desktop", "witness")) for s in full.steps)),
        replace(full, staff=tuple(replace(p, roles=("network", "desktop", "witness", "manager")) for p in full.staff)),
        replace(full, steps=tuple(replace(s, evidence=None) for s in full.steps)),
        replace(
            full, steps=tuple(replace(s, planned_by=s.planned_from, planned_from=s.planned_by) for s in full.steps)
        ),
    ):
        assert other != full
        assert split(other).shape != split(full).shape
    assert split(replace(full, staff=full.staff * 2)).shape == split(full).shape  # the rows of a table are there


def test_what_is_said_to_be_unseen_is_not_seen():
    plan = other = plans.plan_of("single", "automatic")
    for noun, table in FIELDS.items():
        for name in (name for name, kind in table.items() if kind is PlanField.UNSEEN):
            other = with_another(other, noun, name)
    assert other != plan
    assert split(other).shape == split(plan).shape
    for which in ("runbook", "checklist"):
        assert document_of(which, plan, language("en"), glossary(), "A4") == document_of(
            which, other, language("en"), glossary(), "A4"
        )


def test_zones_texts_and_languages_make_no_other_shape(full):
    """A site in another zone, or printed in more languages, is filled into the pages that are there."""
    other = replace(
        full,
        languages=("en", "de"),
        offsets=tuple(replace(each, seconds=each.seconds + 1800) for each in full.offsets[:1]),
        texts={"de": "0" * 64},
        labels="1" * 64,
        pages=full.pages + 1,
    )
    assert {f.name for f in fields(full) if getattr(other, f.name) != getattr(full, f.name)} == {
        "languages", "offsets", "texts", "labels", "pages"
    }  # fmt: skip
    assert split(other) == split(full)
    assert marked(other) == marked(full)


def test_a_value_that_is_not_what_its_place_is_for_has_no_master():
    plan = plans.plan_of("single", "automatic")
    step = replace(plan.steps[0], slots=(Slot(label="When", value="tomorrow", kind="datetime"),))
    with pytest.raises(NotPrefillable):
        split(replace(plan, steps=(step, *plan.steps[1:])))
    step = replace(plan.steps[0], slots=(Slot(label="How many", value="many", kind="count"),))
    with pytest.raises(NotPrefillable):
        split(replace(plan, steps=(step, *plan.steps[1:])))
    with pytest.raises(NotPrefillable):
        split(replace(plan, appliances=(*plan.appliances, *plan.appliances)))
