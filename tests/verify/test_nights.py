"""Who may begin, go on and go back: nights from the plan of an inventory to the verdict."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from runbook.document.ways import no_go_way
from runbook.estate.change_status import FindingTold, RecordJudged, WindowActual, standing_of
from runbook.i18n import Language
from runbook.inventory.load import load_inventory
from runbook.model.control import SUPPORT_CALLED
from runbook.model.record import Entry, RecordPerson
from runbook.model.revision import revision_of
from runbook.model.site import Approvals, ChangeState, Person
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import dump_plan
from runbook.report.back_text import back_lines
from runbook.report.so_far import progress_lines
from runbook.simulate import without_leave
from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import chance_of, plant_one
from runbook.simulate.play import clock_time, play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.course import course_of, kept_at
from runbook.verify.decision_clock import clocks_of
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.planned_windows import window_bounds
from runbook.verify.session import Verified
from runbook.verify.verdict import verify_record
from tests import plans
from tests.house.folders import EXAMPLE, of, plan_with
from tests.verify import make_night_examples
from tests.verify.harness import SAMPLES, check, codes, faultless, indexed_plan_of, record
from tests.verify.nights import back_until, gone_back, gone_on_late, moved_to, no_go, seconds, stopped_in, until

ROOT = Path(__file__).resolve().parents[2]
PAIR = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
MOVED = indexed_plan_of("migrate-physical-virtual", "automatic", None, None)
SITES = ("lyon", "paris", "geneva", "montreal", "nantes")
STOPPING = tuple(site for site in SITES if site != "nantes")  # a migration has the last hold point alone
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
RELEASE, HOLD = "release-change", "hold-point:h1"


def path_of(kind):
    return "-".join(filter(None, kind))


def judged(indexed, entries):
    return check(indexed, *entries.values())


def told(indexed, entries):
    result = judged(indexed, entries)
    assert not FastCheck(indexed).clean(record(indexed, *entries.values()), None) or not result.findings
    return result.verdict, codes(result)


def way_of(indexed, phase):
    return next(one for one in indexed.plan.phases if one.id == phase).way_back


def test_released_and_done_passes() -> None:
    assert told(PAIR, faultless(PAIR)) == ("pass", [])


def test_released_once_it_was_begun_is_one_finding() -> None:
    entries = faultless(PAIR)
    touching = sorted(
        seconds(PAIR, entries[PAIR.steps[k].id]) for k in course_of(PAIR).touching if entries.get(PAIR.steps[k].id)
    )
    moved_to(entries, RELEASE, PAIR, touching[4] + 60)
    result = judged(PAIR, entries)
    assert (result.verdict, codes(result), result.culprits) == ("fail", ["ORD001"], (RELEASE,))


def test_never_released_is_one_finding() -> None:
    entries = faultless(PAIR)
    del entries[RELEASE]
    assert told(PAIR, entries) == ("fail", ["STA001"])


@pytest.mark.sampled(7)
@pytest.mark.parametrize("kind", plans.KINDS, ids=path_of)
def test_gone_back_wherever_a_way_leads_back_to_how_it_was(kind) -> None:
    indexed = indexed_plan_of(*kind)
    seen = 0
    for phase in indexed.plan.phases:
        way = next((one for one in indexed.plan.phases if one.id == phase.way_back), None)
        for share in (0.4, 1.0):
            if way is None:
                continue
            entries, minute = stopped_in(indexed, phase.id, seed=3, share=share)
            entries = gone_back(indexed, entries, way.id, minute)
            wanted = ("backed-out", []) if way.as_before else ("undetermined", ["STA021"])
            assert told(indexed, entries) == wanted, (phase.id, share)
            seen += 1
    assert seen > 1


@pytest.mark.parametrize("kind", ["migrate-physical-physical", "migrate-virtual-physical"])
def test_no_go_before_the_old_appliance_goes_leads_back_and_nothing_does_once_it_is_begun(kind) -> None:
    indexed = indexed_plan_of(kind, "automatic", None, None)
    whole = {entry.step: entry for entry in play(indexed, 3, as_printed=True)}
    (hold,) = (indexed.steps[index].id for index in course_of(indexed).gate("hold")[-1:])
    (gone,) = (step for step in indexed.steps if step.no_return)
    way = way_of(indexed, gone.phase)
    assert way is not None
    minute = seconds(indexed, whole[hold])
    no = until(indexed, whole, hold)
    no[hold] = no_go(indexed, hold, minute, whole[hold].by)
    assert told(indexed, gone_back(indexed, no, way, minute + 120)) == ("backed-out", [])
    late = until(indexed, whole, gone.id)
    verdict, found = told(indexed, gone_back(indexed, late, way, seconds(indexed, whole[gone.id]) + 600))
    assert (verdict, found) == ("fail", ["ORD006"])
    late[gone.id] = changed(late[gone.id], at="")
    assert "ORD006" in told(indexed, gone_back(indexed, late, way, seconds(indexed, whole[gone.id]) + 600))[1]


def test_a_no_go_and_back() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    result = judged(PAIR, gone_back(PAIR, entries, "pair-again:h1", minute))
    assert (result.verdict, codes(result)) == ("backed-out", [])
    [way] = result.back
    assert (way.phase, way.whole, way.as_before, bool(way.by)) == ("pair-again:h1", True, True, True)
    assert way.begun is not None
    assert way.ended is not None
    last = next(len(steps) for phase, steps in course_of(PAIR).ways if phase.id == way.phase) - 1
    assert (way.begun.timestamp(), way.ended.timestamp()) == (minute, minute + 2 * MINUTE * last)


@pytest.mark.parametrize(
    "options", [{"wait": "remove-clients"}, {"clients": plans.CLIENTS[2]}], ids=["removed", "pushed"]
)
def test_clients_that_a_migration_took_before_its_window_are_brought_back_by_their_chapter_alone(options) -> None:
    """That of the preparation deploys none: the site is not as before."""
    indexed = index_plan(plans.plan_of("migrate-physical-virtual", "automatic", None, None, **options))
    entries, minute = stopped_in(indexed, "set-up:h1", seed=3)
    assert told(indexed, gone_back(indexed, entries, "stay:h1", minute)) == ("backed-out", [])
    result = judged(indexed, gone_back(indexed, entries, "stop", minute))
    assert (result.verdict, codes(result)) == ("fail", ["ORD006"])
    taken = {"clients-remove", "prep-msi"} & set(entries)
    assert taken & set(result.findings[0].steps)
    for step in taken:
        del entries[step]
    assert told(indexed, gone_back(indexed, entries, "stop", minute)) == ("backed-out", [])


def before_the_hold(indexed=PAIR):
    entries = {entry.step: entry for entry in play(indexed, 1, as_printed=True)}
    at = seconds(indexed, entries[HOLD])
    kept = until(indexed, entries, HOLD)
    del kept[HOLD]
    return kept, at


def test_no_go_at_the_hold_point_stops_what_lies_behind_and_asks_for_the_way_back() -> None:
    entries, at = before_the_hold()
    entries[HOLD] = no_go(PAIR, HOLD, at, "TL")
    assert told(PAIR, entries) == ("undetermined", ["STA020"])
    assert told(PAIR, gone_back(PAIR, entries, "move-back:h1", at + 120)) == ("undetermined", ["STA021"])
    entries[HOLD] = no_go(PAIR, HOLD, at, "TL", note="")
    assert told(PAIR, entries) == ("fail", ["STA018", "STA020"])


@pytest.mark.parametrize("begun", [False, True])
def test_what_is_said_of_a_no_go_is_about_what_was_begun(begun) -> None:
    """At the beginning of the phase that moves the users, nobody was moved: B is left alone."""
    whole = {entry.step: entry for entry in play(PAIR, 1, as_printed=True)}
    work = [PAIR.steps[k].id for k in sorted(course_of(PAIR).work) if PAIR.steps[k].phase == "switch:h1"]
    first = min((step for step in work if step in whole), key=lambda step: whole[step].at)
    kept = until(PAIR, whole, first)
    if not begun:
        del kept[first]
    step = "decision-late-switch:h1"
    kept[step] = no_go(PAIR, step, seconds(PAIR, whole[first]) + (120 if begun else 0), "TL")
    assert chapter_named(PAIR, kept) == ("move-back:h1" if begun else "leave-b:h1")
    head = next(one.number for one in PAIR.plan.phases if one.id == "move-back:h1")
    phase = next(one.number for one in PAIR.plan.phases if one.id == "switch:h1")
    also = {key: remedy_args(PAIR, kept, "STA020").get(key) for key in ("phase", "own")}
    assert also == ({"phase": None, "own": None} if begun else {"phase": str(phase), "own": str(head)})


def remedy_args(indexed, entries, code):
    """What the remedy of the finding of this code is about."""
    found = next(one for one in judged(indexed, entries).findings if one.code == code)
    assert found.remedy
    return dict(found.remedy.args)


def chapter_named(indexed, entries, code="STA020"):
    """The way back that the verdict on a stopped change names; None where it has the words of a phase."""
    args = remedy_args(indexed, entries, code)
    way = next((one for one in indexed.plan.phases if str(one.number) == args.get("number")), None)
    assert way is None or way.title == args["way"].text
    return way.id if way else None


def stopped_at(indexed, step, away=0):
    """A night up to a hold point or a decision, where somebody said no-go, and wrote another time."""
    whole = printed(indexed)
    kept = until(indexed, whole, step)
    return {**kept, step: no_go(indexed, step, seconds(indexed, whole[step]) + away, whole[step].by)}


def gates_of(indexed):
    """The hold points at which a no-go stops the change: of a faultless night they are signed."""
    stops = [index for index in course_of(indexed).gate("hold") if index not in kept_at(indexed)]
    return [indexed.steps[index].id for index in stops]


@pytest.mark.parametrize("kind", plans.KINDS, ids=path_of)
def test_pages_say_where_a_no_go_may_leave_all_as_it_is(kind) -> None:
    indexed = indexed_plan_of(*kind)
    holds = course_of(indexed).gate("hold")
    ways = {index: no_go_way(indexed.plan, indexed.steps[index], Language(tag="en")) for index in holds}
    assert {index for index, way in ways.items() if way and "leave everything as it is" in way.says} == kept_at(indexed)
    assert bool(kept_at(indexed)) == indexed.plan.path.startswith("migrate")


@pytest.mark.parametrize("site", STOPPING)
def test_a_no_go_at_a_hold_point_names_the_chapter_that_its_page_names(site) -> None:
    indexed = site_plan(site)
    gates = gates_of(indexed)
    assert gates
    for gate in gates:
        step = indexed.steps[indexed.index[gate]]
        printed_way = no_go_way(indexed.plan, step, Language(tag="en"))
        way = chapter_named(indexed, stopped_at(indexed, gate))
        number = next((str(one.number) for one in indexed.plan.phases if one.id == way), None)
        assert number == (str(printed_way.number) if printed_way else None), gate


@pytest.mark.parametrize("site", STOPPING)
@pytest.mark.parametrize("minutes", [-60, -24 * 60])
def test_a_wrong_clock_at_a_no_go_does_not_hide_it(site, minutes) -> None:
    indexed = site_plan(site)
    gates = gates_of(indexed)
    assert gates
    for gate in gates:
        found = told(indexed, stopped_at(indexed, gate, minutes * MINUTE))[1]
        assert "STA020" in found, gate
        assert not {"ORD004", "STA001", "DOC007", "DOC023"} & {*found}, gate


@pytest.mark.parametrize("site", STOPPING)
def test_a_no_go_is_told_so_far_too_and_no_status_calls_it_passed(site) -> None:
    indexed = site_plan(site)
    states: dict[ChangeState, str] = {"planned": "undetermined", "done": "undetermined", "stopped": "stopped"}
    window = WindowActual(number=1, start=indexed.plan.windows[0].start, end=indexed.plan.windows[0].end)
    gates = gates_of(indexed)
    assert gates
    for gate in gates:
        kept = stopped_at(indexed, gate)
        for now in (
            datetime.fromtimestamp(seconds(indexed, kept[gate]) + MINUTE, UTC),
            datetime(2027, 12, 1, tzinfo=UTC),
        ):
            result = verify_record(indexed, record(indexed, *kept.values()), now, so_far=now)
            assert (result.verdict, codes(result)) == ("undetermined", ["STA020"]), (gate, now)
            one = RecordJudged(
                revision="",
                run="",
                verdict=result.verdict,
                files=(),
                findings=(FindingTold(code="STA020", severity="warning", number="", roles=(), where=""),),
            )
            for state, standing in states.items():
                assert standing_of(state, [one], [window], now, late=False) == standing


def test_what_is_left_of_a_way_back_is_missing_once_its_window_is_over() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    dropped = [step for step in back if step.startswith("back-")][-1]
    back.pop(dropped)
    end = window_of(PAIR, next(step.id for step in PAIR.steps if step.phase == "save:h1"))[1]
    for now, wanted in ((end - HOUR, ("pass", [], [dropped])), (end + HOUR, ("fail", ["STA019"], []))):
        at = datetime.fromtimestamp(now, UTC)
        result = verify_record(PAIR, record(PAIR, *back.values()), at, so_far=at)
        assert (result.verdict, codes(result), [one.step for one in result.open]) == wanted


def test_so_far_what_nobody_reached_is_not_counted() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    now = datetime.fromtimestamp(minute + HOUR, UTC)
    whole = record(PAIR, *back.values())
    result = verify_record(PAIR, whole, now, so_far=now)
    lines = list(progress_lines(Verified(result, PAIR, whole), Language(tag="en")))
    required = {step.id for step in PAIR.steps if step.required}
    signed = sum(step in required for step in back)
    assert lines[:2] == [
        f"Required steps that are signed: {signed} of {signed}.",
        f"Not reached any more, as the change was stopped: {len(required) - signed}.",
    ]


def test_a_way_back_of_one_minute_is_told_to_be_taken_at_it_not_from_it_to_it() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    whole = record(PAIR, *back.values())
    spread = next(back_lines(Verified(judged(PAIR, back), PAIR, whole), Language(tag="en")))
    assert ": taken from " in spread
    when = back["back-keys-pair-again:h1"].at
    at_once = {step: changed(one, at=when) if step not in entries else one for step, one in back.items()}
    whole = record(PAIR, *at_once.values())
    told_once = next(back_lines(Verified(judged(PAIR, at_once), PAIR, whole), Language(tag="en")))
    assert ": taken at " in told_once
    assert told_once.count(when[-5:]) == 1


def test_a_way_back_from_elsewhere_says_who_serves_by_what_was_signed() -> None:
    for phase, appliance in (("confirm:h1", "rs-b"), ("switch:h1", None)):
        entries, minute = stopped_in(PAIR, phase, share=0.5 if appliance is None else 1.0)
        result = judged(PAIR, gone_back(PAIR, entries, "leave-b:h1", minute))
        left = dict(next(one for one in result.findings if one.code == "STA021").args)["left"]
        assert dict(left.args) == ({"appliance": appliance} if appliance else {}), phase
        assert left.text != next(one for one in PAIR.plan.phases if one.id == "leave-b:h1").back


def test_no_go_where_a_way_leads_back_to_how_it_was() -> None:
    single = indexed_plan_of("single", "manual", None, None)
    entries, at = before_the_hold(single)
    entries[HOLD] = no_go(single, HOLD, at, "TL")
    assert told(single, gone_back(single, entries, "stop-pass:h1", at + 120)) == ("backed-out", [])


@pytest.mark.parametrize("said", ["no-go", "No Go", "NOGO", "non", "NO"])
def test_went_on_after_a_no_go_is_one_finding(said) -> None:
    entries = faultless(PAIR)
    entries[HOLD] = changed(entries[HOLD], value=said, note="The sync does not end.")
    assert told(PAIR, entries) == ("fail", ["ORD004"])


@pytest.mark.parametrize("said", ["go", "GO", "Oui", "yes", " Go "])
def test_a_go_in_other_words(said) -> None:
    entries = faultless(PAIR)
    entries[HOLD] = changed(entries[HOLD], value=said)
    assert told(PAIR, entries) == ("pass", [])


def late_night():
    return gone_on_late(PAIR, "switch:h1"), back_until(PAIR, "switch:h1")


def test_past_the_deadline_and_on_is_one_finding() -> None:
    entries, _last = late_night()
    result = judged(PAIR, entries)
    assert (result.verdict, codes(result)) == ("fail", ["ORD003"])


def test_past_the_deadline_with_a_decision_passes_and_with_one_too_late_does_not() -> None:
    entries, last = late_night()
    step = "decision-late-switch:h1"
    go = changed(no_go(PAIR, step, last + 120, "TL", note=""), value="go")
    assert told(PAIR, {**entries, step: go}) == ("pass", [])
    unread = changed(go, at="?")
    assert "ORD003" not in told(PAIR, {**entries, step: unread})[1]
    moved = {**entries, step: go}
    moved_to(moved, step, PAIR, last + 30 * 60)
    assert "ORD003" in told(PAIR, moved)[1]


def test_past_the_deadline_after_a_no_go_and_on_is_the_no_go_alone() -> None:
    """Signed before any of it, in time or not; what was gone on with before it is late all the same."""
    entries, last = late_night()
    step = "decision-late-switch:h1"
    for at in (last - HOUR, last - 10 * MINUTE, last + 2 * MINUTE):
        assert told(PAIR, {**entries, step: no_go(PAIR, step, at, "TL")}) == ("fail", ["ORD004"]), at
    told_late = judged(PAIR, {**entries, step: no_go(PAIR, step, last + 30 * MINUTE, "TL")})
    assert codes(told_late) == ["ORD003", "ORD004"]
    by_no_go, late = (one.steps for code in ("ORD004", "ORD003") for one in told_late.findings if one.code == code)
    assert late
    assert not {*late} & {*by_no_go}


def lacking(first, last):
    """What was gone on with late, of which the pages with these steps and all between are missing."""
    entries, _ = late_night()
    gone = {step.id for step in PAIR.steps[PAIR.index[first] : PAIR.index[last] + 1]}
    return {step: entry for step, entry in entries.items() if step not in gone}


def test_a_decision_on_a_page_that_did_not_come_back_is_told_of_the_page_alone() -> None:
    assert told(PAIR, lacking("decision-late-upgrade-b:h1", "switch-shared-ip-off:rs-a:h1")) == ("fail", ["DOC007"])


def test_a_page_that_did_not_come_back_and_held_no_decision_excuses_nothing() -> None:
    assert "ORD003" in told(PAIR, lacking("compare-builds:h1", "people-may-be-left:h1:w2"))[1]


def test_a_go_as_a_matter_of_routine_lets_nothing_go_on_late() -> None:
    """Half an hour before its time is near enough, as is printed, by any watch; earlier plans know no such rule."""
    entries, last = late_night()
    step = "decision-late-switch:h1"

    def given(before, indexed=PAIR):
        go = changed(no_go(indexed, step, last - before * MINUTE, "TL", note=""), value="go")
        return told(indexed, {**entries, step: go})

    tolerances = PAIR.plan.tolerances
    assert tolerances
    assert tolerances.decided
    near = tolerances.decided
    assert f"in the next {near} minutes" in PAIR.steps[PAIR.index[step]].do
    assert [given(one) for one in (0, near, near + 2)] == [("pass", [])] * 3
    assert [given(one) for one in (near + 4, 60, 90)] == [("fail", ["ORD003"])] * 3
    earlier = index_plan(replace(PAIR.plan, tolerances=replace(tolerances, decided=None)))
    assert given(90, earlier) == ("pass", [])


def test_a_go_about_another_way_back_lets_one_go_on_late_from_its_time_on() -> None:
    entries, last = late_night()
    step = "decision-late-upgrade-b:h1"

    def given(at):
        return told(PAIR, {**entries, step: changed(no_go(PAIR, step, at, "TL", note=""), value="go")})

    assert [given(last - before * MINUTE)[1] for before in (30, 10, -2)] == [["ORD003"], ["ORD003"], []]


def test_simulate_plants_a_go_that_was_given_in_advance() -> None:
    late = next(kind for kind in without_leave.KINDS if "decided" in kind.__name__)
    found = set()
    for seed in range(12):
        draft = DraftRecord(PAIR, {entry.step: entry for entry in play(PAIR, seed)}, chance_of(seed), "", "")
        if planted := plant_one(draft, late):
            found.add(planted.kind)
            gates = [step for step in draft.entries if step.startswith("decision-late")]
            assert bool(gates) == (planted.kind == "decided in advance")
            assert told(PAIR, draft.entries)[1] == ["ORD003"]
    assert found == {"decided late", "decided in advance"}


def test_a_way_back_half_taken_mixed_another_and_late() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    half = dict(back)
    half.pop([step for step in back if step.startswith("back-")][-1])
    assert told(PAIR, half) == ("fail", ["STA019"])
    mixed = {**faultless(PAIR), **{step: one for step, one in back.items() if step not in entries}}
    assert "ORD005" in told(PAIR, mixed)[1]
    further, minute = stopped_in(PAIR, "switch:h1")
    assert told(PAIR, gone_back(PAIR, further, "leave-b:h1", minute))[1] == ["ORD006", "STA021"]
    assert chapter_named(PAIR, gone_back(PAIR, further, "leave-b:h1", minute), "ORD006") == "move-back:h1"
    early, minute = stopped_in(PAIR, "save:h1", share=0.3)
    assert told(PAIR, gone_back(PAIR, early, "move-back:h1", minute))[1] == ["ORD006", "STA021"]
    assert chapter_named(PAIR, gone_back(PAIR, early, "move-back:h1", minute), "ORD006") == "pair-again:h1"
    late = gone_back(PAIR, entries, "pair-again:h1", back_until(PAIR, "save:h1") + 60)
    assert told(PAIR, late) == ("undetermined", ["WIN005"])


@pytest.mark.parametrize("late", [False, True])
def test_of_a_way_back_that_failed_what_comes_behind_is_not_missed_and_its_beginning_is_judged(late) -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    begun = back_until(PAIR, "save:h1") + 60 if late else minute
    back = gone_back(PAIR, entries, "pair-again:h1", begun)
    steps = [step for step in back if step.startswith("back-")]
    assert len(steps) > 2
    for number, step in enumerate(steps):
        failed = {**back, step: changed(back[step], state="failed", note="the pair does not answer")}
        wanted = ["STA026", "WIN005"] if late else ["STA026"]
        assert told(PAIR, failed) == ("fail", wanted), step
        stopped = {one: entry for one, entry in failed.items() if one not in steps[number + 1 :]}
        assert told(PAIR, stopped) == ("fail", wanted), step
    del failed[steps[0]]  # that one does not wait for the last
    assert told(PAIR, failed)[1] == ["STA019", "STA026"]
    twice = {**back, **{step: changed(back[step], state="failed", note="no answer") for step in (steps[0], steps[-1])}}
    del twice[steps[1]]
    assert told(PAIR, twice) == ("fail", ["STA026", "WIN005"] if late else ["STA026"]), "it waits for the first"


@pytest.mark.parametrize(("second", "mixed"), [(-1, False), (0, False), (1, True)])
def test_what_was_signed_by_another_watch_as_the_way_back_was_begun_came_before_it(second, mixed) -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    begun = next(step for step in back if step.startswith("back-"))
    back[begun] = changed(back[begun], at=f"{back[begun].at}:10")
    last = max((step for step in entries if entries[step].at), key=lambda step: seconds(PAIR, entries[step]))
    at = clock_time(PAIR, minute + PAIR.watches)
    back[last] = changed(back[last], at=f"{at}:{10 + second:02}")
    assert ("ORD005" in told(PAIR, back)[1]) is mixed


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_way_back_was_begun_when_its_first_step_was_tried(minutes) -> None:
    entries, _ = stopped_in(PAIR, "save:h1")
    until_then = back_until(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", until_then + 10 * MINUTE)
    first = next(step for step in back if step.startswith("back-"))
    tried = changed(back[first], state="failed", at=clock_time(PAIR, until_then + minutes * MINUTE), note="no answer")
    result = check(PAIR, tried, *back.values())
    late = ["WIN005"] if minutes > 0 else []
    assert (codes(result), result.verdict) == (["STA009", *late], "undetermined" if late else "backed-out")


def test_a_way_back_is_not_late_where_somebody_decided_to_go_on_before() -> None:
    entries, _ = stopped_in(PAIR, "save:h1")
    until_then = back_until(PAIR, "save:h1")
    late = gone_back(PAIR, entries, "pair-again:h1", until_then + 5 * MINUTE)
    assert told(PAIR, late) == ("undetermined", ["WIN005"])
    [gate, *_] = next(one.decisions for one in clocks_of(PAIR) if one.phase.id == "save:h1")
    step, by = PAIR.steps[gate].id, PAIR.staff[min(PAIR.allowed[gate])].initials
    decided = Entry(step=step, state="done", at=clock_time(PAIR, until_then - MINUTE), by=by, value="go")
    assert told(PAIR, {**late, step: decided}) == ("backed-out", [])


def test_a_way_back_whose_check_failed_says_that_the_site_does_not_work() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    checked = [step for step in back if step.startswith("back-")][-1]
    failed = {**back, checked: changed(back[checked], state="failed", note="Sessions do not start.")}
    (found,) = judged(PAIR, failed).findings
    assert (found.code, found.steps, dict(found.args)["reason"]) == ("STA026", (checked,), "Sessions do not start.")
    silent = {**back, checked: changed(back[checked], state="failed", note="")}
    assert told(PAIR, silent) == ("fail", ["STA006", "STA026"])
    before = next(step for step in back if step.startswith("back-"))
    short = {step: one for step, one in failed.items() if step != before}
    result = judged(PAIR, short)
    named = {one.code: one.steps for one in result.findings}
    assert {code: named[code] for code in ("STA019", "STA026")} == {"STA019": (before,), "STA026": (checked,)}


def test_a_way_back_is_safe_only_where_its_checks_say_so_and_nothing_was_gone_on_with() -> None:
    entries, minute = stopped_in(PAIR, "upgrade-b:h1")
    back = gone_back(PAIR, entries, "leave-b:h1", minute)
    assert told(PAIR, back) == ("undetermined", ["STA021"])
    wanted = {step.id: step.evidence.expect for step in PAIR.steps if step.evidence and step.evidence.expect}
    checked = next(
        step for step in back if step.startswith("back-") and step in wanted and wanted[step].equals == "yes"
    )
    assert told(PAIR, {**back, checked: changed(back[checked], value="no")}) == ("fail", ["EVD003"])
    whole = faultless(PAIR)
    later = next(step.id for step in PAIR.steps if step.phase == "switch:h1" and step.id in whole and not step.gate)
    on = {**back, later: whole[later]}
    moved_to(on, later, PAIR, minute + 2 * HOUR)
    verdict, found = told(PAIR, on)
    assert verdict == "fail"
    assert "ORD005" in found
    assert "STA021" not in found


def test_what_was_struck_out_as_nobody_came_to_it_is_no_finding_and_what_was_passed_over_is() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    struck = {
        step.id: Entry(step=step.id, state="skipped", by="CM", note="We went back.")
        for step in PAIR.steps
        if step.required and step.id not in back
    }
    assert told(PAIR, {**back, **struck}) == ("backed-out", [])
    passed_over = dict(back)
    of_save = (k for k in sorted(course_of(PAIR).work) if PAIR.steps[k].phase == "save:h1")
    passed_over.pop(next(step for k in of_save if (step := PAIR.steps[k].id) in entries))
    assert told(PAIR, passed_over)[0] == "fail"


def test_that_people_were_not_reached_stops_a_change_where_its_work_waits_for_them_alone() -> None:
    """An answer that is asked for when all is done is no roll call."""
    indexed = site_plan("paris")
    entries = printed(indexed)
    roll = indexed.steps[indexed.index[named(indexed, "people-roll-call")[0]]]
    last = named(indexed, "people-may-be-left")[-1]
    steps = tuple(replace(one, evidence=roll.evidence) if one.id == last else one for one in indexed.steps)
    missed = changed(entries[last], state="failed", note="nobody answers")
    assert told(index_plan(replace(indexed.plan, steps=steps)), {**entries, last: missed}) == ("fail", ["STA003"])


def test_a_step_that_failed_and_made_them_go_back() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    last = max(k for k in course_of(PAIR).work if PAIR.steps[k].id in entries and PAIR.steps[k].phase == "save:h1")
    step = PAIR.steps[last].id
    entries[step] = changed(entries[step], state="failed", note="The pair does not break.")
    assert told(PAIR, gone_back(PAIR, entries, "pair-again:h1", minute)) == ("backed-out", ["STA022"])


def test_a_time_of_a_way_back_without_its_year() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    for step, one in tuple(back.items()):
        if step.startswith("back-"):
            back[step] = changed(one, at=f"{one.at[8:10]}/{one.at[5:7]} {one.at[11:16]}")
    assert told(PAIR, back) == ("backed-out", [])


def test_a_time_of_a_way_back_without_its_date_is_of_the_night_in_which_no_go_was_said() -> None:
    """It leads back from two nights; the work of the second had not begun."""
    entries, at = before_the_hold()
    entries = {step: one for step, one in entries.items() if not step.startswith("update-check:rs-a")}
    assert 2 not in {PAIR.steps[k].window for k in course_of(PAIR).work if PAIR.steps[k].id in entries}
    entries[HOLD] = no_go(PAIR, HOLD, at, "TL")
    back = gone_back(PAIR, entries, "move-back:h1", at + 120)
    dated = judged(PAIR, back)
    bare = {step: changed(one, at=one.at[11:]) if step.startswith("back-") else one for step, one in back.items()}
    assert told(PAIR, bare) == (dated.verdict, sorted([*codes(dated), "TIM011"]))
    assert judged(PAIR, bare).back == dated.back


def test_so_far_what_is_left_of_a_way_back_is_open() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    dropped = [step for step in back if step.startswith("back-")][-1]
    back.pop(dropped)
    now = datetime.fromtimestamp(minute + 3600, UTC)
    result = verify_record(PAIR, record(PAIR, *back.values()), now, so_far=now)
    assert (result.verdict, codes(result), [one.step for one in result.open]) == ("pass", [], [dropped])


def test_nobody_who_carries_it_out_releases_it_where_another_could() -> None:
    entries = faultless(PAIR)
    hand = next(
        PAIR.steps[k].id
        for k in sorted(course_of(PAIR).touching)
        if "TL" in {PAIR.staff[x].initials for x in PAIR.allowed[k]}
        and PAIR.steps[k].id in entries
        and not PAIR.steps[k].witness
    )
    entries[hand] = changed(entries[hand], by="TL")
    assert told(PAIR, entries) == ("pass", [])  # nobody else may release it


@pytest.mark.parametrize("kind", plans.KINDS[::4], ids=path_of)
def test_faultless_nights_are_clean_at_a_glance(kind) -> None:
    indexed = indexed_plan_of(*kind)
    for seed in range(6):
        entries = play(indexed, seed)
        assert FastCheck(indexed).clean(record(indexed, *entries), None)


@pytest.mark.parametrize("as_printed", [True, False])
def test_a_package_follows_its_base_in_a_rehearsal_of_a_cluster(as_printed) -> None:
    """Nothing forbids another node in between; a faultless team goes on with the one that it began."""
    indexed = site_plan("montreal")
    installed = [(step.id, step.appliance) for step in indexed.steps if step.installs]
    for seed in range(20):
        entries = {entry.step: entry for entry in play(indexed, seed, as_printed=as_printed)}
        assert told(indexed, entries) == ("pass", []), seed
        order = sorted((entries[step].at, appliance) for step, appliance in installed)
        assert all(one[1] == other[1] for one, other in zip(order[::2], order[1::2], strict=True)), seed


@pytest.mark.long
def test_the_command_says_which_way_back_was_taken_and_ends_with_status_4(tmp_path) -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    (tmp_path / "plan.json").write_bytes(dump_plan(PAIR.plan))
    (tmp_path / "record.json").write_bytes(json_bytes(PAIR.plan, "1", tuple(back.values()), None))
    words = [sys.executable, "-m", "runbook", "verify", "--now", "2027-06-01T00:00", "--plan", str(tmp_path)]
    for language, told in (("en", "The site is as before."), ("fr", "Le site est comme avant.")):
        said = [*words, "--lang", language, str(tmp_path / "record.json")]
        done = subprocess.run(said, capture_output=True, text=True, check=False)
        assert (done.returncode, told in done.stdout) == (4, True), done
    done = subprocess.run([*words, "--format", "json", said[-1]], capture_output=True, text=True, check=False)
    [result] = json.loads(done.stdout)["results"]
    assert (done.returncode, result["verdict"], result["back"][0]["phase"]) == (4, "backed-out", "pair-again:h1")


# Honest nights, of the sites of examples/inventory.yaml.

SECOND = Person(initials="RP", name="R. Petit", email="rp@example.com", roles=("approver",))


@cache
def site_plan(name="paris", staff="", **asked):
    """The plan of the change of one site. `staff`: a second approver, or a technician who approves, alone or too."""
    inventory = load_inventory(ROOT / "examples" / "inventory.yaml")
    site = next(one for one in inventory.sites if one.id == name)
    people = {
        "": site.staff,
        "second": (*site.staff, SECOND),
        "alone": tuple(with_role(one, "approver", one.initials == "CM") for one in site.staff),
        "both": tuple(with_role(one, "approver") if one.initials == "CM" else one for one in site.staff),
    }
    change = replace(site.changes[0], **asked)
    site = replace(site, staff=people[staff], changes=(change,))
    return index_plan(make_plan(replace(inventory, sites=(site,)), site, change, load_procedures()))


def with_role(one, role, has=True):
    return replace(one, roles=(*(each for each in one.roles if each != role), *([role] if has else [])))


@lru_cache(maxsize=16)
def _played(indexed, seed):
    return tuple(play(indexed, seed, as_printed=True))


def printed(indexed, seed=2):
    return {entry.step: entry for entry in _played(indexed, seed)}


def named(indexed, begin):
    return [step.id for step in indexed.steps if step.id.startswith(begin)]


def window_of(indexed, step):
    return window_bounds(indexed, indexed.steps[indexed.index[step]].window)


def put_at(indexed, entries, at, *steps):
    for step in steps:
        moved_to(entries, step, indexed, at)


def by_one(indexed, entries, who, but=()):
    """Everything that one person may sign is signed by them."""
    return {
        step: changed(entry, by=who)
        if step not in but
        and entry.by
        and entry.witness != who
        and who in {indexed.staff[key].initials for key in indexed.allowed[indexed.index[step]]}
        else entry
        for step, entry in entries.items()
    }


def work_times(indexed, entries):
    steps = (indexed.steps[k].id for k in sorted(course_of(indexed).touching))
    return sorted(seconds(indexed, entries[step]) for step in steps if step in entries and entries[step].at)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("written", ["whole", "time alone", "boxes"])
def test_the_roll_is_called_before_the_window_opens_and_the_site_left_behind_it(site, written) -> None:
    indexed = site_plan(site)
    entries = printed(indexed)
    moves = {
        "people-roll-call": (0, -20 * MINUTE),
        "people-tell-begin": (0, -10 * MINUTE),
        "people-tell-end": (1, 25 * MINUTE),
        "people-may-be-left": (1, 30 * MINUTE),
    }
    for begin, (end, away) in moves.items():
        for step in named(indexed, begin):
            put_at(indexed, entries, window_of(indexed, step)[end] + away, step)
            at = entries[step].at
            texts = {"whole": at, "time alone": at[11:], "boxes": f"{at[8:10]}{at[5:7]}{at[11:13]}{at[14:16]}"}
            entries[step] = changed(entries[step], at=texts[written])
    assert told(indexed, entries) == ("pass", ["TIM011"] if written == "time alone" else [])


def test_the_next_morning_the_site_is_left_and_a_day_later_it_is_not() -> None:
    indexed = site_plan()
    last = named(indexed, "people-may-be-left")[-1]
    for away, wanted in ((5 * HOUR, []), (DAY, ["WIN002"])):
        entries = printed(indexed)
        put_at(indexed, entries, window_of(indexed, last)[1] + away, last)
        assert told(indexed, entries)[1] == wanted


def test_called_and_told_in_one_minute() -> None:
    indexed = site_plan()
    entries = printed(indexed)
    for step in named(indexed, "people-roll-call"):
        at = window_of(indexed, step)[0] + 2 * MINUTE
        put_at(indexed, entries, at, step, step.replace("roll-call", "tell-begin"))
    for step in named(indexed, "people-may-be-left"):
        put_at(indexed, entries, seconds(indexed, entries[step]), step.replace("may-be-left", "tell-end"))
    assert told(indexed, entries) == ("pass", [])


@pytest.mark.parametrize("days", [7, 30])
def test_released_long_before_and_in_the_minute_of_the_first_step(days) -> None:
    indexed = site_plan()
    entries = printed(indexed)
    first = work_times(indexed, entries)[0]
    for at in (first - days * DAY, first):
        put_at(indexed, entries, at, RELEASE)
        assert told(indexed, entries) == ("pass", [])
    put_at(indexed, entries, first + 5 * MINUTE, RELEASE)
    assert told(indexed, entries) == ("fail", ["ORD001"])


def test_released_by_a_hand_in_a_small_team_and_where_another_could() -> None:
    alone, both = site_plan(staff="alone"), site_plan(staff="both")
    assert told(alone, by_one(alone, printed(alone), "CM")) == ("pass", [])
    assert told(both, by_one(both, printed(both), "CM")) == ("undetermined", ["SGN012"])
    apart = site_plan(staff="alone", approval=Approvals(not_by_those_who_carry_out=True))
    assert told(apart, by_one(apart, printed(apart), "CM")) == ("fail", ["SGN011"])


@pytest.mark.parametrize("box", ["NK/CM", "CM → NK", "C. Martin et N. Keller"])
@pytest.mark.parametrize("witnessed", [False, True])
def test_whoever_released_it_and_shares_a_box_with_another_carries_it_out(box, witnessed) -> None:
    indexed = site_plan(staff="both", approval=Approvals(not_by_those_who_carry_out=True))
    entries = by_one(indexed, printed(indexed), "NK")
    entries[RELEASE] = changed(entries[RELEASE], by="CM")
    assert told(indexed, entries) == ("pass", [])
    both = (indexed.steps[k] for k in sorted(course_of(indexed).hands) if indexed.allowed[k] >= {"cm", "nk"})
    step = next(one for one in both if one.id in entries and one.witness == witnessed and one.gate is None)
    shared = changed(entries[step.id], by=box)
    assert told(indexed, {**entries, step.id: shared}) == ("fail", ["SGN011", "SGN016"])
    if witnessed:
        open_ = changed(shared, witness="")
        assert told(indexed, {**entries, step.id: open_}) == ("undetermined", ["SGN014"]), "CM may have witnessed it"


def test_whoever_says_that_it_works_for_the_users_carries_nothing_out() -> None:
    indexed = site_plan("lyon", staff="second")
    staff = tuple(with_role(one, "approver") if one.initials == "TL" else one for one in indexed.plan.staff)
    own = replace(indexed.plan, staff=staff)
    indexed = index_plan(replace(own, revision=revision_of(own)))
    entries = printed(indexed)
    entries[RELEASE] = changed(entries[RELEASE], by="TL")
    signed = [step.id for step in indexed.steps if "representative" in step.roles and step.id in entries]
    assert signed
    for step in signed:
        entries[step] = changed(entries[step], by="TL", witness="")
    assert "SGN012" not in told(indexed, entries)[1]


def test_two_approve_in_the_same_minute_one_of_them_a_technician() -> None:
    indexed = site_plan(staff="both", approval=Approvals(needed=2))
    releases = [step.id for step in indexed.steps if step.gate == "release"]
    entries = printed(indexed)
    for step, who in zip(releases, ("CM", "TL"), strict=True):
        entries[step] = changed(entries[step], by=who, at=entries[releases[0]].at)
    entries = by_one(indexed, entries, "CM", but=releases)
    assert told(indexed, entries) == ("pass", []), "each of the two who may has given one"
    for step in releases:
        entries[step] = changed(entries[step], by="CM")
    assert told(indexed, entries) == ("fail", ["SGN013"])


@pytest.mark.parametrize(
    "text",
    [
        "T. Leroy", "TL", "leroy", "M. Leroy", "T. LEROY by phone", "T. Leroy, par téléphone à 21h05", "TL (tel.)",
        "released by T. Leroy", "R. Petit", "TL & RP", "Leroy via Teams", "confirmed by TL", "Mme Leroy, 21 h 05, OK",
        "T. Leroy, change manager", "TL par SMS", "T. Leroy and R. Petit", "accord oral de T. Leroy", "go de R. Petit",
        "T. Leroy a donné son accord", "T. Leroy said yes", "feu vert de TL",
    ],
)  # fmt: skip
def test_a_spoken_release_names_who_gave_it(text) -> None:
    indexed = site_plan(staff="second", urgency="expedited")
    entries = printed(indexed)
    entries["release-spoken"] = changed(entries["release-spoken"], value=text)
    assert told(indexed, entries) == ("pass", [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C. Martin", "EVD009"), ("the board", "EVD009"), ("the deputy of T. Leroy", "EVD009"), ("ok", "EVD008"),
        ("?", "EVD005"), ("by phone", "EVD008"), ("C. Martin pour T. Leroy", "EVD008"), ("R. Leroy", "EVD008"),
        ("T. Leroy (not R. Petit)", "EVD008"), ("T. Leroy ?", "EVD008"), ("TL??", "EVD008"), ("T. Leroy no", "EVD008"),
        ("feu vert de T. Leroy demain", "EVD008"), ("T. Leroy a refusé son accord", "EVD008"),
    ],
)  # fmt: skip
def test_a_spoken_release_of_nobody_who_may_is_one_finding(text, code) -> None:
    indexed = site_plan(staff="second", urgency="expedited")
    entries = printed(indexed)
    entries["release-spoken"] = changed(entries["release-spoken"], value=text)
    assert told(indexed, entries)[1] == [code]


def test_the_technician_who_heard_a_release_gave_it_himself() -> None:
    indexed = site_plan(staff="both", urgency="expedited")
    entries = by_one(indexed, printed(indexed), "CM")
    entries["release-spoken"] = changed(entries["release-spoken"], by="CM", value="C. Martin")
    assert told(indexed, entries) == ("undetermined", ["SGN012"])


def test_ratified_days_later_by_the_other_never_and_by_the_wrong_hand() -> None:
    indexed = site_plan(staff="second", urgency="expedited")
    entries = printed(indexed)
    ratified = next(step.id for step in indexed.steps if step.gate == "ratified")
    last = max(seconds(indexed, entry) for entry in entries.values() if entry.at)
    put_at(indexed, entries, last + 2 * DAY, ratified)
    for who, wanted in (("TL", []), ("RP", []), ("CM", ["SGN003"])):
        entries[ratified] = changed(entries[ratified], by=who)
        assert told(indexed, entries)[1] == wanted
    del entries[ratified]
    assert told(indexed, entries) == ("fail", ["STA001"])
    put_at(indexed, entries, work_times(indexed, entries)[0] + HOUR, "release-spoken")
    assert "ORD001" in told(indexed, entries)[1], "spoken once it had begun"


def test_support_is_not_called_because_somebody_refuses_or_is_missing() -> None:
    """What is no act of the vendor's guide fails: it is decided how to go on."""
    indexed = site_plan(staff="second", urgency="expedited")
    entries = printed(indexed)
    ratified = next(step.id for step in indexed.steps if step.gate == "ratified")
    rolls = next(step.id for step in indexed.steps if step.event == "people.roll-call")
    plain = next(step.id for step in indexed.steps if step.event is None and not step.recoveries and step.required)
    for step, support in ((ratified, False), (rolls, False), (plain, True)):
        failed = changed(entries[step], state="failed", value="", note="nobody agrees")
        acts = [dict(one.args)["act"].text for one in judged(indexed, {**entries, step: failed}).findings
                if step in one.steps and "act" in dict(one.args)]  # fmt: skip
        assert acts, step
        assert ["call Support" in act for act in acts] == [support] * len(acts), (step, acts)
    house = index_plan(plan_with(of(EXAMPLE)))
    own = next(step.id for step in house.steps if step.house)
    made = {entry.step: entry for entry in play(house, 1)}
    made[own] = changed(made[own], state="failed", value="", note="nobody answers")
    (act,) = [dict(one.args)["act"].text for one in judged(house, made).findings if "act" in dict(one.args)]
    assert "Support" not in act


