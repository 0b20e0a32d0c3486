"""Results for programs: the JSON of the contract, and SARIF 2.1.0.

Everything is handed out piece by piece, one record after the other: ten thousand of them need no more memory than one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from runbook.i18n import Language
from runbook.model.finding import Code, Finding, Result
from runbook.model.plan import Plan
from runbook.report.finding_text import FindingText, finding_text
from runbook.verify.codes import CODES
from runbook.verify.session import Verified

FORMAT = "runbook-findings/1"
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def json_of(verified: Iterable[Verified], language: Language, guide: Mapping[str, str]) -> Iterator[str]:
    """The JSON of the contract, line by line."""
    yield f'{{"format": "{FORMAT}", "results": ['
    before = ""
    for one in verified:
        yield before + json.dumps(_result_data(one.result, one.plan, language, guide), ensure_ascii=False)
        before = ","
    yield "]}"


def _result_data(result: Result, plan: Plan | None, language: Language, guide: Mapping[str, str]) -> dict[str, Any]:
    return {
        "revision": result.revision,
        "site": result.site,
        "change": result.change,
        "run": result.run,
        "verdict": result.verdict,
        "findings": [_finding_data(finding_text(one, plan, language, guide), one) for one in result.findings],
        "culprits": list(result.culprits),
    }


def _finding_data(text: FindingText, finding: Finding) -> dict[str, Any]:
    return {
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
    }


def sarif_of(verified: Iterable[Verified], language: Language, guide: Mapping[str, str], version: str) -> Iterator[str]:
    """SARIF 2.1.0, line by line: one run, one result a finding; a record that passes has none."""
    driver = {
        "name": "Runbook Kit",
        "version": version,
        "language": language.tag.replace("_", "-"),
        "rules": [_sarif_rule(code, language) for code in CODES.values()],
    }
    head = json.dumps({"driver": driver}, ensure_ascii=False)
    yield f'{{"$schema": "{SARIF_SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {head},'
    yield '"columnKind": "unicodeCodePoints", "results": ['
    before = ""
    for one in verified:
        for finding in one.result.findings:
            data = _sarif_result(one.result, finding_text(finding, one.plan, language, guide), finding)
            yield before + json.dumps(data, ensure_ascii=False)
            before = ","
    yield "]}]}"


def _sarif_rule(code: Code, language: Language) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": language.text(code.title)},
        "help": {"text": language.text(code.remedy)},
        "defaultConfiguration": {"level": code.severity},
    }


def _sarif_result(result: Result, text: FindingText, finding: Finding) -> dict[str, Any]:
    file, _, place = text.where.rpartition(":")
    message = " ".join(filter(None, (text.message, text.rule, text.slip)))
    data: dict[str, Any] = {
        "ruleId": text.code,
        "ruleIndex": list(CODES).index(text.code),
        "level": text.severity,
        "message": {"text": message},
        "properties": {
            "revision": result.revision,
            "site": result.site,
            "change": result.change,
            "run": result.run,
            "steps": list(finding.steps),
            "sources": list(finding.sources),
        },
    }
    if file or text.where:
        location: dict[str, Any] = {"artifactLocation": {"uri": quote((file or text.where).replace("\\", "/"))}}
        if place.isdigit() and int(place) and not file.endswith(".pdf"):
            location["region"] = {"startLine": int(place)}
        data["locations"] = [{"physicalLocation": location}]
    if finding.steps:
        names = [{"fullyQualifiedName": step, "kind": "member"} for step in finding.steps]
        data.setdefault("locations", [{}])[0]["logicalLocations"] = names
    return data
