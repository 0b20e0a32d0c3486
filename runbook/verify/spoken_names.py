"""Whom a text names that was written down for a spoken release: `T. Leroy`, `by Mrs Leroy, by phone at 21:05`, `TL`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from runbook.model.initials import normal_initials
from runbook.records.people import plain_words
from runbook.verify.substitutes import same_name

# What people write beside a name: titles, what they are, how and when it was said, and that it was; and what says that
# it is of somebody else.
_BESIDE = """
mr mrs ms dr m mme mlle monsieur madame mademoiselle by par phone telephone téléphone tel tél mobile portable call
called appel appelé appelée via teams zoom sms mail on au at à the le la de du h and et und ok oui yes released release
libéré libérée libération confirmed confirmé confirmée oral oralement orally approver approbateur approbatrice
change manager director directeur directrice responsable chef cio dsi it
go green light feu vert accord approval approved approuvé agreed gave given has a donné donnée son his her said says dit
"""
_OTHERS = """
deputy assistant assistante adjoint adjointe remplaçant remplaçante secretary secrétaire
"""
_WORD = re.compile(r"[\w’'-]+")


def named_in(value: str, people: Sequence[tuple[str, str]]) -> str | None:
    """The initials of the one whom a text names, or of the first of several, out of these initials and names; "" where
    it names none, None where nobody can tell."""
    found = _WORD.findall(value)
    words = [word for word in found if plain_words(word) and not any(letter.isdigit() for letter in word)]
    if any(word.casefold() in _OTHERS.split() for word in words):
        return ""
    named, rest = [], [word for word in words if word.casefold() not in _BESIDE.split()]
    if not rest and normal_initials(value) not in dict(people) and not any(_is_name(name, value) for _, name in people):
        return None
    for initials, name in people:
        if normal_initials(value) == initials or _is_name(name, value) or _is_name(name, " ".join(rest)):
            return initials
        own = {*plain_words(name), initials}
        if any(_is_of(word, own) and len(word) > 1 for word in words):
            named.append(initials)
            rest = [word for word in rest if not _is_of(word, own)]
    return "" if not named else None if rest else named[0]


def _is_name(name: str, text: str) -> bool:
    """Whether a text is somebody's name, and no more than that."""
    return len(plain_words(text)) <= len(plain_words(name)) and same_name(name, text)


def _is_of(word: str, own: set[str]) -> bool:
    """Whether a word is somebody's initials or of their name."""
    return normal_initials(word) in own or {*plain_words(word)} <= own
