"""Records to their plans, and each to its verdict, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.model.finding import Finding, Message, Result
from runbook.model.plan import Plan
from runbook.model.record import Record
from runbook.os_errors import is_reason
from runbook.records.collect import read_records
from runbook.records.record_file import RecordFile
from runbook.verify.plan_store import PlanStore
from runbook.verify.verdict import clean_result, orphan, verify_record


def verify_files(
    files: Iterable[str | Path | RecordFile], plan_store: PlanStore, now: datetime | None
) -> Iterator[tuple[Result, Plan | None]]:
    """The result of each record in the files, with the plan that it was verified by.

    A file that cannot be read is a result too, if another can; raises InputError where none can, or a plan is damaged.
    """
    time_faults: list[Problem] = []
    records = read_records(files, time_faults)
    seconds = None if now is None else int(now.astimezone(UTC).timestamp())
    read = False
    for record in records:
        read = True
        yield verify_one(record, plan_store, now, seconds)
    if time_faults and not read:
        raise InputError(tuple(time_faults))
    for problem in time_faults:
        args = tuple((name, Message(value) if is_reason(value) else value) for name, value in problem.args)
        reason = Message(problem.message, args)
        finding = Finding(code="DOC009", args=(("reason", reason),), where=problem.file)
        yield _unread(finding), None


def verify_one(
    record: Record, plan_store: PlanStore, now: datetime | None, seconds: int | None
) -> tuple[Result, Plan | None]:
    """One record: the quick look first. `seconds` is `now` since 1970."""
    found = plan_store.indexed(record.revision.lower())
    if found is None:
        return orphan(record), None
    indexed, fast_check = found
    if fast_check.clean(record, seconds):
        return clean_result(indexed, record), indexed.plan
    return verify_record(indexed, record, now), indexed.plan


def _unread(finding: Finding) -> Result:
    return Result(revision="", site="", change="", run="", verdict="fail", findings=(finding,), culprits=())
