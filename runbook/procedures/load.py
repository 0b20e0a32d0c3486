"""A folder of procedures -> Procedures, or every problem of all its files at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runbook import resources
from runbook.cache import Cache, usual_place
from runbook.errors import InputError, Problem
from runbook.model.procedure import Procedures
from runbook.procedures.facts import FACTS
from runbook.procedures.files import FOLDERS, PARTS, FileBytes, read_files
from runbook.procedures.values import VALUES
from runbook.reading.many_problems import MAX_PROBLEMS, in_order
from runbook.reading.structure import convert

if TYPE_CHECKING:
    from runbook.procedures.draft import Draft

# What a folder has to keep to beside the kit's version: procedures that named another fact are looked at again.
_VOCABULARY = " ".join((*FACTS, *VALUES))


def own_folder() -> Path:
    """The kit's own procedures."""
    return resources.templates() / "procedures"


@cache
def load_procedures(folder: Path | None = None) -> Procedures:
    """The kit's procedures, or those of another folder. Files that are known to the byte are not checked again.

    Raises InputError with every problem of all files.
    """
    texts, unread = read_files(folder or own_folder())
    if unread:
        raise InputError(listed((*unread, *_draft(texts)[1])))
    digest = sha256(f"procedures {resources.version()} {_VOCABULARY}".encode())
    for part, name, raw in texts:
        digest.update(f"\0{part}/{Path(name).stem} {len(raw)}\0".encode() + raw)
    return Cache(folder=usual_place()).through(digest.hexdigest(), lambda: _checked(texts), _procedures)


def read_procedures(folder: Path) -> tuple[Draft, tuple[Problem, ...]]:
    """The same as it was read, always checked anew, and every problem of all files."""
    texts, unread = read_files(folder)
    draft, problems = _draft(texts)
    return draft, (*unread, *problems)


def procedures_of(draft: Draft) -> Procedures:
    """The procedures that a draft without problems is."""
    return _procedures(json.dumps(_plain(draft)).encode())


def _draft(texts: Iterable[FileBytes]) -> tuple[Draft, tuple[Problem, ...]]:
    # The checks are imported where files are not known yet.
    from runbook.procedures.checks import check_draft
    from runbook.procedures.draft import read_draft

    draft, problems = read_draft(texts)
    faults = islice(check_draft(draft), MAX_PROBLEMS + 1)
    return draft, (*problems, *(fault.problem() for fault in faults))


def _checked(texts: Iterable[FileBytes]) -> bytes:
    draft, problems = _draft(texts)
    if problems:
        raise InputError(listed(problems))
    return json.dumps(_plain(draft)).encode()


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems file by file, each file's by line; no more than anybody mends."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    listed = [problem for file in sorted(by_file) for problem in in_order(by_file[file])]
    return tuple(listed[:MAX_PROBLEMS])


def _procedures(data: bytes) -> Procedures:
    """The procedures that plain data in JSON is, their paths as they are listed. Raises ValueError."""
    procedures, wrongs = convert(Procedures, json.loads(data))
    if procedures is None:
        raise ValueError(wrongs)
    return replace(procedures, paths=tuple(sorted(procedures.paths, key=lambda path: path.listed)))


def _plain(draft: Draft) -> dict[str, Any]:
    """The plain data of all files, part by part."""
    data: dict[str, Any] = {file.part: file.data for file in draft.files}
    data["terms"] = data["terms"]["terms"]
    data["steps"] = {entry.name: entry.data for entry in draft.entries("steps")}
    data["paths"] = [entry.data for entry in draft.entries("paths")]
    assert data.keys() == {*PARTS, *FOLDERS}, "a file that is missing is a problem"
    return data
