"""The windows of a change as calendar entries (RFC 5545, RFC 5546), made with the library icalendar.

An entry's UID comes from site, change and window alone, so that a window that moves is moved in the readers' calendars,
too. DTSTAMP is not the time of the day: it follows the SEQUENCE, so that the same pack gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from runbook.document.approval import length
from runbook.document.impact import outages, waits
from runbook.document.plain_text import file_name, plain
from runbook.i18n import N_, Language
from runbook.model.clock import aware, zone_info
from runbook.model.plan import Plan
from runbook.pack.people import Mailbox, Recipients

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

DOMAIN = "runbook-kit.invalid"
PRODUCT = "-//Runbook Kit//Runbook Kit//EN"
REVISION = "X-RUNBOOK-REVISION"
STAMPED_FROM = datetime(2000, 1, 1, tzinfo=UTC)
WAIT_SHOWN = timedelta(minutes=15)  # calendars show an entry without length badly
DAY = timedelta(days=1)

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One calendar entry, in the reader's language. `start` and `end` bear an offset; `busy`: the time is taken."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    busy: bool = True
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The entries of a change: those of its plan, and those of windows that an earlier plan had."""

    zone: str
    revision: str
    sequence: int
    entries: tuple[CalendarEntry, ...]


def entries(plan: Plan, language: Language) -> tuple[CalendarEntry, ...]:
    """One entry a window, and one for the earliest end of each wait of 24 hours; in the order of their start."""
    return tuple(sorted((*_windows(plan, language), *_waits(plan, language)), key=lambda e: (e.start, e.uid)))


def published(agenda: Agenda, *, cancelled: bool = False) -> bytes:
    """The file: METHOD:PUBLISH, or CANCEL for a change that is cancelled."""
    method: Method = "CANCEL" if cancelled else "PUBLISH"
    return _written(agenda, agenda.entries, method, None)


def invitations(agenda: Agenda, people: Recipients, *, cancelled: bool = False) -> Iterator[tuple[str, Method, bytes]]:
    """What goes to attendees: a calendar for each entry, as RFC 5546 wants it; its file name, method and bytes."""
    for entry in agenda.entries:
        method: Method = "CANCEL" if cancelled or entry.cancelled else "REQUEST"
        yield f"{entry.uid.partition('.')[0]}.ics", method, _written(agenda, (entry,), method, people)


def uid(plan: Plan, what: str) -> str:
    """`window-1.CHG0041.paris@runbook-kit.invalid`."""
    return f"{file_name(what)}.{file_name(plan.change)}.{file_name(plan.site)}@{DOMAIN}"


def _windows(plan: Plan, language: Language) -> Iterator[CalendarEntry]:
    found = outages(plan)
    for number, window in enumerate(plan.windows, 1):
        down = [s for s in found if s.window == number]
        outage = [language.text(N_("Outage planned from {start} to {end}: {length}"), start=language.datetime(s.start),
                                end=language.datetime(s.end), length=length(s, language)) for s in down]  # fmt: skip
        about = outage or [language.text(N_("No outage is planned in this window."))]
        yield CalendarEntry(
            uid=uid(plan, f"window-{number}"),
            start=window.start,
            end=window.end,
            summary=_summary(N_("Window {n} of {total}"), plan, language, number, len(plan.windows)),
            description=_description(plan, about, language),
        )


def _waits(plan: Plan, language: Language) -> Iterator[CalendarEntry]:
    for wait in waits(plan):
        text = language.text(N_("The wait of {time} is over"), time=language.minutes(wait.rule.minutes or 0))
        about = [language.text(wait.rule.text), language.text(N_("Reckoned from the planned end of the work."))]
        yield CalendarEntry(
            uid=uid(plan, f"wait-{wait.rule.id}"),
            start=wait.end,
            end=wait.end + WAIT_SHOWN,
            summary=_titled(text, plan),
            description=_description(plan, about, language),
            busy=False,
        )


def _summary(message: str, plan: Plan, language: Language, n: int, total: int) -> str:
    return _titled(language.text(message, n=n, total=total), plan)


def _titled(text: str, plan: Plan) -> str:
    return f"{plain(plan.change)} {plain(plan.site_name, 80)}: {text}"


