"""A quick look: is there nothing at all to find in a record? Most records are faultless, and most looks are cheap.

It never says what is wrong: it asks the quick test of each rule, and says "clean" where all of them pass. What is not
obviously clean is left to the full check.
"""

from __future__ import annotations

from collections.abc import Sequence

from runbook.model.record import Entry, Record
from runbook.model.rehearsal import is_rehearsal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.quick import AGES, Pick, QuickTest, Seconds, Seen, StateChoice, Unclear, always, pick
from runbook.verify.rules import RULES
from runbook.verify.struck_letters import has_struck

SHAPES = 256  # sets of steps done whose layout is kept

_Tests = tuple[Pick, tuple[QuickTest, ...]]  # what takes the times out of a column, and what is asked


class FastCheck:
    """The quick look at the records of one plan."""

    def __init__(self, indexed: IndexedPlan) -> None:
        self.indexed = indexed
        self.ids = [step.id for step in indexed.steps]
        self.numbers = {step.id: step.number for step in indexed.steps}
        self.blanks = {step.id: Entry(step=step.id) for step in indexed.steps if not step.required}
        self.seconds = Seconds(indexed.zone, indexed.plan.date_order)
        self.shapes: dict[tuple[str, ...], _Tests | None] = {}
        self.once: set[tuple[str, ...]] = set()  # of these, what was asked for a single time

    def clean(self, record: Record, now: int | None) -> bool:
        """True where the full check finds nothing; False where it has to be asked. `now` is seconds since 1970."""
        if len(record.parts) != 1:
            return False
        part = record.parts[0]
        plan = self.indexed.plan
        if part.faults or part.people:
            return False
        if part.numbers and [*part.numbers] != [self.numbers.get(entry.step) for entry in part.entries]:
            return False
        if (part.site or plan.site) != plan.site or (part.change or plan.change) != plan.change:
            return False
        if now is not None and is_rehearsal(plan.revision, part.run):
            now = None
        try:
            return self._clean(part.entries, AGES if now is None else now)
        except Unclear:
            return False

    def times(self, record: Record) -> dict[str, int]:
        """When each step of a record that is clean was signed, seconds since 1970, by its id."""
        return {entry.step: self.seconds[entry.at] for entry in record.parts[0].entries if entry.state == "done"}

    def _clean(self, entries: Sequence[Entry], now: int) -> bool:
        if [entry.step for entry in entries] != self.ids:
            entries = self._arranged(entries)
        states = tuple([entry.state for entry in entries])
        shape = self._learn(states) if states in self.once or states not in self.shapes else self.shapes[states]
        if shape is None:
            return False
        times, tests = shape
        seen = Seen(
            entries=entries,
            bys=[entry.by for entry in entries],
            witnesses=[entry.witness for entry in entries],
            values=[entry.value for entry in entries],
            times=tuple(map(self.seconds.__getitem__, times([entry.at for entry in entries]))),
            now=now,
        )
        written = "\n".join([text for entry in entries for text in (entry.at, entry.value, entry.note)])
        return not has_struck(written) and all(test(seen) for test in tests)

    def _arranged(self, entries: Sequence[Entry]) -> list[Entry]:
        """In the plan's order; steps that need not be done may be missing."""
        found = {entry.step: entry for entry in entries}
        missing = len(self.ids) - len(found)
        try:
            arranged = [found[step] if step in found else self.blanks[step] for step in self.ids]
        except KeyError:
            raise Unclear from None
        if len(found) != len(entries) or sum(step not in found for step in self.blanks) != missing:
            raise Unclear
        return arranged

    def _learn(self, states: tuple[str, ...]) -> _Tests | None:
        """What is asked of records with these states; None where the states themselves need the full check."""
        if len(self.shapes) >= SHAPES:
            self.shapes.clear()
            self.once.clear()
        once = states not in self.shapes
        (self.once.add if once else self.once.discard)(states)
        shape = StateChoice(indexed=self.indexed, states=states, seconds=self.seconds, once=once)
        tests = [rule.quick(shape) for rule in RULES] if shape.done else [None]
        asked = tuple(test for test in tests if test is not None and test is not always)
        self.shapes[states] = None if None in tests else (pick(shape.done), asked)
        return self.shapes[states]
