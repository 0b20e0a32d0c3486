"""What `runbook check` warns of in the windows of all sites: what may be meant, and is a slip more often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from runbook.i18n import N_
from runbook.model.clock import aware, local_kind
from runbook.model.site import QuietTime, Site
from runbook.reading.partial import Violation
from runbook.windows.clashes import CrowdedNights, PeopleElsewhere, overlaps
from runbook.windows.placed_windows import WindowOfChange, open_windows

if TYPE_CHECKING:
    from runbook.model.house import HouseFile

LONGEST = timedelta(hours=48)  # a whole weekend; what is longer has day and month in the wrong order, or a wrong year
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WindowCautions:
    """Asked site by site: of each with what came before, by the house's people and number of sites in a night."""

    def __init__(self, house: HouseFile | None = None) -> None:
        self._elsewhere = PeopleElsewhere(house.witnesses if house else ())
        self._crowded = CrowdedNights(house.sites_in_a_night if house else None)

    def __call__(self, site: Site) -> Iterator[Violation]:
        """What is to be said of the windows of `site`."""
        windows = open_windows(site)
        yield from (overlap.told() for overlap in overlaps(windows))
        yield from hours_cautions(windows, site)
        yield from self._crowded(windows)
        # of each person the first says enough
        yield from (clash.told() for clash in self._elsewhere(site, windows, once=True))


def hours_cautions(windows: Sequence[WindowOfChange], site: Site) -> Iterator[Violation]:
    """What is to be said of the hours of each window by itself."""
    for placed in windows:
        if placed.end - placed.start > LONGEST:
            yield _very_long(placed)
            continue
        yield from _clock_changes(placed, site)
        yield from _busy_hours(placed, site)


def _very_long(placed: WindowOfChange) -> Violation:
    message = N_("this window of {change} is longer than 48 hours: from {start} to {end}")
    remedy = N_("check the day, the month and the year; work that takes longer needs several windows")
    values = {
        "end": placed.end.isoformat("T", "minutes"),
        "change": placed.change,
        "start": placed.start.isoformat("T", "minutes"),
    }
    return Violation((*placed.place[:-1], "end"), message, remedy, values)


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
    message = N_("this window is outside the low-traffic hours that the site names, or goes beyond them")
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
