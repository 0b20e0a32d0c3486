"""Which files are meant by the name of an inventory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.house import HOUSE, HOUSE_FILE
from runbook.reading.folder import files_in
from runbook.reading.input_file import STANDARD_INPUT

_ENDINGS = (".yaml", ".yml")


def files_of(path: str | Path) -> tuple[tuple[str | Path, ...], tuple[Problem, ...]]:
    """The files of an inventory: `path` itself, or, of a folder, all that are called *.yaml or *.yml, by name.

    And a problem for each thing in that folder, or below it, that might be or hold one and cannot be read. Files and
    folders whose name begins with a dot are passed over. Raises InputError for a folder that has none.
    """
    if not str(path):
        remedy = N_("name a file, a folder of files, or - for standard input")
        raise InputError.of("", None, "", N_("the name of the inventory is empty"), remedy)
    if str(path) == STANDARD_INPUT or not _is(Path.is_dir, path):
        return (path,), ()
    found, problems = files_in(str(path), lambda name: name.lower().endswith(_ENDINGS))
    found, problems = _without_house(Path(path), found, problems)
    if not found and not problems:
        remedy = N_("name a folder with files called *.yaml, or a file")
        raise InputError.of(str(path), None, "", N_("there is no inventory in this folder"), remedy)
    return found, problems


def _without_house(
    root: Path, found: tuple[Path, ...], problems: tuple[Problem, ...]
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Without what belongs to a house: the folder house/, where it has a house.yaml."""
    house = root / HOUSE
    if house / HOUSE_FILE not in found:
        return found, problems
    left = tuple(problem for problem in problems if not Path(problem.file).is_relative_to(house))
    return tuple(file for file in found if not file.is_relative_to(house)), left


def lasting(path: str | Path) -> bool:
    """Whether an inventory can be read twice: standard input, a pipe or a device gives what it has once."""
    return str(path) != STANDARD_INPUT and (_is(Path.is_file, path) or _is(Path.is_dir, path))


def _is(kind: Callable[[Path], bool], path: str | Path) -> bool:
    try:
        return kind(Path(path))
    except (OSError, ValueError):  # a name that cannot be one: reading it says why
        return False
