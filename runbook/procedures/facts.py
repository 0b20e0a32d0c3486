"""The facts of a change that procedures ask for in `when` and `unless`.

A fact is a name. Those of the change hold throughout; those of a hop are added while that hop is expanded, those of a
step at what stands beside it. `groups` says which exclude each other.
"""

from __future__ import annotations

from functools import cache
from itertools import product

from runbook.i18n import N_
from runbook.model.site import Change, Hop, Site, version_key
from runbook.procedures.halves import split_region

# Each fact with what it says.
CHANGE_FACTS = {
    "single": N_("a single appliance is upgraded"),
    "pair": N_("a pair in failover is upgraded"),
    "cluster": N_("a cluster is upgraded"),
    "cluster-pair": N_("a cluster with two masters in failover is upgraded"),
    "cluster-alone": N_("a cluster with one master is upgraded"),
    "migration": N_("the service moves to a new appliance"),
    "automatic": N_("the appliance gets its packages itself"),
    "manual": N_("the packages are carried over by hand"),
    "synchronous": N_("the primary is upgraded first and keeps its role"),
    "asynchronous": N_("the backup is upgraded first and becomes primary"),
    "shared-ip": N_("a shared IP address moves the users"),
    "dns": N_("a DNS record moves the users"),
    "nat": N_("a NAT rule moves the users"),
    "major": N_("the release is a major one"),
    "minor": N_("the release is a minor one"),
    "wait-24h": N_("24 hours pass between two packages"),
    "remove-clients": N_("all client software is removed first"),
    "several-hops": N_("the change has several hops"),
    "jump-clients": N_("the site has Jump Clients"),
    "no-jump-clients": N_("the site has no Jump Clients"),
    "extractable-msi": N_("the site has extractable MSI installers"),
    "locked-msi": N_("consoles were installed by MSI on locked-down computers"),
    "integration-clients": N_("the site has Integration Clients"),
    "integration-by-ip": N_("Integration Clients reach the site by its IP address"),
    "old-physical": N_("the old appliance is a machine"),
    "old-virtual": N_("the old appliance is a virtual one"),
    "new-physical": N_("the new appliance is a machine"),
    "new-virtual": N_("the new appliance is a virtual one"),
    "region-split": N_("a region of the cluster has nodes in both halves"),
    "level-differs": N_("the old appliance runs other software than the new one gets"),
}
HOP_FACTS = {
    "base-in-hop": N_("the hop has a Base package"),
    "first-hop": N_("it is the first hop"),
    "last-hop": N_("it is the last hop"),
    "later-hop": N_("another hop has come before"),
    "earlier-hop": N_("another hop comes after"),
    "old-base": N_(
        "when the hop begins, the appliance (before the windows: any of them, of a cluster a master) runs a Base older "
        "than 3.3.2: Support gives the download key"
    ),
}
STEP_FACTS = {  # the letter of the appliance that a step is done on, and whether it is checked while another one serves
    "on-A": N_("the step is done on A"),
    "on-B": N_("the step is done on B"),
    "on-M": N_("the step is done on the only master"),
    "on-node": N_("the step is done on a traffic node"),
    "on-old": N_("the step is done on the old appliance"),
    "on-new": N_("the step is done on the new appliance"),
    "tested-aside": N_("the appliance is checked while another one serves"),
}
FACTS = CHANGE_FACTS | HOP_FACTS | STEP_FACTS

FIRST_BASE_WITH_KEY = (3, 3, 2)  # from there on, an appliance makes its download key itself (SM2)

_TOPOLOGY = {
    "single": ("single",),
    "failover": ("pair",),
    "atlas-failover": ("cluster", "cluster-pair"),
    "atlas-no-failover": ("cluster", "cluster-alone"),
}

# Which kind of change has which facts: of each line one, and all alternatives of a line exclude each other.
_METHODS = (("automatic",), ("manual",))
_SWITCHES = (("shared-ip",), ("dns",), ("nat",))
_FORMS = (("old-physical", "new-physical"), ("old-physical", "new-virtual"), ("old-virtual", "new-physical"))
_SPLIT: tuple[tuple[str, ...], ...] = ((), ("region-split",))
_ANY_HOP = (
    ("first-hop", "last-hop"),
    ("several-hops", "first-hop", "earlier-hop"),
    ("several-hops", "later-hop", "earlier-hop"),
    ("several-hops", "later-hop", "last-hop"),
)
_ONLY_HOP = _ANY_HOP[:1]
_KINDS = (
    ((("single",),), _METHODS, _ANY_HOP, ((), ("on-A",))),
    ((("pair",),), _METHODS, (("synchronous",),), _SWITCHES, _ANY_HOP, ((), ("on-A",), ("on-B", "tested-aside"))),
    (
        (("pair",),), _METHODS, (("asynchronous",),), _SWITCHES, _ANY_HOP,
        ((), ("on-A", "tested-aside"), ("on-B", "tested-aside")),
    ),
    ((("cluster", "cluster-pair"),), _SWITCHES, _SPLIT, _ANY_HOP, ((), ("on-A",), ("on-B",), ("on-node",))),
    ((("cluster", "cluster-alone"),), _SPLIT, _ANY_HOP, ((), ("on-M",), ("on-node",))),
    (
        (("migration",),), _METHODS, _FORMS, ((), ("level-differs",)), _ONLY_HOP,
        ((), ("on-old", "tested-aside"), ("on-new", "tested-aside")),
    ),
)  # fmt: skip

