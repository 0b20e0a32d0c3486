"""By when a change is released: before its window opens, and before clients may be the first to notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from runbook.model.clock import local
from runbook.model.control import RELEASES
from runbook.model.lasting import lasting
from runbook.model.plan import THROUGHOUT, PlanStep, PlanWindow
from runbook.model.procedure import EffectData


def released_in_time(
    steps: tuple[PlanStep, ...], effects: Mapping[str, EffectData], windows: Sequence[PlanWindow], zone: str
) -> tuple[PlanStep, ...]:
    """The steps, their releases no later than clients are replaced or removed, where that follows outside a window."""
    last = max((place for place, step in enumerate(steps) if step.gate in RELEASES), default=None)
    over = [window.end for window in windows if window.done]
    ahead = _noticed(steps, last, effects) if last is not None else ()
    noticed = tuple(at for at in ahead if not over or at >= max(over))
    return tuple(
        replace(step, planned_by=local(min((step.planned_by, *noticed)), zone))
        if noticed and step.gate in RELEASES and step.planned_by
        else step
        for step in steps
    )


def _noticed(steps: tuple[PlanStep, ...], last: int, effects: Mapping[str, EffectData]) -> Iterator[datetime]:
    """When clients are away from, of each kind that begins behind the last release."""
    for kind in sorted(THROUGHOUT):
        found = lasting(steps, {name for name, data in effects.items() if data.kind == kind})
        if found and found.steps[0] in steps[last:]:
            yield found.start
