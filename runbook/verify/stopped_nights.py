"""Nights that a no-go stopped under an earlier plan: what is done again under a later one contradicts nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from runbook.model.plan import PlanStep
from runbook.verify.course import course_of
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.merging import Found
from runbook.verify.times import Moment
from runbook.verify.written_times import time_of

# The steps of each night, by the revision of its plan, with the second up to which they were done before the no-go.
StoppedNights = Mapping[str, Mapping[str, int]]


def stopped_nights(latest: IndexedPlan, found: Mapping[int, Sequence[Found]]) -> StoppedNights:
    """The nights of earlier plans in which no-go was said last at a gate."""
    stopped: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for index in course_of(latest).gate("hold", "decision"):
        said: dict[str, tuple[int, str, Found]] = {}
        for one in found.get(index, ()):
            at = signed_at(one)
            if one.earlier is None or at is None or one.earlier.step.evidence is None:
                continue
            plan, word = one.earlier.indexed.plan.revision, says(latest, one)
            if plan not in said or at.late >= said[plan][0]:
                said[plan] = at.late, word, one
        for plan, (at_latest, word, one) in said.items():
            if word == "no-go" and one.earlier:
                gate, indexed = one.earlier.step, one.earlier.indexed
                night = (step.id for step in indexed.steps if _of_the_night(step, gate))
                stopped[plan] |= dict.fromkeys(night, at_latest + indexed.watches)
    return stopped


def was_stopped(nights: StoppedNights, one: Found) -> bool:
    """Whether an entry is of a night that a no-go stopped, and was signed before that. An installation is none that
    one does again."""
    if one.earlier is None or one.earlier.step.installs:
        return False
    until = nights.get(one.earlier.indexed.plan.revision, {}).get(one.earlier.step.id)
    at = signed_at(one)
    return until is not None and at is not None and at.late <= until


def _of_the_night(step: PlanStep, gate: PlanStep) -> bool:
    return step.window == gate.window if gate.window else step.phase == gate.phase


def says(latest: IndexedPlan, one: Found) -> str:
    """What an entry of an earlier plan says at a gate: go or no-go; "" where it says neither."""
    evidence = one.earlier.step.evidence if one.earlier else None
    return (normal(latest, evidence, one.entry.value) or "") if evidence else ""


def signed_at(one: Found) -> Moment | None:
    """When an entry of an earlier plan was signed, as far as that is known."""
    if one.earlier is None:
        return None
    at, _ = time_of(*one.earlier, one.entry.at)
    return at if isinstance(at, Moment) else None
