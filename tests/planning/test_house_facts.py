"""Whom a plan names of a house, by which telephones, and who may witness; what the inventory has under extra."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runbook.errors import PlanningError
from runbook.house.merged import HouseProcedures
from runbook.model.house import RiskGrade
from runbook.model.plan import PlanHouse
from runbook.model.site import Change, Person, Site
from runbook.planning.house_facts import witnesses_of
from runbook.planning.paths import path_named
from runbook.planning.pipeline import _given, make_plan
from runbook.planning.risks import graded
from runbook.procedures.load import load_procedures
from tests.house.folders import FILE, STEP, example, of, plan_with, written
from tests.plans import change_of, plan_of, site_of

# CM is staff of the site and has AB for a deputy, who has no deputy; EF is away in the window, with a deputy who has no
# telephone; GH has none either. Nobody names ZZ.
PEOPLE = """\
people:
  CM: {name: C. Martin, phone: "+33 6 01", roles: [technician], deputy: AB}
  AB: {name: A. Bernard, phone: "+33 6 02", roles: [approver]}
  EF: {name: E. Faure, phone: "+33 6 03", roles: [technician], deputy: IJ, away: [{start: 2026-12-04, end: 2026-12-06}]}
  GH: {name: G. Hamel, roles: [technician], deputy: EF}
  IJ: {name: I. Joly, roles: [technician]}
  ZZ: {name: Z. Zola, phone: "+33 6 09", roles: [technician]}
escalation: [{minutes: 10, call: CM}, {minutes: 20, call: EF}, {minutes: 30, call: GH}]
"""
STAFF = (
    Person(initials="AB", name="A. Bernard", roles=("technician", "network")),
    Person(initials="CD", name="C. Dubois", roles=("technician",)),
    Person(initials="EF", name="E. Faure", roles=("desktop",)),
)
SIGNED = plan_of("single", "automatic").steps[0]


def held(house: HouseProcedures) -> PlanHouse:
    """The house as the plan of the example's single appliance holds it."""
    plan = plan_with(house)
    assert plan.house is not None
    return plan.house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> HouseProcedures:
    """The house of PEOPLE, with one step of its own."""
    return of(written(tmp_path_factory.mktemp("house"), FILE + PEOPLE, STEP))


def test_people_are_named_with_their_telephones_and_those_of_their_deputies(house: HouseProcedures) -> None:
    assert [
        (one.initials, one.name, one.phone, one.deputy, one.deputy_name, one.deputy_phone) for one in held(house).staff
    ] == [
        ("CM", "C. Martin", "+33 6 01", "AB", "A. Bernard", "+33 6 02"),
        ("AB", "A. Bernard", "+33 6 02", "", "", ""),
        ("EF", "E. Faure", "+33 6 03", "IJ", "I. Joly", ""),
        ("GH", "G. Hamel", "", "EF", "E. Faure", "+33 6 03"),
    ]


