"""`--quiet` leaves out progress and notes, and nothing that has to be known; `--lang` stands anywhere."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from runbook.cli import COMMANDS, runbook
from runbook.cli.error_output import wanted_language

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
NOW = ("--now", "2026-11-02T09:30")


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`runbook words…` in the C locale."""
    return subprocess.run(
        [sys.executable, "-m", "runbook", *words],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environ},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_knows_it(name):
    context = click.Context(runbook)
    command = runbook.get_command(context, name)
    assert command is not None
    assert "-q, --quiet" in command.get_help(click.Context(command, parent=context))


@pytest.mark.long
def test_a_run_that_goes_well_is_silent(tmp_path):
    """With a change that is done, which is noted otherwise."""
    inventory, out = tmp_path / "inventory.yaml", str(tmp_path / "out")
    words = ("render", str(inventory), "--site", "lyon", "--site", "paris", "--lang", "en", "--out", out, *NOW)
    inventory.write_text(EXAMPLE.replace("- id: CHG0041", "- id: CHG0041\n        state: done"), encoding="utf-8")
    loud = run(*words)
    assert (loud.returncode, loud.stdout) == (0, "")
    assert "Done, and left as they are: paris/CHG0041" in loud.stderr
    assert "files made: " in loud.stderr
    assert "layout" not in loud.stderr, "how pages are set is no news to who prints them"
    for quiet in (("-q", *words), (*words, "--quiet")):
        done = run(*quiet)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.long
def test_errors_warnings_and_results_stay(tmp_path):
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(EXAMPLE.replace("id: pa-1", "id: pa-a"), encoding="utf-8")
    loud, quiet = (run(*first, "check", str(inventory), *NOW) for first in ((), ("--quiet",)))
    assert "warning: pa-a ends in A" in quiet.stderr
    assert (quiet.stdout, quiet.stderr, quiet.returncode) == (loud.stdout, loud.stderr, 0)
    inventory.write_text("schema: 1\n", encoding="utf-8")
    loud, quiet = (run(*first, "check", str(inventory)) for first in ((), ("--quiet",)))
    assert (quiet.stderr, quiet.returncode) == (loud.stderr, 2)
    filled = ("render", str(ROOT / "examples" / "inventory.yaml"), "--site", "none", "-q")
    assert run(*filled).stderr == run(*filled[:-1]).stderr != ""


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        ("paths", "--lang", "FR"),
        ("--lang", "fr_CA", "paths"),
        ("--lang=fr-FR", "paths"),
        ("paths", "--lang=fr_FR.UTF-8"),
    ],
)
def test_a_language_is_understood_however_it_is_written_and_wherever_it_stands(words):
    assert "Mise à niveau d’un serveur unique" in run(*words).stdout


def test_a_language_behind_the_command_goes_before_one_in_front_of_it():
    assert run("--lang", "fr", "paths", "--lang", "en").stdout == run("paths", "--lang", "en").stdout
    assert wanted_language(["paths", "--lang", "xx", "--lang", "FR"], {}).tag == "fr"


def test_a_language_that_is_none_is_refused_in_front_too():
    done = run("--lang", "xx", "paths")
    assert (done.returncode, "there is no language xx; there are en, fr" in done.stderr) == (2, True)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("chekc",), "No such command 'chekc'. Did you mean 'check'?"),
        (("CHECK",), "No such command 'CHECK'. Did you mean 'check'?"),
        (("procedures", "shwo"), "No such command 'shwo'. Did you mean 'show'?"),
        (("check", "--qiet"), "No such option '--qiet'. Did you mean '--quiet'?"),
        (("--lang", "fr", "verfy"), "La commande 'verfy' n’existe pas. Vouliez-vous dire 'verify'"),
    ],
)
def test_what_was_meant_is_asked(words, meant):
    done = run(*words)
    assert done.returncode == 2
    assert meant in done.stderr
