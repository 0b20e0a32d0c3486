"""A change that was led back, from its record to what each command says and ends with."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from runbook.simulate.write import json_bytes
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import index_plan
from tests.bundle.changes import run
from tests.estate.test_status import Estate
from tests.verify.nights import gone_back, stopped_in

PAIR_OF_NIGHTS: dict[str, Any] = {
    "method": "automatic",
    "order": "asynchronous",
    "windows": [
        {"start": "2026-12-04 20:00", "end": "2026-12-05 06:00"},
        {"start": "2026-12-06 20:00", "end": "2026-12-07 06:00"},
    ],
}


def pair_of(one: dict[str, Any]) -> list[dict[str, Any]]:
    """An appliance as the primary of a pair, and a backup like it."""
    backup = {"id": f"{one['id']}-b", "hostname": f"b.{one['hostname']}", "ip": "192.0.2.99"}
    return [{**one, "role": "primary"}, {**one, **backup, "role": "backup"}]


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    """Of three sites one was led back, one is done, and one has not begun."""
    made = Estate(tmp_path)
    made.change("nice", windows=[{"start": "2027-12-05 22:00", "end": "2027-12-06 04:00"}])
    made.render()
    made.record("lyon")
    led_back(made, "paris")
    return made


def led_back(estate: Estate, site: str) -> Path:
    """The record of a night that stopped in a phase, and took its way back to how the site was before."""
    indexed = index_plan(estate.plan(site))
    ways = {way.id for way, _ in course_of(indexed).ways if way.as_before}
    phase = next(one for one in indexed.plan.phases if one.way_back in ways and one.window)
    entries, minute = stopped_in(indexed, phase.id)
    back = gone_back(indexed, entries, str(phase.way_back), minute)
    file = estate.records / f"{site}.json"
    file.write_bytes(json_bytes(indexed.plan, "1", tuple(back.values())))
    return file


@pytest.mark.long
def test_status_says_it_in_every_form_and_ends_with_4(estate):
    text = estate.status()
    assert text.returncode == 4
    assert text.stdout.splitlines()[0].startswith("backed out  paris / CHG1")
    assert "Changes: planned 1, passed 1, backed out 1" in text.stdout
    data = estate.status("--format", "json")
    found = json.loads(data.stdout)
    assert (data.returncode, found["counts"]) == (4, {"planned": 1, "passed": 1, "backed-out": 1})
    assert (found["changes"][0]["standing"], found["changes"][0]["records"][0]["verdict"]) == ("backed-out",) * 2
    table = estate.status("--format", "csv")
    (first, *_) = csv.DictReader(io.StringIO(table.stdout))
    assert (table.returncode, first["standing"], first["verdict"]) == (4, "backed-out", "backed-out")
    for language, words in (("en", "backed out"), ("fr", "retour arrière")):
        page = estate.status("--format", "html", "--lang", language)
        row = re.search(r'<li data-row="1".*?</li>', page.stdout, re.DOTALL)
        assert row is not None
        assert (page.returncode, words in row[0].lower()) == (4, True), row[0]
        assert 'data-standing="backed-out"' in row[0]
        assert 'class="tag care"' in row[0]
        assert 'class="signed"' in row[0]


def test_what_is_open_or_wrong_is_worse(estate):
    estate.change("nice", state="done")
    assert estate.status().returncode == 3
    estate.record("lyon", left=6)
    assert estate.status().returncode == 1


def test_of_a_change_that_was_stopped_the_way_back_counts(estate):
    estate.change("paris", state="stopped")
    assert estate.standings("2027-06-01T00:00", "--site", "paris") == ({"paris": "backed-out"}, 4)


def test_once_it_is_planned_anew_the_new_nights_count(estate):
    assert estate.standings("2027-06-01T00:00", "--site", "paris") == ({"paris": "backed-out"}, 4)
    estate.change("paris", windows=[{"start": "2026-12-19 22:00", "end": "2026-12-20 04:00"}])
    estate.render()
    text = estate.status("--site", "paris", now="2026-12-10T00:00")
    assert (text.returncode, text.stdout.splitlines()[0].startswith("planned  paris / CHG1  Sat, 19 Dec")) == (0, True)
    assert "backed out before" in text.stdout.splitlines()[0]
    assert estate.standings("2026-12-19T23:00", "--site", "paris") == ({"paris": "due"}, 3)
    assert estate.standings("2027-06-01T00:00", "--site", "paris") == ({"paris": "record-missing"}, 3)
    estate.record("paris", "2", name="again.json")
    assert estate.standings("2027-06-01T00:00", "--site", "paris") == ({"paris": "passed"}, 0)
    found = json.loads(estate.status("--format", "json", "--site", "paris").stdout)
    assert [(one["verdict"], one["before"]) for one in found["changes"][0]["records"]] == [
        ("backed-out", True),
        ("pass", False),
    ]


def test_a_way_back_that_leaves_the_site_safe_is_over_once_a_later_night_has_its_record(estate):
    estate.change("nice", **PAIR_OF_NIGHTS)
    estate.sites[2] |= {"failover": {"switch": "dns"}, "appliances": pair_of(estate.sites[2]["appliances"][0])}
    estate.render()
    indexed = index_plan(estate.plan("nice"))
    entries, minute = stopped_in(indexed, "switch:h1")
    back = gone_back(indexed, entries, "move-back:h1", minute)
    (estate.records / "nice.json").write_bytes(json_bytes(indexed.plan, "1", tuple(back.values())))
    assert estate.standings("2027-06-01T00:00", "--site", "nice") == ({"nice": "undetermined"}, 3)
    later = [{name: at.replace("-12-0", "-12-1") for name, at in one.items()} for one in PAIR_OF_NIGHTS["windows"]]
    estate.change("nice", windows=later)
    estate.render()
    assert estate.standings("2027-06-01T00:00", "--site", "nice") == ({"nice": "undetermined"}, 3)
    estate.record("nice", "2", name="again.json")
    assert estate.standings("2027-06-01T00:00", "--site", "nice") == ({"nice": "passed"}, 0)


@pytest.mark.long
def test_a_bundle_of_it_says_so_here_and_on_another_machine(estate, tmp_path):
    folder, record = estate.out / "paris" / "CHG1", estate.records / "paris.json"
    made = run("bundle", folder, "--record", record, "-o", tmp_path / "a.zip")
    assert made.returncode == 0, made.stderr
    assert "BACKED OUT  paris / CHG1" in made.stdout
    checked = run("bundle", "--check", tmp_path / "a.zip")
    assert (checked.returncode, "BACKED OUT  paris / CHG1" in checked.stdout) == (4, True), checked.stdout


def test_a_damaged_record_goes_into_no_bundle(estate, tmp_path):
    folder = estate.out / "paris" / "CHG1"
    (folder / "second.json").write_bytes((estate.records / "paris.json").read_bytes()[:-40])
    for words in ((folder,), (estate.out / "lyon" / "CHG1", "--record", folder)):
        made = run("bundle", *words, "-o", tmp_path / "a.zip")
        assert (made.returncode, "second.json" in made.stderr) == (2, True)
        assert not (tmp_path / "a.zip").exists()
