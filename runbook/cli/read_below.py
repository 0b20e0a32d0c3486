"""Files that a command reads though nobody named them, but a folder or an inventory: its output replaces none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from runbook.cli.settings_options import taken_settings
from runbook.errors import naming
from runbook.house.house_folder import files_of_house, house_beside
from runbook.inventory.files import may_be_inventory
from runbook.reading.folder import files_in
from runbook.reading.input_file import InputFile, TooLargeError

Reads = Callable[[str], bool]


def read_below(
    output: Path, own: Callable[[bytes], bool], folders: Iterable[tuple[str, Reads]], beside: Iterable[Path] = ()
) -> list[str]:
    """The file at `output`, where it is one that is read in a folder, each given with the names that are read in it; or
    one of those that are read `beside`.

    None where there is nothing at `output`, or what is there is the command's own.
    """
    if not output.is_file() or _is_own(output, own):
        return []
    status = output.stat()
    if any(os.path.samestat(status, file.stat()) for file in beside if file.is_file()):
        return [str(output)]
    for folder, wanted in folders:
        if folder != "-" and Path(folder).is_dir():
            files = files_in(folder, wanted)[0]
            if any(os.path.samestat(status, file.stat()) for file in files if file.is_file()):
                return [str(output)]
    return []


def _is_own(output: Path, own: Callable[[bytes], bool]) -> bool:
    try:
        with naming(output):
            return own(InputFile(output).content())
    except TooLargeError:
        return False


def inventory_below(inventory: str) -> tuple[str, Reads]:
    """An inventory, for `read_below`."""
    return inventory, may_be_inventory


def read_beside(inventory: str, house: Path | None) -> list[Path]:
    """What is read besides an inventory: the house that is named or lies beside it, and the `runbook.toml` in force."""
    folder = house if house is not None else house_beside(inventory)
    settings = taken_settings(click.get_current_context()).file
    return [*(files_of_house(folder) if folder else ()), *([Path(settings)] if settings else [])]


def any_name(_name: str) -> bool:
    """Of folders all of whose files are read."""
    return True
