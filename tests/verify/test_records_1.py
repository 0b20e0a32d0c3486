"""Plans and records of the first format, as they were printed and filled in then: they keep their verdicts for good.

Nothing in the folder is ever made anew. `verdicts.json` says what was found then, by the file or folder of each record.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.reading.plan_json import load_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import NOW, codes

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "records-1"
VERDICTS = json.loads((FOLDER / "verdicts.json").read_text(encoding="utf-8"))
PLANS = (FOLDER / "plan.json", FOLDER / "single" / "plan.json")


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", VERDICTS)
def test_it_keeps_its_verdict(name):
    path = FOLDER / name
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    results = [verified.result for verified in verify_files(files, PlanStore([str(FOLDER)]), NOW)]
    found = [
        {"revision": one.revision, "verdict": one.verdict, "codes": codes(one), "culprits": list(one.culprits)}
        for one in results
    ]
    assert found == VERDICTS[name]


def test_there_are_good_failing_and_undetermined_ones_and_a_form():
    assert {one["verdict"] for found in VERDICTS.values() for one in found} == {"pass", "fail", "undetermined"}
    assert any(name.endswith(".pdf") for name in VERDICTS)


@pytest.mark.parametrize("path", PLANS, ids=["pair", "single"])
def test_their_plans_are_of_the_first_format(path):
    assert load_plan(path).format == "runbook-plan/1"


@pytest.mark.parametrize("path", PLANS, ids=["pair", "single"])
def test_whatever_they_lack_has_a_default(path):
    plan = load_plan(path)
    assert (plan.texts, plan.labels, plan.pages, plan.offsets) == ({}, "", 0, ())


def test_they_have_no_offsets_which_their_revision_would_not_know(tmp_path):
    """Written into one, they would move its times and so its verdict."""
    data = json.loads(PLANS[0].read_text(encoding="utf-8"))
    data["offsets"] = [{"since": "2020-01-01T00:00:00Z", "seconds": -36000}]
    edited = tmp_path / "plan.json"
    edited.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_plan(edited)
    (problem,) = caught.value.problems
    assert (problem.path, problem.message) == ("offsets", "a plan of the first format has no offsets")
