"""When a step can have begun at the earliest: what is seen of it may lie before its signature, and not before that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runbook.model.window_chain import window_chain
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_windows import PlannedStep, window_bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Seconds since 1970 before which a step cannot have begun. `before` is the step whose signature shows it; None
    where its window does, or, with `window` None too, its own signature."""

    at: int
    before: int | None = None
    window: int | None = None


def begun(
    indexed: IndexedPlan,
    earlier: Iterable[int],
    times: Mapping[int, int],
    index: int,
    planned: PlannedStep | None = None,
) -> Beginning:
    """The earliest that step `index` of `times` can have begun: when the last step was signed that has to come before
    it (one of `earlier`), and not before its window.

    The signature stands at its end: clients come back, and a pair synchronises, while it is still being carried out.
    The plans of earlier versions count from the signature. `planned` is the step in the plan that it was signed under,
    where that is another one.
    """
    signed = times[index]
    if not indexed.tolerant:
        return Beginning(at=signed)
    before = [first for first in earlier if first in times and times[first] <= signed]
    last = max(before, key=lambda first: (times[first], first), default=None)
    plan, place = planned or (indexed, index)
    number = plan.steps[place].window
    chain = window_chain(plan.plan.windows, number) if number else ()
    opened = [(opens, one) for one in chain if (opens := window_bounds(plan, one)[0]) <= signed]
    if opened and (last is None or times[last] < opened[-1][0]):
        return Beginning(at=opened[-1][0], window=opened[-1][1])
    return Beginning(at=signed) if last is None else Beginning(at=times[last], before=last)
