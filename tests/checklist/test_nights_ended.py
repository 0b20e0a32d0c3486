"""What the page says of nights that were led back: as verify, and no word against who did right."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from runbook.model.site import Approvals
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from tests.checklist.engine import NO_NODE, Engine, record_of
from tests.checklist.planted import Planted
from tests.checklist.test_engine import _found_by_verify
from tests.verify.harness import indexed_plan_of
from tests.verify.nights import Entries, back_until, gone_back, moved_to, no_go, seconds, stopped_in, until
from tests.verify.test_nights import (
    BACKUPS,
    EARLY,
    NUMBERS,
    PAIR,
    begins_with_early,
    gates_of,
    lacking,
    printed,
    site_plan,
    stopped_at,
    window_of,
    with_case_numbers,
    with_evidence,
)
from tests.verify.test_nights_ended import MINUTE, closed, failed_and_back, failed_calls, ways_of
from tests.verify.test_watches import both_at_once

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node is not there")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


def alike(engine: Engine, indexed: IndexedPlan, entries: Entries, so_far: int | None = None) -> set[str]:
    """The codes that both find."""
    engine.take(indexed.plan)
    options = {} if so_far is None else {"now": so_far, "soFar": so_far}
    found = engine.ask("findings", record=record_of(indexed.plan, list(entries.values())), options=options)
    mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
    assert mine == _found_by_verify(indexed, Planted(tuple(entries.values()), ()), so_far, so_far)
    return {code for code, _ in mine}


def test_a_spoken_release_is_ratified_after_a_way_back_and_nothing_more_is_owed(engine) -> None:
    indexed = site_plan("lyon", staff="second", urgency="expedited")
    entries, minute = stopped_in(indexed, "save:h1")
    back = gone_back(indexed, entries, "stop-pass:h1", minute)
    ratified = next(step.id for step in indexed.steps if step.gate == "ratified")
    assert alike(engine, indexed, back) == {"STA001"}
    signed = {ratified: printed(indexed)[ratified]}
    moved_to(signed, ratified, indexed, minute + 24 * 3600)
    assert alike(engine, indexed, back | signed) == set()


def test_before_the_first_installation_of_a_chapter_the_way_back_of_the_one_before_is_open(engine) -> None:
    indexed = begins_with_early()
    entries, _ = stopped_in(indexed, "save:h1", seed=3)
    for signed, told in ((EARLY, set()), ("update-base:rs-b:h1", {"ORD006"})):
        entries[signed] = printed(indexed)[signed]
        minute = max(seconds(indexed, entry) for entry in entries.values() if entry.at) + 10 * MINUTE
        assert alike(engine, indexed, gone_back(indexed, entries, "pair-again:h1", minute)) == told


@pytest.mark.long
def test_a_night_that_failed_and_was_led_back_is_closed_like_any_other(engine) -> None:
    indexed = site_plan("paris")
    ways = ways_of(indexed)
    assert ways
    for phase, way in ways:
        back, minute = failed_and_back(indexed, phase, way)
        assert "STA004" not in alike(engine, indexed, closed(indexed, back, phase, minute))
        steps = {indexed.steps[index].id for index in course_of(indexed).back}
        night = {step: entry for step, entry in back.items() if step not in steps}
        alike(engine, indexed, closed(indexed, night, phase, minute))


@pytest.mark.parametrize("site", ["paris", "nantes"])
def test_a_roll_call_that_failed_is_told_as_verify_tells_it(engine, site) -> None:
    indexed = site_plan(site)
    both = [alike(engine, indexed, kept) for _call, kept, _following in failed_calls(indexed)]
    assert both
    assert all(found == {"STA020", "STA022"} for found in both)


def test_a_try_below_what_came_of_it_is_told_as_verify_tells_it(engine) -> None:
    indexed = site_plan("paris")
    whole = printed(indexed)
    step = next(one.id for one in indexed.steps if one.installs == "software" and one.id in whole)
    at = seconds(indexed, whole[step])
    told = []
    for minutes in (-3, 3):
        tried = replace(
            whole[step], state="failed", value="", note="FAQ 377", at=clock_time(indexed, at + minutes * MINUTE)
        )
        told.append(alike(engine, indexed, {**whole, "again": tried}))
    assert ["STA009" in one for one in told] == [True, False]
    assert ["STA004" in one for one in told] == [False, True]


@pytest.mark.parametrize("site", ["paris", "nantes"])
def test_each_phase_of_a_way_back_has_its_own_limit(engine, site) -> None:
    indexed = site_plan(site)
    ways = [one for one in ways_of(indexed) if one[0].window is None and len(one[1].back_from) > 1]
    assert ways
    for outside, way in ways:
        within = next(one for one in indexed.plan.phases if one.id in way.back_from and one.back_until)
        entries, minute = stopped_in(indexed, outside.id, seed=3)
        assert "WIN005" not in alike(engine, indexed, gone_back(indexed, entries, way.id, minute))
        entries, _minute = stopped_in(indexed, within.id, seed=3)
        entries = {step: entry for step, entry in entries.items() if not step.startswith("decision-late")}
        late = back_until(indexed, within.id) + 10 * MINUTE
        assert "WIN005" in alike(engine, indexed, gone_back(indexed, entries, way.id, late))


@pytest.mark.parametrize(
    ("last", "told"),
    [("switch-shared-ip-off:rs-a:h1", {"DOC007"}), ("verify-session:rs-b:h1", {"DOC007", "ORD003"})],
)
def test_a_decision_on_a_page_that_did_not_come_back_is_told_as_verify_tells_it(engine, last, told) -> None:
    assert alike(engine, PAIR, lacking("decision-late-upgrade-b:h1", last)) == told


@pytest.mark.parametrize("gate", ["hold", "decision"])
def test_a_no_go_of_anybody(engine, gate) -> None:
    indexed = site_plan("paris")
    step = next(one for one in indexed.steps if one.gate == gate)
    whole = printed(indexed)
    before = indexed.steps[indexed.index[step.id] - 1].id
    kept = until(indexed, whole, before)
    heard = no_go(indexed, step.id, seconds(indexed, whole[before]) + MINUTE, "CM")
    assert "SGN003" not in alike(engine, indexed, {**kept, step.id: heard})
    assert "SGN003" in alike(engine, indexed, {**whole, step.id: replace(heard, value="go", note="")})


@pytest.mark.parametrize("site", ["paris", "lyon"])
def test_a_no_go_by_a_wrong_clock_and_so_far(engine, site) -> None:
    indexed = site_plan(site)
    gates = gates_of(indexed)
    assert gates
    for gate in gates:
        for minutes in (0, -60):
            kept = stopped_at(indexed, gate, minutes * MINUTE)
            assert "STA020" in alike(engine, indexed, kept)
            assert "STA020" in alike(engine, indexed, kept, seconds(indexed, kept[gate]) + 90 * MINUTE)
        before = {step: entry for step, entry in kept.items() if step != gate}
        [entry] = record_of(indexed.plan, [stopped_at(indexed, gate)[gate]])["entries"]
        options = {"now": seconds(indexed, stopped_at(indexed, gate)[gate])}
        warned = engine.ask("before", record=record_of(indexed.plan, [*before.values()]), entry=entry, options=options)
        assert warned == [], "it is right to say no-go"


@pytest.mark.parametrize("away", [-60, 60])
def test_what_is_left_of_a_way_back_so_far(engine, away) -> None:
    indexed = site_plan("paris")
    phase, way = next(one for one in ways_of(indexed) if one[0].window and one[1].as_before)
    entries, minute = stopped_in(indexed, phase.id, seed=3)
    back = gone_back(indexed, entries, way.id, minute)
    del back[[step for step in back if step.startswith("back-")][-1]]
    window = next(step.id for step in indexed.steps if step.phase == phase.id)
    found = alike(engine, indexed, back, window_of(indexed, window)[1] + away * MINUTE)
    assert ("STA019" in found) is (away > 0)


@pytest.mark.long
def test_two_who_have_to_release_it_each_on_the_first_line_of_a_copy(engine) -> None:
    indexed = site_plan(staff="second", approval=Approvals(needed=2))
    entries = printed(indexed)
    first, second = (indexed.steps[k].id for k in course_of(indexed).gate("release"))
    rest = {step: entry for step, entry in entries.items() if step not in (first, second)}
    one, other = entries[first], replace(entries[second], step=first)
    late = replace(other, at=clock_time(indexed, max(seconds(indexed, each) for each in entries.values() if each.at)))
    for rows in ((one, other), (other, one)):
        assert alike(engine, indexed, {**rest, "1": rows[0], "2": rows[1]}) == {"SGN015"}
    for copy in (one, replace(one, by=one.by.lower()), other):
        assert alike(engine, indexed, {**rest, "1": one, "2": other, "3": copy}) == {"SGN015"}, (
            "a copy that was read twice"
        )
    assert alike(engine, indexed, {**rest, "1": one, "2": late}) > {"SGN015"}, "the second came too late"
    for again in (
        replace(one, at=other.at), replace(other, by="CM"), replace(other, state="failed", note="refused"),
        replace(other, at=""), replace(other, at="?"), replace(other, note="it was me"), replace(other, by=""), one,
    ):  # fmt: skip
        assert "SGN015" not in alike(engine, indexed, {**rest, "1": one, "2": again}), again
    assert "SGN015" not in alike(engine, indexed, {**rest, "1": one, "2": entries[second]})
    assert "SGN015" not in alike(engine, indexed, {**rest, "1": one, "2": other, "3": replace(one, step=second)})
    [entry] = record_of(indexed.plan, [other])["entries"]
    assert engine.ask("before", record=record_of(indexed.plan, [*rest.values(), one]), entry=entry, options={}) == []


def test_two_who_have_to_ratify_it_each_on_the_first_line_of_a_copy(engine) -> None:
    indexed = site_plan(staff="second", urgency="expedited", approval=Approvals(needed=2))
    entries = printed(indexed)
    first, second = (indexed.steps[k].id for k in course_of(indexed).gate("ratified"))
    rest = {step: entry for step, entry in entries.items() if step not in (first, second)}
    one, other = entries[first], replace(entries[second], step=first)
    assert alike(engine, indexed, {**rest, "1": one, "2": other}) == {"SGN015"}
    assert "SGN015" not in alike(engine, indexed, {**rest, "1": one, "2": replace(other, note="refused")})


@pytest.mark.sampled(20)
@pytest.mark.parametrize(("text", "note", "says"), NUMBERS)
def test_the_number_of_a_case_has_a_figure(engine, text, note, says) -> None:
    indexed = site_plan("paris")
    found = ["EVD008" not in alike(engine, indexed, entries) for entries in with_case_numbers(indexed, text, note)]
    assert found
    assert {*found} == {says}


@pytest.mark.sampled(27)
@pytest.mark.parametrize(("text", "note", "says"), BACKUPS)
def test_where_something_has_to_be_none_is_asked_about(engine, text, note, says) -> None:
    indexed = site_plan("paris")
    entries = next(iter(with_evidence(indexed, text, note)))
    assert ("EVD008" not in alike(engine, indexed, entries)) is says


@pytest.mark.sampled(3)
@pytest.mark.parametrize("minutes", [0, 1, 2])
def test_what_must_not_be_on_both_for_a_minute_is_told_as_verify_tells_it(engine, minutes) -> None:
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
    assert alike(engine, indexed, both_at_once(indexed, minutes)) == ({"ORD001"} if minutes else set())
