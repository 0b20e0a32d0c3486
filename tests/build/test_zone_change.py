"""A change that was planned with other zone data than this machine's: it is said, once, and by which plan times go."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from runbook.build.engine import build_files
from runbook.build.workers import here
from runbook.build.zone_change import zone_change
from runbook.cli import runbook
from runbook.cli.building import _messages
from runbook.i18n import load_language
from runbook.model.plan import Plan, ZoneOffset
from runbook.model.revision import revision_of
from runbook.reading.plan_json import PLAN, dump_plan, load_plan
from tests.build.fleets import marked_sites, quick_tasks, write_fleet
from tests.plans import plan_of

FROZEN = plan_of("single", "automatic")


def planned_otherwise(plan: Plan) -> Plan:
    """The plan as it was made while its country was to give up the change of its clocks: winter's offset for good."""
    made = replace(plan, offsets=plan.offsets[:1])
    return replace(made, revision=revision_of(made))


def put(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PLAN).write_bytes(content)
    return folder


def test_it_names_zone_offsets_time_and_plan(tmp_path):
    old = planned_otherwise(FROZEN)
    found = zone_change(put(tmp_path, dump_plan(old)))
    assert found is not None
    assert (found.revision, found.zone, found.old, found.new) == (old.revision, "Europe/Paris", 3600, 7200)
    text = found.text("paris/CHG0041", load_language("en"))
    assert text == (
        "paris/CHG0041: from Sun, 29 Mar 2026 01:00 UTC on, Europe/Paris is at +02:00 according to the zone "
        f"data of this machine, but at +01:00 according to the last plan, {old.revision[:12]}. What was printed from "
        "that plan, and its records, keep to its times."
    )


def test_offsets_west_of_greenwich_and_of_half_hours_are_written_as_people_do(tmp_path):
    odd = tuple(ZoneOffset(since=each.since, seconds=-12600) for each in FROZEN.offsets[:1])
    plan = replace(FROZEN, offsets=odd)
    found = zone_change(put(tmp_path, dump_plan(replace(plan, revision=revision_of(plan)))))
    assert found is not None
    assert "but at -03:30 according to the last plan" in found.text("x", load_language("en"))


def without(content: bytes, *keys: str) -> bytes:
    data: dict[str, Any] = json.loads(content)
    for key in keys:
        del data[key]
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    "content",
    [
        dump_plan(FROZEN),
        without(dump_plan(FROZEN), "offsets"),  # the first format has none
        dump_plan(replace(FROZEN, offsets=())),
        dump_plan(replace(FROZEN, windows=())),
        dump_plan(replace(FROZEN, timezone="Nowhere/None")),
        dump_plan(FROZEN).replace(b"2026-12-05T", b"9999-12-30T"),
        dump_plan(FROZEN).replace(b'Z"', b'"'),
        b"{",
        b"",
    ],
)
def test_where_nothing_differs_or_nothing_can_be_said_nothing_is(content, tmp_path):
    assert zone_change(put(tmp_path, content)) is None


def test_where_no_plan_lies_nothing_is(tmp_path):
    assert zone_change(tmp_path) is None
    (tmp_path / PLAN).symlink_to("/dev/zero")
    assert zone_change(tmp_path) is None


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    return write_fleet(tmp_path / "in", [site for _mark, site in marked_sites(2, kinds=(0,))])


def said(fleet: Path, out: Path, *, fresh: bool = False) -> list[str]:
    outcomes = build_files(quick_tasks(fleet), out, here(), fresh=fresh)
    return [text for told in outcomes for text in _messages(told, out, load_language("en"), mailed=False, said=set())]


@pytest.mark.parametrize("fresh", [False, True])
def test_render_and_pack_say_it_of_the_changes_that_they_make_anew_and_once(fleet, tmp_path, fresh):
    out = tmp_path / "out"
    assert said(fleet, out) == []
    path = sorted(out.glob(f"*/*/{PLAN}"))[0]
    new = load_plan(path)
    path.write_bytes(dump_plan(planned_otherwise(new)))
    (text,) = [text for text in said(fleet, out, fresh=fresh) if "zone data" in text]
    assert text.startswith(f"{new.site}/{new.change}: from ")
    assert load_plan(path) == new
    assert load_plan(path.parent / "plans" / f"{planned_otherwise(new).revision[:12]}.json").offsets == new.offsets[:1]
    assert [text for text in said(fleet, out, fresh=fresh) if "zone data" in text] == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_plan_says_it_on_standard_error(fleet, tmp_path, form):
    words = ["plan", str(fleet), "--out", str(tmp_path / "out"), "--format", form, "--lang", "fr"]
    before = CliRunner().invoke(runbook, words)
    assert (before.exit_code, before.stderr) == (0, "")
    said(fleet, tmp_path / "out")
    path = sorted((tmp_path / "out").glob(f"*/*/{PLAN}"))[0]
    path.write_bytes(dump_plan(planned_otherwise(load_plan(path))))
    after = CliRunner().invoke(runbook, words)
    assert (after.exit_code, after.stdout) == (0, before.stdout)
    (line,) = after.stderr.splitlines()
    assert "+02:00" in line
    assert "+01:00" in line
