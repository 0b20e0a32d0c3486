"""The id of a step, of which the id of its appliance may be a part."""

from __future__ import annotations

from collections.abc import Mapping

from runbook.model.plan import PlanStep
from runbook.pdf.prefill.not_prefillable import NotPrefillable


def step_parts(step: PlanStep) -> tuple[str, str]:
    """What stands before and after the appliance in a step's id; nothing behind where it has none.

    Raises NotPrefillable where it cannot be told from the number of the hop.
    """
    before, _colon, rest = step.id.partition(":")
    if step.appliance is None or not rest:
        return step.id, ""
    name, _colon, after = rest.partition(":")
    if name != step.appliance:
        return step.id, ""
    if not after and step.hop is not None and name == f"h{step.hop}":
        raise NotPrefillable(step.id)
    return f"{before}:", f":{after}" if after else ":"


def renamed_step(step: PlanStep, names: Mapping[str, str]) -> str:
    """The id of a step where its appliance has the name that `names` gives it."""
    before, after = step_parts(step)
    if not after or step.appliance is None:
        return before
    return before + names[step.appliance] + after.removesuffix(":")
