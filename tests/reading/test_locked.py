"""A spreadsheet with a password is called that, with what to do, wherever somebody names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bundle.changes import put_change, run
from tests.locked import LOCKED, old_xls

SAID = "this spreadsheet has a password, "


@pytest.mark.parametrize("name", LOCKED)
def test_an_inventory_a_record_and_another_list_are_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    file, plan = tmp_path / name, put_change(tmp_path / "out", record=False)
    file.write_bytes(LOCKED[name])
    for words, remedy in (
        (("check", file), "open it, save it as XLSX or ODS without a password, and name that file"),
        (("verify", file, "--plan", plan), "open it, save it as XLSX or ODS without a password, and name that file"),
    ):
        done = run(*words)
        count = f"{file}: problems: 1, in files: 1.\n" if words[0] == "check" else ""
        assert (done.returncode, done.stdout) == (2, count)
        assert done.stderr.startswith(f"{file}: {SAID}{remedy}"), done.stderr


@pytest.mark.parametrize("name", LOCKED)
def test_in_a_folder_it_is_not_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / name).write_bytes(LOCKED[name])
    done = run("check", tmp_path / "sites")
    assert (done.returncode, f"{name}: {SAID}" in done.stderr) == (2, True)


def test_one_of_the_old_kind_is_called_that(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(old_xls())
    done = run("check", tmp_path / "a.xls")
    assert (done.returncode, "this spreadsheet is in the old format (.xls), open it" in done.stderr) == (2, True)
