"""A quick look: is there nothing at all to find in a record? Most records are faultless, and most looks are cheap.

A plan's rules are laid out once as tuples of indexes, and a record's fields are compared with them wholesale. What is
not obviously clean (another spelling, a time with seconds, a step left out) is left to the full check: the quick look
never says what is wrong, and a test holds it to saying "clean" only where the full check finds nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from operator import add, contains, eq, itemgetter, le
from typing import Any

from runbook.model.plan import Evidence
from runbook.model.record import Entry, Record
from runbook.model.rehearsal import is_rehearsal
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan, closure
from runbook.verify.record_under_check import window_bounds
from runbook.verify.times import Moment, read_moment
from runbook.verify.timing import YEAR

SHAPES = 256  # sets of steps done whose layout is kept
TIMES = 200_000  # times as written whose seconds are kept
_AGES = 2**62

Pick = Callable[[Sequence[Any]], tuple[Any, ...]]
_Span = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], bool]  # first, then, named; adjacent (or closed)


class _Unclear(Exception):
    """Raised for what the quick look leaves to the full check."""


class _Seconds(dict[str, int]):
    """Seconds since 1970 of times as they are written; what is not plainly one minute raises _Unclear."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self.zone = zone

    def __missing__(self, text: str) -> int:
        found = read_moment(text, self.zone)
        if not isinstance(found, Moment) or found.ambiguous or found.late - found.early != 59 or found.early % 60:
            raise _Unclear
        if len(self) > TIMES:
            self.clear()
        self[text] = found.early
        return found.early


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """The rules for one choice of steps that are done, n/a or left out. Times are by the place among those done."""

    done: Pick
    not_applicable: tuple[int, ...]
    signers: Sequence[frozenset[str]]
    witnesses: Sequence[frozenset[str]]
    witnessed: Pick
    equals: Pick
    equal_to: tuple[str, ...]
    others: tuple[tuple[int, Evidence], ...]
    order: tuple[Pick, Pick] | None
    waits: tuple[Pick, Pick, tuple[int, ...]] | None
    soonest: tuple[int, ...]
    latest: tuple[int, ...]
    spans: tuple[_Span, ...]
    after: tuple[tuple[int, int], ...]  # a datetime as evidence, and the step that it must not lie before


class FastCheck:
    """The quick look at the records of one plan."""

    def __init__(self, indexed: IndexedPlan) -> None:
        self.indexed = indexed
        self.ids = [step.id for step in indexed.steps]
        self.blanks = {step.id: Entry(step=step.id) for step in indexed.steps if not step.required}
        self.seconds = _Seconds(indexed.zone)
        self.shapes: dict[tuple[str, ...], _Shape | None] = {}

    def clean(self, record: Record, now: int | None) -> bool:
        """True where the full check finds nothing; False where it has to be asked."""
        if len(record.parts) != 1:
            return False
        part = record.parts[0]
        plan = self.indexed.plan
        if part.faults or (part.site or plan.site) != plan.site or (part.change or plan.change) != plan.change:
            return False
        if now is not None and is_rehearsal(plan.revision, part.run):
            now = None
        try:
            return self._clean(part.entries, now)
        except _Unclear:
            return False

    def _clean(self, entries: Sequence[Entry], now: int | None) -> bool:
        if [entry.step for entry in entries] != self.ids:
            entries = self._arranged(entries)
        states = tuple([entry.state for entry in entries])
        bys = [entry.by for entry in entries]
        witnesses = [entry.witness for entry in entries]
        shape = self.shapes[states] if states in self.shapes else self._learn(states)
        if shape is None or not all(map(contains, shape.signers, bys)):
            return False
        if not all(map(contains, shape.witnesses, witnesses)):
            return False
        if any(map(eq, shape.witnessed(bys), shape.witnessed(witnesses))):
            return False
        if shape.not_applicable and not all(_excused(entries[index]) for index in shape.not_applicable):
            return False
        times = tuple(map(self.seconds.__getitem__, shape.done([entry.at for entry in entries])))
        return _in_time(shape, times, _AGES if now is None else now) and self._evident(
            shape, [entry.value for entry in entries], times
        )

    def _arranged(self, entries: Sequence[Entry]) -> list[Entry]:
        """In the plan's order; steps that need not be done may be missing."""
        found = {entry.step: entry for entry in entries}
        missing = len(self.ids) - len(found)
        try:
            arranged = [found[step] if step in found else self.blanks[step] for step in self.ids]
        except KeyError:
            raise _Unclear from None
        if len(found) != len(entries) or sum(step not in found for step in self.blanks) != missing:
            raise _Unclear
        return arranged

    def _evident(self, shape: _Shape, values: list[str], times: tuple[int, ...]) -> bool:
        if shape.equals(values) != shape.equal_to:
            return False
        for index, evidence in shape.others:
            value = values[index]
            if not value.strip() or "?" in value:
                return False
            if evidence.type not in ("text", "datetime") and normal(self.indexed, evidence, value) is None:
                return False
            if evidence.type == "datetime":
                self.seconds[value]
        return all(self.seconds[values[index]] >= times[place] for index, place in shape.after)

    def _learn(self, states: tuple[str, ...]) -> _Shape | None:
        """The layout of the rules for these states; None where the states themselves need the full check."""
        if len(self.shapes) >= SHAPES:
            self.shapes.clear()
        fit = all(
            state == "done" or (state == "na" and step.na_allowed) or (state == "" and not step.required)
            for state, step in zip(states, self.indexed.steps, strict=True)
        )
        shape = _shape(self.indexed, states) if fit and "done" in states else None
        self.shapes[states] = shape
        return shape


