"""A line that ends with a space which alone does not fit is a whole line.

WeasyPrint takes the width of the space for that of text that does not fit, where something else follows in the line
(bold type, a link), and leaves the first word alone on its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from runbook.pdf.replaced import replaced

_COLLAPSING = frozenset({"normal", "pre-line"})


@contextmanager
def whole_lines() -> Iterator[None]:
    """WeasyPrint with such lines, until the block ends."""
    from weasyprint.text.line_break import split_first_line as original

    def split_first_line(text: str, style: Any, context: Any, width: Any, *room: Any, **more: Any) -> Any:
        found = original(text, style, context, width, *room, **more)
        if not _is_first_word(text, found[2]) or style["white_space"] not in _COLLAPSING:
            return found
        if original(text.rstrip(" "), style, context, width, *room, **more)[2] is not None:
            return found
        return original(text, style, context, None, *room, **more)

    with ExitStack() as stack:
        replaced(stack, original, split_first_line)
        yield


def _is_first_word(text: str, resumed: int | None) -> bool:
    """Whether of a text of several words that ends with a space the first one alone is in its line: the next line
    begins at the byte `resumed`."""
    if resumed is None or not text.endswith(" "):
        return False
    word, _space, others = text.partition(" ")
    return resumed == len(word.encode()) + 1 and bool(others.strip(" "))
