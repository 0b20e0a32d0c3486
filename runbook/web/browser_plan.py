"""What of a plan the checklist in the browser needs: all that decides, and of the words those that its script shows.

No mail address, no text of a step and nothing of other documents goes in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from runbook.document.evidence import evidence
from runbook.i18n import N_, Language
from runbook.model.control import SUPPORT_CALLED, is_peoples
from runbook.model.plan import Plan, PlanStep
from runbook.model.remaining import in_nights
from runbook.model.ways_back import decided_later
from runbook.reading.plan_json import dump_plan
from runbook.records.titles import house_title

_WHOLE = (
    *("format", "revision", "site", "change", "ticket", "timezone", "date_order", "deadline", "amends", "offsets"),
    *("windows", "passes", "witnesses", "tolerances", "approval_apart", "hostname"),
)
_STEP = (
    *("id", "number", "phase", "hop", "window", "required", "na_allowed", "witness", "roles", "evidence", "no_return"),
    *("duration", "planned_by", "installs", "gate", "event", "appliance", "effects", "planned_start"),
)
_PARTS: Mapping[str, tuple[str, ...]] = {
    "staff": ("initials", "name", "roles"),
    "appliances": ("id", "role", "hostname", "model", "ip"),
    "phases": ("id", "number", "hop", "window", "way_back", "back_until", "back_from", "as_before"),
    "steps": _STEP,
    "rules": ("id", "kind", "first", "then", "steps", "minutes", "severity", "exact"),
}
# What most steps and rules have: it is left out, and the script puts it in again.
USUAL: Mapping[str, Mapping[str, Any]] = {
    "steps": {
        **dict.fromkeys(("hop", "window", "evidence", "planned_by", "installs", "gate", "event", "appliance")),
        "planned_start": None,
        **dict.fromkeys(("na_allowed", "witness", "no_return"), False),
        "required": True,
        "effects": [],
    },
    "rules": {"steps": [], "minutes": None, "severity": "error", "exact": False},
}


def browser_plan(plan: Plan, language: Language) -> dict[str, Any]:
    """The plan as the script of the page reads it: keys and values are those of plan.json, but that rules name steps by
    their places, and that what is as usual (`USUAL`), or no script asks for, is left out. Titles, labels and hints are
    in the language; a phase the time of whose way back is over when a later night decides about it says so."""
    content = json.loads(dump_plan(plan))
    kept: dict[str, Any] = {key: content[key] for key in _WHOLE if key in content}
    for part, keys in _PARTS.items():
        kept[part] = [{key: one[key] for key in keys if key in one} for one in content[part]]
    places = {step.id: place for place, step in enumerate(plan.steps)}
    for rule in kept["rules"]:
        rule |= {key: [places[step] for step in rule[key]] for key in ("first", "then", "steps")}
    kept["house"] = {"names_witnesses": plan.house.names_witnesses} if plan.house else None
    numbers = {step.id: step.number for step in plan.steps}
    nights = in_nights(plan)
    for phase, told in zip(plan.phases, kept["phases"], strict=True):
        told["title"] = language.text(phase.title)
        if decided_later(nights, phase):
            told["decided_later"] = True
    for step, told in zip(plan.steps, kept["steps"], strict=True):
        told["title"] = house_title(plan, step, language)
        told["duration"] = _said({key: told["duration"][key] for key in ("low", "high", "source")})
        if not is_peoples(step) and step.event != SUPPORT_CALLED:
            told["event"] = None
        if step.evidence:
            del told["evidence"]["name"]
            words = {"label": language.text(step.evidence.label), "hint": _hint(step, numbers, language)}
            asks = {key: getattr(step.evidence, key) or None for key in ("figures", "never_none", "past")}
            told["evidence"] = _said(told["evidence"] | words | asks)
    return kept | {part: [_short(one, usual) for one in kept[part]] for part, usual in USUAL.items()}


def _short(one: dict[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """A step or rule without what is as usual."""
    return {key: value for key, value in one.items() if key not in usual or value != usual[key]}


def _said(group: Mapping[str, Any]) -> dict[str, Any]:
    """A group without what it says nothing of."""
    inner = {key: _said(value) if isinstance(value, dict) else value for key, value in group.items()}
    return {key: value for key, value in inner.items() if value is not None}


def _hint(step: PlanStep, numbers: dict[str, str], language: Language) -> str:
    """What is expected, where that is said beside the field."""
    view = evidence(step, numbers, language)
    if view.expected:
        return f"{language.text(N_('expected:'))} {view.expected.text}"
    asked = step.evidence
    return view.expected_text or (language.text(N_("with figures")) if asked and asked.figures else "")
