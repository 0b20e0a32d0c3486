"""Which steps of a plan lie behind: they were planned in windows that are done, and its pages do not print them."""

from __future__ import annotations

from functools import lru_cache

from runbook.model.window_chain import window_chain
from runbook.verify.indexed_plan import IndexedPlan


@lru_cache(maxsize=64)
def behind(indexed: IndexedPlan) -> frozenset[int]:
    """The steps of the windows that are done, but for those whose work goes on in one that is not; and the steps
    outside windows before the last step of a done one."""
    windows = indexed.plan.windows
    done = {number for number, window in enumerate(windows, 1) if window.done}
    over = {number for number in done if done.issuperset(window_chain(windows, number))}
    last = max((index for index, step in enumerate(indexed.steps) if step.window in done), default=-1)
    return frozenset(
        index
        for index, step in enumerate(indexed.steps)
        if (step.window in over if step.window is not None else index < last)
    )
