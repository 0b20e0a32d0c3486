"""The calendar as one HTML page: months on top, then night by night, and by site or person where its script runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from runbook.document.plain_text import plain
from runbook.i18n import N_, Language
from runbook.model.site import Person
from runbook.web.html_page import html_asset, html_body, html_page
from runbook.windows.fleet_calendar import CalendarFreeze, CalendarWindow, FleetCalendar
from runbook.windows.month_grid import MonthGrid, month_grids
from runbook.windows.placed_windows import MORNING, night_of
from runbook.windows.window_words import (
    MARKS,
    STATES,
    person_text,
    said_of,
    state_of,
    what_is_done,
    window_length,
    window_name,
)

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)  # before midnight, the day that ends is the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMark:
    """What is said of a window: in a word, and in a sentence."""

    word: str
    text: str
    serious: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWindow:
    """A window as the page shows it; `bar` is where it lies in its night, in hundredths."""

    name: str
    site: str
    site_id: str
    change: str
    ticket: str
    what: str
    window: str
    day: str
    times: str
    zone: str
    length: str
    state: str
    state_word: str
    people: tuple[tuple[str, str], ...]  # by what they are chosen, and what is shown
    marks: tuple[ShownMark, ...]
    bar: tuple[float, float]
    start: str
    end: str

    @property
    def conflict(self) -> bool:
        """Whether a mark of it is a conflict."""
        return any(mark.serious for mark in self.marks)

    @property
    def conflict_words(self) -> tuple[str, ...]:
        """Its conflicts in a word each, each once."""
        return tuple(dict.fromkeys(mark.word for mark in self.marks if mark.serious))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNight:
    """A night with its windows."""

    night: str
    title: str
    windows: tuple[ShownWindow, ...]


def calendar_page(calendar: FleetCalendar, language: Language) -> str:
    """The page. The same calendar gives the same bytes."""
    title = language.text(N_("Calendar of changes: {organization}"), organization=calendar.organization)
    people = _people(calendar.windows)
    nights = tuple(_nights(calendar.windows, people, language))
    sites = {window.site.id: plain(window.site.name) for window in calendar.windows}
    states = {state_of(window) for window in calendar.windows}
    body = html_body(
        "calendar.html.j2",
        language,
        title=title,
        calendar=calendar,
        nights=nights,
        months=_months(calendar, language),
        freezes=[_freeze(freeze, language) for freeze in calendar.freezes],
        conflicting=[window for night in nights for window in night.windows if window.conflict],
        sites=sorted(sites.items(), key=lambda each: (each[1].casefold(), each[0])),
        people=sorted(set(people.values()), key=str.casefold),
        states=[(code, language.text(word)) for code, word in STATES.items() if code in states],
        number=language.number,
        morning=language.time(MORNING),
    )
    style, script = html_asset("calendar.css"), html_asset("calendar.js")
    return html_page(title, body, style, script, language.tag, language.direction)


def _months(calendar: FleetCalendar, language: Language) -> tuple[MonthGrid, ...]:
    days = [(window.night, bool(window.conflicts)) for window in calendar.windows]
    everywhere = (freeze for freeze in calendar.freezes if freeze.site is None)
    frozen = [(freeze.start.date(), (freeze.end - _MOMENT).date()) for freeze in everywhere]
    return month_grids(days, frozen, language)


_Who = tuple[str, str, str]


def _who(person: Person) -> _Who:
    """What tells that people of several sites are one."""
    return person.name.casefold(), person.initials.casefold(), (person.email or "").casefold()


def _people(windows: Iterable[CalendarWindow]) -> dict[_Who, str]:
    """What each person is called, `C. Martin (CM)`; of two that would be called the same, the later with an address."""
    known: dict[_Who, str] = {}
    taken: set[str] = set()
    for person in (person for window in windows for person in window.people):
        if _who(person) not in known:
            name = plain(f"{person.name} ({person.initials})")
            name = f"{name}, {plain(person.email or '–')}" if name in taken else name
            taken.add(name)
            known[_who(person)] = name
    return known


def _nights(windows: Iterable[CalendarWindow], people: dict[_Who, str], language: Language) -> Iterator[ShownNight]:
    in_order = sorted(windows, key=lambda window: window.night)  # stable: the order of time within a night
    for night, own in groupby(in_order, key=lambda window: window.night):
        shown = tuple(_shown(window, people, language) for window in own)
        title = language.text(N_("Night of {date}"), date=language.date(night))
        yield ShownNight(night=night.isoformat(), title=title, windows=shown)


def _shown(window: CalendarWindow, people: dict[_Who, str], language: Language) -> ShownWindow:
    site, change = window.site, window.change
    return ShownWindow(
        name="-".join(("w", site.id, change.id, str(window.number))),
        site=plain(site.name),
        site_id=site.id,
        change=change.id,
        ticket=plain(change.ticket or ""),
        what=what_is_done(change, language),
        window=window_name(window, language),
        day=language.date(window.start),
        times=_times(window, language),
        zone=f"{window.start.tzname()}, {site.timezone}",
        length=window_length(window, language),
        state=state_of(window),
        state_word=language.text(STATES[state_of(window)]),
        people=tuple((people[_who(person)], person_text(person, language)) for person in window.people),
        marks=tuple(
            ShownMark(word=language.text(MARKS[m.kind]), text=said_of(m, language), serious=m.serious)
            for m in window.marks
        ),
        bar=_bar(window.start, window.end),
        start=window.start.isoformat(timespec="minutes"),
        end=window.end.isoformat(timespec="minutes"),
    )


def _times(window: CalendarWindow, language: Language) -> str:
    """`21:00 – 03:00 (4 Dec)`: the day of the end where it is another one."""
    start, end = language.time(window.start), language.time(window.end)
    if window.start.date() == window.end.date():
        return f"{start} – {end}"
    return f"{start} – {end} ({language.short_date(window.end)})"


def _bar(start: datetime, end: datetime) -> tuple[float, float]:
    """Where a window begins in its night, and how much of it is its own."""
    wall, until = start.replace(tzinfo=None), end.replace(tzinfo=None)
    night = datetime.combine(night_of(wall), MORNING)
    left = (wall - night) / _DAY
    return round(100 * left, 1), round(100 * max(0.005, min(1 - left, (until - wall) / _DAY)), 1)


def _freeze(freeze: CalendarFreeze, language: Language) -> tuple[str, str, str]:
    """For whom, when, why."""
    whom = language.text(N_("all sites")) if freeze.site is None else plain(freeze.site.name)
    times = f"{language.datetime(freeze.start)} – {language.datetime(freeze.end)}"
    return whom, times, plain(freeze.reason, 200)
