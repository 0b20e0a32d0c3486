"""By when a change is released, and what that rests on is done: before its window opens, and before clients notice."""

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
    """The steps, their releases no later than clients are replaced or removed, where that follows outside a window; and
    so what comes before a release. Of what is left, only the release is asked for anew."""
    last = max((place for place, step in enumerate(steps) if step.gate in RELEASES), default=-1)
    noticed = tuple(_noticed(steps, last, effects)) if last >= 0 else ()
    over = [window.end for window in windows if window.done]
    ahead = tuple(at for at in noticed if not over or at >= max(over))
    before = (_by(step, ahead if step.gate in RELEASES else noticed, zone) for step in steps[: last + 1])
    return (*before, *steps[last + 1 :])


def _by(step: PlanStep, limits: tuple[datetime, ...], zone: str) -> PlanStep:
    """The step, no later than the first of the limits, where it has such a time."""
    return replace(step, planned_by=local(min((step.planned_by, *limits)), zone)) if step.planned_by else step


def _noticed(steps: tuple[PlanStep, ...], last: int, effects: Mapping[str, EffectData]) -> Iterator[datetime]:
    """When clients are away from, of each kind that begins behind the last release."""
    for kind in sorted(THROUGHOUT):
        found = lasting(steps, {name for name, data in effects.items() if data.kind == kind})
        if found and found.steps[0] in steps[last:]:
            yield found.start
