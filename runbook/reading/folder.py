"""Which files of a kind are in a folder and below it: none of them is passed over in silence."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.os_errors import reason_of


def files_in(
    folder: str, wanted: Callable[[str], bool], hidden: list[Path] | None = None
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The files in a folder and below it whose names are `wanted`; and what might be or hold one and cannot be read.

    What has a dot before its name is neither looked at nor into; `hidden` grows by it.
    """
    problems: list[Problem] = []
    found = tuple(sorted(_below(folder, wanted, problems, [] if hidden is None else hidden)))
    return found, tuple(sorted(problems, key=lambda problem: problem.file))


def _below(folder: str, wanted: Callable[[str], bool], problems: list[Problem], hidden: list[Path]) -> Iterator[Path]:
    """What is wanted in a folder and those below it; `problems` and `hidden` grow.

    Links are followed, and each folder is looked into once. Links come last: what lies below the folder is called by
    its own name, whatever else leads there.
    """
    ahead, seen = deque([folder]), set[tuple[int, int]]()
    while ahead:
        place = ahead.popleft()
        try:
            entries = _new_entries(place, seen, hidden)
        except OSError as error:
            message, remedy = (
                N_("this folder cannot be read: {reason}"),
                N_("get permission to read it, or move it away"),
            )
            problems.append(Problem.of(place, None, "", message, remedy, reason=reason_of(error)))
            continue
        for entry in entries:
            try:
                if entry.is_dir():
                    (ahead.append if entry.is_symlink() else ahead.appendleft)(entry.path)
                elif entry.is_file():
                    if wanted(entry.name):
                        yield Path(entry.path)
                elif entry.stat() and wanted(entry.name):
                    message, remedy = N_("this is not a regular file"), N_("move it away, or name it by itself")
                    problems.append(Problem.of(entry.path, None, "", message, remedy))
            except OSError as error:  # a link; what it led to may have been a whole folder
                message, remedy = N_("this link cannot be followed: {reason}"), N_("correct it, or remove it")
                problems.append(Problem.of(entry.path, None, "", message, remedy, reason=reason_of(error)))


def _new_entries(folder: str, seen: set[tuple[int, int]], hidden: list[Path]) -> list[os.DirEntry[str]]:
    """What is in a folder and not hidden, nothing where it was `seen`; that grows, and `hidden`. Raises OSError."""
    status = Path(folder).stat()
    place = status.st_dev, status.st_ino
    if place in seen:
        return []
    seen.add(place)
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    hidden += (Path(entry.path) for entry in found if entry.name.startswith("."))
    return [entry for entry in found if not entry.name.startswith(".")]
