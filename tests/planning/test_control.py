"""Leave to begin and to go on, and people on the night: where these steps stand on every path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from runbook.model.control import is_control, is_peoples
from runbook.model.plan import Plan, PlanStep
from runbook.model.site import Approvals, Change, Inventory
from runbook.planning.control import tightened
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.plans import APART, KINDS, apart_inventory, change_of, site_of

pytestmark = pytest.mark.sampled(4)

PROCEDURES = load_procedures()
TOUCHING = {name for name, step in PROCEDURES.steps.items() if step.touches}
HOPS = (("bs",), ("s", "bs"), ("l",), ("pf", "s"))


def planned(site: Any, change: Change, **asked: Any) -> Plan:
    change = replace(change, **asked)
    site = replace(site, changes=(change,))
    return make_plan(
        Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,)), site, change, PROCEDURES
    )


def plans(kind: tuple[Any, ...], **asked: Any) -> Iterator[Plan]:
    topology, method, order, switch = kind
    for hops in HOPS:
        if topology.startswith("migrate") and (len(hops) > 1 or "s" not in hops[0]):
            continue
        for wait in ("24h", "remove-clients"):
            yield planned(site_of(topology, switch), change_of(topology, method, order, hops=hops, wait=wait), **asked)


def gates(plan: Plan, gate: str) -> list[PlanStep]:
    return [step for step in plan.steps if step.gate == gate]


def work(plan: Plan) -> list[PlanStep]:
    """What touches an appliance or a client, told apart from what rules say."""
    found = [s for s in plan.steps if not is_control(s) and not (s.event or "").startswith("back.")]
    names = {PROCEDURES.steps[name].event or name for name in TOUCHING}
    return [s for s in found if s.window or s.installs or s.effects or (s.event or s.id.partition(":")[0]) in names]


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, kind))


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_every_path_is_released_before_the_first_step_that_touches(kind: tuple[Any, ...]) -> None:
    count = 0
    every = tuple(plans(kind))
    assert every
    for plan in every:
        (release,) = gates(plan, "release")
        touching = work(plan)
        assert (release.roles, release.window, release.kit) == (("approver",), None, True)
        assert plan.steps.index(release) < plan.steps.index(touching[0])
        (rule,) = (rule for rule in plan.rules if release.id in rule.first and len(rule.then) > 1)
        assert {*rule.then} - {s.id for s in gates(plan, "decision")} == {s.id for s in touching}
        assert [*gates(plan, "spoken-release"), *gates(plan, "ratified")] == []
        assert not plan.approval_apart
        count += 1
    assert count


@pytest.mark.parametrize("place", APART, ids=str)
def test_a_pair_found_apart_is_released_and_its_windows_have_one_roll_call(place: tuple[Any, ...]) -> None:
    inventory = apart_inventory(place)
    (site,) = inventory.sites
    plan = make_plan(inventory, site, site.changes[0], PROCEDURES)
    (release,) = gates(plan, "release")
    assert plan.steps.index(release) < plan.steps.index(work(plan)[0])
    framed(plan)
    held(plan)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_two_approvals_are_two_steps(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind, approval=Approvals(needed=2, not_by_those_who_carry_out=True)))
    assert every
    for plan in every:
        assert [step.id for step in gates(plan, "release")] == ["release-change", "release-change.2"]
        assert [step.event for step in gates(plan, "release")] == ["release.change", "release.change.2"]
        first = plan.steps.index(work(plan)[0])
        assert all(plan.steps.index(step) < first for step in gates(plan, "release"))
        assert plan.approval_apart
        assert {"several-approvals", "approvers-apart"} <= {*plan.options}
        assert [note.kind for note in gates(plan, "release")[0].notes] == ["note", "warning"]


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_an_expedited_change_is_released_by_word_and_ratified_last(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind, urgency="expedited", approval=Approvals(needed=2)))
    assert every
    for plan in every:
        (spoken,) = gates(plan, "spoken-release")
        assert not gates(plan, "release")
        assert spoken.evidence is not None
        assert spoken.evidence.type == "text"
        assert plan.steps.index(spoken) < plan.steps.index(work(plan)[0])
        course = [step for step in plan.steps if not (step.event or "").startswith("back.")]
        assert [step.gate for step in course[-2:]] == ["ratified", "ratified"]
        assert [step.roles for step in course[-2:]] == [("approver",), ("approver",)]


def held(plan: Plan) -> None:
    """A hold right before each step with the bar, and nothing that touches behind it without it."""
    bars = [at for at, step in enumerate(plan.steps) if step.no_return]
    assert [plan.steps[at - 1] for at in bars] == gates(plan, "hold")
    places = {step.id: at for at, step in enumerate(plan.steps)}
    for at in bars:
        hold = plan.steps[at - 1]
        assert (hold.roles, hold.witness, hold.hop) == (("approver",), False, plan.steps[at].hop)
        assert hold.evidence is not None
        assert hold.evidence.type == "go-no-go"
        (rule,) = (rule for rule in plan.rules if hold.id in rule.first)
        assert {*rule.then} == {step.id for step in work(plan) if places[step.id] >= at}


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_hold_stands_right_before_every_bar(kind: tuple[Any, ...]) -> None:
    found = list(plans(kind))
    for plan in found:
        held(plan)
    assert all(len(gates(plan, "hold")) == len(plan.passes) for plan in found)


def framed(plan: Plan) -> None:
    """Each window begins with its roll call, and ends with leave to go; once, however many nights it has."""
    windows = dict.fromkeys(step.window for step in plan.steps if step.window)
    assert windows
    for window in windows:
        events = [step.event for step in plan.steps if step.window == window and step.gate != "decision"]
        assert events[:2] == ["people.roll-call", "people.tell-begin"]
        assert events[-3:] == ["people.hand-over", "people.tell-end", "people.may-be-left"]
        assert len([event for event in events if event == "people.roll-call"]) == 1


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_each_window_has_one_roll_call_and_one_leave_to_go(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind))
    assert every
    for plan in every:
        framed(plan)
        hand_over = [step for step in plan.steps if step.event == "people.hand-over"]
        assert all(step.na_allowed and not step.required for step in hand_over)
        assert all(step.duration.high <= 5 for step in plan.steps if is_control(step))


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_window_in_two_nights_has_the_same_steps(kind: tuple[Any, ...]) -> None:
    topology, method, order, switch = kind
    change = change_of(topology, method, order, hops=("bs",))
    first, *others = change.windows
    day = timedelta(days=1)
    more = replace(first, start=first.start + day, end=first.end + day, continues=1)
    others = [replace(w, start=w.start + 2 * day, end=w.end + 2 * day) for w in others]
    one = planned(site_of(topology, switch), change)
    two = planned(site_of(topology, switch), replace(change, windows=(first, more, *others)))
    assert [step.id for step in one.steps] == [step.id for step in two.steps]
    framed(two)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_decisions_stand_at_the_beginning_of_phases_whose_way_back_has_an_end(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind))
    assert every
    for plan in every:
        own = {phase.id for phase in plan.phases if phase.back_until is not None}
        assert [step.phase for step in gates(plan, "decision")] == [p.id for p in plan.phases if p.id in own]
        for step in gates(plan, "decision"):
            before = [s for s in plan.steps[: plan.steps.index(step)] if s.phase == step.phase]
            assert all(is_peoples(s) for s in before)


def test_a_decision_is_left_out_where_nothing_leads_back_and_numbers_close_up() -> None:
    """The single appliance's save has a way back; where no way leads from it, nobody decides there."""
    plan = planned(site_of("single"), change_of("single", "automatic", None, hops=("bs",)))
    [path] = [one for one in PROCEDURES.paths if one.name.startswith("single")]
    [decision] = [step for step in gates(plan, "decision") if step.phase == "save:h1"]
    none = replace(PROCEDURES, paths=(replace(path, ways_back=()),))
    change = change_of("single", "automatic", None, hops=("bs",))
    book = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site_of("single"),))
    without = make_plan(book, site_of("single"), change, none)
    assert not gates(without, "decision")
    there = [step.id for step in plan.steps if step.phase == "save:h1"]
    assert [step.id for step in without.steps if step.phase == "save:h1"] == [
        one for one in there if one != decision.id
    ]
    for phase in without.phases:
        numbers = [step.number.split(".")[1] for step in without.steps if step.phase == phase.id]
        assert numbers == [str(number) for number in range(1, 1 + len(numbers))]


def test_a_house_asks_for_more_and_never_for_less() -> None:
    site = replace(site_of("single"), approval=Approvals(needed=2))
    change = change_of("single", "automatic", None)
    own = replace(change, approval=Approvals(needed=3, not_by_those_who_carry_out=True))
    strict, loose = Approvals(needed=4, not_by_those_who_carry_out=True), Approvals()
    assert tightened(site, change, None).approval == Approvals(needed=2)
    assert tightened(site, own, loose).approval == own.approval
    assert tightened(site, change, strict).approval == strict
    assert tightened(site, own, strict).approval == strict
