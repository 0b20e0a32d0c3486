"""Planned clock times: steps one after the other from the start of their window, waits kept; and what does not fit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.clock import local
from runbook.model.control import RELEASES, is_control
from runbook.model.plan import PlanStep, PlanWarning, PlanWindow, Rule
from runbook.model.warning_codes import CLOSED, TOO_SHORT
from runbook.model.window_chain import night_of
from runbook.planning.nights import Nights
from runbook.planning.one_night import OneNight

MINUTE = timedelta(minutes=1)


def schedule(
    steps: tuple[PlanStep, ...],
    rules: tuple[Rule, ...],
    windows: tuple[PlanWindow, ...],
    zone: str,
    outages: Iterable[tuple[str, str]] = (),
    back: Mapping[str, int] = MappingProxyType({}),
    better: Iterable[OneNight] = (),
) -> tuple[tuple[PlanStep, ...], tuple[PlanWarning, ...]]:
    """Steps with their planned times (the longer figure of each duration), and warnings for each window they overrun.

    Reckoned in UTC, given in the site's zone. Outside the windows, a step that follows one of another phase has no time
    from which it is planned. `outages`: the first and the last step of each, between which no night falls. `back`: by
    phase, the minutes that its way back needs before the window closes; a phase that leaves less goes to the next night
    of its window, if it has one, and nothing becomes worse. `better`: what is better done in one night.
    """
    lay = partial(_lay, steps, rules, windows, zone, tuple(outages))
    laid = lay()
    if any(window.continues for window in windows):
        together: tuple[OneNight, ...] = ()
        for one in better:
            other = lay((*together, one))
            if not _is_worse(other, laid, back):
                laid, together = other, (*together, one)
        other = lay(together, back)
        if not _is_worse(other, laid, back):
            laid = other
    return _held_back(laid.steps, rules), (*_overruns(laid), *_clock_changes(windows, zone))


def _is_worse(one: _Laid, other: _Laid, back: Mapping[str, int]) -> bool:
    """Whether more than in the other case is behind the end of a window, the ways `back` are begun later, or a night is
    there for nothing but calls."""
    lacks, known = _lacking(one, back), _lacking(other, back)
    return any(lack > known[name] for name, lack in lacks.items()) or not other.worked_in <= one.worked_in


def _lacking(laid: _Laid, back: Mapping[str, int]) -> dict[int | str, timedelta]:
    """By how much each window is too short for what is planned in it; and by how much the one in which a phase ends is,
    for that and its way back."""
    lacks: dict[int | str, timedelta] = {i: laid.done[i] - window.end for i, window in enumerate(laid.windows, 1)}
    for step in laid.steps:
        night = night_of(laid.windows, step)
        if step.phase in back and night is not None and step.planned_start is not None and not is_control(step):
            end = step.planned_start + timedelta(minutes=step.duration.high + back[step.phase])
            lacks[step.phase] = end - laid.windows[night - 1].end
    return {name: max(lack, timedelta()) for name, lack in lacks.items()}


def _lay(
    steps: tuple[PlanStep, ...],
    rules: tuple[Rule, ...],
    windows: tuple[PlanWindow, ...],
    zone: str,
    outages: tuple[tuple[str, str], ...],
    together: tuple[OneNight, ...] = (),
    back: Mapping[str, int] = MappingProxyType({}),
) -> _Laid:
    """The steps one after the other, and what is done `together` in one night, if it fits into one or not. Of the
    phases of `back`, those go to the next night that leave no time for their way back, and fit there with it."""
    waits = _waits(steps, rules)
    before, after = _windows_beside(steps)
    nights = Nights(steps, rules, windows, outages, ((one.first, one.last) for one in together), back)
    ends: dict[str, datetime] = {}
    cursor: dict[int, datetime] = {i: w.start.astimezone(UTC) for i, w in enumerate(windows, 1)}
    waited: list[_Waited] = []
    late = dict.fromkeys(cursor, timedelta())  # by how much the window before holds a window up
    last: dict[int, PlanStep] = {}
    worked_in: set[int] = set()
    begun: dict[int, datetime] = {}  # when the first step of each window begins that is not a house's own

    def begin_in(window: int, step: PlanStep) -> datetime:
        """When a step can begin there at the earliest."""
        if window not in last and ends:
            start = windows[window - 1].start.astimezone(UTC)
            late[window] = max(max(ends.values()) - start, timedelta())
            cursor[window] = start + late[window]
        return max([cursor[window], *_earliest(waits.get(step.id, ()), ends)])

    planned: list[PlanStep] = []
    for place, step in enumerate(steps):
        if step.window is None:
            opens = _still_to_come(after[place], windows) if step.gate in RELEASES else after[place]
            by, start = _outside(nights.now(before[place]) if before[place] else 0, opens, windows, cursor)
            planned.append(replace(step, planned_by=by, planned_from=start and local(start, zone)))
            continue
        begin = begin_in(nights.now(step.window), step)
        while nights.goes_on(place, begin):
            begin = begin_in(nights.now(step.window), step)
        night = nights.now(step.window)
        if begin > cursor[night]:
            between = last.get(night) if step.house or night in begun else None
            rule = max(waits[step.id], key=lambda one: max(_earliest((one,), ends), default=cursor[night]))
            waited.append(_Waited(night, begin - cursor[night], begin, between, step, rule))
        if not step.house:
            begun.setdefault(night, begin)
        if not step.house and not is_control(step):
            worked_in.add(night)
        ends[step.id] = cursor[night] = begin + timedelta(minutes=step.duration.high)
        last[night] = step
        planned.append(replace(step, planned_start=local(begin, zone)))
    worked = {i: cursor[i] - late[i] for i in cursor}
    return _Laid(tuple(planned), windows, worked, cursor, begun, frozenset(worked_in), waited, zone)


def _waits(steps: Iterable[PlanStep], rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The waits by the step that is waited with. Nobody is called together for a wait: what people do as a window opens
    waits as the first work of that window does."""
    waits: dict[str, list[Rule]] = {}
    for rule in rules:
        for then in dict.fromkeys(rule.then) if rule.kind == "wait" and rule.minutes else ():
            waits.setdefault(then, []).append(rule)
    opening: dict[int, list[PlanStep]] = {}  # of each window that no work was found of yet
    worked: set[int] = set()
    for step in steps:
        if step.window is None or step.window in worked:
            continue
        if is_control(step):
            opening.setdefault(step.window, []).append(step)
            continue
        if not step.house:
            worked.add(step.window)
        for one in opening.get(step.window, ()):
            waits.setdefault(one.id, []).extend(waits.get(step.id, ()))
    return waits


