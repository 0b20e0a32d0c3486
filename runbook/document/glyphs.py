"""Which characters the kit's own fonts can draw."""

from __future__ import annotations

from functools import cache

from ..resources import templates

MONO = ("AtkinsonHyperlegibleMono-Regular.ttf", "DejaVuSansMono.ttf")
PROPORTIONAL = ("DejaVuSans.ttf",)  # the last resort for a value: its glyphs are of any width


@cache
def mono() -> frozenset[int]:
    """Code points that a value's monospaced faces have: one column each."""
    return _code_points(MONO)


@cache
def drawable() -> frozenset[int]:
    """Code points that any face of a value has."""
    return mono() | _code_points(PROPORTIONAL)


def _code_points(names: tuple[str, ...]) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for name in names:
        with TTFont(templates() / "fonts" / name, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)
