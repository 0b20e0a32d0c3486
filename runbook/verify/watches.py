"""Two people, two watches: how much before another signature one may lie that must not come before it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.model.initials import normal_initials
from runbook.verify.indexed_plan import once_a_plan

if TYPE_CHECKING:
    from runbook.verify.indexed_plan import IndexedPlan
    from runbook.verify.record_under_check import RecordUnderCheck


def allowed_early(case: RecordUnderCheck, first: int, then: int) -> int:
    """The seconds by which `then`, which must come after `first`, may be signed before it; mostly none.

    Only between two people whom the plan or the record knows, in one window. A chain that holds a wait is a wait. What
    must follow at once, what is held still, what cannot be undone and what must not be twice has no such room.
    """
    tolerances = case.indexed.plan.tolerances
    if tolerances is None or case.later.get(first, {}).get(then):
        return 0
    one, other = case.indexed.steps[first], case.indexed.steps[then]
    if one.window is None or one.window != other.window or one.no_return or other.no_return:
        return 0
    if (first, then) in _held(case.indexed):
        return 0
    signers = {_signer(case, first), _signer(case, then)}
    return 60 * tolerances.watches if len(signers) == 2 and "" not in signers else 0


def _signer(case: RecordUnderCheck, index: int) -> str:
    """Whose watch it was; "" for somebody unknown."""
    who = normal_initials(case.lines[index].entry.by)
    return who if who in case.planned(index).indexed.staff or who in _substitutes(case) else ""


@lru_cache(maxsize=4)
def _substitutes(case: RecordUnderCheck) -> frozenset[str]:
    """The initials of those whom the record names itself."""
    return frozenset(normal_initials(person.initials) for part in case.record.parts for person in part.people)


@once_a_plan
def _held(indexed: IndexedPlan) -> frozenset[tuple[int, int]]:
    """The ends of the rules of what follows at once, of what is held still, and of an order that is exact."""
    return frozenset(
        (first, then)
        for rule in indexed.rules_of("adjacent", "closed", "order")
        if rule.exact or rule.kind != "order"
        for first in indexed.places(rule.first)
        for then in indexed.places(rule.then)
    )
