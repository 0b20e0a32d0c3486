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
    # Bare numbers: forming plurals and lists would load Babel, and take a tenth of the whole command's time.
    counts = {
        "sites": len(sites),
        "appliances": sum(len(site.appliances) for site in sites),
        "changes": sum(len(site.changes) for site in sites),
    }
    told = N_("{file}: no problem. Sites: {sites}, appliances: {appliances}, changes: {changes}.")
    click.echo(language.text(told, file=inventory, **counts))
