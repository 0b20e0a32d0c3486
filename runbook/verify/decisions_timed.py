"""EVD: a time that is written beside a go or no-go is that of the signature, or shortly before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import inf

from runbook.model.finding import Args, Finding
from runbook.model.site import DateOrder
from runbook.verify.contradictions import explained
from runbook.verify.decisions import times_said
from runbook.verify.record_lines import Attempt, RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.time_spellings import plain
from runbook.verify.times import Moment
from runbook.verify.written_times import time_of

_DAY, _MINUTE = 24 * 60, timedelta(minutes=1)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}) ?[:h] ?(?P<minute>\d{2})(?: ?(?P<half>[ap])\.? ?m)?", re.ASCII)
_DATE = re.compile(
    r"(?P<y1>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<first>\d{1,2})[/.](?P<second>\d{1,2})(?:[/.](?P<y2>\d{4}|\d{2}))?",
    re.ASCII,
)


def decided_at_another_time(case: RecordUnderCheck, line: RecordLine, label: Args) -> Iterator[Finding]:
    """The decisions of a gate beside which another time stands than the one at which they were signed.

    It may be as much before the signature as a go may be before the time that it is about, and after it as far as two
    watches differ. Plans of earlier versions, which do not say how much that is, keep their verdicts.
    """
    if case.indexed.decided == inf or line.index in explained(case):
        return
    for one in line.answers or (Attempt(entry=line.entry, place=line.place, earlier=line.earlier),):
        signed, _ = time_of(*(one.earlier or (case.indexed, line.index)), one.entry.at)
        if not isinstance(signed, Moment):
            continue
        for said in times_said(one.entry.value):
            if not _agrees(case, signed.local, said):
                args: Args = (*label, ("first", case.refs(line.index)), ("bound", signed.local), ("at", said.strip()))
                sources = line.step.sources
                yield Finding(code="EVD010", steps=(line.step.id,), args=args, sources=sources, where=one.place)
                return


def _agrees(case: RecordUnderCheck, signed: datetime, said: str) -> bool:
    """Whether a clock that shows what was `said` shows `signed` as soon after it as may be; and the date is that."""
    known = plain(said)
    clock, day = _CLOCK.search(known), _DATE.search(known)
    if clock is None:
        return day is None or _is_day(day, signed.date(), case.indexed.plan.date_order)
    hour, half = int(clock["hour"]), clock["half"]
    minute = (hour % 12 + 12 * (half == "p") if half else hour) * 60 + int(clock["minute"])
    late = (signed.hour * 60 + signed.minute - minute + _DAY // 2) % _DAY - _DAY // 2  # minutes
    if not -case.indexed.watches <= 60 * late <= case.indexed.decided:
        return False
    return day is None or _is_day(day, (signed - late * _MINUTE).date(), case.indexed.plan.date_order)


def _is_day(found: re.Match[str], day: date, order: DateOrder) -> bool:
    if (year := found["y1"] or found["y2"]) and int(year) not in (day.year, day.year % 100):
        return False
    if found["month"]:
        return (int(found["month"]), int(found["day"])) == (day.month, day.day)
    written = int(found["first"]), int(found["second"])
    return written == ((day.day, day.month) if order == "dmy" else (day.month, day.day))
