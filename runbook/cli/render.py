"""`runbook render`: write the runbooks, checklists and blank records."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.edge import trouble_text
from runbook.cli.options import known_languages, pass_language
from runbook.cli.readiness import ready_to_draw
from runbook.i18n import N_, Language
from runbook.status import Status

if TYPE_CHECKING:
    from runbook.document.parts import Paper
    from runbook.errors import RunbookError
    from runbook.render import Order


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
    orders, troubles = _orders(inventory, sites, changes, languages, paper)
    works = work_list(orders, out)
    terminal = sys.stderr.isatty()
    finished = 0

    def tell(made: Made) -> None:
        nonlocal finished
        finished += 1
        if terminal:
            click.echo(f"\r\033[K{finished}/{len(works)}  {made.path}", nl=False, err=True)

    outcome = make(works, jobs or _cores(), tell)
    if terminal:
        click.echo("\r\033[K", nl=False, err=True)
    troubles += [(str(made.path), made.error) for made in outcome if made.error]
    for what, error in troubles:
        click.echo(f"{what}: {trouble_text(error, language)}", err=True)
    return Status.INPUT if troubles else Status.DONE


def _orders(
    inventory: str, sites: tuple[str, ...], changes: tuple[str, ...], languages: tuple[str, ...], paper: Paper
) -> tuple[list[Order], list[tuple[str, RunbookError | OSError]]]:
    """The plans that could be made, and for the others what is wrong."""
    from runbook.errors import RunbookError
    from runbook.load.inventory import load_inventory
    from runbook.load.procedures import load_procedures
    from runbook.planning import make_plan
    from runbook.planning.choose import chosen
    from runbook.render import Order

    loaded = load_inventory(inventory)
    orders: list[Order] = []
    troubles: list[tuple[str, RunbookError | OSError]] = []
    for site, change in chosen(loaded, sites, changes):
        try:
            plan = make_plan(loaded, site, change, load_procedures())
        except RunbookError as error:
            troubles.append((f"{site.id}/{change.id}", error))
            continue
        orders.append(Order(plan=plan, languages=tuple(dict.fromkeys(languages)) or plan.languages, paper=paper))
    return orders, troubles


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
