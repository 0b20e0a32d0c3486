"""Planned clock times: steps one after the other from the start of their window, waits kept; and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.plan import PlanStep, PlanWarning, PlanWindow, Rule


def schedule(
    steps: tuple[PlanStep, ...], rules: tuple[Rule, ...], windows: tuple[PlanWindow, ...], zone: str
) -> tuple[tuple[PlanStep, ...], tuple[PlanWarning, ...]]:
    """Steps with their planned times (the longer figure of each duration), and a warning for each window too short.

    Reckoned in UTC, given in the site's zone.
    """
    waits = [r for r in rules if r.kind == "wait" and r.minutes]
    ends: dict[str, datetime] = {}
    cursor: dict[int, datetime] = {i: w.start.astimezone(UTC) for i, w in enumerate(windows, 1)}
    done: list[PlanStep] = []
    for place, step in enumerate(steps):
        if step.window is None:
            by, start = _outside(steps, place, windows)
            done.append(replace(step, planned_by=by, planned_from=start))
            continue
        begin = max([cursor[step.window], *_earliest(step, waits, ends)])
        ends[step.id] = cursor[step.window] = begin + timedelta(minutes=step.duration.high)
        done.append(replace(step, planned_start=local(begin, zone)))
    return tuple(done), tuple(_overruns(windows, cursor))


def _earliest(step: PlanStep, waits: Sequence[Rule], ends: dict[str, datetime]) -> list[datetime]:
    """When the waits before a step are over, for those whose first end is planned."""
    return [
        ends[first] + timedelta(minutes=rule.minutes or 0)
        for rule in waits
        if step.id in rule.then
        for first in rule.first
        if first in ends
    ]


def _outside(
    steps: tuple[PlanStep, ...], place: int, windows: tuple[PlanWindow, ...]
) -> tuple[datetime | None, datetime | None]:
    """Not later than the start of the window that comes next, not earlier than the end of the one before."""
    before = [s.window for s in steps[:place] if s.window]
    after = [s.window for s in steps[place:] if s.window]
    return (windows[min(after) - 1].start if after else None, windows[max(before) - 1].end if before else None)


def _overruns(windows: tuple[PlanWindow, ...], cursor: dict[int, datetime]) -> list[PlanWarning]:
    return [
        PlanWarning(
            code="PLN001",
            text=N_("Window {window} is too short: {minutes} minutes are missing for the steps planned in it."),
            args={"window": str(i), "minutes": str(ceil((cursor[i] - w.end).total_seconds() / 60))},
        )
        for i, w in enumerate(windows, 1)
        if cursor[i] > w.end
    ]
