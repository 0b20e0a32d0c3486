"""A comparison for programs: `format: runbook-diff/1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runbook.comparison.compared_changes import ComparedChange
from runbook.comparison.comparison_text import changed_chapters, reason_text
from runbook.document.differences import Difference, PlanDifferences
from runbook.i18n import Language

FORMAT = "runbook-diff/1"


def comparison_data(old: str, new: str, compared: Iterable[ComparedChange], language: Language) -> dict[str, Any]:
    """What JSON writes; sentences are in the language, names of fields are the plan's."""
    return {"format": FORMAT, "old": old, "new": new, "changes": [_change(one, language) for one in compared]}


def _change(one: ComparedChange, language: Language) -> dict[str, Any]:
    site, change = one.key
    found: dict[str, Any] = {
        "site": site,
        "change": change,
        "outcome": one.outcome,
        "approval": one.approval,
        "state": {"before": one.states[0] or None, "after": one.states[1] or None},
        "revision": {
            "before": one.before.revision if one.before else None,
            "after": one.after.revision if one.after else None,
        },
    }
    if one.error is not None:
        found["error"] = language.text(one.error.message, **one.error.values)
    if one.found is not None and one.after is not None:
        found |= _differences(one.found)
        found["chapters"] = [
            {"number": number, "title": language.text(title)} for number, title in changed_chapters(one.after, one)
        ]
    numbers = {step.id: step.number for plan in (one.before, one.after) if plan for step in plan.steps}
    found["people"] = [
        {
            "initials": concern.person.initials,
            "name": concern.person.name,
            "reasons": [
                {
                    "why": reason.why,
                    "windows": list(reason.windows),
                    "appliances": list(reason.appliances),
                    "steps": list(reason.steps),
                    "text": reason_text(reason, concern, numbers, language),
                }
                for reason in concern.reasons
            ],
        }
        for concern in one.concerned
    ]
    return found


def _differences(found: PlanDifferences) -> dict[str, Any]:
    steps = found.steps
    return {
        "windows": [_difference(each) for each in found.windows],
        "appliances": [_difference(each) for each in found.appliances],
        "staff": [_difference(each) for each in found.people],
        "passes": [_difference(each) for each in found.hops],
        "risks": [_difference(each) for each in found.risks],
        "facts": [_difference(each) for each in found.facts],
        "steps": {
            "before": found.totals[0],
            "after": found.totals[1],
            "added": list(steps.added),
            "removed": list(steps.removed),
            "texts": list(steps.texts),
            "demands": list(steps.demands),
            "durations": list(steps.durations),
            "others": list(steps.others),
        },
        "others": list(found.others),
    }


def _difference(one: Difference[Any]) -> dict[str, Any]:
    import msgspec

    sides = {"before": msgspec.to_builtins(one.before), "after": msgspec.to_builtins(one.after)}
    return {"name": one.name, **sides, "fields": list(one.fields)}
