"""What is said about results: text, JSON, SARIF, the page of codes; in both languages."""

import csv
import json
import os
import re
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from runbook.i18n import available, load_language
from runbook.model.finding import Finding
from runbook.procedures.catalogue import guide_lines
from runbook.report.data import json_of
from runbook.report.finding_text import finding_text
from runbook.report.findings_page import code_page
from runbook.report.pdf_report import make_report
from runbook.report.remark_lines import HEAD
from runbook.report.sarif import sarif_of
from runbook.report.text import plain, text_of
from runbook.verify.codes import CODES, FAMILIES
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import NOW
from tests.verify.make_examples import FOLDER

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((FOLDER / "files" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
BAD = sorted((FOLDER / "bad").iterdir())
FIELDS = {"code", "severity", "sources", "steps", "message", "where"}
RESULT = {"revision", "site", "change", "run", "verdict", "findings", "culprits"}  # what was there from the beginning
MORE = {
    "back",
    "not_compared",
    "undecided",
    "more",
    "rehearsal",
    "files",
    "signers",
    "witnesses",
    "people",
    "steps",
    "amended",
    "so_far",
    "open",
}


def verified(path):
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return list(verify_files(files, PlanStore([str(FOLDER / "plan.json")]), NOW, digests=True))


@pytest.fixture(scope="module")
def everything():
    """What is found in the bad samples; but for LONG=1 in one of four, and in the first of each family."""
    firsts = {path.name[:3]: path for path in reversed(BAD)}
    chosen = BAD if os.environ.get("LONG") else sorted({*BAD[::4], *firsts.values()})
    return [one for path in chosen for one in verified(path)]


@pytest.mark.long
def test_no_colon_or_semicolon_stands_bare_in_french(everything):
    """Before each stands a space that no line is broken at; what is quoted from a record stands as it is there."""
    said = "\n".join(text_of(everything, load_language("fr"), guide_lines(), plain))
    assert said.count("«") > 10
    assert re.findall(r"\S+[:;]\s", re.sub("«[^»]*»", "«»", said)) == []


def test_what_a_code_says_to_do_has_no_value_to_fill_in() -> None:
    """Its fields are those of the message; a finding that has more to say brings words of its own."""
    assert CODES
    assert [code.code for code in CODES.values() if re.search(r"[{}]", code.title + code.remedy)] == []


@pytest.mark.long
@pytest.mark.parametrize("tag", available())
def test_every_finding_has_its_words_in_every_language(everything, tag) -> None:
    language = load_language(tag, strict=True)
    found = [(finding, one.plan) for one in everything for finding in one.result.findings]
    assert len(found) >= len(BAD)
    for finding, plan in found:
        text = finding_text(finding, plan, language, guide_lines())
        words = [text.message, text.remedy, text.rule, text.slip]
        assert text.message
        assert text.remedy
        assert not re.search(r"[{}]|StepRefs|Message\(", " ".join(words)), words
        if finding.rule:
            assert text.rule
            assert text.guide


def test_json_is_that_of_the_contract(everything) -> None:
    data = json.loads("\n".join(json_of(everything, load_language("en"), guide_lines())))
    assert data["format"] == "runbook-findings/1"
    assert len(data["results"]) == len(everything)
    for result in data["results"]:
        assert set(result) == RESULT | MORE
        assert result["verdict"] in ("pass", "backed-out", "undetermined", "fail")
        for finding in result["findings"]:
            assert set(finding) >= FIELDS
            assert finding["severity"] in ("error", "warning", "note")


@pytest.mark.long
def test_sarif_keeps_to_its_schema(everything) -> None:
    data = json.loads("\n".join(sarif_of(everything, load_language("fr"), guide_lines(), "1.0")))
    jsonschema.Draft4Validator(SCHEMA).validate(data)
    assert len(data["runs"][0]["results"]) == sum(len(one.result.findings) for one in everything)
    assert [rule["id"] for rule in data["runs"][0]["tool"]["driver"]["rules"]] == list(CODES)
    location = next(one for one in data["runs"][0]["results"] if one["ruleId"] == "ORD001")["locations"][0]
    assert location["physicalLocation"]["region"]["startLine"] > 1


def test_no_result_at_all_is_still_json_and_sarif() -> None:
    assert json.loads("\n".join(json_of([], load_language("en"), {})))["results"] == []
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads("\n".join(sarif_of([], load_language("en"), {}, "1.0"))))


def test_text_of_a_finding_says_what_an_auditor_needs() -> None:
    lines = list(
        text_of(verified(FOLDER / "bad" / "ORD001-two-lines-swapped.csv"), load_language("en"), guide_lines(), plain)
    )
    text = "\n".join(lines)
    assert lines[0].startswith("FAIL  paris / CHG0041  run 1  revision ")
    assert "[2.4, 2.5]" in text
    assert "Step 2.5 is signed at Sat, 24 Oct 2026 22:32, before step 2.4 at Sat, 24 Oct 2026 22:35." in text
    assert "Likely: the times of steps 2.4, 2.5 are swapped." in text
    now = next(number for number, line in enumerate(lines) if line.startswith("    Now: "))
    source = "    Source: F05, N5, guide, lines 220-222, 347-349, 222 … (Backup and synchronisation)"
    assert lines[now + 1] == source  # behind what is to be done
    assert "\x1b" not in text


def test_text_is_grouped_by_family_and_painted_by_role(everything) -> None:
    lines = list(text_of(everything, load_language("en"), {}, lambda text, role: f"<{role}>{text}"))
    heads = [line.removeprefix("<head>") for line in lines if line.startswith("<head>")]
    assert set(heads) - {HEAD} == set(FAMILIES.values())
    assert sum(line.startswith(("<pass>", "<fail>", "<undetermined>")) for line in lines) == len(everything)
    assert lines[-1].startswith("Records: ")
    codes = [line.split(">")[1][:6] for line in lines if line.startswith("  <")]
    assert sorted(codes) == sorted(finding.code for one in everything for finding in one.result.findings)


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("ORD001-two-lines-swapped", "the times of steps 2.4, 2.5 are swapped."),
        ("ORD001-date-of-the-other-side-of-midnight", "the date is that of the other side of midnight"),
        ("ORD001-day-and-month-swapped", "day and month are swapped"),
        (
            "ORD001-after-midnight-with-the-date-of-the-evening",
            "The same slip in steps 6.7, 6.9, 7.1, 7.3, 7.4: the date is that",
        ),
        ("WIN001-before-the-window", "the hour is off by one"),
    ],
)
def test_a_plausible_slip_is_suggested(name, slip) -> None:
    (one,) = verified(FOLDER / "bad" / f"{name}.csv")
    assert finding_text(one.result.findings[0], one.plan, load_language("en"), {}).slip.startswith(slip)


