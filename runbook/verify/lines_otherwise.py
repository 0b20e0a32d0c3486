"""Are the lines and areas on a page those that the kit drew? Others strike a text out, cover it or are letters."""

from __future__ import annotations

from functools import lru_cache

NEAR = 1.0  # in the page's units: programs round what they write


def lines_apart(lines: tuple[bytes, ...], others: tuple[bytes, ...]) -> int:
    """How many of the lines and areas of two pages, in the order of drawing, are not the same."""
    if lines == others:
        return 0
    unlike = sum(not _same(one, other) for one, other in zip(lines, others, strict=False))
    return unlike + abs(len(lines) - len(others))


def _same(one: bytes, other: bytes) -> bool:
    if one == other:
        return True
    here, there = _read(one), _read(other)
    return len(here) == len(there) and all(map(_alike, here, there))


def _alike(one: float | bytes, other: float | bytes) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < NEAR
    return one == other


@lru_cache(maxsize=10_000)
def _read(drawn: bytes) -> list[float | bytes]:
    """Its numbers, and the operators and names between them."""
    return [_number(token) for token in drawn.split()]


def _number(token: bytes) -> float | bytes:
    try:
        return float(token)
    except ValueError:
        return token
