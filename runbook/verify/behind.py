"""Which steps of a plan lie behind: an earlier plan had them done, and its pages do not print them."""

from __future__ import annotations

from runbook.model.window_chain import steps_behind
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan


@once_a_plan
def behind(indexed: IndexedPlan) -> frozenset[int]:
    """Their places in the plan."""
    return frozenset(map(indexed.index.__getitem__, steps_behind(indexed.plan)))
