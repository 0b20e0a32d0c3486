"""`runbook export`: an inventory in another form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from runbook.cli.error_output import note
from runbook.cli.options import (
    STDERR,
    ChoiceOf,
    NamedPath,
    force_option,
    house_read,
    lang_option,
    pass_language,
    refuse_other_kind,
)
from runbook.cli.settings_options import house_option, inventory_argument
from runbook.errors import RunbookError
from runbook.i18n import N_, Language

FORMS = ("yaml", "xlsx", "csv")


@click.command(help=N_("Write an inventory as YAML, as a workbook, or as CSV, a file for each sheet. Nothing is lost."))
@inventory_argument
@click.option(
    "--to",
    "form",
    type=ChoiceOf(FORMS),
    help=N_("What is written; by default according to the ending of PLACE."),
)
@click.option(
    "-o",
    "--output",
    type=NamedPath(path_type=Path),
    required=True,
    metavar="PLACE",
    help=N_("Where it goes: a file, or - for standard output; for csv, a folder."),
)
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@force_option
@lang_option
@pass_language
def export(language: Language, inventory: str, form: str | None, output: Path, house: Path | None, force: bool) -> None:
    """Heads are in the language of the messages."""
    from runbook.cli.read_below import inventory_below, read_below, read_beside
    from runbook.inventory.files import files_of
    from runbook.inventory.workbook.written import csv_files, read_written, yaml_bytes
    from runbook.named_output import NamedOutput, write_together

    form = form or _form_of(output)
    read = house_read(inventory, house)
    if form == "csv" and (str(output) == "-" or (output.suffix.lower() == ".csv" and not output.is_dir())):
        raise RunbookError(N_("CSV is a file for each sheet: name a folder by -o"))
    if form == "csv" and not output.is_dir():
        refuse_other_kind(output, form)
    written = read_written(inventory, read[0].house if read else None)
    if form == "yaml":
        contents = {output: yaml_bytes(written)}
    elif form == "xlsx":
        from runbook.inventory.workbook.xlsx_file import workbook_bytes

        contents = {output: workbook_bytes(written.rows(), language)}
    else:
        from runbook.atomic_write import make_folder

        make_folder(output)
        contents = {output / name: content for name, content in csv_files(written.rows(), language).items()}
    if str(output) == "-":
        click.echo(contents[output], nl=False)
        return
    inputs = [str(file) for file in files_of(inventory)[0]]
    places = {path: NamedOutput(path=path, own=_as_is(content), force=force) for path, content in contents.items()}
    for path, place in places.items():  # all, before one is written
        below = read_below(path, place.own, [inventory_below(inventory)], read_beside(inventory, house))
        place.check([*inputs, *below], (STDERR,))
        refuse_other_kind(path, form)
    if form == "csv":
        write_together((place, contents[path]) for path, place in places.items())
    else:
        places[output].write(contents[output])
    click.echo(language.text(N_("{file} is written."), file=str(output)))
    if count := written.open_values():
        text = N_("values marked “?”, as nobody has said yet what they are: {count}; `runbook check` names each")
        note(language.text(text, count=count))


def _form_of(output: Path) -> str:
    """Raises RunbookError for a name that does not say it."""
    ending = output.suffix.lower().removeprefix(".")
    form = "yaml" if ending == "yml" else ending
    if form not in FORMS:
        raise RunbookError(N_("{file}: this name does not show what to write; use --to to say so"), file=str(output))
    return form


def _as_is(content: bytes) -> Callable[[bytes], bool]:
    """Whether what is there already is what would be written, to the byte."""
    return lambda there: there == content
