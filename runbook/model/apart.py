"""A pair found apart: which of its two appliances run what the hop brings already, and which are left to upgrade.

A is the appliance that was primary when the pair was taken apart, as its role says; B is the other. Which of them the
users reach is said beside it, by `serving`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from runbook.model.site import Appliance, Change, Site, version_key
from runbook.model.versions import Versioned

Standing = Literal["left", "upgraded", "between", "newer"]
_KINDS: tuple[Versioned, ...] = ("base", "software")


def is_apart(site: Site, change: Change) -> bool:
    """Whether a change is the upgrade of a pair that is found apart."""
    return change.kind == "upgrade" and site.apart and site.topology == "failover"


def standing(today: Mapping[Versioned, str], brings: Mapping[Versioned, str]) -> Standing:
    """How an appliance that runs `today` stands to a hop: all of it is left, all is there, some is, or it is newer."""
    gaps = [_gap(today[kind], version) for kind, version in brings.items() if kind in today]
    if 1 in gaps:
        return "newer"
    if not any(gaps):
        return "upgraded"
    return "left" if all(gaps) else "between"


def _gap(today: str, version: str) -> int:
    one, other = version_key(today), version_key(version)
    return (one > other) - (one < other)


def upgraded(site: Site, change: Change) -> frozenset[str]:
    """The ids of those that run what the only hop of a change brings already; both, where it brings nothing."""
    brings = {kind: version for hop in change.hops[:1] for kind in _KINDS if (version := hop.version(kind))}
    pair = (one for one in site.appliances if one.role in ("primary", "backup"))
    return frozenset(one.id for one in pair if standing(_today(one), brings) == "upgraded")


def nothing_left(site: Site, change: Change) -> bool:
    """Whether a pair is found apart whose two appliances run already what the change brings: nothing is installed."""
    return is_apart(site, change) and len(upgraded(site, change)) == len(site.appliances)


def _today(appliance: Appliance) -> dict[Versioned, str]:
    return {"base": appliance.base, "software": appliance.software}
