"""The windows of a change as calendar entries (RFC 5545, RFC 5546), made with the library icalendar.

All times are written in UTC, which needs no rules of a time zone, so that a program that ignores or shortens such rules
is right, too; local time stands in the text. An entry's UID comes from site, change and window alone: a window that
moves is moved in the readers' calendars. DTSTAMP is not the time of the day: it follows the SEQUENCE, so that the same
pack gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from runbook.document.change_words import change_name, said_of_change
from runbook.document.house_words import own_steps, reading_line, whom_to_call
from runbook.document.impact import Disruption, disruptions, of_window, offline, outages, waits
from runbook.document.impact_words import length, no_outage
from runbook.document.leave import back_text, decision_times, said_in, who_decides
from runbook.document.plain_text import clipped, file_name, plain
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.clock import local
from runbook.model.frozen_zone import zone_of
from runbook.model.plan import Plan
from runbook.model.remaining import windows_left
from runbook.model.window_chain import steps_behind
from runbook.pack.people import Mailbox

if TYPE_CHECKING:
    from icalendar import Calendar, Event

DOMAIN = "runbook-kit.invalid"
PRODUCT = "-//Runbook Kit//Runbook Kit//EN"
REVISION = "X-RUNBOOK-REVISION"
STAMPED_FROM = datetime(2000, 1, 1, tzinfo=UTC)
WAIT_SHOWN = timedelta(minutes=15)  # calendars show an entry without length badly
TITLE = N_("{change} {site}: {entry}")
WINDOW = "window-"  # what the names of the entries of windows begin with
DECISION = "decision-"  # and those of decision times
WAIT = "wait-"  # and those of waits; the id of the rule follows
DECIDED_WITHIN = timedelta(minutes=15)  # the entry of a decision time ends at it
# The entries of what lasts in the windows and between them, by their names: the kinds of impact.
THROUGH = {"no-clients": N_("Nobody can give support"), "clients-offline": N_("Clients with the new MSI are offline")}

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One calendar entry, in the reader's language. `start` and `end` bear an offset; `title` and `about` are what is
    said of it alone, `summary` and `description` what stands in the calendar; `busy`: the time is taken."""

    uid: str
    start: datetime
    end: datetime
    title: str = ""
    summary: str = ""
    about: tuple[str, ...] = ()
    description: str = ""
    busy: bool = True
    cancelled: bool = False

    @property
    def name(self) -> str:
        """What tells it apart from the others of its change: `window-1`, `wait-P07_h1`."""
        return self.uid.partition(".")[0]

    @property
    def invites(self) -> bool:
        """Whether people are invited to it by itself. Decision times are told with the invitation to their window."""
        return not self.name.startswith(DECISION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The entries of a change: those of its plan, and those of windows that an earlier plan had."""

    revision: str
    sequence: int
    entries: tuple[CalendarEntry, ...]

    def entry(self, name: str) -> CalendarEntry:
        """The entry of that name. Raises KeyError."""
        return {entry.name: entry for entry in self.entries}[name]


def entries(plan: Plan, language: Language) -> tuple[CalendarEntry, ...]:
    """One entry a window that is not done, one for each time in it until which a way back can be begun, one for all the
    time in which clients are removed or offline, and one for the earliest end of each wait of 24 hours that did not
    begin in a window that is done; in the order of their start.
    """
    found = (
        *_windows(plan, language),
        *_decisions(plan, language),
        *_throughout(plan, language),
        *_waits(plan, language),
    )
    return tuple(sorted(found, key=lambda e: (e.start, e.uid)))


def cancelled(entry: CalendarEntry, plan: Plan, language: Language) -> CalendarEntry:
    """The entry as one that is off, and says so in its title. One of an earlier plan has no title: it gets one, in
    `language`."""
    title = entry.title
    if not title and entry.name.startswith(WINDOW):
        title = language.text(N_("Window {n}"), n=entry.name.removeprefix(WINDOW))
    if not title and entry.name.startswith(DECISION):
        title = language.text(N_("Decision time"))
    title = title or language.text(THROUGH.get(entry.name, N_("end of a wait")))
    about = (language.text(N_("This is cancelled.")),)
    return replace(
        entry,
        title=title,
        summary=titled(N_("Cancelled: {change} {site}: {entry}"), title, plan, language),
        about=about,
        description=_description(plan, about, entry.start, entry.end, language),
        busy=False,
        cancelled=True,
    )


def published(agenda: Agenda, organizer: Mailbox) -> bytes:
    """The file: METHOD:PUBLISH, whatever is cancelled among its entries (a CANCEL has room for one UID alone)."""
    return _written(agenda, agenda.entries, "PUBLISH", organizer, ())


def invitation(
    agenda: Agenda,
    entry: CalendarEntry,
    organizer: Mailbox,
    attendees: Sequence[Mailbox],
    *,
    optional: Sequence[Mailbox] = (),
    withdrawn: bool = False,
) -> bytes:
    """What goes to attendees, one entry alone as RFC 5546 wants it: METHOD:REQUEST, or CANCEL where the entry is
    cancelled. `optional`: of these attendees not all have to come. `withdrawn`: CANCEL for these attendees alone;
    others go on."""
    method: Method = "CANCEL" if withdrawn or entry.cancelled else "REQUEST"
    return _written(agenda, (entry,), method, organizer, attendees, optional)


def uid(plan: Plan, what: str) -> str:
    """`window-1.CHG0041.paris@runbook-kit.invalid`."""
    return f"{file_name(what)}.{file_name(plan.change)}.{file_name(plan.site)}@{DOMAIN}"


def overview_uid(what: str, change: str, site: str) -> str:
    """That of an entry of an overview: never that of an invitation, which an import would replace."""
    return f"{file_name(what)}.{file_name(change)}.{file_name(site)}@calendar.{DOMAIN}"


def overview(entries: Iterable[CalendarEntry]) -> bytes:
    """A file of entries that is for reading alone: without a method, an organiser, or anybody to answer."""
    from icalendar import Calendar

    calendar: Calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    for entry in entries:
        calendar.add_component(_event(entry, 0, "PUBLISH"))
    return bytes(calendar.to_ical(sorted=False))


def titled(message: str, title: str, plan: Plan, language: Language) -> str:
    """The title of an entry with its change and site: `message` has {change}, {site} and {entry}."""
    values = {"change": change_name(plan), "site": clipped(plan.site_name, 80), "entry": title}
    return language.text(message, **values)


def local_times(start: datetime, end: datetime, plan: Plan, language: Language) -> str:
    """`Sat, 5 Dec 2026 22:00 (UTC+01:00) – Sun, 6 Dec 2026 04:00 (UTC+01:00)`, by the clock of the site."""
    shown = (local(at, zone_of(plan)) for at in (start, end))
    return " – ".join(f"{moment(at.replace(tzinfo=None), language)} ({at.tzname()})" for at in shown)


def _windows(plan: Plan, language: Language) -> Iterator[CalendarEntry]:
    down, away = outages(plan), offline(plan)
    for number in windows_left(plan):
        window = plan.windows[number - 1]
        outage = tuple(_outage(one, language) for one in of_window(down, window, number))
        about = outage or (no_outage(plan, language),)
        about += tuple(_outage(one, language) for one in of_window(away, window, number))
        decided = (*said_in(plan, number, language), *who_decides(plan, number, language))
        about += tuple(language.text(N_("{name}: {value}"), name=text, value=said) for text, said in decided)
        about += own_steps(plan, number, language)
        title = language.text(N_("Window {n} of {total}"), n=number, total=len(plan.windows))
        yield CalendarEntry(
            uid=uid(plan, f"{WINDOW}{number}"),
            start=window.start,
            end=window.end,
            title=title,
            summary=titled(TITLE, title, plan, language),
            about=about,
            description=_description(plan, about, window.start, window.end, language),
        )


def _outage(one: Disruption, language: Language) -> str:
    start, end = language.datetime(one.start), language.datetime(one.end)
    message = {
        "no-clients": N_("No support, as planned, between {start} and {end}, for {length}"),
        "clients-offline": N_("Clients with the new MSI are offline between {start} and {end}, for {length}"),
    }.get(one.kind, N_("Outage planned between {start} and {end}, for {length}"))
    return language.text(message, start=start, end=end, length=length(one, language))


def _decisions(plan: Plan, language: Language) -> Iterator[CalendarEntry]:
    """Until when ways back can be begun; what is decided by one time stands in one entry."""
    for number in windows_left(plan):
        for time, phases in decision_times(plan, number):
            title = language.text(N_("Decision time: go back or go on"))
            about = (f"{back_text(phases, language)} {language.time(time)}",)
            start = time - DECIDED_WITHIN
            yield CalendarEntry(
                uid=uid(plan, f"{DECISION}{phases[0].id}"),
                start=start,
                end=time,
                title=title,
                summary=titled(TITLE, title, plan, language),
                about=about,
                description=_description(plan, about, start, time, language),
                busy=False,
            )


def _throughout(plan: Plan, language: Language) -> Iterator[CalendarEntry]:
    for one in disruptions(plan):
        if one.kind in THROUGH:
            title = language.text(THROUGH[one.kind])
            figures = N_("These are planned figures, with the longer duration of each step.")
            about = (language.text(one.who), language.text(figures))
            yield CalendarEntry(
                uid=uid(plan, one.kind),
                start=one.start,
                end=one.end,
                title=title,
                summary=titled(TITLE, title, plan, language),
                about=about,
                description=_description(plan, about, one.start, one.end, language),
                busy=False,
            )


def _waits(plan: Plan, language: Language) -> Iterator[CalendarEntry]:
    behind = steps_behind(plan)
    for wait in (each for each in waits(plan) if not behind.issuperset(each.rule.first)):
        title = language.text(N_("The wait of {time} is over"), time=language.minutes(wait.rule.minutes or 0))
        reckoned = language.text(N_("Counted from the planned end of the step with which it begins."))
        about, end = (language.text(wait.rule.text), reckoned), wait.end + WAIT_SHOWN
        yield CalendarEntry(
            uid=uid(plan, f"{WAIT}{wait.rule.id}"),
            start=wait.end,
            end=end,
            title=title,
            summary=titled(TITLE, title, plan, language),
            about=about,
            description=_description(plan, about, wait.end, end, language),
            busy=False,
        )


def _description(plan: Plan, about: Sequence[str], start: datetime, end: datetime, language: Language) -> str:
    times = local_times(start, end, plan, language)
    lines = (
        language.text(N_("Local time, {zone}: {times}"), zone=plan.timezone, times=times),
        language.text(plan.path_title),
        plain(plan.hostname),
        *(language.text(N_("{name}: {value}"), name=name, value=text) for name, text in said_of_change(plan, language)),
        *about,
        *(language.text(N_("{name}: {value}"), name=name, value=text) for name, text in whom_to_call(plan, language)),
        language.text(N_("Revision {revision}"), revision=plan.revision[:12]),
        reading_line(plan, language),
    )
    return "\n".join(filter(None, lines))


def _written(
    agenda: Agenda,
    chosen: Iterable[CalendarEntry],
    method: Method,
    organizer: Mailbox,
    attendees: Sequence[Mailbox],
    optional: Sequence[Mailbox] = (),
) -> bytes:
    from icalendar import Calendar

    calendar: Calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("METHOD", method)
    calendar.add(REVISION, agenda.revision)
    for entry in chosen:
        event = _event(entry, agenda.sequence, method)
        event.add("ORGANIZER", _person(organizer))
        for one in attendees:
            event.add("ATTENDEE", _attendee(one, organizer, method, "OPT" if one in optional else "REQ"))
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=False))


def _event(entry: CalendarEntry, sequence: int, method: Method) -> Event:
    from icalendar import Event

    event: Event = Event()
    event.add("UID", entry.uid)
    event.add("DTSTAMP", STAMPED_FROM + timedelta(minutes=sequence))
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", entry.start.astimezone(UTC))
    event.add("DTEND", entry.end.astimezone(UTC))
    event.add("SUMMARY", entry.summary)
    if entry.description:
        event.add("DESCRIPTION", entry.description)
    if entry.cancelled:
        event.add("STATUS", "CANCELLED")
    elif method != "CANCEL":  # which, without a status, holds for its attendees alone (RFC 5546 3.2.5)
        event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "OPAQUE" if entry.busy and method != "CANCEL" else "TRANSPARENT")
    return event


def _attendee(one: Mailbox, organizer: Mailbox, method: Method, role: str) -> Any:
    """Whoever asks the others comes, too."""
    if method != "REQUEST":
        return _person(one)
    if one.address.casefold() == organizer.address.casefold():
        return _person(one, {"ROLE": f"{role}-PARTICIPANT", "PARTSTAT": "ACCEPTED"})
    return _person(one, {"ROLE": f"{role}-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})


def _person(one: Mailbox, parameters: dict[str, str] | None = None) -> Any:
    from icalendar import vCalAddress

    address = vCalAddress(one.uri)
    if one.name:
        address.params["CN"] = one.name
    address.params.update(parameters or {})
    return address