def test_who_is_called_stands_with_a_telephone_or_with_none(house: HouseProcedures) -> None:
    assert [(one.minutes, one.name, one.phone) for one in held(house).escalation] == [
        (10, "C. Martin", "+33 6 01"),
        (20, "I. Joly", ""),
        (30, "G. Hamel", ""),
    ]


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        ("", ("", "", "")),
        ('vendor: {phone: "+1 202 555 0100"}\n', ("+1 202 555 0100", "", "")),
        ('vendor: {contract: C-1, case: "0123"}\n', ("", "C-1", "0123")),
    ],
)
def test_of_the_vendor_there_is_what_the_house_says(
    vendor: str, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    found = held(of(written(tmp_path, FILE + vendor)))
    assert (found.vendor_phone, found.vendor_contract, found.vendor_case) == expected


@pytest.mark.parametrize(
    ("left", "titles"),
    [
        ("verify.clients", ["Check that every Jump Client is back"]),  # an event, that steps of other names have
        ("verify-clients-upgraded", ["Check that every Jump Client is back"]),  # a step, which has that event
        ("backup-settings", ["Save the settings"]),
        ("prep-downtime", ["Announce the downtime"]),  # a step that has no event
        ("compare-builds", []),  # of pairs
        ("node.close", []),
    ],
)
def test_what_is_left_out_is_told_where_the_path_has_it(left: str, titles: list[str], house: HouseProcedures) -> None:
    file = replace(house.house.file, leave_out={left: "Done elsewhere"})
    found = held(replace(house, house=replace(house.house, file=file)))
    assert [(one.title, one.reason) for one in found.left_out] == [(title, "Done elsewhere") for title in titles]


@pytest.mark.parametrize(
    ("named", "witness", "roles", "found"),
    [
        (("AB",), True, ("network",), None),  # AB alone may sign it, and would witness it too
        (("AB",), False, ("network",), ("AB",)),  # nobody witnesses it
        (("AB",), True, ("technician",), ("AB",)),  # CD signs it
        (("AB",), True, (), ("AB",)),  # anybody signs it
        (("EF",), True, ("network", "desktop"), ("EF",)),  # AB signs it
        (("AB", "CD"), True, ("network",), ("AB", "CD")),  # CD witnesses it
        (("ZZ", "CD"), True, ("network",), ("CD",)),  # ZZ is not of the site
    ],
)
def test_a_house_that_names_one_witness_leaves_somebody_else_to_sign(
    named: tuple[str, ...], witness: bool, roles: tuple[str, ...], found: tuple[str, ...] | None, house: HouseProcedures
) -> None:
    asked = replace(house, house=replace(house.house, file=replace(house.house.file, witnesses=named)))
    steps = (replace(SIGNED, number="2.1", witness=False), replace(SIGNED, number="2.2", witness=witness, roles=roles))
    if found is not None:
        assert witnesses_of(asked, STAFF, steps) == found
        return
    with pytest.raises(PlanningError, match=r"names only AB as a witness, .* step 2\.2"):
        witnesses_of(asked, STAFF, steps)


def test_without_names_whoever_has_the_role_may_witness(house: HouseProcedures) -> None:
    staff = (*STAFF, Person(initials="TL", name="T. Leroy", roles=("approver", "witness")))
    assert witnesses_of(None, staff) == witnesses_of(house, staff) == ("TL",)


def test_risks_are_graded_as_far_as_the_house_says() -> None:
    risks = plan_of("single", "automatic").risks[:4]
    first, second, third, fourth = (risk.id for risk in risks)
    said = {
        first: RiskGrade(likelihood="low", weight="high"),
        second: RiskGrade(likelihood="medium"),
        third: RiskGrade(weight="low"),
        "of-no-plan": RiskGrade(likelihood="high", weight="high"),
    }
    assert [(risk.id, risk.likelihood, risk.weight) for risk in graded(risks, said)] == [
        (first, "low", "high"),
        (second, "medium", ""),
        (third, "", "low"),
        (fourth, "", ""),
    ]


def _with_extras() -> tuple[Site, Change]:
    """A migration with values of site, change, old and new appliance; the nearest one holds."""
    change = change_of("migrate-physical-virtual", "manual", None)
    assert change.target
    change = replace(
        change, extra={"of": "change", "ticket": 7}, target=replace(change.target, extra={"of": "new", "rack": "B 2"})
    )
    site = site_of("migrate-physical-virtual")
    old = replace(site.appliances[0], extra={"of": "old", "rack": "A 1"})
    return replace(site, extra={"of": "site", "vip": True}, appliances=(old,), changes=(change,)), change


@pytest.mark.parametrize(
    ("appliance", "expected"),
    [
        (None, {"vip": True, "ticket": 7, "of": "change"}),
        ("rs-a", {"vip": True, "ticket": 7, "of": "old", "rack": "A 1"}),
        ("rs-n", {"vip": True, "ticket": 7, "of": "new", "rack": "B 2"}),
        ("rs-x", {"vip": True, "ticket": 7, "of": "change"}),
    ],
)
def test_extras_of_an_appliance_stand_before_those_of_change_and_site(
    appliance: str | None, expected: dict[str, object]
) -> None:
    assert _given(*_with_extras(), load_procedures(), None).extras(appliance) == expected


def test_a_change_of_another_kind_takes_the_path_that_it_names() -> None:
    kit = load_procedures()
    own = replace(next(path for path in kit.paths if path.name == "single-{method}"), name="renewal", when=("nat",))
    book = example()
    site = next(one for one in book.sites if one.id == "lyon")
    change = replace(site.changes[0], kind="other", path="renewal")
    plan = make_plan(book, replace(site, changes=(change,)), change, replace(kit, paths=(*kit.paths, own)))
    assert plan.path == "renewal"
    with pytest.raises(PlanningError, match="the house has no path renewal"):
        path_named(kit, "renewal")
