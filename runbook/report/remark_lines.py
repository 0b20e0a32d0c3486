"""What was noted beside steps that were done, for whoever reads the text: no rule understands all that people write."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_, Language
from runbook.model.entry_columns import NOTE, VALUE, EntryColumns, columns_of
from runbook.report.record_tables import remark_rows
from runbook.report.signed import REASONED, signed_steps
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan
from runbook.verify.session import Verified

SHOWN = 10  # of a record
LONGEST = 120  # characters of a note; the report has all of it
HEAD = N_("Noted beside steps, for you to read")


def remark_lines(verified: Verified, language: Language) -> Iterator[str]:
    """A line for each note; of many, the first and how many more there are. Nothing where there is none."""
    rows = remark_rows(signed_steps(verified), language) if _has_remarks(verified) else ()
    for row in rows[:SHOWN]:
        note = row.note if len(row.note) <= LONGEST else f"{row.note[:LONGEST]}…"
        yield language.text(N_("step {number}: “{note}”"), number=row.number, note=note)
    if len(rows) > SHOWN:
        more = language.number(len(rows) - SHOWN)
        yield language.text(N_("and {count} more: the report and JSON have them all"), count=more)


def _has_remarks(verified: Verified) -> bool:
    """Whether there may be any: of thousands of records, few have one."""
    if verified.record is None or verified.indexed is None:
        return False
    silent = _silent(verified.indexed)
    return any(_has_remark(columns_of(part.entries), silent) for part in verified.record.parts)


def _has_remark(columns: EntryColumns, silent: frozenset[str]) -> bool:
    return any(
        (said[NOTE] and state not in REASONED) or (said[VALUE] and step in silent)
        for step, state, said in zip(columns.steps, columns.states, columns.beside, strict=True)
    )


@once_a_plan
def _silent(indexed: IndexedPlan) -> frozenset[str]:
    """The steps that ask for no evidence: what stands in its place is a note."""
    return frozenset(step.id for step in indexed.steps if step.evidence is None)
