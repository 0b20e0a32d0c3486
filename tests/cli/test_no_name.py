"""No name, as of a variable in a script that nobody has set, is refused wherever a file or folder is named."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from runbook.cli import COMMANDS, runbook
from runbook.cli.exit_status import Status

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(r"\b(?:FILE|DIR|INVENTORY|PACK|RECORD|CHANGE\.|PLAN|OLD|NEW|PLACE)")
WORDS = {"--smtp": "smtp://192.0.2.1", "--initials": "CM"}  # what options take that a command cannot do without


def commands() -> Iterator[tuple[str, click.Command]]:
    """Each command by its words, those below others too."""
    context = click.Context(runbook)
    for name in COMMANDS:
        command = runbook.get_command(context, name)
        assert command is not None
        below = command.list_commands(context) if isinstance(command, click.Group) else ()
        for word in below:
            found = command.get_command(context, word)  # type: ignore[attr-defined]
            yield f"{name} {word}", found
        if not below:
            yield name, command


def places() -> Iterator[tuple[str, list[str]]]:
    """Each place that a command takes, with a line in which it has no name and all others have one."""
    for name, command in commands():
        for param in command.params:
            if NAMES.search(param.metavar or ""):
                yield f"{name} {param.opts[0]}", [*name.split(), *_words(command, param)]


def _words(command: click.Command, empty: click.Parameter) -> Iterator[str]:
    for param in command.params:
        word = "" if param is empty else WORDS.get(param.opts[0], "x.yaml")
        if isinstance(param, click.Argument) and (param.required or param is empty or empty.name == "folder"):
            yield word
        elif param is empty or param.required:
            yield from (param.opts[0], word)


LINES = dict(places())


def test_the_places_are_those_of_all_commands_that_take_one() -> None:
    assert {name.split()[0] for name in LINES} == {*COMMANDS} - {"paths", "completion", "doctor"}
    assert {"bundle changes", "bundle --record", "send packs", "init folder", "render --out", "verify --plan"} <= {
        *LINES
    }


@pytest.mark.parametrize("name", LINES)
def test_no_name_is_refused(name, tmp_path, monkeypatch) -> None:
    (tmp_path / "x.yaml").write_bytes((ROOT / "examples" / "inventory.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    done = CliRunner(env={"LC_ALL": "C"}).invoke(runbook, LINES[name])
    option = name.split()[-1]
    begin = f"{option}: " if (option.startswith("-") and option != "--plan") or name == "status --plan" else ""
    assert re.fullmatch(rf"{begin}the name of (?:the|a) [a-z ]+ is empty, name .+\n", done.output)
    assert done.exit_code == Status.INPUT
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]
