"""Which code page a text was saved in that has a byte for each letter: the one in which its letters make words.

Excel saves "CSV (Macintosh)" in Mac Roman and "CSV (MS-DOS)" in code page 850, and nothing in the file says so: `étape`
is `Žtape` or `‚tape` to whoever reads it as Windows-1252.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CODE_PAGES = ("cp1252", "mac-roman", "cp850")
_SAMPLE = 2**16  # bytes that are looked at
_SMALL = frozenset("àâäçèéêëîïôöùûüÿœæßáíóúñãõøå")
_WORD_OF_ITS_OWN = "à"
_SIGNS = frozenset("’‘“”«»–—…°€•·\u00a0")
_STRANGE = re.compile(r"[^\x00-\x7f]")
# What stands in nearly every record that has such letters; each of them weighs as much as some letters.
_WORDS = re.compile(
    r"\b(?:[ée]tapes?|t[ée]moin|r[ée]vision|ex[ée]cution|[ée]tat|consign[ée]|[ée]chec|pr[ée]vu|v[ée]rifi[ée]e?|"
    r"ex[ée]cut[ée]e?|r[ée]sultat|n[°o]|cl[ée]s?|mise à jour)\b",
    re.IGNORECASE,
)
_WEIGHT = 3


def likeliest(content: bytes) -> Sequence[str]:
    """The code pages, the likeliest first; of those that are as likely, Windows-1252, and where lines end as on old
    Macintoshes, theirs."""
    sample = content[:_SAMPLE]
    if b"\n" not in content and b"\r" not in content:
        return CODE_PAGES[:1]  # a line by itself is no table
    pages = CODE_PAGES if b"\n" in content else ("mac-roman", "cp1252", "cp850")
    if sample.isascii():
        return pages
    likely = {page: _likelihood(sample.decode(page, "replace")) for page in pages}
    return sorted(pages, key=lambda page: -likely[page])


def _likelihood(text: str) -> int:
    """How many of the letters beyond ASCII are where such letters stand, less those that are not."""
    fits = sum(1 if _fits(text, found.start()) else -1 for found in _STRANGE.finditer(text))
    words = sum(1 for found in _WORDS.finditer(text) if not found[0].isascii())
    return fits + _WEIGHT * words


def _fits(text: str, at: int) -> bool:
    """Whether a letter is one of the languages of people's names that stands where it may, or a sign of typography."""
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if letter in _SIGNS:
        return True
    if not (before.isalpha() or after.isalpha()):
        return letter.lower() == _WORD_OF_ITS_OWN
    if letter in _SMALL:
        return not (before.isupper() and after.isupper())
    return letter.lower() in _SMALL and not before.islower() and not (before.isalpha() and after.islower())
