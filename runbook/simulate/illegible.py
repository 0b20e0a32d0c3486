"""Planted mistakes of pens and clocks: illegible, half a time, a date turned round, an hour that never was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from msgspec.structs import replace

from runbook.i18n import N_
from runbook.model.clock import local_kind
from runbook.model.initials import normal_initials
from runbook.model.plan import PlanStep
from runbook.simulate.draft import DraftRecord, Mistake, mistake_of
from runbook.verify.exchanged_dates import MANY as FEWEST
from runbook.verify.filled_down import MANY

MONTHS = 12  # a day beyond is no month
TURNED = {"dmy": "%m/%d/%Y %H:%M", "mdy": "%d/%m/%Y %H:%M"}  # in the order that is not the site's
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WRITTEN = len("2026-12-05 22:10")


def _illegible_time(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate is None):
        draft.put(step, at="?")
        return mistake_of("illegible time", "TIM002", [step.id], N_("Nobody can read the time of step {step}."))
    return None


def _illegible_hand(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.gate is None):
        draft.put(step, by="?")
        return mistake_of("illegible hand", "SGN007", [step.id], N_("Nobody can read the initials of step {step}."))
    return None


def _half_a_time(draft: DraftRecord) -> Mistake | None:
    for step, local in _dated(draft):
        draft.put(step, at=f"{local:%Y-%m-%d}")
        return mistake_of("half a time", "TIM008", [step.id], N_("Step {step} has a date, and no time."))
    return None


def _turned_round(draft: DraftRecord) -> Mistake | None:
    """Day and month in the order of another country, in a date that is one in that order alone."""
    for step, local in _dated(draft):
        if local.day > MONTHS:
            draft.put(step, at=f"{local:{TURNED[draft.indexed.plan.date_order]}}")
            text = N_("Day and month of step {step} are not in the site's order.")
            return mistake_of("turned round", "TIM012", [step.id], text)
    return None


def _other_weekday(draft: DraftRecord) -> Mistake | None:
    """Beside the date stands the weekday of two days later."""
    for step, local in _dated(draft):
        day = DAYS[(local.weekday() + 2) % len(DAYS)]
        if normal_initials(day) in draft.indexed.staff:
            continue
        draft.put(step, at=f"{day} {local:%Y-%m-%d %H:%M}")
        text = N_("Step {step} has a weekday that is not that of its date.")
        return mistake_of("another weekday", "TIM017", [step.id], text)
    return None


def _exchanged(draft: DraftRecord) -> Mistake | None:
    """A spreadsheet that has the month first took the days of a window for months, where they can be that."""
    windows = range(1, len(draft.indexed.plan.windows) + 1)
    for number in draft.chance.sample(windows, len(windows)):
        own = [step for step in draft.done() if step.window == number and step.id not in draft.under]
        turned = {step.id: at for step in own if (at := _day_for_month(draft.entries[step.id].at))}
        if len(turned) < FEWEST:
            continue
        for step in (step for step in own if step.id in turned):
            value = draft.entries[step.id].value
            draft.put(step, at=turned[step.id], value=_day_for_month(value) or value)
        text = N_("Day and month are exchanged in dates of window {window}.")
        return mistake_of("exchanged", "TIM018", sorted(turned), text, window=str(number))
    return None


def _day_for_month(text: str) -> str:
    """A time with its day as the month and its month as the day; "" where that is no other date, or it is no time."""
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M")
    except ValueError:
        return ""
    return f"{at:%Y-%d-%m %H:%M}" if at.day <= MONTHS and at.day != at.month else ""


def _never_was(draft: DraftRecord) -> Mistake | None:
    """A time in the hour over which the clock was put forward."""
    changes = pairwise(draft.indexed.plan.offsets)
    skipped = [(old, new) for old, new in changes if new.seconds > old.seconds]
    for step, _ in _dated(draft) if skipped else ():
        old, new = draft.chance.choice(skipped)
        within = timedelta(seconds=draft.chance.randrange(old.seconds, new.seconds))
        local = new.since.astimezone(UTC).replace(tzinfo=None) + within
        draft.put(step, at=f"{local:%Y-%m-%d %H:%M}")
        text = N_("Step {step} has a time that the clock was put forward over.")
        return mistake_of("never was", "TIM004", [step.id], text)
    return None


def _either_hour(draft: DraftRecord) -> Mistake | None:
    """Nobody wrote down which of the two hours it was that the clock shows twice."""
    indexed, times = draft.indexed, draft.times
    twice = {indexed.index[step.id] for step, local in _dated(draft) if local_kind(local, indexed.zone) == "repeated"}
    pairs = [
        (first, then)
        for first in sorted(twice)
        for then in indexed.edges.get(first, {})
        if then in twice and 0 < times[then] - times[first] < 45 * 60
    ]
    for first, then in draft.chance.sample(pairs, len(pairs)):
        for index in twice:
            key = indexed.steps[index].id
            draft.entries[key] = replace(draft.entries[key], at=draft.entries[key].at[:WRITTEN])
        steps = [indexed.steps[then].id, indexed.steps[first].id]
        text = N_("The clock shows the time of step {step} twice, and nothing says which it is.")
        return mistake_of("either hour", "TIM003", steps, text)
    return None


def _filled_down(draft: DraftRecord) -> Mistake | None:
    """One time was filled down the whole column."""
    done = draft.done(lambda step: step.id not in draft.under)
    if draft.earlier or len({step.window for step in done} - {None}) < 2 or len(draft.times) < max(MANY, len(done)):
        return None
    at = draft.entries[done[0].id].at
    for step in done:
        draft.put(step, at=at)
    ids = [step.id for step in done]
    return mistake_of("filled down", "TIM013", ids, N_("All lines have the time of step {step}."))


def _dated(draft: DraftRecord) -> Iterator[tuple[PlanStep, datetime]]:
    """The steps that are done at a known time and are nobody's leave, with what the clock of the site showed."""
    times, zone = draft.times, draft.indexed.zone
    for step in draft.done(lambda step: step.gate is None):
        if (at := times.get(draft.indexed.index[step.id])) is not None:
            yield step, datetime.fromtimestamp(at, UTC).astimezone(zone).replace(tzinfo=None)


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _illegible_time,
    _illegible_hand,
    _half_a_time,
    _turned_round,
    _other_weekday,
    _exchanged,
    _never_was,
    _either_hour,
    _filled_down,
)
