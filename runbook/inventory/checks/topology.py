"""What the roles of a site's appliances make of it, and how users are moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from runbook.i18n import N_
from runbook.model.site import Topology, topology_of
from runbook.reading.partial import PartialGroup, Violation

_PAIRS = ("failover", "atlas-failover")


def topology(site: PartialGroup) -> Topology | None:
    """The site's topology, or None while its roles do not say it."""
    roles = _roles(site)
    return None if roles is None or any(_role_violations(site, roles)) else topology_of(roles)


def check_roles(site: PartialGroup) -> Iterator[Violation]:
    """One standalone; or a primary with a backup, with traffic nodes, or with both."""
    roles = _roles(site)
    if roles is not None:
        yield from _role_violations(site, roles)


def _roles(site: PartialGroup) -> list[str] | None:
    """The roles of all appliances; None where one is not known."""
    roles = [role for appliance in site.parts("appliances") if (role := appliance.text("role")) is not None]
    return roles if roles and len(roles) == site.count("appliances") else None


def _role_violations(site: PartialGroup, roles: list[str]) -> Iterator[Violation]:
    counted = Counter(roles)
    place = site.at("appliances")
    if counted["standalone"]:
        if len(roles) > 1:
            message = N_("a standalone appliance is alone, but this site has {count} appliances")
            remedy = N_("make them primary, backup and traffic, or make a site of each standalone appliance")
            yield Violation(place, message, remedy, {"count": str(len(roles))})
        return
    if not counted["primary"]:
        message = N_("no appliance is the primary")
        yield Violation(
            place,
            message,
            N_(
                "give the role primary to the one that serves users today; of a pair found apart, to the one that was "
                "primary before"
            ),
        )
    for role, message in (
        ("primary", N_("a site has one primary; this is the second")),
        ("backup", N_("a site has one backup; this is the second")),
    ):
        for index in [index for index, held in enumerate(roles) if held == role][1:]:
            remedy = N_("give it its true role, or move it to a site of its own")
            yield Violation((*place, index, "role"), message, remedy)
    if roles == ["primary"]:
        message = N_("a primary has neither backup nor traffic nodes")
        yield Violation(place, message, N_("make it standalone, or add the other appliances"))
    if counted["traffic"] == 1:
        # One half of the nodes serves while the other is upgraded: of one node there is no half, and the site would
        # be down without the procedure saying so.
        message = N_("a cluster needs at least two traffic nodes: one half serves while the other is upgraded")
        yield Violation(place, message, N_("add the other nodes; ask Support how to upgrade a single one"))


def check_failover(site: PartialGroup) -> Iterator[Violation]:
    """`failover` stands exactly with a backup, and a shared address exactly with the switch that moves it."""
    form = topology(site)
    if form in _PAIRS and not site.given("failover"):
        message = N_("a site with a backup has to say how users are moved to it")
        remedy = N_("add failover with switch: shared-ip (and shared_ip), dns or nat")
        yield Violation(site.at("failover"), message, remedy)
    if form is not None and form not in _PAIRS and site.given("failover"):
        message = N_("failover is given, but no appliance has the role backup")
        yield Violation(site.at("failover"), message, N_("remove failover, or add the backup"))
    failover = site.part("failover")
    switch = failover.text("switch") if failover else None
    if failover is None or switch not in ("shared-ip", "dns", "nat"):
        return
    if switch == "shared-ip" and not failover.given("shared_ip"):
        message = N_("the switch is by shared IP, but the address is not given")
        yield Violation(failover.at("shared_ip"), message, N_("add shared_ip, or write switch: dns or nat"))
    if switch != "shared-ip" and failover.given("shared_ip"):
        message = N_("a shared IP is given, but the switch is by {switch}")
        remedy = N_("remove shared_ip, or write switch: shared-ip")
        yield Violation(failover.at("shared_ip"), message, remedy, {"switch": switch})
