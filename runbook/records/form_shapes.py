"""Whether a font that is embedded in a form draws its letters as the kit's own: it may list them, and draw others."""

from __future__ import annotations

import struct
from hashlib import sha256
from io import BytesIO
from typing import Any

from runbook.records.form_faces import UNICODE
from runbook.records.pdf_size import stream_bytes

LARGEST = 2**21  # bytes of a font, unpacked; the kit's take 35 kB
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")  # where a font has its shapes
_CODES = range(32, 127)  # of letters without accents, figures, signs and the blank
_TABLES = frozenset((  # of the kit's font; others have letters of their own
    "GlyphOrder", "head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "cvt ", "fpgm", "prep", "loca", "glyf", "name",
    "post", "gasp", "GDEF", "GPOS", "GSUB",
))  # fmt: skip
_OUTLINES = "\0\1\0\0"  # how a font of outlines in glyf begins
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
    "0e86b31b0e2e84601d4528f06155371f282ccb8cb002312b6e3b1c039e56297f"
})  # fmt: skip


class FontShapes:
    """Looks at the fonts of one file; each is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def are_kits(self, font: Any) -> bool:
        """Whether a font has letters and figures of the shapes that the kit's font of values has."""
        import pikepdf

        described = inner_font(font).get("/FontDescriptor") or {}
        program = described.get("/FontFile2")
        if not isinstance(program, pikepdf.Stream) or sum(key in described for key in PROGRAMS) > 1:
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
    """The digest of the shapes of characters, by each list of them that a TrueType font has: viewers choose one. "" for
    one that may have other shapes as well. Raises whatever fontTools does where it is damaged."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(program), lazy=True) as font:
        if font.sfntVersion != _OUTLINES or not _TABLES.issuperset(font.keys()):
            return {""}
        return {_digest(font, table) for table in font["cmap"].tables}


def _digest(font: Any, table: Any) -> str:
    """What tells the shapes of one list from others, how large they are and where they stand; "" where its codes are no
    characters."""
    if (table.platformID, table.platEncID) not in UNICODE:
        return ""
    glyphs, places = font["glyf"], font["hmtx"]
    edges = sha256(str(font["head"].unitsPerEm).encode())
    for code in _CODES:
        name = table.cmap[code]
        points, ends, on_edge = glyphs[name].getCoordinates(glyphs)
        edges.update(repr((code, places[name], list(points), list(ends), list(on_edge))).encode())
    return edges.hexdigest()
