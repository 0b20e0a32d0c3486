"""Which steps of a plan are somebody's leave to go on, or what people tell each other, and do nothing to the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.plan import Gate, Plan, PlanStep

PEOPLE_EVENT = "people."  # what the events begin with of steps about the people on the night, and of no others
GATE_ANNOUNCED = "people.tell-gate"  # the event of the announcement of a hold point
CLOSING = ("people.tell-end", "people.may-be-left")  # events of what is said at the end of a night, however it went
SUPPORT_CALLED = "back.support"  # the event of the call to Support on a way back, with the number of its case
RELEASES: frozenset[Gate] = frozenset({"release", "spoken-release"})  # what lets a change begin, or carry on
DECISIONS: frozenset[Gate] = frozenset({"hold", "decision"})  # what is decided in a window
APPROVALS: frozenset[Gate] = frozenset({"release", "ratified"})  # what each signs whose approval is asked for


def place_of_approval(plan: Plan, step: PlanStep) -> tuple[int, int]:
    """Which approval of how many a step is, from 1; 0 of 0 where it is none, or the only one."""
    if step.gate not in APPROVALS:
        return 0, 0
    alike = [one.id for one in plan.steps if (one.gate, one.title) == (step.gate, step.title)]
    return (alike.index(step.id) + 1, len(alike)) if len(alike) > 1 else (0, 0)


def is_peoples(step: PlanStep) -> bool:
    """Whether a step is about the people on the night: who is there, and who is told what."""
    return step.event is not None and step.event.startswith(PEOPLE_EVENT)


def is_control(step: PlanStep) -> bool:
    """Whether a step is somebody's leave to go on, or about people: it touches nothing."""
    return step.gate is not None or is_peoples(step)
