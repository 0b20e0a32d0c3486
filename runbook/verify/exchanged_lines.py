"""Two lines with others between them, each of which holds the other's time: one cause, where two would be blamed."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.slip_causes import cover_of
from runbook.verify.slips import are_exchanged
from runbook.verify.smallest import Pairs
from runbook.verify.too_early import without

APART = 12  # lines that were exchanged stand at most so far apart: as much has to fit
FEW = 12  # entries to blame; where there are more, no lines are exchanged


def exchanged_lines(
    case: RecordUnderCheck, pairs: Pairs, cover: frozenset[int], gone: frozenset[int]
) -> tuple[tuple[int, int], ...]:
    """The lines, the earlier one in the plan first. `cover` is a smallest set for `pairs`; `gone` are blamed in any
    case."""
    found: list[tuple[int, int]] = []
    while 1 < len(cover) <= FEW:
        for lines in _candidates(case, pairs, gone):
            rest = without(pairs, frozenset(lines))
            left = cover_of(case, rest)
            if len(left) + 2 <= len(cover):
                break
        else:
            break
        found.append(lines)
        pairs, cover, gone = rest, left, gone.union(lines)
    return tuple(found)


def _candidates(case: RecordUnderCheck, pairs: Pairs, gone: frozenset[int]) -> Iterator[tuple[int, int]]:
    """What stands near each other in the wrong order, and fits when it is exchanged."""
    for first in sorted(pairs):
        for then in range(first + 2, first + APART + 1):
            backwards = then in pairs[first] and case.moments[then].late < case.moments[first].early
            if backwards and are_exchanged(case, first, then, gone):
                yield first, then