def _description(plan: Plan, about: Sequence[str], language: Language) -> str:
    lines = (
        language.text(plan.path_title),
        plain(plan.hostname),
        *about,
        language.text(N_("Revision {revision}"), revision=plan.revision[:12]),
    )
    return "\n".join(lines)


def _written(agenda: Agenda, chosen: Sequence[CalendarEntry], method: Method, people: Recipients | None) -> bytes:
    from icalendar import Calendar

    calendar: Calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("METHOD", method)
    calendar.add(REVISION, agenda.revision)
    if chosen:
        first, last = min(e.start for e in chosen), max(e.end for e in chosen)
        calendar.add_component(timezone(agenda.zone, first, last))
    for entry in chosen:
        calendar.add_component(_event(agenda, entry, method, people))
    return bytes(calendar.to_ical(sorted=False))


def _event(agenda: Agenda, entry: CalendarEntry, method: Method, people: Recipients | None) -> Event:
    from icalendar import Event

    gone = entry.cancelled or method == "CANCEL"
    event: Event = Event()
    event.add("UID", entry.uid)
    event.add("DTSTAMP", STAMPED_FROM + timedelta(minutes=agenda.sequence))
    event.add("SEQUENCE", agenda.sequence)
    event.add("DTSTART", _in_zone(entry.start, agenda.zone))
    event.add("DTEND", _in_zone(entry.end, agenda.zone))
    event.add("SUMMARY", entry.summary)
    if entry.description:
        event.add("DESCRIPTION", entry.description)
    event.add("STATUS", "CANCELLED" if gone else "CONFIRMED")
    event.add("TRANSP", "OPAQUE" if entry.busy and not gone else "TRANSPARENT")
    if people:
        event.add("ORGANIZER", _person(people.sender))
        for role, group in (("REQ-PARTICIPANT", people.to), ("OPT-PARTICIPANT", people.cc)):
            for one in group:
                asked = {"ROLE": role, "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"} if method == "REQUEST" else {}
                event.add("ATTENDEE", _person(one, asked))
    return event


def _person(one: Mailbox, parameters: dict[str, str] | None = None) -> Any:
    from icalendar import vCalAddress

    address = vCalAddress(one.uri)
    if one.name:
        address.params["CN"] = one.name
    address.params.update(parameters or {})
    return address


def _in_zone(at: datetime, zone: str) -> datetime:
    """`at` in local time; in UTC where the clock shows that time twice, and the second is meant (RFC 5545 3.3.5)."""
    shown = at.astimezone(zone_info(zone))
    if aware(shown.replace(tzinfo=None, fold=0), zone) != at:
        return at.astimezone(UTC)
    return shown


def timezone(zone: str, first: datetime, last: datetime) -> Timezone:
    """The rules of `zone` from the year of `first` to the year after `last`, each change of the clock by itself.

    Not by `Timezone.from_tzinfo`: in icalendar 7.3 it writes the start of summer time an hour late.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    made: Timezone = Timezone()
    made.add("TZID", zone)
    at = datetime(first.astimezone(UTC).year, 1, 1, tzinfo=UTC)
    before = at
    for onset in (at, *_changes(zone, at, datetime(last.astimezone(UTC).year + 2, 1, 1, tzinfo=UTC))):
        now, then = onset.astimezone(zone_info(zone)), before.astimezone(zone_info(zone))
        old, new = then.utcoffset(), now.utcoffset()
        assert old is not None
        assert new is not None
        part = (TimezoneDaylight if now.dst() else TimezoneStandard)()
        part.add("DTSTART", (onset + old).replace(tzinfo=None))
        part.add("TZOFFSETFROM", old)
        part.add("TZOFFSETTO", new)
        part.add("TZNAME", now.tzname() or zone)
        made.add_component(part)
        before = onset
    return made


def _changes(zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants between `start` and `end` at which the clock of `zone` is changed."""
    info = zone_info(zone)
    at = start
    while at < end:
        after = at + DAY
        if at.astimezone(info).utcoffset() != after.astimezone(info).utcoffset():
            low, high = at, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(info).utcoffset() == low.astimezone(info).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high.replace(microsecond=0)
        at = after
