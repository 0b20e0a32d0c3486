"""What a verdict says is to be done now, where that depends on more than the code of a finding."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from runbook.i18n import load_language
from runbook.model.finding import Finding
from runbook.report.finding_text import finding_text
from runbook.simulate.play import play
from runbook.verify.checklist_pages import ChecklistPages
from runbook.verify.indexed_plan import index_plan
from runbook.verify.verdict import orphan, verify_record
from tests import plans
from tests.verify.harness import check, codes, faultless, pair, record, write
from tests.verify.test_so_far import signed_at

HOUR = timedelta(hours=1)
ENGLISH, FRENCH = load_language("en"), load_language("fr")


def told(indexed, finding: Finding, **options):
    return finding_text(finding, indexed.plan, options.pop("language", ENGLISH), {}, **options)


def test_a_night_of_which_nothing_is_signed_may_have_been_put_off() -> None:
    indexed = index_plan(plans.plan_of("failover", "automatic", "asynchronous", "dns", hops=("bs", "s")))
    entries = play(indexed, 3)
    last = len(indexed.plan.windows)
    end = indexed.plan.windows[last - 2].end
    first_nights = [entry for entry in entries if signed_at(indexed, entry) <= end]
    found = verify_record(indexed, record(indexed, *first_nights), None)
    (finding,) = [one for one in found.findings if one.code == "DOC007"]
    text = told(indexed, finding)
    assert f"If the night of window {last} did not take place, move the window" in text.remedy
    phases = {indexed.steps[indexed.index[step]].phase for step in finding.steps}
    titles = [ENGLISH.text(phase.title) for phase in indexed.plan.phases if phase.id in phases]
    assert len(titles) > 1
    assert all(title in text.message for title in titles)
    of_night = [step.id for step in indexed.steps if step.window == last]
    one = next(entry for entry in entries if entry.step == of_night[0])
    begun = verify_record(indexed, record(indexed, *first_nights, one), None)
    missing = [one for one in begun.findings if one.code == "DOC007"]
    assert missing
    assert all(told(indexed, one).remedy.startswith("Look for the page") for one in missing)


def test_pages_that_came_back_are_not_named_as_missing() -> None:
    indexed = pair()
    entries = faultless(indexed)
    steps = [step.id for step in indexed.steps]
    missing = steps[10:30]
    pages = {step: 1 + steps.index(step) // 8 for step in steps}
    kept = [entry for entry in entries.values() if entry.step not in missing]
    finding = Finding(code="DOC007", steps=tuple(missing), args=(("first", "a"), ("last", "b"), ("phase", "c")))
    lists = (ChecklistPages(file="checklist.en.pdf", pages=pages),)
    text = told(indexed, finding, record=record(indexed, *kept), checklists=lists)
    assert text.pages == "In print: page 3 of checklist.en.pdf."
    apart = Finding(code="DOC007", steps=(*steps[:8], *steps[16:32]), args=finding.args)
    none = told(indexed, apart, record=record(indexed), checklists=lists)
    assert "pages 1, 3–4 of" in none.pages


def test_what_is_not_signed_is_done_before_going_on() -> None:
    indexed = index_plan(plans.plan_of("single", "automatic", hops=("bs", "s")))
    entries = play(indexed, 3)
    opens = indexed.plan.windows[0].start
    signed = [e for e in entries if signed_at(indexed, e) < opens]
    lone = max(
        (e for e in signed if indexed.steps[indexed.index[e.step]].required), key=lambda e: signed_at(indexed, e)
    )
    cut = [entry for entry in signed if entry is not lone]
    found = verify_record(indexed, record(indexed, *cut), None, so_far=opens + HOUR)
    (finding,) = found.findings
    assert (finding.code, finding.steps) == ("STA001", (lone.step,))
    assert told(indexed, finding).remedy.startswith("If it was not done, do it now, before going on;")
    whole = [entry for entry in entries if entry is not next(e for e in entries if e.step == lone.step)]
    (finding,) = verify_record(indexed, record(indexed, *whole), None, so_far=opens + HOUR).findings
    assert told(indexed, finding).remedy.startswith("If it was done, have the entry"), "what comes after it is signed"
    end = indexed.plan.windows[0].end
    night = [e for e in entries if signed_at(indexed, e) <= end]
    last = max(
        (e for e in night if indexed.steps[indexed.index[e.step]].window == 1 and e.state == "done"),
        key=lambda e: signed_at(indexed, e),
    )
    cut = [e for e in night if e is not last]
    found = verify_record(indexed, record(indexed, *cut), None, so_far=end + HOUR)
    (finding,) = found.findings
    assert "do not go on without it" in told(indexed, finding).remedy


@pytest.mark.parametrize("text", ["RAS", "ok", "✓"])
def test_who_wrote_that_all_is_well_where_no_is_expected_is_asked_for_yes_or_no(text) -> None:
    indexed = pair()
    entries = faultless(indexed)
    write(entries, "prep-certificate-stores", value=text)
    found = check(indexed, *entries.values())
    assert codes(found) == ["EVD008"]
    assert told(indexed, found.findings[0], language=ENGLISH).remedy.startswith("Write yes or no, as it was seen")


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_yes_or_no_is_asked_for_as_such(language) -> None:
    indexed = pair()
    entries = faultless(indexed)
    step = next(s for s in indexed.steps if s.evidence and s.evidence.type == "yes-no" and s.evidence.expect)
    assert step.evidence
    write(entries, step.id, value="24.1.2")
    found = check(indexed, *entries.values())
    assert codes(found) == ["EVD002"]
    remedy = told(indexed, found.findings[0], language=language).remedy
    expected = step.evidence.expect.equals if step.evidence.expect else None
    wanted = language.text(str(expected))
    english, french = f"Write yes or no, as it was seen (it must be {wanted})", f"(réponse attendue\u00a0: {wanted})"
    assert (english if language is ENGLISH else french) in remedy
    assert "spreadsheet" not in remedy


@pytest.mark.parametrize(
    ("step", "fields", "said"),
    [
        ("prep-downtime", {"state": "done+failed"}, {"DOC027": "Several boxes are ticked: done and failed."}),
        ("failover-keys:h1", {"value": "?"}, {"EVD005": "cannot be read: “?”."}),
        ("prep-strategy", {"state": ""}, {"STA007": "evidence, but no box is ticked."}),
        ("after-installers", {"at": "19:45"}, {"TIM008": "Only a time is written, no date: “19:45”."}),
        (
            "failover-sync:h1",
            {"state": "failed", "witness": "", "value": "", "note": ""},
            {"STA004": "yet what must wait for it is signed", "STA006": "or failed, and no reason is given."},
        ),
    ],
)
def test_what_is_wrong_is_named_as_it_stands_there(step, fields, said) -> None:
    indexed = pair()
    entries = faultless(indexed)
    write(entries, step, **fields)
    found = check(indexed, *entries.values())
    texts = {one.code: told(indexed, one).message for one in found.findings}
    assert texts.keys() == said.keys()
    assert all(said[code] in text for code, text in texts.items())


def test_what_the_procedure_asks_for_names_its_trouble() -> None:
    """`Redeploy it` would be of nothing."""
    indexed = pair()
    known = {one.id: one for one in indexed.plan.recoveries}
    step = next(one for one in indexed.steps if one.required and any(each in known for each in one.recoveries))
    asked = known[next(each for each in step.recoveries if each in known)]
    entries = faultless(indexed)
    write(entries, step.id, state="failed", witness="", value="", note="It does not answer.")
    (found,) = (one for one in check(indexed, *entries.values()).findings if one.code in ("STA003", "STA004"))
    assert asked.trouble in told(indexed, found).message


@pytest.mark.parametrize(("file", "is_form"), [("nup.pdf", True), ("NUP.PDF", True), ("record.csv", False)])
def test_a_form_that_lost_what_it_belongs_to_is_asked_for_as_it_was_filled_in(file, is_form) -> None:
    lost = replace(record(pair(), file=file), revision="")
    (finding,) = orphan(lost).findings
    assert finding.code == "DOC013"
    text = finding_text(finding, None, ENGLISH, {}).remedy
    assert ("as it was saved there" in text) == is_form
    assert ("Copy the revision" in text) != is_form


@pytest.mark.parametrize("at", ["2031-01-01 10:00", "2020-01-01 10:00"])
def test_of_a_time_that_cannot_be_the_order_is_not_looked_at_which_is_said(at) -> None:
    entries = faultless(pair())
    result = check(
        pair(), *{**entries, "backup-settings:rs-a:h1": write(entries, "backup-settings:rs-a:h1", at=at)}.values()
    )
    assert codes(result) == [{"2031": "TIM005", "2020": "TIM006"}[at[:4]]]
    assert "Nobody looked at the order" in told(pair(), result.findings[0]).remedy


def test_numbers_in_the_place_of_steps_are_told_as_that() -> None:
    numbers = [step.number for step in pair().steps if step.required]
    entries = [
        msgspec.structs.replace(entry, step=number)
        for entry, number in zip(faultless(pair()).values(), numbers, strict=False)
    ]
    result = check(pair(), *entries)
    found = [told(pair(), one).remedy for one in result.findings if one.code == "DOC003"]
    assert len(found) == 1
    assert "numbers that are printed beside the steps" in found[0]
    (other,) = [
        one for one in check(pair(), msgspec.structs.replace(entries[0], step="99.1")).findings if one.code == "DOC003"
    ]
    assert "Compare the identifier" in told(pair(), other).remedy
