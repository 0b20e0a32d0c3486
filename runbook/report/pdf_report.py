"""The verification report for the change file: the verdict, all that was found, files, people, reasons, a drawing.

It has one or two pages where little is to be told, else as many as it takes. Nothing is decided here, and no clock is
read: the same plan, records and language give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from runbook.document.house_sheet import LOGO, house_images, house_line
from runbook.i18n import N_, Language, shown, with_words
from runbook.model.frozen_zone import repeated_hours
from runbook.model.plan import Plan
from runbook.model.record import RecordSource
from runbook.model.revision import short_revision
from runbook.model.ways_back import way_back_steps
from runbook.procedures.catalogue import guide_lines
from runbook.report.back_text import back_lines
from runbook.report.finding_text import FindingText, finding_texts
from runbook.report.open_steps import OpenRow, open_rows
from runbook.report.place import place_text
from runbook.report.planned_actual import Panel, panels
from runbook.report.record_tables import (
    PersonRow,
    ReasonRow,
    RemarkRow,
    person_rows,
    reason_rows,
    remark_rows,
    signed_count,
)
from runbook.report.signed import SignedStep, people_of, signed_steps
from runbook.report.text import SEVERITIES, not_compared_text, verdict_text
from runbook.report.window_rows import WaitRow, WindowRow, clock, wait_rows, window_rows
from runbook.verify.session import Verified

CREATOR = "Runbook Kit, verification report"  # in the file, so that it is known for one


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the template shows."""

    language: str
    direction: str
    creator: str
    title: str
    revision: str
    verdict: str
    kind: str
    rehearsal: bool
    so_far: bool
    facts: tuple[Fact, ...]
    findings: tuple[FindingText, ...]
    culprits: str
    windows: tuple[WindowRow, ...]
    waits: tuple[WaitRow, ...]
    files: tuple[RecordSource, ...]
    people: tuple[PersonRow, ...]
    reasons: tuple[ReasonRow, ...]
    remarks: tuple[RemarkRow, ...]
    open: tuple[OpenRow, ...]
    drawings: tuple[tuple[Panel, ...], ...]
    house_line: str  # classification and retention of the organisation's own house
    logo: str  # the key of its picture


def report_pdf(verified: Verified, language: Language) -> bytes:
    """The report's PDF, of a record whose plan is known."""
    from runbook.pdf.html import verification_html
    from runbook.pdf.weasyprint import render_pdf

    language = with_words(language, verified.plan.words, repeated_hours(verified.plan)) if verified.plan else language
    images = house_images(verified.plan) if verified.plan else {}
    return render_pdf(verification_html(make_report(verified, language), language), images, style="verification")


def make_report(verified: Verified, language: Language) -> Report:
    """The report with its findings, the gravest first."""
    result, plan = verified.result, verified.plan
    assert plan is not None
    order = list(SEVERITIES)
    findings = sorted(finding_texts(verified, language, guide_lines()), key=lambda one: order.index(one.severity))
    blamed = {step for finding in result.findings for step in finding.steps[:1]}
    culprits = [step.number for step in plan.steps if step.id in result.culprits]
    times = verified.times()
    steps = signed_steps(verified)
    absent = {one.step.id for one in steps if one.state == "na"}
    return Report(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        creator=CREATOR,
        title=language.text(N_("Verification report")) + f" {plan.site} {plan.change}",
        revision=short_revision(result.revision),
        verdict=verdict_text(result, language),
        kind=result.verdict,
        rehearsal=result.rehearsal,
        so_far=result.so_far is not None,
        facts=tuple(_facts(verified, plan, times, steps, language)),
        findings=tuple(replace(one, where=place_text(one.where, language)) for one in findings),
        culprits=language.list(culprits) if culprits else "",
        windows=tuple(window_rows(plan, times, absent, result, language)),
        waits=tuple(wait_rows(plan, times, result, language)),
        files=tuple(replace(file, name=shown(file.name)) for file in verified.files),
        people=person_rows(steps, verified.staff, people_of(verified.record), language),
        reasons=reason_rows(steps, language),
        remarks=remark_rows(steps, language),
        open=tuple(open_rows(verified, language)),
        drawings=panels(plan, times, blamed, language),
        house_line=house_line(plan, language),
        logo=LOGO if house_images(plan) else "",
    )


def _facts(
    verified: Verified, plan: Plan, times: Mapping[str, int], steps: list[SignedStep], language: Language
) -> Iterable[Fact]:
    result, back = verified.result, way_back_steps(plan)
    course = [one for one in steps if one.step.required and one.step.id not in back]
    required = sum(step.required and step.id not in back for step in plan.steps)
    for label, value in (
        (N_("Organisation"), plan.organization),
        (N_("Site"), f"{plan.site_name} ({plan.site})"),
        (N_("Change"), plan.change),
        *([(N_("Customer’s ticket"), plan.ticket)] if plan.ticket else []),
        (N_("Procedure"), language.text(plan.path_title)),
        (N_("Run"), result.run or "–"),
        (N_("Revision of the plan"), short_revision(result.revision)),
        *([(N_("Carried on from"), language.list(map(short_revision, result.amended)))] if result.amended else []),
        *([(N_("Text printed on the pages"), told)] if (told := not_compared_text(verified, language)) else []),
        *([(N_("Judged so far, as of"), language.datetime(result.so_far))] if result.so_far else []),
        *((N_("Way back"), line) for line in back_lines(verified, language)),
        (N_("All times are local to"), plan.timezone),
        (N_("Required steps signed"), signed_count(course, required, language)),
        (N_("Rules of the plan"), language.number(len(plan.rules))),
        (N_("First signature"), clock(plan, min(times.values(), default=None), language)),
        (N_("Last signature"), clock(plan, max(times.values(), default=None), language)),
    ):
        yield Fact(label=language.text(label), value=shown(value))


def is_report(content: bytes) -> bool:
    """Whether `content` is a report as the kit made it, of whatever record: nobody has changed it since."""
    from runbook.pdf.identity import creator, first_identifier

    return first_identifier(content) is not None and creator(content) == CREATOR
