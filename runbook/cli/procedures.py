"""`runbook procedures`: check what technicians do, and show where a part of it is used."""

from __future__ import annotations

from pathlib import Path

import click

from runbook.cli.click_messages import TranslatedGroup
from runbook.cli.options import files, lang_option, pass_language
from runbook.i18n import N_, Language


@click.group(cls=TranslatedGroup, help=N_("Check the procedures, or show where a part of them is used."))
def procedures() -> None:
    """The commands for those who write procedures."""


@procedures.command(help=N_("Check procedures, the kit's own or those in DIR."))
@click.argument("folder", metavar="[DIR]", required=False, shell_complete=files)
@lang_option
@pass_language
def check(language: Language, folder: str | None) -> None:
    """Problems go to standard error, a line each, with exit status 2."""
    from runbook.planning.trial import try_out

    root = folder_of(folder)
    draft = try_out(root)
    # Bare numbers: forming plurals would load Babel.
    counts = {part: len(draft.parts[part]) for part in ("steps", "rules", "paths")}
    told = N_("{folder}: no problem. Steps: {steps}, rules: {rules}, paths: {paths}.")
    click.echo(language.text(told, folder=str(root), **counts))


@procedures.command(help=N_("Show a step, event, rule, path or block, and where it is used."))
@click.argument("name", metavar="NAME")
@click.argument("folder", metavar="[DIR]", required=False, shell_complete=files)
@lang_option
@pass_language
def show(language: Language, name: str, folder: str | None) -> None:
    """An account of one part, on standard output."""
    from runbook.cli.procedure_text import account
    from runbook.errors import InputError
    from runbook.procedures.load import listed, read_procedures

    draft, problems = read_procedures(folder_of(folder))
    if problems:
        raise InputError(listed(problems))
    click.echo(account(draft, name, language), nl=False)


def folder_of(folder: str | None) -> Path:
    """The folder that is meant; the kit's own is named as short as it can be."""
    from runbook.procedures.load import own_folder

    if folder is not None:
        return Path(folder)
    own = own_folder()
    return own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own
