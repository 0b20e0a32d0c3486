"""Steps that failed: tries before they were done, steps that need not be done, and a Base, which is Support's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.record import Entry
from runbook.report.finding_text import finding_text
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.reasons import reason_in, tells_support_case
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, write

CHECK, BASE, OPTIONAL = "update-check:rs-b:h1", "update-base:rs-b:h1", "cluster-test:h1"
TRY = {"state": "failed", "at": "2026-10-24 22:03", "by": "TL", "note": "FAQ 377 read"}


def older() -> IndexedPlan:
    """The plan as earlier versions made it."""
    plan = pair().plan
    steps = tuple(replace(step, installs=None) for step in plan.steps)
    return index_plan(replace(plan, steps=steps, tolerances=None, witnesses=()))


def tried(*tries: dict[str, str], step: str = CHECK, note: str = "", indexed: IndexedPlan | None = None):
    entries = faultless(pair(), 3)
    write(entries, step, note=note)
    failed = [Entry(step=step, **{**TRY, **one}) for one in tries]
    return check(indexed or pair(), *failed, *entries.values())


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["STA009"]),
        ({"at": ""}, ["STA009", "TIM007"]),
        ({"at": "soon"}, ["STA009", "TIM001"]),
        ({"at": "22:03"}, ["STA009"]),  # its window gives the date
        ({"at": "24/10/2026 22h03"}, ["STA009"]),
        ({"at": "4:03"}, ["STA009", "TIM008"]),
        ({"at": "2026-10-24 21:50"}, ["STA009", "WIN001"]),
        ({"at": "2026-10-27 22:03"}, ["STA009", "WIN003"]),
        ({"at": "2026-10-31 22:03"}, ["STA009", "WIN003"]),  # the last window
        ({"at": "2026-10-26 22:03"}, ["STA009", "WIN002"]),
        ({"at": "?"}, ["STA009", "TIM002"]),
        ({"at": "2026-03-29 02:30"}, ["STA009", "TIM004"]),
        ({"at": "2026-10-24"}, ["STA009", "TIM008"]),
        ({"at": "2027-10-24 22:03"}, ["STA009", "TIM005"]),
        ({"at": "2026-10-24 22:09"}, ["STA009"]),  # two minutes later: two watches
        ({"at": "2026-10-24 22:11"}, ["ORD001", "STA009"]),
        ({"by": ""}, ["SGN001", "STA009"]),
        ({"by": "XY"}, ["SGN002", "STA009"]),
        ({"by": "AB"}, ["SGN003", "STA009"]),
        ({"by": "?"}, ["SGN007", "STA009"]),
        ({"by": "т.l."}, ["STA009"]),
        ({"note": ""}, ["STA010"]),
        ({"note": " – "}, ["STA010"]),
        ({"note": "?"}, ["STA013"]),
    ],
)
def test_a_try_is_an_entry(change, found) -> None:
    assert codes(tried(change)) == found


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (TRY["at"], ["STA009"]),
        ("22:03", ["STA009"]),
        ("2026-10-24 22:06", ["STA009"]),
        ("2026-10-24 22:07", ["DOC006", "STA004"]),  # the minute of what came of it
        ("2026-10-24 23:59", ["DOC006", "STA004"]),
        ("?", ["DOC006", "STA004"]),
        ("", ["DOC006", "STA004"]),
    ],
)
def test_a_try_below_what_came_of_it_is_one_by_its_time(at, found) -> None:
    entries = faultless(pair(), 3)
    assert codes(check(pair(), *entries.values(), Entry(step=CHECK, **{**TRY, "at": at}))) == found


@pytest.mark.parametrize(
    ("at", "found"), [("2026-10-24 22:07:29", ["STA009"]), ("2026-10-24 22:07:30", ["DOC006", "STA004"])]
)
def test_a_try_below_what_came_of_it_is_one_by_the_second(at, found) -> None:
    entries = faultless(pair(), 3)
    write(entries, CHECK, at="2026-10-24 22:07:30")
    assert codes(check(pair(), *entries.values(), Entry(step=CHECK, **{**TRY, "at": at}))) == found


def test_a_finding_names_the_line_of_the_try() -> None:
    found = {one.code: one.where for one in tried({"at": "", "by": "XY"}).findings}
    assert found["TIM007"] == found["SGN002"] == "record.json:entries[0]"


@pytest.mark.parametrize(
    ("at", "count", "words"),
    [
        ("?", 0, "The time cannot be read. Steps: 3.1. Rules that stay open: 0."),
        ("soon", 1, "This cannot be understood as a time: “soon”. Steps: 3.1."),
        ("2026-10-24", 1, "Only a date is written, no time: “2026-10-24”. Steps: 3.1."),
        ("2027-10-24 22:03", 1, "This time has not come yet: 2027-10-24 22:03. Steps: 3.1."),
    ],
)
def test_what_is_said_of_the_time_of_a_try(at, count, words) -> None:
    found = next(one for one in tried({"at": at}).findings if one.code.startswith("TIM"))
    assert dict(found.args)["count"] == count
    assert finding_text(found, pair().plan, load_language("en"), {}).message == words


def test_a_try_after_what_came_of_it_may_be_two_times_swapped() -> None:
    found = next(one for one in tried({"at": "2026-10-24 22:30"}).findings if one.code == "ORD001")
    text = finding_text(found, pair().plan, load_language("en"), {})
    number = pair().steps[pair().index[CHECK]].number
    assert text.message.startswith(f"Step {number} is signed at ")
    assert text.slip == "the times of the try that failed and of the one that did not are swapped."


def test_each_try_has_its_reason() -> None:
    again = {"at": "2026-10-24 22:05"}
    assert codes(tried({}, again)) == ["STA009"]
    assert codes(tried({}, {**again, "note": ""})) == ["STA006", "STA009"]
    assert codes(tried({}, {**again, "note": "?"})) == ["STA009", "STA013"]
    assert codes(tried({"note": ""}, {**again, "note": ""})) == ["STA010"]
    assert codes(tried({"note": ""}, {**again, "note": ""}, note="the second key worked")) == ["STA009"]


def test_plans_of_before_keep_their_verdicts() -> None:
    for change in ({}, {"at": ""}, {"by": "XY"}, {"note": "?"}):
        assert codes(tried(change, indexed=older())) == ["STA009"]
    assert codes(tried({"note": "power-cycled by hand"}, step=BASE, indexed=older())) == ["STA009"]


GOOD_NOTES = (
    "Support case 12345: they restarted the update service",
    "CS0012345, waited as they said",
    "appelé l’assistance, dossier n° 4711, laissé tel quel",
    "Called Support (case no. 2015); left alone until they had mended it",
    "CASE: 001-234-567, they reinstalled the package",
    "2026-10-24 23:05 called Support, ticket #4711",
    "12 345 678 is the number that Support gave us",
)
BAD_NOTES = (
    "power-cycled by hand",
    "power-cycled by hand on 24/10/2026 at 23:05",
    "restarted at 2305, came up with 6.2.0",
    "case 12345",
    "CS0012345",
    "Support called back in December 2026",
    "waited 1200 seconds and installed again",
    "FAQ 377 read, installed 24.1.2 again",
    "rs-b (192.0.2.12) restarted by hand, see CHG0041",
    "?? 12345",
    "case 12345; OK now, works again",
    "dossier 4711234 ; tout va bien maintenant",
)


@pytest.mark.parametrize("note", GOOD_NOTES)
def test_a_failed_base_with_its_case_is_a_note(note) -> None:
    assert tells_support_case([note], pair().plan)
    assert codes(tried({"at": "2026-10-24 23:02", "note": note}, step=BASE)) == ["STA009"]
    assert codes(tried({"at": "2026-10-24 23:02", "note": ""}, step=BASE, note=note)) == ["STA009"]


@pytest.mark.parametrize("note", BAD_NOTES)
def test_a_failed_base_without_support_is_an_error(note) -> None:
    result = tried({"at": "2026-10-24 23:02", "note": note}, step=BASE)
    assert (result.verdict, codes(result)) == ("fail", ["STA011"])
    text = finding_text(result.findings[0], pair().plan, load_language("en"), {}).message
    assert "Do not restart. Leave the appliance as it is and call Support." in text.replace("*", "")


def test_case_and_deed_may_stand_in_two_notes() -> None:
    first = {"at": "2026-10-24 23:02", "note": "case 12345"}
    assert codes(tried(first, step=BASE, note="they let it go on")) == ["STA009"]


@pytest.mark.parametrize(
    ("note", "more"), [(GOOD_NOTES[0], []), ("power-cycled by hand", ["STA011"]), ("", ["STA011"])]
)
def test_a_base_that_stays_failed_needs_its_case_too(note, more) -> None:
    entries = faultless(pair(), 3)
    write(entries, BASE, state="failed", witness="", value="", note=note)
    assert codes(check(pair(), *entries.values())) == sorted(["STA004", *more])


def test_another_step_that_failed_needs_no_case() -> None:
    entries = faultless(pair(), 3)
    write(entries, CHECK, state="failed", note="no network")
    assert codes(check(pair(), *entries.values())) == ["STA004"]


def cluster(**fields: str):
    indexed = indexed_plan_of("atlas-no-failover", None, None, None)
    entries = faultless(indexed, 3)
    entries[OPTIONAL] = changed(Entry(step=OPTIONAL, by="CM"), **fields)
    return check(indexed, *entries.values())


def test_the_same_remark_at_several_steps_is_told_at_the_first_of_them() -> None:
    indexed = indexed_plan_of("atlas-no-failover", None, None, None)
    optional = [step.id for step in indexed.steps if not step.required and step.id in faultless(indexed, 3)][:3]
    entries = faultless(indexed, 3)
    for step in optional:
        entries[step] = Entry(step=step, note="no time left")
    (found,) = check(indexed, *entries.values()).findings
    assert (found.code, found.steps) == ("STA014", tuple(optional))
    assert found.where == f"record.json:entries[{list(entries).index(optional[0])}]"


def test_a_failed_step_that_need_not_be_done_is_told() -> None:
    result = cluster(state="failed", note="the client got another node")
    assert (result.verdict, codes(result)) == ("pass", ["STA012"])
    plan = indexed_plan_of("atlas-no-failover", None, None, None).plan
    text = finding_text(result.findings[0], plan, load_language("en"), {}).message
    assert text.endswith("need not be done, and failed: the client got another node")


@pytest.mark.parametrize(
    ("written", "found", "verdict"),
    [
        ({"value": "10.0.0.7"}, "STA007", "undetermined"),
        ({"value": "?"}, "STA007", "undetermined"),
        ({"value": "yes", "note": "no time"}, "STA007", "undetermined"),
        ({"note": "no time left"}, "STA014", "pass"),
        ({"note": "ok"}, "STA014", "pass"),
        ({"note": "?"}, "STA013", "undetermined"),
        ({"note": "-"}, None, "pass"),
        ({"value": "-", "note": "…"}, None, "pass"),
    ],
)
def test_something_written_at_a_step_that_was_left_blank_is_told_once(written, found, verdict) -> None:
    result = cluster(by="", **written)
    assert (result.verdict, codes(result)) == (verdict, [found] if found else [])


@pytest.mark.parametrize("state", ["na", "skipped", "failed"])
@pytest.mark.parametrize(
    ("note", "found", "verdict"),
    [("", "STA006", "fail"), ("-", "STA006", "fail"), ("...", "STA006", "fail"), ("…", "STA006", "fail"),
     ("–", "STA006", "fail"), ("?", "STA013", "undetermined"), (" ?? ", "STA013", "undetermined"),
     ("ok ?", "STA013", "undetermined")],
)  # fmt: skip
def test_marks_are_no_reason(state, note, found, verdict) -> None:
    result = cluster(state=state, note=note)
    assert (result.verdict, codes(result)) == (verdict, [found])


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "note",
    ["will follow", "à suivre", "same as before",
     "ok", "OK!", "o.k.", "x", "7", "N/A", "n / a", "n.a.", "none", "no", "tbd", "T.B.D.", "to do", "later", "ras",
     "R.A.S.", "à voir", "A VOIR", "sans", "sans objet", "s/o", "à compléter", "not applicable", "skipped.",
     "échec", "xxx", "nnn", "idem", "see above", "voir ci-dessus", "corrected", "corrigé"],
)  # fmt: skip
def test_words_that_say_nothing_are_no_reason(note) -> None:
    result = cluster(state="na", note=note)
    assert (result.verdict, codes(result)) == ("fail", ["STA006"])
    assert codes(tried({"note": note})) == ["STA010"]


@pytest.mark.parametrize(
    "note",
    ["VM", "panne", "no test", "sans objet car VM", "4711", "対象外", "停", "ras-b down", "ok per VM", "no network",
     "done by AB", "sans réseau", "à voir avec le client", "skipped: no time", "x86", "idem as rs-a"],
)  # fmt: skip
def test_a_short_reason_is_a_reason(note) -> None:
    assert reason_in(note) == "given"
    assert cluster(state="na", note=note).findings == ()


@pytest.mark.parametrize("tolerant", [True, False])
def test_only_evidence_at_a_step_that_need_not_be_done_was_nothing_before(tolerant) -> None:
    indexed = indexed_plan_of("atlas-no-failover", None, None, None)
    indexed = indexed if tolerant else index_plan(replace(indexed.plan, tolerances=None))
    entries = faultless(indexed, 3)
    entries[OPTIONAL] = Entry(step=OPTIONAL, value="10.0.0.7")
    assert codes(check(indexed, *entries.values())) == (["STA007"] if tolerant else [])


@pytest.mark.parametrize("note", ["k", "-k-", "é", "7"])
def test_a_lone_letter_is_no_reason(note) -> None:
    assert reason_in(note) == "none"


def test_before_a_mark_was_a_reason() -> None:
    entries = faultless(pair(), 3)
    write(entries, "prep-controlled-test", state="na", at="", note="-")
    assert codes(check(pair(), *entries.values())) == ["STA006"]
    assert check(older(), *entries.values()).findings == ()


def test_the_customers_own_ticket_is_no_case_of_the_vendors():
    plan = replace(pair().plan, ticket="CHG0041234/1")
    note = "they restarted the update service, CHG0041234/1"
    assert (tells_support_case([note], pair().plan), tells_support_case([note], plan)) == (True, False)