def test_ratified_before_all_is_installed_is_one_finding() -> None:
    """Whoever ratifies confirms what was done; what follows the installation may still be open."""
    indexed = site_plan(staff="second", urgency="expedited")
    entries = printed(indexed)
    ratified = next(step.id for step in indexed.steps if step.gate == "ratified")
    installed = max(seconds(indexed, entries[step.id]) for step in indexed.steps if step.installs)
    for at, wanted in ((installed + MINUTE, ("pass", [])), (installed - HOUR, ("fail", ["ORD001"]))):
        moved_to(entries, ratified, indexed, at)
        assert told(indexed, entries) == wanted
    assert ratified in judged(indexed, entries).findings[0].steps


@pytest.mark.parametrize("needed", [1, 2])
def test_a_change_that_was_stopped_and_gone_back_from_is_ratified_and_asks_for_no_more(needed) -> None:
    """What was not reached is not owed because whoever gave leave by word of mouth confirms it in writing."""
    indexed = site_plan("lyon", staff="second", urgency="expedited", approval=Approvals(needed=needed))
    entries = printed(indexed)
    ratified = [step.id for step in indexed.steps if step.gate == "ratified"]
    assert len(ratified) == needed
    hold = seconds(indexed, entries["hold-point:h1"])
    kept = until(indexed, entries, "hold-point:h1")
    kept["hold-point:h1"] = no_go(indexed, "hold-point:h1", hold, entries["hold-point:h1"].by)
    back = gone_back(indexed, kept, "stop-pass:h1", hold + 2 * MINUTE)
    signed = {step: entries[step] for step in ratified}
    for step in ratified:
        moved_to(signed, step, indexed, hold + DAY)
    assert told(indexed, kept | signed) == ("undetermined", ["STA020"])
    assert told(indexed, back | signed) == ("backed-out", [])
    for step in ratified:
        left = {one: entry for one, entry in signed.items() if one != step}
        assert told(indexed, back | left) == ("fail", ["STA001"])
    saved, minute = stopped_in(indexed, "save:h1")
    assert told(indexed, gone_back(indexed, saved, "stop-pass:h1", minute) | signed) == ("backed-out", [])


