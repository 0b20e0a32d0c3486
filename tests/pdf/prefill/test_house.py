"""What is printed of a house is set with the master: nothing of it is filled in, and no other house gets it."""

from __future__ import annotations

from dataclasses import replace

import pymupdf
import pytest

from runbook.cache import Cache
from runbook.model.plan import Plan, PlanHouse
from runbook.pdf.prefill.marked_plan import marked
from runbook.pdf.prefill.marks import ShownAs, text_mark
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.pdf.prefill.split_plan import split
from tests.house.folders import EXAMPLE, of, plan_with
from tests.pages import glossary, language
from tests.pdf.prefill.alike import differences
from tests.pdf.prefill.test_prefiller import everything, in_full

OURS = ("+33 1 99 00 00 01", "+33 1 99 00 00 02", "+1 202 555 0100", "C-0000-EXAMPLE")  # of the example house


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_with(of(EXAMPLE), "lyon")


@pytest.fixture(scope="module")
def prefiller(tmp_path_factory: pytest.TempPathFactory) -> Prefiller:
    """With masters of its own: none that a test of other pages left behind."""
    return Prefiller(glossary(), Cache(folder=tmp_path_factory.mktemp("cache")))


def with_house(plan: Plan, **changed: object) -> Plan:
    """The plan with other facts of its house."""
    assert plan.house is not None
    house: PlanHouse = replace(plan.house, **changed)  # type: ignore[arg-type]
    return replace(plan, house=house)


def of_another_house(plan: Plan) -> Plan:
    """The plan with another telephone of each of those that the house has called, wherever it is printed."""
    assert plan.house is not None
    other = {phone: f"+41 22 555 01 {n:02}" for n, phone in enumerate(OURS)}
    contacts, escalation = (
        tuple(replace(one, phone=other.get(one.phone, one.phone)) for one in each)
        for each in (plan.house.contacts, plan.house.escalation)
    )
    steps = tuple(
        replace(step, slots=tuple(replace(slot, value=other.get(slot.value, slot.value)) for slot in step.slots))
        for step in plan.steps
    )
    house = {"contacts": contacts, "escalation": escalation, "vendor_phone": other[OURS[2]], "vendor_contract": "C-1"}
    return replace(with_house(plan, **house), steps=steps)


def test_what_the_house_says_is_no_value(plan):
    shape, values = split(plan)
    assert not set(OURS) & set(values)
    assert not any(phone in str(value) for value in values for phone in OURS[:2])
    assert split(marked(plan)).shape == shape
    assert any(slot.value == OURS[0] for step in marked(plan).steps for slot in step.slots)


def test_a_telephone_of_the_house_at_a_step_belongs_to_the_shape(plan):
    """Where the inventory happens to have another text under the same label, it is a value again."""
    steps = tuple(
        replace(step, slots=tuple(replace(s, value="+44 20" if s.value == OURS[0] else s.value) for s in step.slots))
        for step in plan.steps
    )
    assert split(replace(plan, steps=steps)).shape != split(plan).shape
    assert "+44 20" in split(replace(plan, steps=steps)).values


@pytest.mark.long
def test_the_pages_of_a_house_are_filled_in_as_they_are_set(plan, prefiller):
    """Of a plan of the same house with other values than those that the master was made with."""
    other = replace(plan, hostname="other.example.com", organization="Another department")
    assert split(other).shape == split(plan).shape
    prefiller.filled_in("runbook", plan, language("fr"), "A4")
    filled = prefiller.filled_in("runbook", other, language("fr"), "A4")
    assert filled is not None
    assert differences(filled, in_full("runbook", other, "fr")) == []


@pytest.mark.long
def test_a_master_of_one_house_is_never_used_for_another(plan, prefiller):
    other = of_another_house(plan)
    made = [prefiller.filled_in("runbook", one, language("fr"), "A4") for one in (plan, other)]
    assert len(prefiller._masters) == 2
    texts = [text_of(one or b"") for one in made]
    for phone in OURS:
        assert phone in texts[0]
        assert phone not in texts[1]
        assert phone.encode() not in everything(made[1] or b"")
    assert "+41 22 555 01 00" in texts[1]


def text_of(data: bytes) -> str:
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        return " ".join(" ".join(page.get_text() for page in pdf).split())


@pytest.mark.parametrize("contract", ["q000", "q00a", text_mark(ShownAs.TEXT, 1)])
def test_what_looks_like_a_mark_is_set_in_full(plan, contract):
    """It would be found in the place of a value."""
    looks = with_house(plan, vendor_contract=contract)
    assert Prefiller(glossary()).filled_in("runbook", looks, language("fr"), "A4") is None
