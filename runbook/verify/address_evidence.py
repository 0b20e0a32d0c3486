"""Addresses that were written down: of an appliance that has two, either of them, or both."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

_BETWEEN = re.compile(r"(?:[\s,;+&|]|/(?=.))+")  # not within an address
_WORDS = frozenset({"and", "et", "or", "ou"})
LONGEST = 200  # letters of what can be two addresses


def same_address(value: str, wanted: str) -> bool:
    """Whether `value` is one of the addresses that `wanted` is a list of, or several of them, and nothing else."""
    right, written = addresses_in(wanted), addresses_in(value)
    return bool(right) and bool(written) and written <= right


def addresses_in(text: str) -> frozenset[IPv4Address | IPv6Address]:
    """The addresses in a text; none where anything else stands in it."""
    if len(text) > LONGEST:
        return frozenset()
    found: set[IPv4Address | IPv6Address] = set()
    for part in filter(None, _BETWEEN.split(text.strip())):
        if part.casefold() in _WORDS:
            continue
        try:
            address = ip_address(part.strip("[]()").rstrip("."))
        except ValueError:
            return frozenset()
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        found.add(mapped or address)
    return frozenset(found)