@pytest.mark.parametrize("state", ["na", "skipped"])
@pytest.mark.parametrize("note", ["not late", "", "–"])
def test_what_nobody_had_to_decide_or_hand_over_is_struck_out_or_left_empty(state, note) -> None:
    indexed = site_plan()
    entries = printed(indexed)
    decisions = [indexed.steps[k].id for k in course_of(indexed).gate("decision")]
    for step in (*decisions, *named(indexed, "people-hand-over")):
        entries[step] = Entry(step=step, state=state, by="CM", note=note)
    assert told(indexed, entries) == ("pass", [])
    for step in (*decisions, *named(indexed, "people-hand-over")):
        del entries[step]
    assert told(indexed, entries) == ("pass", [])


@pytest.mark.parametrize("state", ["na", "skipped"])
@pytest.mark.parametrize(("by", "note"), [("CM", "not taken"), ("", "n/a"), ("", "")])
def test_ways_back_that_nobody_took_are_struck_out_by_whoever_did_it(state, by, note) -> None:
    back = [step.id for step in PAIR.steps if PAIR.index[step.id] in course_of(PAIR).back]
    struck = {step: Entry(step=step, state=state, by=by, note=note) for step in back}
    assert len(back) > 10
    assert told(PAIR, {**faultless(PAIR), **struck}) == ("pass", [])


