"""Values as text that can be seen: nothing invisible, nothing that turns what stands around it."""

from __future__ import annotations

import unicodedata
from functools import cache

from runbook.document.glyphs import drawable, mono

_SPACES = frozenset(" \u00a0\u202f")


@cache
def visible(text: str) -> str:
    """`text` with each character that cannot be seen or drawn written as `⟨U+202E⟩`.

    That is: controls, line breaks, bidirectional and other format marks, unusual spaces, unassigned and private
    characters, and whatever none of the kit's fonts has.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _can_be_seen(c) else f"⟨U+{ord(c):04X}⟩" for c in text)


def undrawn(text: str) -> tuple[str, ...]:
    """The characters of `text` that `visible` writes in another way, each once."""
    return tuple(dict.fromkeys(c for c in text if not _can_be_seen(c))) if not text.isascii() else ()


def columns(text: str) -> int:
    """How many columns of the monospaced face `text` takes, at most: one a character, two for one that only the
    proportional face has."""
    if text.isascii():
        return len(text)
    return sum(1 if ord(c) in mono() else 2 for c in text)


def _can_be_seen(c: str) -> bool:
    if c in _SPACES:
        return True
    return unicodedata.category(c)[0] not in "CZ" and (ord(c) in mono() or ord(c) in drawable())  # mostly the smaller
