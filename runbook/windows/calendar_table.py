"""The calendar as CSV: a row a window, heads and codes for programs, no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC

from runbook.i18n import Language
from runbook.windows.fleet_calendar import CalendarWindow, FleetCalendar
from runbook.windows.window_words import said_of, state_of, what_is_done

COLUMNS = (
    "night", "site", "name", "change", "ticket", "what", "window", "windows", "start", "end", "timezone",
    "start_utc", "end_utc", "minutes", "state", "people", "conflicts", "remarks",
)  # fmt: skip
_LOCAL = "%Y-%m-%d %H:%M"


def calendar_table(calendar: FleetCalendar, language: Language) -> bytes:
    """UTF-8 with a mark in front, by which spreadsheets know it; lines end as RFC 4180 has it."""
    from runbook.records.blank_rows import inert

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for window in calendar.windows:
        writer.writerow([inert(cell) for cell in _cells(window, language)])
    return text.getvalue().encode("utf-8-sig")


def _cells(window: CalendarWindow, language: Language) -> Iterator[str]:
    site, change = window.site, window.change
    yield from (window.night.isoformat(), site.id, site.name, change.id, change.ticket or "")
    yield from (what_is_done(change, language), str(window.number), str(len(change.windows)))
    yield from (window.start.strftime(_LOCAL), window.end.strftime(_LOCAL), site.timezone)
    yield from (each.astimezone(UTC).strftime(f"{_LOCAL}Z") for each in (window.start, window.end))
    yield str(int((window.end - window.start).total_seconds()) // 60)
    yield state_of(window)
    yield "; ".join(f"{person.initials} {person.name}" for person in window.people)
    yield "; ".join(said_of(mark, language) for mark in window.conflicts)
    yield "; ".join(said_of(mark, language) for mark in window.marks if not mark.serious)
