"""Who releases a change, where whoever carries it out may not: those without whom all of it can be signed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from runbook.model.plan import PlanStep


def releasing(approvers: Sequence[str], needed: int, able: Iterable[Collection[str]]) -> tuple[str, ...] | None:
    """The first `needed` of the approvers that leave somebody to each step of `able`; None where none of them do.

    `able` gives for each step of the work who may sign it.
    """
    may = frozenset(approvers)
    tight = {frozenset(each) for each in able if len(each) <= needed}
    tight = {each for each in tight if each <= may}
    asked = {one for each in tight for one in each}
    free = [one for one in approvers if one not in asked]
    few = [*free, *(one for one in approvers if one in asked)]
    found = (each for each in combinations(few, needed) if not any(one.issubset(each) for one in tight))
    return next(found, None)


def can_be_left_out(step: PlanStep) -> bool:
    """Whether a step need not be carried out."""
    return step.na_allowed or not step.required