def test_one_remark_along_a_way_back_that_nobody_took_is_one_note() -> None:
    back = [PAIR.steps[k].id for k in sorted(course_of(PAIR).back)]
    noted = {step: Entry(step=step, note="not taken") for step in back[:-1]}
    noted[back[-1]] = Entry(step=back[-1], note="read beforehand")
    result = judged(PAIR, {**faultless(PAIR), **noted})
    assert result.verdict == "pass"
    assert [(one.code, one.steps) for one in result.findings] == [
        ("STA014", tuple(back[:-1])), ("STA014", (back[-1],)),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["not taken", "unused", "pas prise", "Non utilisé"])
def test_words_for_what_nobody_took_stand_in_any_cell_of_its_line(words) -> None:
    back = [PAIR.steps[index].id for index in sorted(course_of(PAIR).back)]
    struck = {step: Entry(step=step, state=words, at=words, by=words) for step in back}
    assert told(PAIR, {**faultless(PAIR), **struck}) == ("pass", [])


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"value": "yes"}, ["STA027"]),
        ({"note": "done at 00:30"}, ["STA027"]),
        ({"note": "retour arrière effectué"}, ["STA027"]),
        ({"value": "no"}, []),
        ({"value": "n/a"}, []),
        ({"note": "nothing to be done"}, []),
        ({"note": "not done, not needed"}, []),
        ({"note": "upgrade done"}, []),
        ({"note": "tried at 00:30"}, ["STA027"]),
        ({"note": "failed, sessions do not start"}, ["STA027"]),
        ({"note": "rollback"}, ["STA027"]),
        ({"note": "tried to reach CM, no need"}, []),
        ({"note": "done without it, not needed"}, []),
        ({"note": "fait à 23h"}, ["STA027"]),
        ({"note": "fait 23h15"}, ["STA027"]),
        ({"note": "effectué vers 23h"}, ["STA027"]),
        ({"value": "fait à 23h"}, ["STA027"]),
        ({"note": "ok"}, []),
    ],
)
def test_a_way_back_that_is_struck_out_and_was_taken_as_it_reads_is_asked_about(fields, wanted) -> None:
    last = PAIR.steps[course_of(PAIR).ways[-1][1][-1]].id
    struck = Entry(step=last, state="na", at="2026-12-06 00:30", by="CM", **fields)
    assert told(PAIR, {**faultless(PAIR), last: struck})[1] == wanted


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        *(
            (text, ["STA014", "STA027"])
            for text in ("done at 00:30", "ok", "oui", "OK – CM", "ok 23h10", "vérifié, CM")
        ),
        *((text, ["STA014"]) for text in ("not taken", "RAS", "pas ok", "ok pour ne pas revenir", "n/a, ok")),
        ("", []),
    ],
)
def test_a_way_back_without_a_tick_that_is_noted_as_done_is_asked_about(note, wanted) -> None:
    last = PAIR.steps[course_of(PAIR).ways[-1][1][-1]].id
    assert told(PAIR, {**faultless(PAIR), last: Entry(step=last, note=note)})[1] == wanted


