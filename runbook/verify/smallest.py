"""The smallest set of entries that must be wrong, exactly and in polynomial time.

Two entries contradict each other where the later step is signed too early for the earlier one. Along the closure of the
rules this is itself an order: if a contradicts b, and b contradicts c, then a contradicts c. A set of entries without a
contradiction is therefore an antichain of that order, and the smallest set to blame is everything outside a largest
antichain: by König's theorem a minimum vertex cover of the bipartite graph in which every entry stands once on either
side, found here as a minimum cut (weighted: the capacity of an entry is its cost).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

Pairs = Mapping[int, Sequence[int]]  # a step, and those after it that it contradicts


def smallest_cover(pairs: Pairs, preference: Mapping[int, int]) -> frozenset[int]:
    """A smallest set of steps that touches every pair; among the smallest, one whose preferences sum to the least.

    `pairs` must be transitive. `preference` (0 or more, 0 by default) makes a step the dearer to blame.
    """
    nodes = {*pairs, *(then for later in pairs.values() for then in later)}
    unit = 1 + sum(preference.get(node, 0) for node in nodes)  # one step less outweighs every preference
    graph = _Graph(pairs, {node: unit + preference.get(node, 0) for node in sorted(nodes)})
    while graph.augment():
        pass
    reached_left, reached_right = graph.reachable()
    return frozenset(node for node in nodes if (node in pairs and node not in reached_left) or node in reached_right)


class _Graph:
    """Flow from the source through a step on the left, a contradiction, a step on the right, into the sink.

    Sets of steps on the right are bit masks: a search costs little even where everything contradicts everything.
    """

    def __init__(self, pairs: Pairs, cost: Mapping[int, int]) -> None:
        self.masks = {first: bits_of(later) for first, later in sorted(pairs.items()) if later}
        self.left = {first: cost[first] for first in self.masks}
        self.right = dict(cost)
        self.flows: dict[int, dict[int, int]] = {node: {} for node in cost}  # right step: left step: flow

    def search(self) -> tuple[dict[int, int], dict[int, int], int | None]:
        """Breadth first from the source: how each side was reached (by which step), and a right step with room left."""
        came_left = {first: -1 for first, room in self.left.items() if room}
        came_right: dict[int, int] = {}
        seen = 0
        queue = list(came_left)
        for first in queue:
            new = self.masks[first] & ~seen
            seen |= new
            for then in few_of_bits(new):
                came_right[then] = first
                if self.right[then]:
                    return came_left, came_right, then
                for back in self.flows[then]:
                    if back not in came_left:
                        came_left[back] = then
                        queue.append(back)
        return came_left, came_right, None

    def augment(self) -> bool:
        """Push as much flow as one more path takes; False where there is none."""
        came_left, came_right, end = self.search()
        if end is None:
            return False
        path = [end]  # right, left, right, …, left
        while path[-1] != -1:
            path.append(came_right[path[-1]])
            path.append(came_left[path[-1]])
        path.pop()
        taken = [self.flows[path[at + 1]][path[at]] for at in range(1, len(path) - 1, 2)]
        amount = min(self.right[end], self.left[path[-1]], *taken)
        self.right[end] -= amount
        self.left[path[-1]] -= amount
        for at in range(0, len(path), 2):
            self._add(path[at], path[at + 1], amount)
            if at + 2 < len(path):
                self._add(path[at + 2], path[at + 1], -amount)
        return True

    def _add(self, then: int, first: int, amount: int) -> None:
        flow = self.flows[then].get(first, 0) + amount
        if flow:
            self.flows[then][first] = flow
        else:
            self.flows[then].pop(first, None)

    def reachable(self) -> tuple[frozenset[int], frozenset[int]]:
        """What the source still reaches when no path to the sink is left."""
        came_left, came_right, _ = self.search()
        return frozenset(came_left), frozenset(came_right)


def bits_of(steps: Collection[int]) -> int:
    """A set of steps as a number of which each step is a bit."""
    digits = bytearray(b"0" * (max(steps, default=0) + 1))
    for step in steps:
        digits[-1 - step] = 49  # "1"
    return int(bytes(digits), 2)


def of_bits(mask: int) -> Iterator[int]:
    """The steps of such a set, the first one first."""
    return (number for number, digit in enumerate(reversed(f"{mask:b}")) if digit == "1") if mask else iter(())


def few_of_bits(mask: int) -> Iterator[int]:
    """The same where few are asked for."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
