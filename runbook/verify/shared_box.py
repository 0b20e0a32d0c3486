"""Several people in one box: `NK/CM`, `NK, CM`, `NK et CM`. Who of them signed and who witnessed, nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Container

from runbook.model.initials import normal_initials

SEVERAL = " / "  # between the initials of those who are in one box, once their names are initials
LONGEST = 160  # what is longer names nobody
MOST = 6  # people in a box
_APART = re.compile(r"\s*[/\\,;&+|>→]\s*|\s+(?:[-–—]|et|and|with|avec|puis|then)\s+|\s*-+>\s*", re.IGNORECASE)
# One went on where another had begun: `CM, relève NK`, `NK (relève CM)`, `CM handed over to NK`.
_HANDED_OVER = re.compile(
    r"[,(]?\s*\b(?:rel[eè]ve(?: de| par)?|relay[eé]e? par|relieve[ds](?: by)?|replaced by|remplac[eé]e? par|"
    r"reprise? par|took over from|taken over by|hand(?:ed|s)? ?over to|passe(?: la main)? [aà])\s*:?\s+([^()]+)\)?\s*$",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[\s–—-]+")


def initials_in(text: str, known: Container[str]) -> tuple[str, ...]:
    """The initials in a box, each person's once, where it holds nothing else; `known` are those of everybody."""
    for mark in (_APART, _BLANKS):
        parts = [part for part in mark.split(_each(text)) if part]
        if 1 < len(parts) <= MOST and all(normal_initials(part) in known for part in parts):
            return tuple({normal_initials(part): part for part in reversed(parts)}.values())[::-1]
    return ()


def _each(text: str) -> str:
    return _HANDED_OVER.sub(r" / \1", text[: LONGEST + 1].strip())


def several_in(text: str, known: Container[str]) -> bool:
    """Whether a box holds the initials of more than one person, and nothing else."""
    return normal_initials(text) not in known and len(initials_in(text, known)) > 1


def one_by_one(text: str, initials: Callable[[str], str], known: Container[str]) -> str:
    """The initials of everybody in a box in the place of their names, where each part of it names somebody."""
    parts = [part for part in _APART.split(_each(text)) if part]
    if not 1 < len(parts) <= MOST:
        return text
    meant = [initials(part) for part in parts]
    if not all(normal_initials(one) in known for one in meant):
        return text
    every = tuple({normal_initials(one): one for one in reversed(meant)}.values())[::-1]
    return SEVERAL.join(every) if meant != parts or len(every) == 1 else text