def test_a_decision_that_is_struck_out_and_says_no_go_is_asked_about() -> None:
    optional = next(s.id for s in PAIR.steps if s.gate == "decision" and not s.required)
    for fields in ({"value": "no-go"}, {"note": "no-go"}):
        struck = Entry(step=optional, state="na", **fields)
        assert told(PAIR, {**faultless(PAIR), optional: struck})[1] == ["STA027"]


def test_a_way_back_that_was_tried_is_struck_out_for_a_reason_alone() -> None:
    way, *others = (steps for _, steps in course_of(PAIR).ways)
    struck = {PAIR.steps[k].id: Entry(step=PAIR.steps[k].id, state="na", by="CM") for k in (*way, *others[0])}
    first = PAIR.steps[way[0]].id
    tried = Entry(step=first, state="failed", at="2026-12-05 23:30", by="CM", note="the page did not open")
    result = judged(PAIR, {**faultless(PAIR), **struck, first: tried})
    named = {step for finding in result.findings if finding.code in ("STA005", "STA006") for step in finding.steps}
    assert named == {PAIR.steps[k].id for k in way[1:]}


def test_a_decision_that_is_struck_out_lets_nothing_go_on_late() -> None:
    entries, _last = late_night()
    step = "decision-late-switch:h1"
    assert told(PAIR, {**entries, step: Entry(step=step, state="na", by="TL")}) == ("fail", ["ORD003"])


