"""Every kind of change there is, as invented sites: what tests of planning, pages and verdicts run over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import islice, product
from typing import Any

from runbook.model.plan import Plan, PlanWarning
from runbook.model.site import (
    UNKNOWN,
    Appliance,
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
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures

STAFF = (
    Person(initials="CM", name="C. Martin", email="cm@example.com", roles=("technician", "network")),
    Person(initials="TL", name="T. Leroy", email="tl@example.com", roles=("technician", "approver", "desktop")),
    Person(initials="AB", name="A. Bernard", email="ab@example.com", roles=("representative", "witness", "manager")),
)
SOFTWARE = ("23.1.1", "23.3.2", "24.1.2", "24.3.1")
BASE = ("6.2.0", "6.3.1", "7.0.0", "7.1.0")
# What is in a hop, by letters: b a Base, s a BeyondTrust package, l a licence, p a patch, g one with its file, f one
# with file and checksum.
ONE_HOP = (
    "b", "l", "p", "g", "f", "lp", "fl", "bl", "lb", "bp", "fb", "ls", "sl", "ps", "sf", "gs", "lbs", "bsf", "bslp",
    "pfp", "ll",
)  # fmt: skip
SEVERAL_HOPS = (
    *(pair for pair in product(("bs", "s", "b", "l", "p"), repeat=2) if {*pair} - {"bs", "s"}),
    ("s", "b", "s"),
    ("ps", "b", "l"),
    ("bs", "f", "s", "l"),
)
# What is known of today: all, neither of the two versions, or one of them alone.
TODAY: tuple[dict[str, str], ...] = (
    {}, {"base": UNKNOWN, "software": UNKNOWN}, {}, {"software": UNKNOWN}, {"base": UNKNOWN},
)  # fmt: skip
CHECKSUM = "0123456789abcdef" * 3 + "FEDCBA9876543210"
START = datetime(2026, 12, 5, 22, 0)
KINDS = (
    *(("single", method, None, None) for method in ("automatic", "manual")),
    *(("failover", method, "synchronous", "shared-ip") for method in ("automatic", "manual")),
    *(
        ("failover", method, "asynchronous", switch)
        for method in ("automatic", "manual")
        for switch in ("shared-ip", "dns", "nat")
    ),
    *(("atlas-failover", None, None, switch) for switch in ("shared-ip", "dns", "nat")),
    ("atlas-no-failover", None, None, None),
    *(
        (f"migrate-{forms}", method, None, None)
        for forms in ("physical-physical", "physical-virtual", "virtual-physical")
        for method in ("automatic", "manual")
    ),
)
# A pair found apart: which of A and B are upgraded, who serves, order, method, switch, how many windows. All places
# where the order can be left off, by both methods, with the switches in turn: each pair of values is there, not all of
# them together.
APART = (
    ("", "A", "synchronous", "automatic", "shared-ip", 2),
    ("", "A", "synchronous", "manual", "dns", 2),
    ("A", "A", "synchronous", "automatic", "nat", 1),
    ("A", "A", "synchronous", "manual", "shared-ip", 1),
    ("AB", "A", "synchronous", "automatic", "dns", 1),
    ("AB", "A", "synchronous", "manual", "nat", 1),
    ("", "A", "asynchronous", "automatic", "nat", 2),
    ("", "A", "asynchronous", "manual", "shared-ip", 2),
    ("B", "A", "asynchronous", "automatic", "shared-ip", 1),
    ("B", "A", "asynchronous", "manual", "dns", 1),
    ("B", "A", "asynchronous", "automatic", "dns", 2),
    ("B", "A", "asynchronous", "manual", "nat", 2),
    ("B", "B", "asynchronous", "automatic", "dns", 1),
    ("B", "B", "asynchronous", "manual", "shared-ip", 1),
    ("AB", "B", "asynchronous", "automatic", "shared-ip", 1),
    ("AB", "B", "asynchronous", "manual", "nat", 1),
)
CLIENTS = (
    Clients(jump_clients=1200),
    Clients(extractable_msi=True, integration_clients="by-ip"),
    Clients(jump_clients=1200, extractable_msi=True, locked_msi_consoles=True, integration_clients="by-hostname"),
    Clients(jump_clients=300, locked_msi_consoles=True, integration_clients="by-ip"),
)


def _appliance(name: str, role: Any, number: int, **more: Any) -> Appliance:
    form = more.pop("form", "physical")
    return Appliance(
        id=name,
        role=role,
        form=form,
        model="B300" if form == "physical" else "VM",
        hostname=f"{name}.example.com",
        ip=f"192.0.2.{number}",
        base="6.1.0",
        software="22.2.1",
        **more,
    )


def site_of(topology: str, switch: Any = None, nodes: int = 4) -> Site:
    """A site of that topology without changes; `nodes` traffic nodes in two regions where it is a cluster."""
    appliances = [_appliance("rs-a", "primary", 11), _appliance("rs-b", "backup", 12, form="virtual")]
    traffic = [
        _appliance(f"tn-{i}", "traffic", 20 + i, region="emea" if i <= (nodes + 1) // 2 else "amer")
        for i in range(1, nodes + 1)
    ]
    made = {
        "failover": appliances,
        "atlas-failover": [*appliances, *traffic],
        "atlas-no-failover": [appliances[0], *traffic],
    }.get(topology)
    if made is None:
        made = [_appliance("rs-a", "standalone", 11, form=topology.split("-")[1] if "-" in topology else "physical")]
    failover = Failover(switch=switch, shared_ip="192.0.2.5" if switch == "shared-ip" else None) if switch else None
    return Site(
        id="paris",
        name="Paris – La Défense",
        hostname="support.example.com",
        timezone="Europe/Paris",
        failover=failover,
        appliances=tuple(made),
        staff=STAFF,
    )


def change_of(
    topology: str,
    method: Any,
    order: Any,
    *,
    bases: tuple[bool, ...] = (True,),
    hops: tuple[str, ...] = (),
    wait: Any = "24h",
    major: bool | None = True,
    hours: int = 6,
    snapshot: bool = False,
) -> Change:
    """A change of a site of that topology, with one hop for each of `bases` (whether it has a Base), 3 days apart.

    Or with `hops`, by the letters of what is in each.
    """
    inside = hops or tuple("bs" if base else "s" for base in bases)
    windows = len(inside) * (2 if topology == "failover" else 1)
    start = tuple(START + timedelta(days=3 * i) for i in range(windows))
    migration: dict[str, Any] = {}
    if topology.startswith("migrate-"):
        form: Any = topology.rsplit("-", 1)[1]
        new = NewAppliance(id="rs-n", form=form, model="VM", hostname="rs-n.example.com", ip="192.0.2.13")
        migration = {"source": "rs-a", "target": new}
    return Change(
        id="CHG0041",
        kind="migrate" if migration else "upgrade",
        method=method,
        order=order,
        major=major,
        client_wait=wait,
        snapshot=snapshot,
        hops=tuple(hop_of(letters, number) for number, letters in enumerate(inside)),
        windows=tuple(Window(start=s, end=s + timedelta(hours=hours)) for s in start),
        **migration,
    )


def hop_of(letters: str, number: int) -> Hop:
    """A hop with these packages; of a Base or BeyondTrust package alone or both in the short form."""
    if letters in ("b", "s", "bs"):
        return Hop(base=BASE[number] if "b" in letters else None, software=SOFTWARE[number] if "s" in letters else None)
    packages, counts = [], dict.fromkeys(letters, 0)
    for letter in letters:
        counts[letter] += 1
        last = f"{number + 1}{counts[letter]}"
        of_kind: dict[str, dict[str, str]] = {
            "b": {"base": BASE[number]},
            "s": {"software": SOFTWARE[number]},
            "l": {"licence": f"{last} more users"},
            "p": {"patch": f"BT26-{last}"},
            "g": {"patch": f"BT26-G{last}", "file": f"bt26-g{last}.nss"},
            "f": {"patch": f"BT26-F{last}", "file": f"bt26-f{last}.nss", "sha256": CHECKSUM},
        }
        packages.append(Package(**of_kind[letter]))
    return Hop(packages=tuple(packages))


@lru_cache(maxsize=200, typed=True)
def plan_of(topology: str, method: Any = None, order: Any = None, switch: Any = None, **options: Any) -> Plan:
    """The plan of one change; `options` go to `change_of`, `clients`, `nodes`, and today's `base` and `software` to the
    site."""
    site = site_of(topology, switch, options.pop("nodes", 4))
    today: dict[str, Any] = {name: options.pop(name) for name in ("base", "software") if name in options}
    if options.get("snapshot"):
        today["form"] = "virtual"
    site = replace(site, appliances=tuple(replace(a, **today) for a in site.appliances))
    site = replace(site, clients=options.pop("clients", CLIENTS[0]))
    both = options.pop("both_kinds", False)
    change = change_of(topology, method, order, **options)
    if both:
        site = replace(site, appliances=tuple(replace(a, ip=both_kinds(a.ip)) for a in site.appliances))
        if change.target:
            change = replace(change, target=replace(change.target, ip=both_kinds(change.target.ip)))
    site = replace(site, changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))
    return make_plan(inventory, site, change, load_procedures())


def both_kinds(ip: str | tuple[str, ...]) -> tuple[str, ...]:
    """The IPv4 address with an IPv6 one that ends alike; the order is now the one, now the other."""
    assert isinstance(ip, str)
    last = ip.rpartition(".")[2]
    two = (ip, f"2001:db8:85a3:8d3:1319:8a2e:370:{last}")
    return two if int(last) % 2 else two[::-1]


def apart_inventory(place: tuple[str, str, Any, Any, Any, int], *, hop: str = "bs", **options: Any) -> Inventory:
    """The inventory of a pair found apart at one of APART, whose hop has these packages; `clients`, and `hours` of each
    window."""
    done, serving, order, method, switch, windows = place
    site, ids = site_of("failover", switch), {"A": "rs-a", "B": "rs-b"}
    assert site.failover
    there: dict[str, Any] = {"base": BASE[0]} if "b" in hop else {}
    there |= {"software": SOFTWARE[0]} if "s" in hop else {}
    upgraded = {ids[letter] for letter in done}
    change = change_of("failover", method, order, hops=(hop,), hours=options.pop("hours", 16))
    site = replace(
        site,
        failover=replace(site.failover, state="apart", serving=ids[serving]),
        appliances=tuple(replace(a, **there) if a.id in upgraded else a for a in site.appliances),
        clients=options.pop("clients", CLIENTS[0]),
        changes=(replace(change, windows=change.windows[:windows], **options),),
    )
    return Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))


def apart_plan(place: tuple[str, str, Any, Any, Any, int], **options: Any) -> Plan:
    """The plan of a pair found apart at one of APART."""
    inventory = apart_inventory(place, **options)
    (site,) = inventory.sites
    return make_plan(inventory, site, site.changes[0], load_procedures())


def apart_plans(place: tuple[str, str, Any, Any, Any, int]) -> Iterator[Plan]:
    """The plans of a pair found apart at one of APART, with all that its hop can have, and all clients."""
    for hop, clients in product(("bs", "s", "b"), CLIENTS):
        yield apart_plan(place, hop=hop, clients=clients)


def length_of(warning: PlanWarning) -> int:
    """The minutes that a warning names."""
    return int(warning.args["length"].removeprefix("PT").removesuffix("M"))


@cache
def paths() -> tuple[Plan, ...]:
    """One plan for each path, with a Base in its one hop."""
    return tuple(plan_of(topology, method, order, switch) for topology, method, order, switch in KINDS)


def contents(kind: tuple[str, Any, Any, Any], each: int = 1) -> Iterator[Plan]:
    """Plans of one of KINDS with whatever can be in a hop, alone and in pairs of hops. Not with all other options,
    which would be two hundred times as many: waits, releases, clients, what is known of today, addresses and
    snapshots take turns, other ones for each kind. Or one in `each` of them."""
    topology, method, order, switch = kind
    inside: list[tuple[str, ...]] = [(letters,) for letters in ONE_HOP]
    if topology.startswith("migrate-"):
        inside = [hops for hops in inside if "s" in hops[0]]
    else:
        inside += SEVERAL_HOPS
    start = KINDS.index(kind)
    for number, hops in islice(enumerate(inside, start), start % each, None, each):
        software = any("s" in letters for letters in hops)
        wait = "remove-clients" if software and number % 3 == 0 else "24h"
        options = {"wait": wait, "major": number % 2 == 0 or None, "clients": CLIENTS[number % len(CLIENTS)]}
        options |= TODAY[number % len(TODAY)]
        options |= {"both_kinds": True} if number % 3 == 1 else {}
        options |= {"snapshot": True} if topology == "single" and number % 4 in (1, 2) else {}
        yield plan_of(topology, method, order, switch, hops=hops, **options)


def combinations(kind: tuple[str, Any, Any, Any], each: int = 1) -> Iterator[Plan]:
    """All plans of one of KINDS: one to three hops with and without a Base, both waits, major or minor, all clients;
    migrations from the same level and from another. Or one in `each` of them, other ones for each kind."""
    topology, method, order, switch = kind
    migrates = topology.startswith("migrate-")
    bases = [pattern for count in ((1,) if migrates else (1, 2, 3)) for pattern in product((True, False), repeat=count)]
    levels: tuple[dict[str, Any], ...] = ({}, {"software": SOFTWARE[0]}) if migrates else ({},)
    every = product(bases, ("24h", "remove-clients"), (True, False), CLIENTS, levels)
    for pattern, wait, major, clients, today in islice(every, KINDS.index(kind) % each, None, each):
        options = {"bases": pattern, "wait": wait, "major": major, "clients": clients, **today}
        yield plan_of(topology, method, order, switch, **options)
