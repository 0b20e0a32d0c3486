"""Which files are meant by the name of an inventory, and what is in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.inventory.wording import ADVICE
from runbook.inventory.workbook.heads import TABLES, sheet_in_file
from runbook.inventory.workbook.sheet_names import has_sites, is_record
from runbook.model.house_place import HOUSE, HOUSE_FILE
from runbook.reading.folder import files_in
from runbook.reading.input_file import PDF, STANDARD_INPUT, InputFile, shown_name
from runbook.reading.spreadsheet.locked import OLD, OPEN_IT, why_not
from runbook.reading.text_file import content_of

_ENDINGS = (".yaml", ".yml")
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_OTHER_KINDS = (".xls", ".xlsb", ".fods", ".numbers")
_NAMED = 8  # files that a message names
_OPEN = ("~$", ".~lock.")  # how spreadsheet programs call the file beside one that is open
_START = 100  # bytes
_PLAN = re.compile(rb'\s*\{\s*"format": *"runbook-plan/')
_NAMED_ITSELF, _HAS_SITES = re.compile(rb"^name *:", re.MULTILINE), re.compile(rb"^sites *:", re.MULTILINE)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class InventorySource:
    """What is in one input of an inventory: `content` of a file, or of a folder of CSV the `tables` by their names; of
    those that are none of its sheets, the name alone."""

    name: str
    content: bytes = b""
    tables: tuple[tuple[str, bytes], ...] = ()

    @property
    def sheets(self) -> bool:
        """Whether it has sheets, and is no YAML."""
        return bool(self.tables) or self.content.startswith(_ZIP)

    @property
    def digest(self) -> bytes:
        """A hash of all that is in it."""
        if not self.tables:
            return sha256(self.content).digest()
        return sha256(repr([(name, sha256(content).digest()) for name, content in self.tables]).encode()).digest()


def source_of(path: str | Path) -> InventorySource:
    """What is in one of the files that `files_of` names. Raises InputError."""
    if str(path) != STANDARD_INPUT and _is(Path.is_dir, path) and (found := _tables_in(Path(path))):
        contents = tuple(
            (file.name, content_of(InputFile(file), ADVICE) if may_be_inventory(file.name) else b"") for file in found
        )
        return InventorySource(str(path), tables=contents)
    name, content = shown_name(path), content_of(InputFile(path), ADVICE)
    if content.startswith(OLD):
        raise InputError.of(name, None, "", why_not(content), OPEN_IT)
    if content.startswith(PDF):
        remedy = N_("name the inventory that its pages were rendered from")
        raise InputError.of(name, None, "", N_("this is a PDF, and no inventory"), remedy)
    if content[:_START].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # .fods, XML or HTML that is called .xls
        message = N_("this is a spreadsheet or page as plain XML or HTML")
        raise InputError.of(name, None, "", message, N_("save it as XLSX or ODS"))
    if name.lower().endswith(TABLES):
        message = N_("this is one sheet of an inventory, and not a whole one")
        raise InputError.of(name, None, "", message, N_("name the folder with the CSV files of all sheets"))
    if _PLAN.match(content):
        remedy = N_("name the inventory that it was rendered from")
        raise InputError.of(name, None, "", N_("this is a plan, and no inventory"), remedy)
    if name.endswith(HOUSE_FILE) and Path(name).name == HOUSE_FILE and _is_house(content):
        raise _house_refused(name)
    return InventorySource(name, content)


def _is_house(content: bytes) -> bool:
    """Whether what is in a house.yaml is a house: a site may be kept in a file of that name, too."""
    return bool(_NAMED_ITSELF.search(content)) and not _HAS_SITES.search(content)


def _house_refused(name: str) -> InputError:
    remedy = N_("name the inventory; house.yaml belongs into a folder house/ beside it, with steps/, rules/ and paths/")
    return InputError.of(name, None, "", N_("this is a house, and no inventory"), remedy)


def files_of(path: str | Path) -> tuple[tuple[str | Path, ...], tuple[Problem, ...]]:
    """The files of an inventory: `path` itself, or, of a folder, all that are called *.yaml or *.yml, the workbooks
    with a sheet of sites, and the folders with such a sheet as CSV, by name.

    And a problem for each thing in that folder, or below it, that might be or hold one and cannot be read. Files and
    folders whose name begins with a dot are passed over. Raises InputError for a folder that has none.
    """
    if not str(path):
        remedy = N_("name a file, a folder of files, or - for standard input")
        raise InputError.of("", None, "", N_("the name of the inventory is empty"), remedy)
    if str(path) == STANDARD_INPUT or not _is(Path.is_dir, path):
        return (path,), ()
    found, problems = files_in(str(path), may_be_inventory)
    if (house := Path(path, HOUSE_FILE)) in found and _is_house(content_of(InputFile(house), ADVICE)):
        raise _house_refused(str(house))
    found, problems = _without_house(Path(path), found, problems)
    inputs = _inputs(found)
    if not inputs and not problems:
        from runbook.reading.plan_json import is_plan_name

        if files_in(str(path), is_plan_name)[0]:
            message, remedy = (
                N_("this folder holds plans, and no inventory"),
                N_("name the inventory that they were rendered from"),
            )
            raise InputError.of(str(path), None, "", message, remedy)
        remedy = N_("name a folder with files called *.yaml, a workbook, or sheets as CSV; or a file")
        raise InputError.of(str(path), None, "", N_("there is no inventory in this folder"), remedy)
    return inputs, problems


def has_inventory(folder: str, apart: Collection[Path]) -> bool:
    """Whether files of an inventory lie in a folder or below it, elsewhere than in the folders `apart`."""
    found, _ = _without_house(Path(folder), *files_in(folder, may_be_inventory))
    return bool(_inputs(file for file in found if file.parent not in apart))


def passed_over(path: str | Path) -> tuple[Problem, ...]:
    """What is said of spreadsheets in the folder `path` that are not read: those that no sheet of sites is with, and
    those of kinds that no inventory has. Nothing of a file."""
    if str(path) == STANDARD_INPUT or not _is(Path.is_dir, path):
        return ()
    found, _ = _without_house(Path(path), *files_in(str(path), lambda n: may_be_inventory(n) or _is_other_kind(n)))
    others = [file for file in found if _is_other_kind(file.name)]
    known = [file for file in found if file not in others]
    read = set(_inputs(known))
    left = [file for file in known if file not in read and file.parent not in read and not is_record(file)]
    told = []
    if left:
        message = N_("there is no sheet of sites with these, so they are not read ({names})")
        remedy = N_("add that sheet, as `runbook init --xlsx` writes it, or move them elsewhere")
        told.append(Problem.of(str(path), None, "", message, remedy, names=_some(left, path)))
    if others:
        message = N_("no inventory has this format, so they are not read ({names})")
        remedy = N_("save them as XLSX or ODS, or move them elsewhere")
        told.append(Problem.of(str(path), None, "", message, remedy, names=_some(others, path)))
    return tuple(told)


def _some(files: Sequence[Path], folder: str | Path) -> str:
    names = [str(file.relative_to(folder)) for file in files[:_NAMED]]
    return ", ".join(names) + " …" * (len(files) > _NAMED)


def _is_other_kind(name: str) -> bool:
    return name.lower().endswith(_OTHER_KINDS) and not name.startswith(_OPEN)


def may_be_inventory(name: str) -> bool:
    """Whether a file of a folder may be one of an inventory, by its name."""
    small = name.lower()
    if small.endswith(TABLES):
        return sheet_in_file(name) is not None
    return small.endswith((*_ENDINGS, *_WORKBOOKS)) and not small.startswith(_OPEN)


def _inputs(found: Iterable[Path]) -> tuple[Path, ...]:
    """Each file, but CSV by its folder; of workbooks and CSV those alone that have sites."""
    inputs: list[Path] = []
    tables: dict[Path, list[Path]] = defaultdict(list)
    for file in found:
        small = file.name.lower()
        if small.endswith(TABLES):
            tables[file.parent].append(file)
        elif small.endswith(_ENDINGS) or has_sites(file):
            inputs.append(file)
    inputs += [folder for folder, files in tables.items() if any(_is_of_sites(file) for file in files)]
    return tuple(sorted(inputs))


def _is_of_sites(file: Path) -> bool:
    return sheet_in_file(file.name) == "sites"


def _tables_in(folder: Path) -> list[Path]:
    """The files of CSV in a folder, where the sheet of the sites is one of them."""
    try:
        found = sorted(
            file for file in folder.iterdir() if file.suffix.lower() in TABLES and not file.name.startswith(".")
        )
    except OSError:
        return []
    return found if any(map(_is_of_sites, found)) else []


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
        return kind(path if isinstance(path, Path) else Path(path))
    except (OSError, ValueError):  # a name that cannot be one: reading it says why
        return False
