"""The 24 hours are over before a pass begins, and nothing waits inside it, whatever the windows; or it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from runbook.model.control import is_control
from runbook.model.plan import Plan, PlanStep
from runbook.model.procedure import Procedures, RuleData
from runbook.model.site import Inventory, Window
from runbook.model.ways_back import main_steps
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.plans import KINDS, START, change_of, length_of, plan_of, site_of
from tests.verify.harness import check

pytestmark = pytest.mark.sampled(5)

HOPPING = [kind for kind in KINDS if not kind[0].startswith("migrate-")]
CHANGING = ("failover.sync", "failover.break", "cluster.distribute", "node.close", "node.drained", "update.base")
LONG = {"single": 12, "failover": 12}  # hours that a window takes; 20 in a cluster


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, kind))


def spaced(
    kind: tuple[Any, ...], apart: timedelta, *, bases: tuple[bool, ...] = (True, True, False), procedures: Any = None
) -> Plan:
    """A change of that kind whose hops begin `apart` from the end of the window before."""
    topology, method, order, switch = kind
    change = change_of(topology, method, order, bases=bases)
    windows, start, long = [], START, timedelta(hours=LONG.get(topology, 20))
    for number, _ in enumerate(change.windows):
        windows.append(Window(start=start, end=start + long))
        passes = topology == "failover" and number % 2 == 0
        start += long + (timedelta(hours=1) if passes else apart)
    change = replace(change, windows=tuple(windows))
    site = replace(site_of(topology, switch), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    return make_plan(inventory, site, change, procedures or load_procedures())


def end(step: PlanStep) -> datetime:
    assert step.planned_start is not None
    return step.planned_start + timedelta(minutes=step.duration.high)


def inside(plan: Plan) -> list[tuple[str, str]]:
    """The steps of a window between which the plan waits."""
    windowed = [step for step in plan.steps if step.window]
    return [(a.id, b.id) for a, b in pairwise(windowed) if a.window == b.window and end(a) != b.planned_start]


def installed(plan: Plan, hop: int) -> datetime:
    """When the last BeyondTrust package of a hop is in."""
    return max(end(step) for step in plan.steps if step.event == "update.software" and step.hop == hop)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", HOPPING, ids=name)
@pytest.mark.parametrize("hours", [1, 9, 12, 16, 20, 30, 72])
def test_no_plan_waits_inside_a_pass(kind: tuple[Any, ...], hours: int) -> None:
    plan = spaced(kind, timedelta(hours=hours))
    assert inside(plan) == []
    assert not [w for w in plan.warnings if w.code == "PLN008"]
    for hop in (2, 3):
        over = installed(plan, hop - 1) + timedelta(hours=24)
        begun = [s for s in plan.steps if s.hop == hop and (s.event in CHANGING or s.installs)]
        assert begun
        assert all(step.planned_start is not None and step.planned_start >= over for step in begun)


@pytest.mark.parametrize("kind", HOPPING, ids=name)
def test_the_wait_is_looked_up_first_and_says_since_when(kind: tuple[Any, ...]) -> None:
    plan = spaced(kind, timedelta(hours=9))
    for hop in (2, 3):
        first = next(step for step in plan.steps if step.hop == hop and not is_control(step))
        assert (first.event, first.window) == ("wait.over", plan.passes[hop - 1].windows[0])
        packages = [s for s in plan.steps if s.event == "update.software" and s.hop == hop - 1]
        last = max(packages, key=end)
        since, over = (slot.value for slot in first.slots)
        assert since == last.number
        assert datetime.fromisoformat(over) == end(last) + timedelta(hours=24)
        assert first.planned_start is not None
        assert first.planned_start >= datetime.fromisoformat(over)


@pytest.mark.parametrize("kind", HOPPING, ids=name)
def test_what_the_planner_advises_works(kind: tuple[Any, ...]) -> None:
    """A window that opens as much later has nothing to wait for; a minute less, and a minute is missing."""
    bases = (False, True)
    early = spaced(kind, timedelta(hours=9), bases=bases)
    (warning,) = (w for w in early.warnings if w.code == "PLN006")
    minutes = length_of(warning)
    apart = timedelta(hours=9, minutes=minutes)
    later = spaced(kind, apart, bases=bases)
    assert later.warnings == ()
    window = later.passes[1].windows[0]
    opens = later.windows[window - 1].start
    assert opens == next(step for step in later.steps if step.window == window).planned_start
    assert datetime.fromisoformat(warning.args["time"]) == opens
    (again,) = spaced(kind, apart - timedelta(minutes=1), bases=bases).warnings
    assert (again.code, length_of(again)) == ("PLN006", 1)


def test_a_wait_between_two_steps_of_a_window_is_told() -> None:
    procedures = load_procedures()
    rule = RuleData(
        kind="wait",
        minutes=30,
        first=("backup.settings",),
        then=("update.base",),
        text="So it is here.",
        sources=("P01",),
    )
    own: Procedures = replace(procedures, rules=procedures.rules | {"OWN1": rule})
    plan = spaced(("single", "automatic", None, None), timedelta(hours=30), bases=(True,), procedures=own)
    numbers = {step.id: step.number for step in plan.steps}
    (warning,) = plan.warnings
    assert warning.code == "PLN008"
    assert warning.args == {
        "window": "1", "length": "PT17M",
        "first": numbers["hold-point:h1"], "then": numbers["update-base:rs-a:h1"],
    }  # fmt: skip


@pytest.mark.parametrize("kind", HOPPING, ids=name)
def test_rehearsals_wait_before_the_pass_too(kind: tuple[Any, ...]) -> None:
    indexed = index_plan(spaced(kind, timedelta(hours=9)))
    for seed in range(3):
        entries = {entry.step: entry for entry in play(indexed, seed)}
        for hop in (2, 3):
            signed = [
                e.at for s, e in entries.items() if s.startswith("update-software:") and s.endswith(f":h{hop - 1}")
            ]
            look = entries[f"wait-over:h{hop}"]
            assert look.value == max(signed)
            assert datetime.fromisoformat(look.at) >= datetime.fromisoformat(max(signed)) + timedelta(hours=24)
        assert check(indexed, *entries.values()).findings == ()


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_package_ends_an_hour_after_its_planned_length_at_the_latest(kind: tuple[Any, ...]) -> None:
    plan = spaced(kind, timedelta(hours=30), bases=(True,))
    steps = {step.id: step for step in plan.steps}
    found = [rule for rule in plan.rules if rule.kind == "not-later"]
    assert {one for rule in found for one in rule.first} == {s.id for s in plan.steps if s.installs == "base"}
    for rule in found:
        (first,), (then,) = rule.first, rule.then
        assert steps[first].appliance == steps[then].appliance
        assert (rule.minutes, rule.severity, rule.kit) == (steps[then].duration.high + 60, "warning", True)
        assert {"P08", "F07"} <= {*rule.sources} or kind[0] != "failover"


@pytest.mark.parametrize("kind", KINDS, ids=name)
@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_what_follows_a_window_begins_right_after_its_last_step(kind: tuple[Any, ...], wait: str) -> None:
    """Not when the window closes; with clients removed, they are deployed again from then on, in the window (Y11).

    What follows a phase outside is planned for no time: an appliance is erased once the new one is confirmed. So is the
    decision to erase it.
    """
    topology, method, order, switch = kind
    bases = (True,) if topology.startswith("migrate-") else (True, True)
    plan = plan_of(topology, method, order, switch, bases=bases, wait=wait, hours=30)
    ends: dict[int, datetime] = {}
    gap: list[PlanStep] = []
    held = 0
    for step in main_steps(plan):
        if step.window is not None:
            ends[step.window] = end(step)
            gap = []
        elif ends:
            window = plan.windows[max(ends) - 1]
            gap.append(step)
            earlier = {one.id for one in gap if one.phase != step.phase}
            leave = is_control(step) and any(one.no_return for one in plan.steps if one.phase == step.phase)
            orders = (rule for rule in plan.rules if rule.kind == "order")
            if leave or any(step.id in rule.then and earlier & {*rule.first} for rule in orders):
                assert step.planned_from is None
                held += 1
            else:
                assert step.planned_from == ends[max(ends)]
                assert window.start < step.planned_from < window.end
        else:
            assert step.planned_from is None
    assert held >= 5 * topology.startswith("migrate-")
    returns = [step for step in plan.steps if step.event == "clients.redeploy"]
    assert [step.planned_from for step in returns] == [max(ends.values())] * (wait == "remove-clients")
