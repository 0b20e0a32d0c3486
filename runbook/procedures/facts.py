"""The facts of a change that procedures ask for in `when` and `unless`.

A fact is a name. Those of the change hold throughout; those of a hop are added while that hop is expanded, those of a
package where a line is done for each package, those of a step at what stands beside it. `runbook.procedures.sorts`
says which exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from runbook.i18n import N_
from runbook.model.apart import is_apart, upgraded
from runbook.model.installed import patched_before
from runbook.model.plan import PlanAppliance, PlanPackage
from runbook.model.site import PACKAGE_KINDS, UNKNOWN, Appliance, Approvals, Change, Hop, PackageKind, Site, version_key
from runbook.model.versions import Versioned, runs
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
    "paired": N_("the two appliances of the pair are in failover when the change begins"),
    "apart": N_("the pair was found apart, and its upgrade is taken up half-way"),
    "A-serves": N_("the pair was found apart: A serves the users"),
    "B-serves": N_("the pair was found apart: B serves the users"),
    "A-upgraded": N_("the pair was found apart: A already runs what the hop installs"),
    "B-upgraded": N_("the pair was found apart: B already runs what the hop installs"),
    "serving-upgraded": N_("the pair was found apart: the one that serves already runs what the hop installs"),
    "one-window": N_(
        "the pair was found apart: B is upgraded and A serves; one window holds the move to B, the confirmation and A"
    ),
    "nothing-left": N_("the pair was found apart: both already run what the hop brings, so nothing is installed"),
    "shared-ip": N_("a shared IP address moves the users"),
    "dns": N_("a DNS record moves the users"),
    "nat": N_("a NAT rule moves the users"),
    "snapshot": N_("a snapshot of the virtual appliance is taken before each hop"),
    "major": N_("the release is a major one"),
    "minor": N_("the release is a minor one"),
    "release-unknown": N_("it is not known whether the release is a major one: it is planned as one"),
    "wait-24h": N_("24 hours pass between two BeyondTrust packages"),
    "remove-clients": N_("all client software is removed first"),
    "several-hops": N_("the change has several hops"),
    "jump-clients": N_("the site has Jump Clients"),
    "no-jump-clients": N_("the site has no Jump Clients"),
    "extractable-msi": N_("the site has extractable MSI installers"),
    "locked-msi": N_("consoles were installed by MSI on locked-down computers"),
    "integration-clients": N_("the site has Integration Clients"),
    "integration-by-ip": N_("Integration Clients reach the site by its IP address"),
    "old-physical": N_("the old appliance is a physical one"),
    "old-virtual": N_("the old appliance is a virtual one"),
    "new-physical": N_("the new appliance is a physical one"),
    "new-virtual": N_("the new appliance is a virtual one"),
    "region-split": N_("a region of the cluster has nodes in both halves"),
    "level-differs": N_("the old appliance runs different software from what the new one gets"),
    "level-unknown": N_("it is not known which software the old appliance runs: it is planned as different"),
    "software-in-change": N_("a hop of the change has a BeyondTrust package"),
    "patch-in-change": N_("a hop of the change has a patch"),
    "expedited": N_("the change is released by word of mouth, and ratified at the end"),
    "several-approvals": N_("several people have to release the change"),
    "approvers-apart": N_("whoever carries the change out does not release it"),
}
HOP_FACTS = {
    "base-in-hop": N_("the hop has a Base package"),
    "software-in-hop": N_("the hop has a BeyondTrust package"),
    "licence-in-hop": N_("the hop has a licence"),
    "patch-in-hop": N_("the hop has a patch"),
    "version-in-hop": N_("the hop has a Base or a BeyondTrust package"),
    "software-earlier": N_("a hop before it has a BeyondTrust package"),
    "software-later": N_("a hop after it has a BeyondTrust package"),
    "after-patch": N_(
        "when the hop ends, a patch was installed after the last BeyondTrust package, including by a "
        "change that is done: it is not known which version consoles show then"
    ),
    "first-hop": N_("it is the first hop"),
    "last-hop": N_("it is the last hop"),
    "later-hop": N_("another hop has come before"),
    "earlier-hop": N_("another hop comes after"),
    "old-base": N_(
        "when the hop begins, the appliance (before the windows: any of them, of a cluster a master) runs a Base older "
        "than 3.3.2: Support gives the download key"
    ),
    "base-unknown": N_(
        "when the hop begins, it is not known which Base the appliance (before the windows: any of them, of a cluster "
        "a master) runs: Support may have to give the download key"
    ),
    "version-unknown": N_(
        "when the hop begins, it is not known which Base or which BeyondTrust software the appliance (before the "
        "windows: any of them) runs"
    ),
    "software-unknown": N_(
        "when the hop ends, it is not known which BeyondTrust software the appliance (before the windows: any of them) "
        "runs"
    ),
}
PACKAGE_FACTS = {  # what a line with `each: package`, and all that it leads to, is done for
    "in-package": N_("it is done for one package of the hop"),
    "base-package": N_("this package is a Base update"),
    "software-package": N_("this package is a BeyondTrust package"),
    "licence-package": N_("this package is a licence"),
    "patch-package": N_("this package is a patch"),
    "patch-file": N_("the inventory names the file of this patch"),
    "patch-checksum": N_("the inventory gives the checksum of this patch's file"),
}
OF_PACKAGES = {  # what the hop has where there is such a package
    **{f"{kind}-package": f"{kind}-in-hop" for kind in PACKAGE_KINDS},
    "patch-file": "patch-in-hop",
    "patch-checksum": "patch-in-hop",
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
FACTS = CHANGE_FACTS | HOP_FACTS | PACKAGE_FACTS | STEP_FACTS
PASSING = frozenset({*HOP_FACTS, *PACKAGE_FACTS, *STEP_FACTS})  # those that not the whole change has

# What a change of the kind other never has, and what it always has: it installs nothing, in one window.
NEVER_OTHER = frozenset(
    {"migration", "automatic", "manual", "synchronous", "asynchronous", "one-window", "snapshot", "major",
     "release-unknown", "remove-clients", "several-hops", "old-physical", "old-virtual", "new-physical", "new-virtual",
     "level-differs", "level-unknown", "software-in-change", "patch-in-change", "base-in-hop", "software-in-hop",
     "licence-in-hop", "patch-in-hop", "version-in-hop", "software-earlier", "software-later", "later-hop",
     "earlier-hop", "on-old", "on-new", "tested-aside", *PACKAGE_FACTS}
)  # fmt: skip
ALWAYS_OTHER = frozenset({"minor", "wait-24h", "first-hop", "last-hop"})

_OF_UNKNOWN = frozenset({"base-unknown", "version-unknown", "software-unknown"})
_OF_APPLIANCE = _OF_UNKNOWN | {"old-base"}  # facts of a hop that hold on some appliances and not on others
FIRST_BASE_WITH_KEY = (3, 3, 2)  # from there on, an appliance makes its download key itself (SM2)

_TOPOLOGY = {
    "single": ("single",),
    "failover": ("pair",),
    "atlas-failover": ("cluster", "cluster-pair"),
    "atlas-no-failover": ("cluster", "cluster-alone"),
}


def facts_of(site: Site, change: Change) -> frozenset[str]:
    """The facts that hold for the whole change: a subset of CHANGE_FACTS."""
    facts = {"major" if is_major(site, change) else "minor"}
    if "major" in facts and not is_major(site, change, unknown=False):
        facts.add("release-unknown")
    facts |= {"migration"} if change.kind == "migrate" else set(_TOPOLOGY[site.topology])
    facts |= {f for f in (change.method, change.order) if f}
    if site.failover and change.kind != "migrate":
        facts.add(site.failover.switch)
    if "pair" in facts:
        facts |= _apart(site, change) if site.apart else {"paired"}
    facts.add("remove-clients" if change.client_wait == "remove-clients" else "wait-24h")
    if change.snapshot:
        facts.add("snapshot")
    if len(change.hops) > 1:
        facts.add("several-hops")
    if "cluster" in facts and split_region(site.appliances):
        facts.add("region-split")
    facts |= _client_facts(site) | _migration_facts(site, change) | _approval_facts(site, change)
    for kind in ("software", "patch"):
        if any(hop.names(kind) for hop in change.hops) and "nothing-left" not in facts:
            facts.add(f"{kind}-in-change")
    return frozenset(facts)


def _migration_facts(site: Site, change: Change) -> set[str]:
    """What stands before and after a migration, and whether the old appliance runs what the new one gets."""
    if change.kind != "migrate" or not change.target:
        return set()
    old = next(a for a in site.appliances if a.id == change.source)
    facts = {f"old-{old.form}", f"new-{change.target.form}"}
    facts |= {"level-unknown"} if old.software == UNKNOWN else set()
    return facts | ({"level-differs"} if old.software != target_of(change) else set())


def approval_of(site: Site, change: Change) -> Approvals:
    """Who has to release a change: as it says itself, or else as its site does."""
    return change.approval or site.approval or Approvals()


def _approval_facts(site: Site, change: Change) -> set[str]:
    asked = approval_of(site, change)
    facts = {"expedited"} if change.urgency == "expedited" else set()
    facts |= {"several-approvals"} if asked.needed > 1 else set()
    return facts | ({"approvers-apart"} if asked.not_by_those_who_carry_out else set())


def _apart(site: Site, change: Change) -> set[str]:
    """How far a pair that was found apart has got: who serves, and who runs already what the hop brings."""
    done = upgraded(site, change)
    serving = site.failover.serving if site.failover else None
    letters = {a.id: {"primary": "A", "backup": "B"}[a.role] for a in site.appliances}
    facts = {"apart", *(f"{letters[id_]}-upgraded" for id_ in done)}
    facts |= {f"{letters[serving]}-serves"} if serving else set()
    facts |= {"serving-upgraded"} if serving in done else set()
    if len(done) == len(letters):
        facts.add("nothing-left")
    elif facts >= {"A-serves", "B-upgraded"} and sum(window.continues is None for window in change.windows) == 1:
        facts.add("one-window")
    return facts


def target_of(change: Change) -> str | None:
    """The last BeyondTrust package of a change, where it has one."""
    versions = [version for hop in change.hops if (version := hop.version("software"))]
    return versions[-1] if versions else None


def is_major(site: Site, change: Change, *, unknown: bool = True) -> bool:
    """Whether the release is a major one: as the change says, or else by the first two numbers of the versions.

    `unknown`: what is said where none of the versions that are known differs, and not all of them are known.
    """
    if change.major is not None:
        return change.major
    target = target_of(change)
    if target is None:
        return False
    first = [a.software for a in site.appliances if change.kind == "upgrade" or a.id == change.source]
    known = [version for version in (*first, target) if version != UNKNOWN]
    differ = len({(*version_key(version), 0, 0)[:2] for version in known}) > 1
    return differ or (unknown and UNKNOWN in first)


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
    done = upgraded(site, change) if is_apart(site, change) else frozenset[str]()
    keys = [a for a in site.appliances if a.role != "traffic" and a.id not in done]  # nodes get what is distributed
    facts = in_hop(frozenset(package.kind for package in hop.contents)) if keys else set[str]()
    if any(is_old_base(change, number, a.base) for a in keys):
        facts.add("old-base")
    facts |= _not_known(change, number, site.appliances)
    if "base-unknown" in facts and not any(runs_before(change, number, "base", a.base) == UNKNOWN for a in keys):
        facts.discard("base-unknown")
    if any(h.version("software") for h in change.hops[: number - 1]):
        facts.add("software-earlier")
    if any(h.version("software") for h in change.hops[number:]):
        facts.add("software-later")
    kinds = [package.kind for h in change.hops[:number] for package in h.contents]
    shown_by = next((kind for kind in reversed(kinds) if kind in ("software", "patch")), None)
    if shown_by == "patch" or (shown_by is None and patched_before(site, change)):
        facts.add("after-patch")
    facts.add("first-hop" if number == 1 else "later-hop")
    facts.add("last-hop" if number == len(change.hops) else "earlier-hop")
    return frozenset(facts)


def _not_known(change: Change, number: int, appliances: Iterable[Appliance | PlanAppliance]) -> set[str]:
    """The facts of a hop that hold where any of the appliances runs what is not known."""
    bases, programs = {each.base for each in appliances}, {each.software for each in appliances}
    facts = set()
    if UNKNOWN in bases and runs_before(change, number, "base", UNKNOWN) == UNKNOWN:
        facts |= {"base-unknown", "version-unknown"}
    if UNKNOWN in programs and runs_before(change, number, "software", UNKNOWN) == UNKNOWN:
        facts.add("version-unknown")
    if UNKNOWN in programs and runs_before(change, number + 1, "software", UNKNOWN) == UNKNOWN:
        facts.add("software-unknown")
    return facts


def in_hop(content: frozenset[PackageKind]) -> set[str]:
    """The facts of a hop with packages of these kinds."""
    return {f"{kind}-in-hop" for kind in content} | ({"version-in-hop"} if content & {"base", "software"} else set())


def package_facts(package: PlanPackage) -> frozenset[str]:
    """The facts that hold for what is done for one package: a subset of PACKAGE_FACTS."""
    facts = {"in-package", f"{package.kind}-package"}
    facts |= {"patch-file"} if package.file else set()
    facts |= {"patch-checksum"} if package.sha256 else set()
    return frozenset(facts)


def is_old_base(change: Change, number: int, today: str) -> bool:
    """Whether an appliance, of which the Base of `today` is given, has a Base without download keys as hop `number`
    begins."""
    base = runs_before(change, number, "base", today)
    return base != UNKNOWN and version_key(base) < FIRST_BASE_WITH_KEY


def runs_before(change: Change, hop: int, kind: Versioned, today: str) -> str:
    """The version that an appliance runs as a hop begins."""
    return runs((each.version(kind) for each in change.hops[: hop - 1]), today)


def at_appliance(facts: frozenset[str], change: Change, number: int, appliance: PlanAppliance | None) -> frozenset[str]:
    """The facts of a hop as they hold on one appliance: its own Base decides who gives its download key.

    On a new one, of which nothing is to be known, those of the one that it replaces.
    """
    if appliance is None or facts.isdisjoint(_OF_APPLIANCE):
        return facts
    if not appliance.base:
        return facts - _OF_UNKNOWN
    own = _not_known(change, number, (appliance,))
    own |= {"old-base"} if is_old_base(change, number, appliance.base) else set()
    return facts - _OF_APPLIANCE | (facts & own)


def step_facts(letter: str | None, facts: frozenset[str]) -> frozenset[str]:
    """The facts that hold for a step on the appliance with that letter: a subset of STEP_FACTS."""
    if letter is None:
        return frozenset()
    found = {f"on-{letter}"}
    aside = facts & {"asynchronous", "migration"} or ("synchronous" in facts and letter == "B")
    if aside and not (letter == "B" and "B-serves" in facts):
        found.add("tested-aside")
    return frozenset(found)


def holds(when: tuple[str, ...], unless: tuple[str, ...], facts: frozenset[str]) -> bool:
    """Whether all of `when` and none of `unless` are among the facts."""
    return facts.issuperset(when) and facts.isdisjoint(unless)