def at_the_hold(indexed):
    """A night, its hold point, and when the steps behind that are signed."""
    entries = printed(indexed)
    hold = named(indexed, "hold-point")[0]
    behind = (indexed.steps[k].id for k in indexed.edges[indexed.index[hold]])
    after = sorted(seconds(indexed, entries[step]) for step in behind if step in entries and entries[step].at)
    return entries, hold, after


def test_go_in_the_minute_of_the_step_behind_it() -> None:
    indexed = site_plan()
    entries, hold, after = at_the_hold(indexed)
    put_at(indexed, entries, after[0], hold)
    assert told(indexed, entries) == ("pass", [])
    put_at(indexed, entries, after[0] + 5 * MINUTE, hold)
    assert told(indexed, entries) == ("fail", ["ORD001"])


def in_rows(indexed, entries, hold, *rows):
    """The night with rows of its hold point, one for each time that it was decided."""
    rest = [entry for step, entry in entries.items() if step != hold]
    return told(indexed, dict(enumerate((*rest, *rows))))


@pytest.mark.parametrize("site", SITES)
def test_no_go_and_then_go_is_a_second_try(site) -> None:
    indexed = site_plan(site)
    entries, hold, after = at_the_hold(indexed)
    go = entries[hold]
    at = seconds(indexed, go)
    opens = window_of(indexed, hold)[0] if indexed.steps[indexed.index[hold]].window else 0
    first = no_go(indexed, hold, max(opens, at - 10 * MINUTE), go.by)
    assert in_rows(indexed, entries, hold, first, go) == ("pass", [])
    assert in_rows(indexed, entries, hold, go, first) == ("pass", []), "in whatever order the rows stand"
    assert in_rows(indexed, entries, hold, changed(first, note=""), go) == ("fail", ["STA018"])
    entries[hold] = changed(go, note="no-go at 22:05: the desk could not be reached")
    assert told(indexed, entries) == ("pass", [])
    entries[hold] = go
    late = changed(go, at=clock_time(indexed, after[1] + 3 * MINUTE))
    assert in_rows(indexed, entries, hold, first, late) == ("fail", ["ORD004"]), "went on before the go"
    again = changed(go, at=clock_time(indexed, after[1] + 3 * MINUTE), note="said again")
    assert in_rows(indexed, entries, hold, first, go, again) == ("pass", []), "a go that is said again shuts nothing"
    stop = no_go(indexed, hold, after[1] + MINUTE, go.by)
    assert in_rows(indexed, entries, hold, go, stop) == ("fail", ["ORD004"]), "went on after the no-go"
    wrong = changed(first, by="XX")
    assert in_rows(indexed, entries, hold, wrong, go) == ("fail", ["SGN002"])


def test_a_wrong_box_that_is_corrected_is_no_second_try() -> None:
    indexed = site_plan()
    entries, hold, _after = at_the_hold(indexed)
    go = changed(entries[hold], note="the wrong box was ticked")
    wrong = no_go(indexed, hold, seconds(indexed, go) - MINUTE, go.by, note="")
    assert in_rows(indexed, entries, hold, wrong, go) == ("pass", ["DOC006"])


def test_a_hold_point_that_is_signed_by_the_wrong_hand_empty_or_not_at_all() -> None:
    indexed = site_plan()
    entries, hold, _after = at_the_hold(indexed)
    for fields, code in (
        ({"by": "CM"}, "SGN003"),
        ({"value": ""}, "EVD001"),
        ({"state": "na", "value": "", "at": "", "note": "nobody was there"}, "STA005"),
        ({"value": "no-go", "note": ""}, "STA018"),
    ):
        found = told(indexed, {**entries, hold: changed(entries[hold], **fields)})[1]
        assert found == (["ORD004", code] if code == "STA018" else [code])
    del entries[hold]
    assert told(indexed, entries) == ("fail", ["STA001"])


@pytest.mark.sampled(3)
@pytest.mark.parametrize("site", SITES)
def test_gone_back_from_each_phase_and_then_told_and_left(site) -> None:
    indexed = site_plan(site)
    seen = set()
    for phase in indexed.plan.phases:
        way = next((one for one in indexed.plan.phases if one.id == phase.way_back), None)
        if way is None:
            continue
        entries, minute = stopped_in(indexed, phase.id, seed=3)
        back = gone_back(indexed, entries, way.id, minute)
        wanted = ("backed-out", []) if way.as_before else ("undetermined", ["STA021"])
        assert told(indexed, back) == wanted
        of_window = [step for step in indexed.steps if step.window == phase.window and phase.window]
        ends = [step.id for step in of_window if step.id.startswith(("people-tell-end", "people-may-be-left"))]
        whole = printed(indexed)
        for step in ends:
            back[step] = changed(whole[step], at=clock_time(indexed, minute + HOUR))
        assert told(indexed, back) == wanted, "everybody was told that it has ended"
        back.pop(RELEASE)
        assert told(indexed, back)[0] == "fail" or not work_times(indexed, back), "it was never released"
        seen.add(way.id)
    assert seen


def test_a_way_back_in_its_last_minute_too_late_and_of_what_was_never_begun() -> None:
    indexed = site_plan()
    entries, minute = stopped_in(indexed, "save:h1", seed=3)
    until_then = back_until(indexed, "save:h1")
    assert told(indexed, gone_back(indexed, entries, "pair-again:h1", until_then)) == ("backed-out", [])
    late = gone_back(indexed, entries, "pair-again:h1", until_then + 5 * MINUTE)
    assert told(indexed, late) == ("undetermined", ["WIN005"])
    nothing = {RELEASE: printed(indexed)[RELEASE]}
    assert told(indexed, gone_back(indexed, nothing, "pair-again:h1", minute)) == ("fail", ["ORD006"])
    unprepared = {step: entry for step, entry in entries.items() if not step.startswith("prep-")}
    found = told(indexed, gone_back(indexed, unprepared, "pair-again:h1", minute))
    assert (found[0], set(found[1])) == ("fail", {"STA001"})


def test_a_substitute_who_approves_is_told_and_one_who_does_not_is_not_believed() -> None:
    indexed = site_plan()
    entries = printed(indexed)
    entries[RELEASE] = changed(entries[RELEASE], by="NX")
    part = record(indexed, *entries.values()).parts[0]
    for roles, wanted in ((("approver",), ("pass", ["SGN008"])), (("technician",), ("fail", ["SGN003", "SGN008"]))):
        person = RecordPerson(initials="NX", name="N. Example", roles=roles)
        whole = record(indexed)
        found = verify_record(indexed, replace(whole, parts=(changed_part(part, person),)), None)
        assert (found.verdict, codes(found)) == wanted


def changed_part(part, person):
    return replace(part, people=(person,))


def test_the_examples_of_nights_are_what_their_generator_writes() -> None:
    """Byte for byte, from the plans that lie beside them."""
    english = Language(tag="en")
    written = make_night_examples.records()
    assert written
    for name, (plan, entries) in written.items():
        made = csv_bytes(make_night_examples.night(plan).plan, "1", tuple(entries.values()), english)
        assert made == (SAMPLES / f"{name}.csv").read_bytes(), name


