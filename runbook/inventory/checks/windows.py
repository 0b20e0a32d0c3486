"""Maintenance windows: as many as the hops need, in order, apart, at times that exist once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from runbook.i18n import N_
from runbook.inventory.checks.done_windows import all_done, begun_count, check_carried_on
from runbook.inventory.checks.other_years import Meant, as_meant
from runbook.model.clock import aware, local_kind
from runbook.model.site import Topology
from runbook.reading.partial import PartialGroup, Violation


def windows_per_hop(kind: str | None, form: Topology | None) -> int | None:
    """Two for the upgrade of a pair, one for each of its appliances (F01); one for everything else."""
    if kind == "migrate":
        return 1
    if kind != "upgrade" or form is None:
        return None
    return 2 if form == "failover" else 1


def check_windows(change: PartialGroup, each: int | None, zone: str | None) -> Iterator[Violation]:
    """The windows of one change; `each` is how many a hop needs, `zone` the site's time zone, None where not known."""
    counted = list(_check_count(change, each))
    yield from counted
    yield from check_carried_on(change, short=bool(counted))
    before: PartialGroup | None = None  # the window before that is none of those that are wrong
    times = [time for window in change.parts("windows") for key in ("start", "end") if (time := window.moment(key))]
    for window in change.parts("windows"):
        for key in ("start", "end"):
            yield from _check_clock(window, key, zone)
        start, end = (_instant(window.moment(key), zone) for key in ("start", "end"))
        if start is None or end is None:
            continue
        if end <= start:
            message = N_("the window ends before it begins") if end < start else N_("the window ends as it begins")
            remedy = N_("an end after midnight has the date of the next day")
            yield _wrong(window, "end", message, remedy, as_meant(window, before, times, zone))
            continue
        if before is not None:
            yield from _check_order(window, before, times, zone)
        before = window


def _check_order(
    window: PartialGroup, before: PartialGroup, times: Sequence[datetime], zone: str | None
) -> Iterator[Violation]:
    """A window and the one before it, each of which ends after it begins."""
    start, end = (_instant(window.moment(key), zone) for key in ("start", "end"))
    began, ended = (_instant(before.moment(key), zone) for key in ("start", "end"))
    if start is None or end is None or began is None or ended is None or start >= ended:
        return
    if (meant := as_meant(before, None, times, zone)) and meant.key == "end":
        yield _wrong(before, "end", N_("this window ends after the next one begins"), "", meant)
        return
    message = N_("this window overlaps the one before")
    remedy = N_("begin it after the end of the one before")
    if end <= began:
        message = N_("this window is earlier than the one before")
        remedy = N_("put the windows in the order of time")
    yield _wrong(window, "start", message, remedy, as_meant(window, before, times, zone))


def _wrong(window: PartialGroup, key: str, message: str, remedy: str, meant: Meant | None) -> Violation:
    """What is wrong with a window, at the time that is apt to be a slip of the pen, and what was meant by it."""
    if meant is None:
        return Violation(window.at(key), message, remedy)
    by_year = N_("its year differs from that of the other times: write {time} if you mean it")
    by_month = N_("its month differs from that of the other times: write {time} if you mean it")
    values = {"time": f"{meant.time:%Y-%m-%d %H:%M}"}
    return Violation(window.at(meant.key), message, by_year if meant.part == "year" else by_month, values)


def _check_count(change: PartialGroup, each: int | None) -> Iterator[Violation]:
    given, hops = begun_count(change), change.count("hops")
    if each is None or not change.count("windows") or not hops or (change.text("kind") == "migrate" and hops > 1):
        return
    if given is not None and given != each * hops:
        values = {"given": str(given), "hops": str(hops), "wanted": str(each * hops)}
        message = N_("hops: {hops}, windows needed: {wanted}, windows given: {given}")
        pair = N_("write two windows for each hop of a pair: one for each appliance")
        other = N_("write one window for each hop")
        remedy = pair if each == 2 else other
        if given > each * hops:
            remedy = N_(
                "remove the surplus windows; where a window goes on with the work of an earlier one, "
                "add for: to it, with the number of that one"
            )
        elif all_done(change):
            message = N_("all windows given are done ({given}), and {wanted} are needed: what remains has none")
            remedy = N_(
                "keep a window for what remains on the date that is expected, and move it once that is "
                "known; or write state: stopped, if it is given up"
            )
        yield Violation(change.at("windows"), message, remedy, values)


def _check_clock(window: PartialGroup, key: str, zone: str | None) -> Iterator[Violation]:
    """Refuses a time that a clock change skips or repeats: nobody could say when the window begins or ends."""
    moment = window.moment(key)
    if moment is None or zone is None:
        return
    kind = local_kind(moment, zone)
    values = {"time": moment.isoformat(timespec="minutes"), "zone": zone}
    if kind == "skipped":
        message = N_("{time} does not exist in {zone}: the clock is put forward over it")
        yield Violation(window.at(key), message, N_("write a time before or after that hour"), values)
    if kind == "repeated":
        message = N_("{time} happens twice in {zone}: the clock is put back over it")
        yield Violation(window.at(key), message, N_("write a time before or after that hour"), values)


def _instant(moment: datetime | None, zone: str | None) -> datetime | None:
    return moment if moment is None or zone is None else aware(moment, zone)
