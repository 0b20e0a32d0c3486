"""Changes that are done, stopped or cancelled: nothing is made of them, what was made of them stays or is put aside."""

from __future__ import annotations

import json
import re
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook
from runbook.i18n import load_language
from runbook.reading.plan_json import load_plan
from runbook.simulate.play import play
from runbook.simulate.write import csv_bytes
from runbook.verify.indexed_plan import index_plan
from tests.pack.send.servers import Keeper, running

pytestmark = pytest.mark.usefixtures("no_pages")

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
NEXT = """\
      - id: CHG0050
        kind: upgrade
        method: automatic
        hops: [{software: "24.2.1"}]
        windows: [{start: 2027-01-10 21:00, end: 2027-01-11 03:00}]
"""


def inventory(folder: Path, state: str, *, base: str = "6.1.0", software: str = "23.1.1", more: str = "") -> Path:
    """The example, its first change in that state; what its appliance runs; further changes of that site."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace("      - id: CHG0040 ", f"      - state: {state}\n        id: CHG0040 ", 1)
    text = text.replace('base: "6.1.0"  ', f'base: "{base}"  ', 1).replace('"23.1.1"', f'"{software}"', 1)
    text = re.sub(r"(?=\n  # A pair, the backup first)", more, text, count=1)
    file = folder / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def run(command: str, file: Path, *words: str) -> Result:
    out = ["--out", str(file.parent / "out")] * (command != "check")
    jobs = ["--jobs", "1"] * (command in ("render", "pack"))
    site = ["--site", "lyon"] * (command != "check")
    return CliRunner().invoke(runbook, [command, str(file), *out, *jobs, *site, *words], env={"LC_ALL": "C.UTF-8"})


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "out" / "lyon" / "CHG0040").iterdir()}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("state", ["done", "stopped", "cancelled"])
@pytest.mark.parametrize("command", ["plan", "render", "pack"])
def test_nothing_is_made_of_it_and_whoever_asks_for_it_is_told(tmp_path, command, state):
    file = inventory(tmp_path, state, more=NEXT)
    made = run(command, file)
    assert (made.exit_code, "lyon/CHG0040" in made.stderr.splitlines()[0]) == (0, True), made.output
    if command != "plan":
        assert [path.name for path in (tmp_path / "out" / "lyon").iterdir()] == ["CHG0050"]
    asked = run(command, file, "--change", "CHG0040")
    nothing = "nothing is made for it" if state == "cancelled" else "nothing more is made for it"
    assert (asked.exit_code, f"lyon/CHG0040 is {state}: {nothing}" in asked.output) == (2, True)


def test_what_is_left_where_all_is_done_is_nothing(tmp_path):
    file = inventory(tmp_path, "done")
    assert (run("render", file).exit_code, run("pack", file).exit_code) == (0, 0)
    assert list((tmp_path / "out").iterdir()) == []
    assert json.loads(run("plan", file, "--format", "json").stdout) == []


@pytest.mark.parametrize("today", [{}, {"base": "6.2.0", "software": "24.1.2"}], ids=["as before", "as after"])
def test_a_later_change_finds_what_was_done_whatever_the_appliances_name(tmp_path, today):
    file = inventory(tmp_path, "done", **today, more=NEXT)
    assert run("check", file).exit_code == 0
    plan = json.loads(run("plan", file, "--format", "json").stdout)
    assert [(one["base"], one["software"]) for one in plan["appliances"]] == [("6.2.0", "24.1.2")]
    slots = {slot["label"]: slot["value"] for step in plan["steps"] for slot in step["slots"]}
    assert ("24.1.2" in slots.values(), "23.1.1" in slots.values()) == (True, False)
    file = inventory(tmp_path, "stopped", more=NEXT)
    (appliance,) = json.loads(run("plan", file, "--format", "json").stdout)["appliances"]
    assert (appliance["base"], appliance["software"]) == ("6.1.0", "23.1.1")


def test_what_the_appliances_name_after_it_changes_no_page_and_no_state_does(tmp_path):
    plan = tmp_path / "out" / "lyon" / "CHG0050" / "plan.json"
    assert run("render", inventory(tmp_path, "done", more=NEXT)).exit_code == 0
    before = plan.read_bytes()
    approved = NEXT.replace("CHG0050\n", "CHG0050\n        state: approved\n")
    named = inventory(tmp_path, "done", base="6.2.0", software="24.1.2", more=approved)
    again = run("render", named)
    assert ("files made: 0" in again.stderr, plan.read_bytes() == before) == (True, True)


@pytest.mark.parametrize("state", ["done", "stopped"])
def test_pages_of_what_is_done_or_stopped_stay(tmp_path, state):
    run("render", inventory(tmp_path, "planned"))
    before = names(tmp_path)
    run("render", inventory(tmp_path, state))
    run("pack", inventory(tmp_path, state))
    assert names(tmp_path) == before


def test_pages_of_what_is_cancelled_are_put_aside_and_come_back(tmp_path):
    file = inventory(tmp_path, "planned")
    assert (run("render", file).exit_code, run("pack", file).exit_code) == (0, 0)
    before, folder = names(tmp_path), tmp_path / "out" / "lyon" / "CHG0040"
    stay = {".made.json", "plan.json", "plans", "windows.ics"}
    put = {name: (folder / name).read_bytes() for name in before - stay}
    assert {"runbook.fr.pdf", "checklist.en.pdf", "approval.fr.pdf", "record.csv", "pack.fr.eml"} <= put.keys()
    told = run("render", inventory(tmp_path, "cancelled"))
    assert told.exit_code == 0
    aside = names(tmp_path) - stay
    assert {name.rsplit(".", 2)[0]: (folder / name).read_bytes() for name in aside} == put
    assert all(name.endswith(".bak") and name in told.stderr for name in aside)
    assert "put aside" not in run("render", inventory(tmp_path, "cancelled")).stderr  # there is nothing left
    file = inventory(tmp_path, "planned")
    assert (run("render", file).exit_code, run("pack", file).exit_code) == (0, 0)
    assert {name: (folder / name).read_bytes() for name in put} == put


def test_a_record_that_somebody_filled_in_stays_though_it_is_cancelled(tmp_path):
    run("render", inventory(tmp_path, "planned"))
    folder = tmp_path / "out" / "lyon" / "CHG0040"
    plan = load_plan(folder / "plan.json")
    (folder / "record.csv").write_bytes(csv_bytes(plan, "", play(index_plan(plan), seed=1), load_language("fr")))
    run("render", inventory(tmp_path, "cancelled"))
    assert ("record.csv" in names(tmp_path), "record.xlsx" in names(tmp_path)) == (True, False)


def test_cancelling_what_never_was_packed_says_so_and_writes_nothing(tmp_path):
    file = inventory(tmp_path, "cancelled")
    told = run("pack", file, "--cancel")
    assert (told.exit_code, "lyon/CHG0040: there is no pack of it in" in told.stderr) == (0, True)
    assert list((tmp_path / "out").iterdir()) == []
    lost = run("pack", file, "--cancel", "--sequence", "3")
    assert ("Now send it" in lost.stderr, "has sent nothing" in lost.stderr) == (True, False)
    assert (lost.exit_code, "SEQUENCE:3" in (tmp_path / "out/lyon/CHG0040/windows.ics").read_text()) == (0, True)


def test_cancelling_takes_back_what_is_marked_and_not_what_is_planned(tmp_path):
    planned = inventory(tmp_path, "planned", more=NEXT)
    assert run("pack", planned).exit_code == 0
    told = run("pack", inventory(tmp_path, "cancelled", more=NEXT), "--cancel")
    assert (told.exit_code, "`runbook send` has sent nothing for it" in told.stderr) == (0, True)
    assert "Now send it" not in told.stderr
    calendars = {
        name: (tmp_path / "out" / "lyon" / name / "windows.ics").read_text() for name in ("CHG0040", "CHG0050")
    }
    assert ["CANCELLED" in text for text in calendars.values()] == [True, False]
    assert b"X-Runbook-Pack: cancelled" in (tmp_path / "out/lyon/CHG0040/pack.fr.eml").read_bytes()
    kept = names(tmp_path)
    run("render", inventory(tmp_path, "cancelled", more=NEXT))
    assert names(tmp_path) == kept  # mails that take back stay


def test_cancelling_leaves_a_planned_pack_that_was_not_sent_unless_the_change_is_named(tmp_path):
    file = inventory(tmp_path, "planned")
    assert run("pack", file).exit_code == 0
    mail = tmp_path / "out/lyon/CHG0040/pack.fr.eml"
    before = mail.read_bytes()
    told = run("pack", file, "--cancel")
    assert (told.exit_code, mail.read_bytes() == before) == (0, True)
    assert "its pack stays as it is. If you sent it some other way, name the change" in told.stderr
    assert "Now send it" not in told.stderr
    told = run("pack", file, "--cancel", "--change", "CHG0040")
    assert b"X-Runbook-Pack: cancelled" in mail.read_bytes()
    assert ("send the cancellation that way too" in told.stderr, "Now send it" in told.stderr) == (True, False)


def test_what_is_done_cannot_be_cancelled_and_what_fits_no_longer_is_said(tmp_path):
    run("pack", inventory(tmp_path, "planned"))
    refused = run("pack", inventory(tmp_path, "done"), "--cancel", "--change", "CHG0040")
    assert (refused.exit_code, "lyon/CHG0040 is done: there is nothing to cancel" in refused.output) == (2, True)
    file = inventory(tmp_path, "cancelled")
    file.write_text(file.read_text().replace("        method: automatic  ", "        order: synchronous  ", 1))
    refused = run("pack", file, "--cancel")
    assert (refused.exit_code, "lyon/CHG0040 no longer fits its site" in refused.output) == (2, True)


def test_a_pack_of_windows_that_are_over_is_late(tmp_path):
    file = inventory(tmp_path, "planned")
    over = ("--now", "2026-12-04T02:01")  # 03:01 in Lyon
    refused = run("pack", file, *over)
    assert (refused.exit_code, "lyon/CHG0040: all of its windows have been over since" in refused.stderr) == (2, True)
    assert not (tmp_path / "out").exists()
    assert run("pack", file, *over, "--late").exit_code == 0
    assert run("pack", file, "--now", "2026-12-04T02:00").exit_code == 0
    assert run("pack", file, *over, "--cancel", "--change", "CHG0040").exit_code == 2
    assert run("pack", inventory(tmp_path, "done"), *over).exit_code == 0


def test_what_was_sent_of_a_cancelled_change_is_said_to_stand_until_it_is_taken_back(tmp_path):
    assert run("pack", inventory(tmp_path, "planned"), "--lang", "fr").exit_code == 0
    mail = str(tmp_path / "out/lyon/CHG0040/pack.fr.eml")
    keeper = Keeper()
    with running(keeper) as port:
        send = ["send", mail, "--smtp", f"smtp://127.0.0.1:{port}", "--late"]
        assert CliRunner().invoke(runbook, send).exit_code == 0
        cancelled = inventory(tmp_path, "cancelled")
        command = (
            f"withdraw it with runbook pack {cancelled} --cancel --site lyon --change CHG0040 --out {tmp_path}/out"
        )
        assert command in run("render", cancelled).stderr
        taken = run("pack", cancelled, "--cancel", "--lang", "fr")
        assert (taken.exit_code, command in taken.stderr) == (0, False)  # it is being carried out
        assert f"runbook send {mail} --smtp URL" in taken.stderr
        assert CliRunner().invoke(runbook, send).exit_code == 0
        assert command not in run("render", cancelled).stderr
    kinds = Counter(str(message_from_bytes(one.original_content or b"")["X-Runbook-Pack"]) for one in keeper.mails)
    assert kinds == {"approval": 1, "invitation": 1, "cancelled": 1, "withdrawal": 1}
