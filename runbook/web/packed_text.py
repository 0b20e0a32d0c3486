"""Long texts in which much is said again, made short: what stood before is named by its place and length, not repeated.

A checklist says the same of each appliance. Its script (`unpacked`) reads the text again before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

_SHORTEST = 10  # signs that are worth a reference
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PLACE, _LENGTH = 4, 2  # digits of a reference, to the base 36
_FARTHEST, _LONGEST = 36**_PLACE - 1, 36**_LENGTH - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedText:
    """Behind each `mark` stand four digits for the place and two for the length of what is said again, counted in
    signs of the whole text."""

    mark: str
    text: str


def packed(text: str) -> PackedText:
    """The text without what it says again. The same text gives the same signs."""
    mark = next(sign for sign in map(chr, count(ord("¤"))) if sign not in text)
    return PackedText(mark=mark, text="".join(_pieces(text, mark)))


def _pieces(text: str, mark: str) -> Iterator[str]:
    """What is new, and references, in turn."""
    places: dict[str, int] = {}  # where the signs of each beginning stood last
    at = new = 0
    while at <= len(text) - _SHORTEST:
        before = places.get(text[at : at + _SHORTEST], at)
        length = _length(text, before, at)
        for place in range(at, min(at + max(length, 1), _FARTHEST)):
            places[text[place : place + _SHORTEST]] = place
        if length:
            yield f"{text[new:at]}{mark}{_number(before, _PLACE)}{_number(length, _LENGTH)}"
            new = at + length
        at += length or 1
    yield text[new:]


def _length(text: str, before: int, at: int) -> int:
    """How many signs from `at` on are those from `before` on; nought where it is too few to be worth it."""
    most = min(at - before, len(text) - at, _LONGEST)
    length = min(most, _SHORTEST)
    while length < most and text[before + length] == text[at + length]:
        length += 1
    return length if length >= _SHORTEST else 0


def _number(value: int, digits: int) -> str:
    written = ""
    for _ in range(digits):
        value, digit = divmod(value, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written
