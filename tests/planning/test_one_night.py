"""What is better done in one night is, where one is long enough; where none is, the plan says what that loses."""

from __future__ import annotations

import pytest

from runbook.model.plan import Plan
from runbook.model.window_chain import night_of
from tests.under_way import Kind, plan_of_nights

PAIR = ("failover", "manual", "synchronous", "shared-ip")
MOVED = ("migrate-physical-virtual", "automatic", None, None)
ASYNCHRONOUS = ("failover", "manual", "asynchronous", "dns")
CLUSTER = ("atlas-failover", None, None, "dns")
ALONE = ("single", "manual", None, None)


def nights(plan: Plan, *events: str) -> set[int | None]:
    """The nights in which the first step of each of these events is planned."""
    firsts = (next(step for step in plan.steps if step.event == event) for event in events)
    return {night_of(plan.windows, step) for step in firsts}


def told(plan: Plan) -> list[tuple[str, str, str]]:
    """What begins each of the texts of what is torn apart, and the two nights."""
    found = [one for one in plan.warnings if one.code == "PLN017"]
    return [(one.text.split(" ")[1], one.args["before"], one.args["window"]) for one in found]


@pytest.mark.parametrize(
    ("kind", "hours", "events"),
    [
        (PAIR, (1, 1, 4, 4), ("failover.sync", "failover.break")),
        (PAIR, (1, 7, 1, 7), ("backup.settings", "failover.break", "update.base")),
        (ASYNCHRONOUS, (1, 9), ("backup.settings", "failover.break", "update.base", "switch.dns")),
        (CLUSTER, (1, 20), ("backup.settings", "update.base", "cluster.become-backup")),
        (ALONE, (3, 4), ("manual.key", "manual.download", "manual.transfer", "update.base")),
        (MOVED, (6, 7), ("backup.settings", "hw.restore", "switch.dns")),
    ],
)
def test_what_is_better_done_in_one_night_is_where_one_is_long_enough(
    kind: Kind, hours: tuple[int, ...], events: tuple[str, ...]
) -> None:
    assert len(nights(plan_of_nights(kind, *hours), *events)) == 1


def test_what_is_torn_apart_because_no_night_is_long_enough_is_told() -> None:
    assert told(plan_of_nights(ALONE, 2, 3)) == [("settings", "1", "2"), ("files", "1", "2")]
    assert told(plan_of_nights(MOVED, 4, 4)) == [("settings", "1", "2")]
    assert told(plan_of_nights(ALONE, 3, 4)) == []
    assert told(plan_of_nights(MOVED, 12)) == []


def test_a_night_is_not_left_with_calls_alone_for_it() -> None:
    plan = plan_of_nights(ASYNCHRONOUS, 3, 6)
    working = {
        night_of(plan.windows, step) for step in plan.steps if step.planned_start and not step.gate and step.appliance
    }
    assert working == {1, 2, 3, 4}
    assert not [one for one in plan.warnings if one.code == "PLN001"]


def test_no_way_back_is_begun_too_late_for_it() -> None:
    """Five hours and a quarter hold all of it from the key on, but not the time to lead the users back from there."""
    short, long = (plan_of_nights(ASYNCHRONOUS, 3, hours) for hours in (5.25, 7))
    assert [one.code for one in short.warnings if one.code == "PLN014"] == []
    assert ([what for what, _before, _window in told(short)], told(long)) == (["settings", "pair", "files"], [])


def test_a_snapshot_is_taken_in_the_night_of_the_installation() -> None:
    alone = ("single", "automatic", None, None)
    nights_of = [
        {night_of(plan.windows, step) for step in plan.steps if step.installs or step.id.startswith("snapshot-take")}
        for plan in (plan_of_nights(alone, 2, hours, snapshot=True) for hours in (3.25, 4))
    ]
    assert nights_of == [{1, 2}, {2}]
    assert told(plan_of_nights(alone, 2, 3.25, snapshot=True)) == [("settings", "1", "2"), ("snapshot", "1", "2")]


def test_users_are_led_over_in_the_next_night_where_this_one_leaves_no_time_to_lead_them_back() -> None:
    """Five hours hold all of it, but not the way back from the switch; the night after was empty."""
    pair = ("failover", "automatic", "asynchronous", "nat")
    alone, two = plan_of_nights(pair, 5), plan_of_nights(pair, 5, 3)
    late = [{one.args["window"] for one in plan.warnings if one.code == "PLN014"} for plan in (alone, two)]
    assert ("1" in late[0], "1" in late[1]) == (True, False)
    assert (nights(two, "update.base"), nights(two, "switch.nat")) == ({1}, {2})
    assert "2" not in {one.args["window"] for one in two.warnings if one.code == "PLN018"}
