"""Of which steps the date that is written down is that of something that came: no later than the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.plan import PlanStep

_CAME = frozenset({"prep.vendor-notice"})  # events of steps that wait for something to come, and ask when it came


def asks_for_a_past_day(step: PlanStep) -> bool:
    """Whether the date that a step asks for is past when it is signed: the day of a mail, and not one to come."""
    return step.evidence is not None and step.evidence.type == "date" and step.event in _CAME
