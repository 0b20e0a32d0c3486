"""From when to when something lasts through a change, as planned: in the windows, between them and beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runbook.model.plan import PlanStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """From the first of `steps` to the end of the last, by the longer durations; in no zone of their own."""

    steps: tuple[PlanStep, ...]
    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return round((self.end - self.start) / timedelta(minutes=1))


def lasting(steps: Sequence[PlanStep], effects: Container[str]) -> Lasting | None:
    """From the latest that the first step with one of these effects may begin to the end of the last one."""
    places = [i for i, step in enumerate(steps) if any(name in effects for name in step.effects)]
    if not places:
        return None
    first, last = places[0], places[-1]
    start, end = _begin(steps[first]), _end(steps, last)
    if start is None or end is None:
        return None
    return Lasting(steps=tuple(steps[first : last + 1]), start=start, end=end)


def outage_runs(
    steps: Iterable[PlanStep], down: Collection[str], ending: Collection[str], night: Callable[[PlanStep], int | None]
) -> Iterator[list[PlanStep]]:
    """The steps of each outage, with the one that ends it: those with effects of `down`, within one `night`."""
    run: list[PlanStep] = []
    for step in steps:
        if run and night(step) != night(run[0]):
            yield run
            run = []
        ended = any(name in ending for name in step.effects)
        if any(name in down for name in step.effects) or (run and ended):
            run.append(step)
        if run and ended:
            yield run
            run = []
    if run:
        yield run


def _begin(step: PlanStep) -> datetime | None:
    """As planned; before a window, so late that it has ended when the window opens."""
    if step.planned_start is not None or step.planned_by is None:
        return step.planned_start
    return step.planned_by - timedelta(minutes=step.duration.high)


def _end(steps: Sequence[PlanStep], place: int) -> datetime | None:
    """As planned; after a window, with all that stands between them, one after the other."""
    step = steps[place]
    if step.planned_start is not None:
        return step.planned_start + timedelta(minutes=step.duration.high)
    in_windows = [i for i, one in enumerate(steps[: place + 1]) if one.window is not None]
    after = steps[in_windows[-1] + 1 if in_windows else 0 : place + 1]
    if not after or after[0].planned_from is None:
        return None
    return after[0].planned_from + timedelta(minutes=sum(one.duration.high for one in after))
