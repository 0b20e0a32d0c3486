"""`runbook render`: write the runbooks, checklists and blank records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import clock
from runbook.cli.building import build, build_options, read_fleet, refuse_house_folder
from runbook.cli.closed_changes import going_on, put_aside
from runbook.cli.error_output import note
from runbook.cli.exit_status import Status
from runbook.cli.house_cautions import tell_untranslated
from runbook.cli.options import change_options, house_of, now_option, pass_language, usual_paper
from runbook.cli.past_windows import past_in, tell_past
from runbook.cli.readiness import ready_to_draw
from runbook.cli.settings_options import house_option, inventory_argument
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from datetime import datetime

    from runbook.document.parts import PaperSize


@click.command(help=N_("Write the runbooks, checklists and blank records."))
@inventory_argument
@change_options
@build_options
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@click.option("--archive", is_flag=True, help=N_("Also write archive copies: PDF/A-3 with the plan inside."))
@click.option("--html", is_flag=True, help=N_("Also write checklists for a browser: one file each, no network."))
@now_option
@pass_language
def render(
    language: Language,
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    languages: tuple[str, ...],
    out: Path,
    jobs: int | None,
    dask: str | None,
    house: Path | None,
    archive: bool,
    html: bool,
    fresh: bool,
    paper: PaperSize,
    duplex: bool,
    now: datetime | None,
) -> Status:
    """What is current stays; a change that fails is named, and the others go on."""
    from runbook.build.task import tasks_of
    from runbook.cache import Cache, usual_place
    from runbook.document.parts import paper_of

    cache = Cache(folder=usual_place())
    refuse_house_folder(out, inventory, house)
    own = house_of(inventory, house)
    everything = read_fleet(inventory, sites, changes, out, cache, language, own)
    fleet = going_on(everything, changes, language)
    present = now or clock.now()
    put_aside(everything, inventory, out, present, language)
    tell_past(past_in(fleet, present), language)
    tell_untranslated(own, fleet, languages, language)
    if dask is None:
        ready_to_draw(language)
    sheets = paper_of(usual_paper(paper, own), duplex=duplex)
    tasks = tasks_of(fleet, languages, sheets, archive=archive, html=html, out=out, cache=cache)
    total = sum(len(site.changes) for site in fleet)
    account = build(tasks, total, out, language, jobs=jobs, dask=dask, fresh=fresh, cache=cache)
    cache.trim()
    summary = N_("{folder}: files made: {made}, kept as current: {kept}.")
    note(language.text(summary, folder=str(out), made=account.counts["made"], kept=account.counts["kept"]))
    return Status.INPUT if account.counts["failed"] else Status.DONE
