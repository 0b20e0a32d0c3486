"""What was signed under an earlier plan of the change: does it count for the step of the latest plan?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from runbook.i18n import N_
from runbook.model.plan import Evidence, Note, PlanStep
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan

EVIDENCE = N_("the evidence that is asked for")
NOT_APPLICABLE = N_("whether it may be left out")
_WORDS = {
    "title": N_("its title"),
    "where": N_("where it is done"),
    "do": N_("what is to be done"),
    "see": N_("what is to be seen"),
    "notes": N_("its notes"),
    "slots": N_("its values"),
}


def differences(one: PlanStep, other: PlanStep, state: str) -> tuple[str, ...]:
    """What reads otherwise in two plans, as messages; what may be left out concerns what was not done."""
    found = [label for field, label in _WORDS.items() if _said(one, field) != _said(other, field)]
    if _asked(one) != _asked(other):
        found.append(EVIDENCE)
    if state not in ("done", "") and (one.na_allowed, one.required) != (other.na_allowed, other.required):
        found.append(NOT_APPLICABLE)
    return tuple(found)


def _asked(step: PlanStep) -> Evidence | None:
    """The evidence of a step, whatever its plan says of words that are none: the answer is the same."""
    return step.evidence and replace(step.evidence, figures=False, never_none=False, past=False)


def _said(step: PlanStep, field: str) -> object:
    value = getattr(step, field)
    if field == "notes":
        notes: Sequence[Note] = value
        return [(note.kind, note.text) for note in notes]
    return value


@once_a_plan
def _alike(earlier: IndexedPlan, latest: IndexedPlan) -> Mapping[tuple[int, str], tuple[str, ...]]:
    """For each step of an earlier plan that the latest one has, by whether it was done, what reads otherwise."""
    return {
        (index, state): differences(step, latest.steps[latest.index[step.id]], state)
        for index, step in enumerate(earlier.steps)
        if step.id in latest.index
        for state in ("done", "other")
    }


def otherwise(earlier: IndexedPlan, latest: IndexedPlan, index: int, state: str) -> tuple[str, ...]:
    """What reads otherwise in the latest plan, of a step that it has; `index` is its place in the earlier one."""
    return _alike(earlier, latest)[index, "done" if state in ("done", "") else "other"]
