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
CODE_MM = 27.0
ADDRESS_POINTS, ADDRESS_MM, ADDRESS_LINE_MM = 8.5, 22.0, 3.6
VALUES_MM = 12.5  # two values side by side
EVIDENCE_MM = 16.0
OWN_MM, PLAIN_MM, LETTER_MM = 42.0, 28.0, 8.0


def beside(
    texts: Sequence[str], notes: Sequence[str], values: int, evidence: bool, side_mm: float, codes: Sequence[LinkView]
) -> int:
    """How many of the QR codes go to the narrow side, given what stands in the broad one.

    The first of them go to the side.
    """
    main = sum(_height(text, MAIN_MM) for text in texts) + sum(_height(KIND + note, NOTE_MM) + 2 for note in notes)
    main += -(-values // 2) * VALUES_MM + evidence * EVIDENCE_MM

    def height(narrow: int) -> float:
        rows = -(-(len(codes) - narrow) // 2)
        return max(side_mm + sum(_code(code) for code in codes[:narrow]), main + rows * CODE_MM)

    return min(range(len(codes), -1, -1), key=height)


def side_mm(own: bool, letters: int) -> float:
    """The height of the narrow side: beside an appliance, beside the letters of a pass, beside neither."""
    return OWN_MM if own else PLAIN_MM + letters * LETTER_MM


def _code(code: LinkView) -> float:
    """The height of a code with its title and address beside it in the narrow column."""
    words = f"{code.title} {code.url}"
    return max(CODE_MM, -(-text_mm(words, ADDRESS_POINTS) // ADDRESS_MM) * ADDRESS_LINE_MM + 7)


def _height(text: str, width: float) -> float:
    """The height of a paragraph in mm, about: words rarely fill the last twentieth of a line."""
    return -(-text_mm(text, POINTS) // (width * 0.95)) * LINE_MM
