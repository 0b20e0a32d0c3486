"""Who may begin, go on and go back: nights from the plan of an inventory to the verdict."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace as changed

from runbook.model.record import Entry
from runbook.reading.plan_json import dump_plan
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.course import course_of
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.verdict import verify_record
from tests import plans
from tests.verify.harness import check, codes, faultless, indexed_plan_of, record
from tests.verify.nights import back_until, gone_back, gone_on_late, moved_to, no_go, seconds, stopped_in, until

PAIR = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
MOVED = indexed_plan_of("migrate-physical-virtual", "automatic", None, None)
INDEXED = [index_plan(plans.plan_of(*kind)) for kind in plans.KINDS]
RELEASE, HOLD = "release-change", "hold-point:h1"


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


@pytest.mark.parametrize("indexed", INDEXED, ids=lambda one: one.plan.path)
def test_gone_back_wherever_a_way_leads_back_to_how_it_was(indexed) -> None:
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


def test_a_no_go_and_back() -> None:
    entries, minute = stopped_in(PAIR, "save:h1")
    result = judged(PAIR, gone_back(PAIR, entries, "pair-again:h1", minute))
    assert (result.verdict, codes(result)) == ("backed-out", [])
    [way] = result.back
    assert (way.phase, way.whole, way.as_before, bool(way.by)) == ("pair-again:h1", True, True, True)


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
    assert told(PAIR, {**entries, step: changed(go, value="no-go", note="Too late.")})[0] == "fail"


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
    early, minute = stopped_in(PAIR, "save:h1", share=0.3)
    assert told(PAIR, gone_back(PAIR, early, "move-back:h1", minute))[1] == ["ORD006", "STA021"]
    late = gone_back(PAIR, entries, "pair-again:h1", back_until(PAIR, "save:h1") + 60)
    assert told(PAIR, late) == ("undetermined", ["WIN005"])


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


@pytest.mark.parametrize("indexed", INDEXED[::4], ids=lambda one: one.plan.path)
def test_faultless_nights_are_clean_at_a_glance(indexed) -> None:
    for seed in range(6):
        entries = play(indexed, seed)
        assert FastCheck(indexed).clean(record(indexed, *entries), None)


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
