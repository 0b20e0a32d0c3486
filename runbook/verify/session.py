"""Records to their plans, and each to its verdict, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from runbook.errors import InputError, Problem
from runbook.library_errors import OTHER, said_in
from runbook.model.finding import ArgumentValue, Finding, Message, Result
from runbook.model.plan import Plan
from runbook.model.record import Record, RecordSource
from runbook.os_errors import is_reason
from runbook.records.collect import read_records
from runbook.verify.checklist_pages import ChecklistPages, checklist_pages
from runbook.verify.document import lay_out
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.plan_store import PlanStore
from runbook.verify.record_under_check import RecordUnderCheck, lay_beside
from runbook.verify.verdict import clean_result, orphan, verify_record


class Verified(NamedTuple):
    """A result, and what it is the result of: None where no plan at hand is the record's, or a file has no record.

    `checklists` say on which pages steps stand, where a page is missing.
    """

    result: Result
    indexed: IndexedPlan | None = None
    record: Record | None = None
    checklists: tuple[ChecklistPages, ...] = ()

    @property
    def plan(self) -> Plan | None:
        """The plan that the record was verified by."""
        return self.indexed.plan if self.indexed else None

    @property
    def files(self) -> tuple[RecordSource, ...]:
        """The files of the record; of what is none, the file that could not be read."""
        if self.record is not None:
            return self.record.files
        return tuple(RecordSource(name=finding.where) for finding in self.result.findings[:1])

    def case(self) -> RecordUnderCheck | None:
        """The record laid beside its plan, as it was verified (whatever the present is); None without a plan."""
        if self.indexed is None or self.record is None:
            return None
        lines, _findings = lay_out(self.indexed, self.record)
        return lay_beside(self.indexed, self.record, lines, None)

    def times(self) -> dict[str, int]:
        """When each step was signed, seconds since 1970, by its id; steps whose time is unknown are left out."""
        case = self.case()
        return {case.indexed.steps[index].id: moment.early for index, moment in case.moments.items()} if case else {}


def verify_files(
    files: Iterable[str | Path], plan_store: PlanStore, now: datetime | None, *, digests: bool = False
) -> Iterator[Verified]:
    """The result of each record in the files, with the record and the plan that it was verified by.

    A file that cannot be read is a result too, if another can; raises InputError where none can, or a plan is damaged.
    With `digests` the files of each record are hashed while they are read.
    """
    unreadable: list[Problem] = []
    records = read_records(files, unreadable, plan_store.whole, digests=digests)
    seconds = None if now is None else int(now.astimezone(UTC).timestamp())
    read = False
    for record in records:
        read = True
        yield verify_one(record, plan_store, now, seconds)
    if unreadable and not read:
        raise InputError(tuple(unreadable))
    for problem in unreadable:
        args = tuple((name, _argument(value)) for name, value in problem.args)
        reason = Message(problem.message, args)
        yield Verified(_unread(Finding(code="DOC009", args=(("reason", reason),), where=problem.file)))


def verify_one(record: Record, plan_store: PlanStore, now: datetime | None, seconds: int | None) -> Verified:
    """One record, of a whole revision: the quick look first. `seconds` is `now` since 1970."""
    found = plan_store.indexed(record.revision)
    if found is None:
        return Verified(orphan(record, several=plan_store.several(record.revision)), record=record)
    indexed, fast_check = found
    if fast_check.clean(record, seconds):
        return Verified(clean_result(indexed, record), indexed, record)
    result = verify_record(indexed, record, now)
    missing = any(finding.code == "DOC007" for finding in result.findings)
    checklists = checklist_pages(plan_store.folders_of(record.revision), record.revision) if missing else ()
    return Verified(result, indexed, record, checklists)


def _argument(value: str) -> ArgumentValue:
    """A value of a problem's message; a reason is a message itself."""
    if (said := said_in(value)) is not None:
        return Message(OTHER, (("said", said),))
    return Message(value) if is_reason(value) else value


def _unread(finding: Finding) -> Result:
    return Result(revision="", site="", change="", run="", verdict="fail", findings=(finding,), culprits=())
