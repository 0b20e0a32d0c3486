"""A change of which windows are done: what is left is what stands after them, as the earlier plan had it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from runbook.document.impact import outages
from runbook.model.plan import Plan, PlanStep, PlanWindow
from runbook.model.remaining import RELEASE_ONCE_OVER, in_nights, remaining, windows_left
from runbook.model.ways_back import main_steps, way_back_steps
from runbook.model.window_chain import is_behind, steps_behind, window_at, window_chain
from runbook.planning.one_night import kept_together
from runbook.planning.release_time import released_in_time
from runbook.procedures.load import load_procedures
from tests.plans import KINDS, plan_of
from tests.under_way import Kind, plan_under_way

OPENS = datetime.fromisoformat("2026-12-05T22:00:00+01:00")


def window(night: int, *, done: bool = False, continues: int | None = None) -> PlanWindow:
    start = OPENS + timedelta(days=night)
    return PlanWindow(start=start, end=start + timedelta(hours=4), done=done, continues=continues)


def name(kind: Kind) -> str:
    return "-".join(filter(None, kind))


def hops_of(kind: Kind) -> tuple[tuple[bool, ...], ...]:
    return ((True,),) if kind[0].startswith("migrate") else ((True,), (True, False))


def works(plan: Plan) -> list[PlanStep]:
    return [step for step in plan.steps if step.gate != "release"]


def windowed(plan: Plan) -> list[PlanStep]:
    return [step for step in plan.steps if step.window is not None]


def test_a_window_and_those_that_continue_it() -> None:
    windows = (window(0, done=True), window(1, done=True), window(2, continues=2), window(3), window(4, continues=2))
    assert [window_chain(windows, n) for n in (1, 2, 3, 4)] == [(1,), (2, 3, 5), (3,), (4,)]
    assert [is_behind(windows, n) for n in (1, 2, 4)] == [True, False, False]
    assert [window_at(windows, 2, OPENS + timedelta(days=days)) for days in (-1, 1, 1.5, 2, 3.5, 9)] == [
        2,
        2,
        2,
        3,
        3,
        5,
    ]


def cases(kind: Kind) -> Iterator[tuple[Plan, Plan, int]]:
    """The plan of before, the one with windows done, and how many."""
    for bases in hops_of(kind):
        before = plan_under_way(kind, bases=bases)
        for done in range(1, len(before.windows)):
            yield before, plan_under_way(kind, done, bases=bases), done


@pytest.mark.sampled(12)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_what_is_left_are_the_steps_after_the_windows_that_are_done(kind: Kind) -> None:
    assert any(cases(kind)) != kind[0].startswith("migrate"), "migrations have one window"
    for before, plan, done in cases(kind):
        last = max(place for place, step in enumerate(before.steps) if (step.window or 99) <= done)
        left = remaining(plan)
        course = main_steps(before)
        release = {step.id for step in before.steps if step.gate == "release"}
        assert [step.id for step in main_steps(left)] == [*release, *(step.id for step in course[last + 1 :])]
        behind = {step.id for step in course[: last + 1]} - release
        assert steps_behind(plan) - way_back_steps(before) == behind
        assert works(plan) == works(before), "all steps stand in it, as they were"
        (released,) = (step for step in left.steps if step.id in release)
        assert released.planned_by == plan.windows[done].start, "what is left is released by itself"
        assert not {i for rule in plan.rules if released.id in rule.first for i in rule.then} & steps_behind(plan)
        assert [phase.id for phase in left.phases] == list(dict.fromkeys(step.phase for step in left.steps))
        assert (left.windows, left.passes) == (plan.windows, plan.passes)
        assert windows_left(plan) == tuple(range(done + 1, len(plan.windows) + 1))
        assert remaining(left) == left


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_numbers_ids_and_words_are_those_of_the_earlier_plan(kind: Kind) -> None:
    assert any(cases(kind)) != kind[0].startswith("migrate")
    for before, plan, _done in cases(kind):
        known = {step.id: step for step in before.steps}
        for step in remaining(plan).steps:
            old = known[step.id]
            added = [note.text for note in step.notes if note not in old.notes]
            assert added == ([RELEASE_ONCE_OVER.text] if step.gate == "release" else [])
            assert (step.number, step.phase, step.title, step.do, step.see, step.where, step.slots) == (
                old.number, old.phase, old.title, old.do, old.see, old.where, old.slots
            )  # fmt: skip
            after = old.evidence.expect.after if old.evidence and old.evidence.expect else None
            if after in steps_behind(plan):
                expected = step.evidence.expect if step.evidence else None
                assert expected is not None
                assert expected.after == known[after].number
            else:
                assert step.evidence == old.evidence


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_window_that_was_begun_is_printed_again_in_the_one_that_continues_it(kind: Kind) -> None:
    assert hops_of(kind)
    for bases in hops_of(kind):
        count = len(plan_under_way(kind, bases=bases).windows)
        for begun in range(1, count + 1):
            plan = plan_under_way(kind, begun, begun, bases=bases)
            first = next(place for place, step in enumerate(plan.steps) if step.window == begun)
            left = remaining(plan)
            course = main_steps(left)
            assert [step.id for step in course if step in works(left)] == [s.id for s in main_steps(plan)[first:]]
            assert [step.gate for step in course if step not in works(left)] == ["release"]
            nights = {step.window for step in left.steps if step.id in {s.id for s in plan.steps if s.window == begun}}
            assert nights == {begun + 1}
            assert not [
                w for w in plan.warnings if w.code == "PLN001" and w.args["window"] in (str(begun), str(begun + 1))
            ]


@pytest.mark.sampled(6)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_work_that_is_too_long_for_a_night_goes_on_in_the_next_at_a_chapter(kind: Kind) -> None:
    plan = plan_under_way(kind, 0, 1, hours=4)
    first, second, *_ = plan.windows
    nights = in_nights(plan)
    if not any(step.window == 2 for step in nights.steps):
        work = [step for step in windowed(plan) if step.window == 1]
        assert all(step.planned_start is not None and step.planned_start < first.end for step in work)
        return
    (place,) = [
        i for i, step in enumerate(nights.steps) if step.window == 2 and nights.steps[i - 1].window == 1
    ]  # it goes on once
    step, last = nights.steps[place], nights.steps[place - 1]
    assert step.planned_start == second.start
    assert last.planned_start is not None
    assert last.planned_start + timedelta(minutes=last.duration.high) <= first.end
    tied = {(i, j) for rule in plan.rules if rule.kind == "adjacent" for i in rule.first for j in rule.then}
    ids = [s.id for s in plan.steps]
    assert not any(ids.index(i) < place <= ids.index(j) for i, j in tied)
    phase = [s for s in nights.steps if s.phase == step.phase]
    length = timedelta(minutes=sum(s.duration.high for s in phase))
    appliances = {each.id: each for each in plan.appliances}
    kept = {plan.steps[one.first].id for one in kept_together(load_procedures(), plan.steps, appliances)}
    must_be = length > second.end - second.start or step.id in kept
    assert phase[0] == step or must_be, "a chapter is torn apart only where it must be"


def test_a_chapter_that_is_too_long_for_the_next_night_goes_on_at_a_step() -> None:
    plan = plan_under_way(("atlas-no-failover", None, None, None), 0, 1, hours=8)
    nights = in_nights(plan)
    split = [phase.id for phase in plan.phases if {s.window for s in nights.steps if s.phase == phase.id} == {1, 2}]
    whole = plan_under_way(("atlas-no-failover", None, None, None), hours=8)
    assert [w.code for w in whole.warnings if w.code == "PLN001"], "it is too long for one night"
    assert len(split) <= 1
    assert {s.window for s in nights.steps if s.window} == {1, 2}


def test_no_warning_is_about_a_window_that_is_done() -> None:
    kind = ("failover", "manual", "synchronous", "dns")
    assert [w.args["window"] for w in plan_under_way(kind, 0, hours=1).warnings if w.code == "PLN001"] == ["1", "2"]
    assert [w.args["window"] for w in plan_under_way(kind, 1, hours=1).warnings if w.code == "PLN001"] == ["2"]


def test_a_third_night_for_one_hop_moves_the_windows_of_the_next() -> None:
    plan = plan_under_way(("failover", "manual", "asynchronous", "dns"), 0, 2, bases=(True, False))
    assert [each.windows for each in plan.passes] == [(1, 2, 3), (4, 5)]
    assert {step.window for step in windowed(plan)} == {1, 2, 4, 5}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", [k for k in KINDS if k[0].startswith("atlas")], ids=name)
@pytest.mark.parametrize("hours", range(7, 16))
def test_no_night_falls_within_an_outage(kind: Kind, hours: int) -> None:
    plan = plan_under_way(kind, 0, 1, hours=hours)
    nights = in_nights(plan)
    assert {step.window for step in nights.steps if step.window} == {1, 2} or hours > 12
    longest = max((d for d in outages(plan)), key=lambda d: d.high)
    assert len({step.window for step in nights.steps if step.id in {s.id for s in longest.steps}}) == 1
    assert longest.high < 5 * 60


@pytest.mark.parametrize(("minutes", "is_ahead"), [(-1, True), (0, True), (1, False)])
def test_what_clients_notice_once_the_nights_that_are_done_are_over_is_released_before(minutes, is_ahead) -> None:
    """Clients are removed at 18:00; what is left is released by then, unless they were before the last night ended."""
    plan = plan_of("single", "automatic", wait="remove-clients")
    opens = plan.windows[0].start
    removed = opens - timedelta(hours=4)
    assert {step.planned_by for step in plan.steps if step.gate == "release"} == {removed}
    end = removed + timedelta(minutes=minutes)
    windows = (PlanWindow(start=end - timedelta(hours=4), end=end, done=True), *plan.windows)
    late = tuple(replace(step, planned_by=opens) if step.gate == "release" else step for step in plan.steps)
    steps = released_in_time(late, plan.rules, load_procedures().effects, windows, plan.timezone)
    assert {step.planned_by for step in steps if step.gate == "release"} == {removed if is_ahead else opens}
