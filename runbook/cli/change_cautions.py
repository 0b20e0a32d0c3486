"""What `runbook check` warns of in each change by itself: its state and its deadline beside its windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from runbook.cli.past_windows import past_windows
from runbook.i18n import N_
from runbook.model.clock import aware
from runbook.model.site import Change, Site, version_key
from runbook.model.versions import Versioned
from runbook.reading.partial import Violation
from runbook.windows.deadlines import after_deadline

VERSIONED: tuple[Versioned, ...] = ("base", "software")


def change_cautions(site: Site, now: datetime) -> Iterator[Violation]:
    """What is to be said of the changes of `site` at the instant `now`."""
    for i, change in enumerate(site.changes):
        ended = last_end(change, site.timezone)
        values = {"change": change.id, "end": ended.isoformat(timespec="minutes")}
        if not change.closed:
            yield from after_deadline(change, i)
            yield from _done_too_early(change, i, site.timezone, now)
            yield from _past(change, i, site.timezone, now)
            if ended < now:
                message = N_("all windows of {change} are past: the last one ended on {end}")
                remedy = N_("write new windows; or state: done, stopped or cancelled, whichever applies")
                yield Violation(("changes", i, "windows"), message, remedy, values)
        elif change.state == "done" and ended > now:
            message = N_("{change} is done, but its last window ends on {end}")
            remedy = N_("write another state, or the windows in which it was done")
            yield Violation(("changes", i, "state"), message, remedy, values)
        elif change.state == "cancelled" and any(window.done for window in change.windows):
            message = N_("{change} is cancelled, but some of its work was carried out: one of its windows is done")
            remedy = N_("write state: stopped if it was given up half-way, and under each appliance what runs there")
            yield Violation(("changes", i, "state"), message, remedy, values)


def version_cautions(site: Site) -> Iterator[Violation]:
    """Changes that are planned after others of the site, with an older version than those have installed by then."""
    planned = [(change.windows[0].start, i, change) for i, change in enumerate(site.changes) if not change.closed]
    latest: dict[str, tuple[str, str]] = {}  # of each kind the newest version, and the change that installs it
    for _, i, change in sorted(planned, key=lambda one: one[:2]):
        before = dict(latest)
        for j, hop in enumerate(change.hops):
            for kind in VERSIONED:
                version = hop.version(kind)
                if version is None:
                    continue
                newest, other = before.get(kind, (version, ""))
                if version_key(version) < version_key(newest):
                    message = N_("{change} installs {version}, but {other}, which comes before it, installs {newest}")
                    remedy = N_("correct one of the versions, or the order of the changes")
                    values = {"change": change.id, "version": version, "other": other, "newest": newest}
                    yield Violation(("changes", i, "hops", j), message, remedy, values)
                if version_key(version) >= version_key(latest.get(kind, (version, ""))[0]):
                    latest[kind] = version, change.id


def _past(change: Change, index: int, zone: str, now: datetime) -> Iterator[Violation]:
    """Windows that are over, and not done, while others lie ahead."""
    for number, end in past_windows(change, zone, now):
        message = N_("window {number} of {change} is past: it ended on {end}")
        remedy = N_("write done: true if its work was carried out, or else the times of a new one")
        values = {"number": str(number), "change": change.id, "end": end.isoformat(timespec="minutes")}
        yield Violation(("changes", index, "windows", number - 1, "end"), message, remedy, values)


def _done_too_early(change: Change, index: int, zone: str, now: datetime) -> Iterator[Violation]:
    """Windows that are done, and have not begun."""
    for j, window in enumerate(change.windows):
        start = aware(window.start, zone)
        if window.done and start > now:
            message = N_("this window of {change} is done, but it begins on {start}")
            remedy = N_("remove done: true; or write the times at which it was done")
            values = {"change": change.id, "start": start.isoformat(timespec="minutes")}
            yield Violation(("changes", index, "windows", j, "done"), message, remedy, values)


def last_end(change: Change, zone: str) -> datetime:
    """When the last window of a change ends."""
    return aware(change.windows[-1].end, zone)
