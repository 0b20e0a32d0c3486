"""What a plan carries of its site and of the procedures, part by part: neither more nor less than belongs to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runbook.errors import PlanningError
from runbook.model.plan import Evidence, Expect, Plan, PlanStep, PlanWindow, Rule
from runbook.model.procedure import RuleData, Use
from runbook.model.site import Clients, Inventory, Person
from runbook.model.ways_back import main_phases
from runbook.planning.appliance_roles import appliances_of
from runbook.planning.pipeline import _signers, make_plan
from runbook.planning.resolve_rules import HopFacts, _groups, in_order, resolve_evidence
from runbook.planning.schedule import _clock_changes, _earliest
from runbook.procedures.load import load_procedures
from tests.plans import SOFTWARE, STAFF, change_of, paths, plan_of, site_of

PROCEDURES = load_procedures()
STEPS = plan_of("single", "automatic").steps


def with_staff(*staff: Person) -> Plan:
    change = change_of("single", "automatic", None)
    site = replace(site_of("single"), changes=(change,), staff=staff)
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    return make_plan(inventory, site, change, PROCEDURES)


def person(initials: str, *roles: Any) -> Person:
    return Person(initials=initials, name=f"{initials[0]}. Example", email="x@example.com", roles=roles)


@pytest.mark.parametrize("plan", paths(), ids=lambda plan: plan.path)
def test_the_sources_are_those_that_something_in_the_plan_names(plan: Plan) -> None:
    parts: tuple[Any, ...] = (*plan.steps, *plan.rules, *plan.never, *plan.recoveries)
    named = {source for part in (*parts, *(n for s in plan.steps for n in s.notes)) for source in part.sources}
    named |= {mark for need in plan.needs for mark in re.findall(r"\((B\d+)\)", need.text)}
    assert plan.sources == {name: PROCEDURES.catalogue[name] for name in PROCEDURES.catalogue if name in named}
    assert len(plan.sources) < len(PROCEDURES.catalogue)


def test_a_source_that_is_not_in_the_catalogue_is_no_plan() -> None:
    name = STEPS[0].id.split(":")[0]
    steps = PROCEDURES.steps | {name: replace(PROCEDURES.steps[name], sources=("P01", "ZZ1", "ZZ0"))}
    change = change_of("single", "automatic", None)
    site = replace(site_of("single"), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    with pytest.raises(PlanningError, match="not in the catalogue: ZZ0, ZZ1"):
        make_plan(inventory, site, change, replace(PROCEDURES, steps=steps))


def test_a_witness_is_who_has_that_role() -> None:
    assert with_staff(*STAFF).witnesses == ("AB",)
    assert with_staff(person("CM", "technician"), person("TL", "witness"), person("AB", "witness")).witnesses == (
        "TL", "AB",
    )  # fmt: skip


@pytest.mark.parametrize(("count", "alone"), [(1, True), (2, False), (3, False)])
def test_one_person_alone_has_no_witness(count: int, alone: bool) -> None:
    warned = {warning.code for warning in with_staff(*STAFF[:count]).warnings}
    assert ("PLN003" in warned) is alone


def test_where_nothing_needs_a_witness_one_person_is_enough() -> None:
    unseen = tuple(replace(step, witness=False) for step in STEPS)
    everything = person("CM", *{role for step in STEPS for role in step.roles})
    assert _signers(unseen, (everything,)) == (unseen, ())
    assert [warning.code for warning in _signers(STEPS, (everything,))[1]] == ["PLN003"]


def test_at_hand_is_what_this_change_needs_and_nothing_of_another_kind() -> None:
    automatic, manual = plan_of("single", "automatic"), plan_of("single", "manual")
    texts = [{need.text for need in plan.needs} for plan in (automatic, manual)]
    assert ["Removable medium" in each for each in texts] == [False, True]
    assert not {text for text in texts[0] if "DNS" in text or "NAT" in text or "new appliance" in text}


def test_a_migration_between_two_levels_is_warned_of() -> None:
    (warning,) = (w for w in plan_of("migrate-physical-virtual", "automatic").warnings if w.code == "PLN004")
    assert warning.args == {"old": "22.2.1", "new": SOFTWARE[0]}
    assert "PLN004" not in {w.code for w in plan_of("single", "automatic").warnings}


def test_a_migration_has_an_old_appliance_and_a_new_one() -> None:
    migration = plan_of("migrate-physical-virtual", "automatic")
    assert [(a.side, a.form) for a in migration.appliances] == [("old", "physical"), ("new", "virtual")]
    new = migration.appliances[1]
    assert (new.role, new.base, new.software) == ("standalone", "", "")
    assert {a.side for a in plan_of("failover", "manual", "synchronous", "dns").appliances} == {None}


@pytest.mark.parametrize(("nodes", "halves"), [(1, (1, 0)), (2, (1, 1)), (4, (2, 2)), (5, (3, 2))])
def test_the_first_half_of_the_traffic_nodes_is_the_larger(nodes: int, halves: tuple[int, int]) -> None:
    site, change = site_of("atlas-no-failover", nodes=nodes), change_of("atlas-no-failover", None, None)
    found = [a.half for a in appliances_of(site, change).values()]
    assert (found.count("first"), found.count("second"), found.count(None)) == (*halves, 1)


def test_a_step_that_is_done_twice_alike_is_a_fault_of_the_procedures() -> None:
    change = change_of("single", "automatic", None)
    site = replace(site_of("single"), changes=(change,))
    twice = tuple(replace(path, phases=(*path.phases, path.phases[0])) for path in PROCEDURES.paths)
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    with pytest.raises(PlanningError, match="done twice with one identity"):
        make_plan(inventory, site, change, replace(PROCEDURES, paths=twice))


@pytest.mark.parametrize("step", ["backup-certificates", "update-software"])
def test_a_step_of_an_appliance_in_a_line_that_names_none_is_a_fault_of_the_procedures(step: str) -> None:
    assert PROCEDURES.steps[step].scope in ("appliance", "hop-appliance")
    change = change_of("single", "automatic", None)
    site = replace(site_of("single"), changes=(change,))
    wrong = tuple(
        replace(path, phases=(replace(path.phases[0], steps=(Use(step=step),)), *path.phases[1:]))
        for path in PROCEDURES.paths
    )
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    with pytest.raises(PlanningError, match=f"the step '{step}' needs an appliance"):
        make_plan(inventory, site, change, replace(PROCEDURES, paths=wrong))


def test_what_to_do_when_something_goes_wrong_stands_where_it_can() -> None:
    """Old MSI installations where there are some, clients that several passes left behind where there were several."""
    plain, extracted = (
        plan_of("single", "automatic", clients=Clients(jump_clients=9, extractable_msi=msi)) for msi in (False, True)
    )
    assert [any("R8" in step.recoveries for step in plan.steps) for plan in (plain, extracted)] == [False, True]
    twice = plan_of("single", "automatic", hops=("s", "s"))
    assert not any("R6" in step.recoveries for step in plain.steps)
    assert {step.hop for step in twice.steps if "R6" in step.recoveries} == {2}


def test_a_line_with_a_step_that_there_is_not_is_a_fault_of_the_procedures() -> None:
    change = change_of("single", "automatic", None)
    site = replace(site_of("single"), changes=(change,))
    wrong = tuple(
        replace(path, phases=(replace(path.phases[0], steps=(Use(step="update-nothing"),)), *path.phases[1:]))
        for path in PROCEDURES.paths
    )
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    with pytest.raises(PlanningError, match="no step is called 'update-nothing'"):
        make_plan(inventory, site, change, replace(PROCEDURES, paths=wrong))


@pytest.mark.parametrize(("kind", "done"), [("patch", True), ("base", False)])
def test_a_line_for_each_package_may_be_for_those_of_one_kind(kind: str, done: bool) -> None:
    blocks = {
        name: tuple(replace(use, when=(f"{kind}-package",)) if use.step == "check-patch" else use for use in block)
        for name, block in PROCEDURES.blocks.items()
    }
    change = change_of("single", "manual", None, hops=("bf",))
    site = replace(site_of("single"), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    plan = make_plan(inventory, site, change, replace(PROCEDURES, blocks=blocks))
    assert any(step.id.startswith("check-patch") for step in plan.steps) is done


def test_each_phase_says_who_serves_as_it_begins() -> None:
    moved = plan_of("failover", "automatic", "asynchronous", "dns")
    serving = {phase.id: phase.serves for phase in moved.phases}
    assert (serving["switch:h1"], serving["confirm:h1"]) == ("rs-a", "rs-b")
    stayed = plan_of("failover", "automatic", "synchronous", "dns")
    assert {phase.serves for phase in main_phases(stayed)} == {"rs-a"}


def test_a_wait_whose_beginning_is_not_planned_bounds_nothing() -> None:
    wait = replace(rule("wait", (0, 1), (2,)), minutes=60)
    end = datetime(2026, 12, 5, 22, tzinfo=UTC)
    assert _earliest((wait,), {STEPS[1].id: end}) == [end + timedelta(hours=1)]
    assert _earliest((wait,), {STEPS[3].id: end}) == []


def test_the_clock_is_looked_at_in_every_window() -> None:
    nights = (datetime(2026, 10, day, 20, tzinfo=UTC) for day in (22, 24, 26))
    windows = tuple(PlanWindow(start=night, end=night + timedelta(hours=7)) for night in nights)
    assert [warning.args["window"] for warning in _clock_changes(windows, "Europe/Paris")] == ["2"]


def test_the_clock_of_a_window_that_is_done_is_not_looked_at() -> None:
    night = datetime(2026, 10, 24, 20, tzinfo=UTC)
    done = PlanWindow(start=night, end=night + timedelta(hours=7), done=True)
    assert list(_clock_changes((done,), "Europe/Paris")) == []
    assert [warning.code for warning in _clock_changes((replace(done, done=False),), "Europe/Paris")] == ["PLN007"]


def test_ends_that_are_outside_of_hops_belong_together_once() -> None:
    data = next(iter(PROCEDURES.rules.values()))
    first, then = ([replace(STEPS[number], hop=None)] for number in (0, 1))
    for hops in (1, 3):
        facts = HopFacts(frozenset(), [frozenset()] * hops)
        assert list(_groups(replace(data, hop="same"), first, then, facts)) == [("", first, then)]
    assert list(_groups(replace(data, hop="next"), first, then, facts)) == []


def test_a_package_and_the_next_are_of_one_appliance_and_one_hop() -> None:
    """Counted from 1 on each, whatever is installed on the others in between."""

    def installed(number: int, appliance: str, hop: int) -> PlanStep:
        return replace(STEPS[0], id=f"{number}", number=f"1.{number}", appliance=appliance, hop=hop)

    places = (("a", 1), ("b", 1), ("a", 1), ("b", 1), ("a", 2), ("a", 2), ("a", 1))
    steps = [installed(number, *place) for number, place in enumerate(places, 1)]
    data = RuleData(first=("update.base",), then=("packages",), hop="package", text="x", sources=("P04",))
    found = _groups(data, steps, steps, HopFacts(frozenset(), [frozenset()] * 2))
    assert [(tail, one.id, two.id) for tail, (one,), (two,) in found] == [
        (":h1:1", "1", "3"), (":h1:2", "3", "7"), (":h1:1", "2", "4"), (":h2:1", "5", "6"),
    ]  # fmt: skip


def test_packages_outside_of_hops_follow_each_other_too() -> None:
    steps = [replace(STEPS[0], id=f"{number}", number=f"1.{number}", appliance="a", hop=None) for number in (1, 2, 10)]
    data = RuleData(first=("update.base",), then=("packages",), hop="package", text="x", sources=("P04",))
    found = _groups(data, steps[::-1], steps, HopFacts(frozenset(), [frozenset()]))
    assert [(one.id, two.id) for _tail, (one,), (two,) in found] == [("1", "2"), ("2", "10")]


def test_an_effect_holds_where_its_condition_does() -> None:
    cluster, single = plan_of("atlas-no-failover"), plan_of("single", "automatic")
    assert {name for s in cluster.steps if s.installs for name in s.effects} == {"only-master-upgraded"}
    assert {name for s in single.steps if s.installs for name in s.effects} == {"upgraded"}


def rule(kind: Any, first: tuple[int, ...], then: tuple[int, ...], steps: tuple[int, ...] = ()) -> Rule:
    names = ([STEPS[number].id for number in numbers] for numbers in (first, then, steps))
    one, other, between = (tuple(each) for each in names)
    return Rule(
        id="K1", kind=kind, first=one, then=other, steps=between, minutes=None, sources=("P01",), text="x", kit=True
    )


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (rule("order", (0, 3), (2,)), {"first": STEPS[3].id, "then": STEPS[2].id}),
        (rule("order", (3,), (5, 2)), {"first": STEPS[3].id, "then": STEPS[2].id}),
        (rule("order", (0,), (5, 0)), None),  # a circle of one
        (rule("adjacent", (1,), (5,), (2,)), {"steps": f"{STEPS[3].id}, {STEPS[4].id}"}),
        (rule("closed", (1,), (5,), (2, 4, 7)), {"steps": f"{STEPS[2].id}, {STEPS[4].id}"}),
    ],
    ids=["order of several", "order before several", "circle", "adjacent", "closed"],
)
def test_an_order_that_breaks_a_rule_is_told_with_the_steps(broken: Rule, told: dict[str, str] | None) -> None:
    with pytest.raises(PlanningError) as caught:
        in_order(STEPS, (broken,))
    if told is None:
        assert "circle" in str(caught.value)
    else:
        assert caught.value.values == {"rule": "K1"} | told


@pytest.mark.parametrize(
    "kept",
    [
        rule("order", (0, 3), (4, 9)), rule("adjacent", (1,), (2,)), rule("adjacent", (1,), (4,), (2, 3)),
        rule("closed", (1,), (5,), (1, 5, 6)),
    ],
)  # fmt: skip
def test_an_order_that_keeps_a_rule_is_the_plans(kept: Rule) -> None:
    assert in_order(STEPS, (kept,)) == STEPS


def test_evidence_points_at_the_same_appliance_or_else_at_the_first_step_of_that_name() -> None:
    def step(name: str, appliance: str | None, after: str | None = None) -> PlanStep:
        evidence = Evidence(name="e", type="datetime", label="x", expect=Expect(after=after)) if after else None
        return replace(STEPS[0], id=name, event=None, appliance=appliance, hop=1, evidence=evidence)

    here = (step("seen:a:h1", "a"), step("seen:b:h1", "b"))
    for asked, found in (("a", "seen:a:h1"), ("b", "seen:b:h1"), ("c", "seen:a:h1")):
        *_, last = resolve_evidence((*here, step("again:x:h1", asked, "none seen")), ())
        assert last.evidence is not None
        assert last.evidence.expect == Expect(after=found)
    with pytest.raises(PlanningError, match="which is no step of this hop"):
        resolve_evidence((step("again:x:h1", "a", "seen"),), ())


def test_evidence_of_what_is_done_once_points_at_nothing_that_is_done_in_a_hop() -> None:
    evidence = Evidence(name="e", type="datetime", label="x", expect=Expect(after="later earlier"))
    earlier, later, asked = (
        replace(STEPS[0], id=name, event=None, appliance=None, hop=hop, evidence=seen)
        for name, hop, seen in (("earlier", None, None), ("later:h1", 1, None), ("asked", None, evidence))
    )
    *_, last = resolve_evidence((earlier, later, asked), ())
    assert last.evidence is not None
    assert last.evidence.expect == Expect(after="earlier")


@pytest.mark.parametrize(("letters", "closed"), [("b", False), ("l", False), ("p", False), ("s", True), ("bs", True)])
def test_every_node_is_said_to_be_closed_after_a_beyondtrust_package_alone(letters: str, closed: bool) -> None:
    plan = plan_of("atlas-failover", None, None, "dns", hops=(letters,))
    (primary,) = (step for step in plan.steps if step.event == "cluster.become-primary")
    assert any("every node is closed" in note.text for note in primary.notes) is closed
    assert "closed" not in primary.see
