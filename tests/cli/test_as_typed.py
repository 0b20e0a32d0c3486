"""Words to choose from are taken as people type them; what was written is named, and what may not be written told."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from runbook.cli import COMMANDS, runbook
from runbook.cli.options import ChoiceOf
from tests.bundle.changes import put_change

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = str(ROOT / "examples" / "inventory.yaml")
WITH_HOUSE = ROOT / "examples" / "with-house"


def run(*words: object) -> Result:
    done = CliRunner().invoke(runbook, [*map(str, words)], env={"LC_ALL": "C.UTF-8"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def options_of(command: click.Command) -> list[click.Parameter]:
    nested = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(param for each in nested for param in options_of(each))]


def test_no_command_has_words_of_which_the_case_matters() -> None:
    context = click.Context(runbook)
    found = [runbook.get_command(context, name) for name in COMMANDS]
    kinds = [param.type for command in found if command for param in options_of(command)]
    chosen = [kind for kind in kinds if isinstance(kind, click.Choice)]
    assert len(chosen) > 8
    assert all(isinstance(kind, ChoiceOf) for kind in chosen)


@pytest.mark.parametrize("typed", ["A4", "a4", "Letter", "LETTER", "letter"])
def test_a_word_is_handed_on_as_it_is_listed(typed: str) -> None:
    known = ChoiceOf(["A4", "Letter"])
    assert known.convert(typed, None, None) == {"a": "A4", "l": "Letter"}[typed[0].lower()]


@pytest.mark.parametrize("typed", ["a5", "A 4", "", "letters", "ä4"])
def test_another_word_is_refused_with_those_that_there_are(typed: str) -> None:
    done = run("render", EXAMPLE, "--paper", typed)
    assert (done.exit_code, "is not one of 'A4', 'Letter'" in done.stderr or "is empty" in done.stderr) == (2, True)


def test_forms_and_shells_are_taken_in_capitals() -> None:
    for words in (("plan", EXAMPLE, "--site", "lyon", "--format", "JSON"), ("completion", "Bash")):
        assert run(*words).exit_code == 0
    assert run("plan", EXAMPLE, "--format", "YAML").exit_code == 2


def test_roles_are_taken_in_capitals_and_others_refused() -> None:
    refused = run("pack", EXAMPLE, "--to", "Approver", "--cc", "Managers")
    assert (refused.exit_code, "'--cc': 'Managers' is not one of" in refused.stderr) == (2, True)


def test_status_and_verify_say_what_they_wrote(tmp_path: Path) -> None:
    folder = put_change(tmp_path / "out")
    table, report = tmp_path / "status.csv", tmp_path / "report.pdf"
    done = run("status", EXAMPLE, "--plan", tmp_path / "out", "-o", table)
    assert (done.stdout, done.stderr) == ("", f"{table} is written.\n")
    assert run("status", EXAMPLE, "--plan", tmp_path / "out", "-o", table, "--force", "--quiet").output == ""
    words = ("verify", folder / "signed.json", "--plan", folder, "--report", report)
    assert run(*words).stderr == f"{report} is written.\n"
    assert run(*words, "--quiet").stderr == ""
    assert "is written" not in run(*words[:-1], "/dev/null").stderr


@pytest.mark.parametrize("command", ["render", "pack"])
@pytest.mark.parametrize("place", ["house", "house/steps", "house/out", "link"])
def test_nothing_is_rendered_into_the_house_folder(tmp_path: Path, command: str, place: str) -> None:
    shutil.copytree(WITH_HOUSE, tmp_path / "in")
    (tmp_path / "in" / "link").symlink_to("house")
    before = sorted((tmp_path / "in").rglob("*"))
    done = run(command, tmp_path / "in" / "inventory.yaml", "--out", tmp_path / "in" / place)
    told = f"{tmp_path}/in/{place} is the house folder of this inventory, or in it, and nothing is written there;"
    assert (done.exit_code, done.stdout, done.stderr.startswith(told)) == (2, "", True)
    assert sorted((tmp_path / "in").rglob("*")) == before


def test_a_folder_of_tables_with_tabs_is_an_inventory_as_one_with_commas_is(tmp_path: Path) -> None:
    run("export", EXAMPLE, "--to", "csv", "-o", tmp_path / "sheets")
    (tmp_path / "tabs").mkdir()
    for file in (tmp_path / "sheets").iterdir():
        rows = csv.reader(file.read_text("utf-8-sig").splitlines())
        with (tmp_path / "tabs" / f"{file.stem}.tsv").open("w", encoding="utf-8", newline="") as made:
            csv.writer(made, delimiter="\t").writerows(rows)
    found = [run("check", tmp_path / name).stdout.partition(":")[2] for name in ("sheets", "tabs")]
    assert found[0] == found[1]
    assert "no problems" in found[1]
    (tmp_path / "tabs" / "people.tsv").rename(tmp_path / "tabs" / "peple.tsv")
    assert (
        "peple.tsv, A1: this is none of the sheets of an inventory, call it People.tsv"
        in run("check", tmp_path / "tabs").stderr
    )
