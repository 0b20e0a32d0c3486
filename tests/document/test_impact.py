"""Outages, disruptions without failover, critical paths: reckoned by hand for each kind of change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from runbook.document.bars import drawing
from runbook.document.impact import disruptions, longest, outages, window_schedules
from runbook.i18n import Language
from runbook.model.plan import Plan, PlanStep
from tests.plans import KINDS, length_of, paths, plan_of

MOVES = ("switch.shared-ip", "switch.dns", "switch.nat", "cluster.become")
PLANS = {plan.path: plan for plan in paths()}


def step(plan: Plan, event: str, appliance: str | None = None) -> PlanStep:
    """The first step of that event."""
    return next(s for s in plan.steps if s.event == event and appliance in (None, s.appliance))


def down(plan: Plan) -> list[tuple[str, str]]:
    """The outages, by the ids of their first and last steps."""
    return [(s.steps[0].id, s.steps[-1].id) for s in outages(plan)]


def test_every_path_is_looked_at():
    assert len(PLANS) == len(KINDS)


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("single-automatic", "update-base:rs-a:h1", "update-software:rs-a:h1"),
        ("single-manual", "update-base:rs-a:h1", "update-software:rs-a:h1"),
        ("failover-synchronous-automatic", "update-base:rs-a:h1", "update-software:rs-a:h1"),
        ("failover-asynchronous-automatic-shared-ip", "switch-shared-ip-off:rs-a:h1", "switch-shared-ip-on:rs-b:h1"),
        ("failover-asynchronous-manual-dns", "switch-dns:h1", "switch-dns-propagated:h1"),
        ("failover-asynchronous-automatic-nat", "switch-nat:h1", "switch-nat:h1"),
        ("atlas-failover-shared-ip", "cluster-become-backup:rs-a:h1", "cluster-sync-first:rs-b:h1"),
        ("atlas-failover-dns", "cluster-become-backup:rs-a:h1", "switch-dns-propagated:h1"),
        ("atlas-failover-nat", "cluster-become-backup:rs-a:h1", "cluster-sync-first:rs-b:h1"),
        ("atlas-no-failover", "update-base:rs-a:h1", "cluster-sync-first:rs-a:h1"),
        ("migrate-physical-virtual-manual", "switch-dns:h1", "switch-dns-propagated:h1"),
    ],
)
def test_the_site_is_down_from_to(path, first, last):
    assert down(PLANS[path]) == [(first, last)]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_whatever_takes_the_users_off_lies_in_an_outage(plan):
    found = outages(plan)
    assert found
    within = {s.id for disruption in found for s in disruption.steps}
    assert {s.id for s in plan.steps if s.event and s.event.startswith(MOVES)} <= within
    for disruption in found:
        assert disruption.high == sum(s.duration.high for s in disruption.steps)
        assert disruption.low == sum(s.duration.low for s in disruption.steps)
        assert disruption.end - disruption.start == timedelta(minutes=disruption.high)
        assert {s.window for s in disruption.steps} == {disruption.window}
    worst = longest(plan)
    assert worst is not None
    assert worst.high == max(s.high for s in found)


def test_an_appliance_that_serves_nobody_is_upgraded_without_an_outage():
    plan = PLANS["failover-asynchronous-automatic-dns"]
    within = {s.id for disruption in outages(plan) for s in disruption.steps}
    assert within.isdisjoint(s.id for s in plan.steps if s.installs)


def test_letters_change_places_from_pass_to_pass_and_so_do_outages():
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True))
    assert down(plan) == [
        ("switch-shared-ip-off:rs-a:h1", "switch-shared-ip-on:rs-b:h1"),
        ("switch-shared-ip-off:rs-b:h2", "switch-shared-ip-on:rs-a:h2"),
    ]


def test_a_pair_has_no_failover_from_the_break_to_the_end_of_the_sync():
    plan = PLANS["failover-synchronous-manual"]
    (alone,) = (s for s in disruptions(plan) if s.kind == "no-standby")
    resync = step(plan, "failover.resync")
    assert alone.start == step(plan, "failover.break").planned_start
    assert resync.planned_start is not None
    assert alone.end == resync.planned_start + timedelta(minutes=resync.duration.high)
    assert alone.low is None


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_critical_path_is_a_chain_of_rules_and_no_chain_is_longer(plan):
    """And of go or no-go, which rests on all that was done before: each hold point of a window is on it."""
    after = {(f, t) for r in plan.rules if r.kind != "closed" for f in r.first for t in r.then}
    courses = window_schedules(plan)
    for course in courses:
        holds = [(at, s.id) for at, s in enumerate(course.steps) if s.gate == "hold"]
        after |= {(before.id, hold) for at, hold in holds for before in course.steps[:at]}
        assert {hold for _, hold in holds} <= {s.id for s in course.critical}
    assert len(courses) == len(plan.windows)
    for course in courses:
        ids = [s.id for s in course.critical]
        assert all(pair in after for pair in pairwise(ids))
        assert course.critical_minutes == sum(s.duration.high for s in course.critical) <= course.planned
        longest_to: dict[str, int] = {}
        for one in course.steps:  # their order is a valid execution
            before = [longest_to[f] for f, t in after if t == one.id and f in longest_to]
            longest_to[one.id] = max(before, default=0) + one.duration.high
        assert course.critical_minutes == max(longest_to.values())


def test_what_does_not_fit_is_missing():
    plan = plan_of("single", "automatic", hours=1)
    (course,) = window_schedules(plan)
    warned = next(w for w in plan.warnings if w.code == "PLN001")
    assert -course.spare == length_of(warned)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 min is left."),
        (2, "2 min are left."),
        (60, "1 h is left."),
        (61, "1 h 1 min are left."),
        (-1, "1 min is missing."),
        (-120, "2 h are missing."),
    ],
)
def test_one_minute_or_hour_is_left_and_several_are(minutes, said):
    plan = PLANS["single-automatic"]
    (course,), (window,) = window_schedules(plan), plan.windows
    plan = replace(plan, windows=(replace(window, end=window.end + timedelta(minutes=minutes - course.spare)),))
    (bar,) = drawing(plan, Language(tag="en")).bars
    assert bar.says.replace("\u00a0", " ").endswith(said)


def test_a_plan_without_planned_times_has_no_impact():
    plan = PLANS["single-automatic"]
    bare = replace(plan, steps=tuple(replace(s, planned_start=None) for s in plan.steps))
    assert (disruptions(bare), longest(bare)) == ((), None)
    assert window_schedules(bare)[0].critical == ()


def test_what_is_waited_for_before_a_pass_is_no_work():
    from tests.planning.test_waits import spaced

    plan = spaced(("single", "automatic", None, None), timedelta(hours=9), bases=(True, True))
    (early,) = (warning for warning in plan.warnings if warning.code == "PLN006")
    second = window_schedules(plan)[1]
    window = plan.windows[1]
    assert second.planned == sum(s.duration.high for s in second.steps)
    assert second.planned + second.spare + length_of(early) == (window.end - window.start) / timedelta(minutes=1)
