"""A window of a change as an instant, with its place in the file: what windows of many sites are compared by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from runbook.model.clock import aware
from runbook.model.site import Change, Site
from runbook.reading.nodes import KeyPath

MORNING = time(6)  # a night goes from 06:00 of its day to 06:00 of the next, by the clock of its site
_AFTER_MIDNIGHT = timedelta(hours=MORNING.hour)
WindowKey = tuple[str, str, int]
"""A window by its site, its change and its number (from 1)."""


class WindowOfChange(NamedTuple):
    """A window of a change: its site, its instants, and where it stands in the file, within its site."""

    site: str
    change: str
    start: datetime
    end: datetime
    place: KeyPath

    @property
    def key(self) -> WindowKey:
        """What it is told apart by."""
        return self.site, self.change, int(self.place[3]) + 1

    @property
    def night(self) -> date:
        """The day whose night it begins in."""
        return night_of(self.start)


def open_windows(site: Site) -> list[WindowOfChange]:
    """The windows of a site that are still to come, change by change: of those that are closed or done, none."""
    going_on = ((i, change) for i, change in enumerate(site.changes) if not change.closed)
    return [placed for i, change in going_on for placed in _windows(site, change, i)]


def night_of(start: datetime) -> date:
    """The day whose night a local time is in: of 2026-12-06 02:00 it is 5 December, of 09:00 already the 6th."""
    return (start - _AFTER_MIDNIGHT).date()


def _windows(site: Site, change: Change, index: int) -> Iterator[WindowOfChange]:
    for j, window in enumerate(change.windows):
        if window.done:  # it is past, and as it was
            continue
        start, end = aware(window.start, site.timezone), aware(window.end, site.timezone)
        yield WindowOfChange(site.id, change.id, start, end, ("changes", index, "windows", j, "start"))
