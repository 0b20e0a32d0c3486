"""Whether a font that is embedded in a form draws its letters as the kit's own: it may list them, and draw others."""

from __future__ import annotations

import string
import struct
from hashlib import sha256
from io import BytesIO
from typing import Any

from runbook.records.form_faces import UNICODE
from runbook.records.pdf_size import stream_bytes

LARGEST = 2**21  # bytes of a font, unpacked; the kit's take 35 kB
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")  # where a font has its shapes
_LETTERS = tuple(map(ord, string.ascii_letters + string.digits))
_DAMAGE = (
    struct.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    OverflowError,
)

_KITS = frozenset({  # of the fonts in which the kit's forms are filled in
    "158dc6e77452391bc49c0c4b58c539f3b569bc3d644815a9b228e9bd5367393e"
})  # fmt: skip


class FontShapes:
    """Looks at the fonts of one file; each is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def are_kits(self, font: Any) -> bool:
        """Whether a font has letters and figures of the shapes that the kit's font of values has."""
        import pikepdf

        program = (inner_font(font).get("/FontDescriptor") or {}).get("/FontFile2")
        if not isinstance(program, pikepdf.Stream):
            return False
        if program.objgen not in self._known:
            self._known[program.objgen] = _has_shapes(stream_bytes(program, LARGEST) or b"")
        return self._known[program.objgen]


def is_embedded(font: Any) -> bool:
    """Whether a font brings its shapes along."""
    return any(key in (inner_font(font).get("/FontDescriptor") or {}) for key in PROGRAMS)


def inner_font(font: Any) -> Any:
    """The font of numbered glyphs within another, or else the font itself."""
    return next(iter(font.get("/DescendantFonts") or ()), font)


def _has_shapes(program: bytes) -> bool:
    from fontTools.ttLib import TTLibError

    try:
        listed = shapes_of(program)
    except (TTLibError, *_DAMAGE):
        return False
    return bool(listed) and listed <= _KITS


def shapes_of(program: bytes) -> set[str]:
    """The digest of the shapes of letters and figures, by each list of characters that a TrueType font has: viewers
    choose one. Raises whatever fontTools does where it is damaged."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(program), lazy=True) as font:
        return {_digest(font["glyf"], table) for table in font["cmap"].tables}


def _digest(glyphs: Any, table: Any) -> str:
    """What tells the shapes of one list from others; "" where its codes are no characters."""
    if (table.platformID, table.platEncID) not in UNICODE:
        return ""
    edges = sha256()
    for code in _LETTERS:
        points, ends, on_edge = glyphs[table.cmap[code]].getCoordinates(glyphs)
        edges.update(repr((code, list(points), list(ends), list(on_edge))).encode())
    return edges.hexdigest()
