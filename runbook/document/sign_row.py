"""Whether what is to be written down fits into the row of a sign-off, or takes a row of its own.

Reckoned from the texts alone, never from a site's values, so that all sites of one shape look alike. The widths are
those of templates/styles/runbook.css.
"""

from __future__ import annotations

from runbook.document.glyphs import text_mm
from runbook.document.parts import FieldKind

ROW_MM = 171.0  # the least, at a point of no return with a witness
GAP_MM = 1.4
ALWAYS_MM = 9 + 10 + 12 + 19 + 14.4 + 5 * GAP_MM  # done, failed, day, time, initials
NA_MM = 9 + GAP_MM
WITNESS_MM = 14.4 + GAP_MM
REASON_MM = 40  # the last one: no gap behind it
FIELD_MM: dict[FieldKind, float] = {"yes-no": 31.9, "go-no-go": 40.0, "moment": 32.4, "short": 20.0, "line": 45.0}
EXPECTED_MM = 20.8  # a version or a count, beside its field
LABEL_POINTS, LABEL_LINES = 9.0, 2


def evidence_fits(kind: FieldKind, label: str, *, expected: bool, na: bool, witness: bool) -> bool:
    """Whether a field with that label (and a value expected) fits beside the boxes of the sign-off."""
    room = ROW_MM - ALWAYS_MM - NA_MM * na - WITNESS_MM * witness - REASON_MM - GAP_MM
    if FIELD_MM[kind] + EXPECTED_MM * expected > room:
        return False
    return -(-text_mm(label, LABEL_POINTS) // (room * 0.92)) <= LABEL_LINES
