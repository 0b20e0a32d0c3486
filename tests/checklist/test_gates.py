"""No step is proposed beyond a closed gate, behind the time of a decision, or beside a way back that was begun."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from runbook.model.record import Entry
from runbook.simulate.play import clock_time, play
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.times import Moment, read_moment
from tests import plans
from tests.checklist.engine import NO_NODE, Engine, record_of
from tests.checklist.planted import gone_back as planted_back
from tests.verify.harness import check
from tests.verify.make_night_examples import HOLD, night, printed, stopped_at_the_hold
from tests.verify.nights import Entries, back_until, gone_back, gone_on_late, no_go, seconds, stopped_in

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node is not there")
LEAVE = {"ORD003", "ORD004", "ORD005", "ORD006", "WIN005"}
EACH = 400 if os.environ.get("LONG") else 12


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


def asked(engine: Engine, indexed: IndexedPlan, entries: Sequence[Entry], now: int) -> tuple[set[str], dict[str, str]]:
    """The steps that are proposed, and those that are shut by the code that shuts them."""
    engine.take(indexed.plan)
    told = engine.ask("next", record=record_of(indexed.plan, entries), now=now)
    return set(told["steps"]), {one["step"]: one["code"] for one in told["shut"]}


def work_of(indexed: IndexedPlan) -> set[str]:
    return {indexed.steps[index].id for index in course_of(indexed).work}


def way_of(indexed: IndexedPlan, name: str) -> list[str]:
    _, steps = next(one for one in course_of(indexed).ways if one[0].id == name)
    return [indexed.steps[index].id for index in steps]


def test_a_no_go_shuts_all_the_work_and_opens_its_way_back(engine) -> None:
    indexed = night("plain")
    entries, minute = stopped_at_the_hold(indexed)
    way = way_of(indexed, "stop-pass:h1")
    signed = dict(entries)
    for step in way:
        offered, shut = asked(engine, indexed, list(signed.values()), minute)
        assert offered.isdisjoint(work_of(indexed))
        assert step in offered
        assert offered.isdisjoint(way_of(indexed, "stop")), "the change is further than where this one leads back from"
        assert shut["update-base:rs-a:h1"] in ("ORD004", "ORD005")
        signed[step] = gone_back(indexed, entries, "stop-pass:h1", minute)[step]
    offered, _ = asked(engine, indexed, list(signed.values()), minute + 3600)
    assert offered.isdisjoint(work_of(indexed) | set(way))


def test_a_go_opens_the_gate_and_a_no_go_taken_back_does(engine) -> None:
    indexed = night("plain")
    stopped, minute = stopped_at_the_hold(indexed)
    whole = printed(indexed)
    before = [entry for step, entry in stopped.items() if step != HOLD]
    behind = "update-base:rs-a:h1"
    assert behind not in asked(engine, indexed, before, minute)[0], "nobody said go"
    assert behind in asked(engine, indexed, [*before, whole[HOLD]], minute)[0]
    again = replace(whole[HOLD], at=clock_time(indexed, minute), note="The users were reached by now.")
    offered, shut = asked(engine, indexed, [*stopped.values(), again], minute + 300)
    assert behind in offered
    assert behind not in shut


@pytest.mark.parametrize("said", ["", "?", "later"])
def test_a_hold_point_that_says_no_go_nor_go_stays_closed(engine, said) -> None:
    indexed = night("plain")
    stopped, minute = stopped_at_the_hold(indexed)
    stopped[HOLD] = replace(stopped[HOLD], value=said, note="")
    offered, shut = asked(engine, indexed, list(stopped.values()), minute)
    assert "update-base:rs-a:h1" not in offered
    assert shut["update-base:rs-a:h1"] == ""


def test_past_the_time_of_its_decision_nothing_goes_on_undecided(engine) -> None:
    indexed = night("pair")
    entries, _ = stopped_in(indexed, "switch:h1", share=0.3)
    decisions = [indexed.steps[index].id for index in course_of(indexed).gate("decision")]
    late = back_until(indexed, "switch:h1") + 120
    kept = {step: entry for step, entry in entries.items() if step not in decisions}
    first = way_of(indexed, way_back(indexed, "switch:h1"))[0]
    early, _ = asked(engine, indexed, list(kept.values()), late - 240)
    offered, shut = asked(engine, indexed, list(kept.values()), late)
    left = {step for step in early & work_of(indexed) if step_phase(indexed, step) == "switch:h1"}
    assert left
    assert {shut[step] for step in left} == {"ORD003"}
    assert offered.isdisjoint(left)
    assert first in early
    assert first not in offered
    no = no_go(indexed, decisions[-1], late - 60, "TL")
    go = replace(no, value="go", note="The users stay out until noon.")
    offered, _ = asked(engine, indexed, [*kept.values(), go], late)
    assert left <= offered
    routine = [*kept.values(), replace(go, at=clock_time(indexed, late - 3600))]
    assert left <= asked(engine, indexed, routine, late)[0], "as in plans of its version"
    plan = indexed.plan
    assert plan.tolerances
    now = index_plan(dataclasses.replace(plan, tolerances=dataclasses.replace(plan.tolerances, decided=30)))
    offered, shut = asked(engine, now, routine, late)
    assert {shut[step] for step in left} == {"ORD003"}
    assert offered.isdisjoint(left)
    offered, _ = asked(engine, indexed, [*kept.values(), no], late)
    assert offered.isdisjoint(work_of(indexed))
    assert first in offered, "late, but the only way that is left"


def test_gone_on_late_after_a_no_go_is_told_with_the_no_go_as_by_verify(engine) -> None:
    indexed = night("pair")
    entries, until_then = gone_on_late(indexed, "switch:h1"), back_until(indexed, "switch:h1")
    step = "decision-late-switch:h1"
    engine.take(indexed.plan)
    for minutes, wanted in ((-10, {"ORD004"}), (30, {"ORD003", "ORD004"})):
        known = [*entries.values(), no_go(indexed, step, until_then + 60 * minutes, "TL")]
        found = engine.ask("findings", record=record_of(indexed.plan, known), options={})
        told = {one["code"]: one["steps"] for one in found["findings"] if one["code"] in LEAVE}
        verified = {one.code: list(one.steps) for one in check(indexed, *known).findings if one.code in LEAVE}
        assert (set(told), told) == (wanted, verified), minutes


def step_phase(indexed: IndexedPlan, step: str) -> str:
    return indexed.steps[indexed.index[step]].phase


def way_back(indexed: IndexedPlan, phase: str) -> str:
    return str(next(one.way_back for one in indexed.plan.phases if one.id == phase))


def test_a_way_back_is_one(engine) -> None:
    """Whoever went back from the save chapter is offered no other way, and none before anything was done."""
    indexed = night("pair")
    ways = {index for _, steps in course_of(indexed).ways for index in steps}
    firsts = {indexed.steps[index].id for index in ways}
    offered, _ = asked(engine, indexed, [], int(indexed.plan.windows[0].start.timestamp()))
    assert offered.isdisjoint(firsts)
    saved, after = stopped_in(indexed, "save:h1")
    back = gone_back(indexed, saved, "pair-again:h1", after)
    begun: Entries = {step: entry for step, entry in back.items() if step in saved or seconds(indexed, entry) <= after}
    offered, _ = asked(engine, indexed, list(begun.values()), after + 60)
    assert offered & firsts <= set(way_of(indexed, "pair-again:h1"))
    assert offered.isdisjoint(work_of(indexed))


def proposals(engine: Engine, indexed: IndexedPlan, entries: Sequence[Entry], now: int) -> Iterator[tuple[str, Any]]:
    """Each step that is proposed, and what would be found once it is signed."""
    record = record_of(indexed.plan, entries)
    offered, _ = asked(engine, indexed, entries, now)
    for step in sorted(offered):
        entry = Entry(step=step, state="done", at=clock_time(indexed, now), by="CM", value="go", note="")
        new = record_of(indexed.plan, [entry])["entries"][0]
        yield step, engine.ask("before", record=record, entry=new, options={})


def test_past_the_point_of_no_return_no_way_back_is_offered(engine) -> None:
    """The old appliance was deleted: the way that leads back to it is shut, as verify has it."""
    indexed = index_plan(plans.plan_of("migrate-virtual-physical", "manual"))
    done = play(indexed, 1)
    last = max(seconds(indexed, entry) for entry in done if entry.at)
    offered, shut = asked(engine, indexed, done, last + 600)
    back = {indexed.steps[index].id for index in course_of(indexed).back}
    assert offered.isdisjoint(back)
    assert {shut[step] for step in back} == {"ORD006"}


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS[:: 1 if EACH > 50 else 5], ids=str)
def test_what_is_proposed_breaks_nothing_that_leave_decides(engine, kind) -> None:
    indexed = index_plan(plans.plan_of(*kind))
    wrong, count = [], 0
    for seed in range(EACH):
        entries = planted_back(indexed, 5000 + seed).entries
        moments = [read_moment(entry.at, indexed.zone) for entry in entries]
        last = max((moment.late for moment in moments if isinstance(moment, Moment)), default=0)
        if not last:
            continue
        back = {indexed.steps[index].id for index in course_of(indexed).back}
        gates = {step.id for step in indexed.steps if step.gate in ("hold", "decision")}
        refused = any(entry.step in gates and entry.value not in ("", "go") for entry in entries)
        stopped = refused or any(entry.step in back for entry in entries)  # it is the way that is left
        for step, found in proposals(engine, indexed, entries, last + 600):
            count += 1
            codes = {one["code"] for one in found if step in one["steps"]} & LEAVE
            if codes - ({"ORD006", "WIN005"} if stopped else set()):
                wrong.append((seed, step, codes))
    assert not wrong, wrong[:5]
    assert count > EACH
