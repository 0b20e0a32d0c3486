"""What the two sides of a comparison may be, and that it agrees with what goes out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from runbook.comparison.compared_changes import approval_after, compare_sides
from runbook.comparison.sides import read_side
from runbook.document.letter import Correction, _corrects
from runbook.i18n import load_language
from runbook.model.plan import Plan
from runbook.reading.plan_json import load_plan
from runbook.reading.yaml_text import compose
from tests.comparison.test_diff import EXAMPLE, SECOND_NIGHT, call, changed, data, diff, planned

MOVED = ("{start: 2026-12-03 21:00, end: 2026-12-04 03:00}", "{start: 2026-12-04 21:00, end: 2026-12-05 03:00}")

_FIRST = "{start: 2026-12-05 22:00, end: 2026-12-06 04:00}"
DONE = (_FIRST, _FIRST.replace("}", ", done: true}"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_another_order_of_sites_and_keys_is_no_change(tmp_path: Path) -> None:
    inventory = compose(EXAMPLE.read_text(encoding="utf-8"), "old")[0].plain()
    assert isinstance(inventory, dict)
    assert isinstance(inventory["sites"], list)
    turned = {**dict(reversed(inventory.items())), "sites": [*reversed(inventory["sites"])]}
    file = tmp_path / "turned.yaml"
    text = yaml.safe_dump(turned, allow_unicode=True, sort_keys=False, default_flow_style=False)
    file.write_text(text, encoding="utf-8")
    assert data(EXAMPLE, file) == []
    assert "plan the same" in diff(EXAMPLE, file)


def test_one_file_and_a_folder_of_several_are_the_same(tmp_path: Path) -> None:
    head, _, listed = EXAMPLE.read_text(encoding="utf-8").partition("\nsites:\n")
    first, mark, rest = listed.partition("\n  - id: geneva\n")
    assert mark
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.yaml").write_text(f"{head}\nsites:\n{mark[1:]}{rest}", encoding="utf-8")
    (folder / "b.yaml").write_text(f"{head}\nsites:\n{first}\n", encoding="utf-8")
    assert data(EXAMPLE, folder) == []
    (folder / "b.yaml").unlink()
    assert [(one["site"], one["outcome"]) for one in data(EXAMPLE, folder)] == [
        ("lyon", "removed"),
        ("paris", "removed"),
    ]
    assert [(one["site"], one["outcome"]) for one in data(folder, EXAMPLE)] == [("lyon", "added"), ("paris", "added")]


def test_a_folder_with_outputs_in_it_is_the_inventory_that_it_holds(tmp_path: Path) -> None:
    """As for every other command: who names the folder that they are in is not told that nothing changes."""
    inventory, out = changed(tmp_path, MOVED), planned(tmp_path / "out", EXAMPLE)
    assert [one["change"] for one in data(out, inventory)] == ["CHG0040"]
    assert data(out, tmp_path) == data(out, inventory)
    assert data(tmp_path, inventory) == []


def test_one_plan_is_compared_with_its_own_change(tmp_path: Path) -> None:
    plan = next(planned(tmp_path / "out", EXAMPLE).glob("lyon/*/plan.json"))
    assert diff(plan, EXAMPLE).endswith("Changes: 1.\n")
    assert data(plan, EXAMPLE) == data(EXAMPLE, plan) == []
    moved = changed(tmp_path, MOVED)
    assert [one["site"] for one in data(plan, moved)] == [one["site"] for one in data(moved, plan)] == ["lyon"]


def test_the_house_of_the_settings_is_read(tmp_path: Path) -> None:
    project, bare = tmp_path / "project", tmp_path / "bare"
    shutil.copytree(EXAMPLE.parent / "with-house", project)
    (project / "house").rename(project / "ours")
    bare.mkdir()
    shutil.copy(project / "inventory.yaml", bare)
    assert call("diff", bare / "inventory.yaml", project / "inventory.yaml").exit_code != 0
    (project / "runbook.toml").write_text('house = "ours"\n')
    by_file = call("diff", bare / "inventory.yaml", project / "inventory.yaml")
    by_option = call("diff", bare / "inventory.yaml", project / "inventory.yaml", "--house", project / "ours")
    assert (by_file.exit_code, by_file.stdout) == (by_option.exit_code, by_option.stdout) == (0, by_file.stdout)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("command", ["diff", "bundle"])
def test_what_may_not_be_read_is_named_with_what_to_do(tmp_path: Path, command: str) -> None:
    out = planned(tmp_path / "out", EXAMPLE)
    place = out / "lyon" / "CHG0040"
    words = ("diff", out, EXAMPLE) if command == "diff" else ("bundle", place, "-o", tmp_path / "a.zip")
    call(*words)  # all that it imports
    (tmp_path / "a.zip").unlink(missing_ok=True)
    (place / "plan.json").chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(0o755 if folder != tmp_path else 0o777)
    with as_nobody():
        result = call(*words)
    assert result.exit_code == 2
    assert f"{place / 'plan.json'}: you may not read this file, ask its owner for the right" in result.stderr


@pytest.mark.long
@pytest.mark.parametrize(("pairs", "approval"), [([MOVED], "void"), ([DONE, SECOND_NIGHT], "void-for-what-remains")])
def test_the_approval_is_void_where_the_next_pack_says_so(
    tmp_path: Path, pairs: list[tuple[str, str]], approval: str
) -> None:
    new = changed(tmp_path, *pairs)
    (told,) = data(planned(tmp_path / "out", EXAMPLE), new)
    assert told["approval"] == approval
    earlier = tmp_path / "out" / told["site"] / told["change"] / "plan.json"
    before = load_plan(earlier)
    after = _compared(tmp_path / "out", new)
    sent = _corrects(Correction(revision=before.revision), after, load_language("en"), False, None)
    assert approval_after(before, after) == approval
    assert ("is void: please answer for revision" in sent) == (approval == "void")
    assert ("for what remains it is void" in sent) == (approval == "void-for-what-remains")


def _compared(old: Path, new: Path) -> Plan:
    sides = [read_side(str(each), lambda _name: None, old) for each in (old, new)]
    (found,) = [one for one in compare_sides(*sides) if one.told]
    assert found.after is not None
    return found.after
