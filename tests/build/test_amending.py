"""Which printed plans a plan carries on: from files on disk, over several runs, in several processes."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.build.amending import amended_by, printed_plans, work_of
from runbook.build.engine import build_files
from runbook.build.pack_tasks import pack_tasks_of
from runbook.build.task import tasks_of
from runbook.build.workers import Start, here, processes
from runbook.cache import Cache
from runbook.cli import runbook
from runbook.errors import RunbookError
from runbook.inventory.packed import load_fleet
from runbook.model.plan import Plan, PlanWindow
from runbook.model.revision import revision_of
from runbook.model.site import Change
from runbook.pack.assemble import PackOptions
from runbook.reading.plan_json import dump_plan, load_plan
from runbook.records.from_csv import parts_of
from tests.build.fleets import files_below, quick
from tests.under_way import change_under_way, planned

PAIR = ("failover", "automatic", "asynchronous", "dns")
INVENTORY = """\
schema: 1
organization: Example SA
languages: [fr, en]
sites:
  - id: paris
    name: Paris
    hostname: help.example.com
    timezone: Europe/Paris
    failover: {{switch: dns}}
    appliances:
      - {{id: rs-a, role: primary, form: physical, hostname: rs-a.example.com, ip: 192.0.2.11, base: "6.1.0", software: "22.2.1"}}
      - {{id: rs-b, role: backup, form: physical, hostname: rs-b.example.com, ip: 192.0.2.12, base: "6.1.0", software: "22.2.1"}}
    staff:
      - {{initials: CM, name: C. Martin, roles: [technician, network], email: cm@example.com}}
      - {{initials: ZZ, name: Z. Zola, roles: [approver, manager], email: zz@example.com}}
    changes:
      - id: CHG1
        kind: upgrade
        method: automatic
        order: asynchronous
        hops: [{{base: "6.2.0", software: "23.1.1"}}]
        windows:
{windows}
"""  # noqa: E501
FIRST = "{start: 2026-12-05 22:00, end: 2026-12-06 04:00}"
DONE = "{start: 2026-12-05 22:00, end: 2026-12-06 04:00, done: true}"
SECOND = "{start: 2026-12-12 22:00, end: 2026-12-13 04:00}"
SECOND_DONE = "{start: 2026-12-12 22:00, end: 2026-12-13 04:00, done: true}"
MOVED = "{start: 2026-12-19 22:00, end: 2026-12-20 04:00}"
THIRD = "{start: 2026-12-19 22:00, end: 2026-12-20 04:00, for: 2}"


def moved(change: Change, number: int, days: int) -> Change:
    windows = list(change.windows)
    by = timedelta(days=days)
    windows[number - 1] = replace(
        windows[number - 1], start=windows[number - 1].start + by, end=windows[number - 1].end + by
    )
    return replace(change, windows=tuple(windows))


def made(change: Change, printed: list[Plan]) -> Plan:
    """The plan of a change beside those that are printed; it is printed with them."""
    plan = planned(PAIR, change)
    if any(window.done for window in change.windows):
        plan = planned(PAIR, change, amended_by(plan, printed, "out/paris/CHG0041"))
    printed.append(plan)
    return plan


def test_a_second_window_that_moves_twice_and_comes_back() -> None:
    printed: list[Plan] = []
    first = made(change_under_way(PAIR), printed)
    assert first.amends == ()
    change = change_under_way(PAIR, 1)
    second = made(moved(change, 2, 7), printed)
    assert second.amends == (first.revision,)
    third = made(moved(change, 2, 14), printed)
    assert third.amends == (first.revision, second.revision)
    assert made(moved(change, 2, 7), printed) == second
    assert made(moved(change, 2, 14), printed) == third
    assert made(change_under_way(PAIR), printed) == first
    assert revision_of(second) == second.revision


def test_what_a_plan_carries_on_goes_on_with_it_where_a_window_moved_meanwhile() -> None:
    """The second night, moved, is done too: the first plan has it at another time, and its first night still counts."""
    printed: list[Plan] = []
    first = made(change_under_way(PAIR, bases=(True, False)), printed)
    second = made(moved(change_under_way(PAIR, 1, bases=(True, False)), 2, 1), printed)
    third = made(moved(change_under_way(PAIR, 2, bases=(True, False)), 2, 1), printed)
    assert third.amends == (first.revision, second.revision)


def test_plans_that_differ_in_what_is_not_done_are_all_carried_on_the_fewest_done_first() -> None:
    printed: list[Plan] = []
    change = change_under_way(PAIR)
    both = sorted(made(one, printed).revision for one in (change, moved(change, 2, 1)))
    assert made(moved(change_under_way(PAIR, 1), 2, 2), printed).amends == tuple(both)


def refusal(change: Change, printed: list[Plan]) -> str:
    with pytest.raises(RunbookError) as caught:
        amended_by(planned(PAIR, change), printed, "out/paris/CHG0041")
    return str(caught.value)


def test_windows_that_are_done_and_no_plan_that_fits() -> None:
    change = change_under_way(PAIR, 1)
    assert "out/paris/CHG0041 holds no printed plan" in refusal(change, [])
    other = planned(PAIR, moved(change_under_way(PAIR), 1, -1))
    said = refusal(change, [other])
    assert "window 1 is done, from 2026-12-05T22:00+01:00 to 2026-12-06T04:00+01:00; the printed plan " in said
    assert other.revision[:12] in said
    assert "from 2026-12-04T22:00+01:00 to 2026-12-05T04:00+01:00" in said
    old = replace(planned(PAIR, change_under_way(PAIR)), format="runbook-plan/1")
    assert "of the kit that cannot carry a plan on" in refusal(change, [old])
    more = planned(PAIR, change_under_way(PAIR, 2, 2), ["0" * 64])
    assert "more windows marked as done" in refusal(change, [more])
    assert "no such window" in refusal(
        change_under_way(PAIR, 3, bases=(True, False)), [planned(PAIR, change_under_way(PAIR))]
    )


def test_what_was_done_is_told_otherwise_by_the_inventory() -> None:
    """After the first night B serves, and is the primary of the inventory; or the order is another one by now."""
    printed = [planned(PAIR, change_under_way(PAIR))]
    for done, continued in ((1, None), (1, 1)):
        change = change_under_way(PAIR, done, continued)
        assert amended_by(planned(PAIR, change), printed, "out") == (printed[0].revision,)
        said = refusal(replace(change, order="synchronous"), printed)
        assert "this was installed in it: rs-b (6.2.0, 23.1.1)" in said
        assert "According to this inventory it would be: rs-a (6.2.0, 23.1.1)" in said
    (hop, *others) = change_under_way(PAIR, 1).hops
    other = (replace(hop, software="22.3.1"), *others)
    said = refusal(replace(change_under_way(PAIR, 1), hops=other), printed)
    assert "it would be: rs-b (6.2.0, 22.3.1)" in said
    begun = replace(change_under_way(PAIR, 1, 1), hops=other)  # the package was withdrawn meanwhile
    assert amended_by(planned(PAIR, begun), printed, "out") == (printed[0].revision,)
    later = planned(PAIR, change_under_way(PAIR, 1))
    moved_away = replace(later, timezone="Asia/Tokyo", windows=tuple(_later(each) for each in later.windows))
    with pytest.raises(RunbookError, match="in the time zone Europe/Paris, but this inventory has Asia/Tokyo"):
        amended_by(moved_away, printed, "out")


def _later(window: PlanWindow) -> PlanWindow:
    return replace(window, start=window.start - timedelta(hours=8), end=window.end - timedelta(hours=8))


def test_what_an_earlier_kit_installed_is_unknown_and_its_plan_is_carried_on() -> None:
    plan = planned(PAIR, change_under_way(PAIR))
    old = replace(plan, steps=tuple(replace(step, installs=None) for step in plan.steps))
    assert work_of(old, 1) is None
    assert amended_by(planned(PAIR, change_under_way(PAIR, 1)), [old], "out") == (old.revision,)


def test_a_plan_whose_window_goes_on_with_none_is_none() -> None:
    plan = planned(PAIR, change_under_way(PAIR, 2, 2))
    for wrong in (0, 3, 9):
        windows = (*plan.windows[:2], replace(plan.windows[2], continues=wrong))
        forged = replace(plan, windows=windows)
        forged = replace(forged, revision=revision_of(forged))
        assert printed_plans([dump_plan(forged)], "paris", "CHG0041") == ()
    assert printed_plans([dump_plan(plan)], "paris", "CHG0041") == (plan,)


def test_files_that_are_no_plan_of_the_change_are_passed_over() -> None:
    plan = planned(PAIR, change_under_way(PAIR))
    good = dump_plan(plan)
    assert printed_plans([b"", good[:-40], good.replace(b"Paris", b"Lyon"), good, good], "paris", "CHG0041") == (plan,)
    assert printed_plans([good], "lyon", "CHG0041") == ()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(folder=tmp_path / "cache")


def write(folder: Path, *windows: str) -> Path:
    file = folder / "inventory.yaml"
    file.write_text(INVENTORY.format(windows="\n".join(f"          - {each}" for each in windows)))
    return file


def run(file: Path, out: Path, cache: Cache | None = None, start: Start | None = None) -> Counter[str]:
    tally: Counter[str] = Counter()
    tasks = quick(tasks_of(load_fleet(file), (), "A4", out=out, cache=cache))
    for told in build_files(tasks, out, start or here(), cache=cache):
        assert told.error is None, told.error
        tally.update(made=told.made, kept=told.kept)
    return tally


def at(out: Path) -> Plan:
    return load_plan(out / "paris" / "CHG1" / "plan.json")


@pytest.mark.parametrize("cached", [True, False])
def test_an_inventory_is_rendered_again_after_the_first_night(tmp_path, cache, cached) -> None:
    out, kept = tmp_path / "out", cache if cached else None
    run(write(tmp_path, FIRST, SECOND), out, kept)
    before = at(out)
    file = write(tmp_path, DONE, MOVED)
    assert run(file, out, kept)["made"] == 3
    plan = at(out)
    assert plan.amends == (before.revision,)
    there = files_below(out)
    assert run(file, out, kept) == Counter(kept=3)
    assert files_below(out) == there
    run(write(tmp_path, FIRST, SECOND), out, kept)
    assert at(out) == before
    run(write(tmp_path, DONE, MOVED), out, kept)
    assert at(out) == plan
    ahead = [step.id for step in plan.steps[last_of(plan, 1) + 1 :] if not step.id.startswith("back-")]
    steps = steps_in(out / "paris" / "CHG1" / "record.csv")
    course = [step for step in steps if not step.startswith("back-") and step != "person"]
    assert course == ["release-change", *ahead]  # this plan is released by itself


def steps_in(path: Path) -> list[str]:
    entries = (entry for part in parts_of(path.read_bytes(), "record.csv") for entry in part.entries)
    return [entry.step for entry in entries]


def last_of(plan: Plan, window: int) -> int:
    return max(place for place, step in enumerate(plan.steps) if step.window == window)


def test_a_plan_that_was_printed_meanwhile_is_carried_on_whatever_the_cache_knows(tmp_path, cache) -> None:
    out = tmp_path / "out"
    run(write(tmp_path, FIRST, SECOND), out, cache)
    first = at(out).revision
    run(write(tmp_path, DONE, MOVED), out, cache)
    second = at(out).revision
    run(write(tmp_path, DONE, SECOND_DONE.replace(", done: true", ""), THIRD), out, cache)
    assert at(out).amends == (first, second)
    third = at(out).revision
    run(write(tmp_path, DONE, SECOND_DONE, THIRD), out, cache)
    assert set(at(out).amends) == {first, second, third}, "the first had the second night as it was, the second had not"


def test_several_processes_make_the_same(tmp_path) -> None:
    one, many = tmp_path / "one", tmp_path / "many"
    file = write(tmp_path, FIRST, SECOND)
    run(file, one)
    shutil.copytree(one, many)
    file = write(tmp_path, DONE, MOVED)
    run(file, one)
    run(file, many, start=processes(2))
    assert files_below(one) == files_below(many)
    assert at(one).amends


def test_a_pack_is_of_the_plan_that_was_rendered_and_the_other_way_round(tmp_path, cache) -> None:
    out = tmp_path / "out"
    run(write(tmp_path, FIRST, SECOND), out, cache)
    file = write(tmp_path, DONE, MOVED)
    options = PackOptions(without=("runbook", "checklist", "approval"))
    for _turn in range(2):
        tasks = pack_tasks_of(load_fleet(file), (), "A4", options, out, cache)
        assert {told.error for told in build_files(tasks, out, here(), cache=cache)} == {None}
        packed = at(out)
        run(file, out, cache)
        assert at(out) == packed
    assert packed.amends
    windows = (out / "paris" / "CHG1" / "windows.ics").read_text()
    assert "UID:window-2." in windows
    assert "UID:window-1." not in windows


def command(*words: object) -> Result:
    return CliRunner().invoke(runbook, [str(word) for word in words], env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})


def test_commands_say_what_is_wrong_and_the_others_go_on(tmp_path) -> None:
    file, out = write(tmp_path, DONE, MOVED), tmp_path / "out"
    for words in (("plan", file, "--out", out), ("render", file, "--out", out), ("pack", file, "--out", out)):
        told = command(*words, *(("--jobs", "1") if words[0] != "plan" else ()))
        assert told.exit_code == 2, told.output
        assert f"paris/CHG1: a window is done, and {out / 'paris' / 'CHG1'} holds no printed plan" in told.stderr
        assert told.stderr.count("holds no printed plan") == 1
    assert not (out / "paris" / "CHG1").exists()
    asked = command("plan", file, "--out", out, "--format", "json")
    assert (asked.exit_code, asked.stdout) == (2, "")


def test_plan_says_what_is_carried_on(tmp_path) -> None:
    out = tmp_path / "out"
    run(write(tmp_path, FIRST, SECOND), out)
    first, file = at(out).revision, write(tmp_path, DONE, SECOND_DONE, THIRD)
    said = command("plan", file, "--out", out).stdout
    assert f"Carried on from revision: {first[:12]}" in said
    assert "Window 2: Sat, 12 Dec 2026 22:00 to Sun, 13 Dec 2026 04:00, was begun" in said
    assert "Window 3: Sat, 19 Dec 2026 22:00 to Sun, 20 Dec 2026 04:00, goes on with window 2" in said
    run(file, out)
    assert command("plan", file, "--out", out, "--format", "json").stdout_bytes == dump_plan(at(out))
