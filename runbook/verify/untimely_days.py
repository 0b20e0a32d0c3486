"""EVD: the day on which something came, as a mail, is no later than the signature of the step that asks for it, and not
long before the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from math import inf

from runbook.i18n import N_
from runbook.model.entry_columns import VALUE
from runbook.model.finding import Args, Finding, Message
from runbook.model.plan import PlanStep
from runbook.verify.contradictions import explained
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.quick import QuickTest, StateChoice
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.timing import oldest
from runbook.verify.written_days import day_of


def untimely_day(case: RecordUnderCheck, line: RecordLine, label: Args) -> Finding | None:
    """That the day is later than its signature, or, where that is not known, still to come; or more than a year before
    the first window, which is asked about. Nothing where it is right, or the signature is told as wrong."""
    planned, index = case.planned(line.index)
    if not case.indexed.tolerant or not _is_asked(line.step) or line.index in explained(case):
        return None
    if (day := day_of(planned, index, line.entry.value)) is None:
        return None
    if _begins(case.indexed, day) < oldest(case.indexed):
        return Finding(code="EVD008", steps=(line.step.id,), args=label, sources=line.step.sources, where=line.place)
    signed = case.moments.get(line.index)
    latest = signed.late if signed else case.now
    if latest is None or _begins(case.indexed, day) <= latest + case.indexed.watches:
        return None
    bound = Message(N_("that time has not come yet"))
    if signed is not None:
        bound = Message(N_("the step was signed at {at}"), (("at", signed.local),))
    args: Args = (*label, ("at", line.entry.value), ("bound", bound))
    return Finding(code="EVD007", steps=(line.step.id,), args=args, sources=line.step.sources, where=line.place)


def untimely_day_tests(shape: StateChoice, indexes: Iterable[int]) -> Iterator[QuickTest]:
    """That such days of these steps have begun when they are signed, and are not long past."""
    indexed = shape.indexed
    asked = [index for index in indexes if _is_asked(indexed.steps[index]) and indexed.tolerant]
    places = [(index, shape.place[index]) for index in asked]

    @lru_cache(1000)
    def begins(index: int, value: str) -> float:
        day = day_of(indexed, index, value)
        return inf if day is None else _begins(indexed, day)

    if places:
        first = oldest(indexed)
        yield lambda seen: all(
            first <= begins(index, seen.beside[own][VALUE]) <= seen.times[own] for index, own in places
        )


def _is_asked(step: PlanStep) -> bool:
    return step.evidence is not None and step.evidence.past


def _begins(indexed: IndexedPlan, day: date) -> int:
    """The first second of a day where the site is."""
    return int(datetime.combine(day, time(), indexed.zone).timestamp())
