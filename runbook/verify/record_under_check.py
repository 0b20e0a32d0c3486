"""One record laid beside its plan: for each step what was written, and when it took place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from runbook.model.control import is_control
from runbook.model.finding import StepRefs
from runbook.model.plan import PlanStep
from runbook.model.record import Entry, Record, RecordPart
from runbook.model.rehearsal import is_rehearsal
from runbook.verify.indexed_plan import Edges, IndexedPlan, closure
from runbook.verify.planned_windows import Bounds, PlannedStep, windows_of
from runbook.verify.times import Moment, TimeFault, at_reading, read_moment
from runbook.verify.unknown_steps import likely_steps, step_index
from runbook.verify.watches import allowed_early
from runbook.verify.written_times import time_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try that failed, and where it stands. `earlier` as in a RecordLine."""

    entry: Entry
    place: str
    earlier: PlannedStep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """What a record says of one step.

    `attempts` are earlier tries that failed, before this entry. `answers` are what was decided at a gate, the soonest
    first, where it was decided several times; the entry is the first of them. `contested`: several entries
    contradict each other, and none is believed. `corrected`: it replaces an earlier entry, with a reason. `earlier`:
    the step in the earlier plan that it was signed under; None where that is the plan of the record.
    """

    index: int
    step: PlanStep
    entry: Entry
    place: str
    attempts: tuple[Attempt, ...] = ()
    answers: tuple[Attempt, ...] = ()
    contested: bool = False
    corrected: bool = False
    earlier: PlannedStep | None = None

    @property
    def took_place(self) -> bool:
        """The step was carried out, as far as one can tell; its time may be unknown."""
        return self.contested or self.entry.state not in ("na", "skipped", "failed")

    @property
    def done(self) -> bool:
        """Ticked as done, without contradiction."""
        return self.entry.state == "done" and not self.contested


def is_struck_out(line: RecordLine) -> bool:
    """What nobody had to decide or to tell was struck out, by whoever did it: that says nothing and needs no reason."""
    optional = is_control(line.step) and not line.step.required
    return optional and not line.contested and line.entry.state in ("na", "skipped")


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordUnderCheck:
    """A record beside its plan. `moments` hold the readable times of the steps that took place, `time_faults` the
    others. `dated` are the steps of which a time was written without its date, which their window gives; `turned` those
    whose evidence is a date that is one in the other order of day and month only, or stands beside such dates.

    `now` is the time of checking, seconds since 1970, or None where the future is not looked at.

    `plans` are those that the parts were signed under, where they are not all the same; `later_plan` is one at hand
    that carries on this one, and of which there is no file; `amended` are those at hand that it carries on, by
    revision. `open` are the steps that are not due yet, `reread` those that were signed under an earlier plan alone, in
    which they read otherwise. `under_way`: it is judged so far.
    """

    indexed: IndexedPlan
    record: Record
    lines: Mapping[int, RecordLine]
    moments: Mapping[int, Moment]
    time_faults: Mapping[int, TimeFault]
    now: int | None
    dated: frozenset[int] = frozenset()
    turned: frozenset[int] = frozenset()
    plans: tuple[IndexedPlan, ...] = ()
    later_plan: IndexedPlan | None = None
    amended: Mapping[str, IndexedPlan] = field(default_factory=dict)
    open: frozenset[int] = frozenset()
    reread: frozenset[int] = frozenset()
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


