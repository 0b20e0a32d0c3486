"""The command line: options, calls, output, exit status. One module a command, imported when the command is called.

The command `render` is the click command of that name in runbook.cli.render (_MODULES has what is not). It returns a
Status (None: done) or calls `ctx.exit`; an error that the user can mend is raised as a RunbookError, and shown here.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from runbook import i18n
from runbook.cli.click_messages import speak, translated
from runbook.cli.error_output import (
    error_text,
    guarded,
    open_what_is_closed,
    show_whatever_can_be_shown,
    tell,
    wanted_language,
    watching_the_reader,
)
from runbook.cli.exit_status import Status
from runbook.cli.once import refuse_slips
from runbook.cli.options import lang_option, quiet_option, with_quiet
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.resources import version

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NO_POSIX = N_(
    "the kit runs on Linux and macOS; on Windows, run it within WSL (wsl --install -d Debian) or in a container"
)
_MODULES = {"import": "import_lists"}  # a word of Python's own names no module
# In the order in which people need them.
COMMANDS = {
    "init": N_("Write a commented example inventory."),
    "import": N_("Fill an inventory with sites, appliances and people from a list kept elsewhere."),
    "check": N_("Check an inventory and name all its problems."),
    "export": N_("Write an inventory as YAML, a workbook or CSV."),
    "paths": N_("List the procedure paths that a change can follow."),
    "plan": N_("Show which path each change follows, why, and when."),
    "calendar": N_("Write all windows with their conflicts: a page, calendar entries, a table."),
    "diff": N_("Show what changes, and for whom, between two plans, inventories or folders."),
    "render": N_("Write the runbooks, checklists and blank records."),
    "verify": N_("Check filled-in records against their plan."),
    "status": N_("Show where each change stands."),
    "bundle": N_("Write a ZIP for the auditor, or check one."),
    "simulate": N_("Write the filled-in record of a faultless execution."),
    "pack": N_("Write the change-approval pack."),
    "send": N_("Send an approval pack by mail."),
    "forget": N_("Show what is kept about a person, and remove what can be made again."),
    "procedures": N_("Check the procedures, or show where a part of them is used."),
    "config": N_("Show which defaults are in force, and where each comes from."),
    "completion": N_("Let the shell complete commands and options."),
    "doctor": N_("Show what this machine lacks, and how to fix it."),
}


class RunbookGroup(click.Group):
    """Imports a command's module when the command is called; speaks the user's language; turns errors into statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `cmd_name` with its help in the user's language, or None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        name = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = getattr(import_module(f"{__name__}.{name}"), name)
        return translated(with_quiet(command), ctx.find_object(Language))

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse the group's own options; `--help` and `--version` are answered here."""
        with watching_the_reader():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with watching_the_reader():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. Raises click.UsageError, which says which was meant, however it is written."""
        try:
            name, command, words = super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            meant, known = error.command_name.lower(), self.commands
            raise click.exceptions.NoSuchCommand(meant, error.message, possibilities=known, ctx=ctx) from None
        if command is not None and not ctx.resilient_parsing:
            refuse_slips(ctx, name, command, words)
        return name, command, words

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name and purpose of each command, without importing any."""
        language = ctx.find_object(Language) or Language(tag=i18n.SOURCE)
        with formatter.section(language.text(N_("Commands"))):
            formatter.write_dl([(name, language.text(purpose)) for name, purpose in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that begin so, without importing any command."""
        from click.shell_completion import CompletionItem

        language = ctx.find_object(Language) or Language(tag=i18n.SOURCE)
        begun = [(name, purpose) for name, purpose in COMMANDS.items() if name.startswith(incomplete)]
        found = [CompletionItem(name, help=language.text(purpose)) for name, purpose in begun]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def main(  # type: ignore[override]  # it always ends the process
        self, args: Sequence[str] | None = None, prog_name: str | None = "runbook", **extra: Any
    ) -> NoReturn:
        """Run the command line and exit with a Status."""
        arguments = list(sys.argv[1:] if args is None else args)
        open_what_is_closed()
        show_whatever_can_be_shown()
        try:
            at = next((number for number, word in enumerate(arguments) if word in COMMANDS), len(arguments))
            language = wanted_language([*arguments[at:], *arguments[:at]], os.environ)
        except RunbookError as error:
            tell(error_text(error, Language(tag=i18n.SOURCE)))
            sys.exit(Status.INPUT)
        speak(language)
        if not hasattr(os, "geteuid"):  # whose files they are cannot be told, nor who may read them
            tell(language.text(NO_POSIX))
            sys.exit(Status.INPUT)
        group = translated(self, language)
        extra |= {"standalone_mode": False, "obj": language}
        sys.exit(guarded(lambda: click.Group.main(group, arguments, prog_name, **extra), language))


@click.group(
    cls=RunbookGroup,
    commands={name: click.Command(name) for name in COMMANDS},  # by these Click says which was meant
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("Runbooks, checklists and approval packs for appliance changes, and the check of what was filled in."),
)
@click.version_option(
    version(), "-V", "--version", message="%(prog)s %(version)s", help=N_("Show the version and exit.")
)
@quiet_option
@lang_option
def runbook() -> None:
    """The command `runbook`."""


def main() -> NoReturn:
    """Run the command line with the process's arguments; ends the process with a Status."""
    os.umask(os.umask(0) & 0o077)  # others may be kept out of a file or folder, but not who makes it
    try:
        runbook.main()
    finally:
        gc.freeze()  # nor once more among all that is left, when the process ends
