"""In which of its windows the work of a window is planned, where others continue it.

It goes on in the next one at the beginning of a chapter; of a chapter that is too long for that, at a step. What must
not be torn apart is not: a Base and the BeyondTrust package that follows it, a decision and what it decides about, and
what lies between the beginning and the end of an outage, which would otherwise last through the day. What is better
done in one night (`one_night`) is not torn apart where `schedule` finds a night that is long enough; nor is a chapter
begun so late that no time is left for its way back, where it finds one that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from types import MappingProxyType

from runbook.model.control import DECISIONS, GATE_ANNOUNCED, is_control
from runbook.model.plan import PlanStep, PlanWindow, Rule
from runbook.model.window_chain import window_chain

MINUTE = timedelta(minutes=1)


class Nights:
    """Asked step by step, in the order of the plan."""

    def __init__(
        self,
        steps: tuple[PlanStep, ...],
        rules: Sequence[Rule],
        windows: tuple[PlanWindow, ...],
        outages: Iterable[tuple[str, str]] = (),
        together: Iterable[tuple[int, int]] = (),
        back: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """`together`: the places of the first and the last step of what is not torn apart besides. `back`: by phase,
        the minutes of its way back, of those that are to end before that has to be begun."""
        self._steps, self._windows, self._back = steps, windows, back
        self._tied = _tied(steps, rules, outages).union(*(range(first + 1, last + 1) for first, last in together))
        self._left = {number: _open(windows, number) for number in range(1, len(windows) + 1)}
        self._begun: set[int] = set()

    def now(self, window: int) -> int:
        """The window in which the work of `window` is planned at the moment."""
        return self._left[window][0]

    def goes_on(self, place: int, begin: datetime) -> bool:
        """Whether the step at `place`, which would begin then, is planned in the next window; `now` names that one."""
        number = self._steps[place].window
        assert number is not None
        left = self._left[number]
        if len(left) > 1 and place not in self._tied and self._is_full(place, begin, left):
            del left[0]
            return True
        if not self._steps[place].house:  # a call alone is not what a night is for
            self._begun.add(left[0])
        return False

    def _is_full(self, place: int, begin: datetime, left: Sequence[int]) -> bool:
        closes = self._windows[left[0] - 1].end.astimezone(UTC)
        if begin >= closes:
            return True
        if left[0] not in self._begun:  # something is done in each window
            return False
        return self._length(place, self._unit(place)) > closes - begin or (
            self._opens_phase(place)
            and any(closes - begin < length <= self._room(left[1]) for length in self._lengths(place))
        )

    def _opens_phase(self, place: int) -> bool:
        """Of any step but the first one, before which no window has been begun."""
        return self._steps[place - 1].phase != self._steps[place].phase

    def _phase(self, place: int) -> int:
        """Where the phase that begins at `place` ends, with those that are not torn from it."""
        starts = (i for i in range(place + 1, len(self._steps)) if self._opens_phase(i) and i not in self._tied)
        return next(starts, len(self._steps))

    def _lengths(self, place: int) -> tuple[timedelta, timedelta]:
        """How long the phase that begins at `place` takes; and how long until the ways back from it would be over."""
        end = self._phase(place)
        works = (i for i in range(place, end) if not is_control(self._steps[i]))
        ways = (self._length(place, i + 1) + self._back.get(self._steps[i].phase, 0) * MINUTE for i in works)
        return self._length(place, end), max(ways, default=timedelta())

    def _unit(self, place: int) -> int:
        """Where what begins at `place`, and is not torn apart, ends."""
        return next((i for i in range(place + 1, len(self._steps)) if i not in self._tied), len(self._steps))

    def _length(self, first: int, end: int) -> timedelta:
        return sum((step.duration.high for step in self._steps[first:end]), 0) * MINUTE

    def _room(self, window: int) -> timedelta:
        return self._windows[window - 1].end - self._windows[window - 1].start


def _open(windows: Sequence[PlanWindow], number: int) -> list[int]:
    """The windows for the work of a window: those that are not done, or, where all are, all."""
    chain = window_chain(windows, number)
    return [each for each in chain if not windows[each - 1].done] or list(chain)


def _tied(steps: Sequence[PlanStep], rules: Sequence[Rule], outages: Iterable[tuple[str, str]]) -> set[int]:
    """The places of steps before which no night may fall: nothing comes between, not much time, or nobody can work."""
    places = {step.id: place for place, step in enumerate(steps)}
    found: set[int] = set()
    for rule in rules:
        if rule.kind in ("adjacent", "not-later"):
            first = max((places[each] for each in rule.first if each in places), default=0)
            then = max((places[each] for each in rule.then if each in places), default=0)
            found.update(range(first + 1, then + 1))
    for begins, ends in outages:
        found.update(range(places[begins] + 1, places[ends] + 1))
    for first, step in enumerate(steps):
        if step.gate in DECISIONS:
            found.update(range(_asked_from(steps, first) + 1, _decided(steps, first) + 1))
    return found


def _asked_from(steps: Sequence[PlanStep], place: int) -> int:
    """Where the announcement of a decision begins, where it stands right before it: nobody announces one that is made
    on the next day."""
    window, before = steps[place].window, reversed(range(place))
    asked = takewhile(lambda i: steps[i].event == GATE_ANNOUNCED and steps[i].window == window, before)
    return min(asked, default=place)


def _decided(steps: Sequence[PlanStep], place: int) -> int:
    """The place of the step that a decision decides about: the first one behind it that touches something, and is not a
    house's own. Its own place where its window has none."""
    behind = range(place + 1, len(steps))
    found = (i for i in behind if not steps[i].house and not is_control(steps[i]))
    last = next(found, place)
    return last if steps[last].window == steps[place].window else place
