"""A month of changes as they go, from the inventory to the verdicts: tests/examples/month/inventory.yaml.

On each day the inventory says what is so, and no version that is not: what plans say of an appliance is held against a
ledger that the test keeps itself; each change that is carried out gets its verdict, and another one for a slip.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from runbook.cli import runbook

pytestmark = [] if os.environ.get("LONG") else [pytest.mark.usefixtures("no_pages")]

MONTH = Path(__file__).parents[1] / "examples" / "month" / "inventory.yaml"
Run = tuple[str, str]  # a site and its change


@dataclass
class Month:
    """The inventory as it stands, what was made of it, and what truly runs on each appliance."""

    folder: Path
    text: dict[str, Any]
    runs: dict[str, dict[str, str]] = field(default_factory=dict)  # appliance -> base and software

    @property
    def file(self) -> Path:
        return self.folder / "inventory.yaml"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def site(self, name: str) -> dict[str, Any]:
        return next(site for site in self.text["sites"] if site["id"] == name)

    def change(self, run: Run) -> dict[str, Any]:
        return next(change for change in self.site(run[0])["changes"] if change["id"] == run[1])

    def appliance(self, name: str) -> dict[str, Any]:
        return next(one for site in self.text["sites"] for one in site["appliances"] if one["id"] == name)

    def plan(self, run: Run) -> dict[str, Any]:
        plan: dict[str, Any] = json.loads((self.out / run[0] / run[1] / "plan.json").read_text(encoding="utf-8"))
        return plan

    def write(self) -> None:
        dumped = yaml.dump(self.text, allow_unicode=True, sort_keys=False, Dumper=_Plain)
        self.file.write_text(dumped, encoding="utf-8")

    def call(self, command: str, day: str, *words: str) -> Result:
        """A command over the inventory as it stands, on a day at noon."""
        self.write()
        out = ["--out", str(self.out), "--jobs", "1"] * (command in ("render", "pack"))
        now = ["--now", f"{day}T12:00"] * (command in ("check", "pack"))
        return CliRunner().invoke(runbook, [command, str(self.file), *out, *now, *words], env={"LC_ALL": "C.UTF-8"})

    def made(self, command: str, day: str, run: Run, *words: str) -> str:
        """What a command says that makes the files of a change."""
        done = self.call(command, day, "--site", run[0], "--change", run[1], *words)
        assert done.exit_code == 0, done.output
        return done.output

    def carried_out(self, run: Run, day: str) -> None:
        """A change rendered, carried out and verified: without a fault, and with a slip, which has to be found."""
        self.made("render", day, run)
        plan = self.plan(run)
        self.tells_no_lie(plan)
        self.verdicts(run, [str(self.out / run[0] / run[1] / "plan.json")])
        self.installed(plan, plan["passes"])
        self.change(run)["state"] = "done"

    def verdicts(self, run: Run, plans: list[str]) -> None:
        """pass for a faultless record of all its plans, fail for one with mistakes; one alone may leave it open."""
        folder = str(self.out / run[0] / run[1])
        named = [word for plan in plans for word in ("--plan", plan)]
        for mistakes, status, verdict in ((0, 0, "pass"), (6, 1, "fail")):
            record = self.folder / f"{run[1]}-{mistakes}.json"
            words = ["simulate", *named, "--mistakes", str(mistakes), "-o", str(record)]
            played = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
            assert played.exit_code == 0, played.output
            words = ["verify", "--plan", folder, "--format", "json", "--now", "2026-12-24T12:00", str(record)]
            found = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
            (result,) = json.loads(found.stdout)["results"]
            assert (found.exit_code, result["verdict"]) == (status, verdict), found.stdout[:3000]

    def tells_no_lie(self, plan: dict[str, Any]) -> None:
        """The versions that a plan begins with are those that run, or it says that nobody knows."""
        for one in plan["appliances"]:
            if one["side"] != "new":
                said = {"base": one["base"], "software": one["software"]}
                assert said in (self.runs[one["id"]], {"base": "unknown", "software": "unknown"}), one

    def installed(self, plan: dict[str, Any], hops: list[dict[str, Any]]) -> None:
        """The ledger after hops of a plan were carried out on all of its appliances."""
        for hop in hops:
            for one in plan["appliances"]:
                known = self.runs.setdefault(one["id"], {"base": "", "software": ""})
                known.update({kind: hop[kind] for kind in ("base", "software") if hop[kind]})


class _Plain(yaml.SafeDumper):
    """No anchors: each site holds its people itself, as somebody would write them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.fixture
