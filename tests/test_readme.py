"""README.md is a page; docs/commands.md describes every command and option, and nothing that is not there."""

import re
from pathlib import Path

import click
import pytest

from runbook.cli import runbook
from runbook.cli.exit_status import Status
from scripts.command_reference import with_options

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
MINUTES, WORDS = 5, 200  # that a newcomer reads it in; of a quick reader a minute
CONTEXT = click.Context(runbook)
EVERYWHERE = {"-q", "--quiet"}  # described once, before the commands
OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")


def test_a_newcomer_reads_it_in_five_minutes() -> None:
    assert len(README.split()) <= MINUTES * WORDS


def test_it_names_every_command() -> None:
    table = README.partition("\n| command |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(runbook.list_commands(CONTEXT))


def sections() -> dict[str, str]:
    """The text about each command, by its name."""
    parts = re.split(
        r"^### `runbook (\w+)", COMMANDS.partition("\n## Commands")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_options_are_those_of_the_commands() -> None:
    """With what `--help` says of each."""
    assert with_options(COMMANDS) == COMMANDS, "run scripts/command_reference.py"
    assert list(sections()) == runbook.list_commands(CONTEXT)


@pytest.mark.parametrize("name", runbook.list_commands(CONTEXT))
def test_no_text_speaks_of_an_option_that_is_not_there(name: str) -> None:
    lines = (line for line in sections()[name].splitlines() if line.startswith("- `-"))
    listed = set(OPTION.findall("\n".join(lines)))
    assert set(OPTION.findall(sections()[name])) <= listed


def test_each_command_below_another_is_described() -> None:
    groups = {name: runbook.get_command(CONTEXT, name) for name in runbook.list_commands(CONTEXT)}
    below = {name: "|".join(group.commands) for name, group in groups.items() if isinstance(group, click.Group)}
    assert below == {"import": "netbox|ansible", "procedures": "check|show"}
    assert all(f"### `runbook {name} {commands}`\n" in COMMANDS for name, commands in below.items())


def test_the_options_of_the_group_are_described() -> None:
    before = COMMANDS.partition("\n## Commands")[2].partition("\n### ")[0]
    assert {"-h", "--help", "-V", "--version", *EVERYWHERE} <= set(OPTION.findall(before))


def test_each_exit_status_is_described() -> None:
    table = COMMANDS.partition("\n## Exit statuses")[2].partition("\n## ")[0]
    described = {
        int(number) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for number in row.split(",")
    }
    assert described == set(Status)


def test_links_inside_the_repository_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#:\s]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []
