"""Click's own messages in the user's language.

Click asks the process-wide gettext domain, which reads nothing but compiled catalogues from a folder of the machine.
The kit has one catalogue, held in memory: so the names by which Click's modules call gettext are pointed at it.
MESSAGES are the texts of Click that a user of `runbook` can meet; they are translated with the kit's own.
"""

from __future__ import annotations

import copy
import re
from io import StringIO
from typing import TypeVar

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from runbook.cli.once import refuse_slips
from runbook.cli.options import with_quiet
from runbook.i18n import N_, Language

C = TypeVar("C", bound=click.Command)

MESSAGES = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show the version and exit."),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("required"),
    N_("(dynamic)"),
    N_("Aborted!"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Did you mean {possibility}?"),
    N_("(Did you mean one of: {possibilities}?)"),
    N_("Got unexpected extra argument ({args})"),
    N_("Got unexpected extra arguments ({args})"),
    N_("Option {name!r} requires an argument."),
    N_("Option {name!r} requires {nargs} arguments."),
    N_("Option {name!r} does not take a value."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Choose from:\n\t{choices}"),
    N_("{value!r} is not {choice}."),
    N_("{value!r} is not one of {choices}."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("file"),
    N_("directory"),
    N_("path"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
)

# What Click calls the types of options: it does not ask gettext for these.
TYPES = (
    N_("integer range"),
    N_("float range"),
)

_QUOTED = re.compile(r"(?<!\w)'((?:[^'\\\n]|\\.)*)'(?!\w)")  # as Click shows names and values
_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


def speak(language: Language) -> None:
    """Let Click speak `language` from now on."""

    def plural(one: str, many: str, n: int) -> str:
        return language.text(one if n == 1 else many)

    for module in _MODULES:
        for name, call in (("_", language.text), ("ngettext", plural)):
            if hasattr(module, name):
                setattr(module, name, call)

    def write_heading(formatter: click.HelpFormatter, heading: str) -> None:
        formatter.write(f"{'':>{formatter.current_indent}}{language.text(N_('{heading}:'), heading=heading)}\n")

    setattr(click.HelpFormatter, "write_heading", write_heading)  # noqa: B010  # Click adds a bare colon


def show(error: click.ClickException, language: Language) -> None:
    """Show what Click finds wrong, on standard error: names in the quotation marks of the language, and no option that
    is hidden among those that may have been meant. Raises OSError."""
    if isinstance(error, click.NoSuchOption) and error.possibilities and error.ctx is not None:
        options = [param for param in error.ctx.command.params if isinstance(param, click.Option) and param.hidden]
        hidden = {name for option in options for name in (*option.opts, *option.secondary_opts)}
        error.possibilities[:] = [name for name in error.possibilities if name not in hidden]
    text = StringIO()
    error.show(file=text)
    quoted = _QUOTED.sub(lambda found: language.text(N_("'{name}'"), name=found[1]), text.getvalue())
    click.echo(quoted, err=True, nl=False)


def translated(command: C, language: Language | None) -> C:
    """A copy of a click command with its own help, and its options', in `language`."""
    if language is None:
        return command
    spoken = copy.copy(command)
    spoken.params = [copy.copy(param) for param in command.params]
    for param in spoken.params:
        if param.type.name in TYPES:
            param.type = copy.copy(param.type)
            param.type.name = language.text(param.type.name)
    for shown in (spoken, *spoken.params):
        if isinstance(shown, click.Command | click.Option) and shown.help:
            shown.help = language.text(shown.help)
        if isinstance(shown, click.Command) and shown.epilog:
            shown.epilog = language.text(shown.epilog)
    return spoken


class TranslatedGroup(click.Group):
    """A command that has commands of its own: their help is in the user's language."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None where there is no such command."""
        command = super().get_command(ctx, cmd_name)
        return None if command is None else translated(with_quiet(command), ctx.find_object(Language))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. Raises click.UsageError."""
        name, command, words = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            refuse_slips(ctx, name, command, words)
        return name, command, words
