"""Days as they are written down where a step asks for one: with their year or without it, alone or among words.

A day with a time is that day, and so is the number that a spreadsheet makes of it. In boxes, and with a blank between
them, the day stands before the month; else both are in the site's order.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import lru_cache

from runbook.model.site import DateOrder
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.planned_years import year_of
from runbook.verify.time_spellings import LONGEST, Written, plain, without_about
from runbook.verify.times import UNREADABLE, serial_day, taken_apart
from runbook.verify.yearless_times import only_day
from runbook.verify.yes_or_no import without_places

_FIGURE = re.compile(r"\d")
_APART = re.compile(r"(?<=\d) ?([/|-]) ?(?=\d)")  # 12 / 11


def day_of(indexed: IndexedPlan, index: int, text: str) -> date | None:
    """The day written for a step; without its year, of the year for which the step is planned. None where it is no day,
    or the plan does not settle the year."""
    found = written_day(text, indexed.plan.date_order)
    if found is None or found.day is None or not found.yearless:
        return found.day if found else None
    year = year_of(indexed, index, f"{found.day.day} {found.day.month}")
    return found.day.replace(year=year) if year else None


@lru_cache(maxsize=4_000)
def written_day(text: str, order: DateOrder) -> Written | None:
    """The day that a text says, among words without figures ("received on 12 Nov"); None where it says none."""
    if len(text) > LONGEST or UNREADABLE in text:
        return None
    words = _APART.sub(r"\1", without_places(without_about(plain(text)))).split()
    figures = [place for place, word in enumerate(words) if _FIGURE.search(word)]
    if not figures:
        return None
    for start in range(figures[0] + 1):
        for end in range(len(words), figures[-1], -1):
            if found := _day(" ".join(words[start:end]).strip("().,;: "), order):
                return found
    return None


def _day(text: str, order: DateOrder) -> Written | None:
    with suppress(ValueError, OverflowError):
        if day := serial_day(text):
            return Written(day=day)
        found = only_day(text, order) or taken_apart(text, order, None)
        return found if found and (found.day or found.turned) else None
    return None
