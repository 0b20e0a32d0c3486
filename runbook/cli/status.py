"""`runbook status`: where each change of an inventory stands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from runbook.cli import clock
from runbook.cli.error_output import error_text, tell, tell_written
from runbook.cli.exit_status import Status
from runbook.cli.options import (
    ANY_PATH,
    STDERR,
    ChoiceOf,
    FolderPath,
    change_options,
    files,
    force_option,
    house_of,
    lang_option,
    now_option,
    output_option,
    pass_language,
    refuse_other_kind,
)
from runbook.cli.progress import Progress
from runbook.cli.settings_options import house_option, inventory_argument, jobs_option, setting_option
from runbook.cli.terminal import coloured
from runbook.errors import InputError
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.build.workers import Start
    from runbook.estate.counts import StatusCounts
    from runbook.estate.survey import Survey
    from runbook.model.house import PackedHouse
    from runbook.named_output import NamedOutput

FORMS = ("text", "json", "csv", "html")
SEALED = ("json", "html")  # of which can be seen whether somebody changed them
OF_STANDINGS = {
    "failed": Status.FAIL,
    "backed-out": Status.BACKED_OUT,
}  # what is settled or not due has no effect; all else is open
WORST = (Status.FAIL, Status.UNDETERMINED, Status.BACKED_OUT, Status.DONE)


@click.command(
    help=N_(
        "Show where each change of INVENTORY stands, judging by the plans that were rendered and the "
        "records that came back (files and folders; by default those among the plans)."
    )
)
@inventory_argument
@click.argument("records", metavar="[RECORD...]", nargs=-1, type=ANY_PATH, shell_complete=files)
@setting_option(
    "--plan",
    "plans",
    setting="out",
    type=FolderPath(file_okay=False, path_type=Path),
    default=Path("out"),
    metavar="DIR",
    help=N_("The folder that was rendered into; by default out."),
)
@change_options
@click.option(
    "--format",
    "form",
    type=ChoiceOf(FORMS),
    help=N_(
        "text for people, html for a browser, json or csv for programs; by default according to the file's ending."
    ),
)
@output_option(N_("Where it goes; by default to standard output."))
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@jobs_option
@force_option
@now_option
@lang_option
@pass_language
@click.pass_context
def status(
    ctx: click.Context,
    language: Language,
    inventory: str,
    records: tuple[str, ...],
    plans: Path,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    form: str | None,
    output: Path | None,
    house: Path | None,
    jobs: int | None,
    force: bool,
    now: datetime | None,
) -> Status:
    """What is read and judged is printed as it comes, in the order of the inventory; the worst decides the status."""
    from runbook.estate.counts import StatusCounts

    form = form or _form_of(output)
    named_place = output is not None and str(output) != "-"
    place = (
        _place(output, form, force, inventory, house, plans, records) if output is not None and named_place else None
    )
    if output is not None:
        refuse_other_kind(output, form)
    present, counts = now or clock.now(), StatusCounts()
    named = ctx.get_parameter_source("plans") in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
    survey = partial(_survey, inventory, house_of(inventory, house), sites, changes, plans, records, named=named)
    with _workers(jobs) as start:
        found = survey(present, start, language)
        lines = _lines(form, found, counts, present, language, place is None)
        if place is None:
            for line in lines:
                click.echo(line)
        else:
            with Progress(language, language.text(N_("reading records"))):
                content = "".join(f"{line}\n" for line in lines)
            place.write(content.encode())
            tell_written(place, language)
    if found.problems:
        tell(error_text(InputError(tuple(dict.fromkeys(found.problems))), language))
    return _worst(found, counts)


def _workers(jobs: int | None) -> AbstractContextManager[Start]:
    """Those that read sites, look for records and judge them, one after the other."""
    from runbook.build.workers import here, kept, processes
    from runbook.cli.building import cores

    count = jobs or cores()
    return kept(here() if count == 1 else processes(count, "runbook.estate.judge_parts"))


def _survey(
    inventory: str,
    own: PackedHouse | None,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    plans: Path,
    records: tuple[str, ...],
    present: datetime,
    start: Start,
    language: Language,
    *,
    named: bool,
) -> Survey:
    """Raises RunbookError for an inventory with problems, and for names that fit nothing."""
    from runbook.build.workers import here, in_order
    from runbook.cache import Cache, usual_place
    from runbook.estate.kept_verdicts import KeptVerdicts
    from runbook.estate.survey import survey
    from runbook.inventory.packed import choose_packed, load_fleet
    from runbook.resources import fingerprint

    cache = Cache(folder=usual_place())
    with Progress(language, language.text(N_("reading {file}"), file=inventory)):
        everything = load_fleet(inventory, cache, own, partial(in_order, start))
        fleet = choose_packed(everything, sites, changes)
    cache.trim()
    known = [(site.id, change) for site in everything for change in site.changes]
    few = sum(len(site.changes) for site in fleet) < 20 and not records
    kept = KeptVerdicts(cache, plans, fingerprint())
    return survey(fleet, known, plans, records, present, here() if few else start, named=named, kept=kept)


def _lines(
    form: str, found: Survey, counts: StatusCounts, present: datetime, language: Language, printed: bool
) -> Iterable[str]:
    if form == "json":
        from runbook.estate.status_data import status_json

        return status_json(found, counts, present)
    if form == "csv":
        from runbook.estate.status_data import status_csv

        return status_csv(found, counts)
    if form == "html":
        from runbook.estate.status_page import status_page

        return iter([status_page(found, counts, present, language).removesuffix("\n")])
    from runbook.estate.status_text import status_lines

    return status_lines(found, counts, language, _paint(printed and coloured(sys.stdout)))


def _paint(colours: bool) -> Callable[[str, str], str]:
    from runbook.cli.verify import COLOURS

    def painted(text: str, role: str) -> str:
        return click.style(text, **COLOURS[role]) if colours else text  # type: ignore[arg-type]

    return painted


def _form_of(output: Path | None) -> str:
    """What the ending of the file says; text where it says nothing."""
    ending = output.suffix[1:].lower() if output is not None else ""
    return ending if ending in FORMS else "text"


def _is_own(content: bytes) -> bool:
    from runbook.estate.status_data import is_status_json
    from runbook.estate.status_page import is_status_page

    return is_status_page(content) or is_status_json(content)


def _place(
    output: Path,
    form: str,
    force: bool,
    inventory: str,
    house: Path | None,
    plans: Path,
    records: tuple[str, ...],
) -> NamedOutput:
    """Where it goes; before any work is done. Raises RunbookError, OSError."""
    from runbook.cli.read_below import inventory_below, read_below, read_beside
    from runbook.estate.record_search import may_be_record
    from runbook.named_output import NamedOutput
    from runbook.reading.plan_json import is_plan_name

    place = NamedOutput(path=output, own=_is_own, force=force, mark=form in SEALED)
    folders = [inventory_below(inventory), (str(plans), is_plan_name)]
    folders += [(each, may_be_record) for each in records or (str(plans),)]
    below = read_below(output, _is_own, folders, read_beside(inventory, house))
    place.check((inventory, *records, *below), (STDERR,))
    return place


def _worst(found: Survey, counts: StatusCounts) -> Status:
    """The status of the worst: what belongs to no change, or was named and cannot be read, leaves something open."""
    from runbook.estate.change_status import SETTLED

    seen = {OF_STANDINGS.get(name, Status.UNDETERMINED) for name in counts.standings if name not in SETTLED}
    if found.strays or found.unread or found.no_records or found.problems:
        seen.add(Status.UNDETERMINED)
    return next((each for each in WORST if each in seen), Status.DONE)
