"""The approval document: what it must hold on every path, and its pages as they are set."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from runbook.document.approval import approval
from runbook.document.approval_parts import Approval
from runbook.i18n import Language, load_language
from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.model.ways_back import main_phases, main_steps
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from runbook.procedures.load import load_procedures
from tests.plans import APART, CLIENTS, KINDS, apart_plan, paths, plan_of
from tests.under_way import plan_under_way

pytestmark = pytest.mark.sampled(4)

PLANS = {plan.path: plan for plan in paths()}
LONG: dict[str, tuple[str, Any, Any, Any, dict[str, Any]]] = {
    "pair": ("failover", "automatic", "asynchronous", "dns", {"bases": (True, False, True)}),
    "cluster": ("atlas-failover", None, None, "nat", {"bases": (True, True, True), "hours": 20}),
    "alone": ("atlas-no-failover", None, None, None, {"nodes": 8, "hours": 4}),
    "migration": ("migrate-virtual-physical", "manual", None, None, {"hours": 3}),
    "single": ("single", "automatic", None, None, {}),
}


@cache
def language(tag: str) -> Language:
    return load_language(tag)


EVERY = bool(os.environ.get("EVERY_PATH"))
# French is longer: English is drawn of one, or of all with EVERY_PATH=1.
DRAWN = [(name, tag) for name in LONG for tag in ("en", "fr") if EVERY or tag == "fr" or name == "cluster"]


MOST_PAGES = {"pair": 6, "cluster": 6, "alone": 5, "migration": 4, "single": 3}
OUT_OF_REACH = "no Jump Client can be reached"


def names(made: Approval) -> list[str]:
    """Who has a box to sign, on whichever page."""
    return [v.text for v in (*made.first.approvers, *made.first.others)]


def document(plan: Plan, tag: str = "en") -> Approval:
    return approval(plan, language(tag))


def long_plan(name: str) -> Plan:
    topology, method, order, switch, more = LONG[name]
    return plan_of(topology, method, order, switch, **more)


def drawn(plan: Plan, tag: str, paper: Any = "A4") -> PdfReader:
    made = approval(plan, language(tag), paper)
    return PdfReader(io.BytesIO(render_pdf(html.approval_html(made, language(tag)), made.images, style="approval")))


@pytest.mark.long
@pytest.mark.parametrize(("name", "tag"), DRAWN)
def test_it_has_a_page_to_sign_and_few_more_and_names_its_revision_on_each(name, tag):
    plan = long_plan(name)
    reader = drawn(plan, tag)
    assert 2 <= len(reader.pages) <= MOST_PAGES[name]
    for page in reader.pages:
        assert plan.revision[:12] in page.extract_text()
    whole = "".join(page.extract_text() for page in reader.pages)
    assert plan.revision in whole
    assert "((" not in whole
    assert re.search(r"phase by phase \(p\.\xa0?\s?[2-9]\)|phase par phase \(p\.\xa0?\s?[2-9]\)", whole)
    assert re.search("(critical path|chemin critique)\n", whole), "words of a drawing"


@pytest.mark.long
def test_letter_paper_holds_it_too():
    reader = drawn(long_plan("cluster"), "fr", "Letter")
    assert len(reader.pages) <= MOST_PAGES["cluster"]
    assert {tuple(round(float(v)) for v in page.mediabox[2:]) for page in reader.pages} == {(612, 792)}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_it_says_all_that_a_board_asks_for(plan):
    made = document(plan)
    assert made.reasons
    assert {id_.text for row in made.changes for id_ in row.ids} == {a.id for a in plan.appliances}
    assert all(row.software[0].text and row.software[1].text for row in made.changes)
    assert made.head.figures[0].value.text != "none planned"
    assert len(made.drawing.bars) == len(plan.windows)
    assert all(any(lane.kind == "critical" and lane.stretches for lane in bar.lanes) for bar in made.drawing.bars)
    assert made.risks
    assert all(row.limits for row in made.risks)
    numbers = {n for row in made.ways for n in row.numbers.split(", ")}
    assert numbers == {str(p.number) for p in main_phases(plan)}
    assert all(row.back for row in made.ways)
    assert any(row.no_return for row in made.ways) == any(s.no_return for s in plan.steps)
    signed = {role for s in plan.steps for role in s.roles}
    assert len(made.duties) >= len(signed)
    assert names(made) == ["T. Leroy"]


def test_where_nothing_is_known_to_go_wrong_no_empty_table_asks_for_grades() -> None:
    """As on paths of a house that takes none of the steps that limit a risk."""
    plan = next(iter(PLANS.values()))
    whole, bare = (
        html.approval_html(approval(one, language("en")), language("en")) for one in (plan, replace(plan, risks=()))
    )
    asked = ("Risks, and what limits each", "How serious", "1 low, 2 medium, 3 high")
    assert [text in whole for text in asked] == [True] * 3
    assert [text in bare for text in asked] == [False] * 3


def test_licences_and_patches_are_told_and_clients_where_they_follow() -> None:
    made = document(plan_of("single", "automatic", hops=("lsp", "b")))
    assert [(item.label, item.value.text) for item in made.also] == [
        ("Pass 1 of 2 · Licence", "11 more users"), ("Pass 1 of 2 · Patch", "BT26-11"),
    ]  # fmt: skip
    assert [(row.base[1].text, row.software[1].text) for row in made.changes] == [("6.3.1", "23.1.1")]
    assert OUT_OF_REACH in made.honest
    assert "A patch affects clients in a way that nobody expected." in [row.text for row in made.risks]
    alone = document(plan_of("single", "automatic", hops=("b",)), "fr")
    assert [(row.base[1].text, row.software[1].text) for row in alone.changes] == [("6.2.0", "inchangé")]
    assert not alone.also
    assert "Jump Client" not in alone.honest
    assert "Jump Client n’est pas joignable" not in html.approval_html(alone, language("fr"))
    assert "no Jump Client can be reached" in html.approval_html(made, language("en"))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_nothing_that_is_forbidden_is_left_out_of_the_risks(plan):
    limits = {text for risk in plan.risks for text in risk.limits}
    assert {n.text for n in plan.never} <= limits


def test_every_risk_is_one_of_some_path():
    removed = plan_of("single", "automatic", bases=(True, True), wait="remove-clients")
    pushed = plan_of("single", "automatic", clients=CLIENTS[1])
    patched = plan_of("single", "automatic", hops=("p",))
    found = {risk.text for plan in (*PLANS.values(), removed, pushed, patched) for risk in plan.risks}
    assert {risk.text for risk in load_procedures().risks} <= found


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_what_the_release_rests_on_is_listed_as_prepared_and_nothing_behind_it(plan):
    release = next(place for place, step in enumerate(plan.steps) if step.gate == "release")
    rows = document(plan).prepared
    assert [n for row in rows for n in row.number.split(", ")] == [step.number for step in plan.steps[:release]]
    prepared = {step.event for step in plan.steps[:release]}
    assert {"prep.maintenance", "prep.package-order", "prep.controlled-test"} <= prepared


def test_a_step_behind_the_release_is_not_listed_whatever_it_says():
    plan = PLANS["single-automatic"]
    rows = document(plan).prepared
    assert (
        document(replace(plan, steps=tuple(replace(step, prepared=True) for step in plan.steps[:-1]))).prepared == rows
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_nothing_that_users_notice_is_to_be_prepared(kind, wait):
    """Y12: clients that are removed, or replaced by new ones, are offline from then on."""
    plan = plan_of(*kind, wait=wait, clients=CLIENTS[2])
    numbers = {n for row in document(plan).prepared for n in row.number.split(", ")}
    harm = [s for s in plan.steps if s.event in ("clients.remove", "prep.msi")]
    assert harm
    assert numbers.isdisjoint(s.number for s in harm)


def test_what_the_planner_warns_of_stands_there():
    assert any("too short" in w.text for w in document(long_plan("migration")).warnings)


def test_every_approver_has_a_box():
    many = tuple(Person(initials=f"P{n}", name=f"Person {n}", roles=("approver",)) for n in range(4))
    plan = replace(PLANS["single-automatic"], staff=many)
    assert names(document(plan)) == [f"Person {n}" for n in range(4)]


def test_values_are_shown_as_text():
    value = "<b>&\u202e\n{{x}}"
    plan = replace(PLANS["single-automatic"], site_name=value, organization=value, hostname=value)
    page = html.approval_html(document(plan), language("en"))
    assert "<b>&amp;" not in page
    assert "&lt;b&gt;&amp;⟨U+202E⟩⟨U+000A⟩{{x}}" in page


def test_all_kinds_are_covered_by_the_long_ones():
    assert {kind[0].split("-")[0] for kind in KINDS} == {topology.split("-")[0] for topology, *_ in LONG.values()}


def duty(plan, role):
    return next((row for row in document(plan).duties if row.role == role), None)


def with_staff(plan, *roles):
    names = zip(("CM", "TL", "AB"), ("C. Martin", "T. Leroy", "A. Bernard"), roles, strict=True)
    return replace(plan, staff=tuple(Person(initials=i, name=name, roles=held) for i, name, held in names))


def test_who_witnesses_is_who_may_witness():
    plan = PLANS["failover-asynchronous-automatic-dns"]
    count = sum(step.witness for step in main_steps(plan))
    says = f"beside another signature: {count} steps"
    two = with_staff(plan, ("technician", "network"), ("witness",), ("witness", "manager"))
    assert [v.text for v in duty(two, "witness").people] == ["T. Leroy", "A. Bernard"]
    assert duty(two, "witness").signs == says
    one = with_staff(plan, ("technician", "network"), ("technician",), ("witness", "manager"))
    assert [v.text for v in duty(one, "witness").people] == ["A. Bernard"]
    assert duty(one, "witness").signs == f"{says}; where they sign themselves, somebody else is the witness"
    nobody = with_staff(plan, ("technician", "network"), ("technician",), ("manager",))
    assert [v.text for v in duty(nobody, "witness").people] == ["C. Martin", "T. Leroy", "A. Bernard"]
    assert duty(nobody, "witness").signs == says


def test_steps_of_a_way_back_that_are_alike_are_listed_once() -> None:
    rows = document(plan_of("atlas-failover", switch="dns")).ways
    listed = [way.steps.split(" · ") for row in rows for way in row.ways if way.steps]
    assert any("Reopen the node, on A" in steps for steps in listed)
    assert all(len(steps) == len(set(steps)) for steps in listed)


def test_a_way_back_that_is_closed_more_than_once_names_its_steps() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, False))
    closed = [row.no_return for row in document(plan).ways if row.no_return]
    assert closed == ["No way back from here: steps " + ", ".join(s.number for s in plan.steps if s.no_return)]
    (once,) = (row.no_return for row in document(long_plan("single")).ways if row.no_return)
    assert once.startswith("No way back from here: step ")


@pytest.mark.parametrize("place", APART, ids=str)
def test_of_a_pair_found_apart_it_says_who_serves_and_what_is_left(place):
    done, serving, *_others = place
    plan = apart_plan(place)
    made, letters = document(plan), {i: letter for letter, i in plan.passes[0].letters.items()}
    for row, appliance in zip(made.changes, plan.appliances, strict=True):
        letter = letters[appliance.id]
        assert row.what.split(", ")[0] == ("in service" if letter == serving else "apart")
        assert (row.base[1].text == "unchanged") is (letter in done)
    assert (OUT_OF_REACH in made.honest) is (serving not in done)


def test_of_a_pair_that_is_half_done_one_is_in_service_and_the_other_apart():
    plan = plan_under_way(("failover", "automatic", "asynchronous", "dns"), 1)
    serves = plan.passes[0].primary_end
    told = {row.ids[0].text: row.what.split(",")[0] for row in document(plan).changes}
    assert told == {a.id: "in service" if a.id == serves else "apart" for a in plan.appliances}
