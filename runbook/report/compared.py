"""Entries for one step that are not alike, side by side: what each says, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runbook.model.finding import Finding
from runbook.model.record import WRITTEN_FIELDS, Entry, Record
from runbook.verify.document import tidy

CODES = ("DOC005", "DOC006")  # entries contradict each other; a later one replaces an earlier one
MOST = 8  # entries of one step that are shown
LONGEST = 200  # characters of a value that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferingField:
    """A field of a step, and the values that its entries give it, in the order in which they stand.

    `left_out` counts the entries beyond the first ones.
    """

    step: str
    field: str
    values: tuple[tuple[str, str], ...]  # value, place
    left_out: int


def compared(finding: Finding, record: Record | None) -> tuple[DifferingField, ...]:
    """The fields in which the entries of the finding's steps differ; none where it is about something else."""
    if record is None or finding.code not in CODES:
        return ()
    found = _entries(record, {*finding.steps})
    return tuple(field for step in finding.steps for field in _differing(step, found.get(step, [])))


def _entries(record: Record, steps: set[str]) -> dict[str, list[tuple[Entry, str]]]:
    found: dict[str, list[tuple[Entry, str]]] = {}
    names = {step.casefold(): step for step in steps} | {step: step for step in steps}
    for part in record.parts:
        for number, entry in enumerate(part.entries):
            written = entry.step.strip()
            step = names.get(written) or names.get(written.casefold())
            if step is not None and not entry.blank:
                tidied = tidy(entry)
                known = found.setdefault(step, [])
                if len(known) > 10 * MOST or tidied not in [one for one, _ in known]:
                    known.append((tidied, part.place(number)))
    return found


def _differing(step: str, entries: list[tuple[Entry, str]]) -> Iterator[DifferingField]:
    """A step that failed and was done later was tried twice: the tries that failed contradict nothing."""
    if entries and entries[-1][0].state != "failed":
        entries = [pair for pair in entries if pair[0].state != "failed"]
    shown = entries[:MOST]
    for field in WRITTEN_FIELDS:
        values = tuple((getattr(entry, field), place) for entry, place in shown)
        if len({value for value, _ in values}) > 1:
            cut = tuple((_cut(value), place) for value, place in values)
            yield DifferingField(step=step, field=field, values=cut, left_out=len(entries) - len(shown))


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
