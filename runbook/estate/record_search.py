"""Which files in folders are records, and of which plans: pages and tables that stayed as they were made are none."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from runbook.build.existing import record_kind, says_something
from runbook.build.left_over import is_made_name, is_part_name
from runbook.build.manifest import Manifest, is_as_made, read_manifest
from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.revision import short_revision
from runbook.reading.folder import files_in
from runbook.reading.input_file import LIMIT, InputFile, TooLargeError
from runbook.reading.unreadable import SomethingElse
from runbook.records.record_file import RecordFile, is_json, read_keys, read_parts
from runbook.records.record_signs import HEAD, MARK, has_signs

# What cannot be read of a file called so may be a record; of any other, what it begins with has to say so.
ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".pdf")
SMALL = 2**20  # bytes of JSON that is looked at entry by entry: whether there are any
_MACOS = b"\x00\x05\x16\x07"  # how the files begin that macOS keeps beside others: ._NAME, with what it notes of NAME
_OPEN = "~$"  # how spreadsheet programs call the file beside one that is open
_ASIDE = re.compile(r"(?:record\.\w+|checklist\.[\w-]+\.pdf)\.[\w-]+\.bak", re.ASCII)


class LookedInto(NamedTuple):
    """A file that may be a record: of which revisions there are some in it, by their first digits as pages show them.

    `blank`: nothing is filled in. `none`: it is something else. `unread`: it may be one, and cannot be read, as
    `problems` say. A record that names no revision has "" for it.
    """

    path: str
    kind: Literal["record", "blank", "none", "unread"]
    revisions: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class RecordFiles(NamedTuple):
    """The files that may be records: those that are named, and those in folders; what is wrong with folders, such as
    a hidden record in one; and the hidden folders in them, which were not looked into."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    hidden: tuple[str, ...]


def record_files(places: Iterable[str]) -> RecordFiles:
    """What may be a record at some places, files and folders."""
    found: dict[str, None] = {}
    problems: list[Problem] = []
    hidden: list[Path] = []
    for place in places:
        if Path(place).is_dir():
            files, troubles = files_in(place, may_be_record, hidden)
            found |= dict.fromkeys(map(str, files))
            problems += [*troubles, *_closed(files)]
        else:
            found[place] = None
    folders = sorted({str(path) for path in hidden if _is_folder(path)})
    return RecordFiles(tuple(found), (*problems, *_hidden_records(hidden, found)), tuple(folders))


def _hidden_records(hidden: Iterable[Path], named: Container[str]) -> Iterator[Problem]:
    """The hidden files that are records, or may be: people do not see them, so that they count for nothing, and are
    told. What the kit itself hides is none, nor is what systems and programs keep beside a file."""
    for file in sorted(set(hidden)):
        made = is_part_name(file.name) or not may_be_record(file.name)
        if not made and str(file) not in named and _may_be_one(file):
            message, remedy = (
                N_("this file is hidden, and may be a record"),
                N_("take the dot off its name, or remove it"),
            )
            yield Problem.of(str(file), None, "", message, remedy)


def _may_be_one(file: Path) -> bool:
    try:
        return file.is_file() and _look(str(file)).kind in ("record", "unread")
    except OSError:  # a link to where nobody lets us look
        return True


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _closed(files: Iterable[Path]) -> Iterator[Problem]:
    """The files that nobody opened to us: any of them may be a record, so that none is passed over."""
    for file in files:
        if not os.access(file, os.R_OK):
            message, remedy = N_("you may not read this file"), N_("get permission to read it, or move it away")
            yield Problem.of(str(file), None, "", message, remedy)


def may_be_record(name: str) -> bool:
    """Whether a file of a folder may be a record, whatever it is called; the kit's other files are none."""
    return not is_made_name(name) or record_kind(name) is not None


def look_into(paths: Iterable[str]) -> tuple[LookedInto, ...]:
    """What the files are. What cannot be read may be a record: only what can, and is none, is something else."""
    return tuple(map(_look, paths))


def _look(path: str) -> LookedInto:
    file = Path(path)
    noted = _manifest(file.parent).get(file.name)
    if noted is not None and is_as_made(file, noted):
        return LookedInto(path, "blank")
    if not _may_hold_one(file):
        return LookedInto(path, "none")
    try:
        revisions = tuple(dict.fromkeys(_revisions(path)))
    except InputError as error:
        if isinstance(error.__cause__, SomethingElse) and not _says_it_is_one(file):
            return LookedInto(path, "none")
        return LookedInto(path, "unread", problems=error.problems)
    return LookedInto(path, "record" if revisions else "blank", revisions)


def _may_hold_one(file: Path) -> bool:
    """Whether a file is called as records are, or begins as they do; one that cannot be read may."""
    if file.name.lower().endswith(ENDINGS) or _is_called_so(file):
        return not file.name.startswith(_OPEN) and not (file.name.startswith("._") and _head(str(file))[:4] == _MACOS)
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
            return has_signs(head, head + stream.read(LIMIT))
    except OSError:
        return True


def _is_called_so(file: Path) -> bool:
    name = file.name.removeprefix(".")
    return _ASIDE.fullmatch(name) is not None or record_kind(name) is not None


def _says_it_is_one(file: Path) -> bool:
    """Whether a file is called as the kit calls records, or names their format: then it is a damaged one."""
    if _is_called_so(file):
        return True
    try:
        with file.open("rb") as stream:
            return MARK in stream.read(HEAD)
    except OSError:
        return True


def _revisions(path: str) -> Iterator[str]:
    """The revisions of what is filled in. Raises InputError."""
    file = RecordFile(path)
    head = _head(path)
    if b"%PDF-" in head and _is_the_kits(path):
        return
    if is_json(head) and _size(path) > SMALL:
        yield from (_typed(revision) for revision, _run in read_keys(file, 0))
        return
    for part in read_parts(file):
        if says_something(part):
            yield _typed(part.revision)


def _typed(revision: str) -> str:
    return short_revision(revision.strip().lower())


def _is_the_kits(path: str) -> bool:
    """Whether a PDF is as the kit made it: nobody has typed into its form."""
    from runbook.pdf.identity import first_identifier

    try:
        return first_identifier(InputFile(path).content()) is not None
    except (OSError, TooLargeError):
        return False


def _head(path: str) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            return stream.read(1024)
    except (OSError, ValueError):  # reading it says why
        return b""


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _manifest(folder: Path) -> Manifest:
    return read_manifest(folder)
