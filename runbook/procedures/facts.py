"""The facts of a change that procedures ask for in `when` and `unless`.

A fact is a name. Those of the change hold throughout; those of a hop are added while that hop is expanded.
"""

from __future__ import annotations

from runbook.model.site import Change, Hop, Site

CHANGE_FACTS = (
    "single",  # one standalone appliance is upgraded
    "pair",  # primary and backup, no traffic nodes
    "cluster",  # traffic nodes
    "cluster-pair",  # traffic nodes and two masters in failover
    "cluster-alone",  # traffic nodes and one master
    "migration",
    "automatic",
    "manual",
    "synchronous",
    "asynchronous",
    "shared-ip",
    "dns",
    "nat",
    "major",
    "minor",
    "wait-24h",
    "remove-clients",
    "several-hops",
    "jump-clients",  # the site has Jump Clients
    "no-jump-clients",
    "extractable-msi",
    "locked-msi",
    "integration-clients",
    "integration-by-ip",
    "old-physical",
    "old-virtual",
    "new-physical",
    "new-virtual",
    "level-differs",  # migration: the old appliance runs other software than the new one gets
)
HOP_FACTS = ("base-in-hop", "first-hop", "last-hop", "later-hop", "earlier-hop")
STEP_FACTS = (  # the letter of the appliance that a step is done on
    "on-A",
    "on-B",
    "on-M",
    "on-node",
    "on-old",
    "on-new",
    "tested-aside",  # and whether it is checked while another appliance serves
)

_TOPOLOGY = {
    "single": ("single",),
    "failover": ("pair",),
    "atlas-failover": ("cluster", "cluster-pair"),
    "atlas-no-failover": ("cluster", "cluster-alone"),
}


def facts_of(site: Site, change: Change) -> frozenset[str]:
    """The facts that hold for the whole change: a subset of CHANGE_FACTS."""
    facts = {"major" if change.major else "minor"}
    facts |= {"migration"} if change.kind == "migrate" else set(_TOPOLOGY[site.topology])
    facts |= {f for f in (change.method, change.order) if f}
    if site.failover and change.kind == "upgrade":
        facts.add(site.failover.switch)
    facts.add("remove-clients" if change.client_wait == "remove-clients" else "wait-24h")
    if len(change.hops) > 1:
        facts.add("several-hops")
    facts |= _client_facts(site)
    if change.kind == "migrate" and change.target:
        old = next(a for a in site.appliances if a.id == change.source)
        facts |= {f"old-{old.form}", f"new-{change.target.form}"}
        if old.software != change.hops[0].software:
            facts.add("level-differs")
    return frozenset(facts)


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


def hop_facts(change: Change, number: int) -> frozenset[str]:
    """The facts that hold for hop `number` (from 1): a subset of HOP_FACTS."""
    hop: Hop = change.hops[number - 1]
    facts = set()
    if hop.base:
        facts.add("base-in-hop")
    facts.add("first-hop" if number == 1 else "later-hop")
    facts.add("last-hop" if number == len(change.hops) else "earlier-hop")
    return frozenset(facts)


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