def _held_back(steps: Iterable[PlanStep], rules: Iterable[Rule]) -> tuple[PlanStep, ...]:
    """What follows a step of another phase outside the windows cannot begin right after the window: it gets no time.
    Nor does the decision whether to begin it, where nothing leads back from it."""
    steps = tuple(steps)
    outside = {step.id: step for step in steps if step.planned_from is not None}
    held: set[str] = set()
    for rule in rules:
        if rule.kind in ("order", "wait"):
            firsts = [outside[first] for first in rule.first if first in outside]
            thens = [outside[then] for then in rule.then if then in outside]
            held |= {then.id for then in thens if any(_phase_before(first, then) for first in firsts)}
    waiting = {step.phase for step in steps if step.id in held and step.no_return}
    held |= {step.id for step in outside.values() if step.phase in waiting and is_control(step)}
    return tuple(replace(step, planned_from=None) if step.id in held else step for step in steps)


def _phase_before(first: PlanStep, then: PlanStep) -> bool:
    """Both follow the same window, in two phases."""
    return first.planned_from == then.planned_from and first.phase != then.phase


class _Waited(NamedTuple):
    """A wait in a window, until `end`: before its first step, or `between` two steps of it."""

    window: int
    length: timedelta
    end: datetime
    between: PlanStep | None
    step: PlanStep
    rule: Rule


class _Laid(NamedTuple):
    """What was laid into the windows: the steps with their times; until when those of each window take, were it not
    held up by the one before, until when they do take, when the first of them begins that is not a house's own, and in
    which windows more is done than to call people together."""

    steps: tuple[PlanStep, ...]
    windows: tuple[PlanWindow, ...]
    worked: Mapping[int, datetime]
    done: Mapping[int, datetime]
    begun: Mapping[int, datetime]
    worked_in: frozenset[int]
    waited: Sequence[_Waited]
    zone: str


def _earliest(waits: Iterable[Rule], ends: Mapping[str, datetime]) -> list[datetime]:
    """When the waits before a step are over, for those whose first end is planned."""
    return [
        ends[first] + timedelta(minutes=rule.minutes or 0) for rule in waits for first in rule.first if first in ends
    ]


def _windows_beside(steps: tuple[PlanStep, ...]) -> tuple[list[int], list[int]]:
    """For each step the last window before it and the first one after it; 0 where there is none."""
    before = [0, *accumulate((step.window or 0 for step in steps), max)]
    after = [0, *accumulate((step.window or 0 for step in reversed(steps)), lambda a, b: min(a or b, b or a))]
    return before, after[::-1]


def _still_to_come(window: int, windows: tuple[PlanWindow, ...]) -> int:
    """The first window from this one on that is not done: what a plan that carries on is released for."""
    return next((i for i, each in enumerate(windows, 1) if i >= window and not each.done), window)


def _outside(
    before: int, after: int, windows: tuple[PlanWindow, ...], cursor: Mapping[int, datetime]
) -> tuple[datetime | None, datetime | None]:
    """Not later than the start of the window that comes next, and right after the last step of the one before."""
    return (windows[after - 1].start if after else None, cursor[before] if before else None)


