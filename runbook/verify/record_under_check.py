"""One record laid beside its plan: for each step what was written, and when it took place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from runbook.model.control import is_control
from runbook.model.finding import StepRefs
from runbook.model.record import Record, RecordPart
from runbook.verify.indexed_plan import Edges, IndexedPlan, closure
from runbook.verify.planned_windows import Bounds, PlannedStep, windows_of
from runbook.verify.record_lines import RecordLine
from runbook.verify.times import Moment, TimeFault
from runbook.verify.unknown_steps import likely_steps, step_index


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordUnderCheck:
    """A record beside its plan. `moments` hold the readable times of the steps that took place, `time_faults` the
    others. `dated` are the steps of which a time was written without its date, which their window gives; `turned` those
    whose evidence is a date that is one in the other order of day and month only, or stands beside such dates;
    `exchanged` those with another date than that of their `moments` in a file in which day and month changed places.

    `now` is the time of checking, seconds since 1970, or None where the future is not looked at.

    `plans` are those that the parts were signed under, where they are not all the same; `later_plan` is one at hand
    that carries on this one, and of which there is no file; `amended` are those at hand that it carries on, by
    revision. `open` are the steps that are not due yet, `reread` those that were signed under an earlier plan alone, in
    which they read otherwise, `unseen` those of which something is filled in where nobody sees it. `under_way`: it
    is judged so far.
    """

    indexed: IndexedPlan
    record: Record
    lines: Mapping[int, RecordLine]
    moments: Mapping[int, Moment]
    time_faults: Mapping[int, TimeFault]
    now: int | None
    dated: frozenset[int] = frozenset()
    turned: frozenset[int] = frozenset()
    exchanged: frozenset[int] = frozenset()
    plans: tuple[IndexedPlan, ...] = ()
    later_plan: IndexedPlan | None = None
    amended: Mapping[str, IndexedPlan] = field(default_factory=dict)
    open: frozenset[int] = frozenset()
    reread: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    under_way: bool = False

    @cached_property
    def happened(self) -> frozenset[int]:
        """The steps that took place, known time or not."""
        return frozenset(index for index, line in self.lines.items() if line.took_place)

    @cached_property
    def misnamed(self) -> frozenset[int]:
        """The steps that are not filled in, and likely meant by entries of steps that the plan does not have."""
        unknown = [
            entry.step.strip()
            for part, plan in parts_with_plans(self.indexed, self.record, self.plans)
            for entry in part.entries
            if not entry.blank and step_index(plan, entry.step.strip()) is None
        ]
        return frozenset(likely_steps(self.indexed, unknown).values()) - self.lines.keys()

    def planned(self, index: int) -> PlannedStep:
        """A step that is filled in, in the plan that it was signed under."""
        line = self.lines.get(index)
        return (line.earlier if line else None) or PlannedStep(self.indexed, index)

    @cached_property
    def plan_order(self) -> Mapping[IndexedPlan, int]:
        """The plans that parts of the record were signed under, the oldest first, by their place."""
        return {plan: place for place, plan in enumerate(dict.fromkeys((*self.plans, self.indexed)))}

    def windows(self, index: int) -> Bounds:
        """The windows of a step in the plan that it was signed under; none where it needs none."""
        line = self.lines.get(index)
        earlier = line.earlier if line else None
        return windows_of(*earlier) if earlier else windows_of(self.indexed, index)

    @cached_property
    def later(self) -> Edges:
        """What must come after what, and how many seconds later, among the steps that took place."""
        return closure(self.ordered, self.happened)

    @cached_property
    def ordered(self) -> IndexedPlan:
        """The plan with the relations that hold for this record: leave that was given under a later plan is asked of
        nothing that was signed under an earlier one, and what comes before a gate is done before it is decided last."""
        signed = {index: self.plan_order[self.planned(index).indexed] for index in self.happened} if self.plans else {}
        again = {index for index, line in self.lines.items() if line.answers}
        if len(set(signed.values())) < 2 and not again:
            return self.indexed

        def holds(first: int, then: int) -> bool:
            own = is_control(self.indexed.steps[first]) and first in signed and then in signed
            return then not in again and not (own and signed[then] < signed[first])

        edges = {
            first: {then: wait for then, wait in later.items() if holds(first, then)}
            for first, later in self.indexed.edges.items()
        }
        return replace(self.indexed, edges=edges)

    @cached_property
    def earlier(self) -> Mapping[int, Sequence[int]]:
        """The same the other way round: for each step those that must come before it."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for first, later in self.later.items():
            for then in later:
                found[then].append(first)
        return found

    def local(self, index: int) -> datetime:
        """When a step was signed, as the site's clock showed it."""
        return self.moments[index].local

    def ids(self, *indexes: int) -> tuple[str, ...]:
        """The ids of steps."""
        return tuple(self.indexed.steps[index].id for index in indexes)

    def refs(self, *indexes: int) -> StepRefs:
        """Steps as an argument of a message."""
        return StepRefs(self.ids(*indexes))


def parts_with_plans(
    indexed: IndexedPlan, record: Record, plans: tuple[IndexedPlan, ...]
) -> list[tuple[RecordPart, IndexedPlan]]:
    """The parts of a record, each with the plan that it was signed under."""
    return list(zip(record.parts, plans or (indexed,) * len(record.parts), strict=True))
