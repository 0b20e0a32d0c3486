"""`runbook check`: name every problem of an inventory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from runbook.cli.error_output import caution_text, tell
from runbook.cli.options import lang_option, pass_language
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.model.site import Site
    from runbook.reading.partial import Violation


@click.command(
    help=N_("Check an inventory (a file, a folder of files, or - for standard input) and name all its problems.")
)
@click.argument("inventory")
@lang_option
@pass_language
def check(language: Language, inventory: str) -> None:
    """Problems go to standard error, a line each, with exit status 2; so do warnings, which change no status."""
    from runbook.inventory.load import load_files

    files = load_files(inventory, lambda site, _data: (len(site.appliances), len(site.changes)), _cautions)
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


def _cautions(site: Site) -> Iterator[Violation]:
    """Ids by which one appliance is taken for another."""
    from runbook.planning.misleading import may_mislead, misleading_ids

    if not may_mislead(site):  # the procedures take longer to load than a small inventory to check
        return
    from runbook.procedures.load import load_procedures
    from runbook.reading.partial import Violation

    message = N_("{id} ends in {letter}, by which pages call {other} in hop {hop} of {change}")
    remedy = N_("give it another id, such as one that ends in a digit")
    for found in misleading_ids(site, load_procedures()):
        values = {name: str(value) for name, value in found._asdict().items()}
        yield Violation(("appliances", found.place, "id"), message, remedy, values)
