"""Where changes stand: what the inventory, the plans and the records say, at any time, for people and programs."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from runbook.build.engine import build_files
from runbook.build.workers import here
from runbook.estate.record_search import record_files
from runbook.model.plan import Plan
from runbook.model.rehearsal import rehearsal_run
from runbook.reading.plan_json import PLAN, load_plan
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from tests.build.fleets import quick_tasks, twenty
from tests.bundle.changes import run


def sites() -> list[dict[str, Any]]:
    """A site with one window, 5 Dec 2026 22:00 to 4:00, three times."""
    model = twenty()[0]
    found = []
    for name in ("paris", "lyon", "nice"):
        change = {**model["changes"][0], "id": "CHG1"}
        change["windows"] = [{"start": "2026-12-05 22:00", "end": "2026-12-06 04:00"}]
        found.append({**model, "id": name, "name": f"Site {name}", "changes": [change]})
    for number, site in enumerate(found):
        site["appliances"] = [
            {
                **one,
                "id": f"{site['id']}-{place}",
                "hostname": f"{site['id']}-{place}.example.com",
                "ip": f"192.0.2.{number * 20 + place + 1}",
            }
            for place, one in enumerate(site["appliances"])
        ]
    return found


class Estate:
    """An inventory, the folder that it was rendered into, and a folder of records."""

    def __init__(self, place: Path) -> None:
        self.place, self.sites = place, sites()
        self.records = place / "records"
        self.records.mkdir()
        self.out = place / "out"

    def write(self) -> Path:
        data = {"schema": 1, "organization": "Example SA", "languages": ["en"], "sites": self.sites}
        file = self.place / "inventory.yaml"
        file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
        return file

    def render(self) -> None:
        for _ in build_files(quick_tasks(self.write()), self.out, here()):
            pass

    def change(self, site: str, **values: Any) -> None:
        next(one for one in self.sites if one["id"] == site)["changes"][0].update(values)

    def plan(self, site: str) -> Plan:
        return load_plan(self.out / site / "CHG1" / PLAN)

    def record(self, site: str, run_: str = "1", *, left: int = 0, until: str = "", name: str = "") -> Path:
        """A record of a faultless execution, without its last steps, or with those that were signed by a time."""
        plan = self.plan(site)
        entries = [one for one in play(index_plan(plan), 1) if not until or one.at <= until]
        file = self.records / (name or f"{site}.json")
        file.write_bytes(json_bytes(plan, run_, entries[: len(entries) - left]))
        return file

    def status(self, *words: object, now: str = "2027-06-01T00:00", records: bool = True) -> Any:
        given = [self.records] if records else []
        words = words if "--jobs" in words else (*words, "--jobs", 1)
        return run("status", self.write(), *given, "--plan", self.out, *words, now=now)

    def standings(self, now: str, *words: object) -> tuple[dict[str, str], int]:
        done = self.status("--format", "json", *words, now=now)
        found = json.loads(done.stdout)["changes"]
        return {one["site"]: one["standing"] for one in found}, done.returncode


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Estate(tmp_path_factory.mktemp("estate"))
    made.render()
    return made.out


@pytest.fixture
def estate(rendered: Path, tmp_path: Path) -> Estate:
    made = Estate(tmp_path)
    shutil.copytree(rendered, made.out)
    return made


BEFORE, IN, AFTER, LONG_AFTER = "2026-11-20T00:00", "2026-12-05T23:00", "2026-12-06T12:00", "2027-06-01T00:00"


def test_without_records_only_what_is_not_due_has_no_effect(estate):
    estate.change("lyon", state="approved")
    assert estate.standings(BEFORE) == ({"paris": "planned", "lyon": "approved", "nice": "planned"}, 0)
    assert estate.standings(IN) == ({"paris": "due", "lyon": "due", "nice": "due"}, 3)
    assert estate.standings(AFTER) == (dict.fromkeys(("paris", "lyon", "nice"), "record-missing"), 3)


def test_states_of_the_inventory(estate):
    estate.change("paris", state="done")
    estate.change("lyon", state="stopped")
    estate.change("nice", state="cancelled")
    assert estate.standings(BEFORE) == ({"paris": "record-missing", "lyon": "stopped", "nice": "cancelled"}, 3)


def test_a_deadline_that_is_over(estate):
    estate.change("paris", deadline="2026-11-30")
    estate.change("lyon", deadline="2026-12-31")
    found, status = estate.standings("2026-12-01T12:00")
    assert (found, status) == ({"paris": "overdue", "lyon": "planned", "nice": "planned"}, 3)
    assert estate.standings(LONG_AFTER)[0] == {"paris": "overdue", "lyon": "overdue", "nice": "record-missing"}


def test_records_that_pass_fail_and_leave_something_open(estate):
    estate.record("paris")
    assert estate.standings(LONG_AFTER) == ({"paris": "passed", "lyon": "record-missing", "nice": "record-missing"}, 3)
    for site in ("lyon", "nice"):
        estate.record(site)
    assert estate.standings(LONG_AFTER) == (dict.fromkeys(("paris", "lyon", "nice"), "passed"), 0)
    estate.record("nice", left=6)
    assert estate.standings(LONG_AFTER) == ({"paris": "passed", "lyon": "passed", "nice": "failed"}, 1)
    signed = estate.records / "lyon.json"
    data = json.loads(signed.read_text("utf-8"))
    data["entries"][5]["at"] = "?"
    signed.write_text(json.dumps(data), "utf-8")
    assert estate.standings(LONG_AFTER) == ({"paris": "passed", "lyon": "undetermined", "nice": "failed"}, 1)


def test_under_way_and_right_so_far(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site, until="2026-12-05 23:00")
    done = estate.status("--format", "json", now=IN)
    found = json.loads(done.stdout)["changes"]
    assert {one["standing"] for one in found} == {"under-way"}
    assert done.returncode == 0
    record = found[0]["records"][0]
    assert record["verdict"] == "pass"
    assert record["open"] > 0
    assert record["next"]["step"]


def test_what_is_due_and_not_signed_is_counted_alike_for_people_and_programs(estate):
    estate.record("paris", until="2026-12-05 22:30")
    words = ("--site", "paris")
    late = "2026-12-06T05:00"
    text = estate.status(*words, now=late).stdout
    record = json.loads(estate.status(*words, "--format", "json", now=late).stdout)["changes"][0]["records"][0]
    (row,) = csv.DictReader(io.StringIO(estate.status(*words, "--format", "csv", now=late).stdout))
    assert record["open"] > 0
    assert record["missing"] > 0
    signed = {one["step"] for one in json.loads((estate.records / "paris.json").read_text("utf-8"))["entries"]}
    left = [step for step in estate.plan("paris").steps if step.required and step.id not in signed]
    assert record["open"] + record["missing"] == len(left), "each is counted once, and no optional one"
    assert f"steps open: {record['open'] + record['missing']}, next {record['next']['step']}" in text
    assert [row["open"], row["missing"]] == [str(record["open"]), str(record["missing"])]


@pytest.mark.parametrize("state", ["planned", "done"])
def test_a_step_of_a_night_that_is_over_is_missing_though_nothing_is_open(estate, state):
    file, plan = estate.record("paris"), estate.plan("paris")
    data = json.loads(file.read_text("utf-8"))
    missing = [step for step in plan.steps if step.required and step.window][5]
    data["entries"] = [entry for entry in data["entries"] if entry["step"] != missing.id]
    file.write_text(json.dumps(data), "utf-8")
    estate.change("paris", state=state)
    (record,) = json.loads(estate.status("--site", "paris", "--format", "json").stdout)["changes"][0]["records"]
    assert (record["verdict"], record["open"], record["missing"]) == ("fail", 0, 1)
    assert record["next"]["step"] == missing.number


def test_of_a_change_that_is_done_all_has_to_be_signed(estate):
    plan = estate.plan("paris")
    for site in ("paris", "lyon", "nice"):
        estate.record(site, until="2026-12-06 04:00")
    open_then = estate.standings("2026-12-06T03:30")[0]
    assert open_then["paris"] == "under-way", [step.id for step in plan.steps if step.window is None]
    estate.change("paris", state="done")
    assert estate.standings("2026-12-06T03:30")[0]["paris"] == "failed"


def test_of_a_change_that_was_stopped_what_is_missing_is_no_fault(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site, left=6 if site == "lyon" else 0)
    estate.change("lyon", state="stopped")
    assert estate.standings(LONG_AFTER) == ({"paris": "passed", "lyon": "stopped", "nice": "passed"}, 0)
    signed = estate.records / "lyon.json"
    data = json.loads(signed.read_text("utf-8"))
    data["entries"][5]["by"] = "ZZ"
    signed.write_text(json.dumps(data), "utf-8")
    assert estate.standings(LONG_AFTER) == ({"paris": "passed", "lyon": "failed", "nice": "passed"}, 1)


def test_of_a_change_that_was_cancelled_before_its_window_what_is_missing_is_no_fault(estate):
    """Signed before the first window, then withdrawn; of one that had begun, half of it may be installed."""
    for site in ("paris", "lyon", "nice"):
        estate.record(site, until="2026-12-05 23:00" if site == "nice" else "2026-12-05 20:00")
        estate.change(site, state="cancelled")
    estate.change("lyon", deadline="2026-12-31")
    both = dict.fromkeys(("paris", "lyon"), "cancelled")
    assert estate.standings("2026-12-05T22:30") == ({**both, "nice": "under-way"}, 0)
    assert estate.standings(LONG_AFTER) == ({**both, "nice": "failed"}, 1)
    signed = estate.records / "paris.json"
    data = json.loads(signed.read_text("utf-8"))
    data["entries"][5]["by"] = "ZZ"
    signed.write_text(json.dumps(data), "utf-8")
    assert estate.standings(LONG_AFTER, "--site", "paris") == ({"paris": "failed"}, 1)


def test_a_rehearsal_proves_nothing(estate):
    plan = estate.plan("paris")
    estate.record("paris", rehearsal_run(plan.revision, 1))
    done = estate.status("--format", "json")
    (paris, *_) = json.loads(done.stdout)["changes"]
    assert (paris["standing"], paris["rehearsals"], paris["records"]) == ("record-missing", 1, [])


def test_records_filled_in_in_their_place_count_and_blank_ones_do_not(estate):
    """Without RECORDS the folder of the plans is walked: it is full of blank tables."""
    done = estate.status("--format", "json", records=False)
    assert {one["standing"] for one in json.loads(done.stdout)["changes"]} == {"record-missing"}
    file = estate.out / "paris" / "CHG1" / "record.csv"
    written = {one.step: one for one in play(index_plan(estate.plan("paris")), 1)}
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    for row in rows:
        if entry := written.get(row["step"]):
            row |= {name: getattr(entry, name) for name in ("state", "at", "by", "witness", "value", "note")}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), "utf-8")
    done = estate.status("--format", "json", records=False)
    found = {one["site"]: one["standing"] for one in json.loads(done.stdout)["changes"]}
    assert found == {"paris": "passed", "lyon": "record-missing", "nice": "record-missing"}


def test_records_of_several_changes_in_one_file_and_of_one_in_several(estate):
    lines = [json.loads(estate.record(site).read_text("utf-8")) for site in ("paris", "lyon", "nice")]
    for file in estate.records.iterdir():
        file.unlink()
    both = "".join(json.dumps(line) + "\n" for line in lines[:2])
    (estate.records / "both.jsonl").write_text(both, "utf-8")
    for number, part in enumerate((lines[2]["entries"][:9], lines[2]["entries"][9:])):
        (estate.records / f"{number}.json").write_text(json.dumps({**lines[2], "entries": part}), "utf-8")
    assert estate.standings(LONG_AFTER) == (dict.fromkeys(("paris", "lyon", "nice"), "passed"), 0)


def test_what_belongs_to_no_change_is_told_and_leaves_something_open(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site)
    stray = json.loads((estate.records / "nice.json").read_text("utf-8"))
    (estate.records / "stray.json").write_text(json.dumps({**stray, "revision": "0" * 64}), "utf-8")
    (estate.records / "notes.csv").write_text("a,b\n1,2\n", "utf-8")
    done = estate.status("--format", "json")
    found = json.loads(done.stdout)
    assert done.returncode == 3
    assert [one["files"] for one in found["strays"]] == [[str(estate.records / "stray.json")]]
    assert found["passed_over"] == [str(estate.records / "notes.csv")]
    (estate.records / "stray.json").unlink()
    assert estate.status().returncode == 0, "what lies about in a folder is no record"
    named = estate.status(estate.records / "notes.csv")
    assert named.returncode == 3, "that was named for one"
    assert f"Passed over, because no record can be read from them: {estate.records / 'notes.csv'}" in named.stdout


def test_a_record_of_a_damaged_plan_is_no_pass(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site)
    file = estate.out / "lyon" / "CHG1" / PLAN
    for each in (file.parent / "plans").iterdir():
        each.unlink()
    file.write_bytes(file.read_bytes()[:-20])
    done = estate.status("--format", "json")
    assert {one["site"]: one["standing"] for one in json.loads(done.stdout)["changes"]}["lyon"] == "undetermined"
    assert done.returncode == 3
    assert str(file) in done.stderr


def test_a_plan_that_was_made_again_keeps_its_record(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site)
    before = estate.plan("paris").revision
    estate.sites[0]["name"] = "Another name"
    estate.render()
    assert estate.plan("paris").revision != before
    assert estate.standings(LONG_AFTER) == (dict.fromkeys(("paris", "lyon", "nice"), "passed"), 0)


def test_findings_are_counted_by_code_path_site_and_role(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site, left=6 if site == "lyon" else 0)
    found = json.loads(estate.status("--format", "json").stdout)
    told = [one for one in found["changes"][1]["records"][0]["findings"] if one["severity"] != "note"]
    assert sum(found["findings"]["code"].values()) == len(told) > 0
    assert found["findings"]["site"] == {"lyon": len(told)}
    assert found["findings"]["path"] == {found["changes"][1]["path"]: len(told)}
    assert set(found["findings"]["role"]) == {role for one in told for role in one["roles"] or ["–"]}
    assert found["counts"] == {"passed": 2, "failed": 1}


def test_of_files_that_contradict_each_other_the_steps_are_named(estate):
    """Of two runs, too: the first is written down twice and differently, the second is right."""
    first = json.loads(estate.record("paris").read_text("utf-8"))
    steps = {step.id: step.number for step in estate.plan("paris").steps}
    for entry in first["entries"][2:6]:
        entry["by"] = {"AB": "CM"}.get(entry["by"], "AB")
    entry = first["entries"][8]
    entry["note"] = "spoken of on the telephone"
    (estate.records / "again.json").write_text(json.dumps(first), "utf-8")
    estate.record("paris", "2", name="second.json")
    numbers = [steps[one["step"]] for one in first["entries"]]
    named = f"{numbers[2]}–{numbers[5]}"
    (line,) = [one for one in estate.status("--site", "paris").stdout.splitlines() if one.startswith("failed")]
    contradicted = re.search(r"run 1, DOC005 \[([^]]+)\], ", line)
    assert contradicted, line
    assert contradicted[1].startswith(named)
    assert line.index("run 2, ") > line.index("again.json")
    page = estate.status("--site", "paris", "--format", "html").stdout
    assert f"DOC005 [{contradicted[1]}]" in page
    found = json.loads(estate.status("--site", "paris", "--format", "json").stdout)["changes"][0]["records"]
    assert [one["steps"] for one in found[0]["findings"] if one["code"] == "DOC005"] == [contradicted[1]]
    assert [one["verdict"] for one in found] == ["fail", "pass"]
    (row,) = csv.DictReader(io.StringIO(estate.status("--site", "paris", "--format", "csv").stdout))
    assert row["codes"] == "DOC005; "


def test_roles_are_told_in_the_language_of_the_reader(estate):
    estate.record("paris", left=6)
    text, page = (estate.status("--lang", "fr", "--format", form).stdout for form in ("text", "html"))
    assert re.search(r"rôle de qui peut viser l’étape\n( +\d+  .+\n)* +\d+  intervenant\n", text), text
    assert "<bdi>intervenant</bdi>" in page
    assert "technician" not in text + page.partition("<script>")[0]


def test_one_site_alone(estate):
    estate.record("paris")
    estate.record("lyon", left=6)
    assert estate.standings(LONG_AFTER, "--site", "paris") == ({"paris": "passed"}, 0)
    assert estate.status("--site", "pariss").returncode == 2


def test_text_and_table_and_page_say_the_same(estate):
    estate.sites[1]["name"] = "=cmd()|</script><b>"
    estate.change("lyon", ticket="@SUM(1)")
    estate.render()
    for site in ("paris", "lyon", "nice"):
        estate.record(site, left=6 if site == "nice" else 0)
    text = estate.status().stdout
    assert text.splitlines()[0].startswith("passed  paris / CHG1")
    assert "Changes: passed 2, failed 1" in text
    rows = list(csv.DictReader(io.StringIO(estate.status("--format", "csv").stdout)))
    assert [row["standing"] for row in rows] == ["passed", "passed", "failed"]
    assert (rows[1]["name"], rows[1]["ticket"]) == ("'=cmd()|</script><b>", "'@SUM(1)")
    assert rows[0]["first"].startswith("2026-12-05T22:")
    done = estate.status("-o", estate.place / "status.html")
    page = (estate.place / "status.html").read_text("utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert page.count("data-row=") == page.count('class="signed"') == 3
    assert "&lt;/script&gt;&lt;b&gt;" in page
    assert page.count("</script>") == 1


def test_a_page_is_replaced_where_nobody_changed_it(estate):
    place = estate.place / "status.html"
    assert estate.status("-o", place, now=BEFORE).returncode == 0
    assert estate.status("-o", place, now=BEFORE).returncode == 0
    place.write_text(place.read_text("utf-8").replace("planned", "passed"), "utf-8")
    done = estate.status("-o", place, now=BEFORE)
    assert done.returncode == 2
    assert "passed" in place.read_text("utf-8")
    assert estate.status("-o", place, "--force", now=BEFORE).returncode == 0


def test_processes_change_nothing(estate):
    for site in ("paris", "lyon", "nice"):
        estate.record(site)
    one, two = (estate.status("--format", "json", "--jobs", jobs).stdout for jobs in (1, 2))
    assert one == two
    assert datetime.fromisoformat(json.loads(one)["as_of"]) == datetime(2027, 6, 1, tzinfo=UTC)


def test_a_record_that_may_not_be_read_leaves_it_open(estate, monkeypatch):
    for site in ("paris", "lyon", "nice"):
        estate.record(site)
    closed = estate.record("nice", "2", left=6, name="second.json")
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda file, mode: Path(file) != closed and allowed(file, mode))
    problems = record_files([str(estate.records)]).problems
    assert [(one.file, one.message) for one in problems] == [(str(closed), "you may not read this file")]


def test_a_plan_in_the_folder_of_another_change_lends_it_no_record(estate):
    estate.record("lyon")
    (estate.out / "paris" / "CHG1" / PLAN).replace(estate.out / "lyon" / "CHG1" / PLAN)
    done = estate.status("--format", "json", "--site", "paris")
    found = json.loads(done.stdout)
    assert (found["changes"][0]["standing"], len(found["strays"]), done.returncode) == ("record-missing", 1, 3)


def all_passed(estate: Estate) -> None:
    for site in ("paris", "lyon", "nice"):
        estate.record(site)
    assert estate.status().returncode == 0


@pytest.mark.sampled(9)
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("second.json", lambda data: data[: len(data) // 2]),
        ("second.json", lambda data: data.replace(b'"entries"', b'"entrees"')),
        ("second.json", lambda data: data.replace(b"runbook-record/1", b"runbook-record/9")),
        ("second.json", lambda data: b""),
        ("second.json", lambda data: b"\x00" * 4096),
        ("record.csv", lambda data: b"1;2;3\n4;5;6\n"),
        ("second.xlsx", lambda data: b"PK\x03\x04" + data[:500]),
        ("second.pdf", lambda data: b"%PDF-1.7\n" + data[:500]),
        ("second.json", lambda data: data.replace(json.loads(data)["revision"].encode(), b"")),
    ],
    ids=["cut", "no entries", "other format", "empty", "zeros", "no header", "no archive", "no pdf", "no revision"],
)
def test_a_damaged_record_in_a_folder_is_no_pass(estate, name, damage):
    all_passed(estate)
    file = estate.records / name
    file.write_bytes(damage((estate.records / "nice.json").read_bytes()))
    done = estate.status("--format", "json")
    found = json.loads(done.stdout)
    assert done.returncode == 3
    assert [str(file)] in (found["unread"], *(one["files"] for one in found["strays"]))
    assert str(file) not in found["passed_over"]
    assert str(file) in estate.status().stdout
    assert Path(file).name in estate.status("--format", "html").stdout


def test_what_is_something_else_is_passed_over(estate):
    all_passed(estate)
    for name, content in (("other.json", '{"a": []}'), ("list.json", "[]"), ("costs.csv", "site,cost\nparis,1\n")):
        (estate.records / name).write_text(content, "utf-8")
    done = estate.status("--format", "json")
    assert (done.returncode, len(json.loads(done.stdout)["passed_over"])) == (0, 3)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("ending", [".txt", ".tsv", ".xlsm", ".TXT", "", ".record", ".json.part", ".2"])
def test_a_record_that_was_saved_under_another_ending_counts(estate, ending):
    """Another run passes: the one that fails is not passed over because of its name."""
    estate.record("paris")
    failing = json.loads((estate.records / "paris.json").read_text("utf-8"))
    failing["run"] = "2"
    failing["entries"][5]["by"] = "ZZ"
    (estate.records / f"second{ending}").write_text(json.dumps(failing), "utf-8")
    assert estate.standings(LONG_AFTER, "--site", "paris") == ({"paris": "failed"}, 1)


def test_what_cannot_be_read_of_an_old_spreadsheet_leaves_it_open(estate):
    estate.record("paris")
    (estate.records / "second.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (estate.records / "notes.txt").write_text("Call the vendor.\n", "utf-8")
    done = estate.status("--site", "paris")
    assert done.returncode == 3
    assert re.search(r"May be records, but cannot be read: \S*second.xls\n", done.stdout)
    assert re.search(r"Passed over, because no record can be read from them: \S*notes.txt\n", done.stdout)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (".second.json", None, True),
        (".second.json.Xa3kQ9", None, True),  # as rsync calls what it is still copying
        (".record.csv", b"1;2;3\n", True),
        (".second.pdf", b"%PDF-1.7\n", True),
        ("._paris.json", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(60), False),
        (".~lock.record.ods#", b",anna,pc,27.11.2026 20:00,file:///home/anna;", False),
        (".DS_Store", b"\x00\x00\x00\x01Bud1" + bytes(100), False),
        (".made.json", b"{}", False),
        (".record.csv.0123abcd-0123456789abcdef.part", None, False),
    ],
)
def test_a_hidden_record_is_told_and_counts_for_nothing(estate, name, content, told):
    """People do not see it, in a folder or on a screen: it is none, and it is not passed over in silence either."""
    all_passed(estate)
    failing = json.loads((estate.records / "nice.json").read_text("utf-8")) | {"run": "2", "entries": []}
    file = estate.records / name
    file.write_bytes(json.dumps(failing).encode() if content is None else content)
    (estate.records / ".#nice.json").symlink_to("anna@pc.1234:1")  # as Emacs marks what it has open
    done = estate.status()
    assert "Changes: passed 3" in done.stdout
    assert (done.returncode, f"{file}: this file is hidden, and may be a record" in done.stderr) == (3 * told, told)
    assert (".#nice" in done.stderr, done.stderr == "") == (False, not told)
    assert estate.status(file).returncode != 0, "named, it is read as any other"


def test_hidden_folders_are_told_and_not_looked_into(estate):
    all_passed(estate)
    for place in (estate.records / ".stversions", estate.records / "deep" / ".git"):
        place.mkdir(parents=True)
        shutil.copy(estate.records / "nice.json", place / "other.json")
    done = estate.status("--format", "json")
    hidden = [str(estate.records / name) for name in (".stversions", "deep/.git")]
    assert (done.returncode, json.loads(done.stdout)["hidden"]) == (0, hidden)
    assert f"Hidden folders, not looked into: {', '.join(hidden)}" in estate.status().stdout
    page = estate.status("--format", "html").stdout
    assert all(f"<bdi>{one}</bdi>" in page for one in hidden)


def test_what_is_named_and_not_there_is_refused(estate):
    all_passed(estate)
    typo = run("status", estate.write(), estate.records, "--plan", estate.place / "typo", now=LONG_AFTER)
    assert (typo.returncode, typo.stdout) == (2, "")
    assert f"{estate.place / 'typo'}" in typo.stderr
    none = run("status", estate.write(), estate.records, "--plan", estate.records, now=LONG_AFTER)
    assert (none.returncode, none.stdout) == (2, "")
    assert "this folder holds no plan.json" in none.stderr
    record = estate.status(estate.records / "pariss.json")
    assert (record.returncode, record.stdout) == (2, "")
    assert "pariss.json" in record.stderr
    plain = run("status", estate.write(), now=BEFORE)
    assert plain.returncode == 0, "nothing was rendered yet, and nobody said that it was"


def test_an_empty_folder_of_records_is_no_pass(estate):
    assert estate.standings(LONG_AFTER) == (dict.fromkeys(("paris", "lyon", "nice"), "record-missing"), 3)
    assert estate.standings(BEFORE)[1] == 0


@pytest.mark.parametrize("first", ["a", "z"])
def test_of_two_plans_that_say_one_revision_the_true_one_counts(estate, first):
    all_passed(estate)
    own = estate.out / "paris" / "CHG1" / PLAN
    other = estate.out / first / "CHG1" / PLAN
    other.parent.mkdir(parents=True)
    other.write_bytes(own.read_bytes().replace(b'"Site paris"', b'"Site Paris"'))
    done = estate.status("--format", "json", "--site", "paris")
    assert json.loads(done.stdout)["changes"][0]["standing"] == "passed"
    assert done.returncode == (3 if first == "a" else 0)
    assert (str(other) in done.stderr) == (first == "a")


def test_json_is_replaced_where_nobody_changed_it(estate):
    place = estate.place / "status.json"
    for _ in range(2):
        assert estate.status("-o", place, now=BEFORE).returncode == 0
    assert json.loads(place.read_bytes())["seal"]
    place.write_text(place.read_text("utf-8").replace("planned", "passed"), "utf-8")
    done = estate.status("-o", place, now=BEFORE)
    assert (done.returncode, "is not as this command wrote it" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["status.csv", "status.txt"])
def test_of_a_table_it_is_said_that_it_cannot_be_seen_who_wrote_it(estate, name):
    place = estate.place / name
    assert estate.status("-o", place, now=BEFORE).returncode == 0
    done = estate.status("-o", place, now=BEFORE)
    assert (done.returncode, "does not show who wrote it" in done.stderr) == (2, True)
    assert estate.status("-o", place, "--force", now=BEFORE).returncode == 0


def test_a_table_without_an_ending_and_a_form_under_another_count(estate):
    """One fails, in a table without an ending; the other is a spreadsheet that a mail program gave a name."""
    estate.record("paris")
    failing = json.loads((estate.records / "paris.json").read_text("utf-8"))
    failing["entries"][5]["by"] = "ZZ"
    lines = [["revision", "run", "step", "state", "at", "by", "witness", "value", "note"]]
    lines += [[failing["revision"], "2", *(one.get(name, "") for name in lines[0][2:])] for one in failing["entries"]]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(lines)
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Record", 0)
    for line in lines:
        sheet.append(line)
    book.save(estate.place / "book")
    for content in (text.getvalue().encode("cp1252"), (estate.place / "book").read_bytes()):
        (estate.records / "ATT00001").write_bytes(content)
        assert estate.standings(LONG_AFTER, "--site", "paris") == ({"paris": "failed"}, 1)


OTHERS = {
    "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 400,
    "letter.docx": b"PK\x03\x04\x14\x00\x00\x00word/document.xml",
    "scans.zip": b"PK\x03\x04\x14\x00\x00\x00scan1.jpg",
    "notes": b"[to do]\nask Support, step 3\n",
    "todo.txt": b"[draft] 12/3",
    "page.html": b"<!doctype html>runbook-record/1",
    "mail.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900,
    "~$record.xlsx": b"\x05Claire" + b" " * 150,
    "empty": b"",
    "log": b"x" * 3_000_000,
}


def test_what_cannot_be_read_is_named_and_leaves_nothing_open(estate):
    all_passed(estate)
    for name, content in OTHERS.items():
        (estate.records / name).write_bytes(content)
    done = estate.status("--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["unread"]) == (0, [])
    assert [Path(one).name for one in found["passed_over"]] == sorted(OTHERS)
    assert "Passed over, because no record can be read from them: " in estate.status().stdout


UNREADABLE = {
    "cut": b'{"format": "runbook-record/1", "rev',
    "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900 + "Workbook".encode("utf-16-le"),
    "damaged": b"PK\x03\x04" + b"\x00" * 26 + b"xl/workbook.xml",
    "no steps": b"step,state,at,by\n",
    "damaged form": b"%PDF-1.7\n1 0 obj",
}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_begins_as_a_record_and_cannot_be_read_is_no_pass(estate, name):
    all_passed(estate)
    (estate.records / name).write_bytes(UNREADABLE[name])
    done = estate.status("--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, [Path(one).name for one in found["unread"]]) == (3, [name])
