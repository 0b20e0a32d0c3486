"""Checks a filled-in record against its frozen plan. Existence, order and waits are rules apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from runbook.i18n import N_
from runbook.model.finding import Finding, Message, Result, Verdict
from runbook.model.record import Record
from runbook.model.rehearsal import is_rehearsal
from runbook.model.revision import short_revision
from runbook.verify import document
from runbook.verify.believed import believed
from runbook.verify.codes import CODES
from runbook.verify.contradictions import culprits_of
from runbook.verify.due import not_due, open_steps
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.lay_beside import lay_beside
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.rules import RULES
from runbook.verify.taken_back import backs_taken, gone_back

_ILLEGIBLE = ("STA008", "STA013", "TIM002", "SGN007", "EVD005")  # that nobody can read it
MOST = 100  # findings of one code that a result has: nobody reads more; how many more there are is told
NONE = N_("none of the plans given has it")
_PUT_TOGETHER = N_(
    "Verify the file in which the form was filled in, as it was saved there: where its pages were put together anew, "
    "or on larger sheets, what it belongs to is lost. If there is none, type what it says into record.csv, with the "
    "revision from the foot of the page, all its digits."
)
SEVERAL = N_("more than one of the plans that were given begins with these digits")
ALIKE = N_("the plan that begins with these digits goes on otherwise: write these alone, as pages show them")


def verify_record(
    indexed: IndexedPlan,
    record: Record,
    now: datetime | None,
    *,
    plans: tuple[IndexedPlan, ...] = (),
    later_plan: IndexedPlan | None = None,
    amended: Mapping[str, IndexedPlan] | None = None,
    so_far: datetime | None = None,
) -> Result:
    """The verdict on a record of the plan `indexed`. `now` (aware) bounds the times; None: any future is allowed.

    The record's revision is the plan's; `orphan` is for the others. `plans` are those that its parts were signed under,
    where they are not all the same; `later_plan` carries on this one, and no file is of it; `amended` are plans that
    this one carries on, by revision. With `so_far` (aware), what is not due by then is left open.
    """
    lines, findings = document.lay_out(indexed, record, plans)
    opened = not_due(indexed, so_far) if so_far else frozenset()
    reread = _of_code(indexed, findings, "STA015")
    laid = believed(lay_beside(indexed, record, lines, now, plans=plans))
    case = replace(
        laid,
        later_plan=later_plan,
        amended=amended or {},
        open=opened,
        reread=reread,
        unseen=_of_code(indexed, findings, "DOC014"),
        under_way=so_far is not None,
    )
    findings = [due for one in findings if (due := _due(one, case)) is not None]
    for rule in RULES:
        findings.extend(seen for one in rule.check(case) if (seen := _of_what_is_seen(one, case)) is not None)
    culprits = culprits_of(case)
    told, more = bounded(findings)
    verdict = verdict_of(findings)
    return replace(
        clean_result(indexed, record, plans=plans, so_far=so_far),
        verdict="backed-out" if verdict == "pass" and gone_back(case) else verdict,
        findings=told,
        culprits=case.ids(*(culprit.index for culprit in culprits)),
        undecided=case.ids(*(culprit.index for culprit in culprits if culprit.undecided)),
        more=more,
        open=open_steps(case) if so_far else (),
        back=backs_taken(case),
    )


def _of_code(indexed: IndexedPlan, findings: Iterable[Finding], code: str) -> frozenset[int]:
    """The steps that findings of a code name; not those that were in an earlier plan alone."""
    named = (step for one in findings if one.code == code for step in one.steps)
    return frozenset(indexed.index[step] for step in named if step in indexed.index)


def _due(finding: Finding, case: RecordUnderCheck) -> Finding | None:
    """A finding of the document, without the steps that are to be signed again and not yet due; None where all are."""
    if finding.code != "STA015" or not case.open:
        return finding
    steps = tuple(step for step in finding.steps if case.indexed.index[step] not in case.open)
    return replace(finding, steps=steps) if steps else None


def _of_what_is_seen(finding: Finding, case: RecordUnderCheck) -> Finding | None:
    """A finding that somebody could not read something, without the steps of which something is hidden: that is told of
    the file. None where it is about no other."""
    if finding.code not in _ILLEGIBLE or not case.unseen:
        return finding
    steps = tuple(step for step in finding.steps if case.indexed.index[step] not in case.unseen)
    return replace(finding, steps=steps) if steps else None


def clean_result(
    indexed: IndexedPlan, record: Record, *, plans: tuple[IndexedPlan, ...] = (), so_far: datetime | None = None
) -> Result:
    """The result for a record of which `runbook.verify.fast_check` says that there is nothing to find."""
    signed_under = dict.fromkeys(plan.plan.revision for plan in plans if plan is not indexed)
    return Result(
        revision=record.revision,
        site=record.site or indexed.plan.site,
        change=record.change or indexed.plan.change,
        run=record.run,
        verdict="pass",
        findings=(),
        culprits=(),
        rehearsal=is_rehearsal(record.revision, record.run),
        amended=tuple(signed_under),
        so_far=so_far.astimezone(indexed.zone) if so_far else None,
    )


def orphan(record: Record, reason: str = NONE) -> Result:
    """The result for a record that no plan at hand belongs to, for this reason."""
    where = record.parts[0].file if record.parts else ""
    faults = tuple(fault for part in record.parts for fault in part.faults)
    unread = tuple(fault for fault in faults if fault.code == "DOC009")
    if record.revision:
        args = (("revision", short_revision(record.revision)), ("reason", Message(reason)))
        finding = Finding(code="DOC001", args=args, where=where)
    else:
        finding = Finding(code="DOC013", where=where, remedy=Message(_PUT_TOGETHER) if _is_pdf(where) else None)
    told, more = bounded(unread or (finding, *faults))
    return Result(
        revision=record.revision,
        site=record.site,
        change=record.change,
        run=record.run,
        verdict="fail",
        findings=told,
        culprits=(),
        more=more,
    )


def _is_pdf(file: str) -> bool:
    return file.casefold().endswith(".pdf")


def bounded(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[tuple[str, int], ...]]:
    """The first of each code, and of which codes how many more there are."""
    counts: Counter[str] = Counter()
    told = []
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= MOST:
            told.append(finding)
    return tuple(told), tuple((code, count - MOST) for code, count in counts.items() if count > MOST)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """fail where something is proved wrong, undetermined where something stays open, else pass."""
    severities = {CODES[finding.code].severity for finding in findings}
    if "error" in severities:
        return "fail"
    return "undetermined" if "warning" in severities else "pass"
