"""`runbook render`: write the runbooks, checklists and blank records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.edge import trouble_text
from runbook.cli.options import known_languages, pass_language
from runbook.cli.orders import cores, orders_of
from runbook.cli.readiness import ready_to_draw
from runbook.i18n import N_, Language
from runbook.status import Status

if TYPE_CHECKING:
    from runbook.document.parts import Paper


@click.command(help=N_("Write the runbooks, checklists and blank records."))
@click.argument("inventory")
@click.option("--site", "sites", multiple=True, metavar="ID", help=N_("Only this site; may be repeated."))
@click.option("--change", "changes", multiple=True, metavar="ID", help=N_("Only this change; may be repeated."))
@click.option(
    "--lang",
    "languages",
    multiple=True,
    metavar="TAG",
    callback=known_languages,
    help=N_("Render in this language, not in those of the inventory; may be repeated."),
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    metavar="DIR",
    help=N_("Where the files go; by default out."),
)
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help=N_("Processes; by default one a core."))
@click.option("--paper", type=click.Choice(["A4", "Letter"]), default="A4", help=N_("Paper size; by default A4."))
@pass_language
def render(
    language: Language,
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    languages: tuple[str, ...],
    out: Path,
    jobs: int | None,
    paper: Paper,
) -> Status:
    """Plans first, all of them; then the files. A change that fails is named, and the others go on."""
    from runbook.render import Made, work_list
    from runbook.render import render as make

    ready_to_draw(language)
    orders, troubles = orders_of(inventory, sites, changes, languages, paper)
    works = work_list(orders, out)
    terminal = sys.stderr.isatty()
    finished = 0

    def tell(made: Made) -> None:
        nonlocal finished
        finished += 1
        if terminal:
            click.echo(f"\r\033[K{finished}/{len(works)}  {made.path}", nl=False, err=True)

    outcome = make(works, jobs or cores(), tell)
    if terminal:
        click.echo("\r\033[K", nl=False, err=True)
    troubles += [(str(made.path), made.error) for made in outcome if made.error]
    for what, error in troubles:
        click.echo(f"{what}: {trouble_text(error, language)}", err=True)
    return Status.INPUT if troubles else Status.DONE
