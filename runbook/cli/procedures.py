"""`runbook procedures`: check what technicians do, and show where a part of it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.click_messages import TranslatedGroup
from runbook.cli.options import ANY_PATH, files, lang_option, pass_language
from runbook.cli.progress import Progress
from runbook.cli.settings_options import from_here, house_option
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.model.house import House

house_folder = house_option(N_("The organisation's own folder, beside them."))
procedures_argument = click.argument(
    "folder", metavar="[DIR]", required=False, type=ANY_PATH, is_eager=True, callback=from_here, shell_complete=files
)


@click.group(cls=TranslatedGroup, help=N_("Check the procedures, or show where a part of them is used."))
def procedures() -> None:
    """The commands for those who write procedures."""


@procedures.command(help=N_("Check procedures, the kit's own or those in DIR."))
@procedures_argument
@house_folder
@lang_option
@pass_language
def check(language: Language, folder: str | None, house: Path | None) -> None:
    """Problems go to standard error, a line each, with exit status 2; so do warnings, which change no status."""
    from runbook.planning.trial import try_out

    if house is not None:
        _check_house(language, folder, house)
        return
    root = folder_of(folder)
    with Progress(language, language.text(N_("checking {folder}"), folder=str(root))):
        draft = try_out(root)
    # Bare numbers: forming plurals would load Babel.
    counts = {part: len(draft.parts[part]) for part in ("steps", "rules", "paths")}
    told = N_("{folder}: no problems. Steps: {steps}, rules: {rules}, paths: {paths}.")
    click.echo(language.text(told, folder=str(root), **counts))


@procedures.command(
    help=N_(
        "Show a part of the procedures, and where it is used. NAME is that of a step, event, rule, night, path, phase, "
        "block, risk or place; without it, what all are called is listed."
    )
)
@click.argument("name", metavar="[NAME]", required=False)
@procedures_argument
@house_folder
@lang_option
@pass_language
def show(language: Language, name: str | None, folder: str | None, house: Path | None) -> None:
    """An account of one part, or the names of all of them, on standard output."""
    if name is None:
        _list(language, house)
        return
    if house is not None:
        from runbook.cli.house_text import house_account
        from runbook.house.house_load import read_house
        from runbook.procedures.load import load_procedures

        kit = load_procedures(folder_of(folder) if folder else None)
        if (told := house_account(read_house(house, kit)[1], kit, name, language)) is not None:
            click.echo(told, nl=False)
            return
    from runbook.cli.procedure_text import account
    from runbook.errors import InputError
    from runbook.procedures.load import listed, read_procedures

    draft, problems = read_procedures(folder_of(folder))
    if problems:
        raise InputError(listed(problems))
    click.echo(account(draft, name, language), nl=False)


def _list(language: Language, house: Path | None) -> None:
    """The names of all parts of the kit's procedures, and of a house."""
    from runbook.cli.procedure_contents import contents
    from runbook.house.house_load import read_house
    from runbook.procedures.load import load_procedures

    kit = load_procedures()
    draft = read_house(house, kit)[1] if house is not None else None
    click.echo(contents(kit, draft, language), nl=False)


def _check_house(language: Language, folder: str | None, house: Path) -> None:
    """A house beside the kit's procedures, or those of a folder."""
    from runbook.cli.error_output import caution_text, tell
    from runbook.planning.house_trial import try_house
    from runbook.procedures.load import load_procedures

    with Progress(language, language.text(N_("checking {folder}"), folder=str(house))):
        found, cautions = try_house(house, load_procedures(folder_of(folder) if folder else None))
        _draw_logo(house, found)
    for caution in cautions:
        tell(caution_text(caution, language))
    told = N_("{folder}: no problems. Steps: {steps}, rules: {rules}, paths: {paths}.")
    if cautions:
        told = N_("{folder}: warnings: {warnings}, nothing else. Steps: {steps}, rules: {rules}, paths: {paths}.")
    counts = {"steps": len(found.steps), "rules": len(found.rules), "paths": len(found.paths)}
    click.echo(language.text(told, folder=str(house), warnings=len(cautions), **counts))


def _draw_logo(folder: Path, house: House) -> None:
    """Draw the logo once, as pages will. Raises InputError where that fails, or takes too long."""
    import base64

    from runbook.errors import InputError
    from runbook.pdf.drawing_trial import can_be_drawn

    if house.logo and not can_be_drawn(base64.b64decode(house.logo.partition(",")[2])):
        message = N_("this picture cannot be drawn on a page, or not in time")
        file = str(folder / (house.file.logo or ""))
        raise InputError.of(file, None, "", message, N_("save it as a plain SVG or PNG, or make it simpler"))


def folder_of(folder: str | None) -> Path:
    """The folder that is meant; the kit's own is named as short as it can be.

    Raises InputError for a house, and where there is nothing.
    """
    from runbook.errors import InputError
    from runbook.model.house_place import HOUSE_FILE
    from runbook.procedures.load import own_folder

    if folder is not None:
        if not Path(folder).exists():
            message, remedy = N_("there is no such folder"), N_("check its name; without one, the kit's own are meant")
            raise InputError.of(folder, None, "", message, remedy)
        if Path(folder, HOUSE_FILE).is_file():
            message, remedy = N_("this is a house of your own, not the kit's procedures"), N_("write --house {folder}")
            raise InputError.of(folder, None, "", message, remedy, folder=folder)
        return Path(folder)
    own = own_folder()
    return own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own
