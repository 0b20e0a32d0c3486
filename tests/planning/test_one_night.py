"""What is better done in one night is, where one is long enough; where none is, the plan says what that loses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from runbook.model.plan import Plan, PlanStep
from runbook.model.site import Window
from runbook.model.window_chain import window_at
from tests.planning.test_control import planned
from tests.plans import change_of, site_of

PAIR = ("failover", "manual", "synchronous", "shared-ip")
MOVED = ("migrate-physical-virtual", "automatic", None, None)
ALONE = ("single", "manual", None, None)


def plan_of_nights(kind: tuple[str, Any, Any, Any], *hours: int) -> Plan:
    """The plan of a change each of whose windows goes on in nights of these lengths."""
    topology, method, order, switch = kind
    change = change_of(topology, method, order, hops=("bs",))
    made: list[Window] = []
    for window in change.windows:
        first = len(made) + 1
        made += [
            replace(
                window,
                start=window.start + timedelta(days=day),
                end=window.start + timedelta(days=day, hours=length),
                continues=first if day else None,
            )
            for day, length in enumerate(hours)
        ]
    return planned(site_of(topology, switch), replace(change, windows=tuple(made)))


def night_of(plan: Plan, step: PlanStep) -> int:
    assert step.window is not None
    assert step.planned_start is not None
    return window_at(plan.windows, step.window, step.planned_start)


def nights(plan: Plan, *events: str) -> set[int]:
    """The nights in which the first step of each of these events is planned."""
    return {night_of(plan, next(step for step in plan.steps if step.event == event)) for event in events}


def told(plan: Plan) -> list[tuple[str, str, str]]:
    """What begins each of the texts of what is torn apart, and the two nights."""
    found = [one for one in plan.warnings if one.code == "PLN017"]
    return [(one.text.split(" ")[1], one.args["before"], one.args["window"]) for one in found]


@pytest.mark.parametrize(
    ("kind", "hours", "events"),
    [
        (PAIR, (1, 1, 4, 4), ("failover.sync", "failover.break")),
        (ALONE, (3, 4), ("manual.key", "manual.download", "manual.transfer", "update.base")),
        (MOVED, (6, 7), ("backup.settings", "hw.restore", "switch.dns")),
    ],
)
def test_what_is_better_done_in_one_night_is_where_one_is_long_enough(
    kind: tuple[str, Any, Any, Any], hours: tuple[int, ...], events: tuple[str, ...]
) -> None:
    assert len(nights(plan_of_nights(kind, *hours), *events)) == 1


def test_what_is_torn_apart_because_no_night_is_long_enough_is_told() -> None:
    assert told(plan_of_nights(ALONE, 2, 3)) == [("files", "1", "2")]
    assert told(plan_of_nights(MOVED, 4, 4)) == [("settings", "1", "2")]
    assert told(plan_of_nights(ALONE, 3, 4)) == []
    assert told(plan_of_nights(MOVED, 12)) == []


def test_a_night_is_not_left_with_calls_alone_for_it() -> None:
    plan = plan_of_nights(("failover", "manual", "asynchronous", "dns"), 3, 4)
    working = {night_of(plan, step) for step in plan.steps if step.planned_start and not step.gate and step.appliance}
    assert working == {1, 2, 3, 4}
    assert not [one for one in plan.warnings if one.code == "PLN001"]
