"""What the engine says before an entry counts, and what it says of the next steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from runbook.model.record import Entry
from runbook.simulate.play import clock_time, play
from runbook.verify.codes import CODES
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.times import Moment, read_moment
from runbook.web.browser_texts import FINDING_TEXTS
from tests import plans
from tests.checklist.engine import NO_NODE, Engine, record_of
from tests.verify.harness import moved
from tests.verify.make_night_examples import night
from tests.verify.nights import back_until, gone_back, stopped_in

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node is not there")
HOUR, DAY = 3600, 86_400


@cache
def pair() -> IndexedPlan:
    """A pair, one pass after the other, with adjacent, closed and waiting steps."""
    return index_plan(plans.plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True)))


def written(indexed: IndexedPlan, seed: int = 3) -> list[Entry]:
    """A faultless record in the order in which it was signed."""
    return sorted(play(indexed, seed), key=lambda entry: (instant(indexed, entry), indexed.index[entry.step]))


def instant(indexed: IndexedPlan, entry: Entry) -> int:
    found = read_moment(entry.at, indexed.zone, indexed.plan.date_order)
    return found.early if isinstance(found, Moment) else 0


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


def before(engine: Engine, indexed: IndexedPlan, known: Sequence[Entry], entry: Entry) -> list[dict[str, Any]]:
    engine.take(indexed.plan)
    new = record_of(indexed.plan, [entry])["entries"][0]
    return list(engine.ask("before", record=record_of(indexed.plan, known), entry=new, options={}))


def codes(found: list[dict[str, Any]]) -> list[str]:
    return sorted(one["code"] for one in found)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", plans.KINDS, ids=str)
def test_nothing_is_said_of_a_faultless_night_and_every_step_was_offered(kind, engine) -> None:
    indexed = index_plan(plans.plan_of(*kind))
    entries = written(indexed)
    for number, entry in enumerate(entries):
        assert before(engine, indexed, entries[:number], entry) == [], entry
        if entry.state == "done":
            at = instant(indexed, entry)
            offered = engine.ask("next", record=record_of(indexed.plan, entries[:number]), now=at)
            assert entry.step in offered["steps"], entry
    left = engine.ask("next", record=record_of(indexed.plan, entries), now=instant(indexed, entries[-1]))
    required = {step.id for step in indexed.steps if step.required}
    assert required.isdisjoint(left["steps"])


def test_a_step_before_the_one_that_it_follows_is_told_at_once(engine) -> None:
    indexed = pair()
    entries = written(indexed)
    later = next(entry for entry in entries if entry.step.startswith("update-software:"))
    found = before(engine, indexed, [], later)
    assert "ORD001" in codes(found)
    assert all(one["detail"]["ahead"] for one in found if one["code"] == "ORD001")
    known = entries[: entries.index(later)]
    earlier = replace(later, at=clock_time(indexed, instant(indexed, known[-1]) - HOUR))
    assert "ORD001" in codes(before(engine, indexed, known, earlier))


def test_hands_evidence_states_and_windows_are_told_of_the_entry_alone(engine) -> None:
    indexed = pair()
    entries = written(indexed)
    number = next(n for n, one in enumerate(entries) if one.witness and one.value and indexed.index[one.step] > 5)
    known, entry = entries[:number], entries[number]
    assert codes(before(engine, indexed, known, replace(entry, by="ZZ"))) == ["SGN002"]
    assert codes(before(engine, indexed, known, replace(entry, witness=""))) == ["SGN004"]
    assert codes(before(engine, indexed, known, replace(entry, value=""))) == ["EVD001"]
    assert codes(before(engine, indexed, known, replace(entry, at=""))) == ["TIM007"]
    assert "STA005" in codes(before(engine, indexed, known, replace(entry, state="na", value="", note="VM")))
    far = clock_time(indexed, instant(indexed, entry) + 12 * HOUR)
    assert codes(before(engine, indexed, known, replace(entry, at=far)))[-1].startswith("WIN")


@pytest.mark.long
def test_a_wait_is_told_with_the_time_at_which_it_is_over(engine) -> None:
    indexed = index_plan(moved(plans.plan_of("single", "automatic", bases=(True, True)), ("2026-12-05", "2026-12-06")))
    engine.take(indexed.plan)
    waits = [(a, b, wait) for a, later in indexed.edges.items() for b, wait in later.items() if wait]
    first, then, wait = max(waits)
    entries = {entry.step: entry for entry in written(indexed)}
    signed = instant(indexed, entries[indexed.steps[first].id])
    over = signed + wait
    known = [entry for entry in entries.values() if indexed.index[entry.step] < then]
    told = engine.ask("next", record=record_of(indexed.plan, known), now=over - HOUR)
    until = {one["step"]: (one["until"], one["seconds"], one["warns"]) for one in told["waits"]}
    assert until[indexed.steps[then].id] == (clock_time(indexed, over), HOUR, False)
    assert indexed.steps[then].id not in told["steps"]
    assert (told["window"]["number"], told["window"]["state"]) == (2, "open")
    known = [entry for entry in known if instant(indexed, entry) <= signed]
    for at, wanted in ((over - 60, True), (over, False)):
        entry = replace(entries[indexed.steps[then].id], at=clock_time(indexed, at))
        assert ("GAP001" in codes(before(engine, indexed, known, entry))) == wanted


@pytest.mark.long
def test_what_must_follow_at_once_is_told_before_its_end_is_signed(engine) -> None:
    indexed = pair()
    rule = next(rule for rule in indexed.rules_of("adjacent") if rule.then)
    entries = written(indexed)
    begun = max(entries.index(one) for one in entries if one.step in rule.first)
    left = [one for one in entries[begun + 1 :] if one.step not in (*rule.steps, *rule.then)]
    other = replace(left[0], at=entries[begun].at)
    found = before(engine, indexed, entries[: begun + 1], other)
    assert any(one["code"] == "ADJ001" and one["detail"]["ahead"] for one in found)


def way_begun_at(indexed: IndexedPlan, phase: str, way: str, at: int) -> tuple[list[Entry], list[Entry]]:
    """The entries of a night until it stopped in a phase, and those of a way back."""
    kept, _ = stopped_in(indexed, phase)
    whole = gone_back(indexed, kept, way, at)
    return list(kept.values()), [entry for step, entry in whole.items() if step not in kept]


@pytest.mark.parametrize(("way", "code"), [("pair-again:h1", "WIN005"), ("move-back:h1", "ORD006")])
def test_a_wrong_way_back_is_told_where_it_is_begun_and_not_at_each_step(engine, way, code) -> None:
    indexed = night("pair")
    late = back_until(indexed, "save:h1") + 600
    known, steps = way_begun_at(indexed, "save:h1", way, late)
    assert len(steps) > 1
    told = [codes(before(engine, indexed, [*known, *steps[:number]], entry)) for number, entry in enumerate(steps)]
    assert [code in one for one in told] == [True] + [False] * (len(steps) - 1), told


def test_what_goes_on_beside_a_way_back_is_told_of_its_own_step(engine) -> None:
    """Each of them is a mistake, and none names those before it again."""
    indexed = night("pair")
    known, steps = way_begun_at(indexed, "save:h1", "pair-again:h1", back_until(indexed, "save:h1") - HOUR)
    ends = instant(indexed, steps[-1])
    work = {indexed.steps[index].id for index in course_of(indexed).work} - {one.step for one in known}
    left = [entry for entry in written(indexed) if entry.step in work and entry.at][:3]
    signed = [*known, *steps]
    for number, entry in enumerate(left):
        new = replace(entry, at=clock_time(indexed, ends + 60 * (number + 1)))
        found = [one for one in before(engine, indexed, signed, new) if one["code"] == "ORD005"]
        assert [one["steps"] for one in found] == [[new.step]]
        signed.append(new)


# No mistake that is about to be made: what is still to be signed, what somebody tells openly, what no button writes.
_AFTERWARDS = {
    *("DOC007", "DOC008", "STA001", "STA003", "STA019", "STA020", "STA021", "STA026"),
    *("STA007", "STA008", "TIM002", "TIM007", "SGN007"),
}


def test_whatever_the_page_decides_and_fails_or_opens_a_verdict_has_its_warning() -> None:
    decided = {code for code, one in CODES.items() if one.page and one.severity != "note"}
    assert decided - set(FINDING_TEXTS) == _AFTERWARDS


def test_a_window_typed_at_one_time_is_told_once_and_a_night_at_each_line(engine) -> None:
    """Ten lines or more: fewer of one time may have been signed in one minute."""
    indexed = index_plan(plans.plan_of("migrate-physical-physical", "manual"))
    entries = [entry for entry in written(indexed) if not entry.blank]
    windowed = [entry for entry in entries if indexed.steps[indexed.index[entry.step]].window == 1]
    alike = [replace(entry, at=windowed[0].at) for entry in windowed]
    known = [
        entry for entry in entries if entry not in windowed and instant(indexed, entry) < instant(indexed, alike[0])
    ]
    told = [codes(before(engine, indexed, [*known, *alike[:n]], one)) for n, one in enumerate(alike[:14])]
    assert sum("TIM010" in one for one in told) == 1, told
    later = index_plan(plans.plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True)))
    night = [replace(one, at=windowed[0].at) for one in written(later) if not one.blank]
    windows = [later.steps[later.index[one.step]].window for one in night]
    second = next(n for n, window in enumerate(windows) if window == 2)
    for at in (second, second + 1):
        assert "TIM013" in codes(before(engine, later, night[:at], night[at]))
