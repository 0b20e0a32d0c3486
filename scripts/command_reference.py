"""Writes what docs/commands.md says of each command's options: what `runbook COMMAND --help` says of them.

Run it without arguments; a test fails where the page is not current. What else stands in the page is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from runbook.cli import runbook

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
EVERYWHERE = {"quiet"}  # described once, before the commands
SECTION = re.compile(r"(?P<head>^### `runbook (?P<name>\w+)[^\n]*\n.*?)(?=^### |^## )", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"(?:^- `-[^\n]*\n)+", re.MULTILINE)


def with_options(page: str) -> str:
    """The page with the options of each command as they are now: a list in its section, where one is or else last."""
    return SECTION.sub(lambda found: _section(found["head"], found["name"]), page)


def _section(text: str, name: str) -> str:
    options = "".join(f"- {line}\n" for line in _lines(name))
    there = OPTIONS.search(text)
    if not there:
        return f"{text.rstrip()}\n\n{options}\n"
    return text[: there.start()] + options + OPTIONS.sub("", text[there.end() :])


def _lines(name: str) -> Iterator[str]:
    context = click.Context(runbook)
    command = runbook.get_command(context, name)
    assert command, name
    below = command.commands.values() if isinstance(command, click.Group) else ()
    params = {param.name: param for each in (command, *below) for param in each.params}
    for param in params.values():
        if isinstance(param, click.Option) and not param.hidden and param.name not in EVERYWHERE:
            takes = "" if param.is_flag else " " + param.make_metavar(context).strip("[]")
            names = ", ".join(f"`{flag}{takes}`" for flag in (*param.opts, *param.secondary_opts))
            yield f"{names}: {param.help}"


if __name__ == "__main__":
    PAGE.write_text(with_options(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
