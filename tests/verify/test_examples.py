"""Folders of good and bad records are the tests: dropping in a file adds one.

A bad file's name begins with the codes that it shows, joined by "+"; a folder holds the files of one record.
"""

import json
from functools import cache

import pytest

from runbook.model.revision import revision_of_content
from runbook.reading.plan_json import load_plan
from runbook.verify.codes import CODES, FAMILIES
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import NOW, codes
from tests.verify.make_examples import FOLDER


@cache
def plan_store():
    """All plans of the examples: what is read of one once is kept."""
    named = [str(FOLDER / name / "plan.json") for name in (".", "cluster", "pauses", "carried", "grown", "printed")]
    return PlanStore([*named, str(FOLDER / "corrected"), str(FOLDER / "nights")])


def results(path):
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [verified.result for verified in verify_files(files, plan_store(), NOW)]


def samples(folder):
    return [pytest.param(path, id=path.name) for path in sorted((FOLDER / folder).iterdir())]


def expected(path):
    return path.name.partition(".")[0].split("-")[0].split("+")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("path", samples("good"))
def test_a_good_record_passes(path) -> None:
    found = results(path)
    wanted = "backed-out" if "gone-back" in path.name else "pass"
    assert [(result.verdict, codes(result), result.culprits) for result in found] == [(wanted, [], ())]


@pytest.mark.sampled(9)
@pytest.mark.parametrize("path", samples("bad"))
def test_a_bad_record_shows_its_codes_and_no_others(path) -> None:
    found = results(path)
    assert sorted(code for result in found for code in codes(result)) == expected(path)
    severities = {CODES[code].severity for code in expected(path)}
    verdicts = {result.verdict for result in found}
    if "error" in severities:
        assert "fail" in verdicts
    else:
        settled = "backed-out" if "gone-back" in path.name else "pass"
        assert verdicts == {"undetermined" if "warning" in severities else settled}


def test_every_code_has_a_bad_example_and_every_family_a_good_one() -> None:
    shown = {code for path in (FOLDER / "bad").iterdir() for code in expected(path)}
    assert shown == set(CODES) - {"DOC023"}, "which is about plans that have no record: test_without_record.py"
    assert {path.name[:3] for path in (FOLDER / "good").iterdir()} == set(FAMILIES)


def test_the_plan_of_the_examples_is_whole() -> None:
    content = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))
    assert revision_of_content(content) == load_plan(FOLDER / "plan.json").revision
