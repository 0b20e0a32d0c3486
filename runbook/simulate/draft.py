"""A faultless record in the making of a practice record: what mistakes are planted in, and what a mistake is.

A mistake knows the codes that may report it (a step out of order as such, or as an entry outside its window)
and the steps that the finding has to name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.finding import Message, StepRefs
from runbook.model.plan import PlanStep
from runbook.model.record import Entry
from runbook.simulate.play import REASON, clock_time
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.looked_up_times import looked_up
from runbook.verify.pace import takes_time
from runbook.verify.pauses import pauses_of
from runbook.verify.planned_windows import PlannedStep, window_bounds
from runbook.verify.times import Moment, read_moment

MINUTE = 60
FAILURE = N_("It did not work.")
NO_TIME = N_("We had no time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What was planted. `codes` are those that may report it, the likeliest first; `steps` are named by the finding."""

    kind: str
    codes: tuple[str, ...]
    steps: tuple[str, ...]
    message: Message

    @property
    def code(self) -> str:
        """The likeliest code."""
        return self.codes[0]


@dataclass(slots=True)
class DraftRecord:
    """A record in the making: its entries by step, and the times that still stand.

    `reason`, `failure` and `no_time` are what is written beside what was left out, what failed, and what there was no
    time for. `earlier` are the plans that `indexed` carries on, and `under` says of steps, by their ids, that they are
    signed under one of those.
    """

    indexed: IndexedPlan
    entries: dict[str, Entry]
    chance: random.Random
    reason: str = REASON
    failure: str = FAILURE
    no_time: str = NO_TIME
    earlier: tuple[IndexedPlan, ...] = ()
    under: dict[str, PlannedStep] = field(default_factory=dict)

    def planned(self, step: PlanStep) -> PlannedStep:
        """A step in the plan that it is signed under."""
        return self.under.get(step.id) or PlannedStep(self.indexed, self.indexed.index[step.id])

    def plan_of(self, key: str) -> IndexedPlan:
        """The plan that an entry is signed under, by its key: that is its step, but where a step has several."""
        planned = self.under.get(key) or self.under.get(self.entries[key].step)
        return planned.indexed if planned else self.indexed

    @property
    def times(self) -> dict[int, int]:
        """When each step that is done was signed, seconds since 1970."""
        found = {}
        for step, entry in self.entries.items():
            index = self.indexed.index.get(step)
            order = self.indexed.plan.date_order
            moment = read_moment(entry.at, self.indexed.zone, order) if entry.state == "done" else None
            if index is not None and isinstance(moment, Moment):
                found[index] = moment.early
        return found

    def done(self, test: Callable[[PlanStep], bool] = lambda step: True) -> list[PlanStep]:
        """The steps that are done and pass a test, in random order."""
        steps = [step for step in self.indexed.steps if self._done(step) and test(step)]
        return self.chance.sample(steps, len(steps))

    def _done(self, step: PlanStep) -> bool:
        return step.id in self.entries and self.entries[step.id].state == "done"

    def put(self, step: PlanStep, **changes: str) -> None:
        """Change an entry."""
        self.entries[step.id] = replace(self.entries[step.id], **changes)

    def fits(self, index: int, at: int, but: frozenset[int] = frozenset(), *, windows: bool = True) -> bool:
        """Whether no order, wait, pause or window is broken by signing a step then; the steps of `but` are not looked
        at, and the windows only where asked."""
        window = self.indexed.steps[index].window
        if window and windows:
            start, end = window_bounds(self.indexed, window)
            if not start <= at <= end:
                return False
        times, edges = self.times, self.indexed.edges
        after = all(at + wait <= times[k] for k, wait in edges.get(index, {}).items() if k in times and k not in but)
        before = (
            (times[k], later[index]) for k, later in edges.items() if index in later and k in times and k not in but
        )
        return after and all(time + wait <= at for time, wait in before) and self._pauses_kept(index, at, but)

    def _pauses_kept(self, index: int, at: int, but: frozenset[int]) -> bool:
        """Whether no rule of time that only warns is broken by signing a step then."""
        times = {**self.times, index: at}
        for pause in pauses_of(self.indexed):
            ends = (pause.first, pause.then)
            if index in ends and but.isdisjoint(ends) and all(end in times for end in ends):
                passed = times[pause.then] - times[pause.first]
                if passed > pause.seconds if pause.at_most else passed < pause.seconds:
                    return False
        return True

    def look_up_again(self, before: Mapping[int, int]) -> None:
        """Write down anew what was looked up in the record itself, where steps were signed otherwise `before`."""
        times = self.times
        for index, step in enumerate(self.indexed.steps):
            firsts = [first for first in looked_up(self.indexed, index) if first in times and first in before]
            if firsts and step.id in self.entries:
                right = clock_time(self.indexed, max(before[first] for first in firsts))
                if self.entries[step.id].value == right:
                    self.put(step, value=clock_time(self.indexed, max(times[first] for first in firsts)))

    def unhurried(self, moved: Mapping[int, int]) -> bool:
        """Whether every installation still takes its least, with these steps signed then: seconds since 1970."""
        times, steps = self.times | {**moved}, self.indexed.steps
        pairs = [
            (first, then)
            for first, later in self.indexed.edges.items()
            for then in later
            if (first in moved or then in moved) and first in times and then in times and takes_time(steps[then])
        ]
        return all(times[then] - times[first] >= MINUTE * steps[then].duration.low for first, then in pairs)


def mistake_of(kind: str, codes: str, steps: Sequence[str], text: str, **args: str | StepRefs) -> Mistake:
    """A mistake at these steps; its words name the first of them."""
    values = (("step", StepRefs(tuple(steps[:1]))), *args.items())
    return Mistake(kind=kind, codes=tuple(codes.split()), steps=tuple(steps), message=Message(text, values))
