"""What is said of a window that is too short, or opens too early: with windows, lengths and waits made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from runbook.model.plan import PlanStep, PlanWindow, Rule
from runbook.planning.schedule import schedule
from tests.planning.test_nights import OPENS, night, rule, steps

Told = tuple[str, str, str]  # code, window, length


def told(made: tuple[PlanStep, ...], rules: tuple[Rule, ...], *windows: PlanWindow) -> list[Told]:
    _planned, warnings = schedule(made, rules, windows, "UTC")
    return [(warning.code, warning.args["window"], warning.args["length"]) for warning in warnings]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ((False, False), [("PLN001", "2", "PT40M")]),
        ((True, False), []),
        ((True, True), []),
    ],
)
def test_of_a_window_that_continues_a_done_one_nothing_is_said_and_of_others_it_is(
    done: tuple[bool, bool], expected: list[Told]
) -> None:
    """60 and 70 minutes of work, an hour and then half an hour: with the first window done, it is all planned in the
    second, and how much of it is left is not known."""
    windows = (night(0, 60, done=done[0]), night(1, 30, continues=1, done=done[1]))
    assert told(steps(60, 70), (), *windows) == expected


def test_a_window_that_continues_none_is_too_short_whatever_is_done() -> None:
    windows = (night(0, 60, done=True), night(1, 60))
    assert told(steps(90, 90, windows=(1, 2)), (), *windows) == [("PLN001", "2", "PT30M")]


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        # The second window opens 40 minutes after the first step of the one before has ended, so 20 too early.
        ([(0, 1)], [("PLN013", "2", "PT10M"), ("PLN006", "2", "PT20M")]),
        # In the second window an hour passes between the first step and the last one, of which 20 minutes are work.
        ([(1, 3)], [("PLN008", "2", "PT40M")]),
        # Both, in an hour: 20 minutes pass, then 30 of work, then 40, then 20 of work.
        ([(0, 1), (1, 3)], [("PLN013", "2", "PT50M"), ("PLN006", "2", "PT20M"), ("PLN008", "2", "PT40M")]),
    ],
    ids=["before its first step", "between two steps", "before and between"],
)
def test_a_window_closes_before_its_work_is_done_where_a_wait_holds_its_first_step_up(
    waits: list[tuple[int, int]], expected: list[Told]
) -> None:
    first = night(0, 10)
    second = PlanWindow(start=first.end + timedelta(minutes=40), end=first.end + timedelta(minutes=100))
    made = steps(10, 10, 20, 20, windows=(1, 2, 2, 2))
    assert told(made, tuple(rule("wait", *ends) for ends in waits), first, second) == expected


@pytest.mark.parametrize(
    ("own", "code"), [((), "PLN008"), ((1,), "PLN006"), ((2,), "PLN008"), ((1, 2), "PLN008")], ids=str
)
def test_steps_of_a_house_do_not_begin_the_work_and_wait_for_one_another(own: tuple[int, ...], code: str) -> None:
    """Behind one of them, which need not wait, the first of the work waits for its window; another of them does not."""
    first = night(0, 10)
    second = PlanWindow(start=first.end + timedelta(minutes=20), end=first.end + timedelta(minutes=200))
    made = [
        replace(step, event="house.own") if place in own else step
        for place, step in enumerate(steps(10, 10, 20, 20, windows=(1, 2, 2, 2)))
    ]
    assert told(tuple(made), (rule("wait", 0, 2),), first, second) == [(code, "2", "PT30M")]


@pytest.mark.parametrize(
    ("done", "by"),
    [((False, False, False), 0), ((True, False, False), 1), ((True, True, False), 2), ((True, True, True), 0)],
)
def test_a_change_is_released_for_the_first_window_that_is_not_done(done: tuple[bool, ...], by: int) -> None:
    """Where all are, for the first: there is nothing left to release."""
    release, *others = steps(5, 10, 10, 10, windows=(1, 1, 2, 3))
    made = (replace(release, window=None, gate="release"), *others)
    planned, _warnings = schedule(
        made, (), tuple(night(number, 60, done=each) for number, each in enumerate(done)), "UTC"
    )
    assert planned[0].planned_by == OPENS + timedelta(days=by)


def test_what_follows_another_phase_outside_the_windows_has_no_time() -> None:
    """The second chapter after the window waits for the first, which begins as the work of the window ends."""
    made = tuple(
        replace(step, window=1 if number == 0 else None)
        for number, step in enumerate(steps(30, 10, 10, 10, phases="abbc"))
    )
    planned, _warnings = schedule(
        made, (rule("order", 0, 1), rule("order", 1, 2), rule("order", 1, 3)), (night(0, 60),), "UTC"
    )
    ended = datetime(2026, 12, 5, 22, 30, tzinfo=UTC)
    assert [step.planned_from for step in planned] == [None, ended, ended, None]
