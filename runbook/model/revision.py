"""The revision of a plan: a sha-256 over what a verdict depends on, and over nothing else.

Titles, numbers, names, sources, language, durations and planned times are left out: mending a sentence does not make
the pages that are already printed another revision.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from runbook.model.plan import Plan, PlanStep, Rule


def revision_of(plan: Plan) -> str:
    """64 hexadecimal digits; the `revision` that the plan itself bears is not looked at."""
    text = json.dumps(_content(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _content(plan: Plan) -> dict[str, Any]:
    return {
        "format": plan.format,
        "site": plan.site,
        "change": plan.change,
        "path": plan.path,
        "timezone": plan.timezone,
        "appliances": [[appliance.id, appliance.role] for appliance in plan.appliances],
        "windows": [[_instant(window.start), _instant(window.end)] for window in plan.windows],
        "staff": sorted([person.initials, sorted(person.roles)] for person in plan.staff),
        "steps": [_step(step) for step in plan.steps],
        "rules": sorted((_rule(rule) for rule in plan.rules), key=lambda rule: str(rule["id"])),
    }


def _step(step: PlanStep) -> dict[str, Any]:
    evidence = step.evidence
    expect = evidence.expect if evidence else None
    return {
        "id": step.id,
        "event": step.event,
        "appliance": step.appliance,
        "hop": step.hop,
        "window": step.window,
        "required": step.required,
        "na_allowed": step.na_allowed,
        "witness": step.witness,
        "roles": sorted(step.roles),
        "evidence": [evidence.name, evidence.type] if evidence else None,
        "expect": [expect.equals, expect.after] if expect else None,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "first": sorted(rule.first),
        "then": sorted(rule.then),
        "steps": sorted(rule.steps),
        "minutes": rule.minutes,
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
