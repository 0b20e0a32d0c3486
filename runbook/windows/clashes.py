"""Windows that get into each other's way: two changes of a site at once, one person at two sites, too many sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta
from itertools import islice
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.site import Person, Site
from runbook.reading.partial import Violation
from runbook.windows.placed_windows import WindowOfChange

AT_HAND = {"technician", "network", "desktop", "representative", "witness"}  # roles that are wanted during a window


class PersonClash(NamedTuple):
    """Somebody (a place in the staff of the site of `here`) who is wanted at two sites at once."""

    place: int
    person: Person
    here: WindowOfChange
    there: WindowOfChange

    def told(self) -> Violation:
        """In words, as said of the person at the site of `here`."""
        return Violation(
            ("staff", self.place),
            N_("{name} is needed in two places: {change} here and {other} of {site}, both on {start}"),
            N_("move one of the windows, or name somebody else at one of the sites"),
            {
                "name": self.person.name,
                "change": self.here.change,
                "other": self.there.change,
                "site": self.there.site,
                "start": max(self.here.start, self.there.start)
                .astimezone(self.here.start.tzinfo)
                .isoformat(timespec="minutes"),
            },
        )


class PeopleElsewhere:
    """Asked site by site: of each with what came before, for one person may be wanted at two sites at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], list[WindowOfChange]] = {}  # by person, and days that a window is on

    def __call__(self, site: Site, windows: Sequence[WindowOfChange], *, once: bool = False) -> Iterator[PersonClash]:
        """Each window of this site in which somebody of it is wanted at another one, too, with that one's; `once`: of
        each person the first."""
        for place, person in enumerate(site.staff):
            if AT_HAND.isdisjoint(person.roles):
                continue
            names = _known_as(person)
            found = (PersonClash(place, person, here, there) for here, there in self._beside(windows, names))
            yield from islice(found, 1) if once else found
            for here in windows:
                for key in ((name, day) for name in names for day in _days(here)):
                    self._known.setdefault(key, []).append(here)

    def _beside(
        self, windows: Sequence[WindowOfChange], names: Sequence[str]
    ) -> Iterator[tuple[WindowOfChange, WindowOfChange]]:
        """Windows of a site beside those of others at the same time at which whoever has one of the names is wanted."""
        for here in windows:
            known = (there for day in _days(here) for name in names for there in self._known.get((name, day), ()))
            for there in dict.fromkeys(known):
                if there.site != here.site and here.start < there.end and there.start < here.end:
                    yield here, there


def _days(window: WindowOfChange) -> list[date]:
    """The days that a window is on, by UTC."""
    first, last = window.start.astimezone(UTC).date(), window.end.astimezone(UTC).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _known_as(person: Person) -> tuple[str, ...]:
    """What tells that people of several sites are one: the address with initials or name, for a team may share it; else
    both of these."""
    name, initials = person.name.casefold(), person.initials.casefold()
    if person.email is None:
        return (f"{name} {initials}",)
    return tuple(f"{person.email.casefold()} {one}" for one in (name, initials))


class Overlap(NamedTuple):
    """Windows of two changes of one site at the same time."""

    here: WindowOfChange
    there: WindowOfChange

    def told(self) -> Violation:
        """In words, as said of `here`."""
        return Violation(
            self.here.place,
            N_("this window of {change} overlaps one of {other}, from {start} to {end}"),
            N_("move one of them: two changes of one site at once cannot be told apart when one fails"),
            {
                "change": self.here.change,
                "other": self.there.change,
                "start": self.there.start.isoformat(timespec="minutes"),
                "end": self.there.end.isoformat(timespec="minutes"),
            },
        )


def overlaps(windows: Sequence[WindowOfChange]) -> Iterator[Overlap]:
    """Of the windows of one site; those of one change are checked with the change."""
    latest: dict[str, WindowOfChange] = {}
    for placed in sorted(windows, key=lambda one: (one.start, one.end)):
        for other in latest.values():
            if other.change != placed.change and placed.start < other.end:
                yield Overlap(placed, other)
        known = latest.get(placed.change)
        if known is None or placed.end > known.end:
            latest[placed.change] = placed


class CrowdedNights:
    """Asked site by site: nights in which windows of more sites lie than the house wants; of any number without."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._sites: dict[date, list[str]] = {}

    def __call__(self, windows: Sequence[WindowOfChange]) -> Iterator[Violation]:
        """Windows of a site in nights that are full by then, by the clock of each site."""
        for night in dict.fromkeys(window.night for window in windows):
            sites = self._sites.setdefault(night, [])
            sites.append(windows[0].site)
            if self.limit is not None and len(sites) > self.limit:
                first = next(window for window in windows if window.night == night)
                yield self.told(first, len(sites))

    def told(self, window: WindowOfChange, count: int) -> Violation:
        """In words, as said of a window."""
        values = {"count": str(count), "limit": str(self.limit), "start": window.night.isoformat()}
        message = N_("{count} sites have windows in the night of {start}, and the organisation allows {limit} at most")
        return Violation(window.place, message, N_("move the window to another night"), values)

    def crowd(self, night: date) -> int:
        """How many sites have windows in a night, where these are too many; else 0."""
        count = len(self._sites.get(night, ()))
        return count if self.limit is not None and count > self.limit else 0
