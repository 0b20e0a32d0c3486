"""All windows of an inventory at a glance, each with what is to be said of it. No clock is asked: the same inventory
gives the same calendar on any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from runbook.i18n import N_
from runbook.model.clock import aware
from runbook.model.site import Change, Freeze, Person, Site
from runbook.model.taking_part import concerned
from runbook.reading.partial import Violation
from runbook.windows.away_cautions import away_cautions
from runbook.windows.clashes import CrowdedNights, Overlap, PeopleElsewhere, PersonClash, overlaps
from runbook.windows.deadlines import after_deadline
from runbook.windows.placed_windows import WindowKey, WindowOfChange, night_of, open_windows
from runbook.windows.plan_cautions import PlanCautions
from runbook.windows.window_cautions import hours_cautions

if TYPE_CHECKING:
    from runbook.model.house import House, PackedHouse

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)  # no window lies before it: all that are not done are looked at
FEW = 3  # other places at which somebody is wanted, that are named at a window
MANY = 2000  # changes whose windows are held against their plans: some twenty seconds
SERIOUS = ("people", "overlap", "freeze", "short", "crowded", "away", "deadline")
LESS = ("calls", "clock", "hours", "long")  # worth knowing, and no conflict


class WindowMark(NamedTuple):
    """One thing that is said of a window: its kind, a message and the values of that."""

    kind: str
    message: str
    values: tuple[tuple[str, str], ...]

    @property
    def serious(self) -> bool:
        """Whether it is a conflict."""
        return self.kind in SERIOUS


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWindow:
    """A window of a change with its site; `start` and `end` are by the clock of the site, and bear its offset."""

    site: Site
    change: Change
    number: int
    start: datetime
    end: datetime
    people: tuple[Person, ...] = ()  # who of the site's staff takes part in it, or may decide
    marks: tuple[WindowMark, ...] = ()

    @property
    def key(self) -> WindowKey:
        """What it is told apart by."""
        return self.site.id, self.change.id, self.number

    @property
    def night(self) -> date:
        """The night in which it begins."""
        return night_of(self.start)

    @property
    def done(self) -> bool:
        """Whether its work was carried out."""
        return self.change.windows[self.number - 1].done or self.change.state == "done"

    @property
    def conflicts(self) -> tuple[WindowMark, ...]:
        """What of its marks is a conflict."""
        return tuple(mark for mark in self.marks if mark.serious)


class CalendarFreeze(NamedTuple):
    """A time in which nothing may be changed, by the clock of each site; `site` is None where it is the house's."""

    site: Site | None
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetCalendar:
    """The windows in the order of time, the freezes; of how many changes the windows were not held against a plan."""

    organization: str
    windows: tuple[CalendarWindow, ...]
    freezes: tuple[CalendarFreeze, ...] = ()
    not_planned: int = 0

    @property
    def conflicting(self) -> tuple[CalendarWindow, ...]:
        """The windows that have a conflict."""
        return tuple(window for window in self.windows if window.conflicts)


class _Kept(NamedTuple):
    """What is kept of a site: with the windows that lie in a freeze."""

    site: Site
    frozen: tuple[Violation, ...]


def read_calendar(
    inventory: str, house: PackedHouse | None, sites: Collection[str] = (), changes: Collection[str] = ()
) -> FleetCalendar:
    """The calendar of an inventory; with `sites` or `changes`, of these alone, as if there were no other site.

    Raises InputError with every problem, but for windows that lie in a freeze: they are marked. Raises RunbookError
    where a name fits nothing.
    """
    from runbook.inventory.checks.freezes import IN_FREEZE
    from runbook.inventory.choose import choose
    from runbook.inventory.load import load_files

    own = house.house if house else None

    def keep(site: Site, data: Any) -> _Kept:
        return _Kept(site, tuple(_frozen(data, own)))

    files = load_files(inventory, keep, None, own, frozenset({IN_FREEZE}))
    meant = choose([(k.site.id, [c.id for c in k.site.changes]) for f in files for k in f.sites], sites, changes)
    kept = [one for file in files for one in file.sites if one.site.id in meant]
    marked = _Marked(house)
    for one in kept:
        marked.add_site(one)
    marked.add_crowds()
    found = [
        w for one in kept for w in _windows(one.site, marked.marks, _named(own)) if w.change.id in meant[one.site.id]
    ]
    return FleetCalendar(
        organization=own.file.name if own else files[0].heading.organization,
        windows=tuple(sorted(found, key=lambda w: (w.start, w.site.id, w.change.id, w.number))),
        freezes=tuple(_freezes((one.site for one in kept), own)),
        not_planned=marked.short.left + len(marked.short.refused),
    )


