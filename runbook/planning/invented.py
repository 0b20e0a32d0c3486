"""Sites that nobody has, with one change each: what procedures are tried on before anybody relies on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from runbook.model.site import (
    UNKNOWN,
    Appliance,
    Approvals,
    Change,
    Clients,
    Failover,
    Hop,
    Inventory,
    NewAppliance,
    Package,
    Person,
    Site,
    Window,
)
from runbook.procedures.facts import PASSING, facts_of
from runbook.procedures.sorts import Sort, sorts

_SOFTWARE = ("23.1.1", "23.3.2", "24.1.2")
_BASE = ("6.2.0", "6.3.1", "7.0.0")
_START = datetime(2026, 12, 5, 22, 0)
_APART = timedelta(days=3)
_LENGTH = timedelta(hours=8)
# What is in the hops of a change: b a Base, s a BeyondTrust package, l a licence, p a patch, f one with its file.
_MOVES = (("bs",), ("s",), ("bslf",))
_ONE_HOP = (("bs",), ("s",), ("b",), ("l",), ("pf",), ("ps",))
# What an appliance runs cannot be old and unknown: sites with the last alternatives take turns.
_TURNS = (frozenset({"base-unknown", "version-unknown", "software-unknown"}), frozenset({"old-base"}))
_HALF_WAY = (("bs",), ("s",), ("b",))
_SEVERAL_HOPS = (("bs", "s", "bs"), ("s", "bp", "lsp"), ("l", "f"))


def inventories(wanted: frozenset[str]) -> Iterator[Inventory]:
    """Inventories of one change each that has the facts `wanted`: every kind, few clients and many, several hops."""
    yielded: list[Inventory] = []  # what a hop brings can decide which facts a site has, so that two would be alike
    for sort in sorts():
        kinds = dict.fromkeys(frozenset(one - PASSING) for one in sort[0])
        for kind, last in product(kinds, (False, True)):
            rest = frozenset().union(*(_chosen(group, wanted, last=last) for group in _groups_beside(sort)))
            for number, hops in enumerate(_hops(kind)):
                inventory = _inventory(kind | rest - _TURNS[number % len(_TURNS)], hops)
                (site,) = inventory.sites
                (change,) = site.changes
                if wanted <= facts_of(site, change) and inventory not in yielded:
                    yielded.append(inventory)
                    yield inventory


def _hops(kind: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """What is in the hops of changes of a kind."""
    if "apart" in kind:
        return _HALF_WAY
    return _MOVES if "migration" in kind else (*_ONE_HOP, *_SEVERAL_HOPS)


def _groups_beside(sort: Sort) -> Sort:
    """The groups of what neither the kind of change nor its hops decide."""
    return sort[2:]


def _chosen(group: tuple[frozenset[str], ...], wanted: frozenset[str], *, last: bool) -> frozenset[str]:
    """The first or last alternative of a group that has what is wanted of it."""
    universe = frozenset().union(*group)
    fitting = [one for one in group if wanted & universe <= one]
    return fitting[-1 if last else 0] if fitting else frozenset()


def _inventory(facts: frozenset[str], hops: tuple[str, ...]) -> Inventory:
    site = Site(
        id="paris",
        name="Paris",
        hostname="support.example.com",
        timezone="Europe/Paris",
        failover=_failover(facts),
        appliances=_appliances(facts, hops[0]),
        clients=_clients(facts),
        staff=(
            Person(initials="CM", name="C. Martin", roles=("technician", "network", "desktop", "representative")),
            Person(initials="TL", name="T. Leroy", roles=("witness", "approver", "manager")),
        ),
        changes=(_change(facts, hops),),
    )
    return Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))


def _failover(facts: frozenset[str]) -> Failover | None:
    switches = {"shared-ip": "192.0.2.5", "dns": None, "nat": None}
    chosen: Any = next((switch for switch in switches if switch in facts), None)
    if not chosen:
        return None
    serving = {"A-serves": "rs-1", "B-serves": "rs-2"}
    who = next((id_ for fact, id_ in serving.items() if fact in facts), None)
    return Failover(switch=chosen, shared_ip=switches[chosen], state="apart" if who else "paired", serving=who)


def _appliances(facts: frozenset[str], hop: str) -> tuple[Appliance, ...]:
    roles = ["standalone"] if facts & {"single", "migration"} else ["primary"]
    roles += ["backup"] if facts & {"pair", "cluster-pair"} else []
    roles += ["traffic"] * 4 if "cluster" in facts else []
    made = tuple(_appliance(number, role, facts) for number, role in enumerate(roles, 1))
    upgraded = {f"rs-{number}" for number, letter in enumerate("AB", 1) if f"{letter}-upgraded" in facts}
    return tuple(_upgraded(one, hop) if one.id in upgraded else one for one in made)


def _upgraded(appliance: Appliance, hop: str) -> Appliance:
    """An appliance that runs already what a hop with these packages brings."""
    base = _BASE[0] if "b" in hop else appliance.base
    return replace(appliance, base=base, software=_SOFTWARE[0] if "s" in hop else appliance.software)


def _appliance(number: int, role: Any, facts: frozenset[str]) -> Appliance:
    return Appliance(
        id=f"rs-{number}",
        role=role,
        form="virtual" if facts & {"old-virtual", "snapshot"} else "physical",
        hostname=f"rs-{number}.example.com",
        ip=f"192.0.2.{10 + number}",
        base=UNKNOWN if "base-unknown" in facts else "3.2.4" if "old-base" in facts else "6.1.0",
        software=_software(facts),
        region=("emea", "amer")["region-split" not in facts and number % 2] if role == "traffic" else None,
    )


def _software(facts: frozenset[str]) -> str:
    if facts & {"version-unknown", "release-unknown", "level-unknown"}:
        return UNKNOWN
    return "22.2.1" if "migration" not in facts or "level-differs" in facts else _SOFTWARE[0]


def _clients(facts: frozenset[str]) -> Clients:
    integration = "integration-clients" in facts
    return Clients(
        jump_clients=1200 if "jump-clients" in facts else 0,
        extractable_msi="extractable-msi" in facts,
        locked_msi_consoles="locked-msi" in facts,
        integration_clients="by-ip" if "integration-by-ip" in facts else "by-hostname" if integration else "none",
    )


def _change(facts: frozenset[str], hops: tuple[str, ...]) -> Change:
    windows = len(hops) * (2 if "pair" in facts else 1)
    if facts & {"serving-upgraded", "one-window"}:
        windows = 1
    starts = [_START + _APART * number for number in range(windows)]
    moves = "migration" in facts
    new = NewAppliance(
        id="rs-new",
        form="virtual" if "new-virtual" in facts else "physical",
        hostname="rs-new.example.com",
        ip="192.0.2.40",
    )
    chosen: dict[str, Any] = {
        "method": next((fact for fact in ("automatic", "manual") if fact in facts), None),
        "order": next((fact for fact in ("synchronous", "asynchronous") if fact in facts), None),
    }
    return Change(
        id="CHG1",
        kind="migrate" if moves else "upgrade",
        major=None if facts & {"version-unknown", "release-unknown"} else "minor" not in facts,
        snapshot="snapshot" in facts,
        client_wait="remove-clients" if "remove-clients" in facts and "s" in "".join(hops) else "24h",
        hops=tuple(_hop(letters, number) for number, letters in enumerate(hops)),
        windows=tuple(Window(start=start, end=start + _LENGTH) for start in starts),
        approval=_approval(facts),
        urgency="expedited" if "expedited" in facts else "normal",
        source="rs-1" if moves else None,
        target=new if moves else None,
        **chosen,
    )


def _approval(facts: frozenset[str]) -> Approvals:
    several, apart = "several-approvals" in facts, "approvers-apart" in facts
    return Approvals(needed=2 if several else 1, not_by_those_who_carry_out=apart)


def _hop(letters: str, number: int) -> Hop:
    packages = {
        "b": Package(base=_BASE[number]),
        "s": Package(software=_SOFTWARE[number]),
        "l": Package(licence="50 more users"),
        "p": Package(patch=f"BT26-{number + 1}"),
        "f": Package(patch=f"BT26-0{number + 1}", file=f"bt26-0{number + 1}.nss", sha256="0123456789abcdef" * 4),
    }
    return Hop(packages=tuple(packages[letter] for letter in letters))
