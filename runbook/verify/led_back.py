"""What was led back under an earlier plan: its steps are signed anew under a later one, which contradicts nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runbook.model.plan import Phase
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.merging import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class LedBack:
    """`steps` are those, by their ids, that ways back led back, by the revision of their plan; `undone` those of them
    that one taken whole did. `last` is the last plan under which each way back, by its id, was begun."""

    steps: Mapping[str, frozenset[str]]
    undone: Mapping[str, frozenset[str]]
    last: Mapping[str, IndexedPlan]

    def was(self, plan: IndexedPlan, step: str) -> bool:
        """Whether a step was led back under that plan."""
        return step in self.steps.get(plan.plan.revision, ())

    def is_undone(self, plan: IndexedPlan, step: str) -> bool:
        """Whether a way back that was taken whole led a step back under that plan."""
        return step in self.undone.get(plan.plan.revision, ())

    def is_over(self, plan: IndexedPlan, way: str) -> bool:
        """Whether a way back that was begun under that plan was begun anew under a later one."""
        return self.last.get(way, plan) is not plan


def led_back(latest: IndexedPlan, found: Mapping[int, Sequence[Found]]) -> LedBack:
    """What was led back under each plan, by the entries of a record; those of earlier plans come first."""
    steps: defaultdict[str, set[str]] = defaultdict(set)
    last: dict[str, IndexedPlan] = {}
    order: dict[str, int] = {plan: number for number, plan in enumerate((*latest.plan.amends, latest.plan.revision))}
    for index in sorted(course_of(latest).back.intersection(found)):
        way = latest.steps[index].phase
        for one in found[index]:
            if one.entry.state != "done":
                continue
            plan = one.earlier.indexed if one.earlier else latest
            known = last.get(way)
            if known is None or order.get(known.plan.revision, -1) <= order.get(plan.plan.revision, -1):
                last[way] = plan
            steps[plan.plan.revision] |= _led_back_by(plan, way)
    undone: defaultdict[str, set[str]] = defaultdict(set)
    for way, plan in last.items():
        if _is_whole(latest, found, way):
            undone[plan.plan.revision] |= _led_back_by(plan, way)
    return LedBack(
        steps={plan: frozenset(one) for plan, one in steps.items()},
        undone={plan: frozenset(one) for plan, one in undone.items()},
        last=last,
    )


def _is_whole(latest: IndexedPlan, found: Mapping[int, Sequence[Found]], way: str) -> bool:
    """Whether each step of a way back was done, or is not applicable."""
    of_way = (steps for phase, steps in course_of(latest).ways if phase.id == way)
    return all(any(one.entry.state in ("done", "na") for one in found.get(index, ())) for index in next(of_way, ()))


def _led_back_by(indexed: IndexedPlan, way: str) -> frozenset[str]:
    """The steps of the chapters that a way leads back from, and of those before them in the same pass."""
    phases = course_of(indexed).phases
    froms = [phases[each] for each in phases[way].back_from if each in phases] if way in phases else []
    last = max((phase.number for phase in froms), default=0)

    def led(phase: Phase) -> bool:
        within = phase.hop is not None and phase.hop == phases[way].hop and phase.number <= last
        return phase in froms or within

    return frozenset(step.id for step in indexed.steps if led(phases[step.phase]))