def test_values_cannot_change_the_terminal_or_the_sentence() -> None:
    finding = Finding(code="DOC003", args=(("step", "\x1b[31m{0}\u202e"), ("count", 1)), where="a:1")
    text = finding_text(finding, None, load_language("en"), {})
    assert text.message == "The plan does not have this step. Entries: 1; \\x1b[31m{0}\\u202e."


@pytest.mark.parametrize("name", ["good/DOC-faultless.csv", "bad/ORD001-two-lines-swapped.csv"])
def test_a_report_is_made_of_what_was_verified_and_no_file_is_read_again(tmp_path, name) -> None:
    path = tmp_path / "record.csv"
    path.write_bytes((FOLDER / name).read_bytes())
    (one,) = verified(path)
    path.unlink()
    rows = {row["step"]: row for row in csv.DictReader((FOLDER / name).read_text(encoding="utf-8-sig").splitlines())}
    assert one.indexed is not None
    zone = one.indexed.zone
    shown = {step: f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M}" for step, at in one.times().items()}
    assert shown == {step: row["at"][:16] for step, row in rows.items() if row["state"] == "done"}
    report = make_report(one, load_language("en"))
    signed = [row for panels in report.drawings for panel in panels for row in panel.rows if row.at is not None]
    assert len(signed) == sum(one.indexed.steps[one.indexed.index[step]].window is not None for step in shown)


def test_what_has_no_plan_or_no_record_has_no_times(tmp_path) -> None:
    (tmp_path / "a.csv").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.csv").write_bytes((FOLDER / "bad" / "DOC001-another-revision.csv").read_bytes())
    found = verified(tmp_path)
    assert [(one.plan, one.times()) for one in found] == [(None, {}), (None, {})]


def test_the_page_of_all_codes_is_current() -> None:
    """`make findings` writes it."""
    assert (ROOT / "docs" / "findings.md").read_text(encoding="utf-8") == code_page()
