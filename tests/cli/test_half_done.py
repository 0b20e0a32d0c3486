"""What is said of a change that is half done, where the inventory does not say what was carried out."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from runbook.build.engine import ChangeOutcome
from runbook.cli import runbook
from runbook.cli.building import _left
from runbook.i18n import load_language
from tests.pack.send.servers import Keeper, running

pytestmark = pytest.mark.usefixtures("no_pages")

PAIR = """\
schema: 1
organization: Maréchal
languages: [en]
sites:
  - id: lille
    name: Lille
    hostname: aide.lille.example.com
    timezone: Europe/Paris
    failover: {switch: dns}
    appliances:
      - {id: li-1, role: primary, form: virtual, hostname: li-1.example.com, ip: 192.0.2.21,
         base: "6.1.0", software: "23.1.1"}
      - {id: li-2, role: backup, form: virtual, hostname: li-2.example.com, ip: 192.0.2.22,
         base: "6.1.0", software: "23.1.1"}
    clients: {jump_clients: 900}
    staff:
      - {initials: EV, name: Élise Vautrin, email: ev@example.com,
         roles: [technician, network, desktop, representative]}
      - {initials: HB, name: Hugo Bianchi, email: hb@example.com, roles: [witness, approver, manager]}
    changes:
      - {id: CHG1002, kind: upgrade, method: automatic, order: asynchronous, STATE
         hops: [{base: "6.2.0", software: "24.1.2"}], windows: [WINDOWS]}
