"""Windows that get into each other's way: two changes of a site at once, one person at two sites, too many sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, timedelta
from itertools import chain, islice
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.site import Person, Site
from runbook.model.taking_part import taking_part
from runbook.reading.partial import Violation
from runbook.windows.placed_windows import WindowKey, WindowOfChange


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


_Day = tuple[str, date]
"""What somebody is known as, and a day that a window is on."""
_Spelt = tuple[str, str]
"""The name and initials of somebody, as one site writes them."""


class PeopleElsewhere:
    """Asked site by site: of each with what came before, for one person may be wanted at two sites at once."""

    def __init__(self, named: Collection[str] = ()) -> None:
        self._named = named  # the initials of those whom the house names to witness
        self._known: dict[_Day, list[WindowOfChange]] = {}
        self._few: dict[tuple[_Day, _Spelt], list[WindowOfChange]] = {}  # those that too little was said of yet
        self._spelt: dict[_Day, set[_Spelt]] = {}
        self._said: Counter[tuple[WindowKey, _Spelt]] = Counter()

    def __call__(
        self, site: Site, windows: Sequence[WindowOfChange], *, once: bool = False, most: int = 0
    ) -> Iterator[PersonClash]:
        """Each window of this site in which somebody of it is wanted at another one, too, with that one's; `once`: of
        each person the first. `most`: what is said of neither window for the first so many times is left out."""
        wanted = taking_part(site.staff, self._named)
        for place, person in enumerate(site.staff):
            if person not in wanted:
                continue
            names, spelt = _known_as(person), (person.name, person.initials)
            beside = self._few_beside(windows, names, spelt, most) if most else self._beside(windows, names)
            found = (PersonClash(place, person, here, there) for here, there in beside)
            yield from islice(found, 1) if once else found
            for here in windows:
                for key in ((name, day) for name in names for day in _days(here)):
                    self._known.setdefault(key, []).append(here)
                    for one in self._spelt.get(key, ()):
                        self._few[key, one].append(here)

    def _beside(
        self, windows: Sequence[WindowOfChange], names: Sequence[str]
    ) -> Iterator[tuple[WindowOfChange, WindowOfChange]]:
        """Windows of a site beside those of others at the same time at which whoever has one of the names is wanted."""
        for here in windows:
            yield from ((here, there) for there in _at_once(here, (self._known.get(k, ()) for k in _keys(here, names))))

    def _few_beside(
        self, windows: Sequence[WindowOfChange], names: Sequence[str], spelt: _Spelt, most: int
    ) -> Iterator[tuple[WindowOfChange, WindowOfChange]]:
        """The same without those pairs of which neither window is one of the first `most` of the other: a great many
        windows at once have far too many pairs."""
        for here in windows:
            first = list(islice(_at_once(here, (self._known.get(key, ()) for key in _keys(here, names))), most))
            left = [self._left(key, spelt, most) for key in _keys(here, names)]
            for there in dict.fromkeys((*first, *_at_once(here, left))):
                self._said[here.key, spelt] += 1
                self._said[there.key, spelt] += 1
                yield here, there

    def _left(self, key: _Day, spelt: _Spelt, most: int) -> list[WindowOfChange]:
        """The windows of a day of which less than `most` was said."""
        if spelt not in self._spelt.setdefault(key, set()):
            self._spelt[key].add(spelt)
            self._few[key, spelt] = self._known.get(key, [])
        left = [there for there in self._few[key, spelt] if self._said[there.key, spelt] < most]
        self._few[key, spelt] = left
        return left


def _keys(here: WindowOfChange, names: Sequence[str]) -> list[_Day]:
    return [(name, day) for day in _days(here) for name in names]


def _at_once(here: WindowOfChange, known: Iterable[Iterable[WindowOfChange]]) -> Iterator[WindowOfChange]:
    """Those of other sites that are on at the same time, each once."""
    seen: set[int] = set()
    for there in chain.from_iterable(known):
        if there.site != here.site and here.start < there.end and there.start < here.end and id(there) not in seen:
            seen.add(id(there))
            yield there


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
        message = N_("{count} sites have windows on the night of {start}, and the organisation allows {limit} at most")
        return Violation(window.place, message, N_("move the window to another night"), values)

    def crowd(self, night: date) -> int:
        """How many sites have windows in a night, where these are too many; else 0."""
        count = len(self._sites.get(night, ()))
        return count if self.limit is not None and count > self.limit else 0
