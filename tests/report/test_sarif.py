"""SARIF for other people's programs: addresses, lines, hashes, fingerprints, sentences with their arguments."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from runbook.i18n import available, load_language
from runbook.procedures.catalogue import guide_lines
from runbook.report.entry_lines import lines_in
from runbook.report.sarif import sarif_of
from runbook.verify.codes import CODES
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import NOW
from tests.verify.make_examples import FOLDER

SCHEMA = jsonschema.Draft4Validator(json.loads((FOLDER / "files" / "sarif-2.1.0.json").read_text(encoding="utf-8")))
TOOL = {"driver": {"name": "Runbook Kit"}}
PLAN_STORE = PlanStore([str(FOLDER / "plan.json")])
SAMPLES = [str(path) for path in sorted((FOLDER / "bad").iterdir()) if path.is_file()]


def run_of(files, tag: str = "en"):
    """The one run in the log about these files; the log keeps to its schema."""
    return run_about(verify_files(files, PLAN_STORE, NOW, digests=True), tag)


def run_about(verified, tag: str):
    data = json.loads("\n".join(sarif_of(verified, load_language(tag), guide_lines(), "1.0")))
    (run,) = data["runs"]
    check_tool(json.dumps(run["tool"]))
    SCHEMA.validate({**data, "runs": [{**run, "tool": TOOL}]})
    return run


@cache
def check_tool(text: str) -> None:
    """The rules are all of every log, and long: the same ones keep to the schema as they did before."""
    SCHEMA.validate({"version": "2.1.0", "runs": [{"tool": json.loads(text)}]})


@pytest.fixture(scope="module")
def sessions():
    return [list(verify_files([file], PLAN_STORE, NOW, digests=True)) for file in SAMPLES]


@pytest.fixture(scope="module", params=available())
def everything(request, sessions):
    return [run_about(verified, request.param) for verified in sessions]


def filled(text: str, arguments: list[str]) -> str:
    return re.sub(r"\{(\d+)\}", lambda number: arguments[int(number[1])], text)


@pytest.mark.long
def test_the_rules_say_all_that_a_page_on_the_web_would(everything) -> None:
    rules = everything[0]["tool"]["driver"]["rules"]
    assert len(rules) == len(CODES)
    for rule in rules:
        assert re.fullmatch(r"[A-Z][A-Za-z]+", rule["name"])
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]]
        texts += [string["text"] for string in rule["messageStrings"].values()]
        assert [text for text in texts if not text.endswith((".", "!", "?"))] == []
        assert rule["help"]["markdown"].startswith("**")
        assert "helpUri" not in rule


@pytest.mark.long
def test_each_message_is_its_string_with_its_arguments(everything) -> None:
    assert sum(len(run["results"]) for run in everything) >= len(CODES)
    for run in everything:
        for result in run["results"]:
            rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
            message = result["message"]
            assert rule["id"] == result["ruleId"]
            assert filled(rule["messageStrings"][message["id"]]["text"], message["arguments"]) == message["text"]
            assert not re.search(r"\{\w+\}|\.\.$", message["text"])


@pytest.mark.long
def test_each_file_is_an_artifact_with_its_hash_and_results_lead_to_it(everything) -> None:
    assert sum(len(run["artifacts"]) for run in everything) > len(CODES)
    for run, file in zip(everything, SAMPLES, strict=True):
        if not run["artifacts"]:
            continue
        (artifact,) = run["artifacts"]
        if run["results"][0]["ruleId"] != "DOC009":
            assert artifact["hashes"]["sha-256"] == hashlib.sha256(Path(file).read_bytes()).hexdigest()
        for result in run["results"]:
            for location in result.get("locations", []):
                if "physicalLocation" in location:
                    place = location["physicalLocation"]
                    assert place["artifactLocation"]["index"] == 0
                    assert place["region"].get("startLine", 1) >= 1


def test_a_record_that_passes_is_an_artifact_and_no_result() -> None:
    run = run_of([FOLDER / "good" / "DOC-faultless.csv"])
    assert run["results"] == []
    assert len(run["artifacts"]) == 1
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_addresses_are_relative_to_the_folder_of_the_call_and_else_absolute(tmp_path, monkeypatch) -> None:
    here = tmp_path / "here"
    (here / "sub").mkdir(parents=True)
    content = (FOLDER / "bad" / "ORD001-two-lines-swapped.csv").read_bytes()
    for file in (here / "sub" / "é 1%.csv", tmp_path / "there.csv"):
        file.write_bytes(content)
    monkeypatch.chdir(here)
    for name, address in (
        ("sub/é 1%.csv", {"uri": "sub/%C3%A9%201%25.csv", "uriBaseId": "SRCROOT"}),
        (str(here / "sub" / "é 1%.csv"), {"uri": "sub/%C3%A9%201%25.csv", "uriBaseId": "SRCROOT"}),
        ("../there.csv", {"uri": f"file://{tmp_path}/there.csv"}),
        ("sub/../../there.csv", {"uri": f"file://{tmp_path}/there.csv"}),
    ):
        run = run_of([name])
        assert run["artifacts"][0]["location"] == address
        located = run["results"][0]["locations"][0]["physicalLocation"]
        assert located["artifactLocation"] == address | {"index": 0}
        assert located["region"] == {"startLine": 16}
        assert set(run["originalUriBaseIds"]) == {"SRCROOT"}
        assert "uri" not in run["originalUriBaseIds"]["SRCROOT"]


def test_a_finding_keeps_its_fingerprint_where_lines_move_and_no_two_are_alike(tmp_path) -> None:
    path = tmp_path / "record.csv"
    found = []
    for above in ("", "\r\n\r\n\r\n"):
        path.write_text(above + (FOLDER / "bad" / "ORD001-two-lines-swapped.csv").read_text(encoding="utf-8-sig"))
        (result,) = run_of([path])["results"]
        found.append((result["partialFingerprints"], result["locations"][0]["physicalLocation"]["region"]))
    assert found[0][0] == found[1][0]
    assert found[0][1] != found[1][1]
    run = run_of(sorted((FOLDER / "bad" / "DOC005-twice-differently").iterdir()))
    prints = [result["partialFingerprints"]["runbookFinding/v1"] for result in run["results"]]
    assert len(prints) == len(set(prints)) > 0


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("listed", [False, True])
def test_a_finding_in_json_stands_at_the_line_of_its_entry(tmp_path, indent, listed) -> None:
    data = json.loads((FOLDER / "bad" / "DOC002-another-site.json").read_bytes()) | {"site": "paris"}
    data["entries"][7]["by"] = 'ZZ"{[,]}\\'
    path = tmp_path / "record.json"
    path.write_text(json.dumps([data | {"run": "9"}, data] if listed else data, indent=indent))
    results = [result for result in run_of([path])["results"] if result["ruleId"] == "SGN002"]
    lines = path.read_text().splitlines()
    for result in results:
        line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        entry = next(at for at in range(line - 1, len(lines)) if "prep-" in lines[at])
        assert data["entries"][7]["step"] in lines[entry]
    assert len(results) == 1 + listed


def test_lines_of_entries_are_found_beside_other_lists_and_in_what_is_no_record() -> None:
    assert lines_in(b'{"x": [{"y": [{}]}],\n"entries": [{},\n{"a": [1, {}]}, {"b": "\\"{"}]}') == {
        "entries[0]": 2,
        "entries[1]": 3,
        "entries[2]": 3,
    }
    assert lines_in(b"]]]{{{[[[,,,\n}}}") == {}
    assert lines_in(b'"' * 5) == {}
