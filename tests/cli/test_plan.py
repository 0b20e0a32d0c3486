"""`runbook plan` and `runbook paths` as a user meets them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runbook.cli.plan_text import outline
from runbook.errors import RunbookError
from runbook.i18n import load_language
from runbook.inventory.choose import choose
from runbook.reading.plan_json import read_plan
from tests.plans import APART, apart_plan, paths, plan_of

TWENTY = Path(__file__).resolve().parents[1] / "data" / "twenty.yaml"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runbook", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"LC_ALL": "C.UTF-8"}, check=False
    )


@pytest.mark.long
def test_paths_lists_all_with_their_titles() -> None:
    listed = run("paths")
    assert listed.returncode == 0
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    found_apart = {apart_plan(place).path for place in APART}
    assert [name for name in names if name not in found_apart] == [plan.path for plan in paths()]
    assert len(names) == len({*names} | found_apart)
    french = run("paths", "--lang", "fr").stdout.splitlines()
    assert french[0].split(maxsplit=1) == ["single-automatic", "Mise à niveau d’un serveur unique"]


@pytest.mark.long
def test_several_plans_are_a_list_and_one_is_the_file_itself() -> None:
    several = run("plan", str(TWENTY), "--format", "json")
    assert several.returncode == 0
    assert several.stderr == ""
    plans = json.loads(several.stdout)
    assert [plan["path"] for plan in plans] == [plan.path for plan in paths()]
    one = run("plan", str(TWENTY), "--site", plans[3]["site"], "--format", "json").stdout
    assert read_plan(one.encode(), "plan.json").revision == plans[3]["revision"]


@pytest.mark.long
def test_text_names_path_reason_windows_and_steps() -> None:
    shown = run("plan", str(TWENTY), "--site", "site-04", "--lang", "en").stdout
    assert "[failover-asynchronous-automatic-shared-ip]" in shown
    assert "Asynchronous was chosen, so the backup is upgraded first and becomes primary." in shown
    assert "Window 2: " in shown
    assert "Disable the shared IP on A" in shown
    assert re.search(r"^  Pass 1, .*: primary at the start ", shown, re.MULTILINE), "as pages say"
    assert re.search(r"  pass 1  window ", shown)
    assert "hop" not in shown.casefold()


@pytest.mark.long
def test_no_colon_or_semicolon_stands_bare_in_french() -> None:
    shown = run("plan", str(TWENTY), "--site", "site-04", "--lang", "fr").stdout
    assert "\N{NO-BREAK SPACE}: Mise à niveau" in shown.splitlines()[0]
    assert re.findall(r"\S+[:;]\s", shown) == []


@pytest.mark.long
def test_an_unknown_site_names_the_nearest() -> None:
    refused = run("plan", str(TWENTY), "--site", "site-044", "--lang", "en")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "did you mean site-04?" in refused.stderr
    far = run("plan", str(TWENTY), "--site", "zz", "--lang", "en")
    assert far.returncode == 2
    assert "there is no site zz; there are site-00, site-01" in far.stderr


def test_where_two_changes_are_as_near_those_that_there_are_are_named() -> None:
    with pytest.raises(RunbookError, match="there is no change C-9; there are C-1, C-2"):
        choose([("site", ("C-1", "C-2"))], changes=["C-9"])
    with pytest.raises(RunbookError, match="did you mean CHG-17"):
        choose([("site", ("CHG-17", "C-2"))], changes=["CHG-18"])


def test_steps_after_midnight_bear_the_next_day() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns")
    lines = outline(plan, load_language("en")).splitlines()
    timed = [(step, start) for step in plan.steps if (start := step.planned_start)]
    assert len({(step.window, start.date()) for step, start in timed}) > len(plan.windows), "a night has two days"
    for step, start in timed:
        (line,) = [each for each in lines if each.split()[:1] == [step.number]]
        assert line.split()[1:3] == [f"{start:%a}", f"{start:%H:%M}"]


def test_steps_on_a_pair_name_the_appliance_that_they_are_done_on() -> None:
    text = outline(plan_of("failover", "automatic", "asynchronous", "dns"), load_language("en"))
    titles = ("Synchronise the pair, on B", "Break the pair, on B")
    lines = [line for line in text.splitlines() if any(title in line for title in titles)]
    assert len(lines) == 2
    assert all(line.endswith("  rs-b") for line in lines)
