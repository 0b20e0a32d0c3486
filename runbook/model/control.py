"""Which steps of a plan are somebody's leave to go on, or what people tell each other, and do nothing to the site."""

from __future__ import annotations

from collections.abc import Collection

from runbook.model.plan import Gate, PlanStep

PEOPLE_EVENT = "people."  # what the events begin with of steps about the people on the night, and of no others
RELEASES: frozenset[Gate] = frozenset({"release", "spoken-release"})  # what lets a change begin, or carry on


def is_peoples(step: PlanStep) -> bool:
    """Whether a step is about the people on the night: who is there, and who is told what."""
    return step.event is not None and step.event.startswith(PEOPLE_EVENT)


def is_control(step: PlanStep) -> bool:
    """Whether a step is somebody's leave to go on, or about people: it touches nothing."""
    return step.gate is not None or is_peoples(step)


def releases_behind(steps: Collection[PlanStep], behind: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The releases among the steps that lie behind, as what they release does, and those that do not."""
    done, open_ = set[str](), set[str]()
    waiting: list[str] = []
    for step in steps:
        if step.gate in RELEASES and step.window is None:
            waiting.append(step.id)
        elif waiting and not is_control(step):
            (done if step.id in behind else open_).update(waiting)
            waiting = []
    return frozenset(done), frozenset(open_)
