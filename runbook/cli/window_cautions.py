"""What `runbook check` warns of in the windows of all sites: what may be meant, and is a slip more often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.clock import aware, local_kind
from runbook.model.site import Change, Person, QuietTime, Site
from runbook.reading.nodes import KeyPath
from runbook.reading.partial import Violation

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AT_HAND = {"technician", "network", "desktop", "representative", "witness"}  # roles that are wanted during a window


class WindowOfChange(NamedTuple):
    """A window of a change: its site, its instants, and where it stands in the file, within its site."""

    site: str
    change: str
    start: datetime
    end: datetime
    place: KeyPath


class WindowCautions:
    """Asked site by site: of each with what came before, for one person may be wanted at two sites at once."""

    def __init__(self) -> None:
        self._of_people: dict[str, list[WindowOfChange]] = {}

    def __call__(self, site: Site) -> Iterator[Violation]:
        """What is to be said of the windows of `site`."""
        going_on = [(i, change) for i, change in enumerate(site.changes) if not change.closed]
        windows = [placed for i, change in going_on for placed in _windows(site, change, i)]
        yield from _overlapping(windows)
        for placed in windows:
            yield from _clock_changes(placed, site)
            yield from _busy_hours(placed, site)
        yield from self._elsewhere(windows, site)

    def _elsewhere(self, windows: list[WindowOfChange], site: Site) -> Iterator[Violation]:
        """People of this site who are wanted at another one during one of its windows."""
        if not windows:
            return
        for i, person in enumerate(site.staff):
            if AT_HAND.isdisjoint(person.roles):
                continue
            names = _known_as(person)
            known = [placed for name in names for placed in self._of_people.get(name, ()) if placed.site != site.id]
            found = next(((w, o) for w in windows for o in known if w.start < o.end and o.start < w.end), None)
            for name in names:
                self._of_people.setdefault(name, []).extend(windows)
            if found:
                here, there = found
                message = N_("{name} is wanted in two places: {change} here and {other} of {site}, both on {start}")
                remedy = N_("move one of the windows, or name somebody else at one of the sites")
                values = {
                    "name": person.name,
                    "change": here.change,
                    "other": there.change,
                    "site": there.site,
                    "start": max(here.start, there.start).astimezone(here.start.tzinfo).isoformat(timespec="minutes"),
                }
                yield Violation(("staff", i), message, remedy, values)


def _known_as(person: Person) -> tuple[str, ...]:
    """What tells that people of several sites are one: the address with initials or name, for a team may share it; else
    both of these."""
    name, initials = person.name.casefold(), person.initials.casefold()
    if person.email is None:
        return (f"{name} {initials}",)
    return tuple(f"{person.email.casefold()} {one}" for one in (name, initials))


def _windows(site: Site, change: Change, index: int) -> Iterator[WindowOfChange]:
    for j, window in enumerate(change.windows):
        if window.done:  # it is past, and as it was
            continue
        start, end = aware(window.start, site.timezone), aware(window.end, site.timezone)
        yield WindowOfChange(site.id, change.id, start, end, ("changes", index, "windows", j, "start"))


def _overlapping(windows: list[WindowOfChange]) -> Iterator[Violation]:
    """Windows of two changes at one site at the same time; those of one change are checked with the change."""
    latest: dict[str, WindowOfChange] = {}
    for placed in sorted(windows, key=lambda one: (one.start, one.end)):
        for other in latest.values():
            if other.change != placed.change and placed.start < other.end:
                message = N_("this window of {change} overlaps one of {other}, from {start} to {end}")
                remedy = N_("move one of them: two changes of one site at once cannot be told apart when one fails")
                values = {
                    "change": placed.change,
                    "other": other.change,
                    "start": other.start.isoformat(timespec="minutes"),
                    "end": other.end.isoformat(timespec="minutes"),
                }
                yield Violation(placed.place, message, remedy, values)
        known = latest.get(placed.change)
        if known is None or placed.end > known.end:
            latest[placed.change] = placed


def _clock_changes(placed: WindowOfChange, site: Site) -> Iterator[Violation]:
    if placed.start.utcoffset() == placed.end.utcoffset():
        return
    forward = (placed.end.utcoffset() or timedelta()) > (placed.start.utcoffset() or timedelta())
    message = (
        N_("the clock of {zone} is put forward during this window: it is an hour shorter than it looks")
        if forward
        else N_("the clock of {zone} is put back during this window: times of one hour happen twice")
    )
    yield Violation(placed.place, message, N_("move the window to another night"), {"zone": site.timezone})


def _busy_hours(placed: WindowOfChange, site: Site) -> Iterator[Violation]:
    """A window that lies in no quiet time as a whole, where the site names some."""
    if not site.low_traffic or _covered(placed, site.low_traffic, site.timezone):
        return
    message = N_("this window lies outside the hours of low traffic that the site names, or reaches beyond them")
    yield Violation(placed.place, message, N_("move it into low_traffic, or change that"))


def _covered(placed: WindowOfChange, quiet: tuple[QuietTime, ...], zone: str) -> bool:
    """Whether quiet times, one after the other, cover the whole window."""
    day = placed.start.date() - timedelta(days=1)
    spans = []
    while day <= placed.end.date():
        for one in quiet:
            if DAYS[day.weekday()] in one.days:
                begins, ends = (time.fromisoformat(text) for text in (one.start, one.end))
                until = day if ends > begins else day + timedelta(days=1)
                spans.append(
                    (_instant(datetime.combine(day, begins), zone), _instant(datetime.combine(until, ends), zone))
                )
        day += timedelta(days=1)
    reached = placed.start
    for begin, end in sorted(spans):
        if begin <= reached:
            reached = max(reached, end)
    return reached >= placed.end


def _instant(moment: datetime, zone: str) -> datetime:
    """When the clock shows it; what it never shows, for it is put forward over it, is the instant of that."""
    while local_kind(moment, zone) == "skipped":
        moment -= timedelta(minutes=1)
        if local_kind(moment, zone) != "skipped":
            return aware(moment, zone) + timedelta(minutes=1)
    return aware(moment, zone)
