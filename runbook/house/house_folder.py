"""Which files a house folder has, and that none of them lies outside of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.house_place import HOUSE, HOUSE_FILE
from runbook.os_errors import reason_of

FOLDERS = ("steps", "rules", "paths")
MAX_FILES = 200
MAX_BYTES = 1_000_000  # of a file


class HouseBytes(NamedTuple):
    """A file of a house: its part (house, steps, rules, paths, logo), what problems call it, what is in it."""

    part: str
    name: str
    raw: bytes


def house_beside(inventory: str) -> Path | None:
    """What is called house beside an inventory, or in one that is a folder; None where nothing is.

    Also where it has no house.yaml: reading it says so, or plans would be made without it and nobody would know.
    """
    if inventory == "-" or not inventory:
        return None
    place = Path(inventory)
    try:
        found = (place if place.is_dir() else place.parent) / HOUSE
        return found if found.exists() or found.is_symlink() else None
    except (OSError, ValueError):  # no name of a file: reading the inventory says so
        return None


def files_of_house(root: Path) -> tuple[Path, ...]:
    """What lies where a house has its files: whoever reads the house replaces none of it."""
    found: list[Path] = []
    for folder in (root, *(root / part for part in FOLDERS)):
        try:
            found += (file for file in folder.iterdir() if file.is_file())
        except (OSError, ValueError):  # reading it says so
            continue
    return tuple(found)


def read_folder(root: Path) -> tuple[tuple[HouseBytes, ...], tuple[Problem, ...]]:
    """The YAML files of a house, in their order, and a problem for each thing that cannot be read or lies elsewhere.

    Raises InputError where there is no house at all.
    """
    try:
        there = root.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        remedy = N_("name a folder with a house.yaml; `runbook init --house` writes one")
        message = N_("this is not a folder") if os.path.lexists(root) else N_("there is no such folder")
        raise InputError.of(str(root), None, "", message, remedy)
    read, problems = list[HouseBytes](), list[Problem]()
    for part, file in _named(root, problems):
        if len(read) == MAX_FILES:
            message = N_("a house has at most {limit} files")
            problems.append(Problem.of(str(root), None, "", message, N_("merge some"), limit=str(MAX_FILES)))
            break
        try:
            read.append(HouseBytes(part, str(file), read_inside(root, file, MAX_BYTES)))
        except InputError as error:
            problems += error.problems
    return tuple(read), tuple(problems)


def _named(root: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """The files that are read, each with its part; `problems` grows by what nothing reads."""
    yield "house", root / HOUSE_FILE
    for name in _listed(root, problems):
        if name in FOLDERS:
            for file in _listed(root / name, problems):
                if file.endswith(".yaml"):
                    yield name, root / name / file
                else:
                    problems.append(_strange(root / name / file))
        elif name.lower().endswith((".yaml", ".yml")) and name != HOUSE_FILE:
            problems.append(_strange(root / name))


def _listed(folder: Path, problems: list[Problem]) -> list[str]:
    try:
        if folder.is_symlink():
            raise InputError((_outside(folder),))
        return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except InputError as error:
        problems += error.problems
    except OSError as error:
        message, remedy = N_("this folder cannot be read: {reason}"), N_("get permission to read it, or move it away")
        problems.append(Problem.of(str(folder), None, "", message, remedy, reason=reason_of(error)))
    return []


def read_inside(root: Path, file: Path, limit: int) -> bytes:
    """The bytes of a file of the folder. Raises InputError where it lies elsewhere, is too large, or cannot be read."""
    try:
        if file.is_symlink() or not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
            raise InputError((_outside(file),))
        if file.exists() and not file.is_file():
            message, remedy = N_("this is not a regular file"), N_("move it away, or name it by itself")
            raise InputError.of(str(file), None, "", message, remedy)
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
    except FileNotFoundError:
        remedy = N_("write it; `runbook init --house` writes an example")
        raise InputError.of(str(file), None, "", N_("this file is missing"), remedy) from None
    except (OSError, ValueError) as error:
        message, remedy = N_("this file cannot be read: {reason}"), N_("check its name and place")
        raise InputError.of(str(file), None, "", message, remedy, reason=reason_of(error)) from None
    if len(raw) > limit:
        message, remedy = N_("this file is larger than {limit} KB"), N_("make it smaller")
        raise InputError.of(str(file), None, "", message, remedy, limit=str(limit // 1000))
    return raw


def _outside(file: Path) -> Problem:
    message = N_("this is a link, and a house holds no links: it is read only from its own folder")
    return Problem.of(str(file), None, "", message, N_("copy what it leads to into the folder"))


def _strange(file: Path) -> Problem:
    remedy = N_("a house has house.yaml and steps/*.yaml, rules/*.yaml and paths/*.yaml: move it, or remove it")
    return Problem.of(str(file), None, "", N_("nothing reads this file"), remedy)
