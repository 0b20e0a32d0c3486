"""Plausible slips of the pen: would one of them mend a time that contradicts others?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, product

from runbook.i18n import N_
from runbook.model.finding import Args, Message, StepRefs
from runbook.verify.lay_beside import seen_time
from runbook.verify.moved_times import moved, swapped
from runbook.verify.planned_windows import inside, window_seconds
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import Moment
from runbook.verify.watches import allowed_early

DAY, HOUR, HALF_A_DAY = timedelta(days=1), timedelta(hours=1), timedelta(hours=12)
MIDNIGHT = N_("the date is that of the other side of midnight; {at} fits.")
EVENING, MORNING = 18, 6  # the hours between which a date of the other side of midnight is written
ANOTHER_DAY = N_("the date is off by one day; {at} fits.")
TURNED = N_("day and month are swapped; {at} fits.")
OFF_BY_AN_HOUR = N_("the hour is off by one; {at} fits.")
OTHER_HALF = N_("the other half of the day is meant, am for pm or pm for am; {at} fits.")
FIGURE = N_("one figure of the time is another; {at} fits.")
NEAR = 3  # lines that are swapped stand at most so far apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip and its words. `key` is equal for entries that the same slip explains together; None where the words name
    two lines, one of which or both are wrong."""

    key: str | None
    message: Message


def likely_slip(case: RecordUnderCheck, index: int, blamed: frozenset[int]) -> Slip | None:
    """The first of the slips with which the entry fits all those that are not blamed; None where there is none."""
    return next(_slips(case, index, blamed - {index}), None)


def _slips(case: RecordUnderCheck, index: int, others: frozenset[int]) -> Iterator[Slip]:
    yield from _exchanged(case, index, others)
    yield from _of_one_time(case, index, others)


def _of_a_figure(case: RecordUnderCheck, index: int, others: frozenset[int]) -> Iterator[Slip]:
    """That one figure of the time of day is another, where just one such time fits."""
    moment = case.moments[index]
    times = (moved(moment, by, case.indexed.zone) for by in _other_figures(moment.local))
    found = list(islice((other for other in times if fits(case, index, other, others)), 2))
    if len(found) == 1:
        yield slip_at("figure", FIGURE, found[0])


def _other_figures(local: datetime) -> Iterator[timedelta]:
    """How far the times are from that which a clock shows of which one figure is another; the last one aside, which
    neighbours have in common with any that were swapped."""
    digits = f"{local:%H%M}"
    for place, other in product(range(3), "0123456789"):
        text = digits[:place] + other + digits[place + 1 :]
        if text != digits and text[:2] < "24" and text[2] < "6":
            yield timedelta(hours=int(text[:2]) - local.hour, minutes=int(text[2:]) - local.minute)


def _of_one_time(case: RecordUnderCheck, index: int, others: frozenset[int]) -> Iterator[Slip]:
    moment, zone = case.moments[index], case.indexed.zone
    turned = swapped(moment, zone)
    if turned and fits(case, index, turned, others):
        yield slip_at("day-month", TURNED, turned)
    for days in (DAY, -DAY):
        other = moved(moment, days, zone)
        if is_of_a_night(case, index, other) and fits(case, index, other, others):
            yield slip_at(key_of(MIDNIGHT, days), MIDNIGHT, other)
    for hours in (HOUR, -HOUR):
        other = moved(moment, hours, zone)
        if fits(case, index, other, others):
            yield slip_at(key_of(OFF_BY_AN_HOUR, hours), OFF_BY_AN_HOUR, other)
    half = to_other_half(moment)
    if fits(case, index, other := moved(moment, half, zone), others):
        yield slip_at(key_of(OTHER_HALF, half), OTHER_HALF, other)


def key_of(message: str, by: timedelta) -> str:
    """What entries with the same slip of the clock have in common: half of the day is one before midnight and after."""
    return message if message == OTHER_HALF else f"{message} {by}"


def to_other_half(moment: Moment) -> timedelta:
    """How far a time is from the one that twelve figures show alike: 9:14 from 21:14."""
    return HALF_A_DAY if moment.local.hour < 12 else -HALF_A_DAY


def is_of_a_night(case: RecordUnderCheck, index: int, moment: Moment) -> bool:
    """Whether a time is one of the hours around midnight, in a window of its step; of a step without one, in any."""
    if not is_near_midnight(moment):
        return False
    numbers = range(1, len(case.indexed.plan.windows) + 1)
    return inside(case.windows(index) or tuple(window_seconds(case.indexed, one) for one in numbers), moment)


def is_near_midnight(moment: Moment) -> bool:
    """Whether the clock shows an hour in which people forget that the date changes."""
    return moment.local.hour >= EVENING or moment.local.hour < MORNING


def slip_at(key: str, message: str, moment: Moment) -> Slip:
    """A slip without which the entry would bear the time of `moment`."""
    return Slip(key=key, message=fitting(message, moment))


def fitting(message: str, moment: Moment) -> Message:
    """The words of a slip, with the time that fits."""
    if message == MIDNIGHT and not is_near_midnight(moment):
        message = ANOTHER_DAY
    return Message(message, (("at", moment.local),))


