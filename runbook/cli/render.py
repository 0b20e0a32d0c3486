"""`runbook render`: write the runbooks, checklists and blank records."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.changes import cores, is_new, put_aside_text
from runbook.cli.error_output import trouble_text
from runbook.cli.options import known_languages, pass_language
from runbook.cli.readiness import ready_to_draw
from runbook.cli.status import Status
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.build.run import ChangeOutcome
    from runbook.document.parts import Paper


def _a_scheduler(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Click callback of `--dask`: refuses what is no address."""
    if value is not None:
        from runbook.build.dask_workers import EXAMPLE, place_of

        try:
            place_of(value)
        except ValueError:
            problem = N_("{value!r} is no address of a scheduler, such as {example}")
            language = ctx.find_object(Language) or Language(tag="en")
            told = language.text(problem, value=value, example=EXAMPLE)
            raise click.BadParameter(told, ctx=ctx, param=param) from None
    return value


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
@click.option(
    "--dask",
    metavar="tcp://HOST:PORT",
    callback=_a_scheduler,
    help=N_("Let the workers of this Dask scheduler do it."),
)
@click.option("--archive", is_flag=True, help=N_("Write archived copies too: PDF/A-3 with the plan inside."))
@click.option("--fresh", is_flag=True, help=N_("Make everything anew, also what is current."))
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
    dask: str | None,
    archive: bool,
    fresh: bool,
    paper: Paper,
) -> Status:
    """What is current stays; a change that fails is named, and the others go on."""
    from runbook.build.run import render_fleet
    from runbook.build.task import tasks_of
    from runbook.build.workers import here, processes
    from runbook.cache import Cache, usual_place
    from runbook.inventory.packed import choose_packed, load_fleet

    cache = Cache(folder=usual_place())
    fleet = choose_packed(load_fleet(inventory, cache), sites, changes)
    jobs = jobs or cores()
    if dask is None:
        ready_to_draw(language)
    start = processes(jobs) if jobs > 1 else here()
    if dask is not None:
        from runbook.build.dask_workers import dask as workers_of

        start = workers_of(dask)
    tally = _tally(
        render_fleet(
            tasks_of(fleet, languages, paper, archive=archive),
            out,
            start,
            fresh=fresh,
            alone=None if dask else here(),
            cache=cache,
        ),
        out,
        language,
    )
    cache.trim()
    counts = {name: tally[name] for name in ("made", "kept", "filled", "full")}
    told = N_("{folder}: files made: {made} (documents filled in: {filled}, set in full: {full}), kept: {kept}.")
    click.echo(language.text(told, folder=str(out), **counts), err=True)
    return Status.INPUT if tally["failed"] else Status.DONE


def _said(told: ChangeOutcome, out: Path, language: Language) -> Iterator[str]:
    """What lies there and is not what the kit would have put there."""
    for aside in told.aside:
        file = aside.with_name(aside.name.rsplit(".", 2)[0])
        if file.name == "plan.json":
            text = N_("{file} is another now: what was filled in goes with the plan that is now {aside}.")
            yield language.text(text, file=str(file), aside=aside.name)
        else:
            yield put_aside_text(file, aside, language)
    if told.old:
        text = N_(
            "{folder} holds files of an earlier plan, which were left: {files}. Render them again, or delete them."
        )
        yield language.text(text, folder=str(out / told.site / told.change), files=", ".join(told.old))


def _tally(news: Iterable[ChangeOutcome], out: Path, language: Language) -> Counter[str]:
    """What became of how many files; what fails is told at once, progress only to a terminal.

    A change may fail in several pieces for one reason: that is told once.
    """
    tally: Counter[str] = Counter()
    said: set[tuple[str, str]] = set()
    terminal = sys.stderr.isatty()
    for told in news:
        tally.update(made=told.made, kept=told.kept, filled=told.filled, full=told.full, failed=told.error is not None)
        what = f"{told.site}/{told.change}"
        if terminal:
            click.echo(f"\r\033[K{tally['made'] + tally['kept']}  {what}", nl=False, err=True)
        clear = "\r\033[K" if terminal else ""
        for text in _said(told, out, language):
            click.echo(clear + text, err=True)
        if told.error is not None and is_new((what, told.error), said):
            click.echo(f"{clear}{what}: {trouble_text(told.error, language)}", err=True)
    if terminal:
        click.echo("\r\033[K", nl=False, err=True)
    return tally