def _frozen(data: Any, house: House | None) -> Iterator[Violation]:
    """The windows of a site, as plain data, that lie in a freeze of its own or the house's."""
    from runbook.inventory.checks.freezes import check_freezes
    from runbook.inventory.house import check_house_freezes
    from runbook.reading.partial import PartialGroup

    part = PartialGroup(path=(), data=data, broken=frozenset())
    yield from check_freezes(part)
    yield from check_house_freezes(part, house)


def _named(house: House | None) -> tuple[str, ...]:
    """The initials of those whom the house names to witness."""
    return house.file.witnesses if house else ()


def _windows(
    site: Site, marks: dict[WindowKey, dict[WindowMark, None]], named: tuple[str, ...]
) -> Iterator[CalendarWindow]:
    people = concerned(site.staff, named)
    for change in site.changes:
        for number, window in enumerate(change.windows, 1):
            start, end = aware(window.start, site.timezone), aware(window.end, site.timezone)
            said = tuple(marks.get((site.id, change.id, number), ()))
            yield CalendarWindow(
                site=site, change=change, number=number, start=start, end=end, people=people, marks=said
            )


def _freezes(sites: Iterable[Site], house: House | None) -> Iterator[CalendarFreeze]:
    """Those of the house, then those of the sites."""
    for freeze in house.file.freezes if house else ():
        yield CalendarFreeze(None, freeze.start, freeze.end, freeze.reason)
    for site in sites:
        yield from (_of_site(site, freeze) for freeze in site.freezes)


def _of_site(site: Site, freeze: Freeze) -> CalendarFreeze:
    return CalendarFreeze(site, freeze.start, freeze.end, freeze.reason)


def _hours_kind(said: Violation) -> str:
    return "clock" if "zone" in said.args else "long" if said.path[-1] == "end" else "hours"


@dataclass(slots=True)
class _Marked:
    """What is to be said of each window; `marks` grows site by site."""

    house: PackedHouse | None
    marks: dict[WindowKey, dict[WindowMark, None]] = field(default_factory=dict)
    short: PlanCautions = field(init=False)
    _elsewhere: PeopleElsewhere = field(init=False)
    _crowded: CrowdedNights = field(init=False)
    _counts: Counter[tuple[WindowKey, str, str]] = field(default_factory=Counter)
    _open: list[WindowOfChange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.short = PlanCautions(BEFORE_ALL, self.house, MANY, unfit=True)
        self._elsewhere = PeopleElsewhere(_named(self.house.house if self.house else None))
        self._crowded = CrowdedNights(self.house.house.file.sites_in_a_night if self.house else None)

    def add_site(self, kept: _Kept) -> None:
        """All that is to be said of a site and of those before it, but for crowded nights."""
        site = kept.site
        windows = open_windows(site)
        self._open += windows
        for _ in self._crowded(windows):
            pass  # how full a night is in the end is told by add_crowds
        for here, there in overlaps(windows):
            self._add("overlap", here.key, Overlap(here, there).told())
            self._add("overlap", there.key, Overlap(there, here).told())
        for clash in self._elsewhere(site, windows, most=FEW + 1):
            back = PersonClash(clash.place, clash.person, clash.there, clash.here)
            self._add_clash(clash)
            self._add_clash(back)
        for kind, said in self._of_site(kept):
            if len(said.path) > 3 and said.path[2] == "windows":
                index, number = int(said.path[1]), int(said.path[3]) + 1
                self._add(kind, (site.id, site.changes[index].id, number), said)

    def _of_site(self, kept: _Kept) -> Iterator[tuple[str, Violation]]:
        site, own = kept.site, self.house.house if self.house else None
        yield from (("freeze", said) for said in kept.frozen)
        yield from (("calls" if said.path[-1] == "for" else "short", said) for said in self.short(site))
        yield from (("away", said) for said in away_cautions(site, own, BEFORE_ALL))
        for index, change in enumerate(site.changes):
            if not change.closed:
                yield from (("deadline", said) for said in after_deadline(change, index))
        for said in hours_cautions(open_windows(site), site):
            yield _hours_kind(said), said

    def add_crowds(self) -> None:
        """Once all sites are there: all windows of nights that have too many."""
        for window in self._open:
            if count := self._crowded.crowd(window.night):
                self._add("crowded", window.key, self._crowded.told(window, count))

    def _add_clash(self, clash: PersonClash) -> None:
        """Where somebody is wanted in a great many places, not all of them are named."""
        who = (clash.here.key, clash.person.name, clash.person.initials)
        self._counts[who] += 1
        if self._counts[who] <= FEW:
            self._add("people", clash.here.key, clash.told())
        else:
            message = N_("{name} is needed in even more places at that time")
            self._add("people", clash.here.key, Violation((), message, "", {"name": clash.person.name}))

    def _add(self, kind: str, key: WindowKey, said: Violation) -> None:
        mark = WindowMark(kind, said.message, tuple(said.args.items()))
        self.marks.setdefault(key, {})[mark] = None
