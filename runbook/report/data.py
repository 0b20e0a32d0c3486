"""Results for programs: the JSON of the contract, described in docs/verification.md.

It is handed out piece by piece, one record after the other: ten thousand of them need no more memory than one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from runbook.i18n import Language
from runbook.model.finding import Finding
from runbook.model.record import Entry, RecordSource
from runbook.report.compared import compared
from runbook.report.finding_text import FindingText, finding_texts, step_title
from runbook.report.signed import SignedStep, people_of, signed_steps, signers
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.session import Verified

FORMAT = "runbook-findings/1"
PLANS = 32  # plans of which the fixed part of each step is kept


def json_of(verified: Iterable[Verified], language: Language, guide: Mapping[str, str]) -> Iterator[str]:
    """The JSON of the contract, line by line."""
    planned = _PlannedSteps(language)
    yield f'{{"format": "{FORMAT}", "results": ['
    before = ""
    for one in verified:
        yield before + json.dumps(_result_data(one, planned, language, guide), ensure_ascii=False)
        before = ","
    yield "]}"


class _PlannedSteps:
    """What a plan says of its steps: the part of each step's data that is the same for all its records."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.known: dict[IndexedPlan, dict[str, dict[str, Any]]] = {}

    def of(self, indexed: IndexedPlan) -> dict[str, dict[str, Any]]:
        """By the step's id."""
        if indexed not in self.known:
            if len(self.known) >= PLANS:
                self.known.clear()
            self.known[indexed] = {
                step.id: {
                    "id": step.id,
                    "number": step.number,
                    "title": step_title(step, self.language),
                    "appliance": step.appliance,
                    "planned": step.planned_start.isoformat() if step.planned_start else None,
                }
                for step in indexed.steps
            }
        return self.known[indexed]


def _result_data(
    verified: Verified, planned: _PlannedSteps, language: Language, guide: Mapping[str, str]
) -> dict[str, Any]:
    result, indexed = verified.result, verified.indexed
    steps = signed_steps(verified)
    people = people_of(verified.record)
    texts = finding_texts(verified, language, guide)
    data: dict[str, Any] = {
        "revision": result.revision,
        "site": result.site,
        "change": result.change,
        "run": result.run,
        "verdict": result.verdict,
        "rehearsal": result.rehearsal,
        "findings": [_finding_data(*pair, verified) for pair in zip(texts, result.findings, strict=True)],
        "culprits": list(result.culprits),
        "files": [source_data(source) for source in verified.files],
    }
    for name, field in (("signers", "by"), ("witnesses", "witness")):
        data[name] = [asdict(one) for one in signers(steps, indexed.plan, people, field)] if indexed else []
    data["people"] = [{"initials": one.initials, "name": one.name, "roles": list(one.roles)} for one in people]
    fixed = planned.of(indexed) if indexed else {}
    data["steps"] = [fixed[one.step.id] | _signed_data(one) for one in steps]
    return data


def source_data(source: RecordSource) -> dict[str, Any]:
    """A file by its name and the hash of what was read; null where it could not be read."""
    return {"name": source.name, "sha256": source.sha256 or None}


def _signed_data(one: SignedStep) -> dict[str, Any]:
    entry: Entry = one.entry
    return {
        "actual": one.at.isoformat() if one.at else None,
        "written": entry.at,
        "state": one.state,
        "by": entry.by,
        "witness": entry.witness,
    }


def _finding_data(text: FindingText, finding: Finding, verified: Verified) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": text.code,
        "severity": text.severity,
        "sources": list(finding.sources),
        "steps": list(finding.steps),
        "numbers": text.numbers,
        "message": text.message,
        "rule": text.rule,
        "guide": text.guide,
        "suggestion": text.slip,
        "remedy": text.remedy,
        "where": text.where,
        "titles": list(text.steps),
    }
    if finding.code == "DOC007":
        asked = [
            (one.file, {one.pages[step] for step in finding.steps if step in one.pages}) for one in verified.checklists
        ]
        data["pages"] = [{"file": file, "pages": sorted(pages)} for file, pages in asked if pages]
    differing = compared(finding, verified.record)
    if differing:
        data["compared"] = [
            {
                "step": one.step,
                "field": one.field,
                "values": [{"value": value, "where": place} for value, place in one.values],
            }
            for one in differing
        ]
    return data
