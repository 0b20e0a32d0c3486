"""A few of many sites: whatever two things come together on some of the many come together on some of the few."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations

from runbook.model.site import Inventory
from runbook.procedures.facts import facts_of

Aspects = frozenset[Hashable]  # what a site is told from others by


def covering(inventories: Iterable[Inventory]) -> Iterator[Inventory]:
    """Those of inventories with one change each that show every pair of a fact, its absence, or what hops hold.

    The first of them is always among them, and comes first.
    """
    left = dict(enumerate(inventories))
    aspects = _told_apart(list(left.values()))
    pairs = {number: set(combinations(sorted(found, key=repr), 2)) for number, found in enumerate(aspects)}
    chosen = 0
    while left:
        shown = pairs.pop(chosen)
        yield left.pop(chosen)
        pairs = {number: rest for number, found in pairs.items() if (rest := found - shown)}
        if not pairs:
            return
        chosen = max(pairs, key=lambda number: (len(pairs[number]), -number))


def _told_apart(inventories: list[Inventory]) -> list[Aspects]:
    held = [_facts(inventory) for inventory in inventories]
    everywhere = frozenset().union(*held)
    return [
        frozenset({*((fact, fact in facts) for fact in everywhere), ("hops", _contents(inventory))})
        for facts, inventory in zip(held, inventories, strict=True)
    ]


def _facts(inventory: Inventory) -> frozenset[str]:
    (site,) = inventory.sites
    return facts_of(site, site.changes[0]) | {f"{one.id} {one.base} {one.software}" for one in site.appliances}


def _contents(inventory: Inventory) -> Hashable:
    """What each hop has, whatever its versions."""
    (site,) = inventory.sites
    return tuple(
        tuple((package.kind, package.file is not None) for package in hop.packages) for hop in site.changes[0].hops
    )
