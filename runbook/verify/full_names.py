"""Names in full, as people spell them: `ONEILL Pat`, `J. Vandenberg` and `S. Mueller` are P. O’Neill, Jan van den Berg
and S. Müller. The page reads the same (`engine_full_names.js`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from runbook.records.people import plain_words
from runbook.verify.substitutes import same_name

# Letters that do not come apart into a letter and a mark; and what stands for a mark where the keyboard has none.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_MARKED = re.compile("([aou])e")
_LISTED = "van von der den ter ten de du des la le di da do dos della del zu zur"
_PARTICLES = frozenset(_LISTED.split())
_TITLED = "mr mrs ms miss mme mlle monsieur madame mademoiselle herr frau"  # not M., which may be a first name's
_SPELT_TITLES = frozenset(_TITLED.split())
_MOST = 4  # words that are one where somebody writes them so


def is_full_name(text: Sequence[str], name: str) -> bool:
    """Whether these plain words are a name in full: as many words, of which some may be letters only, and not a surname
    alone. Words of either may be written as one, and particles left out."""
    own, words = tuple(map(_latin, plain_words(name))), tuple(map(_latin, text))
    if _are_same(words, own):
        return True
    if any(one in words and _are_same(words, rest) for one, rest in _run_together(own)):
        return True
    if any(one in own and _are_same(rest, own) for one, rest in _run_together(words)):
        return True
    main = tuple(word for word in own if word not in _PARTICLES)
    return len(main) > 1 and _PARTICLES.isdisjoint(words) and _are_same(words, main)


def titled(words: Sequence[str], names: Sequence[str]) -> str | None:
    """The only one of these names whose surname stands behind a title that is no first name's letter: `Mme Noël`."""
    surname = tuple(map(_latin, words[1:])) if len(words) > 1 and words[0] in _SPELT_TITLES else ()
    found = {name for name in names if surname and _is_surname(surname, tuple(map(_latin, plain_words(name))))}
    return found.pop() if len(found) == 1 else None


def _is_surname(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether these are the last words of a name, and not its first; its particles are among them or not."""
    last = own[-len(words) :]
    before = own[1 : -len(words)]
    return len(words) < len(own) and tuple(words) == tuple(last) and _PARTICLES.issuperset(before)


def _are_same(words: Sequence[str], own: Sequence[str]) -> bool:
    return len(words) == len(own) > 0 and same_name(" ".join(words), " ".join(own))


def _latin(word: str) -> str:
    return _MARKED.sub(r"\1", word.translate(_LETTERS))


def _run_together(words: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Neighbouring words as one, and all words with it; never all of them as one."""
    for start in range(len(words)):
        for end in range(start + 2, min(start + _MOST, len(words)) + 1):
            if end - start < len(words):
                one = "".join(words[start:end])
                yield one, (*words[:start], one, *words[end:])
