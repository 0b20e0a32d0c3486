"""Which values the pages of a shape show, and how: made of the marks that are met on them."""

from __future__ import annotations

from runbook.model.plan import Plan
from runbook.pdf.prefill.marks import MARK, ShownAs, meaning
from runbook.pdf.prefill.split_plan import split


class ShownValues:
    """The values that are shown, each as it is shown, in the order in which they are first met."""

    def __init__(self, marked_plan: Plan) -> None:
        self._places = {value: i for i, value in enumerate(split(marked_plan).values)}
        self._numbers: dict[tuple[ShownAs, int], int] = {}

    def parts(self, text: str) -> tuple[str | int, ...]:
        """`text` as pieces of text and numbers of shown values; it has no number where there is no mark in it."""
        parts: list[str | int] = []
        end = 0
        for mark in MARK.finditer(text):
            if mark.start() > end:
                parts.append(text[end : mark.start()])
            end = mark.end()
            shown_as, value = meaning(mark)
            row = value if shown_as is ShownAs.WARNING and isinstance(value, int) else self._places[value]
            parts.append(self._number(shown_as, row))
        return (*parts, text[end:]) if end < len(text) else tuple(parts)

    def all(self) -> tuple[tuple[ShownAs, int], ...]:
        """What each number stands for: a place in the list of values, or a row of warnings."""
        return tuple(self._numbers)

    def _number(self, shown_as: ShownAs, place: int) -> int:
        return self._numbers.setdefault((shown_as, place), len(self._numbers))
