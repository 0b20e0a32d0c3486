"""Which appliance serves the users as each step begins: the phase in which they are moved has steps of both states."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from runbook.model.plan import Phase, Plan

NOBODY = ""  # between the first and the last step of a move


def serving(plan: Plan) -> dict[str, str | None]:
    """Step id -> the id of the appliance that serves the users as it begins; NOBODY while they are moved; None where
    a plan does not say."""
    down = {effect.id for effect in plan.effects if effect.kind == "outage" and not effect.ends}
    found: dict[str, str | None] = {}
    for phase, then in pairwise((*plan.phases, None)):
        if phase is not None:
            found.update(_of_phase(plan, phase, then, down))
    return found


def _of_phase(plan: Plan, phase: Phase, then: Phase | None, down: set[str]) -> Iterator[tuple[str, str | None]]:
    """The steps of a phase; `then` is the one after it, `down` are the effects of an outage."""
    steps = [step for step in plan.steps if step.phase == phase.id]
    moving = [at for at, step in enumerate(steps) if not down.isdisjoint(step.effects)]
    moves = then is not None and phase.serves and then.serves and phase.serves != then.serves
    for at, step in enumerate(steps):
        serves = phase.serves
        if moves and then and moving and at > moving[0]:
            serves = NOBODY if at <= moving[-1] else then.serves
        yield step.id, serves
