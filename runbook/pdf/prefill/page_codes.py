"""The codes of checklist pages, made by adding up.

For a fixed version, mode and mask a QR code is an affine function of the bits of its text: the error correction is
linear, the mask is added, every bit has its module. So the code of one revision is that of another plus, for each pair
of characters in which they differ, a pattern. `runbook.document.page_code.modules` makes the patterns.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import xor

from runbook.document.page_code import modules
from runbook.model.form import page_code

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"  # ISO/IEC 18004, table 5
DIGITS = 64
_NONE = "01" * (DIGITS // 2)  # the revision that others are compared with (not zeros: the maker of codes fails there)
_HEAD = len("RBK1:")
_BITS = 11  # of a pair
FEW = 64  # codes of a side before patterns are worth the making: some 400 codes are made for them
_MET: dict[int, int] = {}


def blank_code(page: int, pages: int, language: str) -> tuple[int, int]:
    """The code of a page for the revision `_NONE`: its side in modules, and its bits, a row after the other."""
    matrix = modules(page_code(_NONE, page, pages, language))
    return len(matrix), _bits(matrix)


def pattern_of(revision: str, side: int) -> int:
    """What a revision of 64 hexadecimal digits adds to a blank code of that side."""
    met = _MET[side] = _MET.get(side, 0) + 1
    if met <= FEW:
        return _whole(side, revision) ^ _none(side)
    text = _tail(revision)
    return reduce(xor, (_pair(side, at, text[at : at + 2]) for at in range(0, len(text), 2)))


def code_bytes(bits: int, side: int) -> bytes:
    """The rows of a code, one bit a module, white being 1, each row filled up to bytes."""
    return bits.to_bytes(side * row_bytes(side), "big")


def row_bytes(side: int) -> int:
    """Bytes of a row."""
    return -(-side // 8)


def _bits(matrix: list[list[bool]]) -> int:
    fill = "1" * (-len(matrix) % 8)
    return int("".join("".join("0" if black else "1" for black in row) + fill for row in matrix), 2)


def _tail(revision: str) -> str:
    """The pairs that a revision stands in: the last mark before it, and the first one behind."""
    return f":{revision.upper()}:"


@lru_cache(maxsize=50_000)
def _pair(side: int, at: int, pair: str) -> int:
    """What a pair adds to what stands there in the blank code."""
    change = _value(pair) ^ _value(_tail(_NONE)[at : at + 2])
    return reduce(xor, (_basis(side, at, bit) for bit in range(_BITS) if change >> bit & 1), 0)


def _value(pair: str) -> int:
    return 45 * ALPHABET.index(pair[0]) + ALPHABET.index(pair[1])


@lru_cache(maxsize=5_000)
def _basis(side: int, at: int, bit: int) -> int:
    """The pattern of one bit of a pair: two texts that differ in it alone."""
    return _with_pair(side, at, 1) ^ _with_pair(side, at, 1 ^ 1 << bit)


@lru_cache(maxsize=5_000)
def _with_pair(side: int, at: int, value: int) -> int:
    text = _text(side, _NONE)
    start = _HEAD - 1 + at
    return _bits(modules(text[:start] + _chars(value) + text[start + 2 :]))


@lru_cache(maxsize=8)
def _none(side: int) -> int:
    return _whole(side, _NONE)


def _whole(side: int, revision: str) -> int:
    return _bits(modules(_text(side, revision)))


def _text(side: int, revision: str) -> str:
    """A text with a code of that side."""
    return page_code(revision, 1, 1, "EN") + "0" * _filling(side)


@lru_cache(maxsize=8)
def _filling(side: int) -> int:
    filling = 0
    while len(modules(page_code(_NONE, 1, 1, "EN") + "0" * filling)) < side:
        filling += 1
    return filling


def _chars(value: int) -> str:
    return ALPHABET[value // 45] + ALPHABET[value % 45]
