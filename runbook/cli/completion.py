"""`runbook completion`: let the shell complete commands, options and files."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runbook.cli.completion_files import SHELLS, Installed, install, script_of
from runbook.cli.options import ChoiceOf, lang_option, pass_language
from runbook.i18n import N_, Language

TOLD = {
    "written": N_("{file} is written."),
    "kept": N_("{file} already exists, as it should be."),
    "added": N_("Two lines were added to {file}, which read it."),
}


@click.command(
    help=N_("Show what lets SHELL (bash, zsh, fish; by default yours) complete commands and options, or install it.")
)
@click.argument("shell", metavar="[SHELL]", required=False, type=ChoiceOf(SHELLS))
@click.option("--install", "wanted", is_flag=True, help=N_("Put it where the shell finds it, for you only."))
@click.option("--force", is_flag=True, help=N_("Also replace a file that this command did not write."))
@lang_option
@pass_language
def completion(language: Language, shell: str | None, wanted: bool, force: bool) -> None:
    """The script goes to standard output; with `--install`, what was done is said there."""
    chosen = shell or _own_shell(language)
    if not wanted:
        click.echo(script_of(chosen), nl=False)
        return
    for done in install(chosen, os.environ, force=force):
        click.echo(_told(done, language))
    click.echo(language.text(N_("A {shell} that you open from now on completes runbook."), shell=chosen))


def _told(done: Installed, language: Language) -> str:
    return language.text(TOLD[done.state], file=str(done.file))


def _own_shell(language: Language) -> str:
    """The shell that one has. Raises click.BadParameter where it is none of SHELLS."""
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        problem = N_("it is not known which shell you use; write one of: {known}")
        raise click.BadParameter(language.text(problem, known=", ".join(SHELLS)), param_hint="SHELL")
    return name
