"""The verification report for the change file: one or two pages, the verdict, what was found, planned against actual.

Nothing is decided here, and no clock is read: the same plan, records and language give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from runbook.i18n import N_, Language
from runbook.model.finding import Result
from runbook.model.plan import Plan
from runbook.procedures.catalogue import guide_lines
from runbook.report.finding_text import FindingText, finding_text
from runbook.report.planned_actual import Panel, panels
from runbook.report.text import VERDICTS

PAGES = 2
FIRST_TRIES = (30, 16, 12, 9, 7, 5, 3)  # findings shown, until the report fits its pages


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
    title: str
    verdict: str
    kind: str
    facts: tuple[Fact, ...]
    findings: tuple[FindingText, ...]
    more: int
    culprits: str
    panels: tuple[Panel, ...]


def report_pdf(result: Result, plan: Plan, times: Mapping[str, int], language: Language) -> bytes:
    """The report's PDF: all findings where they fit two pages, else the gravest and how many more there are.

    `times` say when each step was signed, seconds since 1970, by its id; those of `Verified`.
    """
    from runbook.pdf.html import verification_html
    from runbook.pdf.weasyprint import render_pdf

    content = b""
    tries = [count for count in FIRST_TRIES if count < len(result.findings)]
    for count in (len(result.findings), *tries):
        page = verification_html(make_report(result, plan, times, language, count), language)
        content = render_pdf(page, {}, style="verification")
        if _pages(content) <= PAGES:
            break
    return content


def _pages(content: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def make_report(result: Result, plan: Plan, times: Mapping[str, int], language: Language, count: int) -> Report:
    """The report with its `count` gravest findings."""
    order = ("error", "warning", "note")
    findings = sorted(
        (finding_text(finding, plan, language, guide_lines()) for finding in result.findings),
        key=lambda one: order.index(one.severity),
    )
    blamed = {step for finding in result.findings for step in finding.steps[:1]}
    culprits = [step.number for step in plan.steps if step.id in result.culprits]
    return Report(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        title=language.text(N_("Verification report")) + f" {plan.site} {plan.change}",
        verdict=language.text(VERDICTS[result.verdict]),
        kind=result.verdict,
        facts=tuple(_facts(result, plan, times, language)),
        findings=tuple(findings[:count]),
        more=max(0, len(findings) - count),
        culprits=language.list(culprits) if culprits else "",
        panels=panels(plan, times, blamed, language),
    )


def _facts(result: Result, plan: Plan, times: Mapping[str, int], language: Language) -> Iterable[Fact]:
    for label, value in (
        (N_("Organisation"), plan.organization),
        (N_("Site"), f"{plan.site_name} ({plan.site})"),
        (N_("Change"), plan.change),
        (N_("Procedure"), language.text(plan.path_title)),
        (N_("Run"), result.run or "–"),
        (N_("Revision of the plan"), result.revision[:12]),
        (N_("All times are local to"), plan.timezone),
        (N_("Steps signed"), f"{len(times)} / {len(plan.steps)}"),
    ):
        yield Fact(label=language.text(label), value=value)


def write_report(path: Path, result: Result, plan: Plan, times: Mapping[str, int], language: Language) -> None:
    """Write the report, whole or not at all; into a device or pipe as it comes. Raises OSError, MachineError."""
    from runbook.atomic_write import put_where_named

    put_where_named(path, report_pdf(result, plan, times, language))
