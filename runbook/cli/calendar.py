"""`runbook calendar`: all windows of an inventory as one page, as calendar entries, or as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.error_output import note
from runbook.cli.options import (
    STDERR,
    STDOUT,
    ChoiceOf,
    change_options,
    force_option,
    house_of,
    lang_option,
    output_option,
    pass_language,
    refuse_other_kind,
)
from runbook.cli.settings_options import house_option, inventory_argument
from runbook.errors import RunbookError
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.named_output import NamedOutput
    from runbook.windows.fleet_calendar import CalendarWindow, FleetCalendar

FORMS = ("html", "ics", "csv")
NAMED = 8  # windows in conflict that are named; the file shows all


@click.command(
    help=N_("Write all windows of INVENTORY with their conflicts: as a page, as calendar entries, as a table.")
)
@inventory_argument
@change_options
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@click.option(
    "--format",
    "form",
    type=ChoiceOf(FORMS),
    help=N_(
        "html: one page for a browser; ics: calendar entries; csv: a table. By default according to the "
        "ending of FILE, otherwise html."
    ),
)
@output_option(N_("Where it goes; by default calendar.html, calendar.ics or calendar.csv here. - is standard output."))
@force_option
@lang_option
@pass_language
def calendar(
    language: Language,
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    house: Path | None,
    form: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """With sites or changes that are named, nothing of another site is in it, nor compared with."""
    from runbook.windows.fleet_calendar import read_calendar

    form = form or _form_of(output)
    path = output or Path(f"calendar.{form}")
    own = house_of(inventory, house)
    place = None if str(path) == "-" else _place(path, form, inventory, house, force=force)
    refuse_other_kind(path, form)
    found = read_calendar(inventory, own, sites, changes)
    content = _written(found, form, language)
    if place is None:
        click.echo(content, nl=False)
        return
    place.write(content)
    counts = {"windows": len(found.windows), "conflicts": len(found.conflicting)}
    text = N_("{file}: windows: {windows}; in conflict: {conflicts}.")
    note(language.text(text, file=str(path), **counts))
    for window in found.conflicting[:NAMED]:
        note(_conflict(window, language))
    if (left := len(found.conflicting) - NAMED) > 0:
        note(language.text(N_("and {count} more, which {file} shows"), count=left, file=str(path)))


def _conflict(window: CalendarWindow, language: Language) -> str:
    """Which window is in conflict, and with what."""
    from runbook.windows.window_words import said_of, window_name

    told = "; ".join(said_of(mark, language) for mark in window.conflicts)
    name, start = f"{window.site.id}/{window.change.id}", language.datetime(window.start)
    which = window_name(window, language)
    return language.text(N_("{name}: {value}"), name=f"{name}, {which}, {start}", value=told)


def _form_of(output: Path | None) -> str:
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    ending = "html" if ending == "htm" else ending
    if ending and ending not in FORMS and str(output) != "-":
        raise RunbookError(
            N_("{file}: this name does not show what to write; use --format to say so"), file=str(output)
        )
    return ending or FORMS[0]


def _place(path: Path, form: str, inventory: str, house: Path | None, *, force: bool) -> NamedOutput:
    """Where it goes, before any work is done. Raises RunbookError, OSError."""
    from runbook.cli.read_below import inventory_below, read_below, read_beside
    from runbook.named_output import NamedOutput

    place = NamedOutput(path=path, own=_is_own, force=force, mark=form != "csv")
    below = read_below(path, _is_own, [inventory_below(inventory)], read_beside(inventory, house))
    place.check((inventory, *below), (STDOUT, STDERR))
    return place


def _is_own(content: bytes) -> bool:
    from runbook.web.html_page import is_own_page
    from runbook.windows.calendar_file import is_own_calendar

    return is_own_page(content) or is_own_calendar(content)


def _written(found: FleetCalendar, form: str, language: Language) -> bytes:
    if form == "ics":
        from runbook.windows.calendar_file import calendar_file

        return calendar_file(found, language)
    if form == "csv":
        from runbook.windows.calendar_table import calendar_table

        return calendar_table(found, language)
    from runbook.windows.calendar_page import calendar_page

    return calendar_page(found, language).encode()
