"""Nights that do not go as planned, signed in browsers: what is warned of and why one went on stands in the record, and
verify agrees."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace as with_revision
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from runbook.cli import runbook
from runbook.model.record import Entry
from runbook.model.revision import revision_of, revision_of_content
from runbook.reading.plan_json import dump_plan, load_plan
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from tests.verify.harness import SAMPLES
from tests.verify.make_night_examples import printed, stopped_at_the_hold
from tests.verify.nights import back_until, gone_back, no_go, seconds, stopped_in
from tests.web.checklist_page import choose, go_on, opened, page_at, press, saved, sign, sign_all, text
from tests.web.driven_browsers import NAMES, Browser, browser, fresh_chromium, missing

YEAR = timedelta(weeks=52)  # back, so that no browser has to believe that it is another time
BEHIND = "update-base:rs-a:h1"


def _needs(name: str) -> Any:
    """The test with that browser; in others than Chromium a night is signed by each run, and this one with LONG=1."""
    lacking = pytest.mark.skipif(bool(missing(name)), reason=missing(name))
    return pytest.param(name, marks=[lacking] if name == "chromium" else [lacking, pytest.mark.long])


in_one = pytest.mark.parametrize("name", [_needs(name) for name in NAMES])
in_chromium = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))


@cache
def night(name: str) -> IndexedPlan:
    """The plan of a sample, a year earlier."""

    def earlier(found: re.Match[str]) -> str:
        return (datetime.fromisoformat(found[0]) - YEAR).isoformat()

    told = (SAMPLES / "nights" / name / "plan.json").read_text("utf-8")
    content = json.loads(re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", earlier, told))
    content["revision"] = revision_of_content(content)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        plan = load_plan(file)
    return index_plan(with_revision(plan, revision=revision_of(plan)))


def by_time(indexed: IndexedPlan, entries: dict[str, Entry]) -> list[Entry]:
    first = min(entry.at for entry in entries.values() if entry.at)
    signed = [replace(entry, at=entry.at or first) for entry in entries.values() if entry.state]
    return sorted(signed, key=lambda entry: (seconds(indexed, entry), indexed.index[entry.step]))


def status(tmp_path: Path, indexed: IndexedPlan, record: dict[str, Any]) -> tuple[int, set[str]]:
    """What `runbook verify` ends with, and the codes that it found."""
    (tmp_path / "plan.json").write_bytes(dump_plan(indexed.plan))
    (tmp_path / "record.json").write_text(json.dumps(record), encoding="utf-8")
    words = ["verify", "--plan", str(tmp_path / "plan.json"), str(tmp_path / "record.json"), "--format", "json"]
    run = CliRunner().invoke(runbook, words)
    return run.exit_code, set(re.findall(r'"code": *"([A-Z]{3}\d{3})"', run.output))


def warned(one: Browser) -> set[str]:
    """The codes of the warning that is shown."""
    return set(one.run("return [...document.querySelectorAll('#warning-list li')].map((e) => e.dataset.code);"))


def shown(one: Browser) -> str:
    """The step that is shown."""
    return str(one.run("return document.querySelector('[data-step][aria-current]').dataset.step;"))


@pytest.mark.long
@in_one
def test_a_no_go_leads_back_to_the_end(tmp_path, name) -> None:
    indexed = night("plain")
    stopped, minute = stopped_at_the_hold(indexed)
    before = by_time(indexed, stopped)
    whole = gone_back(indexed, stopped, "stop-pass:h1", minute)
    way = [entry for step, entry in whole.items() if step not in stopped]
    with browser(name, tmp_path / "profile") as one:
        opened(one, page_at(tmp_path, indexed.plan))
        sign_all(one, before)
        assert shown(one) == way[0].step, "the page leads to the way back"
        one.run("document.querySelector(`[data-step='${arguments[0]}']`).click();", BEHIND)
        assert text(one, "wait").startswith("A no-go was given")
        behind = replace(printed(indexed)[BEHIND], at=clock_time(indexed, minute))
        choose(one, behind.by)
        assert isinstance(sign(one, behind), list)
        assert "ORD004" in warned(one)
        press(one, "warning-stop")
        sign_all(one, way)
        record = saved(one)
        done, asked = re.findall(r"\d+", text(one, "count-signed"))
    assert [each["step"] for each in record["entries"]] == [each.step for each in [*before, *way]]
    assert status(tmp_path, indexed, record)[0] == 4
    assert int(done) < int(asked) < len(indexed.steps), "what is behind the no-go is not asked for"


@pytest.mark.long
@in_chromium
@pytest.mark.parametrize("said", ["", "go"])
def test_going_on_past_the_time_of_the_decision(tmp_path, said) -> None:
    """Undecided it is stopped, and the page leads to the decision; with a signed go it is not."""
    indexed = night("pair")
    entries, _ = stopped_in(indexed, "switch:h1", share=0.5)
    decisions = {indexed.steps[index].id for index in course_of(indexed).gate("decision")}
    before = by_time(indexed, {step: entry for step, entry in entries.items() if step not in decisions})
    late = back_until(indexed, "switch:h1") + 120
    step = "test-hosts-remove:h1"
    entry = replace(printed(indexed)[step], at=clock_time(indexed, late), by="CM")
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, indexed.plan))
        sign_all(one, before)
        if said:
            go = replace(no_go(indexed, "decision-late-switch:h1", late - 60, "TL"), value="go", note="Until noon.")
            sign_all(one, [go])
        choose(one, entry.by)
        told = sign(one, entry)
        if said:
            assert told is None
        else:
            assert "ORD003" in warned(one)
            go_on(one, "the users agreed by phone")
        record = saved(one)
    codes = status(tmp_path, indexed, record)[1]
    line = record["log"][-1]
    assert (line.get("codes"), "ORD003" in codes) == (None if said else ["ORD003"], not said)
    assert said or line["reason"] == record["entries"][-1]["note"] == "the users agreed by phone"


@pytest.mark.long
@in_chromium
def test_each_mistake_is_warned_of_and_verify_agrees(tmp_path) -> None:
    """Gone on with a reason, both are in the record, and verify finds what was warned of."""
    indexed = night("plain")
    entries = by_time(indexed, printed(indexed))
    end = int(indexed.plan.windows[0].end.timestamp())
    others = {
        "verify-session:rs-a:h1": {"at": clock_time(indexed, end + 600)},
        "update-software:rs-a:h1": {"value": "1.2.3"},
    }
    wanted = {"verify-session:rs-a:h1": "WIN002", "update-software:rs-a:h1": "EVD003"}
    told: dict[str, set[str]] = {}
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, indexed.plan))
        for entry in entries:
            choose(one, entry.by)
            if entry.step in others:
                assert isinstance(sign(one, replace(entry, **others[entry.step])), list), entry
                told[entry.step] = warned(one)
                go_on(one, "seen by both of us")
                if told.keys() >= wanted.keys():
                    break
                continue
            if isinstance(found := sign(one, entry), list):  # what follows from an earlier one
                told[entry.step] = warned(one)
                go_on(one, "as agreed before")
            else:
                assert found is None, entry
        record = saved(one)
    codes = status(tmp_path, indexed, record)[1]
    assert all(code in told[step] for step, code in wanted.items())
    assert set(wanted.values()) <= codes
    logged = {record["entries"][line["entry"]]["step"]: line for line in record["log"] if line.get("codes")}
    assert {step: set(line["codes"]) for step, line in logged.items()} == told
    assert all(line["reason"] in record["entries"][line["entry"]]["note"] for line in logged.values())


@pytest.mark.long
@in_chromium
def test_hands_that_may_not_are_warned_of(tmp_path) -> None:
    """Somebody whose role is another; a witness to oneself; a witness who may not; and one who signs later."""
    indexed = night("plain")
    entries = by_time(indexed, printed(indexed))
    asked = next(entry for entry in entries if entry.witness)
    before = entries[: entries.index(asked)]
    release = next(entry for entry in before if entry.step == "release-change")
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, indexed.plan))
        sign_all(one, before[: before.index(release)])
        wrong = next(p.initials for p in indexed.plan.staff if "approver" not in p.roles)
        choose(one, wrong)
        assert isinstance(sign(one, replace(release, by=wrong)), list)
        assert "SGN003" in warned(one)
        press(one, "warning-stop")
        sign_all(one, before[before.index(release) :])
        choose(one, asked.by)
        options = one.run("return [...document.getElementById('witness').options].map((each) => each.value);")
        assert asked.by not in options
        found = one.run(
            "const by = (id) => document.getElementById(id);"
            "document.querySelector(`[data-step='${arguments[0].step}']`).click();"
            "by('witness').append(new Option('x', arguments[0].by)); by('witness').value = arguments[0].by;"
            "for (const id of ['value', 'choice']) if (!by(`${id}-row`).hidden) by(id).value = arguments[0].value;"
            "by('at-time').value = arguments[0].at.slice(11, 16); by('at-day').value = arguments[0].at.slice(0, 10);"
            "by('sign-done').click();"
            "while (!by('warning').open) await new Promise((go) => setTimeout(go, 5));"
            "return [...document.querySelectorAll('#warning-list li')].map((e) => e.dataset.code);",
            {"step": asked.step, "by": asked.by, "value": asked.value, "at": asked.at},
        )
        assert "SGN005" in found
        press(one, "warning-stop")
        one.until("!page.busy")
        assert isinstance(sign(one, replace(asked, witness="")), list)
        assert warned(one) == {"SGN004"}
        go_on(one, "the witness signs later")
        one.run("document.querySelector(`[data-step='${arguments[0]}']`).click();", asked.step)
        assert one.run("return document.getElementById('sign-witness-later').checkVisibility();")
        one.run("document.getElementById('later-witness').value = arguments[0];", asked.witness)
        press(one, "sign-as-witness")
        one.until("!document.getElementById('sign-witness-later').checkVisibility()")
        record = saved(one)
    last = record["entries"][-1]
    assert (last["step"], last["by"], last["witness"]) == (asked.step, asked.by, asked.witness)
    codes = status(tmp_path, indexed, record)[1]
    assert not codes & {"SGN003", "SGN004", "SGN005", "DOC005"}
    assert "DOC024" in codes
