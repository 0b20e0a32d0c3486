"""Where `runbook.toml` is: in the folder of the inventory or the packs, or the next one above that has one.

A folder above may be anybody's, such as /tmp, and what stands in the file says where files go and by which server mails
are sent. So a file is taken that you or the system's administrator wrote; any other is passed over and told.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runbook.reading.input_file import STANDARD_INPUT

NAME = "runbook.toml"
VARIABLE = "RUNBOOK_CONFIG"  # names the file in place of what would be found; empty: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSettings:
    """The file, where there is one, and those that were passed over on the way to it."""

    file: Path | None = None
    passed_over: tuple[Path, ...] = ()


def look_up(inventory: str | None, named: str | None, packs: Sequence[Path] = ()) -> FoundSettings:
    """The file for an inventory, or for the folder that one is in where that is None or standard input.

    `named` is what the variable says, None where it is not set. For `packs`, the file of their folder comes first.
    """
    if named is not None:
        return FoundSettings(file=Path(named) if named else None)
    passed_over: list[Path] = []
    starts = begun_in(inventory, packs)
    for folder in dict.fromkeys(folder for start in starts for folder in (start, *start.parents)):
        file = folder / NAME
        try:
            link = file.lstat()
        except OSError:  # there is none, or it is not to be seen
            continue
        if _yours(file, link):
            return FoundSettings(file=file, passed_over=tuple(passed_over))
        passed_over.append(file)
    return FoundSettings(passed_over=tuple(passed_over))


def begun_in(inventory: str | None, packs: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders that the search begins in, one after the other: of `packs`, the one that all of them are in, then
    that where one is. None where the name of the inventory is none."""
    found = (_folder_of_packs(packs) if packs else None, _folder_of(inventory))
    return tuple(dict.fromkeys(folder for folder in found if folder is not None))


def _folder_of_packs(packs: Sequence[Path]) -> Path | None:
    try:
        return Path(os.path.commonpath([os.path.realpath(one if one.is_dir() else one.parent) for one in packs]))
    except (OSError, ValueError):
        return None


def _folder_of(inventory: str | None) -> Path | None:
    try:
        if inventory is None or inventory == STANDARD_INPUT:
            return Path.cwd()
        place = Path(inventory)
        return Path(os.path.realpath(place if place.is_dir() else place.parent))
    except (OSError, ValueError):
        return None


def _yours(file: Path, link: os.stat_result) -> bool:
    """Whether nobody but you or root can have written it, nor the link that leads to it."""
    owners = {os.geteuid(), 0}
    try:
        found = file.stat()
    except OSError:  # the link leads nowhere: reading it says so
        return link.st_uid in owners
    return {link.st_uid, found.st_uid} <= owners and not found.st_mode & stat.S_IWOTH
