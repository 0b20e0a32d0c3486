"""Which files a folder of procedures has, and what each of them is."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.procedure import PathData, Procedures, TermsFile
from runbook.reading.folder import files_in
from runbook.reading.input_file import LIMIT, InputFile

# Parts in several files, in folders of their names; each other part is a file.
FOLDERS = ("steps", "paths")
PARTS = tuple(part.name for part in fields(Procedures))
_ENDINGS = (".yaml", ".yml")


class FileBytes(NamedTuple):
    """A file of procedures: which part it is, what problems call it, and what is in it."""

    part: str
    name: str
    raw: bytes


@cache
def root_of(part: str) -> Any:
    """The type of what stands in a file of that part."""
    if part == "terms":
        return TermsFile
    return PathData if part == "paths" else typing.get_type_hints(Procedures, include_extras=True)[part]


def read_files(root: Path) -> tuple[tuple[FileBytes, ...], tuple[Problem, ...]]:
    """The files of the folder `root`, part by part, and a problem for each that is missing, strange or unreadable."""
    found, unreadable = files_in(str(root), lambda name: name.lower().endswith(_ENDINGS))
    problems, read = list(unreadable), []
    if unreadable and not found:
        return (), unreadable
    ours = {file: part for file in found if (part := _part(file.relative_to(root)))}
    problems += (_strange(file, file.relative_to(root)) for file in found if file not in ours)
    unread = {problem.file for problem in unreadable}
    problems += (problem for problem in _missing(root, set(ours.values())) if problem.file not in unread)
    for file, part in sorted(ours.items(), key=lambda pair: (PARTS.index(pair[1]), pair[0])):
        try:
            read.append(FileBytes(part, str(file), _content(file)))
        except InputError as error:
            problems += error.problems
    return tuple(read), tuple(problems)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LIMIT + 1)
    except OSError:
        raw = None
    if raw is not None and len(raw) <= LIMIT:
        return raw
    # The words for a file that cannot be read are imported where there is one.
    from runbook.procedures.wording import ADVICE
    from runbook.reading.text_file import content_of

    return content_of(InputFile(file), ADVICE)


def _part(file: Path) -> str | None:
    """Which part the file at a place in the folder is."""
    if file.suffix != ".yaml" or len(file.parts) > 2:
        return None
    if len(file.parts) == 2:
        return file.parts[0] if file.parts[0] in FOLDERS else None
    return file.stem if file.stem in PARTS and file.stem not in FOLDERS else None


def _strange(file: Path, place: Path) -> Problem:
    from runbook.reading.structure_problems import nearest

    message = N_("nothing reads this file")
    if _part(place.with_suffix(".yaml")):
        return Problem.of(str(file), None, "", message, N_("call it {name}"), name=f"{place.stem}.yaml")
    known = [name for name in PARTS if name not in FOLDERS]
    close = nearest(place.stem, known) if len(place.parts) == 1 else None
    if close:
        return Problem.of(str(file), None, "", message, N_("call it {name} if you mean that"), name=f"{close}.yaml")
    remedy = N_("move it into steps/ or paths/, or remove it")
    return Problem.of(str(file), None, "", message, remedy)


def _missing(root: Path, there: set[str]) -> Iterator[Problem]:
    for part in PARTS:
        if part in there:
            continue
        if part in FOLDERS:
            message, remedy = N_("there is no file in this folder"), N_("write at least one, called *.yaml")
            yield Problem.of(str(root / part), None, "", message, remedy)
        else:
            remedy = N_("take it from the kit's own procedures; its comment says what it holds")
            yield Problem.of(str(root / f"{part}.yaml"), None, "", N_("this file is missing"), remedy)
