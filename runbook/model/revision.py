"""The revision of a plan: a sha-256 over the whole plan, so that pages of one revision are the same pages.

The format before this one covered what a verdict depends on and nothing else. Plans of it that were printed keep their
revisions; none is made any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from runbook.model.plan import Plan, PlanStep, Rule

# Goes up whenever templates, styles, fonts or code make another picture of the same plan: `make pages` asks for it.
PAGES = 20
FEW = 50  # steps or rules that are hashed at a time
SHOWN = 12  # digits of a revision on pages


def short_revision(revision: str) -> str:
    """The first digits of a revision, as pages show it: enough to type it by."""
    return revision[:SHOWN]


def revision_of(plan: Plan) -> str:
    """64 hexadecimal digits; the `revision` that the plan itself bears is not looked at."""
    if plan.format == "runbook-plan/1":
        return _sha256(json.dumps(_verdict(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return revision_of_content(content_of(plan))


def content_of(plan: Plan) -> dict[str, Any]:
    """The fields of a plan as plan.json holds them, in their order: without a house where there is none."""
    return {field.name: getattr(plan, field.name) for field in fields(plan) if field.name != "house" or plan.house}


def revision_of_content(content: Mapping[str, Any]) -> str:
    """The same of what stands in a plan.json that is not of the first format, whatever it is that stands there.

    Hashed is JSON with sorted keys and without blanks, in UTF-8, of all but the revision.
    """
    digest = hashlib.sha256()
    for piece in _pieces({key: value for key, value in content.items() if key != "revision"}):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(told: Mapping[str, Any]) -> Iterator[bytes]:
    """The JSON that is hashed, some steps or rules at a time: all of a large plan's takes a hundred megabytes."""
    import msgspec

    encode = msgspec.json.Encoder(order="sorted").encode
    mark, short = b"{", dict[str, Any]()
    for key, value in sorted(told.items()):
        if not isinstance(value, list | tuple) or len(value) <= FEW:
            short[key] = value
            continue
        if short:
            yield mark + encode(short)[1:-1]
            mark, short = b",", {}
        yield mark + encode(key) + b":[" + encode(value[:FEW])[1:-1]
        for start in range(FEW, len(value), FEW):
            yield b"," + encode(value[start : start + FEW])[1:-1]
        yield b"]"
        mark = b","
    if short:
        yield mark + encode(short)[1:-1]
    yield b"}" if told else b"{}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _verdict(plan: Plan) -> dict[str, Any]:
    """What a verdict depends on, as the first format has it."""
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
