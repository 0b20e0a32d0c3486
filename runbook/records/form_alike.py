"""Whether a text that a form draws is the text that it stores, as well as a drawing can be read."""

from __future__ import annotations

import re
import unicodedata

from runbook.records.form_fonts import UNKNOWN

_LIGATURES = re.compile("[\ufb00-\ufb06]")  # that programs leave out where a font lacks them
_SOFT = "\u00ad"  # a hyphen, where it is drawn
_ALIKE = str.maketrans("‘’‚“”„–—−‐‑", "'''\"\"\"-----", "\u00ad\u200b\u2060\ufeff")


def same(shown: str, stored: str) -> bool:
    """Whether the text that is drawn may be the text that is stored, as well as the drawing can be read."""
    one, other = _plain(shown), _plain(stored)
    if shown.count(_SOFT) > stored.count(_SOFT):
        return False
    if one == other or _is_replaced(shown, stored):
        return True
    if _written(one) and _written(other) and not _LIGATURES.search(stored):
        return False
    odd = [letter for letter in one if letter != UNKNOWN and not _written(letter)]
    if any(letter.casefold() not in other.casefold() for letter in odd):
        return False  # it is read, and stands nowhere in what is stored
    return _skeleton(one) in _skeletons(stored) or _wild(one, other)


def is_legible(shown: str, stored: str) -> bool:
    """Whether the letters and figures of the text that is stored can be read in what is drawn for it."""
    return _skeleton(_plain(shown)) in _skeletons(stored)


def part_of(shown: str, stored: str, room: float) -> bool:
    """Whether what is drawn is what a box with room for so many characters shows of a longer text, which has none."""
    one, other = _plain(shown), _plain(stored)
    return one in other and len(one) >= 0.6 * room and len(stored) > room


def _plain(text: str) -> str:
    """Without what drawing does not keep: blanks, ends of lines, the kinds of dashes and quotation marks."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split())


def _written(text: str) -> bool:
    """Whether every font of a form can draw it."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _skeleton(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())


def _skeletons(stored: str) -> tuple[str, str]:
    """That of a text, with and without its ligatures."""
    return _skeleton(_plain(stored)), _skeleton(_plain(_LIGATURES.sub("", stored)))


def _is_replaced(shown: str, stored: str) -> bool:
    """Whether `?` stands for letters that a program's font lacks; not where these are figures or letters as others."""
    no_others = _skeleton(stored) == _skeleton(_plain(_LIGATURES.sub("", stored)))
    return no_others and shown.count("?") > stored.count("?") and _ascii(shown) == _ascii(stored)


def _ascii(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c != "?" and not c.isspace())


def _wild(shown: str, stored: str) -> bool:
    """The same, where any characters may stand for what cannot be read."""
    first, *others = re.split(f"{UNKNOWN}+", shown)
    if not others:
        return first == stored
    place = len(first)
    for part in others[:-1]:
        place = stored.find(part, place) + len(part)
        if place < len(part):
            return False
    return stored.startswith(first) and stored.endswith(others[-1]) and place <= len(stored) - len(others[-1])