Alternatives = tuple[frozenset[str], ...]


@cache
def groups() -> tuple[Alternatives, ...]:
    """Facts that exclude each other: of each group exactly one alternative holds, with all its facts and no others."""
    return (
        tuple(frozenset().union(*chosen) for kind in _KINDS for chosen in product(*kind)),
        (frozenset({"major"}), frozenset({"minor"})),
        (frozenset({"wait-24h"}), frozenset({"remove-clients"})),
        (frozenset({"jump-clients"}), frozenset({"no-jump-clients"})),
        (frozenset(), frozenset({"integration-clients"}), frozenset({"integration-clients", "integration-by-ip"})),
        (frozenset(), frozenset({"extractable-msi"})),
        (frozenset(), frozenset({"locked-msi"})),
        (frozenset(), frozenset({"base-in-hop"})),
        (frozenset(), frozenset({"old-base"})),
    )


def facts_of(site: Site, change: Change) -> frozenset[str]:
    """The facts that hold for the whole change: a subset of CHANGE_FACTS."""
    facts = {"major" if is_major(site, change) else "minor"}
    facts |= {"migration"} if change.kind == "migrate" else set(_TOPOLOGY[site.topology])
    facts |= {f for f in (change.method, change.order) if f}
    if site.failover and change.kind == "upgrade":
        facts.add(site.failover.switch)
    facts.add("remove-clients" if change.client_wait == "remove-clients" else "wait-24h")
    if len(change.hops) > 1:
        facts.add("several-hops")
    if "cluster" in facts and split_region(site.appliances):
        facts.add("region-split")
    facts |= _client_facts(site)
    if change.kind == "migrate" and change.target:
        old = next(a for a in site.appliances if a.id == change.source)
        facts |= {f"old-{old.form}", f"new-{change.target.form}"}
        if old.software != change.hops[0].software:
            facts.add("level-differs")
    return frozenset(facts)


def is_major(site: Site, change: Change) -> bool:
    """Whether the release is a major one: as the change says, or else by the first two numbers of the versions."""
    if change.major is not None:
        return change.major
    first = [a.software for a in site.appliances if change.kind == "upgrade" or a.id == change.source]
    return len({(*version_key(version), 0, 0)[:2] for version in (*first, change.hops[-1].software)}) > 1


def _client_facts(site: Site) -> set[str]:
    clients = site.clients
    facts = {"jump-clients" if clients.jump_clients else "no-jump-clients"}
    if clients.extractable_msi:
        facts.add("extractable-msi")
    if clients.locked_msi_consoles:
        facts.add("locked-msi")
    if clients.integration_clients != "none":
        facts.add("integration-clients")
    if clients.integration_clients == "by-ip":
        facts.add("integration-by-ip")
    return facts


def hop_facts(site: Site, change: Change, number: int) -> frozenset[str]:
    """The facts that hold for hop `number` (from 1): a subset of HOP_FACTS."""
    hop: Hop = change.hops[number - 1]
    facts = set()
    keys = [a for a in site.appliances if a.role != "traffic"]  # nodes get what is distributed, and need none
    if any(is_old_base(change, number, a.base) for a in keys):
        facts.add("old-base")
    if hop.base:
        facts.add("base-in-hop")
    facts.add("first-hop" if number == 1 else "later-hop")
    facts.add("last-hop" if number == len(change.hops) else "earlier-hop")
    return frozenset(facts)


def is_old_base(change: Change, number: int, today: str) -> bool:
    """Whether an appliance, of which the Base of `today` is given, has a Base without download keys as hop `number`
    begins."""
    base = ([h.base for h in change.hops[: number - 1] if h.base] or [today])[-1]
    return version_key(base) < FIRST_BASE_WITH_KEY


def at_appliance(facts: frozenset[str], change: Change, number: int, today: str) -> frozenset[str]:
    """The facts of a hop as they hold on one appliance: its own Base decides who gives its download key."""
    kept = not today or is_old_base(change, number, today)
    return facts if kept else facts - {"old-base"}


def step_facts(letter: str | None, facts: frozenset[str]) -> frozenset[str]:
    """The facts that hold for a step on the appliance with that letter: a subset of STEP_FACTS."""
    if letter is None:
        return frozenset()
    found = {f"on-{letter}"}
    if facts & {"asynchronous", "migration"} or ("synchronous" in facts and letter == "B"):
        found.add("tested-aside")
    return frozenset(found)


def holds(when: tuple[str, ...], unless: tuple[str, ...], facts: frozenset[str]) -> bool:
    """Whether all of `when` and none of `unless` are among the facts."""
    return facts.issuperset(when) and facts.isdisjoint(unless)
