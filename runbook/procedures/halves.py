"""The halves of a cluster's traffic nodes: whole regions wherever that comes within a node of equal halves."""

from __future__ import annotations

from collections.abc import Sequence

from runbook.model.site import Appliance

SLACK = 1  # nodes by which the larger half may be larger than it has to be, for the sake of whole regions


def first_half(appliances: Sequence[Appliance]) -> frozenset[str]:
    """The nodes that are emptied first (AF4), the larger half; regions count in the order of the inventory."""
    regions = _regions(appliances)
    order = [node for region in regions for node in region]
    least = (len(order) + 1) // 2
    for size in range(least, min(least + SLACK, len(order) - 1) + 1):
        chosen = _of_size([len(region) for region in regions], size)
        if chosen is not None:
            return frozenset(node for number in chosen for node in regions[number])
    return frozenset(order[:least])


def split_region(appliances: Sequence[Appliance]) -> str | None:
    """The region that has nodes in both halves; there is one at most."""
    first = first_half(appliances)
    for region in _regions(appliances):
        if 0 < len(first & {*region}) < len(region):
            return next(a.region for a in appliances if a.id == region[0])
    return None


def _regions(appliances: Sequence[Appliance]) -> list[list[str]]:
    """The traffic nodes of each region; one that has none is a region by itself."""
    found: dict[str, list[str]] = {}
    for node in appliances:
        if node.role == "traffic":
            found.setdefault(f"region {node.region}" if node.region else f"node {node.id}", []).append(node.id)
    return list(found.values())


def _of_size(sizes: Sequence[int], wanted: int) -> tuple[int, ...] | None:
    """Which of these sizes come to `wanted`, the first ones where there is a choice."""
    reach, possible = [1], (1 << wanted + 1) - 1  # bit by bit: the sums that the last ones can come to
    for size in reversed(sizes):
        reach.append((reach[-1] | reach[-1] << size) & possible)
    chosen = []
    for number, size in enumerate(sizes):
        if wanted >= size and reach[len(sizes) - number - 1] >> (wanted - size) & 1:
            chosen.append(number)
            wanted -= size
    return tuple(chosen) if wanted == 0 else None
