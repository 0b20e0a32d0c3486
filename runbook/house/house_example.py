"""The example house, written for somebody who begins: its comments are messages, its data is the same for all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from runbook import resources
from runbook.atomic_write import make_folder
from runbook.errors import MachineError, naming
from runbook.i18n import N_, Language
from runbook.part_file import part_file, take_away_left
from runbook.reading.example_comments import told


def write_example_house(folder: Path, language: Language) -> Path:
    """Write the commented example to house/ in `folder`, which is made where it is missing, and return its path.

    Its comments are in `language`. A run that was stopped is carried on. Raises MachineError where there is something
    else of that name already, and OSError where it cannot be written.
    """
    target = folder / "house"
    source = resources.templates() / "house"
    found = (file for file in source.rglob("*") if file.is_file())
    files = {target / file.relative_to(source): _content(file, language) for file in found}
    for place in files:
        take_away_left(place)
    if os.path.lexists(target) and not _is_begun(target, files):
        message = N_("{file} already exists, and was left as it is; name another folder, or move it away")
        raise MachineError(message, file=str(target))
    for place in sorted(files):
        make_folder(place.parent)
        with naming(place), part_file(place, files[place], lasting=True) as beside:
            beside.replace(place)
    return target


def _content(file: Path, language: Language) -> bytes:
    content = file.read_bytes()
    return told(content.decode("utf-8"), language).encode("utf-8") if file.suffix == ".yaml" else content


def _is_begun(target: Path, files: Mapping[Path, bytes]) -> bool:
    """Whether some of `files`, not all, are what is in a folder. Raises OSError."""
    if target.is_symlink() or not target.is_dir():
        return False
    found = [place for place in target.rglob("*") if place.is_symlink() or not place.is_dir()]
    return len(found) < len(files) and all(
        place in files and place.is_file() and place.read_bytes() == files[place] for place in found
    )
