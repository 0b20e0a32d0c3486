"""What the plan of a change warns of is kept: `check` says the same of it, and makes no plan again."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner

from runbook import resources
from runbook.cli import runbook
from runbook.errors import MachineError
from runbook.inventory.load import load_files
from runbook.model import clock
from runbook.model.site import Inventory, Site
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.windows import plan_cautions
from runbook.windows.alike import first_instant, moved
from runbook.windows.plan_cautions import PLANNER
from tests.test_imports import imports, layer

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example with windows that do not do, one of them over a change of the clock; nothing is in the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    text = EXAMPLE.read_text(encoding="utf-8")
    for before, now in (
        ("end: 2026-12-04 03:00}", "end: 2026-12-03 22:00}"),
        ("{start: 2026-12-12 22:00, end: 2026-12-13 04:00}", "{start: 2026-12-09 10:00, end: 2026-12-09 16:00}"),
        ("{start: 2026-12-15 22:00, end: 2026-12-16 04:00}", "{start: 2027-03-28 01:00, end: 2027-03-28 04:00}"),
    ):
        assert before in text
        text = text.replace(before, now)
    file = tmp_path / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The changes that a plan is made of."""
    found: list[str] = []
    of_plan = plan_cautions._of_plan

    def noted(site: Site, change: Any, house: Any) -> Any:
        found.append(change.id)
        return of_plan(site, change, house)

    monkeypatch.setattr(plan_cautions, "_of_plan", noted)
    return found


def said(file: Path) -> str:
    return CliRunner().invoke(runbook, ["check", str(file)], env={"LC_ALL": "C.UTF-8"}).output


def test_what_is_kept_is_said_again_and_not_planned_again(short: Path, planned: list[str]) -> None:
    first = said(short)
    assert ("too short" in first, "none of the work" in first, len(planned)) == (True, True, 5)
    assert (said(short), len(planned)) == (first, 5)


def test_what_plans_are_made_of_is_planned_again(
    short: Path, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(short)
    text = short.read_text(encoding="utf-8")
    short.write_text(text.replace("end: 2026-12-03 22:00}", "end: 2026-12-03 22:10}"), encoding="utf-8")
    assert ("too short" in said(short), planned[5:]) == (True, ["CHG0040"])
    monkeypatch.setattr(plan_cautions, "fingerprint_of", lambda *_: "another kit")
    said(short)
    assert len(planned) == 11


def test_with_other_zone_data_it_is_planned_again(
    short: Path, planned: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(short)
    newer = tmp_path / "tzdata"
    copytree(clock._folder(), newer)
    (newer / "__init__.py").write_text('__version__ = "2099.1"\n', encoding="utf-8")
    monkeypatch.setattr(clock, "_folder", lambda: newer)
    said(short)
    assert len(planned) == 10


def test_a_warning_is_kept_as_the_plan_has_it(short: Path) -> None:
    """Also its times, which are moved to the days of whatever is alike: here to their own."""
    sites: list[Site] = []
    load_files(str(short), lambda site, _data: sites.append(site))
    told = []
    for site in sites:
        change = site.changes[0]
        book = Inventory(schema=1, organization="", languages=("en",), sites=(site,))
        of_plan = make_plan(book, site, change, load_procedures()).warnings
        said_by_plan = plan_cautions._of_plan(site, change, None)
        assert [tuple(one) for one in said_by_plan] == [(one.code, one.text, one.args) for one in of_plan]
        for one in said_by_plan:
            assert moved(one, first_instant(site, change), site, change) == one
            told.append(one.args)
    assert any("time" in args for args in told)


def test_the_code_and_the_procedures_are_what_the_planner_is_known_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("planning", "model"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.py").write_text(name, encoding="utf-8")
    (tmp_path / "beside.py").write_text("beside", encoding="utf-8")
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "one.yaml").write_text("steps", encoding="utf-8")
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)
    monkeypatch.setattr(resources, "templates", lambda: tmp_path)

    def found() -> str:
        return resources.fingerprint_of.__wrapped__("planning")

    seen = {found()}
    for name in ("planning/one.py", "beside.py", "procedures/one.yaml"):
        (tmp_path / name).write_text("changed", encoding="utf-8")
        seen.add(found())
    assert len(seen) == 4
    (tmp_path / "model" / "one.py").write_text("changed", encoding="utf-8")
    assert found() in seen


def test_the_planner_is_known_by_all_that_it_imports() -> None:
    known, left = set[str](), ["runbook.planning.pipeline", "runbook.procedures.load", "runbook.house.house_load"]
    while left:
        name = left.pop()
        while name and name not in imports():
            name = name.rpartition(".")[0]
        if name and name not in known:
            known.add(name)
            left += (target for target in imports()[name] if target.startswith("runbook"))
    folders = {layer(name) for name in known if (resources.PACKAGE / layer(name)).is_dir()} - {""}
    assert folders == set(PLANNER)


def test_where_no_plan_can_be_made_nothing_is_kept(
    short: Path, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the kit's own folders are missing: `check` says all else."""

    def missing(*_: object) -> str:
        raise MachineError("the folder {name}/ is missing", name="templates")

    with monkeypatch.context() as patched:
        patched.setattr(plan_cautions, "fingerprint_of", missing)
        assert "too short" not in said(short)
    with monkeypatch.context() as patched:
        patched.setattr("runbook.procedures.load.read_files", missing)
        load_procedures.cache_clear()
        assert ("too short" in said(short), len(planned)) == (False, 5)
    assert ("too short" in said(short), len(planned)) == (True, 10)
