"""Do the letters on a page look as the kit's? A page can read the same, and be drawn in a font of other shapes."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from runbook.model.printed import PrintedFont

NEAR = 20.0  # thousandths of an em: programs round what they write
_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError, OverflowError)


def fonts_apart(fonts: tuple[PrintedFont, ...], others: tuple[PrintedFont, ...]) -> int:
    """How many fonts of one page are not those of another; one that was given another name is any of them."""
    named = {font.name: (font,) for font in others}
    return sum(not any(_same(font, other) for other in named.get(font.name, others)) for font in fonts)


def _same(one: PrintedFont, other: PrintedFont) -> bool:
    common = one.letters.keys() & other.letters.keys()
    read_alike = all(one.letters[code] == other.letters[code] for code in common)
    as_wide = all(abs(one.widths[code] - other.widths[code]) < NEAR for code in common)
    return read_alike and as_wide and one.shapes == other.shapes and _drawn_alike(one.program, other.program)


@lru_cache(maxsize=64)
def _drawn_alike(one: bytes, other: bytes) -> bool:
    """Whether two programs have the same outlines in the same places, by their numbers: other programs write fonts
    anew."""
    import struct

    from fontTools.ttLib import TTLibError

    if one == other:
        return True
    try:
        return _outlines(one) == _outlines(other)
    except (struct.error, TTLibError, *_DAMAGE):
        return False


def _outlines(program: bytes) -> list[Any]:
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(program), lazy=True) as font:
        glyphs, places, names = font["glyf"], font["hmtx"], font.getGlyphOrder()
        found = ((places[name], *glyphs[name].getCoordinates(glyphs)) for name in names)
        outlines = [(place, list(points), list(ends), list(on_edge)) for place, points, ends, on_edge in found]
        return [font.sfntVersion, font["head"].unitsPerEm, *outlines]
