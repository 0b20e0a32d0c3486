"""Cases that a single word of a rule decides: to the second, beside other faults, and in the quick look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.clock import zone_info
from runbook.model.finding import Finding
from runbook.model.plan import EvidenceType, Tolerances
from runbook.model.record import Entry, Record
from runbook.report.finding_text import finding_text
from runbook.verify import adjacency
from runbook.verify.document import lay_out
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.moved_times import swapped
from runbook.verify.pace import asked_of
from runbook.verify.reasons import tells_support_case
from runbook.verify.times import Moment, moments_within, read_moment
from runbook.verify.too_early import outliers, possible
from runbook.verify.verdict import verify_record
from tests.verify.harness import NOW, check, codes, faultless, pair, record, write
from tests.verify.make_examples import CHAIN
from tests.verify.test_pauses import CALM, early
from tests.verify.test_watches import changed_plan, laid, night_of_two_hours

SEED = 3
PARIS = zone_info("Europe/Paris")
BREAK, KEYS, SYNC, OPEN = "failover-break:h1", "failover-keys:h1", "failover-sync:h1", "prep-strategy"
BEFORE = ("status-before:rs-a:h1", "status-before:rs-b:h1")


def entries() -> dict[str, Entry]:
    return faultless(pair(), SEED)


def told(step: str, indexed: IndexedPlan | None = None, **fields: str) -> list[str]:
    written = entries()
    write(written, step, **fields)
    return codes(check(indexed or pair(), *written.values()))


def clean(indexed: IndexedPlan, written: dict[str, Entry]) -> bool:
    return FastCheck(indexed).clean(record(indexed, *written.values()), None)


def two_files(first: dict[str, Entry], *second: Entry):
    one, other = record(pair(), *first.values(), file="a.csv"), record(pair(), *second, file="b.csv")
    whole = Record(revision=one.revision, run=one.run, parts=(*one.parts, *other.parts))
    return whole, codes(verify_record(pair(), whole, NOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-12 10:00", "2026-12-05 10:00"),
        ("2026-12-01 10:00", "2026-01-12 10:00"),
        ("2026-05-13 10:00", None),  # there is no thirteenth month
        ("2026-05-05 10:00", None),  # the same day
    ],
)
def test_day_and_month_change_places(text, expected) -> None:
    moment = read_moment(text, PARIS)
    assert isinstance(moment, Moment)
    found = swapped(moment, PARIS)
    assert (found and f"{found.local:%Y-%m-%d %H:%M}") == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("12 foo 2026 19:42", "nonsense"),
        ("0:10 pm", "nonsense"),
        ("1:12 pm", "no-date"),
        ("25.12", "no-date"),  # a day of December
        ("31.12", "no-date"),
        ("32.12", "nonsense"),
        ("2026-12-05 22:60", "nonsense"),
        ("2026-12-05 22:10:60", "nonsense"),
    ],
)
def test_what_lacks_a_date_and_what_no_clock_shows(text, fault) -> None:
    assert read_moment(text, PARIS) == fault


def within(text: str, start: str, end: str) -> list[str]:
    bounds = [int(datetime.fromisoformat(each).replace(tzinfo=PARIS).timestamp()) for each in (start, end)]
    found = moments_within(text, (bounds[0], bounds[1]), PARIS)
    return [f"{moment.local:%m-%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "?",
        "12/11/2026 19:42",
        "2026-11-13 19:42",
        "11/28/2026 19:42",
        "12/11/2026",
        "11/28/2026",
        "9" * 90,
    ],
)
def test_what_says_more_than_a_time_of_day_is_not_looked_for(text) -> None:
    assert within(text, "2026-11-12 06:00", "2026-11-15 04:00") == []


def test_a_time_of_day_comes_once_a_day() -> None:
    expected = ["11-12 22:35", "11-13 22:35", "11-14 22:35"]
    assert within("22:35", "2026-11-12 06:00", "2026-11-15 04:00") == expected


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("12.01", "2026-01-12 06:00", []),
        ("1.12", "2026-12-01 00:00", []),
        ("14.11", "2026-11-12 06:00", []),  # the day after
        ("15.11", "2026-11-12 06:00", ["11-12 15:11"]),
        ("0.05", "2026-05-01 00:00", ["05-01 00:05", "05-02 00:05"]),
    ],
)
def test_a_day_within_the_window_is_no_time_of_it(text, start, expected) -> None:
    day = f"{int(start[8:10]) + 1:02}"
    assert within(text, start, f"{start[:8]}{day} 04:00") == expected


def test_what_is_seen_two_minutes_after_the_last_second_of_its_minute_is_seen_by_another_watch() -> None:
    assert entries()[SYNC].at == "2026-10-24 22:32"
    assert told(SYNC, value="2026-10-24 22:34:59") == []
    assert told(SYNC, value="2026-10-24 22:35:00") == ["EVD007"]


def test_a_plan_of_before_is_looked_at_quickly_too() -> None:
    older = index_plan(replace(pair().plan, tolerances=None))
    written = entries()
    write(written, SYNC, value=written[SYNC].at)
    assert clean(older, written)


def test_the_quick_look_passes_an_installation_of_just_a_quarter_of_an_hour() -> None:
    written = entries()
    write(written, "update-software:rs-b:h1", at="2026-10-24 23:44")
    assert clean(pair(), written)


def test_the_quick_look_sees_a_pause_that_was_too_short() -> None:
    assert clean(CALM, faultless(CALM, SEED))
    assert not clean(CALM, early())


def asking(step: str, kind: EvidenceType) -> IndexedPlan:
    """The plan with evidence of another kind; what a count must be is not said."""
    steps = []
    for one in pair().steps:
        if one.id == step and one.evidence:
            expect = None if kind == "count" else one.evidence.expect
            one = replace(one, evidence=replace(one.evidence, type=kind, expect=expect))
        steps.append(one)
    return index_plan(replace(pair().plan, steps=tuple(steps)))


@pytest.mark.parametrize(("value", "found"), [("12", []), ("banana", ["EVD002"])])
def test_the_quick_look_sees_evidence_that_is_not_of_its_kind(value, found) -> None:
    counted = asking(KEYS, "count")
    written = entries()
    write(written, KEYS, value=value)
    assert codes(check(counted, *written.values())) == found
    assert clean(counted, written) == (found == [])


def test_a_text_that_is_no_time_does_not_lie_before_a_step() -> None:
    assert told(SYNC, asking(SYNC, "text"), value="three clients") == []
    assert told(SYNC, value="2026-10-23 22:15") == ["EVD004"]


def test_what_installs_without_a_word_of_the_guide_on_how_long_is_not_too_quick() -> None:
    steps = tuple(replace(one, duration=replace(one.duration, source=None)) for one in pair().steps)
    indexed = index_plan(replace(pair().plan, steps=steps))
    assert told("update-software:rs-b:h1", at="2026-10-24 23:34") == ["TIM009"]
    assert told("update-software:rs-b:h1", indexed, at="2026-10-24 23:34") == []


def test_a_window_asks_for_a_pace_between_its_signatures() -> None:
    """Sixty seconds a step: of ten steps nine lie after the first."""
    signed = [number for number, one in enumerate(pair().steps) if one.window == 2][:10]
    plan = replace(pair().plan, tolerances=Tolerances(pace=60))
    assert asked_of(index_plan(plan), 2, signed) == 9 * 60


def test_a_step_that_has_to_be_done_is_not_left_out_whatever_the_reason() -> None:
    for state, code in (("skipped", "STA002"), ("na", "STA005"), ("failed", "STA003")):
        assert told("after-installers", state=state, at="", note="no time left") == [code]


@pytest.mark.parametrize("fields", [{"by": "CM"}, {"at": "2026-10-20 14:59"}, {"witness": "TL"}])
def test_a_step_of_which_anything_is_filled_in_was_not_ticked(fields) -> None:
    written = entries()
    written[OPEN] = Entry(step=OPEN, **fields)
    assert "STA007" in codes(check(pair(), *written.values()))
    assert "STA001" not in codes(check(pair(), *written.values()))


def test_sheets_that_contradict_each_other_were_not_left_unticked_as_well() -> None:
    written = entries()
    several = [name for name, entry in written.items() if entry.state == "done"][:6]
    for name in several:
        write(written, name, state="")
    other = [changed(written[name], by="AB" if written[name].by != "AB" else "TL") for name in several]
    whole, found = two_files(written, *other)
    assert found == ["DOC005"]
    line = lay_out(pair(), whole)[0][pair().index[several[0]]]
    assert (line.contested, line.entry.by) == (True, other[0].by)


def test_of_entries_that_contradict_each_other_in_one_file_the_last_is_shown() -> None:
    written = entries()
    other = changed(written[BREAK], by="AB")
    whole = record(pair(), *written.values(), other)
    line = lay_out(pair(), whole)[0][pair().index[BREAK]]
    assert (line.contested, line.entry, line.place) == (True, other, whole.parts[0].place(len(written)))


def test_of_two_spellings_the_one_with_its_date_is_kept() -> None:
    for first, second in (("2026-10-24 22:35", "22:35"), ("22:35", "2026-10-24 22:35")):
        written = entries()
        witnessed = changed(written[BREAK], at=second)
        write(written, BREAK, at=first, witness="")
        whole, found = two_files(written, witnessed)
        assert found == []
        assert lay_out(pair(), whole)[0][pair().index[BREAK]].entry.at == "2026-10-24 22:35"


def test_a_time_of_what_was_not_done_is_read_all_the_same() -> None:
    for at, found in (("25:00 or so", ["TIM001"]), ("?", [])):
        assert told("prep-controlled-test", state="na", note="no test site", at=at) == found


def test_a_witness_to_oneself_where_none_is_asked_for_is_no_fault() -> None:
    assert told(KEYS, by="TL", witness="TL") == []


@pytest.mark.parametrize(
    ("first", "then", "ambiguous"),
    [
        ("02:30:59", "02:30+01:00", True),  # in the very second
        ("02:30:59", "02:30:58+01:00", False),
    ],
)
def test_a_reading_is_left_out_where_it_cannot_be_meant(first, then, ambiguous) -> None:
    written = night_of_two_hours(first, then, "+01:00")
    one, other = ("verify-console:rs-b:h1", "switch-dns:h1")
    write(written, one, by="CM")
    write(written, other, by="CM")
    assert laid(pair(), written).moments[pair().index[one]].ambiguous is ambiguous


@pytest.mark.parametrize(("first", "found"), [("02:10:59", []), ("02:11:00", ["TIM003"])])
def test_a_rule_is_open_where_one_reading_breaks_it_whatever_the_second(first, found) -> None:
    written = night_of_two_hours(f"{first}+02:00", "02:10", "+01:00")
    for step in ("verify-console:rs-b:h1", "switch-dns:h1"):
        write(written, step, by="CM")
    assert codes(check(pair(), *written.values())) == found


@pytest.mark.parametrize(
    ("then", "found"), [("02:32+02:00", ["GAP001"]), ("02:36+02:00", ["TIM003"]), ("02:36+01:00", [])]
)
def test_a_wait_that_is_too_short_in_both_readings_is_told_once(then, found) -> None:
    indexed = changed_plan(kind="wait", minutes=5)
    assert codes(check(indexed, *night_of_two_hours("02:30", then, "+01:00").values())) == found


def test_a_window_that_opens_in_the_repeated_hour_leaves_open_what_is_signed_then() -> None:
    window, *rest = pair().plan.windows
    window = replace(window, start=datetime(2026, 10, 25, 1, 15, tzinfo=UTC))
    indexed = index_plan(replace(pair().plan, windows=(window, *rest)))
    written = entries()
    added, *after = CHAIN[CHAIN.index("test-hosts-add:rs-b:h1") :]
    write(written, added, at="2026-10-25 02:30")
    for step in after:
        write(written, step, at="2026-10-25 02:59+01:00")
    found = [one for one in check(indexed, *written.values()).findings if one.code == "TIM003"]
    assert [one.steps for one in found] == [(added,)]


def test_what_is_signed_at_the_moment_of_checking_or_in_the_last_minute_of_its_window_is_possible() -> None:
    written = entries()
    write(written, "after-installers", at="2027-06-01 02:00")
    case = replace(laid(pair(), written), now=int(NOW.timestamp()))
    assert possible(case, pair().index["after-installers"])
    case = replace(case, now=int(NOW.timestamp()) - 1)
    assert not possible(case, pair().index["after-installers"])
    assert outliers(case) == {pair().index["after-installers"]}


def test_a_slip_that_contradicts_nothing_is_told_beside_another_fault() -> None:
    written = entries()
    for step in BEFORE:
        write(written, step, at=written[step].at.replace("-24 ", "-23 "))
    write(written, KEYS, at="2026-10-28 01:50")
    result = check(pair(), *written.values())
    assert (codes(result), result.culprits) == (["ORD001", "WIN001"], (KEYS,))


def test_names_of_appliances_beside_a_case_say_nothing_of_what_was_done() -> None:
    plan = pair().plan
    assert not tells_support_case(["case 12345: rs-a, rs-b"], plan)
    assert tells_support_case(["case 12345: rs-a left alone"], plan)


def test_what_was_seen_in_the_second_at_which_two_watches_end_is_not_too_early() -> None:
    written = entries()
    write(written, "verify-console:rs-a:h2", at="2026-10-29 00:48:31")
    for seen, found in (("2026-10-29 00:46:31", []), ("2026-10-29 00:46:30", ["EVD004"])):
        write(written, "verify-clients:h2", value=seen)
        assert codes(check(pair(), *written.values())) == found


def test_what_was_seen_before_its_window_says_when_that_opens() -> None:
    written = entries()
    write(written, SYNC, value="2026-10-24 21:57")
    (found,) = check(pair(), *written.values()).findings
    text = finding_text(found, pair().plan, load_language("en"), {}).message
    assert "its window opens at Sat, 24 Oct 2026 22:00" in text


@pytest.mark.parametrize(
    ("fields", "at_a_glance"),
    [
        ({"note": "no test site"}, True),
        ({"note": ""}, False),
        ({"note": "ok"}, False),
        ({"note": "no test site", "at": "2031-01-01 10:00"}, False),
        ({"note": "no test site", "value": "x"}, False),
    ],
)
def test_what_was_not_applicable_with_a_reason_and_no_more_is_clean_at_a_glance(fields, at_a_glance) -> None:
    written = entries()
    write(written, "prep-controlled-test", **{"state": "na", "at": "", **fields})
    assert clean(pair(), written) is at_a_glance


def test_a_step_that_was_misspelt_is_not_missing_as_well_unless_nothing_is_filled_in_there() -> None:
    written = entries()
    misspelt = changed(written.pop(BREAK), step="failover-brake:h1")
    assert codes(check(pair(), *written.values(), misspelt)) == ["DOC003"]
    assert codes(check(pair(), *written.values(), Entry(step="failover-brake:h1"))) == ["STA001"]


def test_many_times_that_cannot_be_read_are_told_where_the_first_of_them_stands() -> None:
    written = entries()
    for step in (step for step in pair().steps if step.window == 2):
        write(written, step.id, at="?")
    (found,) = (one for one in check(pair(), *written.values()).findings if one.code == "TIM002")
    assert (found.steps[0], found.where) == ("update-check:rs-a:h1", "record.json:entries[27]")


def test_a_record_that_was_not_read_in_whole_is_not_clean_at_a_glance() -> None:
    whole = record(pair(), *entries().values())
    fault = Finding(code="DOC011", args=(("what", "minutes"),), where="record.csv:1")
    assert FastCheck(pair()).clean(whole, None)
    torn = replace(whole, parts=(replace(whole.parts[0], faults=(fault,)),))
    assert not FastCheck(pair()).clean(torn, None)


@pytest.mark.parametrize(("most", "found"), [(5, ["ADJ002", "ADJ002"]), (4, ["ADJ002"])])
def test_so_many_entries_are_looked_at_for_what_came_between_once_something_did(most, found, monkeypatch) -> None:
    """Two of the first rule and three of the second; where nothing is wrong yet, all of them are."""
    first = next(rule for rule in pair().plan.rules if rule.id == "X16-both:h1")
    base, software = ("update-base:rs-a:h1",), ("update-software:rs-a:h1",)
    three = ("prep-strategy", "prep-downtime", "prep-package-order")
    second = replace(first, id="second", first=base, then=software, steps=three)
    indexed = index_plan(replace(pair().plan, rules=(first, second)))
    written = entries()
    write(written, "prep-strategy", at="2026-10-27 23:00")
    monkeypatch.setattr(adjacency, "MOST", 0)
    assert [one.rule for one in check(indexed, *written.values()).findings] == ["second"]
    write(written, "prep-client-limits", at="2026-10-24 22:50")
    monkeypatch.setattr(adjacency, "MOST", most)
    assert codes(check(indexed, *written.values())) == found


@pytest.mark.parametrize("state", ["+", "+failed", "failed+", "failed++na"])
def test_a_plus_is_no_state_and_no_two_of_them(state) -> None:
    kept = entries()
    write(kept, OPEN, state=state)
    assert codes(check(pair(), *kept.values())) == ["DOC012"]


@pytest.mark.parametrize("state", ["?", "???", "done?", "fait ?", "ok ???", "n/a ?", "failed?"])
def test_a_state_that_somebody_was_not_sure_of_cannot_be_read(state) -> None:
    assert told("prep-strategy", state=state) == ["STA008"]


def test_a_question_that_is_no_state_is_none() -> None:
    assert told("prep-strategy", state="what now?") == ["DOC012"]
