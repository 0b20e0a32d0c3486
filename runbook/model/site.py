"""An inventory as its author wrote it: organization, sites, appliances, people, changes.

Shapes and bounds stand here, beside the names; what relates several values (a pair needs a backup, hops rise, windows
do not overlap) is checked in `runbook.inventory.checks`. Descriptions stand here too: they become the JSON Schema.
"""

# Annotations are not put off here (`from __future__ import annotations`), as in runbook.model.procedure: they are read
# whenever an inventory is.

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Literal

from runbook.model.limits import Closed, Limits, WrongFormError

LOCAL_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?$"
LOCAL_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
YEARS = range(2000, 2200)  # a year outside is a slip of the pen


@lru_cache(maxsize=1024)
def local_time(text: str) -> datetime:
    """`2026-12-05 22:00` (`T` and seconds allowed) as a datetime without zone.

    Raises WrongFormError: `time_form` for another form, `no_such_time` for the 30th of February.
    """
    if re.match(LOCAL_TIME, text, re.ASCII) is None or text.endswith("\n"):
        raise WrongFormError("time_form")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongFormError("no_such_time") from None
    if moment.year not in YEARS or text[11:13] == "24":  # which Python 3.14 reads, as the midnight after that day
        raise WrongFormError("no_such_time")
    return moment


def local_date(text: str) -> date:
    """`2026-12-20`. Raises WrongFormError: `date_form` for another form, `no_such_date` for the 30th of February."""
    if re.match(LOCAL_DATE, text, re.ASCII) is None or text.endswith("\n"):
        raise WrongFormError("date_form")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongFormError("no_such_date") from None
    if day.year not in YEARS:
        raise WrongFormError("no_such_date")
    return day


