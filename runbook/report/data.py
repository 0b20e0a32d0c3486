"""Results for programs: the JSON of the contract, described in docs/verification.md.

It is handed out piece by piece, one record after the other: ten thousand of them need no more memory than one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from runbook.i18n import Language, with_words
from runbook.model.finding import BackTaken, Finding
from runbook.model.frozen_zone import repeated_hours
from runbook.model.plan import PlanStep
from runbook.model.record import RecordSource
from runbook.report.compared import compared
from runbook.report.finding_text import FindingText, finding_texts, step_title
from runbook.report.signed import CONTESTED, SignedStep, Signer, people_of, signed_steps, signers
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.session import Verified
from runbook.verify.without_record import PlanNotDue

FORMAT = "runbook-findings/1"
PLANS = 32  # plans of which the fixed part of each step is kept
STRINGS = 50_000  # texts that are kept as JSON writes them


def json_of(
    verified: Iterable[Verified], language: Language, guide: Mapping[str, str], later: Sequence[PlanNotDue] = ()
) -> Iterator[str]:
    """The JSON of the contract, line by line. `later` may grow meanwhile: plans without a record that are not due."""
    writer = _StepWriter(language)
    yield f'{{"format": "{FORMAT}", "results": ['
    before = ""
    for one in verified:
        steps = signed_steps(one)
        data = json.dumps(_result_data(one, steps, language, guide), ensure_ascii=False)
        yield f'{before}{data[:-1]}, "steps": [{writer.text(one.indexed, steps)}]}}'
        before = ","
    not_due = [{**one._asdict(), "due": one.due.isoformat()} for one in later]
    yield f'], "not_due": {json.dumps(not_due, ensure_ascii=False)}}}' if not_due else "]}"


class _StepWriter:
    """Writes the steps of a record: many in each, and most of their text is the same in the next one."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.planned: dict[IndexedPlan, dict[str, str]] = {}
        self.strings: dict[str, str] = {}

    def text(self, indexed: IndexedPlan | None, steps: Iterable[SignedStep]) -> str:
        """The steps as the elements of an array."""
        if indexed is None:
            return ""
        planned, string = self._planned(indexed), self._string
        return ", ".join(
            [
                f"{planned[step.id]}{string(at.isoformat()) if at else 'null'}, "
                f'"written": {string(entry.at)}, "state": {string(CONTESTED if contested else entry.state)}, '
                f'"by": {string(entry.by)}, "witness": {string(entry.witness)}, '
                f'"note": {string(entry.note)}}}'
                for step, entry, at, contested, _ in steps
            ]
        )

    def _string(self, text: str) -> str:
        found = self.strings.get(text)
        if found is None:
            if len(self.strings) >= STRINGS:
                self.strings.clear()
            found = self.strings[text] = json.dumps(text, ensure_ascii=False)
        return found

    def _planned(self, indexed: IndexedPlan) -> dict[str, str]:
        """What the plan says of each step, by its id, up to when it was signed."""
        if indexed not in self.planned:
            if len(self.planned) >= PLANS:
                self.planned.clear()
            language = with_words(self.language, indexed.plan.words, repeated_hours(indexed.plan))
            self.planned[indexed] = {step.id: self._head(step, language) for step in indexed.steps}
        return self.planned[indexed]

    def _head(self, step: PlanStep, language: Language) -> str:
        data = {
            "id": step.id,
            "number": step.number,
            "title": step_title(step, language),
            "appliance": step.appliance,
            "planned": step.planned_start.isoformat() if step.planned_start else None,
        }
        return json.dumps(data, ensure_ascii=False)[:-1] + ', "actual": '


def _result_data(
    verified: Verified, steps: list[SignedStep], language: Language, guide: Mapping[str, str]
) -> dict[str, Any]:
    result, indexed = verified.result, verified.indexed
    language = with_words(language, indexed.plan.words, repeated_hours(indexed.plan)) if indexed else language
    people = people_of(verified.record)
    texts = finding_texts(verified, language, guide)
    data: dict[str, Any] = {
        "revision": result.revision,
        "site": result.site,
        "change": result.change,
        "run": result.run,
        "verdict": result.verdict,
        "rehearsal": result.rehearsal,
        "amended": list(result.amended),
        "so_far": result.so_far.isoformat() if result.so_far else None,
        "open": [{"step": one.step, "due": one.due.isoformat() if one.due else None} for one in result.open],
        "back": [_back_data(one) for one in result.back],
        "findings": [_finding_data(*pair, verified) for pair in zip(texts, result.findings, strict=True)],
        "more": dict(result.more),
        "culprits": list(result.culprits),
        "undecided": list(result.undecided),
        "files": [_source_data(source) for source in verified.files],
        "not_compared": list(verified.not_compared),
    }
    for name, field in (("signers", "by"), ("witnesses", "witness")):
        data[name] = [_person(one) for one in signers(steps, verified.staff, people, field)] if indexed else []
    data["people"] = [{"initials": one.initials, "name": one.name, "roles": list(one.roles)} for one in people]
    return data


def _back_data(one: BackTaken) -> dict[str, Any]:
    """A way back that was begun."""
    return {
        "phase": one.phase,
        "by": list(one.by),
        "begun": one.begun.isoformat() if one.begun else None,
        "ended": one.ended.isoformat() if one.ended else None,
        "whole": one.whole,
        "as_before": one.as_before,
    }


def _person(one: Signer) -> dict[str, Any]:
    return {
        "initials": one.initials,
        "name": one.name,
        "roles": list(one.roles),
        "steps": one.steps,
        "in_plan": one.in_plan,
    }


def _source_data(source: RecordSource) -> dict[str, Any]:
    """A file by its name and the hash of what was read; null where it could not be read."""
    return {"name": source.name, "sha256": source.sha256 or None}


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
