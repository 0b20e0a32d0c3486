"""How many were counted, in words (`trois`, `three clients`) or with what they are called: `3 (PC-12, PC-17, PC-40)`.

The page reads the same (`engine_figures.js`).
"""

from __future__ import annotations

import re

from runbook.verify.number_words import NUMBERS

_FIGURES = re.compile(r"\d+", re.ASCII)
_BEFORE_NAMES = re.compile("[:;(]")
# Which they are, one name for each of them: `3 (PC-12, PC-17, PC-40)`.
_ITEM = r"[a-z][a-z_]{0,14}[-_]?\d{1,6}[a-z]?(?:\.[a-z][\w.-]*)?"
_NAMED = re.compile(
    rf"(?P<count>(?<![\w.,/-])\d{{1,3}}(?![.,/]?\d)[^\d:;(–]{{0,24}})[:;(–]\s*"
    rf"(?P<names>{_ITEM}(?:(?:\s*[,;/&+]\s*|\s+(?:et|and)\s+){_ITEM})*)\s*\)?(?=\s*$)"
)
_SEPARATE = re.compile(r"\s*[,;/&+]\s*|\s+(?:et|and)\s+")
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})\b(?!-)")
_ARTICLES = frozenset(("un", "une", "one"))  # numbers where nothing else stands there


def counted(text: str) -> str:
    """A text without marks, with its only number in figures, and without the names of as many."""
    return _without_names(_with_figures(text))


def _with_figures(text: str) -> str:
    """With figures in the place of the one word that is a number, in front of any names."""
    before = _BEFORE_NAMES.split(text)[0]
    words = _IN_WORDS.findall(before)
    if len(words) != 1 or _FIGURES.search(before) or (words[0] in _ARTICLES and words[0] != text):
        return text
    return _IN_WORDS.sub(lambda found: str(NUMBERS[found[0]]), text, count=1)


def _without_names(text: str) -> str:
    """Without the names of those that were counted, where there are as many."""
    found = _NAMED.search(text)
    if found is None or len(_SEPARATE.split(found["names"])) != int(_FIGURES.findall(found["count"])[0]):
        return text
    return f"{text[: found.start()]}{found['count']}{text[found.end() :]}"
