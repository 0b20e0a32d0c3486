"""The import as a whole: what is found, what it makes of the inventory, and writing that down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from runbook.atomic_write import put
from runbook.errors import InputError, Problem, RunbookError
from runbook.i18n import N_
from runbook.importing.ansible import ansible_list
from runbook.importing.existing import ExistingFile, existing_files
from runbook.importing.found import FoundList
from runbook.importing.mapping import read_mapping
from runbook.importing.merge import Merged, NewText, merge
from runbook.importing.netbox_objects import read_objects
from runbook.importing.netbox_sites import netbox_list
from runbook.model.house import House
from runbook.model.mapping import ImportMapping
from runbook.reading.input_file import STANDARD_INPUT


def imported(
    source: str, paths: Sequence[str], map_file: Path | None, target: Path, house: House | None
) -> tuple[Merged, FoundList]:
    """What the files of `source` (netbox or ansible) make of the inventory `target`; nothing is written.

    Raises InputError with every problem of all that is read.
    """
    _refuse_same(paths, target)
    problems: list[Problem] = []
    mapping, found = ImportMapping(), None
    files: tuple[ExistingFile, ...] = ()
    try:
        mapping = read_mapping(map_file)
    except InputError as error:
        problems += error.problems
    try:
        files = existing_files(target)
    except InputError as error:
        problems += error.problems
    try:
        found = _found(source, paths, mapping)
    except InputError as error:
        problems += error.problems
    if problems or found is None:
        raise InputError(tuple(problems))
    return merge(found, files, target, mapping, house), found


def _found(source: str, paths: Sequence[str], mapping: ImportMapping) -> FoundList:
    if source == "ansible":
        return ansible_list(paths, mapping)
    return netbox_list(read_objects(paths, mapping.columns), mapping)


def _refuse_same(paths: Iterable[str], target: Path) -> None:
    seen: set[str] = set()
    for path in paths:
        place = path if path == STANDARD_INPUT else os.path.realpath(path)
        if place in seen:
            raise InputError.of(path, None, "", N_("this file is named twice"), N_("name it once"))
        seen.add(place)
        try:
            same = target.samefile(path)
        except (OSError, ValueError):  # one of them is not there, or cannot be: reading it says so
            continue
        if same:
            message = N_("{file} is read by this command, and is never written to; name another file for the output")
            raise RunbookError(message, file=str(target))


def write(texts: Iterable[NewText]) -> list[Path]:
    """Write the files, each whole or not at all; as what each was before is kept now. Raises OSError."""
    kept: list[Path] = []
    for text in texts:
        place = Path(os.path.realpath(text.path))
        before = place.stat() if text.before is not None else None
        aside = put(place, text.content, keep=bool, like=before, lasting=True)
        if aside is not None:
            beside = os.path.realpath(text.path.parent) == str(aside.parent)
            kept.append(text.path.with_name(aside.name) if beside else aside)
    return kept
