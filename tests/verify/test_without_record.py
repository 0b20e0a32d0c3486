"""A folder of plans and too few records: the plans that nobody has proved are named, and are never a pass."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from runbook.i18n import load_language
from runbook.model.plan import Plan
from runbook.model.rehearsal import rehearsal_run
from runbook.model.revision import revision_of
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, dump_plan, earlier_name
from runbook.report.text import plain, text_of
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.without_record import PlanNotDue, without_record
from tests.plans import plan_of
from tests.verify.test_amended import continued

BEFORE, AFTER = "2026-01-01T00:00", "2027-06-01T00:00"
HERE = plan_of("single", "automatic")


def of_site(site: str, plan: Plan) -> Plan:
    plan = replace(plan, site=site)
    return replace(plan, revision=revision_of(plan))


THERE = of_site("lyon", plan_of("single", "manual"))


def put_plan(folder: Path, plan: Plan, *earlier: Plan) -> None:
    (folder / EARLIER_PLANS).mkdir(parents=True)
    (folder / PLAN).write_bytes(dump_plan(plan))
    for one in (plan, *earlier):
        (folder / EARLIER_PLANS / earlier_name(one.revision)).write_bytes(dump_plan(one))


def put_record(file: Path, plan: Plan, run: str = "") -> Path:
    file.write_bytes(json_bytes(plan, run, play(index_plan(plan), 1)))
    return file


@pytest.fixture
def out(tmp_path: Path) -> Path:
    put_plan(tmp_path / "out" / "paris", HERE)
    put_plan(tmp_path / "out" / "lyon", THERE)
    return tmp_path / "out"


def verify(*words: object, now: str = AFTER) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runbook", "verify", "--lang", "en", "--now", now, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def results(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str, list[str]]]:
    found = json.loads(done.stdout)["results"]
    return [(one["site"], one["verdict"], [finding["code"] for finding in one["findings"]]) for one in found]


@pytest.mark.long
def test_two_plans_and_one_record_are_no_pass(out, tmp_path):
    record = put_record(tmp_path / "record.json", HERE)
    done = verify("--plan", out, "--format", "json", record)
    assert results(done) == [("paris", "pass", []), ("lyon", "undetermined", ["DOC023"])]
    assert done.returncode == 3
    told = verify("--plan", out, record)
    assert told.returncode == 3
    assert "UNDETERMINED  lyon / CHG0041" in told.stdout
    assert "Due, and without a record: 1." in told.stdout


@pytest.mark.long
def test_what_is_not_due_is_told_and_changes_no_status(out, tmp_path):
    early = of_site(
        "nice",
        replace(
            THERE,
            windows=tuple(
                replace(w, start=w.start.replace(year=2030), end=w.end.replace(year=2030)) for w in THERE.windows
            ),
        ),
    )
    (out / "nice").mkdir()
    (out / "nice" / PLAN).write_bytes(dump_plan(early))
    records = [put_record(tmp_path / "a.json", HERE), put_record(tmp_path / "b.json", THERE)]
    done = verify("--plan", out, "--format", "json", *records)
    assert done.returncode == 0
    assert [one["site"] for one in json.loads(done.stdout)["not_due"]] == ["nice"]
    assert len(results(done)) == 2
    assert "No record, and not due before" in verify("--plan", out, *records).stdout
    notes = json.loads(verify("--plan", out, "--format", "sarif", *records).stdout)["runs"][0]["invocations"][0]
    assert "nice / CHG0041" in notes["toolExecutionNotifications"][0]["message"]["text"]


def test_all_have_a_record(out, tmp_path):
    records = [put_record(tmp_path / "a.json", HERE), put_record(tmp_path / "b.json", THERE)]
    done = verify("--plan", out, *records)
    assert done.returncode == 0
    assert "without a record" not in done.stdout


@pytest.mark.long
def test_a_plan_that_is_named_by_itself_has_its_record(out, tmp_path):
    record = put_record(tmp_path / "record.json", HERE)
    assert verify("--plan", out / "paris", record).returncode == 0
    assert verify("--plan", out / "paris" / PLAN, record).returncode == 0


@pytest.mark.long
def test_earlier_plans_need_none(tmp_path):
    old = replace(HERE, site_name="La Défense")
    old = replace(old, revision=revision_of(old))
    put_plan(tmp_path / "out" / "paris", HERE, old)
    put_plan(tmp_path / "out" / "lyon", THERE)
    records = [put_record(tmp_path / "a.json", HERE), put_record(tmp_path / "b.json", THERE)]
    assert verify("--plan", tmp_path / "out", *records).returncode == 0
    of_old = verify("--plan", tmp_path / "out", "--format", "json", put_record(tmp_path / "c.json", old), records[1])
    assert [codes for _, _, codes in results(of_old)] == [["DOC022"], []]


@pytest.mark.long
def test_a_later_plan_that_carries_on_covers_the_earlier_one(tmp_path):
    earlier, latest = continued(done=True)
    put_plan(tmp_path / "out" / "paris", latest, earlier)
    put_plan(tmp_path / "out" / "lyon", THERE)
    record = put_record(tmp_path / "a.json", THERE)
    named = [
        site for site, _, codes in results(verify("--plan", tmp_path / "out", "--format", "json", record)) if codes
    ]
    assert named == ["paris"], "once, and not for each of its plans"


@pytest.mark.long
def test_a_rehearsal_is_no_record_beside_real_ones(out, tmp_path):
    real = put_record(tmp_path / "a.json", HERE)
    played = put_record(tmp_path / "b.json", THERE, rehearsal_run(THERE.revision, 1))
    done = verify("--plan", out, "--format", "json", real, played)
    assert ("lyon", "undetermined", ["DOC023"]) in results(done)
    both = verify("--plan", out, played, put_record(tmp_path / "c.json", HERE, rehearsal_run(HERE.revision, 1)))
    assert both.returncode == 0, "somebody practises"


@pytest.mark.parametrize(("second", "is_due"), [(-1, False), (0, True)])
def test_a_plan_is_due_once_its_first_window_opens(out, second, is_due):
    later: list[PlanNotDue] = []
    store, opens = PlanStore([str(out)]), min(window.start for window in THERE.windows)
    found = list(without_record(store, [HERE.revision], [], opens + timedelta(seconds=second), later))
    assert ([one.result.site for one in found], [one.site for one in later]) == (
        (["lyon"], []) if is_due else ([], ["lyon"])
    )
    text = "\n".join(text_of(found, load_language("en"), {}, plain))
    assert ("Due, and without a record: 1." in text) is is_due


def test_a_damaged_plan_without_a_record_is_no_pass(out, tmp_path):
    (out / "lyon" / PLAN).write_bytes(dump_plan(THERE)[:-20])
    (out / "lyon" / EARLIER_PLANS / earlier_name(THERE.revision)).unlink()
    done = verify("--plan", out, put_record(tmp_path / "record.json", HERE))
    assert done.returncode == 3
    assert "DOC023" in done.stdout
    assert f"{out / 'lyon' / PLAN}" in done.stderr