def _overruns(laid: _Laid) -> Iterator[PlanWarning]:
    """What each window lacks: as much as its steps take too long, and as much as it opens too early for a wait.

    Of one that is done, and of those that continue it, nothing is said: how much of the work is left is not known.
    A window that is as long and opens later by the length in PLN006 has nothing left to wait for.
    """
    for i, window in enumerate(laid.windows, 1):
        if window.done or (window.continues and laid.windows[window.continues - 1].done):
            continue
        here = [wait for wait in laid.waited if wait.window == i]
        over = laid.worked[i] - window.end
        short = over - sum((wait.length for wait in here), timedelta())
        if short > timedelta():
            text = N_("Window {window} is too short for the steps planned in it: {length} more is needed.")
            yield _warning(TOO_SHORT, text, i, short)
        begin = laid.begun.get(i)
        if begin is not None and begin >= window.end:
            yield _closed(i, window, begin, laid.done[i] - window.end, laid.zone)
        elif begin is not None and short <= timedelta() < over and any(wait.between is None for wait in here):
            yield _closes_before(i, window, begin, over, laid.zone)
        for wait in here:
            yield _too_early(wait, laid.zone) if wait.between is None else _inside(wait)


def _closed(number: int, window: PlanWindow, begin: datetime, over: timedelta, zone: str) -> PlanWarning:
    """A window that is over before anything planned in it can begin, but steps of a house; all is done `over` later."""
    text = N_(
        "Nothing of the work of window {window} fits into it: it can begin at {time} at the earliest, and the window "
        "closes at {end}, {more} before all of it is done. Move the window, or the ones before it."
    )
    late, more = begin - window.end, _minutes(over)
    return _warning(CLOSED, text, number, late, time=_stored(begin, zone), end=_stored(window.end, zone), more=more)


def _closes_before(number: int, window: PlanWindow, begin: datetime, over: timedelta, zone: str) -> PlanWarning:
    """A window that is long enough, and too much of which passes before its work can begin."""
    text = N_(
        "Not all of the work of window {window} fits into it: it can begin at {time} at the earliest, and the window "
        "closes at {end}, {length} too early. Move the window, or the ones before it."
    )
    return _warning("PLN013", text, number, over, time=_stored(begin, zone), end=_stored(window.end, zone))


def _stored(moment: datetime, zone: str) -> str:
    return local(moment, zone).isoformat(timespec="minutes")


def _too_early(wait: _Waited, zone: str) -> PlanWarning:
    text = N_(
        "Window {window} opens less than 24 hours after the last BeyondTrust package; its work is planned from "
        "{time}. If it opened {length} later, there would be no wait."
    )
    args = {"time": _stored(wait.end, zone)}
    if wait.rule.house:
        text = N_(
            "Window {window} opens before a wait of {wait} that the organisation asks for is over; its work is "
            "planned from {time}. If it opened {length} later, there would be no wait."
        )
        args["wait"] = f"PT{wait.rule.minutes}M"
    return _warning("PLN006", text, wait.window, wait.length, **args)


def _inside(wait: _Waited) -> PlanWarning:
    text = N_("Window {window}: a wait of {length} falls between steps {first} and {then}.")
    first = wait.between.number if wait.between else ""
    return _warning("PLN008", text, wait.window, wait.length, first=first, then=wait.step.number)


def _clock_changes(windows: tuple[PlanWindow, ...], zone: str) -> Iterator[PlanWarning]:
    """A window in which the clock is put back, when a time of the hour that comes twice says nothing without its
    offset; or forward, when the window is shorter than its times look."""
    for i, window in enumerate(windows, 1):
        first, second = _offset(window.start, zone), _offset(window.end, zone)
        if window.done or first == second:
            continue
        length = int((window.end - window.start) / MINUTE)
        change = window.start + MINUTE * bisect_left(
            range(length), True, key=lambda minutes: _offset(window.start + MINUTE * minutes, zone) != first
        )
        yield _told_clock(i, local(change - MINUTE, zone) + MINUTE, local(change, zone))


def _told_clock(number: int, before: datetime, after: datetime) -> PlanWarning:
    """What the clock would have shown next when it was changed in a window, and what it shows instead."""
    if before < after.replace(tzinfo=before.tzinfo):
        text = N_(
            "Window {window}: the clock goes forward from {at} to {then}. The window is {length} shorter than it looks."
        )
        args = {"at": f"T{before:%H:%M}", "then": f"T{after:%H:%M}"}
        return _warning("PLN007", text, number, after.replace(tzinfo=before.tzinfo) - before, **args)
    text = N_(
        "Window {window}: the clock goes back from {late} ({first}) to {early} ({second}). "
        "Write times of that hour with their offset."
    )
    args = {
        "late": f"T{before:%H:%M}",
        "early": f"T{after:%H:%M}",
        "first": before.isoformat()[-6:],
        "second": after.isoformat()[-6:],
    }
    return PlanWarning(code="PLN007", text=text, args=args | {"window": str(number)})


def _offset(moment: datetime, zone: str) -> timedelta:
    return local(moment, zone).utcoffset() or timedelta()


def _warning(code: str, text: str, window: int, lacks: timedelta, **args: str) -> PlanWarning:
    return PlanWarning(code=code, text=text, args={"window": str(window), "length": _minutes(lacks), **args})


def _minutes(length: timedelta) -> str:
    return f"PT{ceil(length.total_seconds() / 60)}M"
