"""Where work goes on in the next window: step by step, with windows and lengths made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runbook.model.plan import Duration, PlanStep, PlanWindow, Rule
from runbook.planning.one_night import OneNight
from runbook.planning.schedule import schedule
from tests.plans import plan_of

OPENS = datetime(2026, 12, 5, 22, tzinfo=UTC)
STEP = plan_of("single", "automatic").steps[0]


def steps(*lengths: int, phases: str = "", windows: tuple[int, ...] = ()) -> tuple[PlanStep, ...]:
    """Steps "0", "1" … of these minutes; each in the phase of its letter, and all in the first window."""
    return tuple(
        replace(
            STEP,
            id=str(place),
            number=f"1.{place + 1}",
            phase=phases[place] if phases else "p",
            window=windows[place] if windows else 1,
            duration=Duration(low=minutes, high=minutes, source="kit"),
        )
        for place, minutes in enumerate(lengths)
    )


def night(number: int, minutes: int, **more: Any) -> PlanWindow:
    """The window of that night, 22:00 and so many minutes."""
    start = OPENS + timedelta(days=number)
    return PlanWindow(start=start, end=start + timedelta(minutes=minutes), **more)


def rule(kind: Any, first: int, then: int) -> Rule:
    return Rule(
        id="K1", kind=kind, first=(str(first),), then=(str(then),), steps=(), minutes=60, sources=("P01",), text="x",
        kit=True,
    )  # fmt: skip


def starts(planned: tuple[PlanStep, ...]) -> list[tuple[int, str]]:
    """The night and the time at which each step begins."""
    times = [step.planned_start for step in planned]
    return [((time - OPENS).days, f"{time:%H:%M}") for time in times if time is not None]


def begun(made: tuple[PlanStep, ...], *windows: PlanWindow, rules: tuple[Rule, ...] = ()) -> list[tuple[int, str]]:
    return starts(schedule(made, rules, windows, "UTC")[0])


def test_something_is_done_in_each_window_however_short_it_is() -> None:
    assert begun(steps(90, 30), night(0, 60), night(1, 240, continues=1)) == [(0, "22:00"), (1, "22:00")]


@pytest.mark.parametrize(("next_night", "second"), [(100, (1, "22:00")), (99, (0, "22:20"))])
def test_a_chapter_goes_on_as_a_whole_where_it_just_fits_the_next_window(
    next_night: int, second: tuple[int, str]
) -> None:
    made = steps(20, 30, 70, phases="abb")
    assert begun(made, night(0, 60), night(1, next_night, continues=1))[1] == second


@pytest.mark.parametrize("kind", ["adjacent", "not-later"])
def test_no_night_falls_between_what_must_follow_soon_and_one_may_fall_right_after_it(kind: Any) -> None:
    windows = (night(0, 60), night(1, 240, continues=1))
    made = steps(30, 20, 20, 20)
    assert begun(made, *windows) == [(0, "22:00"), (0, "22:30"), (1, "22:00"), (1, "22:20")]
    together = begun(made, *windows, rules=(rule(kind, 1, 2),))
    assert together == [(0, "22:00"), (1, "22:00"), (1, "22:20"), (1, "22:40")]
    after = begun(made, *windows, rules=(rule(kind, 0, 1),))
    assert after == [(0, "22:00"), (0, "22:30"), (1, "22:00"), (1, "22:20")]


def test_a_night_may_fall_right_behind_what_is_better_done_in_one() -> None:
    windows, made = (night(0, 60), night(1, 240, continues=1)), steps(30, 10, 10, 20)
    kept = {last: starts(schedule(made, (), windows, "UTC", better=[OneNight(1, last, "")])[0]) for last in (2, 3)}
    assert kept == {
        2: [(0, "22:00"), (0, "22:30"), (0, "22:40"), (1, "22:00")],
        3: [(0, "22:00"), (1, "22:00"), (1, "22:10"), (1, "22:20")],
    }


@pytest.mark.parametrize("gate", ["hold", "decision"])
def test_no_night_falls_between_a_decision_and_what_it_decides_about(gate: Any) -> None:
    windows = (night(0, 60), night(1, 240, continues=1))
    made = steps(30, 3, 5, 20, 10)
    announced, decided = replace(made[1], event="people.tell-gate"), replace(made[2], gate=gate, event="hold.point")
    apart = (made[0], made[1], made[2], replace(made[3], duration=Duration(low=50, high=50, source="kit")), made[4])
    assert begun(apart, *windows)[1:4] == [(0, "22:30"), (0, "22:33"), (1, "22:00")]
    together = (apart[0], announced, decided, *apart[3:])
    assert begun(together, *windows)[1:4] == [(1, "22:00"), (1, "22:03"), (1, "22:08")]
    told_twice = (apart[0], announced, replace(announced, id="again"), decided, *apart[3:])
    assert begun(told_twice, *windows)[1:4] == [(1, "22:00"), (1, "22:03"), (1, "22:06")]
    of_a_house = replace(made[0], id="own", event="house.own", duration=Duration(low=1, high=1, source="kit"))
    assert of_a_house.house
    assert begun((*together[:3], of_a_house, *together[3:]), *windows)[2:5] == [
        (1, "22:03"), (1, "22:08"), (1, "22:09"),
    ]  # fmt: skip


def test_a_decision_is_not_tied_to_what_another_window_has() -> None:
    windows = (night(0, 10), night(1, 60, continues=1), night(2, 240))
    made = steps(5, 5, 60, windows=(1, 1, 3))
    decided = replace(made[1], gate="hold")
    assert begun((made[0], decided, made[2]), *windows) == [(0, "22:00"), (0, "22:05"), (2, "22:00")]


def test_a_window_that_the_one_before_holds_up_begins_when_that_work_is_over() -> None:
    first = night(0, 60)
    second = PlanWindow(start=first.end, end=first.end + timedelta(hours=2))
    assert begun(steps(90, 10, windows=(1, 2)), first, second) == [(0, "22:00"), (0, "23:30")]


@pytest.mark.parametrize(
    ("minutes", "next_night", "begins"),
    [(20, 50, (1, "22:00")), (20, 49, (0, "22:20")), (10, 50, (0, "22:20"))],
)
def test_a_chapter_goes_on_where_its_way_back_fits_if_it_would_end_too_late_for_that(
    minutes: int, next_night: int, begins: tuple[int, str]
) -> None:
    windows = (night(0, 60), night(1, next_night, continues=1))
    made = steps(20, 30, phases="ab")
    assert starts(schedule(made, (), windows, "UTC", back={"b": minutes})[0])[1] == begins


def test_calls_at_the_end_take_no_time_from_the_way_back() -> None:
    said = replace(steps(20, 30, 10, phases="abb")[2], event="people.tell-end")
    made = (*steps(20, 30, phases="ab"), said)
    windows = (night(0, 60), night(1, 60, continues=1))
    assert [starts(schedule(made, (), windows, "UTC", back={"b": back})[0])[1] for back in (10, 11)] == [
        (0, "22:20"), (1, "22:00"),
    ]  # fmt: skip


def test_no_way_back_is_gained_at_the_cost_of_another() -> None:
    """Behind b, c would end too late for its own way back; with a third night, that is there for it."""
    made, back = steps(20, 30, 30, phases="abc"), {"b": 20, "c": 30}
    windows = (night(0, 60), night(1, 60, continues=1), night(2, 60, continues=1))
    two = schedule(made, (), windows[:2], "UTC", back=back)[0]
    assert starts(two) == [(0, "22:00"), (0, "22:20"), (1, "22:00")]
    three = schedule(made, (), windows, "UTC", back=back)[0]
    assert starts(three) == [(0, "22:00"), (1, "22:00"), (2, "22:00")]


def test_no_chapter_goes_on_for_its_way_back_that_is_better_done_in_one_night_with_the_one_before() -> None:
    windows = (night(0, 60), night(1, 60, continues=1))
    made = steps(20, 30, phases="ab")
    kept = schedule(made, (), windows, "UTC", back={"b": 20}, better=(OneNight(0, 1, ""),))[0]
    assert starts(kept) == [(0, "22:00"), (0, "22:20")]
