"""Records to their plans, and each to its verdict, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from runbook.errors import InputError, Problem
from runbook.model.finding import Finding, Message, Result
from runbook.model.plan import Plan
from runbook.model.record import Record
from runbook.os_errors import is_reason
from runbook.records.collect import read_records
from runbook.verify.document import lay_out
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.plan_store import PlanStore
from runbook.verify.record_under_check import lay_beside
from runbook.verify.verdict import clean_result, orphan, verify_record


class Verified(NamedTuple):
    """A result, and what it is the result of: None where no plan at hand is the record's, or a file has no record."""

    result: Result
    indexed: IndexedPlan | None = None
    record: Record | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan that the record was verified by."""
        return self.indexed.plan if self.indexed else None

    def times(self) -> dict[str, int]:
        """When each step was signed, seconds since 1970, by its id; steps whose time is unknown are left out."""
        if self.indexed is None or self.record is None:
            return {}
        lines, _findings = lay_out(self.indexed, self.record)
        moments = lay_beside(self.indexed, self.record, lines, None).moments
        return {self.indexed.steps[index].id: moment.early for index, moment in moments.items()}


def verify_files(files: Iterable[str | Path], plan_store: PlanStore, now: datetime | None) -> Iterator[Verified]:
    """The result of each record in the files, with the record and the plan that it was verified by.

    A file that cannot be read is a result too, if another can; raises InputError where none can, or a plan is damaged.
    """
    unreadable: list[Problem] = []
    records = read_records(files, unreadable, plan_store.whole)
    seconds = None if now is None else int(now.astimezone(UTC).timestamp())
    read = False
    for record in records:
        read = True
        yield verify_one(record, plan_store, now, seconds)
    if unreadable and not read:
        raise InputError(tuple(unreadable))
    for problem in unreadable:
        args = tuple((name, Message(value) if is_reason(value) else value) for name, value in problem.args)
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
    return Verified(verify_record(indexed, record, now), indexed, record)


def _unread(finding: Finding) -> Result:
    return Result(revision="", site="", change="", run="", verdict="fail", findings=(finding,), culprits=())
