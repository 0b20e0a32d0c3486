"""ORD: was everything signed after what must come before it?"""

from __future__ import annotations

from collections.abc import Iterator

from runbook.model.finding import Finding
from runbook.verify.contradictions import culprits_of, findings
from runbook.verify.record_under_check import RecordUnderCheck


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each entry (or slip) that stands in the wrong order."""
    return findings(case, culprits_of(case), backwards=True)
