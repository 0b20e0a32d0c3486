"""EVD: a day without its time, where both are asked: enough where every time of it would do, else the time is asked.

A day on which it cannot have been stays what it is: not a date and time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from runbook.i18n import N_
from runbook.model.finding import Message
from runbook.verify.looked_up_times import looked_up
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.seen_times import earliest_seen
from runbook.verify.written_days import day_of, written_day

TIME_ASKED = Message(N_("The day is there, and its time is not: write both, such as 2026-12-05 22:10; verify again."))


def of_its_day(case: RecordUnderCheck, line: RecordLine) -> Literal["enough", "asked"] | None:
    """Whether a day alone says what has to be known; None where it is no day, or one that cannot be right."""
    evidence, (planned, index) = line.step.evidence, case.planned(line.index)
    written = written_day(line.entry.value, planned.plan.date_order)
    if not case.indexed.tolerant or evidence is None or not written or written.seconds is not None:
        return None
    day = day_of(planned, index, line.entry.value)
    if day is None or day == date.max:  # which has no end
        return None
    if firsts := looked_up(case.indexed, line.index):
        signed_on = {case.moments[first].local.date() for first in firsts if first in case.moments}
        return "asked" if not signed_on or day in signed_on else None
    midnight = datetime.combine(day, time(), case.indexed.zone)
    first, last = (int(one.timestamp()) for one in (midnight, midnight + timedelta(days=1)))
    signed = case.moments.get(line.index)
    latest = signed.late + case.indexed.watches if signed else case.now
    earliest = earliest_seen(case, evidence)
    if (latest is not None and first > latest) or (earliest is not None and last <= earliest):
        return None
    if signed is None or latest is None or earliest is None:
        return "asked"
    return "enough" if earliest <= first and last <= latest else "asked"
