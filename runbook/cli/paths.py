"""`runbook paths`."""

from __future__ import annotations

import click

from runbook.cli.options import lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("List the procedure paths that a change can follow."))
@lang_option
@pass_language
def paths(language: Language) -> None:
    """Id and title of each path, in the order of the procedures."""
    from runbook.planning.paths import path_ids
    from runbook.procedures.load import load_procedures

    listed = path_ids(load_procedures())
    width = max(len(name) for name, _ in listed)
    for name, title in listed:
        click.echo(f"{name:<{width}}  {language.text(title)}")
