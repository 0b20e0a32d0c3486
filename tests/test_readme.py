"""README.md describes every command and option, and nothing that is not there."""

import re
from pathlib import Path

import click
import pytest

from runbook.cli import runbook
from runbook.cli.status import Status

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTEXT = click.Context(runbook)
OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")


def sections() -> dict[str, str]:
    """The text about each command, by its name."""
    parts = re.split(
        r"^### `runbook (\w+)", README.partition("\n## Commands")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options(name: str) -> set[str]:
    command = runbook.get_command(CONTEXT, name)
    assert command is not None
    shown = (param for param in command.params if isinstance(param, click.Option) and not param.hidden)
    return {flag for param in shown for flag in param.opts}


@pytest.mark.parametrize("name", runbook.list_commands(CONTEXT))
def test_each_option_of_a_command_is_described_and_no_other(name) -> None:
    described = set(OPTION.findall(sections()[name]))
    assert described == options(name)


def test_the_options_of_the_group_are_described() -> None:
    before = README.partition("\n## Commands")[2].partition("\n### ")[0]
    assert {"-h", "--help", "-V", "--version"} <= set(OPTION.findall(before))


def test_each_exit_status_is_described() -> None:
    table = README.partition("\n## Exit statuses")[2].partition("\n## ")[0]
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
