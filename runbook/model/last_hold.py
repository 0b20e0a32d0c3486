"""The last hold point of a plan: the change itself is done there, and a no-go keeps what it replaced."""

from __future__ import annotations

from runbook.model.control import is_control
from runbook.model.plan import Plan
from runbook.model.ways_back import way_back_steps


def last_holds(plan: Plan) -> frozenset[str]:
    """The ids of the hold points, outside the windows, for which nothing but their own chapter waits.

    Pages say there that everything may be left as it is, and the verdict says the same.
    """
    holds = [place for place, step in enumerate(plan.steps) if step.gate == "hold" and step.window is None]
    return frozenset(plan.steps[place].id for place in holds if _is_last(plan, place))


def _is_last(plan: Plan, place: int) -> bool:
    hold, back = plan.steps[place], way_back_steps(plan)
    tail = [step for step in plan.steps[place + 1 :] if step.phase == hold.phase]
    own = {hold.id, *(step.id for step in tail)}
    waiting = {
        then
        for rule in plan.rules
        if rule.kind in ("order", "wait") and rule.severity != "warning" and not own.isdisjoint(rule.first)
        for then in rule.then
    }
    return not all(map(is_control, tail)) and waiting <= own | back
