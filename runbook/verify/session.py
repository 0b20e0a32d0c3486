"""Records to their plans, and each to its verdict, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.library_errors import OTHER, said_in
from runbook.model.finding import ArgumentValue, Finding, Message, Result
from runbook.model.plan import Plan
from runbook.model.record import Record, RecordPart, RecordSource
from runbook.model.revision import short_revision
from runbook.model.site import Person
from runbook.os_errors import is_reason
from runbook.records.collect import read_records
from runbook.verify.altered_log import altered_logs
from runbook.verify.carried_records import joined
from runbook.verify.checklist_pages import ChecklistPages, checklist_pages
from runbook.verify.device_log import log_findings
from runbook.verify.document import lay_out
from runbook.verify.due import not_due
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.lay_beside import lay_beside
from runbook.verify.plan_store import PlanStore
from runbook.verify.printed_otherwise import not_compared, printed_otherwise
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.records_beside import records_beside
from runbook.verify.steps_by_number import with_ids
from runbook.verify.verdict import ALIKE, NONE, SEVERAL, clean_result, orphan, verdict_of, verify_record

_BESIDE = N_(
    "Name the files of that revision too: what was signed on its pages belongs to this record. Put aside beside the "
    "plan: {files}."
)


class Verified(NamedTuple):
    """A result, and what it is the result of: None where no plan at hand is the record's, or a file has no record.

    `checklists` say on which pages steps stand, where a page is missing. `plans` are those that the parts of the record
    were signed under, where they are not all the same. Of the forms that are `not_compared`, nothing is known of the
    text printed on their pages. `quick` is the quick look that found nothing.
    """

    result: Result
    indexed: IndexedPlan | None = None
    record: Record | None = None
    checklists: tuple[ChecklistPages, ...] = ()
    plans: tuple[IndexedPlan, ...] = ()
    not_compared: tuple[str, ...] = ()
    quick: FastCheck | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan that the record was verified by."""
        return self.indexed.plan if self.indexed else None

    @property
    def staff(self) -> tuple[Person, ...]:
        """The people of the plan, and of the earlier ones that parts of the record were signed under."""
        plans = dict.fromkeys((self.indexed, *self.plans) if self.indexed else ())
        people: dict[str, Person] = {}
        for plan in plans:
            people = {**plan.staff, **people} if people else {**plan.staff}
        return tuple(people.values())

    @property
    def files(self) -> tuple[RecordSource, ...]:
        """The files of the record; of what is none, the file that could not be read."""
        if self.record is not None:
            return self.record.files
        return tuple(RecordSource(name=finding.where) for finding in self.result.findings[:1])

    def case(self) -> RecordUnderCheck | None:
        """The record laid beside its plan as it was verified, but for the present: no time lies ahead, and what was not
        due stays open. None without a plan."""
        if self.indexed is None or self.record is None:
            return None
        lines, _findings = lay_out(self.indexed, self.record, self.plans)
        case = lay_beside(self.indexed, self.record, lines, None, plans=self.plans)
        so_far = self.result.so_far
        return replace(case, open=not_due(self.indexed, so_far), under_way=True) if so_far else case

    def times(self) -> dict[str, int]:
        """When each step was signed, seconds since 1970, by its id; steps whose time is unknown are left out."""
        if self.quick is not None and self.record is not None:
            return self.quick.times(self.record)
        case = self.case()
        return {case.indexed.steps[index].id: moment.early for index, moment in case.moments.items()} if case else {}


def verify_files(
    files: Iterable[str | Path],
    plan_store: PlanStore,
    now: datetime | None,
    *,
    digests: bool = False,
    so_far: datetime | None = None,
) -> Iterator[Verified]:
    """The result of each record in the files, with the record and the plan that it was verified by.

    A file that cannot be read is a result too, if another can; raises InputError where none can, or a plan is damaged.
    With `digests` the files of each record are hashed while they are read. With `so_far` (aware), what is not due by
    then is left open.
    """
    unreadable: list[Problem] = []
    join = partial(joined, plans=plan_store, latest=so_far is not None)
    records = read_records(files, unreadable, plan_store.whole, join=join, digests=digests)
    seconds = None if now is None else int(now.astimezone(UTC).timestamp())
    read = False
    for record in records:
        read = True
        yield verify_one(record, plan_store, now, seconds, so_far)
    if unreadable and not read:
        raise InputError(tuple(unreadable))
    for problem in unreadable:
        args = tuple((name, _argument(value)) for name, value in problem.args)
        reason = Message(problem.message, args)
        yield Verified(_unread(Finding(code="DOC009", args=(("reason", reason),), where=problem.file)))


