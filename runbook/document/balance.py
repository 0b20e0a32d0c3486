"""On which side of a step its QR codes stand: where they make it least high.

Reckoned from the texts alone, never from a site's values, so that all sites of one shape look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from runbook.document.glyphs import text_mm

POINTS = 11.0
LINE_MM = 5.13
MAIN_MM = 116.0
NOTE_MM = 108.0
CODE_MM = 27.0
VALUES_MM = 12.5  # two values side by side
EVIDENCE_MM = 16.0
SIDE_MM = {"own": 37.0, "letters": 21.0, "none": 13.0}  # beside an appliance, the letters of a pass, nothing
LETTER_MM = 8.0


def beside(texts: Sequence[str], notes: Sequence[str], values: int, evidence: bool, side_mm: float, codes: int) -> int:
    """How many of `codes` QR codes go to the narrow side, given what stands in the broad one."""
    main = sum(_height(text, MAIN_MM) for text in texts) + sum(_height(note, NOTE_MM) + 2 for note in notes)
    main += -(-values // 2) * VALUES_MM + evidence * EVIDENCE_MM

    def height(narrow: int) -> float:
        rows = -(-(codes - narrow) // 2)
        return max(side_mm + narrow * CODE_MM, main + rows * CODE_MM)

    return min(range(codes, -1, -1), key=height)


def _height(text: str, width: float) -> float:
    """The height of a paragraph in mm, about: words rarely fill the last twentieth of a line."""
    return -(-text_mm(text, POINTS) // (width * 0.95)) * LINE_MM
