"""On which side of a step its QR codes stand: where they make it least high.

Reckoned from the texts alone, never from a site's values, so that all sites of one shape look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from .glyphs import text_mm
from .parts import LinkView

POINTS = 11.0
LINE_MM = 5.13
MAIN_MM = 116.0
NOTE_MM = 108.0
KIND = "Remarque "  # the word before a note
CODE_MM = 27.0  # a code and the air below it, without its address
ADDRESS_POINTS, ADDRESS_LINE_MM = 8.5, 3.6
NARROW_MM, BROAD_MM = 50.0, 53.0  # what an address has for itself below a code
VALUES_MM = 12.5  # two values side by side
EVIDENCE_MM = 16.0
OWN_MM, PLAIN_MM, LETTER_MM = 43.4, 29.4, 8.0


def beside(
    texts: Sequence[str], notes: Sequence[str], values: int, evidence: bool, side_mm: float, codes: Sequence[LinkView]
) -> int:
    """How many of the QR codes go to the narrow side, given what stands in the broad one.

    The first of them go to the side.
    """
    main = sum(_height(text, MAIN_MM) for text in texts) + sum(_height(KIND + note, NOTE_MM) + 2 for note in notes)
    main += -(-values // 2) * VALUES_MM + evidence * EVIDENCE_MM

    def height(narrow: int) -> float:
        rows = [codes[i : i + 2] for i in range(narrow, len(codes), 2)]
        broad = sum(max(_code(code, BROAD_MM) for code in row) for row in rows)
        return max(side_mm + sum(_code(code, NARROW_MM) for code in codes[:narrow]), main + broad)

    return min(range(len(codes), -1, -1), key=height)


def side_mm(own: bool, letters: int) -> float:
    """The height of the narrow side: beside an appliance, beside the letters of a pass, beside neither."""
    return OWN_MM if own else PLAIN_MM + letters * LETTER_MM


def _code(code: LinkView, width: float) -> float:
    """The height of a code with its address below it, which has that width to itself."""
    return CODE_MM + -(-text_mm(code.url, ADDRESS_POINTS) // (width * 0.95)) * ADDRESS_LINE_MM


def _height(text: str, width: float) -> float:
    """The height of a paragraph in mm, about: words rarely fill the last twentieth of a line."""
    return -(-text_mm(text, POINTS) // (width * 0.95)) * LINE_MM
