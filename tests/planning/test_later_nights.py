"""What is said of nights that go on with another: nobody is called together in them by a step of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from runbook.model.plan import Plan
from runbook.model.site import Window
from runbook.model.window_chain import night_of
from tests.planning.test_control import planned
from tests.plans import change_of, site_of

NIGHT = timedelta(days=1)


def plan_of_nights(*nights: Window) -> Plan:
    change = change_of("single", "manual", None, hops=("bs",))
    return planned(site_of("single", None), replace(change, windows=nights))


def told(*nights: Window, code: str = "PLN015") -> list[tuple[str, dict[str, str]]]:
    plan = plan_of_nights(*nights)
    return [(one.text, dict(one.args)) for one in plan.warnings if one.code == code]


def idle(*nights: Window) -> list[tuple[str, str]]:
    """The nights without work that are told, and those that they go on with."""
    return [(args["window"], args["first"]) for _, args in told(*nights, code="PLN018")]


def nights(minutes: int, number: int, *, done: int = 0) -> tuple[Window, ...]:
    """The window of the change, so long, and those that go on with it; the first of them are done."""
    first = change_of("single", "manual", None, hops=("bs",)).windows[0]
    return tuple(
        replace(
            first,
            start=first.start + n * NIGHT,
            end=first.start + n * NIGHT + timedelta(minutes=minutes),
            done=n < done,
            continues=1 if n else None,
        )
        for n in range(number)
    )


def test_each_night_that_work_goes_on_in_is_told_and_what_to_do_about_it() -> None:
    (text, second), (_, third) = told(*nights(60, 3))
    assert (second, third) == (
        {"window": "2", "first": "1", "before": "1"},
        {"window": "3", "first": "1", "before": "2"},
    )
    assert "As window {before} ends, hand over" in text
    assert "call the roll and announce the start" in text


def test_nothing_is_told_of_a_night_that_is_not_needed_or_of_one_alone() -> None:
    assert told(*nights(23 * 60, 2)) == []
    assert told(*nights(60, 1)) == []


def test_nothing_is_told_of_a_night_after_one_that_is_done() -> None:
    assert told(*nights(60, 2, done=1)) == []
    assert told(*nights(60, 2, done=2)) == []
    assert [args["before"] for _, args in told(*nights(60, 3, done=1))] == ["2"]


def test_a_night_that_goes_on_with_another_and_has_no_work_is_told() -> None:
    assert idle(*nights(23 * 60, 3)) == [("2", "1"), ("3", "1")]
    assert idle(*nights(23 * 60, 3, done=1)) == [("3", "1")]
    assert idle(*nights(23 * 60, 1)) == []
    assert idle(*nights(23 * 60, 2, done=2)) == []
    assert idle(*nights(60, 2)) == []


def test_calls_alone_are_no_work() -> None:
    """The night before ends when the people are to be told that it does, and the next one is too short for more."""
    plan = plan_of_nights(*nights(23 * 60, 1))
    (ends,) = (one.planned_start for one in plan.steps if one.event == "people.tell-end")
    assert ends is not None
    first, second = nights(10, 2)
    first = replace(first, end=ends.replace(tzinfo=first.end.tzinfo))
    parted = plan_of_nights(first, second)
    assert {night_of(parted.windows, step) for step in parted.steps if step.event == "people.tell-end"} == {2}
    assert idle(first, second) == [("2", "1")]


@pytest.mark.parametrize(("done", "night"), [(0, 0), (1, 1), (2, 2)])
def test_the_start_is_announced_with_the_end_of_the_night_that_begins(done: int, night: int) -> None:
    plan = plan_of_nights(*nights(240, 3, done=done))
    (step,) = (one for one in plan.steps if one.event == "people.tell-begin")
    assert [slot.value for slot in step.slots] == [plan.windows[night].end.isoformat()]
    assert step.planned_start is not None
    assert step.planned_start < plan.windows[night].end