def in_all(steps: tuple[str, ...], slip: Message) -> Message:
    """One slip that explains several entries; `slip` says it of one of them."""
    return Message(N_("The same slip in steps {steps}: {slip}"), (("steps", StepRefs(steps)), ("slip", slip)))


def one_of(steps: tuple[str, ...], slip: Message | None) -> Message:
    """Not all of these entries are right, and the record does not tell which are; `slip` would be that of some."""
    args = (("steps", StepRefs(steps)),)
    if slip is None:
        return Message(N_("at least one of the times of steps {steps} is wrong; the record does not show which."), args)
    text = N_(
        "at least one of the times of steps {steps} is wrong; the record does not show which. It could be: {slip}"
    )
    return Message(text, (*args, ("slip", slip)))


def too_soon_as_written(slip: Message | None, steps: StepRefs, opens: datetime) -> Message:
    """If it is no slip, or where none explains it, these steps were signed before their window had opened."""
    args: Args = (("steps", steps), ("opens", opens))
    if slip is None:
        return Message(N_("it was done before its window had opened ({opens}): {steps}."), args)
    text = N_("{slip} If not, it was done before its window had opened ({opens}): {steps}.")
    return Message(text, (("slip", slip), *args))


def or_in_that_order(slip: Message, first: StepRefs, then: StepRefs) -> Message:
    """What explains two entries that are in the wrong order: they may well be right."""
    text = N_("{slip} If not, step {then} was done before step {first}.")
    return Message(text, (("slip", slip), ("first", first), ("then", then)))


def or_a_watch(slip: Message, by: str) -> Message:
    """Two watches differ by an hour: the one in the entries that `slip` explains, or the other person's."""
    text = N_("{slip} Or the watch of {by} was off by an hour throughout; the record does not show whose.")
    return Message(text, (("slip", slip), ("by", by)))


def _exchanged(case: RecordUnderCheck, index: int, others: frozenset[int]) -> Iterator[Slip]:
    """Two lines close to each other hold each other's time; but where one slip in a single time explains as much, two
    are not said to be wrong: it is that slip, of this entry alone, or one of the two where it would be the other's."""
    moments = case.moments
    for partner in (one for apart in range(1, NEAR + 1) for one in (index - apart, index + apart) if one in moments):
        first, then = sorted((index, partner))
        if are_exchanged(case, first, then, others):
            if own := next(_mends(case, index, others), None):
                yield replace(own, key=f"alone {index}")
            else:
                other = next(_mends(case, partner, others), None)
                neither = Slip(key=None, message=one_of(case.ids(first, then), None))
                yield neither if other else exchange(case, first, then)


def _mends(case: RecordUnderCheck, index: int, others: frozenset[int]) -> Iterator[Slip]:
    """The slips of one time alone."""
    yield from _of_one_time(case, index, others - {index})
    yield from _of_a_figure(case, index, others - {index})


def exchange(case: RecordUnderCheck, first: int, then: int) -> Slip:
    """That two lines hold each other's time."""
    message = N_("the times of steps {steps} are swapped.")
    return Slip(key=None, message=Message(message, (("steps", case.refs(first, then)),)))


def are_exchanged(case: RecordUnderCheck, first: int, then: int, but: frozenset[int]) -> bool:
    """Whether two lines, the earlier one in the plan first, fit with each other's time; what is said of those of `but`
    aside."""
    early, late = case.moments[then], case.moments[first]
    if early.readings == late.readings:
        return False
    wait = case.later.get(first, {}).get(then)
    if wait is not None and late.late < early.early + wait:
        return False
    if _was_seen_later(case, first, early) or _was_seen_later(case, then, late):
        return False
    return fits(case, first, early, but - {first} | {then}) and fits(case, then, late, but - {then} | {first})


def _was_seen_later(case: RecordUnderCheck, index: int, moment: Moment) -> bool:
    """Whether what a step has as evidence is a time that lies behind this one: then it was not signed at it."""
    seen, _ = seen_time(case.indexed, case.lines[index], case.moments.get(index))
    return isinstance(seen, Moment) and seen.early > moment.late + case.indexed.watches


def fits(case: RecordUnderCheck, index: int, moment: Moment, but: frozenset[int]) -> bool:
    """With this time, the entry contradicts no other (those of `but` aside), its window or the present."""
    if not inside(case.windows(index), moment):
        return False
    if case.now is not None and moment.early > case.now:
        return False
    known = case.moments
    for other, after in case.later.get(index, {}).items():
        if other in known and other not in but:
            theirs = known[other]
            if theirs.late < moment.early + after - _room(case, index, other, theirs, moment):
                return False
    for other in case.earlier.get(index, ()):
        if other in known and other not in but:
            theirs, before = known[other], case.later[other][index]
            if moment.late < theirs.early + before - _room(case, other, index, moment, theirs):
                return False
    return True


def _room(case: RecordUnderCheck, first: int, then: int, late: Moment, early: Moment) -> int:
    """What watches may make of it; asked only where it matters."""
    return allowed_early(case, first, then) if late.late < early.early else 0
