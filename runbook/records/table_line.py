"""A row of a table as a line of a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from runbook.model.record import Entry


class Line(NamedTuple):
    """A row with a step. Rows below a header, up to the next one, are of one section."""

    section: int
    revision: str
    run: str
    entry: Entry
    place: str
    number: str = ""  # of the step, as it is shown beside it


def completed(lines: Sequence[Line]) -> list[Line]:
    """The lines with their revision and run.

    Rows above the first that names the revision are of that one, and come last. The run that the first row names that
    is filled in holds for those below it, up to the next; where that row names none, each row says its own.
    """
    first = next((line.revision for line in lines if line.revision), "")
    runs: dict[tuple[int, str], str] = {}
    for line in lines:
        if not line.entry.blank:
            runs.setdefault((line.section, line.revision or first), line.run)
    done: list[Line] = []
    late: list[Line] = []
    for section, revision, run, entry, place, number in lines:
        key = section, revision or first
        if runs.get(key):
            runs[key] = run = run or runs[key]
        (done if revision else late).append(Line(section, key[1], run, entry, place, number))
    return done + late
