"""What an auditor needs beside a verdict: files, people, reasons, what entries say, pages, steps in full."""

import csv
import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from runbook.i18n import load_language
from runbook.model.finding import Finding
from runbook.model.record import Record, RecordPart, RecordPerson
from runbook.pdf.html import verification_html
from runbook.procedures.catalogue import guide_lines
from runbook.report.compared import MOST, compared
from runbook.report.data import json_of
from runbook.report.finding_text import finding_texts
from runbook.report.pdf_report import make_report, report_pdf
from runbook.report.signed import people_of, signed_steps, signers
from runbook.report.text import plain, text_of
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import Verified, verify_files
from tests.document.test_first_page import letters
from tests.pages import opened
from tests.verify.harness import NOW
from tests.verify.make_examples import FOLDER

PLAN_STORE = PlanStore([str(FOLDER / "plan.json")])
FAULTLESS = FOLDER / "good" / "DOC-faultless.csv"


def rows_of(path=FAULTLESS):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def write(path: Path, rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def verified(*paths) -> Verified:
    (one,) = verify_files(paths, PLAN_STORE, NOW, digests=True)
    return one


def data_of(one: Verified, tag: str = "en"):
    (result,) = json.loads("\n".join(json_of([one], load_language(tag), guide_lines())))["results"]
    return result


def told(one: Verified, tag: str = "en") -> str:
    return "\n".join(text_of([one], load_language(tag), guide_lines(), plain))


def printed(one: Verified, tag: str = "en") -> str:
    import io

    pages = pypdf.PdfReader(io.BytesIO(report_pdf(one, load_language(tag)))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_steps_of_a_record_that_passes_are_what_is_written_in_it() -> None:
    result = data_of(verified(FAULTLESS))
    rows = {row["step"]: row for row in rows_of()}
    assert [step["id"] for step in result["steps"]] == [row["step"] for row in rows_of() if row["state"]]
    for step in result["steps"]:
        row = rows[step["id"]]
        assert (step["by"], step["witness"], step["state"]) == (row["by"], row["witness"], row["state"])
        assert step["written"] == row["at"]
        if step["actual"]:
            assert step["actual"][:16].replace("T", " ") == row["at"][:16]
            assert step["actual"][-6] in "+-"
        assert step["number"]
        assert step["title"]
    assert {step["appliance"] for step in result["steps"]} == {None, "rs-a", "rs-b"}
    assert any(step["planned"] for step in result["steps"])


def test_the_quick_way_and_the_whole_way_give_the_same_steps(tmp_path) -> None:
    """A word of one's own for a state is read by the whole way alone."""
    rows = rows_of()
    for row in rows:
        row["state"] = {"done": "✓", "na": "n/a"}.get(row["state"], row["state"])
    own = data_of(verified(write(tmp_path / "record.csv", rows)))
    assert own["steps"] == data_of(verified(FAULTLESS))["steps"]


def test_a_step_that_should_have_been_signed_is_there_and_empty() -> None:
    result = data_of(verified(FOLDER / "bad" / "STA001-not-signed.csv"))
    (missing,) = (finding for finding in result["findings"] if finding["code"] == "STA001")
    (step,) = (step for step in result["steps"] if step["id"] == missing["steps"][0])
    assert (step["state"], step["actual"], step["by"]) == ("", None, "")


def test_signers_and_witnesses_are_counted_by_person_however_they_write(tmp_path) -> None:
    rows = rows_of()
    counts: dict[str, int] = {}
    for number, row in enumerate(rows):
        counts[row["by"]] = counts.get(row["by"], 0) + bool(row["by"])
        row["by"] = row["by"].lower() if number % 3 else row["by"]
    rows[3]["by"], rows[5]["by"] = "ZZ", "?"
    written = {row["step"]: row["by"] for row in rows_of()}
    counts[written[rows[3]["step"]]] -= 1
    counts[written[rows[5]["step"]]] -= 1
    result = data_of(verified(write(tmp_path / "record.csv", rows)))
    found = {one["initials"]: one for one in result["signers"]}
    assert {initials: one["steps"] for initials, one in found.items()} == {
        **{initials: count for initials, count in counts.items() if initials and count},
        "ZZ": 1,
    }
    assert found["ZZ"] == {"initials": "ZZ", "name": "", "roles": [], "steps": 1, "in_plan": False}
    assert found["CM"]["name"] == "C. Martin"
    assert found["CM"]["in_plan"] is True
    assert {one["initials"] for one in result["witnesses"]} <= set(found) | {"AB", "TL", "CM"}


def substitute() -> Verified:
    """A record that names a substitute, who signed two steps."""
    from msgspec.structs import replace as changed

    one = verified(FAULTLESS)
    assert one.record is not None
    (part,) = one.record.parts
    entries = tuple(
        changed(entry, by="S.U.B.") if number in (3, 4) else entry for number, entry in enumerate(part.entries)
    )
    people = (RecordPerson(initials="SUB", name="Sonia Uhl-Berger", roles=("technician",), place="80"),)
    return one._replace(record=replace(one.record, parts=(replace(part, entries=entries, people=people),)))


@pytest.mark.long
def test_a_substitute_is_named_and_said_to_be_not_in_the_plan() -> None:
    one = substitute()
    result = data_of(one)
    assert result["people"] == [{"initials": "SUB", "name": "Sonia Uhl-Berger", "roles": ["technician"]}]
    (found,) = (signer for signer in result["signers"] if not signer["in_plan"])
    assert (found["name"], found["roles"], found["steps"]) == ("Sonia Uhl-Berger", ["technician"], 2)
    (row,) = (row for row in make_report(one, load_language("fr")).people if not row.in_plan)
    assert (row.name, row.roles, row.signed) == ("Sonia Uhl-Berger", "intervenant", 2)
    assert "Sonia Uhl-Berger not in the plan" in printed(one)
    assert "Sonia Uhl-Berger hors du plan" in printed(one, "fr")


def test_who_is_named_and_signs_nothing_is_told_all_the_same() -> None:
    one = substitute()
    assert one.record is not None
    assert one.plan is not None
    people = (*people_of(one.record), RecordPerson(initials="XX", name="Nobody", roles=()))
    part = replace(one.record.parts[0], people=people)
    report = make_report(one._replace(record=replace(one.record, parts=(part,))), load_language("en"))
    assert [(row.name, row.signed, row.witnessed) for row in report.people if row.initials == "XX"] == [
        ("Nobody", 0, 0)
    ]
    assert signers(signed_steps(one), one.plan.staff, (), "witness")


def test_the_steps_that_are_signed_are_as_many_as_people_signed(tmp_path) -> None:
    """One that does not apply is signed and bears no time: it counts, and is told apart."""
    rows = rows_of()
    done = next(row for row in rows if row["step"] == "prep-controlled-test")
    done |= {"state": "na", "at": "", "value": "", "witness": "", "note": "no test system"}
    one = verified(write(tmp_path / "record.csv", rows))
    assert one.plan is not None
    total = len(one.plan.steps)
    for tag, told in (
        ("en", f"{total} of {total}, of which n/a: 1"),
        ("fr", f"{total} sur {total}, dont s.o.\u00a0: 1"),
    ):
        report = make_report(one, load_language(tag))
        assert told in [fact.value for fact in report.facts]
        assert sum(row.signed for row in report.people) == total
    done["by"] = ""
    report = make_report(verified(write(tmp_path / "record.csv", rows)), load_language("en"))
    assert f"{total - 1} of {total}" in [fact.value for fact in report.facts]
    assert sum(row.signed for row in report.people) == total - 1


def test_a_place_in_a_form_is_its_page_in_words() -> None:
    folder = FOLDER / "bad" / "DOC021-another-value-on-the-page"
    store = PlanStore([str(FOLDER / "printed")])
    (one,) = verify_files([folder / "page-6.pdf", folder / "others.csv"], store, NOW)
    for tag, told in (("en", "page-6.pdf, page 1"), ("fr", "page-6.pdf, page\u00a01")):
        text = "\n".join(text_of([one], load_language(tag), guide_lines(), plain))
        assert f"DOC021-another-value-on-the-page/{told}\n" in text
        assert make_report(one, load_language(tag)).findings[0].where.endswith(told)
    assert data_of(one)["findings"][0]["where"].endswith("page-6.pdf:1"), "programs have it as the contract says"
    lines = "\n".join(text_of([verified(FOLDER / "bad" / "DOC006-corrected.csv")], load_language("en"), {}, plain))
    assert "DOC006-corrected.csv:" in lines


@pytest.mark.long
def test_both_texts_are_told_where_entries_contradict_each_other(tmp_path) -> None:
    rows = rows_of()
    other = dict(rows[13], at="2026-10-24 22:59", by="TL")
    one = verified(write(tmp_path / "a.csv", rows), write(tmp_path / "b.csv", [other]))
    (finding,) = (finding for finding in data_of(one)["findings"] if finding["code"] == "DOC005")
    fields = {field["field"]: field["values"] for field in finding["compared"]}
    assert fields["at"] == [
        {"value": rows[13]["at"], "where": f"{tmp_path}/a.csv:15"},
        {"value": "2026-10-24 22:59", "where": f"{tmp_path}/b.csv:2"},
    ]
    assert set(fields) <= {"at", "by"}
    for text in (told(one), printed(one)):
        assert f"“{rows[13]['at']}”" in text
        assert "“2026-10-24 22:59”" in text
    (step,) = (step for step in data_of(one)["steps"] if step["id"] == rows[13]["step"])
    assert (step["state"], step["actual"]) == ("contested", None)


def test_what_stood_before_a_correction_is_told() -> None:
    one = verified(FOLDER / "bad" / "DOC006-corrected.csv")
    text = told(one)
    assert "“2026-10-20 14:59” " in text
    assert "; “2026-10-20 15:10” " in text
    assert "PASS" in text


def test_what_a_record_says_a_thousand_times_is_told_a_few_times() -> None:
    step = rows_of()[13]["step"]
    one = verified(FAULTLESS)
    assert one.record is not None
    (part,) = one.record.parts
    entry = part.entries[0]
    from msgspec.structs import replace as changed

    entries = tuple(changed(entry, step=step, note="x" * 5000 + str(number)) for number in range(1000))
    record = Record(revision="", run="", parts=(replace(part, entries=entries, places=()),))
    (field,) = compared(Finding(code="DOC005", steps=(step,), args=(("fields", "at"), ("count", 1))), record)
    assert (field.field, len(field.values), field.left_out) == ("note", MOST, 1000 - MOST)
    assert all(len(value) < 300 for value, _ in field.values)


@pytest.mark.long
def test_reasons_are_told_with_their_steps(tmp_path) -> None:
    rows = rows_of()
    rows[13] |= {"state": "na", "note": ""}
    rows[14] |= {"state": "skipped", "note": "the lift was broken"}
    one = verified(write(tmp_path / "record.csv", rows))
    reasons = {row.number: row for row in make_report(one, load_language("en")).reasons}
    numbers = {step["id"]: step["number"] for step in data_of(one)["steps"]}
    assert reasons[numbers[rows[14]["step"]]].reason == "the lift was broken"
    assert (reasons[numbers[rows[13]["step"]]].state, reasons[numbers[rows[13]["step"]]].reason) == ("n/a", "")
    assert "the lift was broken" in printed(one)
    assert "none given" in printed(one)
    tried = make_report(verified(FOLDER / "bad" / "STA009-done-after-a-failure.json"), load_language("en"))
    assert any(row.state == "failed, tried again" and row.reason for row in tried.reasons)


@pytest.mark.parametrize("note", ["power cut during install", "les utilisateurs se plaignent"])
def test_a_note_beside_what_was_done_is_in_the_report_and_in_json(note, tmp_path) -> None:
    rows = rows_of()
    rows[13]["note"] = note
    one = verified(write(tmp_path / "record.csv", rows))
    (remark,) = make_report(one, load_language("en")).remarks
    (step,) = (step for step in data_of(one)["steps"] if step["note"])
    assert (step["id"], step["number"], step["note"]) == (rows[13]["step"], remark.number, note)
    assert remark.note == note
    assert note in printed(one)


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_finding_names_its_steps_in_full(tag) -> None:
    one = verified(FOLDER / "bad" / "SGN003-the-wrong-hand.csv")
    finding = data_of(one, tag)["findings"][0]
    assert one.plan is not None
    step = next(step for step in one.plan.steps if step.id == finding["steps"][0])
    assert step.number in finding["titles"][0]
    assert load_language(tag).text(step.title) in finding["titles"][0]
    assert step.appliance is None or f"({step.appliance})" in finding["titles"][0]
    assert finding["titles"][0] in told(one, tag)


@pytest.mark.long
def test_files_are_named_with_their_hashes_in_every_form(tmp_path) -> None:
    one = verified(FAULTLESS)
    digest = hashlib.sha256(FAULTLESS.read_bytes()).hexdigest()
    assert data_of(one)["files"] == [{"name": str(FAULTLESS), "sha256": digest}]
    assert digest in printed(one).replace(" ", "")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"%PDF-1.7")
    found = list(verify_files([FAULTLESS, broken], PLAN_STORE, NOW, digests=True))
    assert data_of(found[1])["files"] == [{"name": str(broken), "sha256": None}]
    assert told(found[1]).splitlines()[0].endswith(str(broken))


@pytest.mark.long
def test_no_finding_is_left_out_of_the_report(tmp_path) -> None:
    rows = rows_of()
    for number, row in enumerate(rows[:50]):
        row["at"] = f"nonsense{number * '!'}"
    one = verified(write(tmp_path / "record.csv", rows))
    assert len(one.result.findings) >= 40
    text = printed(one, "fr")
    for finding in one.result.findings:
        assert one.indexed is not None
        step = one.indexed.steps[one.indexed.index[finding.steps[0]]]
        assert f"{finding.code} [{step.number}" in text


def test_a_result_with_findings_stands_apart_from_the_next() -> None:
    both = [verified(FOLDER / "bad" / "SGN002-a-stranger.csv"), verified(FAULTLESS)]
    lines = list(text_of(both, load_language("en"), guide_lines(), plain))
    assert lines[next(number for number, line in enumerate(lines) if line.startswith("PASS")) - 1] == ""


def test_a_name_from_a_record_cannot_change_the_terminal(tmp_path) -> None:
    path = tmp_path / "a\x1b[31m\u202eb.csv"
    path.write_bytes((FOLDER / "bad" / "SGN002-a-stranger.csv").read_bytes())
    one = verified(path)
    for text in (told(one), verification_html(make_report(one, load_language("fr")), load_language("fr"))):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "a\\x1b[31m\\u202eb.csv" in text


@pytest.mark.long
def test_a_file_whose_name_is_no_text_has_a_report(tmp_path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.csv"))
    path.write_bytes((FOLDER / "bad" / "SGN002-a-stranger.csv").read_bytes())
    assert "a\\udcff.csv" in printed(verified(path)).replace(" ", "")


def test_parts_without_a_plan_have_no_steps_and_no_people() -> None:
    one = verified(FOLDER / "bad" / "DOC001-another-revision.csv")
    result = data_of(one)
    assert (result["steps"], result["signers"], result["people"]) == ([], [], [])
    assert isinstance(one.record, Record)
    assert isinstance(one.record.parts[0], RecordPart)


def test_what_is_signed_long_before_or_after_its_window_points_that_way(tmp_path) -> None:
    rows = rows_of()
    rows[13]["at"], rows[30]["at"] = "2024-10-24 22:30", "2027-01-24 22:30"
    drawings = make_report(verified(write(tmp_path / "record.csv", rows)), load_language("en")).drawings
    edges = {row.number: row.edge for panels in drawings for panel in panels for row in panel.rows}
    assert edges["2.4"] == -1
    assert sorted(set(edges.values())) == [-1, 0, 1]


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_sources_are_folded_and_say_all_that_they_said(tag):
    """Several rules have several sources, each with its section of the guide."""
    language = load_language(tag)
    path = FOLDER / "bad" / "DOC007-a-page-is-missing.csv"
    one = verified(path)
    assert one.plan is not None
    sources = tuple(dict.fromkeys(source for step in one.plan.steps for source in step.sources))[:12]
    many = Finding(code="STA001", steps=(one.plan.steps[0].id,), sources=sources)
    told = one._replace(result=replace(one.result, findings=(many,)))
    lines = list(text_of([told], language, guide_lines(), plain))
    (text,) = finding_texts(told, language, guide_lines())
    assert len(text.guide) > 200
    assert all(source in text.guide for source in sources)
    assert ", ".join(sources) in " ".join(line.strip() for line in lines)
    start = next(number for number, line in enumerate(lines) if sources[0] in line)
    folded = lines[start : start + 3]
    assert all(len(line) <= 120 for line in folded)
    assert all(line.startswith("      ") for line in folded[1:])


def test_the_report_tells_of_each_window_and_wait_what_the_record_says() -> None:
    one = verified(FAULTLESS)
    report = make_report(one, load_language("en"))
    assert [(row.number, row.opens, row.first, row.last, row.signed, row.kept) for row in report.windows] == [
        (1, "Sat, 24 Oct 2026 22:00", "Sat, 24 Oct 2026 22:04", "Sun, 25 Oct 2026 01:12", "16 / 16", "yes"),
        (2, "Tue, 27 Oct 2026 22:00", "Tue, 27 Oct 2026 22:09", "Wed, 28 Oct 2026 00:45", "13 / 13", "yes"),
        (3, "Wed, 28 Oct 2026 22:00", "Wed, 28 Oct 2026 22:03", "Thu, 29 Oct 2026 01:16", "16 / 16", "yes"),
        (4, "Sat, 31 Oct 2026 22:00", "Sat, 31 Oct 2026 22:05", "Sun, 1 Nov 2026 00:36", "13 / 13", "yes"),
    ]
    (wait,) = report.waits
    assert (wait.asked.replace("\u00a0", " "), wait.begin, wait.end) == (
        "24 h", "Tue, 27 Oct 2026 23:46", "Thu, 29 Oct 2026 00:21",
    )  # fmt: skip
    assert (wait.observed.replace("\u00a0", " "), wait.codes) == ("24 h 35 min", "")


def test_a_window_that_was_not_kept_bears_the_codes_and_one_without_times_a_dash(tmp_path: Path) -> None:
    rows = make_report(verified(FOLDER / "bad" / "WIN002-the-window-overrun.csv"), load_language("fr")).windows
    assert {row.kept for row in rows} == {"WIN002", "oui"}
    half = [row | {"state": "", "at": "", "by": "", "witness": ""} if "h2" in row["step"] else row for row in rows_of()]
    kept = [row.kept for row in make_report(verified(write(tmp_path / "half.csv", half)), load_language("en")).windows]
    assert kept == ["yes", "yes", "–", "–"]


def test_a_window_in_which_a_step_is_signed_too_early_was_not_kept(tmp_path: Path) -> None:
    early = [row | {"at": "2026-10-24 12:04"} if row["step"] == "failover-sync:h1" else row for row in rows_of()]
    report = make_report(verified(write(tmp_path / "early.csv", early)), load_language("en"))
    assert [row.kept for row in report.windows] == ["ORD001", "yes", "yes", "yes"]


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("name", ["good/DOC-faultless.csv", "bad/ORD001-two-lines-swapped.csv"])
def test_nothing_in_a_report_is_small(name: str, tag: str) -> None:
    pages = opened(report_pdf(verified(FOLDER / name), load_language(tag)))
    small = [(n, letter) for n, page in enumerate(pages, 1) for letter, size in letters(page) if size < 7.99]
    assert small == []


def test_what_was_noted_beside_a_step_that_passes_is_in_the_text(tmp_path) -> None:
    """No list of words knows all that says that something went wrong."""
    assert "Noted beside" not in told(verified(FAULTLESS))
    rows = rows_of()
    by_step = {row["step"]: row for row in rows}
    by_step["update-software:rs-a:h1"]["note"] = "boot loop"
    by_step["prep-maintenance"]["value"] = "by telephone"  # no evidence is asked for
    by_step["prep-controlled-test"] |= {"state": "na", "note": "no such room here"}  # a reason, which is told elsewhere
    by_step["prep-strategy"]["note"] = "?"  # what nobody can read, as what is hidden, is nothing to read
    one = verified(write(tmp_path / "record.csv", rows))
    assert one.result.verdict == "pass"
    lines = told(one).splitlines()
    at = lines.index("Noted beside steps, for you to read")
    numbers = {step.id: step.number for step in one.plan.steps} if one.plan else {}
    assert lines[at + 1 :] == [
        f"  step {numbers['prep-maintenance']}: “by telephone”",
        f"  step {numbers['update-software:rs-a:h1']}: “boot loop”",
    ]
    assert "« boot loop »" in told(one, "fr").replace("\u00a0", " ")


def test_of_many_notes_the_first_are_shown_and_how_many_more_there_are(tmp_path) -> None:
    rows = [row | {"note": "x" * 300} if row["state"] == "done" else row for row in rows_of()]
    lines = told(verified(write(tmp_path / "record.csv", rows))).splitlines()
    notes = [line for line in lines if line.startswith("  step ")]
    assert len(notes) == 10
    assert max(map(len, notes)) < 150
    done = sum(row["state"] == "done" for row in rows)
    assert lines[-1] == f"  and {done - 10} more: the report and JSON have them all"
