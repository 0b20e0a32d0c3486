"""On which side of a step its QR codes stand: where they make it least high.

Reckoned from the texts alone, never from a site's values, so that all sites of one shape look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from runbook.document.glyphs import text_mm
from runbook.document.parts import FieldKind, LinkView

POINTS = 11.0
LINE_MM = 5.13
MAIN_MM = 113.0
NOTE_MM = 106.5
KIND = "Remarque "  # the word before a note
CODE_MM = 25.8
NARROW_MM, BROAD_MM = 28.5, 28.5  # what the title and the address of a code have for themselves beside it
TITLE_POINTS, TITLE_LINE_MM = 9.0, 3.7
ADDRESS_POINTS, ADDRESS_LINE_MM = 8.5, 3.5
BESIDE = 0.48  # of the broad side: what is left for texts beside a code
VALUES_MM = 12.0  # two values side by side
LINE_EVIDENCE_MM, EVIDENCE_MM = 15.5, 10.0  # a line to write on below its label; boxes beside it
OWN_MM, PLAIN_MM, LETTER_MM = 42.0, 29.4, 8.0


def beside(
    texts: Sequence[str],
    rest: Sequence[str],
    notes: Sequence[str],
    values: int,
    evidence_mm: float,
    side_mm: float,
    codes: Sequence[LinkView],
) -> int:
    """How many of the QR codes go to the narrow side, given what stands in the broad one.

    The first of them go to the side. In the broad one they stand on the right, below `texts`; values, notes and
    `rest` run beside them, or all texts where there are none of these.
    """
    if not (values or notes or rest):
        texts, rest = (), texts
    above = sum(_height(text, MAIN_MM) for text in texts)
    running = sum(_height(text, MAIN_MM) for text in rest)
    running += sum(_height(KIND + note, NOTE_MM) + 1.6 for note in notes) + -(-values // 2) * VALUES_MM

    def height(narrow: int) -> float:
        tall = sum(_code(code, BROAD_MM) for code in codes[narrow:])
        broad = above + tall + max(0.0, running - BESIDE * tall) + evidence_mm
        return max(side_mm + sum(_code(code, NARROW_MM) for code in codes[:narrow]), broad)

    return min(range(len(codes), -1, -1), key=height)


def evidence_mm(kind: FieldKind | None) -> float:
    """The height of what is to be written down."""
    return 0.0 if kind is None else LINE_EVIDENCE_MM if kind == "line" else EVIDENCE_MM


def side_mm(own: bool, letters: int) -> float:
    """The height of the narrow side: beside an appliance, the letters of a pass, both or neither."""
    return (OWN_MM if own else PLAIN_MM) + letters * LETTER_MM


def _code(code: LinkView, width: float) -> float:
    """The height of a code, with its title and its address in lines of that width beside it."""
    title = -(-text_mm(code.title, TITLE_POINTS) // (width * 0.8)) * TITLE_LINE_MM
    return max(CODE_MM, 1.5 + title + -(-text_mm(code.url, ADDRESS_POINTS) // (width * 0.8)) * ADDRESS_LINE_MM)


def _height(text: str, width: float) -> float:
    """The height of a paragraph in mm, about: words rarely fill the last twentieth of a line."""
    return -(-text_mm(text, POINTS) // (width * 0.95)) * LINE_MM