"""
FIRST = "start: 2026-11-21 21:00, end: 2026-11-22 07:00"
SECOND, MOVED = "start: 2026-11-24 21:00, end: 2026-11-25 07:00", "start: 2026-12-12 21:00, end: 2026-12-13 07:00"
BETWEEN = ("--now", "2026-11-23T10:00")


def inventory(folder: Path, *windows: str, state: str = "") -> Path:
    """The pair with those windows."""
    text = PAIR.replace("WINDOWS", ", ".join(f"{{{one}}}" for one in windows))
    text = text.replace("STATE", f"state: {state}," if state else "")
    file = folder / "a fleet.yaml"
    file.write_text(text, encoding="utf-8")
    assert yaml.safe_load(text)
    return file


def run(command: str, file: Path, *words: str) -> Result:
    out = ["--out", str(file.parent / "out")] * (command != "check")
    jobs = ["--jobs", "1"] * (command in ("render", "pack"))
    return CliRunner().invoke(runbook, [command, str(file), *out, *jobs, *words], env={"LC_ALL": "C.UTF-8"})


def made(folder: Path) -> set[str]:
    return {path.name for path in (folder / "out/lille/CHG1002").iterdir()}


def sent(folder: Path, keeper: Keeper) -> int:
    with running(keeper) as port:
        mail = str(folder / "out/lille/CHG1002/pack.en.eml")
        return CliRunner().invoke(runbook, ["send", mail, "--smtp", f"smtp://127.0.0.1:{port}", "--late"]).exit_code


@pytest.mark.long
def test_a_window_that_is_past_and_not_done_is_asked_about(tmp_path):
    file = inventory(tmp_path, FIRST, MOVED)
    said = "is past: write done: true if its work was carried out"
    checked = run("check", file, *BETWEEN)
    assert "windows[0].end: warning: window 1 of CHG1002 is past: it ended on" in checked.stderr
    for command in ("render", "pack"):
        result = run(command, file, *BETWEEN)
        assert (result.exit_code, f"lille/CHG1002: window 1 {said}" in result.stderr) == (0, True)
        assert "is past" not in run(command, file, "--now", "2026-11-20T10:00").stderr
        late = run(command, file, "--late", "--now", "2026-12-20T10:00") if command == "pack" else None
        assert late is None or "write done: true" not in late.stderr  # all are over: that is said otherwise
    done = inventory(tmp_path, f"{FIRST}, done: true", MOVED)
    assert not any("is past" in run(command, done, *BETWEEN).stderr for command in ("check", "render", "pack"))


def test_nobody_is_invited_to_a_window_that_is_over(tmp_path):
    file = inventory(tmp_path, FIRST, MOVED)
    assert run("pack", file, *BETWEEN).exit_code == 0
    assert {"invitation.window-1.en.eml", "invitation.window-2.en.eml"} & made(tmp_path) == {
        "invitation.window-2.en.eml"
    }
    keeper = Keeper()
    assert sent(tmp_path, keeper) == 0
    kinds = [str(message_from_bytes(one.original_content or b"")["X-Runbook-Entry"]) for one in keeper.mails]
    assert ("window-1" in kinds, "window-2" in kinds) == (False, True)
    assert run("pack", file, "--now", "2026-11-20T10:00").exit_code == 0
    assert "invitation.window-1.en.eml" in made(tmp_path)


def test_files_of_a_change_that_was_refused_are_not_advised_to_be_deleted(tmp_path):
    assert run("pack", inventory(tmp_path, FIRST, SECOND)).exit_code == 0
    other = inventory(tmp_path, f"{FIRST.replace('21:00', '20:00')}, done: true", MOVED)
    refused = run("render", other, *BETWEEN)
    assert (refused.exit_code, "window 1 is done, from" in refused.stderr) == (2, True)
    assert "files of an earlier" not in refused.stderr
    assert "files of an earlier" in run("render", inventory(tmp_path, FIRST, MOVED)).stderr


def test_of_files_of_an_earlier_plan_it_says_which_command_makes_them(tmp_path):
    file = inventory(tmp_path, FIRST, SECOND)
    for command, *words in (("render", "--lang", "fr"), ("pack",)):
        assert run(command, file, *words).exit_code == 0
    left = run("render", inventory(tmp_path, FIRST, MOVED))
    said = [line for line in left.stderr.splitlines() if "files of an earlier" in line]
    folder = tmp_path / "out" / "lille" / "CHG1002"
    start = f"{folder} holds files of an earlier plan or kit, which were left in place: "
    assert (
        f"{start}checklist.fr.pdf, runbook.fr.pdf. Make them again with `runbook render --lang fr`, or delete them."
        in said
    )
    (packed,) = [line for line in said if "`runbook pack`" in line]
    assert "approval.en.pdf" in packed
    assert "windows.ics" in packed


def test_what_an_option_made_is_made_by_it_again():
    old = ("checklist.en.html", "checklist.fr.html", "runbook.en.archive.pdf")
    outcome = ChangeOutcome(site="lille", change="CHG1002", names=("runbook.en.pdf",), old=old)
    told = list(_left([outcome], Path("out"), {("lille", "CHG1002"): outcome.names}, load_language("en")))
    assert [text.partition("place: ")[2] for text in told] == [
        "checklist.en.html. Make them again with `runbook render --html`, or delete them.",
        "checklist.fr.html. Make them again with `runbook render --html --lang fr`, or delete them.",
        "runbook.en.archive.pdf. Make them again with `runbook render --archive`, or delete them.",
    ]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("state", ["stopped", "cancelled"])
def test_what_was_sent_is_taken_back_by_a_command_that_can_be_pasted(tmp_path, state):
    assert run("pack", inventory(tmp_path, FIRST, MOVED)).exit_code == 0
    keeper = Keeper()
    assert sent(tmp_path, keeper) == 0
    file = inventory(tmp_path, f"{FIRST}, done: true", MOVED, state=state)
    command = f"runbook pack '{file}' --cancel --site lille --change CHG1002 --out {tmp_path}/out"
    assert command in run("render", file, *BETWEEN).stderr
    over = run("render", file, "--now", "2027-01-10T10:00").stderr
    assert (command in over) is (state == "cancelled")  # nobody waits for what is over
    taken = run("pack", file, "--cancel", "--site", "lille", "--change", "CHG1002", *BETWEEN)
    assert (taken.exit_code, command in taken.stderr) == (0, False)
    assert f"Now send it: runbook send {tmp_path}/out/lille/CHG1002/pack.en.eml --smtp URL" in taken.stderr
    assert sent(tmp_path, keeper) == 0
    assert command not in run("render", file, *BETWEEN).stderr
    mails = [message_from_bytes(one.original_content or b"", policy=default) for one in keeper.mails]
    (mail,) = (one for one in mails if one["X-Runbook-Pack"] == "cancelled")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"].startswith("Stopped:" if state == "stopped" else "Cancelled:")
    assert ("was stopped half-way" in text, "is cancelled:" in text) == (state == "stopped", state == "cancelled")


def test_a_cancelled_change_of_which_work_was_carried_out_may_be_meant_to_be_stopped(tmp_path):
    file = inventory(tmp_path, f"{FIRST}, done: true", MOVED, state="cancelled")
    assert "CHG1002 is cancelled, but some of its work was carried out" in run("check", file, *BETWEEN).stderr
    assert "carried out" not in run("check", inventory(tmp_path, FIRST, MOVED, state="cancelled"), *BETWEEN).stderr


def test_a_plan_shows_where_work_goes_on_and_not_what_is_done(tmp_path):
    first, second = f"{FIRST}, done: true", f"{SECOND}, done: true"
    assert run("render", inventory(tmp_path, FIRST, SECOND)).exit_code == 0
    told = run("plan", inventory(tmp_path, first, second, f"{MOVED}, for: 2"))
    phases = [line for line in told.stdout.splitlines() if line.startswith("  ") and line[2:3].isdigit()]
    assert (told.exit_code, bool(phases)) == (0, True), told.output
    release, *open_ = [line for line in phases if not line.endswith("is done") and "Way back" not in line]
    assert release == "  1  Release of what is left"
    assert {line.rpartition("window ")[2] for line in open_ if "window" in line} == {"3"}
    done = [line for line in phases if line.endswith("is done")]
    assert done
    assert not any(f"window {n}" in line for line in done for n in (2, 3))
    steps = [line for line in told.stdout.splitlines() if line.startswith("    ")]
    for line in done:
        assert not any(step.strip().startswith(f"{line.split()[0]}.") for step in steps)


def test_a_window_that_is_too_short_may_go_on_in_another(tmp_path):
    short = "start: 2026-12-12 21:00, end: 2026-12-12 23:00"
    file = inventory(tmp_path, FIRST, short)
    way = "or give its work another window after it, with for: 2."
    assert way in run("plan", file).stdout
    assert way in run("render", file).stderr
    assert way not in run("plan", inventory(tmp_path, FIRST, MOVED)).stdout
