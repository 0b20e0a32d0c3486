"""Folders of procedures: which files are read, when they are checked, and that a path is a file and nothing else."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdf
import pytest

from runbook.cache import Cache, usual_place
from runbook.errors import InputError
from runbook.model.site import Inventory
from runbook.planning.paths import path_ids
from runbook.planning.pipeline import make_plan
from runbook.procedures import catalogue, checks
from runbook.procedures.load import load_procedures, own_folder, procedures_of, read_procedures
from tests.pages import runbook_pdf
from tests.plans import change_of, site_of
from tests.procedures.changed import EXAMPLES, changed_copy

read_anew = load_procedures.__wrapped__  # without what this process has read already


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the kit's procedures."""
    return Path(shutil.copytree(own_folder(), tmp_path / "procedures"))


def problems_of(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        read_anew(folder)
    return [(Path(p.file).name, p.line, p.message) for p in caught.value.problems]


@pytest.mark.long
def test_a_path_is_a_file_and_comes_to_the_printed_page(tmp_path: Path) -> None:
    folder = changed_copy(EXAMPLES / "good" / "path.yaml", tmp_path)
    procedures = load_procedures(folder)
    before = [name for name, _ in path_ids(load_procedures())]
    names = [name for name, _ in path_ids(procedures)]
    assert sorted(names) == sorted([*(name for name in before if name != "single-manual"), "by-hand"])
    site, change = site_of("single"), change_of("single", "manual", None)
    inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    plan = make_plan(inventory, site, change, procedures)
    assert (plan.path, plan.path_title) == ("by-hand", "Upgrade of a single appliance by hand")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(runbook_pdf(plan))).pages)
    assert "Upgrade of a single appliance by hand" in text.replace("\n", " ")


@pytest.mark.long
def test_the_list_of_paths_follows_what_they_say(folder: Path) -> None:
    first = folder / "paths" / "migration.yaml"
    first.write_text(first.read_text().replace("listed: 6", "listed: 0"))
    assert path_ids(load_procedures(folder))[0][0] == "migrate-physical-physical-automatic"


@pytest.mark.long
def test_steps_may_stand_in_any_file_of_their_folder(folder: Path) -> None:
    (folder / "steps" / "pair.yaml").rename(folder / "steps" / "zz-renamed.yaml")
    assert load_procedures(folder).steps == load_procedures().steps


@pytest.mark.long
def test_what_the_checks_see_is_what_is_loaded() -> None:
    draft, problems = read_procedures(own_folder())
    assert problems == ()
    assert procedures_of(draft) == load_procedures()


@pytest.mark.long
def test_files_that_are_known_are_not_checked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = read_anew(folder)

    def forbidden(_draft: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr(checks, "check_draft", forbidden)
    assert read_anew(folder) == known
    with (folder / "rules.yaml").open("a") as file:
        file.write("# changed\n")
    with pytest.raises(AssertionError, match="checked again"):
        read_anew(folder)


@pytest.mark.long
def test_what_is_wrong_is_not_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with (folder / "rules.yaml").open("a") as file:
        file.write("X99: {}\n")
    lines = len((folder / "rules.yaml").read_text(encoding="utf-8").splitlines())
    wrong = problems_of(folder)
    assert wrong == problems_of(folder)
    assert ("rules.yaml", lines, "the key {key} is missing") in wrong
    assert not list(Cache(folder=usual_place()).folder.rglob("*/*"))


@pytest.mark.parametrize("place", ["nowhere", "procedures/rules.yaml"])
def test_a_folder_that_is_none_is_named(folder: Path, place: str) -> None:
    assert problems_of(folder.parent / place) == [(Path(place).name, None, "this folder cannot be read: {reason}")]


def test_a_folder_with_nothing_in_it_says_all_that_is_missing(tmp_path: Path) -> None:
    missing = problems_of(tmp_path)
    assert len(missing) == 15
    assert ("steps", None, "there is no file in this folder") in missing
    assert ("needs.yaml", None, "this file is missing") in missing


@pytest.mark.long
def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "never.yaml").unlink()
    (folder / "never.yaml").symlink_to(folder / "gone.yaml")
    assert problems_of(folder) == [("never.yaml", None, "this link cannot be followed: {reason}")]


def test_hidden_files_and_other_endings_are_passed_over(folder: Path) -> None:
    for name in (".rules.yaml.swp", ".hidden.yaml", "README.md", "rules.yaml~"):
        (folder / name).write_text("nothing that is read: [")
    assert load_procedures(folder) == load_procedures()


def test_the_catalogue_by_itself_is_read_as_strictly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue.guide_lines.__wrapped__() == load_procedures().catalogue
    (folder.parent / "templates").mkdir()
    folder = folder.rename(folder.parent / "templates" / "procedures")
    monkeypatch.setattr(catalogue, "templates", lambda: folder.parent)
    text = (folder / "catalogue.yaml").read_text()
    (folder / "catalogue.yaml").write_text(text.replace('P02: "43"', "P02: 43") + 'P02: "44"\n')
    with pytest.raises(InputError) as caught:
        catalogue.guide_lines.__wrapped__()
    assert {problem.message for problem in caught.value.problems} == {
        "the key {key} is given twice; the first is in line {first}",
        "{value} is read as a number",
    }