@lru_cache(maxsize=1024)
def version_key(version: str) -> tuple[int, ...]:
    """What versions are compared by: "6.1.0" and "6.1" are (6, 1), and older than "6.10". None is unknown."""
    numbers = [int(number) for number in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _ip_sketch() -> str:
    """The form of an address that an appliance can have, as `runbook.inventory.checks.addresses` reads it."""
    byte = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    four = rf"(?:{byte}\.){{3}}{byte}"
    word = r"[0-9A-Fa-f]{1,4}"
    tail = rf"(?:{word}:{word}|{four})"
    six = [rf"(?:{word}:){{6}}{tail}"]
    for n in range(5):
        six.append(rf"(?:(?:{word}:){{0,{n}}}{word})?::(?:{word}:){{{4 - n}}}{tail}")
    six += [
        rf"::(?:{word}:){{5}}{tail}",
        rf"(?:(?:{word}:){{0,5}}{word})?::{word}",
        rf"(?:(?:{word}:){{0,6}}{word})?::",
    ]
    # no loopback, link-local, multicast, broadcast, and not the address that stands for none; nor IPv4 spelt as IPv6
    not_four = r"(?!127\.|169\.254\.|22[4-9]\.|23[0-9]\.|0\.0\.0\.0$|255\.255\.255\.255$)"
    mapped = rf"[0:]*:[Ff]{{4}}:{tail}$|(?:0+:){{5}}[Ff]{{4}}:"
    not_six = rf"(?![0:]+1?$|[Ff]{{2}}[0-9A-Fa-f]{{2}}:|[Ff][Ee][89AaBb][0-9A-Fa-f]:|{mapped})"
    return f"^(?:{not_four}{four}|{not_six}(?:{'|'.join(six)}))$"


Identifier = Annotated[
    str,
    Limits(
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?$",
        form="write 1 to 40 letters without accents, digits, hyphens and underscores, no hyphen at an end",
        description="letters, digits, hyphens, underscores; 1 to 40; used in file names",
    ),
]
Hostname = Annotated[
    str,
    Limits(
        max_length=253,
        pattern=r"^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        form="write a name such as support.example.com; one with other letters in its xn-- form",
        description="a host name; an internationalised one in its xn-- form",
    ),
]
Version = Annotated[
    str,
    Limits(
        pattern=r"^[0-9]{1,4}(?:\.[0-9]{1,6}){1,3}$",
        form='write digits and dots in quotes, such as "24.1.2"',
        description='digits and dots, in quotes: "24.1.2"',
    ),
]
UNKNOWN = "unknown"  # what a version of today is where nobody has looked it up
VersionToday = Annotated[
    str,
    Limits(
        pattern=rf"^(?:[0-9]{{1,4}}(?:\.[0-9]{{1,6}}){{1,3}}|{UNKNOWN})$",
        form=f'write digits and dots in quotes, such as "24.1.2"; or {UNKNOWN}',
        description=f'digits and dots, in quotes: "24.1.2"; or {UNKNOWN}',
    ),
]
LanguageTag = Annotated[
    str,
    Limits(pattern=r"^[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_[A-Z]{2})?$", form="write a tag such as fr or pt_BR"),
]
IpAddress = Annotated[
    str,
    Limits(
        max_length=45,
        sketch=_ip_sketch(),
        form="write one IPv4 or IPv6 address of an appliance, such as 192.0.2.11",
        description="an IPv4 or IPv6 address",
    ),
]
IpAddresses = tuple[IpAddress, ...] | IpAddress
LONGEST_TEXT = 2000  # letters of a free text: it stands on pages, and pages are set while somebody waits
FreeText = Annotated[str, Limits(max_length=LONGEST_TEXT)]
Name = Annotated[
    str, Limits(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S", form="write a text that is not blank")
]
Email = Annotated[
    str,
    Limits(
        max_length=254,
        # no blanks, controls, marks that turn the text round, or anything that a mail header reads as its own
        pattern=(
            r'^[^\s\x00-\x20\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff@,;:<>()\[\]\\"]{1,64}'
            r"@[^\s\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+$"
        ),
        form="write an address alone, such as c.martin@example.com",
    ),
]
LocalTime = Annotated[
    datetime,
    Limits(
        read=local_time,
        pattern=LOCAL_TIME,
        form="write date and time, such as 2026-12-05 22:00",
        description="local date and time: 2026-12-05 22:00",
    ),
]
LocalDate = Annotated[
    date,
    Limits(
        read=local_date,
        pattern=LOCAL_DATE,
        form="write a date, such as 2026-12-20",
        description="a day, in the site's local time: 2026-12-20",
    ),
]
CLOCK_TIME = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"
ClockTime = Annotated[
    str,
    Limits(
        pattern=CLOCK_TIME,
        description='a time of day, in quotes: "22:00"',
        form='write hours and minutes from 00:00 to 23:59, in quotes, such as "22:00"',
    ),
]

LicenceName = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=60,
        pattern=r"\S",
        form="write 1 to 60 letters, as Support names it",
        description="what the licence is called, as Support names it",
    ),
]
PatchId = Annotated[
    str,
    Limits(
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?$",
        form="write 1 to 40 letters without accents, digits, dots, hyphens and underscores, such as BT26-02",
        description="the vendor's id of a patch: letters, digits, hyphens, underscores, dots; 1 to 40",
    ),
]
FileName = Annotated[
    str,
    Limits(
        max_length=120,
        pattern=r"^[^\s/\\\x00-\x1f\x7f](?:[^/\\\x00-\x1f\x7f]*[^\s/\\\x00-\x1f\x7f])?$",
        form="write only its name, without folders",
        description="the name of a file, without folders",
    ),
]
Sha256 = Annotated[
    str,
    Limits(
        pattern=r"^[0-9A-Fa-f]{64}$",
        form="write its 64 hexadecimal digits, in quotes",
        description="64 hexadecimal digits, in quotes",
    ),
]

PackageKind = Literal[
    "base",  # a Base package
    "software",  # a BeyondTrust package: the version that clients follow
    "licence",  # an additional licence
    "patch",  # a patch, such as a security fix
]
PACKAGE_KINDS: tuple[PackageKind, ...] = ("base", "software", "licence", "patch")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Role = Literal["standalone", "primary", "backup", "traffic"]
Form = Literal["physical", "virtual"]
Switch = Literal["shared-ip", "dns", "nat"]
Topology = Literal["single", "failover", "atlas-failover", "atlas-no-failover"]
DateOrder = Literal["dmy", "mdy"]
ChangeState = Literal[
    "planned",
    "approved",
    "done",  # carried out as planned: what it installs runs on the appliances
    "stopped",  # given up half-way: what runs on the appliances is what the inventory says of them
    "cancelled",  # none of it takes place
]
CLOSED: frozenset[str] = frozenset({"done", "stopped", "cancelled"})  # states of which nothing is made any more
StaffRole = Literal[
    "technician",  # /appliance and /login administrator: carries the steps out
    "network",  # DNS, NAT and addresses
    "desktop",  # test computers, MSI distribution, hosts files
    "representative",  # console account that may edit all Jump Clients
    "witness",  # second pair of eyes, signs nothing else
    "approver",  # releases the change
    "manager",  # change manager
]