def verify_one(
    record: Record, plan_store: PlanStore, now: datetime | None, seconds: int | None, so_far: datetime | None = None
) -> Verified:
    """One record, of a whole revision: the quick look first. `seconds` is `now` since 1970."""
    found = plan_store.indexed(record.revision)
    if found is None:
        return Verified(orphan(record, _no_plan(record.revision, plan_store)), record=record)
    indexed, fast_check = found
    carried = any(plan_store.whole(part.revision) != record.revision for part in record.parts)
    later = plan_store.amended_by(record.revision)
    later_plan = _next(later, plan_store) if later and not so_far else None
    told = _told(record, indexed.plan, plan_store)
    if not (carried or later_plan or told) and fast_check.clean(record, seconds):
        clean = clean_result(indexed, record, so_far=so_far)
        return Verified(clean, indexed, record, not_compared=not_compared(record, plan_store), quick=fast_check)
    if (named := with_ids(record, plan_store)) is not record:  # never so of a clean one
        record, told = named, _told(named, indexed.plan, plan_store)
    record, plans, unplaced = carried_record(record, plan_store) if carried else (record, (), ())
    amended = {one: plan for one in indexed.plan.amends if (plan := plan_store.plan_of(one))}
    result = verify_record(indexed, record, now, plans=plans, later_plan=later_plan, amended=amended, so_far=so_far)
    if unplaced:
        result = replace(result, verdict="fail", findings=(*unplaced, *result.findings))
    if told:
        findings = (*told, *result.findings)
        verdict = verdict_of(findings)
        result = replace(result, verdict=result.verdict if verdict == "pass" else verdict, findings=findings)
    if any(finding.code == "DOC019" for finding in result.findings):
        result = replace(result, findings=_with_files_beside(indexed, record, result.findings, plan_store))
    missing = any(finding.code == "DOC007" for finding in result.findings)
    checklists = checklist_pages(plan_store.folders_of(record.revision), record.revision) if missing else ()
    return Verified(result, indexed, record, checklists, plans, not_compared(record, plan_store))


def _told(record: Record, plan: Plan, plan_store: PlanStore) -> tuple[Finding, ...]:
    """What is said of a record beside what its entries say."""
    return (
        *_of_an_earlier_plan(record, plan_store),
        *printed_otherwise(record, plan_store),
        *log_findings(record, plan),
        *altered_logs(record, plan),
    )


def _of_an_earlier_plan(record: Record, plan_store: PlanStore) -> Iterator[Finding]:
    """What is said of a record whose plan is no longer the one of its folder."""
    latest = plan_store.replaced_by(record.revision)
    if latest is not None:
        args = (("revision", short_revision(record.revision)), ("latest", short_revision(latest)))
        yield Finding(code="DOC022", args=args, where=record.parts[0].file if record.parts else "")


def _with_files_beside(
    indexed: IndexedPlan, record: Record, findings: tuple[Finding, ...], plan_store: PlanStore
) -> tuple[Finding, ...]:
    """The findings, of which DOC019 names the files of the missing revisions that lie put aside beside the plan."""
    seen = {plan_store.whole(part.revision) for part in record.parts}
    missing = set(indexed.plan.amends) - seen
    beside = records_beside(plan_store.folders_of(indexed.plan.revision), missing, plan_store.whole)
    if not beside:
        return findings
    remedy = Message(_BESIDE, (("files", ", ".join(beside)),))
    return tuple(replace(one, remedy=remedy) if one.code == "DOC019" else one for one in findings)


def _no_plan(revision: str, plan_store: PlanStore) -> str:
    """Why there is no plan for a record of this revision."""
    if plan_store.several(revision):
        return SEVERAL
    return ALIKE if plan_store.begins_alike(revision) else NONE


def carried_record(
    record: Record, plan_store: PlanStore
) -> tuple[Record, tuple[IndexedPlan, ...], tuple[Finding, ...]]:
    """A record of several revisions with its parts in the order of these, the plan of each, and what is to be said of
    those of which the plan is damaged: they are left out."""
    order = [*plan_store.amends(record.revision), record.revision]
    plans: list[tuple[int, RecordPart, IndexedPlan]] = []
    unplaced: list[Finding] = []
    for part in record.parts:
        revision = plan_store.whole(part.revision)
        plan = plan_store.plan_of(revision)
        if plan is None:
            unplaced += orphan(replace(record, revision=revision, parts=(part,))).findings
        else:
            plans.append((order.index(revision), part, plan))
    plans.sort(key=lambda one: one[0])
    whole = replace(record, parts=tuple(part for _, part, _ in plans))
    return whole, tuple(plan for _, _, plan in plans), tuple(unplaced)


def _next(revisions: Iterable[str], plan_store: PlanStore) -> IndexedPlan | None:
    """Of the plans that amend one, the one that took over first: with the fewest windows done; of these, the last."""

    def place(one: str) -> tuple[int, int, str]:
        found = plan_store.plan_of(one)
        done = sum(window.done for window in found.plan.windows) if found else 0
        return -done, len(plan_store.amends(one)), one

    return plan_store.plan_of(max(revisions, key=place))


def _argument(value: str) -> ArgumentValue:
    """A value of a problem's message; a reason is a message itself."""
    if (said := said_in(value)) is not None:
        return Message(OTHER, (("said", said),))
    return Message(value) if is_reason(value) else value


def _unread(finding: Finding) -> Result:
    return Result(revision="", site="", change="", run="", verdict="fail", findings=(finding,), culprits=())
