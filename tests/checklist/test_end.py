"""How a change ends that was stopped: what is proposed once its way back was taken, and what closes its night."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from tests.checklist.engine import NO_NODE, Engine, record_of
from tests.verify.harness import check
from tests.verify.make_night_examples import night, printed, stopped_at_the_hold
from tests.verify.nights import Entries, gone_back, seconds, stopped_in, until

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node is not there")
HOUR = 3600
CLOSES = ("people-tell-end", "people-may-be-left")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


def told(engine: Engine, indexed: IndexedPlan, entries: Entries, now: int) -> dict[str, Any]:
    engine.take(indexed.plan)
    return dict(engine.ask("next", record=record_of(indexed.plan, list(entries.values())), now=now))


def failed_and_back(phase: str, way: str) -> tuple[IndexedPlan, Entries, int, str]:
    """The last step that was done of a phase failed, and the change was led back from there."""
    indexed = night("pair")
    entries, minute = stopped_in(indexed, phase, seed=3)
    entries = {name: entry for name, entry in entries.items() if not name.startswith(CLOSES)}
    last = max(index for index in course_of(indexed).work if indexed.steps[index].id in entries)
    step = indexed.steps[last].id
    entries[step] = replace(entries[step], state="failed", note="The session ends after ten seconds.")
    return indexed, gone_back(indexed, entries, way, minute), minute, step


def closing(indexed: IndexedPlan, window: int | None) -> list[str]:
    return [one.id for one in indexed.steps if one.window == window and one.id.startswith(CLOSES)]


WAYS = [("save:h1", "pair-again:h1"), ("upgrade-b:h1", "leave-b:h1"), ("switch:h1", "move-back:h1")]


@pytest.mark.parametrize(("phase", "way"), WAYS)
def test_after_a_whole_way_back_only_what_closes_its_night_is_proposed(engine, phase, way) -> None:
    indexed, entries, minute, failed = failed_and_back(phase, way)
    window = next(one.window for one in indexed.plan.phases if one.id == phase)
    closes = closing(indexed, window)
    assert len(closes) == len(CLOSES)
    found = told(engine, indexed, entries, minute + HOUR)
    assert (found["stopped"], found["ended"], found["left"]) == (True, way, closes)
    assert found["steps"] == closes, f"{failed} is not tried again"
    for place, step in enumerate(closes):
        entry = replace(printed(indexed)[step], at=clock_time(indexed, minute + HOUR + 60 * place), by="CM", note="")
        new = record_of(indexed.plan, [entry])["entries"][0]
        record = record_of(indexed.plan, list(entries.values()))
        assert engine.ask("before", record=record, entry=new, options={}) == [], step
        entries[step] = entry
        found = told(engine, indexed, entries, minute + 2 * HOUR)
        assert found["steps"] == found["left"] == closes[place + 1 :]


def test_a_way_back_is_at_its_end_with_its_last_step(engine) -> None:
    indexed, entries, minute, _ = failed_and_back("save:h1", "pair-again:h1")
    steps = [step for step in entries if step.startswith("back-")]
    assert len(steps) > 2
    for number, last in enumerate(steps):
        signed = {step: entry for step, entry in entries.items() if step not in steps[number + 1 :]}
        found = told(engine, indexed, signed, minute + HOUR)
        assert found["ended"] == ("pair-again:h1" if last == steps[-1] else None)


def test_nobody_comes_to_the_windows_behind_a_no_go(engine) -> None:
    indexed = night("plain")
    entries, minute = stopped_at_the_hold(indexed)
    for known in (entries, gone_back(indexed, entries, "stop-pass:h1", minute)):
        found = told(engine, indexed, known, int(indexed.plan.windows[-1].end.timestamp()))
        people = {one for one in found["steps"] if one.startswith("people-")}
        assert people <= set(closing(indexed, 1))
    pair, back, _, _ = failed_and_back("upgrade-b:h1", "leave-b:h1")
    later = {one.id for one in pair.steps if one.id.startswith("people-") and one.window == 2}
    assert later
    for at in (pair.plan.windows[1].start, pair.plan.windows[1].end):
        found = told(engine, pair, back, int(at.timestamp()))
        assert later.isdisjoint(found["steps"])
        assert later <= {one["step"] for one in found["shut"]}


@pytest.mark.long
def test_a_change_that_goes_on_waits_for_its_work_before_its_night_is_closed(engine) -> None:
    indexed = night("pair")
    entries, minute = stopped_in(indexed, "upgrade-b:h1", seed=3)
    found = told(engine, indexed, entries, minute)
    assert (found["stopped"], found["ended"], found["left"]) == (False, None, [])
    [_, end] = closing(indexed, 1)
    entry = replace(printed(indexed)[end], at=clock_time(indexed, minute + 60))
    new = record_of(indexed.plan, [entry])["entries"][0]
    record = record_of(indexed.plan, list(entries.values()))
    assert "ORD001" in {one["code"] for one in engine.ask("before", record=record, entry=new, options={})}


@pytest.mark.parametrize(("way", "codes"), [("leave-b:h1", {"STA021"}), ("move-back:h1", {"ORD006", "STA021"})])
def test_of_a_way_back_and_what_closes_its_night_the_page_says_what_verify_says(engine, way, codes) -> None:
    """A Base that failed has its case beside the call to Support; the night is closed in a chapter not begun."""
    indexed = night("pair")
    base = next(one.id for one in indexed.steps if one.phase == "upgrade-b:h1" and one.installs == "base")
    entries = until(indexed, printed(indexed), base)
    minute = seconds(indexed, entries[base]) + 600
    entries[base] = replace(entries[base], state="failed", value="", note="It stopped with an error.")
    back = gone_back(indexed, entries, way, minute)
    for place, step in enumerate(closing(indexed, 1)):
        at = clock_time(indexed, minute + HOUR + 60 * place)
        back[step] = replace(printed(indexed)[step], at=at, by="CM", note="")
    engine.take(indexed.plan)
    found = engine.ask("findings", record=record_of(indexed.plan, list(back.values())), options={})["findings"]
    assert codes <= {one["code"] for one in found}
    verified = check(indexed, *back.values(), now=None).findings
    assert codes <= {one.code for one in verified}
    assert {"STA011", "STA019"}.isdisjoint({*(one.code for one in verified), *(one["code"] for one in found)})
