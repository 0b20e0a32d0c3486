"""Which steps of a plan are the course of the change, and which are of its ways back.

The ways back stand last in a plan, as chapters of their own. What is said of the course of a change (how long it takes,
what it means for the users, what is still to be done) is said of its main steps alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from runbook.model.control import is_control
from runbook.model.plan import Phase, Plan, PlanStep, Rule


def is_way_back(phase: Phase) -> bool:
    """Whether a chapter is a way back."""
    return bool(phase.back_from)


def ways_back(plan: Plan) -> tuple[Phase, ...]:
    """The chapters that are ways back, in their order."""
    return tuple(phase for phase in plan.phases if is_way_back(phase))


def main_phases(plan: Plan) -> tuple[Phase, ...]:
    """The chapters of the change itself, in their order."""
    return tuple(phase for phase in plan.phases if not is_way_back(phase))


def way_back_steps(plan: Plan) -> frozenset[str]:
    """The ids of the steps of all ways back."""
    chapters = {phase.id for phase in ways_back(plan)}
    return frozenset(step.id for step in plan.steps if step.phase in chapters) if chapters else frozenset()


def main_steps(plan: Plan) -> tuple[PlanStep, ...]:
    """The steps of the change itself, in their order."""
    chapters = {phase.id for phase in ways_back(plan)}
    return tuple(step for step in plan.steps if step.phase not in chapters) if chapters else plan.steps


def main_rules(plan: Plan) -> tuple[Rule, ...]:
    """The rules that speak of no step of a way back."""
    back = way_back_steps(plan)
    return tuple(rule for rule in plan.rules if back.isdisjoint((*rule.first, *rule.then))) if back else plan.rules


def main_course(plan: Plan) -> Plan:
    """The plan without its ways back."""
    if not ways_back(plan):
        return plan
    return replace(plan, phases=main_phases(plan), steps=main_steps(plan), rules=main_rules(plan))


def still_led_back(plan: Plan, step: PlanStep, done: Collection[PlanStep]) -> Phase | None:
    """The phase whose way back is open at a step of the change, where of the step's own phase `done` was done: its own,
    or the one before where nothing was, or where its own has none and nothing was that closes that way."""
    own = next(one for one in plan.phases if one.id == step.phase)
    before = next((one for one in main_phases(plan) if one.number == own.number - 1 and one.way_back), None)
    if any(one.no_return for one in done):
        return None
    if not done and before:
        return before
    return own if own.way_back else None if done and step.house else before


def led_back_at(plan: Plan, step: PlanStep) -> Phase | None:
    """The phase that a way leads back from at a step, of which all was done that is printed before it."""
    before = [one for one in plan.steps[: plan.steps.index(step)] if one.phase == step.phase and not is_control(one)]
    return still_led_back(plan, step, before)


def decided_at(plan: Plan, hold: PlanStep) -> PlanStep | None:
    """What is done behind a hold point, in its phase, once there is a go."""
    behind = plan.steps[plan.steps.index(hold) + 1 :]
    return next((one for one in behind if one.phase == hold.phase and not is_control(one)), None)


def decided_later(plan: Plan, phase: Phase) -> PlanStep | None:
    """The step before which the way back of a phase, of a plan `in_nights`, is begun, where a later night begins with
    it: a hold point that leads back there, or the next phase, as long as nothing of it was done. The phase has a time,
    which is over by then. None for others."""
    if phase.back_until is None:
        return None
    nights = {step.window for step in plan.steps if step.phase == phase.id}
    for hold in (step for step in plan.steps if step.gate == "hold" and step.window and step.phase != phase.id):
        led_back = led_back_at(plan, hold)
        if led_back and led_back.id == phase.id and hold.window not in nights:
            return decided_at(plan, hold)
    return _begun_later(plan, phase, nights)


def _begun_later(plan: Plan, phase: Phase, nights: Collection[int | None]) -> PlanStep | None:
    """The first installation, or whatever comes first, of the next phase, where that begins in a night of its own."""
    following = next((one.id for one in main_phases(plan) if one.number == phase.number + 1), None)
    behind = [one for one in plan.steps if one.phase == following and not is_control(one)]
    first = next((one for one in behind if one.installs), behind[0] if behind else None)
    if first is None or behind[0].window is None or behind[0].window in nights:
        return None
    return first if plan.windows[behind[0].window - 1].continues else None
