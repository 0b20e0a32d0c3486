"""Changes that are alike: where sites are built the same way and windows lie as far apart, steps take the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from runbook.model.clock import aware, local
from runbook.model.installed import patched_before, site_before
from runbook.model.site import Appliance, Change, NewAppliance, Person, Site

_MINUTE = timedelta(minutes=1)
_NO_TIME = datetime(2000, 1, 1)
_TIMES = ("time", "end")  # values of warnings that are times, ISO 8601, by the clock of the site


class SaidByPlan(NamedTuple):
    """What a plan warns of, as a PlanWarning has it."""

    code: str
    text: str
    args: dict[str, str]


def likeness(site: Site, change: Change, *, with_house: bool) -> bytes:
    """What two changes have in common whose steps take the same times from the first window on.

    Names, addresses, days and the other changes of the site are left out; so are initials, but for a house, which may
    name people. The order in which the ids of the appliances come is in it: what is equal otherwise is sorted by them.
    """
    there: list[Appliance | NewAppliance] = [*site.appliances, *([change.target] if change.target else [])]
    ids = {name: f"{number:05}" for number, name in enumerate(sorted({one.id for one in there}))}
    regions = {name: str(number) for number, name in enumerate(dict.fromkeys(one.region for one in site.appliances))}
    failover = site.failover and replace(site.failover, shared_ip=None, serving=_known(site.failover.serving, ids))
    first = first_instant(site, change)
    told: dict[str, Any] = {
        "failover": failover,
        "appliances": [_appliance(one, ids, regions) for one in site_before(site, change).appliances],
        "patched": patched_before(site, change),
        "clients": site.clients,
        "staff": [_person(person, with_house) for person in site.staff],
        "approval": site.approval,
        "extra": site.extra,
        "change": _change(change, ids),
        "windows": [
            [(aware(moment, site.timezone) - first) // _MINUTE for moment in (window.start, window.end)]
            for window in change.windows
        ],
    }
    return repr(told).encode()  # quicker than to load msgspec for one site


def _known(name: str | None, ids: Mapping[str, str]) -> str | None:
    return ids.get(name, name) if name else name


def _appliance(one: Appliance, ids: Mapping[str, str], regions: Mapping[str | None, str]) -> Appliance:
    region = one.region and regions[one.region]
    return replace(one, id=ids[one.id], hostname="", ip="", model="", region=region)


def _person(person: Person, with_house: bool) -> Person:
    return replace(person, initials=person.initials if with_house else "", name="", email=None, language=None)


def _change(change: Change, ids: Mapping[str, str]) -> Change:
    target = change.target and replace(change.target, id=ids[change.target.id], hostname="", ip="", model="")
    windows = tuple(replace(window, start=_NO_TIME, end=_NO_TIME) for window in change.windows)
    source = _known(change.source, ids)
    return replace(
        change,
        id="", ticket=None, reason=None, deadline=None, state="planned", source=source, target=target, windows=windows,
    )  # fmt: skip


def first_instant(site: Site, change: Change) -> datetime:
    """When the first window of a change begins."""
    return aware(change.windows[0].start, site.timezone).astimezone(UTC)


def moved(warning: SaidByPlan, first: datetime, site: Site, change: Change) -> SaidByPlan:
    """A warning of a change that begins at `first`, as it is said of another that is alike: its times on the days and
    the clock of that."""
    then, zone = first_instant(site, change), site.timezone
    times = {
        name: local(then + (datetime.fromisoformat(value) - first), zone).isoformat(timespec="minutes")
        for name, value in warning.args.items()
        if name in _TIMES
    }
    return warning._replace(args=warning.args | times)
