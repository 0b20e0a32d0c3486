"""What of a plan is the work itself, what lets it go on, and what leads back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runbook.model.control import RELEASES, is_control, is_peoples
from runbook.model.last_hold import last_holds
from runbook.model.plan import Gate, Phase
from runbook.model.ways_back import way_back_steps, ways_back
from runbook.verify.indexed_plan import IndexedPlan, once_a_plan

USERS = "representative"  # the role of those who speak for the users


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """The steps of a plan by what they are, by their indexes.

    `work` are those of the change itself, neither somebody's leave nor about people; `touching` those of them that need
    a release first; whoever signs one of `hands` carries the change out: to say that it works for the users does not.
    `ways` are the ways back with their steps, `back` all these steps.
    """

    phases: Mapping[str, Phase]
    work: frozenset[int]
    touching: frozenset[int]
    hands: frozenset[int]
    gates: Mapping[Gate, tuple[int, ...]]
    ways: tuple[tuple[Phase, tuple[int, ...]], ...]
    back: frozenset[int]

    def gate(self, *kinds: Gate) -> tuple[int, ...]:
        """The steps that are somebody's leave of these kinds, in the plan's order."""
        return tuple(sorted(index for kind in kinds for index in self.gates.get(kind, ())))


@once_a_plan
def course_of(indexed: IndexedPlan) -> Course:
    """The course of a plan."""
    plan = indexed.plan
    back = frozenset(map(indexed.index.__getitem__, way_back_steps(plan)))
    work = frozenset(index for index, step in enumerate(indexed.steps) if index not in back and not is_control(step))
    gates: dict[Gate, tuple[int, ...]] = {}
    for index, step in enumerate(indexed.steps):
        if step.gate is not None:
            gates[step.gate] = (*gates.get(step.gate, ()), index)
    releases = frozenset(index for kind in RELEASES for index in gates.get(kind, ()))
    touching = _touching(indexed, work, releases)
    return Course(
        phases={phase.id: phase for phase in plan.phases},
        work=work,
        touching=touching,
        hands=frozenset(index for index in touching if USERS not in indexed.steps[index].roles),
        gates=gates,
        ways=tuple(
            (phase, tuple(index for index in sorted(back) if indexed.steps[index].phase == phase.id))
            for phase in ways_back(plan)
        ),
        back=back,
    )


@once_a_plan
def kept_at(indexed: IndexedPlan) -> frozenset[int]:
    """The last hold points: a no-go there keeps what the change replaced."""
    return frozenset(indexed.index[step_id] for step_id in last_holds(indexed.plan))


def rest_of_chapter(indexed: IndexedPlan, index: int) -> frozenset[int]:
    """The steps behind one in its chapter."""
    steps = indexed.steps
    return frozenset(then for then in range(index + 1, len(steps)) if steps[then].phase == steps[index].phase)


@once_a_plan
def roll_calls(indexed: IndexedPlan) -> tuple[int, ...]:
    """The steps in which people find out whether all are there: they ask for an answer, and the work waits for it."""
    work = course_of(indexed).work
    return tuple(
        index
        for index, step in enumerate(indexed.steps)
        if is_peoples(step) and step.evidence and not work.isdisjoint(indexed.edges.get(index, {}))
    )


def _touching(indexed: IndexedPlan, work: frozenset[int], releases: frozenset[int]) -> frozenset[int]:
    """What waits for the releases; in a plan that has none, what is done in a window."""
    if not releases:
        return frozenset(index for index in work if indexed.steps[index].window is not None)
    return frozenset(then for release in releases for then in indexed.edges.get(release, {}) if then in work)