RoleName = Annotated[
    str,
    Limits(
        max_length=30,
        pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$",
        form="write the name of a role: lowercase letters, digits and hyphens",
        description="a role of the kit, or one that the house names",
    ),
]
ExtraValue = Annotated[str, Limits(max_length=200)] | int | bool
Extras = Annotated[dict[str, ExtraValue], Limits(description="keys that the house declares, with their values")]


_IP_KEY = "its own address, IPv4 or IPv6; or a list of one IPv4 and one IPv6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failover(Closed):
    """How traffic is moved to the other appliance of a pair (guide lines 419-447)."""

    switch: Annotated[Switch, Limits(description="what is changed so that users reach the other appliance")]
    shared_ip: Annotated[IpAddress | None, Limits(description="only with switch: shared-ip")] = None
    state: Annotated[
        Literal["paired", "apart"],
        Limits(description="apart: the pair was found taken apart, so its planned change takes up an upgrade half-way"),
    ] = "paired"
    serving: Annotated[
        Identifier | None, Limits(description="only with state: apart; the id of the appliance that users reach")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appliance(Closed):
    """One appliance that stands today."""

    id: Identifier
    role: Annotated[Role, Limits(description="standalone, or its part in a pair or a cluster")]
    form: Annotated[Form, Limits(description="a physical appliance, or a virtual one")]
    model: Annotated[FreeText, Limits(description="free text, such as B300")] = ""
    hostname: Annotated[Hostname, Limits(description="its own name, not the one that users reach")]
    ip: Annotated[IpAddresses, Limits(description=_IP_KEY)]
    base: Annotated[
        VersionToday, Limits(description=f'the Base software it runs today, in quotes: "6.1.0"; or {UNKNOWN}')
    ]
    software: Annotated[
        VersionToday, Limits(description=f'the BeyondTrust software it runs today, in quotes: "22.2.1"; or {UNKNOWN}')
    ]
    region: Annotated[Name | None, Limits(description="traffic nodes: halves are formed by region")] = None
    extra: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppliance(Closed):
    """The appliance that a migration moves to."""

    id: Identifier
    form: Annotated[Form, Limits(description="a physical appliance, or a virtual one")]
    model: Annotated[FreeText, Limits(description="free text, such as B300")] = ""
    hostname: Annotated[Hostname, Limits(description="its own name, not the one that users reach")]
    ip: Annotated[IpAddresses, Limits(description=_IP_KEY)]
    extra: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients(Closed):
    """What client software the site has, as far as it changes the procedure."""

    jump_clients: Annotated[int, Limits(low=0, high=10_000_000, description="how many Jump Clients")] = 0
    extractable_msi: Annotated[bool, Limits(description="the vendor has enabled extractable MSI installers")] = False
    locked_msi_consoles: Annotated[bool, Limits(description="consoles by MSI on locked-down PCs")] = False
    integration_clients: Annotated[
        Literal["none", "by-ip", "by-hostname"], Limits(description="Integration Clients, and how they reach the site")
    ] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Closed):
    """Somebody who signs."""

    initials: Annotated[
        str,
        Limits(
            min_length=1,
            max_length=6,
            pattern=r"^[^\W_]+$",
            sketch=r"^[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa0]+$",  # editors know no letters but those of English
            form="write letters and digits alone",
            description="1 to 6 letters or digits, as signed on paper; nobody else of the site has them",
        ),
    ]
    name: Annotated[Name, Limits(description="the full name")]
    email: Annotated[Email | None, Limits(description="an e-mail address alone, without a name")] = None
    roles: Annotated[
        tuple[RoleName | StaffRole, ...], Limits(min_length=1, unique=True, description="what this person may sign")
    ]
    language: Annotated[
        LanguageTag | None, Limits(description="of mails to this person; by default every language of the site")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Closed):
    """One package of a hop; which of base, software, licence and patch is given says what it is."""

    base: Annotated[Version | None, Limits(description="a Base package: its version")] = None
    software: Annotated[Version | None, Limits(description="a BeyondTrust package: its version; one at most")] = None
    licence: Annotated[LicenceName | None, Limits(description="an additional licence: its name")] = None
    patch: Annotated[PatchId | None, Limits(description="a patch: its id")] = None
    file: Annotated[FileName | None, Limits(description="patches: the file that it is installed from")] = None
    sha256: Annotated[Sha256 | None, Limits(description="patches: the SHA-256 of that file")] = None

    @property
    def kind(self) -> PackageKind:
        """What it is; meaningful once `runbook.inventory.load` has accepted it."""
        return next(kind for kind in PACKAGE_KINDS if getattr(self, kind) is not None)

    @property
    def name(self) -> str:
        """Its version, name or id."""
        name: str = getattr(self, self.kind)
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop(Closed):
    """What is installed together: any packages, of which one Base and one BeyondTrust package at most (X6)."""

    base: Annotated[Version | None, Limits(description="the Base package of this hop, if it has one")] = None
    software: Annotated[Version | None, Limits(description="the BeyondTrust package of this hop, if it has one")] = None
    packages: Annotated[
        tuple[Package, ...],
        Limits(max_length=9, description="in place of base and software: all packages of this hop, in order"),
    ] = ()

    @property
    def contents(self) -> tuple[Package, ...]:
        """Its packages in their order, however they are written."""
        if self.packages:
            return self.packages
        short = (Package(base=self.base), Package(software=self.software))
        return tuple(package for package in short if package != Package())

    def names(self, kind: PackageKind) -> tuple[str, ...]:
        """The versions, names or ids of its packages of a kind."""
        if not self.packages:
            short = getattr(self, kind, None)
            return () if short is None else (short,)
        return tuple(package.name for package in self.packages if package.kind == kind)

    def version(self, kind: Literal["base", "software"]) -> str | None:
        """The version of its Base or BeyondTrust package, where it has one."""
        return next(iter(self.names(kind)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Closed):
    """A maintenance window in the site's local time."""

    start: LocalTime
    end: LocalTime
    done: Annotated[bool, Limits(description="its work was carried out, by a plan that was printed earlier")] = False
    continues: Annotated[
        int | None,
        Limits(key="for", low=1, high=99, description="the number of the earlier window whose work goes on in it"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals(Closed):
    """What is asked for before anything of a change may begin."""

    needed: Annotated[int, Limits(low=1, high=5, description="how many people release it")] = 1
    not_by_those_who_carry_out: Annotated[
        bool, Limits(description="whoever carries the change out does not release it: an error, else a warning")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Closed):
    """One planned change of a site."""

    id: Identifier
    kind: Annotated[
        Literal["upgrade", "migrate", "other"],
        Limits(description="new software, another appliance, or a change on a path of the house's own"),
    ]
    path: Annotated[str | None, Limits(max_length=80, description="other: the name of the house's path")] = None
    method: Annotated[
        Literal["automatic", "manual"] | None,
        Limits(description="automatic, or manual from a restricted network; left out for clusters"),
    ] = None
    order: Annotated[
        Literal["synchronous", "asynchronous"] | None,
        Limits(description="pairs only: the primary first and users wait, or the backup first and users move to it"),
    ] = None
    major: Annotated[
        bool | None,
        Limits(
            description="a major release: the vendor's notice is waited for; "
            "left out: it is one where the first or second number of the BeyondTrust version changes"
        ),
    ] = None
    client_wait: Annotated[
        Literal["24h", "remove-clients"],
        Limits(description="between two BeyondTrust packages: 24 hours, or all client software is removed first"),
    ] = "24h"
    snapshot: Annotated[
        bool,
        Limits(
            description="virtual standalone appliances only: a snapshot of it is taken before each hop, removed after"
        ),
    ] = False
    hops: Annotated[
        tuple[Hop, ...], Limits(min_length=1, max_length=9, description="oldest first, newest last; not with other")
    ] = ()
    windows: Annotated[
        tuple[Window, ...],
        Limits(
            min_length=1,
            description="in order; pairs: two for each hop, everything else: one; and those with for:",
        ),
    ]
    source: Annotated[
        Identifier | None, Limits(key="from", description="migrations: the id of the appliance that is replaced")
    ] = None
    target: Annotated[NewAppliance | None, Limits(key="to")] = None
    state: Annotated[
        ChangeState,
        Limits(description="how far it got; never printed. Nothing is made for one that is done, stopped or cancelled"),
    ] = "planned"
    ticket: Annotated[
        Name | None, Limits(max_length=32, description="the customer's own number of it, printed beside the id")
    ] = None
    approval: Annotated[
        Approvals | None, Limits(description="who has to release it; left out: what the site says, or one person")
    ] = None
    urgency: Annotated[
        Literal["normal", "expedited"],
        Limits(description="expedited: released by word of mouth, and ratified in writing at the end"),
    ] = "normal"
    reason: Annotated[
        Name | None, Limits(max_length=190, description="why it is made, such as the CVE ids that it fixes; printed")
    ] = None
    deadline: Annotated[LocalDate | None, Limits(description="the last day on which it may be done; printed")] = None
    extra: Extras = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether nothing is made of it any more."""
        return self.state in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTime(Closed):
    """Hours of the week in which few people need the site, in its local time."""

    days: Annotated[tuple[Day, ...], Limits(min_length=1, unique=True, description="the days on which it begins")]
    start: ClockTime
    end: Annotated[ClockTime, Limits(description="if it is not later than the start, it is on the next day")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze(Closed):
    """A time in which nothing may be changed, in the site's local time."""

    start: LocalTime
    end: LocalTime
    reason: Annotated[Name, Limits(description="why, as messages say it")]
    except_for: Annotated[
        tuple[Identifier, ...], Limits(key="except", unique=True, description="the ids of changes that may go on")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Closed):
    """One site: a name that users reach, the appliances behind it, its people and its changes."""

    id: Identifier
    name: Annotated[Name, Limits(description="what people call the site")]
    hostname: Annotated[Hostname, Limits(description="the name that users reach")]
    timezone: Annotated[str, Limits(description="such as Europe/Paris; every time of the site is local to it")]
    languages: Annotated[
        tuple[LanguageTag, ...] | None,
        Limits(min_length=1, unique=True, description="instead of the inventory's languages"),
    ] = None
    date_order: Annotated[
        DateOrder,
        Limits(description="how the people of the site write 5 December in figures: 05/12 (dmy) or 12/05 (mdy)"),
    ] = "dmy"
    failover: Failover | None = None
    appliances: Annotated[tuple[Appliance, ...], Limits(min_length=1)]
    clients: Clients = field(default_factory=Clients)
    staff: Annotated[tuple[Person, ...], Limits(min_length=1, description="who may sign; at least one technician")]
    approval: Annotated[
        Approvals | None, Limits(description="who has to release its changes, unless a change says so itself")
    ] = None
    low_traffic: Annotated[
        tuple[QuietTime, ...], Limits(description="when windows are best: a warning for those outside these hours")
    ] = ()
    freezes: Annotated[
        tuple[Freeze, ...], Limits(description="when nothing may be changed: a window there is refused")
    ] = ()
    changes: tuple[Change, ...] = ()
    extra: Extras = field(default_factory=dict)

    @property
    def topology(self) -> Topology:
        """Read off the roles; meaningful once `runbook.inventory.load` has accepted the site."""
        return topology_of(a.role for a in self.appliances)

    @property
    def apart(self) -> bool:
        """Whether its pair was found apart."""
        return self.failover is not None and self.failover.state == "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Closed):
    """What an inventory says beside its sites."""

    schema: Annotated[Literal[1], Limits(description="the version of this format")]
    organization: Annotated[Name, Limits(description="whose sites these are")]
    languages: Annotated[
        tuple[LanguageTag, ...],
        Limits(min_length=1, unique=True, description="rendered unless a site or --lang says otherwise"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory(Heading):
    """A whole inventory file."""

    sites: Annotated[tuple[Site, ...], Limits(min_length=1)]


def ip_text(ip: str | tuple[str, ...]) -> str:
    """The address of an appliance, or both: `192.0.2.11, 2001:db8::11`."""
    return ip if isinstance(ip, str) else ", ".join(ip)


def topology_of(roles: Iterable[str]) -> Topology:
    """What the roles of a site's appliances make of it."""
    held = set(roles)
    if "traffic" in held:
        return "atlas-failover" if "backup" in held else "atlas-no-failover"
    return "failover" if "backup" in held else "single"
