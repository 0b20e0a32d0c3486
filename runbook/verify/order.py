"""ORD: was everything signed after what must come before it?"""

from __future__ import annotations

from collections.abc import Iterator
from operator import le

from runbook.model.finding import Finding
from runbook.verify.contradictions import culprits_of, findings
from runbook.verify.quick import QuickTest, Shape, always, pick
from runbook.verify.record_under_check import RecordUnderCheck


def quick(shape: Shape) -> QuickTest:
    """No time lies before one that must come first."""
    pairs = [(first, then) for first, then, seconds in shape.edges if not seconds]
    if not pairs:
        return always
    firsts, thens = (pick(places) for places in zip(*pairs, strict=True))
    return lambda seen: all(map(le, firsts(seen.times), thens(seen.times)))


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each entry (or slip) that stands in the wrong order."""
    return findings(case, culprits_of(case), backwards=True)
