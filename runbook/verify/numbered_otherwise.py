"""Rows of a table that show the number of one step, and are read as another: the identifier may be hidden."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.model.record import RecordPart
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.record_under_check import RecordUnderCheck, parts_with_plans

SHOWN = 8  # numbers that are told


def numbered_otherwise(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each file. A number that no step has says nothing: spreadsheets make dates of some."""
    for part, plan in parts_with_plans(case.indexed, case.record, case.plans):
        found = list(_otherwise(part, plan)) if part.numbers else []
        if found:
            rows, shown, stored = zip(*found, strict=True)
            args: Args = (
                ("what", Message(N_("The number of a step"))),
                ("shown", ", ".join(shown[:SHOWN])),
                ("stored", ", ".join(stored[:SHOWN])),
            )
            steps = tuple(dict.fromkeys(part.entries[row].step for row in rows))
            yield Finding(code="DOC015", steps=steps, args=args, where=part.place(rows[0]))


def _otherwise(part: RecordPart, indexed: IndexedPlan) -> Iterator[tuple[int, str, str]]:
    """The rows that are filled in, the number that each shows, and that of its step."""
    known = {step.number for step in indexed.steps}
    for row, (shown, entry) in enumerate(zip(part.numbers, part.entries, strict=True)):
        index = indexed.index.get(entry.step)
        if index is not None and shown in known and not entry.blank:
            own = indexed.steps[index].number
            if shown.rstrip("0") != own.rstrip("0"):  # a spreadsheet writes 1.1 for 1.10
                yield row, shown, own
