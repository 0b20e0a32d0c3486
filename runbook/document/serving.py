"""Which appliance serves the users as each step begins: the phase in which they are moved has steps of both states."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from runbook.document.impact import outage_steps
from runbook.model.plan import Phase, Plan
from runbook.model.ways_back import main_phases, main_steps, ways_back

NOBODY = ""  # between the first and the last step of a move, and until the step that ends an outage


def serving(plan: Plan) -> dict[str, str | None]:
    """Step id -> the id of the appliance that serves the users as it begins; NOBODY while they are moved, or wait for
    the step that ends an outage; None where a plan does not say."""
    down = {effect.id for effect in plan.effects if effect.kind == "outage" and not effect.ends}
    found: dict[str, str | None] = {}
    for phase, then in pairwise((*main_phases(plan), None)):
        if phase is not None:
            found.update(_of_phase(plan, phase, then, down))
    found.update((id_, NOBODY) for id_ in _waiting(plan) if found[id_] is not None)
    for way in ways_back(plan):
        found.update(_of_way(plan, way))
    return found


def _waiting(plan: Plan) -> Iterator[str]:
    """The steps behind the one that begins an outage, up to the one that ends it: those of a cluster, whose nodes are
    opened phases later."""
    steps = main_steps(plan)
    ending = {effect.id for effect in plan.effects if effect.ends}
    for run in outage_steps(plan, steps):
        if not ending.isdisjoint(run[-1].effects):
            yield from (step.id for step in steps[steps.index(run[0]) + 1 : steps.index(run[-1]) + 1])


def _of_way(plan: Plan, way: Phase) -> Iterator[tuple[str, str | None]]:
    """The steps of a way back: the users are where the phases that it leads from have brought them, until it moves them
    to where they were as the pass began."""
    course = main_phases(plan)
    at = [place for place, phase in enumerate(course) if phase.id in way.back_from]
    there = [phase.serves for phase in course[at[0] : at[-1] + 2] if phase.serves]
    steps = [step for step in plan.steps if step.phase == way.id]
    moving = [place for place, step in enumerate(steps) if step.moves]
    start = next((each.primary_start for each in plan.passes if each.hop == way.hop), None)
    to = start if moving else course[at[0]].serves
    away = next((serves for serves in reversed(there) if serves != to), to)
    for place, step in enumerate(steps):
        behind = not moving or place > moving[-1]
        yield step.id, to if behind else away if place <= moving[0] else NOBODY


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
