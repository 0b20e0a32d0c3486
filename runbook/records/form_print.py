"""Reads the texts that the kit drew on a page of a form, as they are when they were drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runbook.model.printed import FREE, PrintedFont, PrintedText, TextManner
from runbook.records.form_fonts import Font
from runbook.records.form_shapes import LARGEST, PROGRAMS, inner_font
from runbook.records.pdf_size import stream_bytes

MOST = 1_000  # texts of a page; the kit's have 150
FONTS = 50  # of a page; the kit's have four
_TOKEN = re.compile(
    rb"1 0 0 -1 (?P<x>[-\d.]{1,20}) (?P<y>[-\d.]{1,20}) Tm(?=\s)"
    rb"|/(?P<font>\w{1,40}) (?P<size>[\d.]{1,20}) Tf(?=\s)"
    rb"|(?P<shown>\[[^\]]{0,20000}\]\s*TJ|<[0-9A-Fa-f\s]{0,20000}>\s*Tj)(?=\s)"
)
_CHOSEN = re.compile(rb"/(\w{1,40}) [\d.]{1,20} Tf(?=\s)")
_OTHER = TextManner(own=False, clip=FREE)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")


def printed_texts(
    content: bytes, fonts: Mapping[str, Font], drawn: Mapping[int, TextManner]
) -> tuple[PrintedText, ...]:
    """The texts that a page of the kit's draws; `fonts` are its fonts by name, `drawn` says how each is drawn, by
    where it ends."""
    found: list[PrintedText] = []
    x = y = size = 0.0
    font: Font | None = None
    for token in _TOKEN.finditer(content):
        if token["x"] is not None:
            x, y = float(token["x"]), float(token["y"])
        elif token["font"] is not None:
            font, size = fonts.get(token["font"].decode()), float(token["size"])
        elif len(found) < MOST:
            found.append(PrintedText(_letters(token["shown"], font), x, y, size, drawn.get(token.end(), _OTHER)))
    return tuple(found)


def _letters(shown: bytes, font: Font | None) -> str:
    strings = (bytes.fromhex(digits.decode()) for digits in _HEX.findall(shown) if len(digits) % 2 == 0)
    return "".join(map(font.text, strings)) if font else ""


def fonts_of(resources: Any, known: dict[tuple[int, int], Font]) -> dict[str, Font]:
    """The fonts of a page by their names; those that several pages share are read once."""
    found: dict[str, Font] = {}
    for name, font in list(((resources or {}).get("/Font") or {}).items())[:FONTS]:
        if font.objgen == (0, 0) or font.objgen not in known:
            known[font.objgen] = Font(font)
        found[name[1:]] = known[font.objgen]
    return found


def printed_fonts(content: bytes, resources: Any, known: dict[tuple[int, int], PrintedFont]) -> tuple[PrintedFont, ...]:
    """The fonts that a page draws texts in; those that several pages share are read once."""
    offered, found = (resources or {}).get("/Font") or {}, []
    for name in sorted({one.decode() for one in _CHOSEN.findall(content)})[:FONTS]:
        font = offered.get(f"/{name}")
        if font is not None and (font.objgen == (0, 0) or font.objgen not in known):
            known[font.objgen] = _printed(name, font)
        found += [] if font is None else [known[font.objgen]]
    return tuple(found)


def _printed(name: str, font: Any) -> PrintedFont:
    """A font, and where it says which of its shapes are drawn: by a list of numbers, by a coding, or by another program
    beside the first."""
    import pikepdf

    inner = inner_font(font)
    described = inner.get("/FontDescriptor") or {}
    programs = [key for key in PROGRAMS if key in described]
    program = described[programs[0]] if programs else None
    data = stream_bytes(program, LARGEST) if isinstance(program, pikepdf.Stream) else b""
    shapes = b" ".join(_said(one) for one in (inner.get("/CIDToGIDMap", "/Identity"), font.get("/Encoding"), *programs))
    read = Font(font)
    return PrintedFont(name, read.known, {code: read.widths.of(code) for code in read.known}, data or b"", shapes)


def _said(coding: Any) -> bytes:
    import pikepdf

    return stream_bytes(coding, LARGEST) or b"?" if isinstance(coding, pikepdf.Stream) else str(coding).encode()
