"""An inventory as its author wrote it: organization, sites, appliances, people, changes.

Shapes and bounds stand here, beside the names; what relates several values (a pair needs a backup, hops rise, windows
do not overlap) is checked in `runbook.load.inventory`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

Identifier = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?$"),
    Field(description="letters, digits, hyphens, underscores; 1 to 40; used in file names"),
]
Hostname = Annotated[
    str,
    StringConstraints(
        max_length=253,
        pattern=r"^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
    ),
    Field(description="a host name; an internationalised one in its xn-- form"),
]
Version = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,4}(?:\.[0-9]{1,6}){1,3}$"),
    Field(description='digits and dots, in quotes: "24.1.2"'),
]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_[A-Z]{2})?$")]
IpAddress = Annotated[str, Field(description="an IPv4 or IPv6 address"), StringConstraints(max_length=45)]

Role = Literal["standalone", "primary", "backup", "traffic"]
Form = Literal["physical", "virtual"]
Switch = Literal["shared-ip", "dns", "nat"]
StaffRole = Literal[
    "technician",  # /appliance and /login administrator: carries the steps out
    "network",  # DNS, NAT and addresses
    "desktop",  # test computers, MSI distribution, hosts files
    "representative",  # console account that may edit all Jump Clients
    "witness",  # second pair of eyes, signs nothing else
    "approver",  # releases the change
    "manager",  # change manager
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failover:
    """How traffic is moved to the other appliance of a pair (guide lines 419-447)."""

    switch: Switch
    shared_ip: IpAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appliance:
    """One appliance that stands today."""

    id: Identifier
    role: Role
    form: Form
    model: str = ""
    hostname: Hostname
    ip: IpAddress
    base: Version
    software: Version
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppliance:
    """The appliance that a migration moves to."""

    id: Identifier
    form: Form
    model: str = ""
    hostname: Hostname
    ip: IpAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """What client software the site has, as far as it changes the procedure."""

    jump_clients: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    extractable_msi: bool = False
    locked_msi_consoles: bool = False
    integration_clients: Literal["none", "by-ip", "by-hostname"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signs."""

    initials: Annotated[str, StringConstraints(min_length=1, max_length=6, pattern=r"^[^\W_]+$")]
    name: Annotated[str, StringConstraints(min_length=1)]
    email: str | None = None
    roles: Annotated[tuple[StaffRole, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One pass through the whole site: at most one Base and exactly one BeyondTrust package (X6)."""

    base: Version | None = None
    software: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A maintenance window in the site's local time."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One planned change of a site."""

    id: Identifier
    kind: Literal["upgrade", "migrate"]
    method: Literal["automatic", "manual"] | None = None  # none for clusters
    order: Literal["synchronous", "asynchronous"] | None = None  # pairs only
    major: bool = True
    client_wait: Literal["24h", "remove-clients"] = "24h"
    hops: Annotated[tuple[Hop, ...], Field(min_length=1, max_length=9)]
    windows: Annotated[tuple[Window, ...], Field(min_length=1)]
    source: Annotated[Identifier | None, Field(alias="from")] = None
    target: Annotated[NewAppliance | None, Field(alias="to")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site: a name that users reach, the appliances behind it, its people and its changes."""

    id: Identifier
    name: Annotated[str, StringConstraints(min_length=1)]
    hostname: Hostname
    timezone: str
    languages: tuple[LanguageTag, ...] | None = None
    failover: Failover | None = None
    appliances: Annotated[tuple[Appliance, ...], Field(min_length=1)]
    clients: Clients = field(default_factory=Clients)
    staff: Annotated[tuple[Person, ...], Field(min_length=1)]
    changes: tuple[Change, ...] = ()

    @property
    def topology(self) -> Literal["single", "failover", "atlas-failover", "atlas-no-failover"]:
        """Read off the roles; meaningful once `runbook.load.inventory` has accepted the site."""
        roles = {a.role for a in self.appliances}
        if "traffic" in roles:
            return "atlas-failover" if "backup" in roles else "atlas-no-failover"
        return "failover" if "backup" in roles else "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """A whole inventory file."""

    schema: Literal[1]
    organization: Annotated[str, StringConstraints(min_length=1)]
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]
