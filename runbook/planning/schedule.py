"""Planned clock times: steps one after the other from the start of their window, waits kept; and what does not fit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.plan import PlanStep, PlanWarning, PlanWindow, Rule

MINUTE = timedelta(minutes=1)


def schedule(
    steps: tuple[PlanStep, ...], rules: tuple[Rule, ...], windows: tuple[PlanWindow, ...], zone: str
) -> tuple[tuple[PlanStep, ...], tuple[PlanWarning, ...]]:
    """Steps with their planned times (the longer figure of each duration), and warnings for each window they overrun.

    Reckoned in UTC, given in the site's zone.
    """
    waits = [r for r in rules if r.kind == "wait" and r.minutes]
    ends: dict[str, datetime] = {}
    cursor: dict[int, datetime] = {i: w.start.astimezone(UTC) for i, w in enumerate(windows, 1)}
    waited = dict.fromkeys(cursor, timedelta())
    planned: list[PlanStep] = []
    for place, step in enumerate(steps):
        if step.window is None:
            by, start = _outside(steps, place, windows)
            planned.append(replace(step, planned_by=by, planned_from=start))
            continue
        begin = max([cursor[step.window], *_earliest(step, waits, ends)])
        waited[step.window] += begin - cursor[step.window]
        ends[step.id] = cursor[step.window] = begin + timedelta(minutes=step.duration.high)
        planned.append(replace(step, planned_start=local(begin, zone)))
    return tuple(planned), (*_overruns(windows, cursor, waited), *_put_back(windows, zone))


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


def _overruns(
    windows: tuple[PlanWindow, ...], cursor: dict[int, datetime], waited: dict[int, timedelta]
) -> Iterator[PlanWarning]:
    """What each window lacks: as much as its steps take too long, and else as much as it opens too early for a wait.

    A window that is as long and opens later by the minutes of PLN006 has nothing left to wait for.
    """
    none = timedelta()
    for i, window in enumerate(windows, 1):
        over = cursor[i] - window.end
        if (short := over - waited[i]) > none:
            text = N_("Window {window} is too short: {minutes} minutes are missing for the steps planned in it.")
            yield _warning("PLN001", text, i, short)
        if (early := min(over, waited[i])) > none:
            text = N_(
                "Window {window} opens before 24 hours have passed since the last BeyondTrust package: "
                "it has to open {minutes} minutes later."
            )
            yield _warning("PLN006", text, i, early)


def _put_back(windows: tuple[PlanWindow, ...], zone: str) -> Iterator[PlanWarning]:
    """A window in which the clock is put back: a time of the hour that comes twice says nothing without its offset."""
    for i, window in enumerate(windows, 1):
        first, second = _offset(window.start, zone), _offset(window.end, zone)
        if first <= second:
            continue
        length = int((window.end - window.start) / MINUTE)
        change = window.start + MINUTE * bisect_left(
            range(length), True, key=lambda minutes: _offset(window.start + MINUTE * minutes, zone) < first
        )
        text = N_(
            "Window {window}: the clock goes back from {late} ({first}) to {early} ({second}). "
            "Write times of that hour with their offset."
        )
        late, early = local(change - MINUTE, zone) + MINUTE, local(change, zone)
        args = {
            "late": f"{late:%H:%M}",
            "early": f"{early:%H:%M}",
            "first": late.isoformat()[-6:],
            "second": early.isoformat()[-6:],
        }
        yield PlanWarning(code="PLN007", text=text, args=args | {"window": str(i)})


def _offset(moment: datetime, zone: str) -> timedelta:
    return local(moment, zone).utcoffset() or timedelta()


def _warning(code: str, text: str, window: int, lacks: timedelta) -> PlanWarning:
    return PlanWarning(
        code=code, text=text, args={"window": str(window), "minutes": str(ceil(lacks.total_seconds() / 60))}
    )
