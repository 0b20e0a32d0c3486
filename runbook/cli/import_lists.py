"""`runbook import`: sites, appliances and people from a list that is kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from runbook.cli.click_messages import TranslatedGroup
from runbook.cli.options import ANY_PATH, FilePath, files, lang_option, named_file, pass_language
from runbook.i18n import N_, Language

F = TypeVar("F", bound=Callable[..., Any])
INVENTORY = Path("inventory.yaml")


@click.group(
    "import",
    cls=TranslatedGroup,
    help=N_("Fill an inventory with sites, appliances and people from a list kept elsewhere."),
)
def import_lists() -> None:
    """The programs that lists come from."""


def import_options(function: F) -> F:
    """What both commands take."""
    decorators = (
        click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=ANY_PATH, shell_complete=files),
        click.option(
            "--map",
            "map_file",
            type=FilePath(readable=False),
            metavar="FILE",
            callback=named_file,
            help=N_("Which field of the list is which field of the inventory, for fields and roles of your own."),
        ),
        click.option(
            "-o",
            "--output",
            "target",
            type=FilePath(readable=False),
            metavar="INVENTORY",
            callback=named_file,
            help=N_("The inventory, a file or a folder: filled in if it exists; by default a new inventory.yaml."),
        ),
        click.option("--dry-run", is_flag=True, help=N_("Show what would be done, and write nothing.")),
        lang_option,
        pass_language,
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


@import_lists.command(help=N_("From NetBox: JSON of its API, or tables exported as CSV."))
@import_options
def netbox(
    language: Language, paths: tuple[str, ...], map_file: Path | None, target: Path | None, dry_run: bool
) -> None:
    """An account of what was done goes to standard output, what could not be placed to standard error."""
    _import("netbox", language, paths, map_file, target, dry_run)


@import_lists.command(help=N_("From Ansible: what ansible-inventory --list prints."))
@import_options
def ansible(
    language: Language, paths: tuple[str, ...], map_file: Path | None, target: Path | None, dry_run: bool
) -> None:
    """The same."""
    _import("ansible", language, paths, map_file, target, dry_run)


def _import(
    source: str, language: Language, paths: tuple[str, ...], map_file: Path | None, target: Path | None, dry_run: bool
) -> None:
    from runbook.cli.import_account import tell_account
    from runbook.cli.options import house_of, refuse_other_kind
    from runbook.errors import RunbookError
    from runbook.importing.run import imported, write

    inventory = target or INVENTORY
    if str(inventory) == "-":
        raise RunbookError(N_("an inventory is filled in, not printed: name a file after -o"))
    if target is None and inventory.exists():
        message = N_("{file} already exists; to fill it in, name it: -o {file}")
        raise RunbookError(message, file=str(inventory))
    if not inventory.exists():
        refuse_other_kind(inventory, "yaml")
    house = house_of(str(inventory), None) if inventory.exists() else None
    merged, found = imported(source, paths, map_file, inventory, house.house if house else None)
    kept = [] if dry_run else write(merged.texts)
    tell_account(merged, found, inventory, kept, dry_run, language)