@pytest.mark.long
def test_a_go_of_another_night_or_about_another_way_lets_nothing_go_on_late() -> None:
    indexed = site_plan()
    late = gone_on_late(indexed, "switch:h1")
    last = back_until(indexed, "switch:h1")
    assert told(indexed, late) == ("fail", ["ORD003"])

    def with_go(phase, at):
        step = f"decision-late-{phase}"
        return told(indexed, {**late, step: changed(no_go(indexed, step, at, "TL", note=""), value="go")})

    windows = {one.id: window_bounds(indexed, one.window) for one in indexed.plan.phases if one.window}
    other = next(step for step in named(indexed, "decision-late-") if windows[step[14:]] > windows["switch:h1"])
    assert with_go("switch:h1", last - 4 * MINUTE) == ("pass", [])
    assert with_go("save:h1", windows["save:h1"][0] + 30 * MINUTE) == ("fail", ["ORD003"])
    early = {step: entry for step, entry in late.items() if step in printed(indexed)}
    assert (
        "ORD003" in told(indexed, {**early, other: printed(indexed).get(other, no_go(indexed, other, last, "TL"))})[1]
    )


@pytest.mark.parametrize("site", ["paris", "nantes"])
def test_gone_back_between_the_windows_is_not_late(site) -> None:
    indexed = site_plan(site)
    seen = 0
    for phase in indexed.plan.phases:
        if phase.way_back is None or phase.window is not None or phase.number == 1:
            continue
        entries, minute = stopped_in(indexed, phase.id, seed=3)
        for index in course_of(indexed).gate("decision"):
            entries.pop(indexed.steps[index].id, None)
        assert "WIN005" not in told(indexed, gone_back(indexed, entries, phase.way_back, minute + HOUR))[1], phase.id
        seen += 1
    assert seen


@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_a_no_go_is_one_whatever_box_is_ticked_beside_it(state) -> None:
    single = indexed_plan_of("single", "manual", None, None)
    entries, at = before_the_hold(single)
    entries[HOLD] = changed(no_go(single, HOLD, at, "TL"), state=state)
    assert told(single, gone_back(single, entries, "stop-pass:h1", at + 120)) == ("backed-out", [])
    night = faultless(single)
    night[HOLD] = changed(night[HOLD], state=state, value="no-go", note=entries[HOLD].note)
    assert told(single, night) == ("fail", ["ORD004"])
    second = changed(night[HOLD], at=clock_time(single, seconds(single, night[HOLD]) - 5 * MINUTE))
    assert in_rows(single, night, HOLD, second, faultless(single)[HOLD]) == ("pass", [])


@pytest.mark.parametrize("name", ["T. Le", "K. O", "Au"])
def test_a_spoken_release_of_somebody_with_a_short_name(name) -> None:
    indexed = site_plan(staff="second", urgency="expedited")
    staff = tuple(replace(one, name=name) if one.initials == "TL" else one for one in indexed.plan.staff)
    own = replace(indexed.plan, staff=staff)
    indexed = index_plan(replace(own, revision=revision_of(own)))
    entries = printed(indexed)
    entries["release-spoken"] = changed(entries["release-spoken"], value=name)
    assert told(indexed, entries) == ("pass", [])


def test_a_substitute_with_a_short_name_is_who_the_record_names() -> None:
    indexed = site_plan()
    entries = printed(indexed)
    entries[RELEASE] = changed(entries[RELEASE], by="KO")
    person = RecordPerson(initials="KO", name="K. O", roles=("approver",))
    whole = record(indexed, *entries.values())
    found = verify_record(indexed, replace(whole, parts=(changed_part(whole.parts[0], person),)), None)
    assert (found.verdict, codes(found)) == ("pass", ["SGN008"])


def test_two_in_one_box_of_each_release_are_nobody_twice() -> None:
    indexed = site_plan(staff="second", approval=Approvals(needed=2))
    entries = printed(indexed)
    for index in course_of(indexed).gate("release"):
        step = indexed.steps[index].id
        entries[step] = changed(entries[step], by="TL/RP")
    assert told(indexed, entries) == ("undetermined", ["SGN014"])


@pytest.mark.parametrize(
    ("step", "note", "wanted"),
    [
        (HOLD, "no-go", "undetermined"), (HOLD, "Pas de go.", "undetermined"), (HOLD, "first no-go, then go", "pass"),
        (HOLD, "not a no-go", "pass"), (RELEASE, "refused, see mail", "undetermined"),
        (RELEASE, "refusée", "undetermined"), (RELEASE, "refused by R. Petit", "undetermined"),
        (HOLD, "no-go said by R. Petit", "undetermined"), (HOLD, "no-go de R. Petit", "undetermined"),
        (RELEASE, "Refusé par T. Leroy, audit en cours", "undetermined"), (HOLD, "no-go by nobody", "pass"),
        (HOLD, "no-go ticked by mistake", "pass"), (RELEASE, "refused by mistake", "pass"),
        (HOLD, "no-go from T. Leroy, then go", "pass"), (HOLD, "no-go by R. Petit at first", "pass"),
        (RELEASE, "non", "undetermined"), (HOLD, "on arrête", "undetermined"), (HOLD, "TL said no", "undetermined"),
        (HOLD, "feu vert retiré", "undetermined"), (HOLD, "no go ahead", "undetermined"),
        (HOLD, "on hold", "undetermined"), (HOLD, "no reason to stop", "pass"), (HOLD, "no objections", "pass"),
        (HOLD, "on hold for 5 min, then go", "pass"),
        (RELEASE, "refused at first, then approved", "pass"), (RELEASE, "en attente de l’accord", "undetermined"),
        (RELEASE, "awaiting approval", "undetermined"), (HOLD, "pas encore", "undetermined"),
        (RELEASE, "still to be signed", "undetermined"), (RELEASE, "reste à valider", "undetermined"),
        (RELEASE, "en attente de l’accord jusqu’à 18 h, puis accordé", "pass"), (RELEASE, "approval by mail", "pass"),
        (RELEASE, "waited for the approval", "pass"), (HOLD, "still waiting, then go", "pass"),
    ],
)  # fmt: skip
def test_leave_that_the_words_beside_it_refuse_is_a_question(step, note, wanted) -> None:
    indexed = site_plan()
    entries = printed(indexed)
    entries[step] = changed(entries[step], note=note)
    assert told(indexed, entries) == (wanted, ["STA023"] if wanted == "undetermined" else [])


@pytest.mark.parametrize("urgency", ["normal", "expedited"])
def test_a_release_that_was_refused_before_anything_began(urgency) -> None:
    indexed = site_plan(urgency=urgency)
    entries = printed(indexed)
    touching = {indexed.steps[k].id for k in course_of(indexed).touching}
    prepared = {
        step: entry
        for step, entry in entries.items()
        if indexed.steps[indexed.index[step]].phase == "prepare" and step not in touching
    }
    release = next(step for step in prepared if step.startswith("release-"))
    prepared[release] = changed(prepared[release], state="failed", value="", note="refused: closing of accounts")
    assert told(indexed, prepared) == ("backed-out", ["STA022"])
    assert told(indexed, {**prepared, release: changed(prepared[release], note="")}) == ("fail", ["STA006"])
    assert "STA004" in told(indexed, {**entries, release: prepared[release]})[1], "begun all the same"


def test_a_step_of_a_way_back_that_nobody_ticked_is_a_question() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    back = gone_back(PAIR, entries, "pair-again:h1", minute)
    for step in [step for step in back if step.startswith("back-")]:
        assert told(PAIR, {**back, step: changed(back[step], state="")}) == ("undetermined", ["STA007"]), step
    assert told(PAIR, {**back, step: Entry(step=step)}) == ("fail", ["STA019"])


def test_two_who_may_release_it_each_on_a_copy_of_their_own() -> None:
    indexed = site_plan(staff="second")
    entries = printed(indexed)
    first = changed(entries[RELEASE], by="TL")
    at = seconds(indexed, first)
    other = changed(first, by="RP", at=clock_time(indexed, at + 10 * MINUTE))
    late = changed(other, at=clock_time(indexed, work_times(indexed, entries)[0] + HOUR))
    assert in_rows(indexed, entries, RELEASE, first, other) == ("pass", [])
    assert in_rows(indexed, entries, RELEASE, late, first) == ("pass", [])
    assert in_rows(indexed, entries, RELEASE, first, changed(other, by="CM")) == ("fail", ["DOC005"])
    assert in_rows(indexed, entries, RELEASE, first, changed(first, at=other.at)) == ("fail", ["DOC005"])
    assert in_rows(indexed, entries, RELEASE, first, changed(other, note="it was me"))[1] == ["DOC006"]


def test_two_who_have_to_release_it_each_on_the_first_line_of_a_copy() -> None:
    indexed = site_plan(staff="second", approval=Approvals(needed=2))
    entries = printed(indexed)
    first, second = (indexed.steps[k].id for k in course_of(indexed).gate("release"))
    rest = {step: entry for step, entry in entries.items() if step not in (first, second)}
    one, other = entries[first], changed(entries[second], step=first)
    assert one.by != other.by
    soonest = sorted((one, other), key=lambda entry: entry.at)
    for rows in ((one, other), (other, one)):
        (found,) = judged(indexed, {**rest, **dict(enumerate(rows))}).findings
        assert (found.code, found.steps) == ("SGN015", (first, second))
        assert dict(found.args)["who"] == ", ".join(entry.by for entry in soonest), "the soonest first"
    for copy in (one, changed(one, by=one.by.lower()), other):
        again = told(indexed, {**rest, 1: one, 2: other, 3: copy})
        assert again == ("pass", ["DOC004", "SGN015"]), "a copy that was handed in twice"
    for again in (changed(one, at=other.at), changed(other, by="CM"), changed(other, state="failed", note="refused")):
        verdict, codes = told(indexed, {**rest, 1: one, 2: again})
        assert (verdict, "SGN015" in codes) == ("fail", False), again
    assert "SGN015" not in told(indexed, {**rest, 1: one, 2: entries[second]})[1]
    twice = {**rest, 1: one, 2: other, 3: changed(one, step=second)}
    assert "SGN015" not in told(indexed, twice)[1], "nobody's line is free"


def test_two_who_have_to_ratify_it_each_on_the_first_line_of_a_copy() -> None:
    indexed = site_plan(staff="second", urgency="expedited", approval=Approvals(needed=2))
    entries = printed(indexed)
    first, second = (indexed.steps[k].id for k in course_of(indexed).gate("ratified"))
    rest = {step: entry for step, entry in entries.items() if step not in (first, second)}
    one, other = entries[first], changed(entries[second], step=first)
    assert told(indexed, {**rest, 1: one, 2: other}) == ("pass", ["SGN015"])
    verdict, found = told(
        indexed, {**rest, 1: one, 2: changed(one, at=clock_time(indexed, seconds(indexed, one) + 60))}
    )
    assert (verdict, "SGN015" in found) == ("fail", False), "one person twice"


