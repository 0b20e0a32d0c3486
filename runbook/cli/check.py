"""`runbook check`: name every problem of an inventory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import clock
from runbook.cli.cautions import cautions
from runbook.cli.change_cautions import change_cautions, version_cautions
from runbook.cli.error_output import caution_text, error_text, tell
from runbook.cli.exit_status import Status
from runbook.cli.house_cautions import house_cautions
from runbook.cli.options import house_read, lang_option, now_option, pass_language
from runbook.cli.settings_options import house_option, inventory_argument
from runbook.cli.staff_cautions import PersonLanguages, initials_cautions, staff_cautions
from runbook.cli.too_large import TooLarge
from runbook.cli.unknown_cautions import unknown_cautions
from runbook.errors import InputError, Problem
from runbook.i18n import N_, Language
from runbook.model.site import Heading, Site
from runbook.reading.many_problems import THERE_ARE_MORE
from runbook.windows.away_cautions import away_cautions
from runbook.windows.plan_cautions import PlanCautions
from runbook.windows.window_cautions import WindowCautions

if TYPE_CHECKING:
    from runbook.reading.partial import Violation

_CELL = re.compile(r", (?:.*!)?[A-Z]+[0-9]+$")  # what follows the name of a workbook or of a table


@click.command(
    help=N_("Check an inventory (a file, a folder of files, or - for standard input) and name all its problems.")
)
@inventory_argument
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@now_option
@lang_option
@pass_language
def check(language: Language, inventory: str, house: Path | None, now: datetime | None) -> Status:
    """Problems go to standard error, a line each, with exit status 2; so do warnings, which change no status. How many
    there are goes to standard output."""
    try:
        _check(language, inventory, house, now)
    except InputError as error:
        tell(error_text(error, language))
        if any(problem.file for problem in error.problems):
            click.echo(_count(inventory, error.problems, language))
        return Status.INPUT
    return Status.DONE


def _check(language: Language, inventory: str, house: Path | None, now: datetime | None) -> None:
    """Raises InputError with every problem."""
    from runbook.inventory.files import passed_over
    from runbook.inventory.load import load_files

    read = house_read(inventory, house)
    own = read[0] if read else None
    present = now or clock.now()
    of_windows = WindowCautions(own.house.file if own else None)
    languages = PersonLanguages()
    asked: set[str] = set()
    planned, too_large = PlanCautions(present, own), TooLarge(present)

    def said(thing: Site | Heading) -> Iterator[Violation]:
        yield from cautions(thing)
        asked.update(thing.languages or ())
        if not isinstance(thing, Heading):
            yield from change_cautions(thing, present)
            yield from version_cautions(thing)
            yield from unknown_cautions(thing)
            yield from staff_cautions(thing)
            yield from initials_cautions(thing, own.house if own else None)
            yield from languages(thing)
            yield from of_windows(thing)
            yield from planned(thing)
            yield from away_cautions(thing, own.house if own else None, present)
            yield from too_large(thing)

    files = load_files(
        inventory, lambda site, _data: (len(site.appliances), len(site.changes)), said, own.house if own else None
    )
    warned = [*house_cautions(read[1], asked)] if read else []
    warned += passed_over(inventory)
    warned += [caution for file in files for caution in file.cautions]
    for caution in warned:
        tell(caution_text(caution, language))
    if planned.left:
        text = N_("{many} changes were planned, to say what their plans warn of; for {left} more, run `runbook plan`")
        tell(language.text(text, many=planned.planned, left=planned.left))
    if read and planned.refused:
        raise InputError(tuple(one.problem(read[1]) for one in planned.refused))
    sites = [counted for file in files for counted in file.sites]
    click.echo(_summary(inventory, sites, len(warned), language))


def _count(file: str, problems: Collection[Problem], language: Language) -> str:
    """How many problems there are, and in how many files."""
    cut = sum(problem.message == THERE_ARE_MORE for problem in problems)
    files = {_CELL.sub("", problem.file) for problem in problems}
    told = N_("{file}: problems: {problems}, in files: {files}.")
    if cut:
        told = N_("{file}: problems: more than {problems}, in files: {files}.")
    return language.text(told, file=file, problems=len(problems) - cut, files=len(files))


def _summary(file: str, sites: Collection[tuple[int, int]], warnings: int, language: Language) -> str:
    """That nothing is wrong, and of how much: the appliances and changes of each of the `sites`."""
    # Bare numbers: forming plurals and lists would load Babel, and take a tenth of the whole command's time.
    counts = {
        "sites": len(sites),
        "appliances": sum(appliances for appliances, _ in sites),
        "changes": sum(changes for _, changes in sites),
    }
    told = N_("{file}: no problems. Sites: {sites}, appliances: {appliances}, changes: {changes}.")
    if warnings:
        told = N_(
            "{file}: warnings: {warnings}, nothing else. Sites: {sites}, appliances: {appliances}, changes: {changes}."
        )
    return language.text(told, file=file, warnings=warnings, **counts)
