"""A quick look: is there nothing at all to find in a record? Most records are faultless, and most looks are cheap.

It never says what is wrong: it asks the quick test of each rule, and says "clean" where all of them pass. What is not
obviously clean is left to the full check. What entries say by themselves, whatever their time, repeats from record to
record: what was found to be right once is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import contains
from typing import Any

from runbook.model.entry_columns import EntryColumns, WrittenBeside, columns_of
from runbook.model.record import Entry, Record
from runbook.model.rehearsal import is_rehearsal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.quick import AGES, Apart, Pick, QuickTest, Seconds, Seen, StateChoice, Unclear, all_apart, pick
from runbook.verify.rules import ENTRY_RULES, RULES
from runbook.verify.struck_letters import has_struck

SHAPES = 256  # sets of steps done whose layout is kept
OFTEN = 10  # records with the same states; a layout that leaves out what follows from the rest is then worth its time
KNOWN = 5_000  # entries of a plan that are known to be right, but for their times
LONGEST = 300  # characters of such an entry


@dataclass(slots=True, kw_only=True, eq=False)
class _Shape:
    """Of records with the same states: the steps that are done, what is asked of them, and how many were looked at."""

    states: tuple[str, ...]
    done: tuple[int, ...]
    tests: tuple[QuickTest, ...]
    looks: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class _Layout:
    """Where what is asked of a record stands, for the steps that it names in its order, and their states.

    `right` are what may stand beside each of them; it grows.
    """

    done: Pick  # in the plan's order
    others: Pick
    right: list[set[WrittenBeside]]
    shape: _Shape


class FastCheck:
    """The quick look at the records of one plan."""

    def __init__(self, indexed: IndexedPlan) -> None:
        self.indexed = indexed
        self.numbers = {step.id: step.number for step in indexed.steps}
        self.seconds = Seconds(indexed.zone, indexed.plan.date_order)
        self.layouts: dict[tuple[tuple[str, ...], tuple[str, ...]], _Layout] = {}
        self.shapes: dict[tuple[str, ...], _Shape | None] = {}
        self.right: dict[tuple[str, str], set[WrittenBeside]] = {}  # by step and state
        self.known = 0  # of these

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
        columns = columns_of(entries)
        layout = self.layouts.get((columns.steps, columns.states)) or self._lay_out(columns.steps, columns.states)
        if layout is None or any(layout.others(columns.ats)):
            return False
        if not (all(map(contains, layout.right, columns.beside)) or self._are_right(columns, layout.right)):
            return False
        times = tuple(map(self.seconds.__getitem__, layout.done(columns.ats)))
        seen = Seen(times=times, beside=layout.done(columns.beside), now=now)
        return all(test(seen) for test in self._asked(layout.shape))

    def _are_right(self, columns: EntryColumns, right: list[set[WrittenBeside]]) -> bool:
        """Whether no rule finds anything in one of these entries by itself, whatever its time."""
        for place, (known, written) in enumerate(zip(right, columns.beside, strict=True)):
            if written in known:
                continue
            if not self._is_right(columns[place]):
                return False
            if sum(map(len, written)) <= LONGEST:
                self._keep(known, written)
        return True

    def _is_right(self, entry: Entry) -> bool:
        index = self.indexed.index[entry.step]
        return not has_struck(f"{entry.value}\n{entry.note}") and all(
            rule.quick_entry(self.indexed, index, entry) for rule in ENTRY_RULES
        )

    def _keep(self, known: set[WrittenBeside], written: WrittenBeside) -> None:
        if self.known >= KNOWN:
            for each in self.right.values():
                each.clear()
            self.known = 0
        known.add(written)
        self.known += 1

    def _lay_out(self, steps: tuple[str, ...], states: tuple[str, ...]) -> _Layout | None:
        """Of a record that names these steps in this order, with these states; None where the full check has to be
        asked: a step stands there twice, or is none of the plan's, or has a state that is not plainly right.

        Steps that need not be done may be missing.
        """
        place = {step: number for number, step in enumerate(steps)}
        if len(place) != len(steps) or not place.keys() <= self.indexed.index.keys():
            return None
        in_order = tuple([states[place[step.id]] if step.id in place else "" for step in self.indexed.steps])
        if in_order not in self.shapes:
            _make_room(self.shapes)
            self.shapes[in_order] = self._shape(in_order)
        shape = self.shapes[in_order]
        if shape is None:
            return None
        _make_room(self.layouts)
        self.layouts[steps, states] = layout = _Layout(
            done=pick([place[self.indexed.steps[index].id] for index in shape.done]),
            others=pick([number for number, state in enumerate(states) if state != "done"]),
            right=[self.right.setdefault(key, set()) for key in zip(steps, states, strict=True)],
            shape=shape,
        )
        return layout

    def _shape(self, states: tuple[str, ...]) -> _Shape | None:
        """What is asked of records with these states; None where the states themselves need the full check."""
        choice = StateChoice(indexed=self.indexed, states=states, seconds=self.seconds, once=True)
        tests = _tests(choice) if choice.done else None
        return None if tests is None else _Shape(states=states, done=choice.done, tests=tests)

    def _asked(self, shape: _Shape) -> tuple[QuickTest, ...]:
        """The tests of a shape, laid out anew once it was seen often."""
        shape.looks += 1
        if shape.looks == OFTEN:
            choice = StateChoice(indexed=self.indexed, states=shape.states, seconds=self.seconds)
            shape.tests = _tests(choice) or shape.tests
        return shape.tests


def _tests(choice: StateChoice) -> tuple[QuickTest, ...] | None:
    """What the rules ask of records with these states; None where one of them needs the full check."""
    asked: list[Apart | QuickTest] = []
    for rule in RULES:
        if (found := rule.quick(choice)) is None:
            return None
        asked += found
    pairs = [one for one in asked if isinstance(one, tuple)]
    return (*all_apart(pairs), *[one for one in asked if not isinstance(one, tuple)])


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= SHAPES:
        kept.clear()