def _excused(entry: Entry) -> bool:
    """n/a with a reason, and nothing that the full check would have to read."""
    return bool(entry.note.strip()) and not (entry.at or entry.value)


def _in_time(shape: _Shape, times: tuple[int, ...], now: int) -> bool:
    if not (all(map(le, shape.soonest, times)) and all(map(le, times, shape.latest)) and max(times) <= now):
        return False
    if shape.order and not all(map(le, shape.order[0](times), shape.order[1](times))):
        return False
    if shape.waits and not all(map(le, map(add, shape.waits[0](times), shape.waits[2]), shape.waits[1](times))):
        return False
    return _quiet(shape, times) if shape.spans else True


def _quiet(shape: _Shape, times: tuple[int, ...]) -> bool:
    """Nothing lies between the ends of an adjacent rule but what may; nothing of a closed one within its ends."""
    ordered = sorted(times)
    for first, then, named, adjacent in shape.spans:
        start = times[first[0]] if len(first) == 1 else max(times[index] for index in first)
        end = times[then[0]] if len(then) == 1 else min(times[index] for index in then)
        between = bisect_left(ordered, end) - bisect_right(ordered, start)
        if between > 0:
            inside = sum(start < times[index] < end for index in named)
            ends = sum(start < times[index] < end for index in (*first, *then)) if adjacent else 0
            if (between > inside + ends) if adjacent else inside:
                return False
    return True


def _shape(indexed: IndexedPlan, states: tuple[str, ...]) -> _Shape:
    steps = indexed.steps
    done = [index for index, state in enumerate(states) if state == "done"]
    place = {index: number for number, index in enumerate(done)}
    edges = [(place[a], place[b], seconds) for a, b, seconds in _needed(indexed, frozenset(done))]
    order = [(a, b) for a, b, seconds in edges if not seconds]
    waits = [(a, b, seconds) for a, b, seconds in edges if seconds]
    bounds = [window_bounds(indexed, number) if (number := steps[index].window) else None for index in done]
    oldest = window_bounds(indexed, 1)[0] - YEAR if indexed.plan.windows else -_AGES
    proofs = [(index, evidence) for index in done if (evidence := steps[index].evidence)]
    equals = [(i, e.expect.equals) for i, e in proofs if e.expect and e.expect.equals is not None]
    written = {key: person.initials for key, person in indexed.staff.items()}
    everybody, nobody = frozenset(written.values()), frozenset({""})
    return _Shape(
        done=_pick(done),
        not_applicable=tuple(index for index, state in enumerate(states) if state == "na"),
        signers=[
            frozenset(written[key] for key in indexed.allowed[index]) if state else nobody
            for index, state in enumerate(states)
        ],
        witnesses=[
            nobody if state != "done" else everybody if step.witness else everybody | nobody
            for step, state in zip(steps, states, strict=True)
        ],
        witnessed=_pick([index for index in done if steps[index].witness]),
        equals=_pick([index for index, _ in equals]),
        equal_to=tuple(value for _, value in equals),
        others=tuple((i, e) for i, e in proofs if not (e.expect and e.expect.equals is not None)),
        order=(_pick([a for a, _ in order]), _pick([b for _, b in order])) if order else None,
        waits=(_pick([a for a, _, _ in waits]), _pick([b for _, b, _ in waits]), tuple(s for _, _, s in waits))
        if waits
        else None,
        soonest=tuple(bound[0] if bound else oldest for bound in bounds),
        latest=tuple(bound[1] if bound else _AGES for bound in bounds),
        spans=tuple(_spans(indexed, place)),
        after=tuple(_after(indexed, place)),
    )


def _spans(indexed: IndexedPlan, place: dict[int, int]) -> Iterator[_Span]:
    for rule in indexed.rules_of("adjacent", "closed"):
        first, then = indexed.places(rule.first), indexed.places(rule.then)
        if first and then and all(index in place for index in (*first, *then)):
            named = tuple({place[index] for index in indexed.places(rule.steps) if index in place})
            ends = (tuple({place[index] for index in first}), tuple({place[index] for index in then}))
            yield (*ends, named, rule.kind == "adjacent")


def _after(indexed: IndexedPlan, place: dict[int, int]) -> Iterator[tuple[int, int]]:
    for index, step in enumerate(indexed.steps):
        expect = step.evidence.expect if step.evidence else None
        if expect and expect.after is not None and indexed.index[expect.after] in place and index in place:
            yield index, place[indexed.index[expect.after]]


def _needed(indexed: IndexedPlan, done: frozenset[int]) -> Iterator[tuple[int, int, int]]:
    """The relations that do not follow from others."""
    later = closure(indexed, done)
    for first in sorted(done):
        for then, seconds in later[first].items():
            between = (k for k in later[first] if then in later[k])
            if not any(later[first][k] + later[k][then] >= seconds for k in between):
                yield first, then, seconds


def _pick(indexes: Sequence[int]) -> Pick:
    """A function that takes these places out of a sequence, as a tuple however many they are."""
    if len(indexes) > 1:
        return itemgetter(*indexes)
    chosen = tuple(indexes)
    return lambda sequence: tuple(sequence[index] for index in chosen)
