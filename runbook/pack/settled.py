"""The calendar entries of a change that stay as they were sent, whatever comes of the rest: those of what is done."""

from __future__ import annotations

from runbook.document.impact import disruptions
from runbook.document.leave import decision_times
from runbook.model.plan import Plan
from runbook.model.window_chain import steps_behind
from runbook.pack.calendar import DECISION, THROUGH, WINDOW, uid


def settled(plan: Plan) -> frozenset[str]:
    """Their UIDs: of windows that are done, of waits that began in these, and of what lasted and is over."""
    behind = steps_behind(plan)
    windows = (f"{WINDOW}{number}" for number, window in enumerate(plan.windows, 1) if window.done)
    waits = (f"wait-{rule.id}" for rule in plan.rules if rule.first and behind.issuperset(rule.first))
    done = (number for number, window in enumerate(plan.windows, 1) if window.done)
    decided = (f"{DECISION}{phases[0].id}" for number in done for _time, phases in decision_times(plan, number))
    lasting = {one.kind for one in disruptions(plan)}
    over = (kind for kind in THROUGH if kind not in lasting and _was(plan, kind, behind))
    return frozenset(uid(plan, name) for name in (*windows, *decided, *waits, *over))


def _was(plan: Plan, kind: str, behind: frozenset[str]) -> bool:
    """Whether steps that lie behind had an effect of that kind."""
    names = {effect.id for effect in plan.effects if effect.kind == kind}
    return any(not names.isdisjoint(step.effects) for step in plan.steps if step.id in behind)
