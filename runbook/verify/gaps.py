"""GAP: did the time pass that must pass between two steps? Measured in UTC, both ends signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runbook.model.finding import Finding
from runbook.verify.contradictions import culprits_of, findings
from runbook.verify.quick import Apart, StateChoice
from runbook.verify.record_under_check import RecordUnderCheck


def quick(shape: StateChoice) -> Sequence[Apart]:
    """Every wait has passed."""
    return [edge for edge in shape.edges if edge[2]]


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each entry that comes too soon, yet in the right order."""
    return findings(case, culprits_of(case), backwards=False)
