"""IP addresses, host names and ids of a site's appliances, its shared address, and the new appliances of migrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from runbook.i18n import N_
from runbook.inventory import wording
from runbook.inventory.checks.names import named
from runbook.inventory.checks.past import is_closed
from runbook.reading.nodes import KeyPath, clipped, path_text
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import NOT_KNOWN

_BROADCAST = IPv4Address("255.255.255.255")

Values = list[tuple[KeyPath, str]]


def check_addresses(site: PartialGroup) -> Iterator[Violation]:
    """Addresses are addresses, and no two appliances of a site share one, a host name or an id.

    Among sites they may repeat: private networks do. Two changes may name the same new appliance. One of a change that
    is done, stopped or cancelled may stand among those of today.
    """
    appliances = site.parts("appliances")
    failover = site.part("failover")
    going_on = (change for change in site.parts("changes") if not is_closed(change))
    targets = [target for change in going_on if (target := change.part("to")) is not None]
    current = _own(appliances) + (named([failover], "shared_ip") if failover else [])
    new = _own(targets)
    for part in (*appliances, *targets):
        yield from _one_of_each(part)
    for path, text in current + new:
        yield from _usable(path, text)
    message = N_("the IP address {value} is given twice; the first is at {first}")
    yield from _apart(_addresses(current), _addresses(new), message, N_("give each appliance its own"))
    hosts, new_hosts = named(appliances, "hostname"), named(targets, "hostname")
    message = N_("the host name {value} is given twice; the first is at {first}")
    yield from _apart(hosts, new_hosts, message, N_("give each appliance its own"))
    ids, new_ids = named(appliances, "id"), named(targets, "id")
    message = N_("the id {value} is given twice; the first is at {first}")
    yield from _apart(ids, new_ids, message, N_("give each appliance of the site an id of its own"))


def _own(parts: Iterable[PartialGroup]) -> Values:
    """The addresses of appliances, each with its path: one, or those of a list."""
    return [found for part in parts for found in (*named([part], "ip"), *part.texts("ip"))]


def _one_of_each(part: PartialGroup) -> Iterator[Violation]:
    """A list of addresses has one IPv4 and one IPv6."""
    count = part.count("ip")
    if count is None:
        return
    remedy = N_("write one of each kind, or one address alone")
    parsed = [address for _path, text in part.texts("ip") if (address := _parsed(text)) is not None]
    if count != 2:
        message = N_("addresses in this list: {count}, but an appliance has one IPv4 and one IPv6")
        yield Violation(part.at("ip"), message, remedy, {"count": str(count)})
    elif len(parsed) == 2 and parsed[0].version == parsed[1].version:
        message = N_("both addresses are IPv{version}, but an appliance has one IPv4 and one IPv6")
        yield Violation(part.at("ip"), message, remedy, {"version": str(parsed[0].version)})


def _apart(current: Values, new: Values, message: str, remedy: str) -> Iterator[Violation]:
    """A violation for each value that one of today's appliances has already."""
    seen: dict[str, KeyPath] = {}
    for path, value in current:
        seen.setdefault(value.casefold(), path)
    for path, value in current + new:
        first = seen.get(value.casefold(), path)
        if first != path:
            yield Violation(path, message, remedy, {"value": clipped(value), "first": path_text(first)})


def _addresses(values: Values) -> Values:
    """Addresses in one notation, so that 2001:DB8::1 and 2001:db8:0::1 are the same; what is none is left out."""
    parsed = ((path, _parsed(text)) for path, text in values)
    return [(path, str(address)) for path, address in parsed if address is not None]


def _usable(path: KeyPath, text: str) -> Iterator[Violation]:
    address = _parsed(text)
    if address is None:
        message, remedy = wording.FORMS["appliances.ip" if path[-1] == "ip" else "ip"]
        message = NOT_KNOWN if text == wording.OPEN else message
        yield Violation(path, message, remedy, {"value": clipped(text)})
    elif _leads_nowhere(address):
        message = N_("{value} cannot be the address of an appliance")
        yield Violation(path, message, N_("write the address by which others reach it"), {"value": clipped(text)})


def _leads_nowhere(address: IPv4Address | IPv6Address) -> bool:
    """No address, one of many machines, or one that stays in a machine or on a cable; and an IPv4 address in the
    spelling of an IPv6 one, which would be a second one beside itself."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return True
    nobody = address.is_unspecified or address.is_multicast or address == _BROADCAST
    return nobody or address.is_loopback or address.is_link_local


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    if "%" in text:  # a zone means something on one machine only
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None
