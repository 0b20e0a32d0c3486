"""The calendar as a file of entries (RFC 5545): one for each window, none that takes the place of an invitation."""

from __future__ import annotations

from hashlib import sha256

from runbook.document.plain_text import clipped, plain
from runbook.i18n import N_, Language
from runbook.pack.calendar import CalendarEntry, overview, overview_uid
from runbook.windows.fleet_calendar import CalendarWindow, FleetCalendar
from runbook.windows.window_words import (
    STATES,
    person_text,
    said_of,
    state_of,
    what_is_done,
    window_length,
    window_name,
)

_SEAL = b"X-RUNBOOK-SEAL:"
_LENGTH = 32  # of the digits of a seal


def calendar_file(calendar: FleetCalendar, language: Language) -> bytes:
    """The file; it says by a seal that nobody has changed it."""
    written = overview(_entry(window, language) for window in calendar.windows)
    return written.replace(b"\r\nBEGIN:VEVENT", b"\r\n" + _SEAL + _digest(written) + b"\r\nBEGIN:VEVENT", 1)


def is_own_calendar(content: bytes) -> bool:
    """Whether a file is such a one, as it was written."""
    before, _, rest = content.partition(_SEAL)
    seal, line, after = rest[:_LENGTH], rest[_LENGTH : _LENGTH + 2], rest[_LENGTH + 2 :]
    return line == b"\r\n" and seal == _digest(before + after)


def _digest(content: bytes) -> bytes:
    return sha256(content).hexdigest()[:_LENGTH].encode()


def _entry(window: CalendarWindow, language: Language) -> CalendarEntry:
    site, change, off = window.site, window.change, window.change.state == "cancelled"
    name = clipped(f"{change.id} ({change.ticket})" if change.ticket else change.id, 80)
    title = window_name(window, language)
    message = N_("Cancelled: {change} {site}: {entry}") if off else N_("{change} {site}: {entry}")
    times = f"{language.datetime(window.start)} – {language.datetime(window.end)} ({window.start.tzname()})"
    length = window_length(window, language)
    lines = (
        language.text(N_("Local time, {zone}: {times}"), zone=site.timezone, times=times),
        language.text(N_("{name}: {value}"), name=language.text(N_("Duration")), value=length),
        what_is_done(change, language),
        language.text(
            N_("{name}: {value}"), name=language.text(N_("State")), value=language.text(STATES[state_of(window)])
        ),
        *(person_text(person, language) for person in window.people),
        *(_said(said_of(mark, language), language, serious=mark.serious) for mark in window.marks),
    )
    return CalendarEntry(
        uid=overview_uid(f"window-{window.number}", change.id, site.id),
        start=window.start,
        end=window.end,
        summary=language.text(message, change=name, site=clipped(site.name, 80), entry=title),
        description="\n".join(plain(line, 1000) for line in lines),
        busy=not off,
        cancelled=off,
    )


def _said(text: str, language: Language, *, serious: bool) -> str:
    if not serious:
        return text
    return language.text(N_("{name}: {value}"), name=language.text(N_("Conflict")), value=text)
