"""Initials as they are compared, wherever that is: in an inventory, a plan, a record."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters of other scripts that look like Latin ones, folded: what was typed on another keyboard is the same on paper.
_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("авекмнорстухзіјѕԁԛԝьԍӏѵү", "abekmhopctyx3ijsdqwbgivy", strict=True)),  # Cyrillic
        **dict(zip("αβεζηικμνορτυχϳ", "abezhikmnoptyxj", strict=True)),  # Greek, as its capitals look
        **dict(zip("ıłøđðħŧ", "iloddht", strict=True)),  # Latin letters that do not come apart into a letter and a mark
    }
)
_MOONS = str.maketrans("Ϲϲ", "Cc")  # Greek, and no sigma to whoever reads them, but to NFKC


@lru_cache(maxsize=4096)
def normal_initials(text: str) -> str:
    """The normal form: `c.m.`, `ĈM` and `СМ` in Cyrillic letters are `cm`; "" where there is no letter or digit.

    Compatible forms are one (NFKC: `ⅷ` is `viii`), case, marks, blanks and points do not count, and letters that look
    alike are the same.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text.translate(_MOONS)).casefold())
    return "".join(letter for letter in plain.translate(_LOOK_ALIKES) if letter.isalnum())
