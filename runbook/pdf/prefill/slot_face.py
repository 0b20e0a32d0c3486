"""How a value is set in its slot: which glyphs, of what size, how far above or below a line of normal size.

Nothing is reckoned that can be looked at: a sheet with one slot of each kind is set, and its figures are read off.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from typing import Any

from runbook.document import slots
from runbook.document.slots import Scale, Size, Value
from runbook.i18n import Language
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.resources import templates

FACE = "AtkinsonHyperlegibleMono-Bold.ttf"
FAMILY = b"Atkinson-Hyperlegible-Mono-Bold"
LIGHT_FACE = "AtkinsonHyperlegibleMono-Regular.ttf"
LIGHT_FAMILY = b"Atkinson-Hyperlegible-Mono"  # of the same glyphs: some places are set in it
SCALES: tuple[Scale, ...] = ("std", "big", "plain", "fine")
_STEP_MM = 16
_PX_PER_MM = 96 / 25.4
SHOWN = re.compile(
    rb"BT\n1 0 0 -1 (?P<x>[-0-9.]+) (?P<y>[-0-9.]+) Tm\n/(?P<font>\w+) (?P<size>[0-9.]+) Tf\n"
    rb"\[(?P<glyphs>[^\]]*)\] TJ\nET"
)
_RUN = re.compile(rb"<([0-9a-f]*)>")
_MAPPED = re.compile(r"<([0-9a-f]{4})> <([0-9a-f]+)>(?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeLine:
    """A line in a slot: the size of its type, and how far below the line of normal size it stands, in px."""

    points: bytes
    below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The face of slots in one language: the glyph of each character, as four digits; lines by scale and size."""

    font: bytes
    glyphs: dict[str, str]
    lines: dict[tuple[Scale, Size], tuple[TypeLine, ...]]


def glyph_text(shown: bytes) -> tuple[str, ...]:
    """The glyphs of a TJ array, each as four digits."""
    digits = b"".join(_RUN.findall(shown)).decode()
    return tuple([digits[at : at + 4] for at in range(0, len(digits), 4)])


def face_of(language: Language) -> Face:
    """Set the sheet in `language` and read it.

    Raises NotPrefillable where it does not come out as a slot is known to.
    """
    from runbook.pdf.weasyprint import render_pdf

    samples = _samples()
    repertoire = _repertoire()
    rows = "".join(_row(i, v.scale, v.columns, v.size, v.drawn) for i, v in enumerate(samples))
    rows += _row(len(samples), "std", 4, Size.NORMAL, repertoire)
    page = f"<html lang='{language.tag}'><title>.</title><body class='runbook A4'>{rows}</body></html>"
    shown = list(SHOWN.finditer(_content(render_pdf(page, {}, style="runbook"))))
    glyphs = glyph_text(shown[-1]["glyphs"])
    heights: dict[tuple[Scale, Size], list[tuple[bytes, float]]] = {}
    lines_shown = iter(shown[:-1])
    for i, sample in enumerate(samples):
        top = i * _STEP_MM * _PX_PER_MM
        own = [next(lines_shown) for _ in sample.drawn.split("\n")]
        heights[sample.scale, sample.size] = [(line["size"], float(line["y"]) - top) for line in own]
    if len(glyphs) != len(repertoire) or next(lines_shown, None) is not None or len({m["font"] for m in shown}) != 1:
        raise NotPrefillable("the sheet of slots")
    lines = {
        (scale, size): tuple(TypeLine(points=points, below=y - heights[scale, Size.NORMAL][0][1]) for points, y in each)
        for (scale, size), each in heights.items()
    }
    return Face(font=shown[0]["font"], glyphs=dict(zip(repertoire, glyphs, strict=True)), lines=lines)


def _samples() -> list[Value]:
    """A slot of each scale and size."""
    samples = []
    for scale in SCALES:
        width = slots.WIDTHS[scale][-1]
        counts = (width, slots.capacity(width, Size.SMALL, scale), slots.capacity(width, Size.TWO_LINES, scale) + 1)
        samples += [slots.value("sample", "x" * n, width, scale) for n in counts]
    return samples


def _row(i: int, scale: Scale, columns: int, size: Size, text: str) -> str:
    slot = f"<span class='slot {scale} w{columns} {size}'>{escape(text)}</span>"
    return f"<div style='position: absolute; left: 0; top: {i * _STEP_MM}mm'>{slot}</div>"


def _content(pdf: bytes) -> bytes:
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as file:
        return bytes(file.pages[0].Contents.read_bytes())


@cache
def _repertoire() -> str:
    """The characters that the face has one full glyph for, spaces not at the edge of the line.

    Without the middle dot, whose glyph depends on its neighbours in Catalan.
    """
    font = _font()
    metrics = font["hmtx"].metrics
    wide = round(slots.ADVANCE * font["head"].unitsPerEm)
    codes = sorted(code for code, name in font.getBestCmap().items() if metrics[name][0] == wide)
    kept = [chr(c) for c in codes if unicodedata.category(chr(c))[0] not in "CM" and chr(c) not in " \u00a0"]
    return "x \u00a0" + "".join(c for c in kept if unicodedata.category(c)[0] != "Z" and c != "x")


def family_of(font: Any) -> bytes:
    """What a font of a PDF is called, without the letters of its selection."""
    return str(font.BaseFont).encode().rpartition(b"+")[2]


def mapped(font: Any) -> dict[str, str]:
    """The characters of a PDF font's glyphs, by their four digits."""
    pairs = _MAPPED.findall(bytes(font.ToUnicode.read_bytes()).decode("latin-1"))
    return {glyph: bytes.fromhex(text).decode("utf-16-be", "replace") for glyph, text in pairs}


def _font(face: str = FACE) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(templates() / "fonts" / face, recalcTimestamp=False)


@cache
def font_file(family: bytes) -> bytes:
    """The face without what only a layout engine reads. Raises NotPrefillable where the light one has other glyphs."""
    font = _font(FACE if family == FAMILY else LIGHT_FACE)
    if family != FAMILY and font.getGlyphOrder() != _font().getGlyphOrder():
        raise NotPrefillable("the glyphs of the light face")
    for table in ("GSUB", "GPOS", "GDEF", "DSIG"):
        if table in font:
            del font[table]
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def to_unicode(glyphs: dict[str, str], own: bytes) -> bytes:
    """The map from glyphs to characters, as a CMap. What stays on the pages may have other glyphs, such as that of a
    space between figures: `own` is the map for those."""
    known = set(glyphs.values())
    pairs = [f"<{glyph}> <{c.encode('utf-16-be').hex()}>" for c, glyph in glyphs.items()]
    pairs += [f"<{glyph}> <{text}>" for glyph, text in _MAPPED.findall(own.decode("latin-1")) if glyph not in known]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}\nendcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
