"""`runbook check`: name every problem of an inventory."""

from __future__ import annotations

import click

from runbook.cli.options import lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("Check an inventory and name all its problems, with line and remedy; - is standard input."))
@click.argument("inventory")
@lang_option
@pass_language
def check(language: Language, inventory: str) -> None:
    """Problems go to standard error, a line each, with exit status 2."""
    from runbook.load.inventory import load_inventory

    sites = load_inventory(inventory).sites
    counts = (
        language.plural(N_("{n} site"), N_("{n} sites"), len(sites)),
        language.plural(N_("{n} appliance"), N_("{n} appliances"), sum(len(site.appliances) for site in sites)),
        language.plural(N_("{n} change"), N_("{n} changes"), sum(len(site.changes) for site in sites)),
    )
    found = language.list(counts)
    click.echo(language.text(N_("{file}: no problem in {counts}."), file=inventory, counts=found))
