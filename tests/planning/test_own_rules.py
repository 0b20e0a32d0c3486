"""Rules as procedures may write them, met with the steps of plans: letters, halves, the same appliance, each hop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runbook.model.plan import Plan, PlanWindow, Rule
from runbook.model.procedure import RuleData
from runbook.planning.resolve_rules import HopFacts, resolve_rules
from runbook.planning.schedule import schedule
from runbook.procedures.load import load_procedures
from tests.plans import plan_of

PROCEDURES = load_procedures()
PAIR = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
CLUSTER = plan_of("atlas-no-failover")
SETTINGS, BASE, SOFTWARE = "backup.settings", "update.base", "update.software"


def resolved(plan: Plan, first: str, then: str, hops: int = 2, **more: Any) -> tuple[Rule, ...]:
    """What one rule of its own becomes in a plan."""
    data = RuleData(**{"kind": "order", "first": (first,), "then": (then,), "text": "", "sources": ("P01",), **more})
    appliances = {one.id: one for one in plan.appliances}
    facts = HopFacts(frozenset(), [frozenset()] * hops)
    ways = {phase.id for phase in plan.phases if phase.back_from}
    return resolve_rules(replace(PROCEDURES, rules={"OWN": data}), plan.steps, appliances, facts, ways)


def ids(plan: Plan, event: str, **wanted: object) -> tuple[str, ...]:
    return tuple(
        step.id
        for step in plan.steps
        if step.event == event and all(getattr(step, name) == value for name, value in wanted.items())
    )


def test_a_letter_behind_the_event_names_the_appliance_of_the_pass() -> None:
    found = resolved(PAIR, f"{SOFTWARE} @ B", f"{SOFTWARE}@A")
    assert [one.id for one in found] == ["OWN:h1", "OWN:h2"]
    for hop, one in enumerate(found, 1):
        assert one.first == ids(PAIR, SOFTWARE, hop=hop, letter="B") != ()
        assert one.then == ids(PAIR, SOFTWARE, hop=hop, letter="A") != ()
    assert resolved(PAIR, f"{SOFTWARE} @ B", f"{SOFTWARE} @ N") == ()


def test_a_half_behind_the_event_names_its_nodes() -> None:
    halves = {one.id: one.half for one in CLUSTER.appliances}
    (found,) = resolved(CLUSTER, f"{SOFTWARE} @ first-half", f"{SOFTWARE} @ second-half", hops=1)
    owners = {step.id: step.appliance for step in CLUSTER.steps}
    for steps, half in ((found.first, "first"), (found.then, "second")):
        assert {owners[step] for step in steps} == {name for name, its in halves.items() if its == half}


def test_a_rule_of_the_same_appliance_is_one_for_each() -> None:
    found = resolved(PAIR, BASE, SOFTWARE, same_appliance=True)
    owners = sorted({one.id for one in PAIR.appliances})
    assert [one.id for one in found] == [f"OWN:{owner}:h{hop}" for hop in (1, 2) for owner in owners]
    for one in found:
        _, owner, hop = one.id.split(":")
        assert one.first == ids(PAIR, BASE, appliance=owner, hop=int(hop[1:]))
        assert one.then == ids(PAIR, SOFTWARE, appliance=owner, hop=int(hop[1:]))
    (whole, _) = resolved(PAIR, BASE, SOFTWARE)
    assert whole.first == ids(PAIR, BASE, hop=1)


def test_what_may_stand_between_is_of_the_hop_also_where_a_rule_begins_before_all_hops() -> None:
    before = next(step for step in PAIR.steps if step.event and step.hop is None)
    assert before.event
    found = resolved(PAIR, before.event, SOFTWARE, kind="adjacent", steps=(BASE,))
    assert [one.steps for one in found] == [ids(PAIR, BASE, hop=hop) for hop in (1, 2)]
    assert all(one.first == (before.id,) for one in found)
    (first, second) = resolved(PAIR, before.event, SOFTWARE, kind="closed", steps=(BASE,))
    assert first.steps == second.steps == ids(PAIR, BASE)


def test_a_rule_to_the_next_hop_has_no_end_in_the_last_one() -> None:
    (found,) = resolved(PAIR, SOFTWARE, SOFTWARE, hop="next")
    assert (found.id, found.first, found.then) == ("OWN:h1", ids(PAIR, SOFTWARE, hop=1), ids(PAIR, SOFTWARE, hop=2))


@pytest.mark.parametrize(("seconds", "length"), [(0, "PT61M"), (1, "PT61M"), (60, "PT60M")])
def test_what_a_window_lacks_is_told_in_whole_minutes(seconds: int, length: str) -> None:
    single = plan_of("single", "automatic")
    start = datetime(2026, 12, 5, 22, tzinfo=UTC)
    steps = tuple(step for step in single.steps if step.window == 1)
    takes = sum((timedelta(minutes=step.duration.high) for step in steps), timedelta())
    window = PlanWindow(start=start, end=start + takes - timedelta(minutes=61) + timedelta(seconds=seconds))
    _, (warning,) = schedule(steps, (), (window,), "Europe/Paris")
    assert (warning.code, warning.args) == ("PLN001", {"window": "1", "length": length})
    _, warnings = schedule(steps, (), (replace(window, end=start + takes),), "Europe/Paris")
    assert warnings == ()


def test_what_is_on_no_appliance_shares_none_with_others() -> None:
    before = next(step for step in PAIR.steps if step.event and step.appliance is None)
    assert before.event
    assert resolved(PAIR, before.event, SOFTWARE, same_appliance=True) == ()