def lay_beside(
    indexed: IndexedPlan,
    record: Record,
    lines: Mapping[int, RecordLine],
    now: datetime | None,
    *,
    plans: tuple[IndexedPlan, ...] = (),
) -> RecordUnderCheck:
    """Read the times of the lines. `now` is aware; it is left out for a rehearsal.

    `plans` are those of the parts, where they are not all the same.
    """
    moments: dict[int, Moment] = {}
    time_faults: dict[int, TimeFault] = {}
    dated: set[int] = set()
    for index, line in sorted(lines.items()):
        if not line.took_place or line.contested or not line.entry.at:
            continue
        found, from_window = time_of(*(line.earlier or (indexed, index)), line.entry.at)
        if isinstance(found, Moment):
            moments[index] = found
        else:
            time_faults[index] = found
        if from_window:
            dated.add(index)
    seen = {index: seen_time(indexed, lines[index], moments.get(index)) for index in _seen_times(lines)}
    dated |= {index for index, (_, from_window) in seen.items() if from_window}
    turned = _other_order(indexed, lines) | {
        file_of(lines[index].place) for index, (found, _) in seen.items() if found == "other-order"
    }
    for index in [index for index, moment in moments.items() if moment.either_order]:
        if file_of(lines[index].place) in turned:
            del moments[index]
            time_faults[index] = "either-order"
    rehearsed = is_rehearsal(record.revision, record.run)
    seconds = None if now is None or rehearsed else int(now.astimezone(UTC).timestamp())
    case = RecordUnderCheck(
        indexed=indexed,
        record=record,
        lines=lines,
        moments=moments,
        time_faults=time_faults,
        now=seconds,
        dated=frozenset(dated),
        turned=frozenset(
            index
            for index, (found, _) in seen.items()
            if file_of(lines[index].place) in turned
            and (found.either_order if isinstance(found, Moment) else found == "other-order")
        ),
        plans=plans,
    )
    if any(moment.ambiguous for moment in moments.values()):
        return replace(case, moments=narrowed(case))
    return case


def seen_time(indexed: IndexedPlan, line: RecordLine, signed: Moment | None) -> tuple[Moment | TimeFault, bool]:
    """The same of the time that is a step's evidence. What its window would put after the signature under it was not
    seen in that window: its date is unknown."""
    found, from_window = time_of(*(line.earlier or (indexed, line.index)), line.entry.value)
    if from_window and signed and isinstance(found, Moment) and found.early > signed.late + indexed.watches:
        return "no-date", False
    return found, from_window


def _seen_times(lines: Mapping[int, RecordLine]) -> list[int]:
    """The steps whose evidence is a time."""
    return [
        index
        for index, line in lines.items()
        if line.took_place and not line.contested and line.entry.value
        if line.step.evidence is not None and line.step.evidence.type == "datetime"
    ]


def file_of(place: str) -> str:
    """The file of a place in it."""
    return place.rpartition(":")[0]


def _other_order(indexed: IndexedPlan, lines: Mapping[int, RecordLine]) -> frozenset[str]:
    """The files in which a date shows that day and month are not in the site's order."""
    zone, order = indexed.zone, indexed.plan.date_order
    told = (line for line in lines.values() if not line.contested)
    return frozenset(file_of(line.place) for line in told if read_moment(line.entry.at, zone, order) == "other-order")


def narrowed(case: RecordUnderCheck) -> dict[int, Moment]:
    """Of the two readings of a time in the repeated hour, leave out what no rule allows.

    Relations of this kind are closed under taking the earlier, and under taking the later, of two solutions: so what is
    left after narrowing from both sides can be true, or the relation is broken whatever the reading.
    """
    moments = dict(case.moments)
    open_ends = {index for index, moment in moments.items() if moment.ambiguous}
    pairs = [
        (first, then, wait - allowed_early(case, first, then))
        for first, later in case.later.items()
        for then, wait in later.items()
        if first in moments and then in moments and (first in open_ends or then in open_ends)
    ]
    changed = True
    while changed:
        changed = False
        for first, then, wait in pairs:
            a, b = moments[first], moments[then]
            if b.ambiguous and b.readings[0] + 59 < a.early + wait <= b.late:
                moments[then], changed = at_reading(b, b.readings[1], case.indexed.zone), True
            elif a.ambiguous and a.readings[1] + wait > b.late >= a.early + wait:
                moments[first], changed = at_reading(a, a.readings[0], case.indexed.zone), True
    return moments