def test_whoever_released_it_and_signed_what_they_may_not_is_told_once() -> None:
    indexed = site_plan(approval=Approvals(not_by_those_who_carry_out=True))
    entries = printed(indexed)
    who = entries[RELEASE].by
    key = who.casefold()
    step = next(
        indexed.steps[k].id
        for k in sorted(course_of(indexed).hands)
        if key not in indexed.allowed[k] and indexed.steps[k].id in entries and not indexed.steps[k].witness
    )
    entries[step] = changed(entries[step], by=who)
    assert told(indexed, entries) == ("fail", ["SGN003"])


# What people write where a number of a case is asked, with the note beside it, and whether it says one.
NUMBERS = [
    ("00451234", "", True), ("CS-4711", "", True), ("case 4711, J. Smith", "", True), ("n° 0451234", "", True),
    ("７２３", "", True), ("4711?", "", True), ("see note", "case 4711", True),
    ("voir note", "dossier de J. Petit", True),
    ("by phone", "4711 came by mail", True), ("none", "Support gives none by phone: J. Smith, 23:10", True),
    ("aucun", "le support n’en donne pas", True),
    ("notice", "", False), ("x", "", False), ("by phone", "", False), ("case opened", "", False), ("none", "", False),
    ("see note", "", False), ("see note", "✓", False), ("see note", "y", False),
    ("by phone", "the console was slow", False), ("N°", "ok", False), ("K", "", False),
]  # fmt: skip


# What people write where a backup has to be, with the note beside it, and whether there is one.
BACKUPS = [
    ("\\\\nas\\rs-a.nss", "", True), ("safe of C. Martin, nothing lost", "", True), ("no-limits.png", "", True),
    ("coffre, rien de perdu", "", True), ("n° 4711", "", True), ("no 4711", "", True), ("no upper limit", "", True),
    ("nas/backups, no change", "", True), ("see note", "nas/backups", True), ("not saved", "", False),
    ("export error", "", False), ("erreur à la sauvegarde", "", False), ("will follow", "", False),
    ("nas/backups, no error", "", True), ("saved to NAS, 0 errors", "", True), ("ok - 0 erreur(s)", "", True),
    ("sauvegarde ok, zéro erreur", "", True), ("error log copied to NAS", "", True), ("10 errors", "", False),
    ("none", "", False), ("nil", "", False), ("0", "", False), ("lost", "", False), ("no screenshot", "", False),
    ("0 KB", "", False), ("(empty)", "", False),
    ("aucune sauvegarde", "", False), ("néant", "", False), ("pas de capture", "", False), ("RAS", "", False),
    ("rs-a.nss lost", "", False), ("Could not be saved", "", False), ("couldn’t save it", "", False),
    ("n’a pas été exporté", "", False), ("introuvable", "", False), ("see note", "none", False),
    ("see note", "not taken", False), ("none", "the disk was full", False),
]  # fmt: skip


def with_evidence(indexed, text, note):
    """A faultless night with this in the place of each evidence that cannot be none, one at a time."""
    for step in indexed.steps:
        entries = printed(indexed)
        if step.evidence and step.evidence.never_none and step.id in entries:
            yield {**entries, step.id: changed(entries[step.id], value=text, note=note)}


@pytest.mark.long
@pytest.mark.parametrize(("text", "note", "says"), BACKUPS)
def test_where_something_has_to_be_none_is_asked_about(text, note, says) -> None:
    indexed = site_plan("paris")
    nights = list(with_evidence(indexed, text, note))
    assert len({str(night) for night in nights}) > 5
    for entries in nights:
        assert told(indexed, entries) == (("pass", []) if says else ("undetermined", ["EVD008"]))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nas/backups, no change", True), ("/srv/rs-a.nss, not saved on the other", True), ("rs-a.nss lost", False),
        ("no change", False),
    ],
)  # fmt: skip
def test_a_path_beside_words_is_where_it_was_saved(text, says) -> None:
    indexed = site_plan("paris")
    entries = next(with_evidence(indexed, text, ""))
    assert told(indexed, entries) == (("pass", []) if says else ("undetermined", ["EVD008"]))


def test_a_plan_that_does_not_say_so_takes_none() -> None:
    indexed = site_plan("paris")
    steps = [replace(s, evidence=s.evidence and replace(s.evidence, never_none=False)) for s in indexed.steps]
    earlier = index_plan(replace(indexed.plan, steps=tuple(steps)))
    entries = printed(earlier)
    asked = [s.id for s in indexed.steps if s.evidence and s.evidence.never_none and s.id in entries]
    assert asked
    entries |= {step: changed(entries[step], value="none") for step in asked}
    assert told(earlier, entries) == ("pass", [])


def with_case_numbers(indexed, text, note):
    """Nights led back by each way that asks for the number of a case, with that written there."""
    for phase in indexed.plan.phases:
        way = next((one for one in indexed.plan.phases if one.id == phase.way_back), None)
        asked = [s for s in indexed.steps if way and s.phase == way.id and s.evidence and s.evidence.name == "case"]
        if way and asked:
            entries, minute = stopped_in(indexed, phase.id, seed=3)
            entries = gone_back(indexed, entries, way.id, minute)
            for step in asked:
                entries[step.id] = changed(entries[step.id], value=text, note=note)
            yield entries


@pytest.mark.parametrize("note", ["x", "–", "ok", "yes"])
def test_that_there_is_no_number_has_a_reason_that_is_no_tick(note) -> None:
    indexed = site_plan("paris")
    entries = next(with_case_numbers(indexed, "none", note))
    assert "EVD008" in told(indexed, entries)[1]
    reason = {
        step: changed(one, note="Support gives none") if one.value == "none" else one for step, one in entries.items()
    }
    assert "EVD008" not in told(indexed, reason)[1]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("text", "note", "says"), NUMBERS)
def test_the_number_of_a_case_has_a_figure(text, note, says) -> None:
    indexed = site_plan("paris")
    nights = list(with_case_numbers(indexed, text, note))
    assert nights
    for entries in nights:
        assert told(indexed, entries) == ("undetermined", ["STA021"] if says else ["EVD008", "STA021"])


def test_the_case_of_a_failed_base_may_stand_beside_the_call_to_support() -> None:
    """The pages ask for its number there, and not beside the step that failed."""
    indexed = PAIR
    base = next(step.id for step in indexed.steps if step.phase == "upgrade-b:h1" and step.installs == "base")
    entries = until(indexed, faultless(indexed), base)
    entries[base] = changed(entries[base], state="failed", value="", note="It stopped with an error.")
    back = gone_back(indexed, entries, "leave-b:h1", seconds(indexed, entries[base]) + 600)
    assert told(indexed, back) == ("undetermined", ["STA021", "STA022"])
    call = next(step.id for step in indexed.steps if step.event == SUPPORT_CALLED and step.phase == "leave-b:h1")
    uncalled = {**back, call: changed(back[call], state="na", value="", note="Nobody answers.")}
    assert "STA011" in told(indexed, uncalled)[1]


def test_where_a_change_stood_is_not_where_its_night_was_closed() -> None:
    early, minute = stopped_in(PAIR, "save:h1", share=0.3)
    ends = [
        step.id for step in PAIR.steps if step.event in ("people.tell-end", "people.may-be-left") and step.window == 1
    ]
    closing = {step: changed(faultless(PAIR)[step], at=clock_time(PAIR, minute + 3600)) for step in ends}
    for entries in (early, {**early, **closing}):
        found = judged(PAIR, gone_back(PAIR, entries, "move-back:h1", minute)).findings
        (args,) = (dict(one.args) for one in found if one.code == "ORD006")
        assert args["phase"].text == next(one for one in PAIR.plan.phases if one.id == "save:h1").title


EARLY = "update-check:rs-b:h1"


def begins_with_early() -> IndexedPlan:
    """The plan of a pair, the chapter that upgrades B with a step before its first installation, as a house may do."""
    steps = tuple(replace(step, phase="upgrade-b:h1") if step.id == EARLY else step for step in PAIR.plan.steps)
    return index_plan(replace(PAIR.plan, steps=steps))


def test_what_stands_before_the_first_installation_of_a_chapter_leaves_the_way_back_of_the_one_before() -> None:
    """Such as a step of a house: nothing has been installed yet, and the pair may be restored."""
    indexed = begins_with_early()
    entries, _ = stopped_in(indexed, "save:h1", seed=3)
    for signed, verdict in ((EARLY, ("backed-out", [])), ("update-base:rs-b:h1", ("fail", ["ORD006"]))):
        entries[signed] = printed(indexed)[signed]
        minute = max(seconds(indexed, entry) for entry in entries.values() if entry.at) + 10 * MINUTE
        assert told(indexed, gone_back(indexed, entries, "pair-again:h1", minute)) == verdict
        assert told(indexed, gone_back(indexed, entries, "leave-b:h1", minute)) == ("undetermined", ["STA021"])


def test_what_users_notice_before_a_hold_point_leaves_the_way_back_of_the_chapter_before() -> None:
    """Such as a step of a house: at the hold point behind it one is asked, and may go back."""
    plan = indexed_plan_of("single", "manual", None, None).plan
    effects = next(step.effects for step in plan.steps if step.effects)
    hold = next(place for place, step in enumerate(plan.steps) if step.gate == "hold")
    early = replace(plan.steps[hold], id="own", gate=None, event="house.own", evidence=None, effects=effects)
    indexed = index_plan(replace(plan, steps=(*plan.steps[:hold], early, *plan.steps[hold:])))
    entries, at = before_the_hold(indexed)
    entries[HOLD] = no_go(indexed, HOLD, at, "TL")
    assert "own" in entries
    assert told(indexed, gone_back(indexed, entries, "stop-pass:h1", at + 120)) == ("backed-out", [])