def month(tmp_path: Path) -> Month:
    """The first of November."""
    text = yaml.safe_load(MONTH.read_text(encoding="utf-8"))
    runs = {
        one["id"]: {"base": one["base"], "software": one["software"]}
        for site in text["sites"]
        for one in site["appliances"]
    }
    runs["du-1"] = {"base": "5.6.1", "software": "21.2.1"}  # which nobody knows
    return Month(tmp_path, text, runs)


def postponed(month: Month, run: Run) -> None:
    """Paris: after its first night the second one moves by two days, and everything after it as well."""
    month.made("render", "2026-11-04", run)
    first = month.plan(run)
    month.tells_no_lie(first)
    so_far(month, run, "2026-11-07")
    one, two = month.change(run)["windows"][:2]
    one["done"] = True
    two |= {"start": "2026-11-10 22:00", "end": "2026-11-11 04:00"}
    assert month.call("check", "2026-11-07").exit_code == 0
    month.made("pack", "2026-11-07", run)
    second = month.plan(run)
    assert (second["amends"], second["revision"] != first["revision"]) == ([first["revision"]], True)
    month.tells_no_lie(second)
    month.verdicts(
        run,
        [
            str(month.out / run[0] / run[1] / "plans" / f"{first['revision'][:12]}.json"),
            str(month.out / run[0] / run[1] / "plan.json"),
        ],
    )
    month.installed(second, second["passes"])
    month.change(run)["state"] = "done"


def so_far(month: Month, run: Run, day: str) -> None:
    """What was signed by then, under the plan as it is: right so far, and missing where all of it is asked for."""
    folder, record = str(month.out / run[0] / run[1]), month.folder / "so-far.json"
    CliRunner().invoke(runbook, ["simulate", "--plan", f"{folder}/plan.json", "-o", str(record), "--force"])
    content = json.loads(record.read_text(encoding="utf-8"))
    content["entries"] = [entry for entry in content["entries"] if entry["at"] < day]
    assert content["entries"]
    record.write_text(json.dumps(content), encoding="utf-8")
    words = ["verify", "--plan", folder, "--format", "json", "--now", f"{day}T12:00", str(record)]
    for more, status in (["--so-far"], 0), ([], 1):
        found = CliRunner().invoke(runbook, [*words, *more], env={"LC_ALL": "C.UTF-8"})
        assert found.exit_code == status, found.output[:3000]


def patched(month: Month, site: str) -> None:
    """Lyon: a patch that has to be installed within three days, on what its upgrade has left."""
    month.site(site)["changes"].append({
        "id": "CHG0120", "kind": "upgrade", "method": "automatic", "reason": "CVE-2026-0001", "deadline": "2026-11-12",
        "hops": [{"packages": [{"patch": "BT26-02"}]}],
        "windows": [{"start": "2026-11-10 21:00", "end": "2026-11-11 01:00"}],
    })  # fmt: skip
    run = (site, "CHG0120")
    month.carried_out(run, "2026-11-09")
    plan = month.plan(run)
    assert (plan["deadline"], plan["reason"]) == ("2026-11-12", "CVE-2026-0001")


def paired_again(month: Month, run: Run) -> None:
    """Lille: the pair that was found apart is upgraded on its other appliance, and put together."""
    month.made("render", "2026-11-10", run)
    plan = month.plan(run)
    month.tells_no_lie(plan)
    assert {step["appliance"] for step in plan["steps"] if step["installs"]} == {"li-1"}
    month.verdicts(run, [str(month.out / run[0] / run[1] / "plan.json")])
    month.installed(plan, plan["passes"])
    month.change(run)["state"] = "done"
    failover = month.site(run[0])["failover"]
    del failover["state"], failover["serving"]


def continued(month: Month, run: Run) -> None:
    """Montreal: its window was too short, and goes on in another night."""
    month.made("render", "2026-11-13", run)
    first = month.plan(run)
    month.tells_no_lie(first)
    windows = month.change(run)["windows"]
    windows[0]["done"] = True
    windows.append({"start": "2026-11-16 06:00", "end": "2026-11-16 22:00", "for": 1})
    month.made("render", "2026-11-15", run)
    second = month.plan(run)
    assert (second["amends"], second["windows"][1]["continues"]) == ([first["revision"]], 1)
    month.verdicts(
        run,
        [
            str(month.out / run[0] / run[1] / "plans" / f"{first['revision'][:12]}.json"),
            str(month.out / run[0] / run[1] / "plan.json"),
        ],
    )
    month.installed(second, second["passes"])
    month.change(run)["state"] = "done"


