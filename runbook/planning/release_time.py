"""By when a change is released, and what that rests on is done, and what is saved before clients are removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from runbook.model.clock import local
from runbook.model.control import RELEASES
from runbook.model.lasting import Lasting, lasting
from runbook.model.plan import THROUGHOUT, PlanStep, PlanWindow, Rule
from runbook.model.procedure import EffectData


def released_in_time(
    steps: tuple[PlanStep, ...],
    rules: Sequence[Rule],
    effects: Mapping[str, EffectData],
    windows: Sequence[PlanWindow],
    zone: str,
) -> tuple[PlanStep, ...]:
    """The steps, their releases no later than clients are replaced or removed, where that follows outside a window; and
    so what comes before a release, or by a rule before clients are away. Of what is left, only the release is asked for
    anew."""
    last = max((place for place, step in enumerate(steps) if step.gate in RELEASES), default=-1)
    noticed = tuple(_noticed(steps, max(last, 0), effects))
    over = [window.end for window in windows if window.done]
    ahead = tuple(found.start for found in noticed if not over or found.start >= max(over))
    told = tuple(found.start for found in noticed)
    before = (_by(step, ahead if step.gate in RELEASES else told, zone) for step in steps[: last + 1])
    ruled = _before(noticed, rules)
    after = (_by(step, ruled.get(step.id, ()), zone) for step in steps[last + 1 :])
    return (*before, *after)


def _before(noticed: Iterable[Lasting], rules: Sequence[Rule]) -> dict[str, tuple[datetime, ...]]:
    """By the steps that rules put before clients are away: from when these are."""
    found: dict[str, tuple[datetime, ...]] = {}
    for away in noticed:
        for rule in rules:
            if rule.kind == "order" and away.steps[0].id in rule.then:
                found |= {first: (*found.get(first, ()), away.start) for first in rule.first}
    return found


def _by(step: PlanStep, limits: tuple[datetime, ...], zone: str) -> PlanStep:
    """The step, no later than the first of the limits, where it has such a time."""
    return replace(step, planned_by=local(min((step.planned_by, *limits)), zone)) if step.planned_by else step


def _noticed(steps: tuple[PlanStep, ...], last: int, effects: Mapping[str, EffectData]) -> Iterator[Lasting]:
    """From when to when clients are away, of each kind that begins behind the last release."""
    for kind in sorted(THROUGHOUT):
        found = lasting(steps, {name for name, data in effects.items() if data.kind == kind})
        if found and found.steps[0] in steps[last:]:
            yield found
