"""`runbook check`: name every problem of an inventory."""

from __future__ import annotations

import click

from runbook.cli.cautions import cautions
from runbook.cli.error_output import caution_text, tell
from runbook.cli.options import lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(
    help=N_("Check an inventory (a file, a folder of files, or - for standard input) and name all its problems.")
)
@click.argument("inventory")
@lang_option
@pass_language
def check(language: Language, inventory: str) -> None:
    """Problems go to standard error, a line each, with exit status 2; so do warnings, which change no status."""
    from runbook.inventory.load import load_files

    files = load_files(inventory, lambda site, _data: (len(site.appliances), len(site.changes)), cautions)
    for caution in (caution for file in files for caution in file.cautions):
        tell(caution_text(caution, language))
    sites = [counted for file in files for counted in file.sites]
    # Bare numbers: forming plurals and lists would load Babel, and take a tenth of the whole command's time.
    counts = {
        "sites": len(sites),
        "appliances": sum(appliances for appliances, _ in sites),
        "changes": sum(changes for _, changes in sites),
    }
    told = N_("{file}: no problem. Sites: {sites}, appliances: {appliances}, changes: {changes}.")
    click.echo(language.text(told, file=inventory, **counts))
