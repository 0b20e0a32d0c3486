"""EVD: the day on which something came, as a mail, is no later than the signature of the step that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.model.past_days import asks_for_a_past_day
from runbook.verify.contradictions import explained
from runbook.verify.quick import QuickTest, Seen, StateChoice
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.times import PLAIN_DAY
from runbook.verify.written_days import day_of

_MINUTE = len("2026-12-05 22:10")


def late_day(case: RecordUnderCheck, line: RecordLine, label: Args) -> Finding | None:
    """That the day is later than its signature, or, where that is not known, still to come; nothing where it is right,
    or the signature is told as wrong."""
    planned, index = case.planned(line.index)
    if not case.indexed.tolerant or not asks_for_a_past_day(line.step) or line.index in explained(case):
        return None
    if (day := day_of(planned, index, line.entry.value)) is None:
        return None
    signed = case.moments.get(line.index)
    latest = signed.late if signed else case.now
    begins = int(datetime.combine(day, time(), case.indexed.zone).timestamp())
    if latest is None or begins <= latest + case.indexed.watches:
        return None
    bound = Message(N_("that time has not come yet"))
    if signed is not None:
        bound = Message(N_("the step was signed at {at}"), (("at", signed.local),))
    args: Args = (*label, ("at", line.entry.value), ("bound", bound))
    return Finding(code="EVD007", steps=(line.step.id,), args=args, sources=line.step.sources, where=line.place)


def late_day_test(shape: StateChoice, indexes: Iterable[int]) -> QuickTest:
    """The test that such days of these steps are no later than a signature that is plainly of one day."""
    indexed = shape.indexed
    asked = [index for index in indexes if asks_for_a_past_day(indexed.steps[index]) and indexed.tolerant]

    def is_past(seen: Seen, index: int) -> bool:
        day = day_of(indexed, index, seen.values[index])
        return day is not None and day.isoformat() <= _signed_on(seen.entries[index].at)

    return lambda seen: all(is_past(seen, index) for index in asked)


def _signed_on(at: str) -> str:
    """The day of a time that is written to the minute, and without an offset; "" of any other."""
    return at[:PLAIN_DAY].strip() if len(at) == _MINUTE and at[4] == at[7] == "-" else ""