def cancelled(month: Month, run: Run) -> None:
    """Porto: withdrawn after everybody was invited; nothing is installed."""
    month.change(run)["state"] = "cancelled"
    assert "CHG0110" in month.made("pack", "2026-11-18", run, "--cancel")
    mail = message_from_bytes((month.out / run[0] / run[1] / "invitation.window-1.en.eml").read_bytes())
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "CANCEL"
    assert month.call("render", "2026-11-18", "--site", run[0]).exit_code == 0
    assert not list((month.out / run[0] / run[1]).glob("runbook.*.pdf"))


def looked_up(month: Month, run: Run) -> None:
    """Dublin: its plan says that nobody knows the versions, and the record has what was read on the night. Its ticket
    is Cork's as well: one mail asks for both."""
    packed = month.call("pack", "2026-11-18", "--by-ticket", "--site", "dublin", "--site", "cork")
    assert packed.exit_code == 0, packed.output
    (folder,) = (month.out / "_tickets").iterdir()
    assert {mail.name for mail in folder.iterdir()} >= {"pack.en.eml", "pack.fr.eml"}
    month.carried_out(run, "2026-11-19")


def resumed(month: Month, run: Run) -> None:
    """Zürich: given up after the first hop; what is left is another change, from what runs there."""
    month.made("render", "2026-11-23", run)
    plan = month.plan(run)
    month.tells_no_lie(plan)
    month.installed(plan, plan["passes"][:1])
    month.change(run)["state"] = "stopped"
    month.appliance("zu-1").update(month.runs["zu-1"])
    month.site(run[0])["changes"].append({
        "id": "CHG0121", "kind": "upgrade", "method": "automatic", "hops": [{"software": "24.1.2"}],
        "windows": [{"start": "2026-11-28 21:00", "end": "2026-11-29 03:00"}],
    })  # fmt: skip
    month.carried_out((run[0], "CHG0121"), "2026-11-27")


@pytest.mark.long
def test_a_month_of_changes_each_with_its_verdict_and_no_version_lied_about(month):
    first = month.call("check", "2026-11-01")
    assert first.exit_code == 0, first.output
    assert "it is not known which Base du-1 runs" in first.output
    packed = month.call("pack", "2026-11-01")
    assert packed.exit_code == 0, packed.output
    assert len({plan.parent for plan in month.out.glob("*/*/approval.*.pdf")}) == 13

    month.carried_out(("lyon", "CHG0101"), "2026-11-02")
    month.carried_out(("nantes", "CHG0102"), "2026-11-02")
    postponed(month, ("paris", "CHG0103"))
    patched(month, "lyon")
    month.carried_out(("geneva", "CHG0104"), "2026-11-09")
    paired_again(month, ("lille", "CHG0105"))
    continued(month, ("montreal", "CHG0106"))
    month.carried_out(("tokyo", "CHG0107"), "2026-11-15")
    month.carried_out(("madrid", "CHG0109"), "2026-11-17")
    cancelled(month, ("porto", "CHG0110"))
    looked_up(month, ("dublin", "CHG0111"))
    month.carried_out(("cork", "CHG0112"), "2026-11-21")
    month.carried_out(("tokyo", "CHG0108"), "2026-11-22")
    resumed(month, ("zurich", "CHG0113"))

    last = month.call("check", "2026-11-30")
    assert last.exit_code == 0, last.output
    assert {name: tuple(runs.values()) for name, runs in month.runs.items()} == {
        **dict.fromkeys(["ly-1", "pa-1", "pa-2", "ge-1", "ge-2", "li-1", "li-2", "du-1", "co-1"], ("6.2.0", "24.1.2")),
        **dict.fromkeys(["mo-1", "mo-2", "mo-n1", "mo-n2", "mo-n3", "to-1", "to-n1", "to-n2"], ("6.2.0", "24.1.2")),
        **dict.fromkeys(["ma-1", "zu-1"], ("6.2.0", "24.1.2")),
        "na-1": ("6.1.0", "24.1.2"),
        "ma-2": ("", "24.1.2"),
        "po-1": ("6.1.0", "23.1.1"),
    }
