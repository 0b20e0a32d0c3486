"""What the quick look at a record stands on: the record column by column, and a plan's layout for a choice of states.

Each rule says quickly, beside its full check, what it asks: `quick(shape)` lays out once for a choice of states what it
asks of entries together, as pairs of steps whose times lie apart (those of all rules are asked in one go), and as tests
that compare a record's fields wholesale. What it asks of an entry by itself, its time aside, is `quick_entry`: of what
is written again and again, it is asked once. Both may say False of what is right (another spelling, a time with
seconds), never True of what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from operator import add, itemgetter, le
from typing import Any

from runbook.model.entry_columns import WrittenBeside
from runbook.model.site import DateOrder
from runbook.verify.indexed_plan import IndexedPlan, closure
from runbook.verify.smallest import bits_of, few_of_bits
from runbook.verify.struck_letters import has_struck
from runbook.verify.time_spellings import names_another_weekday
from runbook.verify.times import PLAIN_DAY, Moment, day_start, read_moment

TIMES = 200_000  # times as written whose seconds are kept
AGES = 2**62
_CLOCK = {f"{minute // 60:02}:{minute % 60:02}": 60 * minute for minute in range(24 * 60)}
FEW = 400  # steps; so many cannot relate too many pairs with each other

Pick = Callable[[Sequence[Any]], tuple[Any, ...]]


class Unclear(Exception):
    """Raised for what the quick look leaves to the full check."""


class Seconds(dict[str, int]):
    """Seconds since 1970 of times as they are written; what is not plainly one minute raises Unclear."""

    def __init__(self, zone: tzinfo, order: DateOrder = "dmy") -> None:
        super().__init__()
        self.zone, self.order = zone, order

    def __missing__(self, text: str) -> int:
        start, clock = day_start(text[:PLAIN_DAY], self.zone), _CLOCK.get(text[PLAIN_DAY:])
        early = self._read(text) if start is None or clock is None else start + clock
        if len(self) > TIMES:
            self.clear()
        self[text] = early
        return early

    def _read(self, text: str) -> int:
        found = read_moment(text, self.zone, self.order)
        if not isinstance(found, Moment) or found.ambiguous or found.late - found.early != 59 or found.early % 60:
            raise Unclear
        if names_another_weekday(text, found.local) or has_struck(text):
            raise Unclear
        return found.early


@dataclass(slots=True, kw_only=True, eq=False)
class Seen:
    """The steps of a record that are done, in the plan's order, column by column: when each was signed, and what was
    written down beside that. `times` are seconds since 1970; `now` is the time of checking.
    """

    times: tuple[int, ...]
    beside: tuple[WrittenBeside, ...]
    now: int


QuickTest = Callable[[Seen], bool]


# What is asked of two steps that are done, by their places: that the second was signed so many seconds after the first,
# or later.
Apart = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True, eq=False)
class StateChoice:
    """A choice of states for the steps of a plan: `done` are the indexes of those that are done, `place` says where
    each of them stands among these. `once`: it is for a single record, and not worth much thought.
    """

    indexed: IndexedPlan
    states: tuple[str, ...]
    seconds: Seconds
    once: bool = False

    @cached_property
    def done(self) -> tuple[int, ...]:
        """The steps that are done."""
        return tuple(index for index, state in enumerate(self.states) if state == "done")

    @cached_property
    def place(self) -> Mapping[int, int]:
        """Where each of them stands among these."""
        return {index: number for number, index in enumerate(self.done)}

    @cached_property
    def edges(self) -> tuple[Apart, ...]:
        """The relations between times that do not follow from others.

        For a single record those that do stay: to ask them takes less than to tell them.
        """
        if self.once and len(self.done) <= FEW:
            places, edges = self.place, self.indexed.edges
            return tuple([
                (place, places[then], seconds)
                for first, place in places.items()
                if first in edges
                for then, seconds in edges[first].items()
                if then in places
            ])  # fmt: skip
        later, edges = closure(self.indexed, frozenset(self.done)), self.indexed.edges
        before: dict[int, list[int]] = {index: [] for index in self.done}
        for first in self.done:
            for then in edges.get(first, {}):
                if then in before:
                    before[then].append(first)
        reached = {first: bits_of(later[first]) for first in self.done}
        return tuple(
            (self.place[first], self.place[then], seconds)
            for then, firsts in before.items()
            for known in [bits_of(firsts)]
            for first in firsts
            for seconds, between in [(edges[first][then], reached[first] & known)]
            if later[first][then] == seconds
            and not (between and not seconds)  # whatever lies between comes later, or at once
            and not any(later[first][one] + edges[one][then] >= seconds for one in few_of_bits(between))
        )

    def ends(self, places: Collection[int]) -> tuple[list[int], list[int]]:
        """Of some places, those before which and those after which none of the others must come: the earliest and the
        latest of their times are among them, where the rule of order holds, which is asked by itself.

        For a single record all of them: to look at each takes less than to find these.
        """
        if self.once:
            return [*places], [*places]
        known = frozenset(places)
        inner = [(first, then) for first, then, _ in self.edges if first in known and then in known]
        later, earlier = {then for _, then in inner}, {first for first, _ in inner}
        return [place for place in places if place not in later], [place for place in places if place not in earlier]


def pick(indexes: Sequence[int]) -> Pick:
    """A function that takes these places out of a sequence, as a tuple however many they are."""
    match indexes:
        case ():
            return lambda sequence: ()
        case (index,):
            return lambda sequence: (sequence[index],)
        case _:
            return itemgetter(*indexes)


def all_apart(asked: Sequence[Apart]) -> Iterator[QuickTest]:
    """The tests that two by two steps lie as far apart as is asked: of each two, the longest counts."""
    waits: dict[tuple[int, int], int] = {}
    for first, then, seconds in asked:
        if seconds:
            waits[first, then] = max(seconds, waits.get((first, then), seconds))
    pairs = [(first, then) for first, then, seconds in asked if not seconds and waits.get((first, then), 0) <= 0]
    if pairs:
        before, behind = (pick(places) for places in zip(*pairs, strict=True))
        yield lambda seen: all(map(le, before(seen.times), behind(seen.times)))
    if waits:
        firsts, thens = (pick(places) for places in zip(*waits, strict=True))
        least = tuple(waits.values())
        yield lambda seen: all(map(le, map(add, firsts(seen.times), least), thens(seen.times)))
