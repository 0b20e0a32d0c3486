"""Which letters an embedded font draws, by its own list of characters: the form beside it may say something else."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from typing import Any

from runbook.records.pdf_size import stream_bytes

_LARGEST, ALL = 2**24, 2**26  # bytes of one font and of all of a file, unpacked
_MANY = 2**17  # characters of one font
UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})  # kinds of lists
_BY_SEGMENTS, _BY_GROUPS = 4, 12  # how they are written

Letters = dict[int, str]  # by number of the glyph: the characters that it stands for


class Faces:
    """Reads the fonts that are embedded in one file; each is read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], Letters | None] = {}
        self._left = ALL

    def letters(self, font: Any) -> Letters | None:
        """The characters of the codes of a font of glyph numbers; none where it is another, or does not say. None where
        that is hidden: in codes of the font's own, or packed as no program packs a font."""
        import pikepdf

        inner, encoding = next(iter(font.get("/DescendantFonts") or ()), None), font.get("/Encoding")
        if isinstance(encoding, pikepdf.Stream):
            return None
        if inner is None or str(encoding) not in ("/Identity-H", "/Identity-V"):
            return {}
        program, places = (inner.get("/FontDescriptor") or {}).get("/FontFile2"), inner.get("/CIDToGIDMap")
        if not isinstance(program, pikepdf.Stream):
            return {}
        own = self._own(program)
        if own is None or not isinstance(places, pikepdf.Stream):
            return own
        numbers = stream_bytes(places, _MANY) or b""
        glyphs = enumerate(struct.unpack(f">{len(numbers) // 2}H", numbers[: len(numbers) // 2 * 2]))
        return {code: own[glyph] for code, glyph in glyphs if glyph in own}

    def _own(self, program: Any) -> Letters | None:
        if program.objgen not in self._read:
            data = stream_bytes(program, min(_LARGEST, self._left))
            self._left -= len(data or b"")
            try:
                self._read[program.objgen] = _listed(data) if data else None
            except struct.error:
                self._read[program.objgen] = None
        return self._read[program.objgen]


def differs(told: str, drawn: tuple[str, ...]) -> bool:
    """Whether letters or figures are told of a glyph that stands for others: any of `drawn`, if that is known."""
    return bool(drawn) and all(_figures(told) != _figures(one) for one in drawn)


def _figures(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _listed(data: bytes) -> Letters:
    """The list of a TrueType font, turned around. Raises struct.error where it is damaged."""
    found: Letters = {}
    for number, (character, glyph) in enumerate(_pairs(data)):
        if number == _MANY:
            break
        if glyph and character not in range(0xD800, 0xE000) and character < 0x110000:
            found[glyph] = found.get(glyph, "") + chr(character)
    return found


def _pairs(data: bytes) -> Iterator[tuple[int, int]]:
    """Characters and the numbers of their glyphs."""
    tables = struct.unpack_from(">H", data, 4)[0] if data else 0
    for number in range(min(tables, 100)):
        name, _, start, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if name == b"cmap":
            for each in range(min(struct.unpack_from(">H", data, start + 2)[0], 20)):
                platform, coding, place = struct.unpack_from(">HHL", data, start + 4 + 8 * each)
                if (platform, coding) in UNICODE:
                    yield from _entries(data, start + place)


def _entries(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    kind = struct.unpack_from(">H", data, start)[0]
    if kind == _BY_GROUPS:
        for number in range(struct.unpack_from(">L", data, start + 12)[0]):
            first, last, glyph = struct.unpack_from(">LLL", data, start + 16 + 12 * number)
            yield from ((character, glyph + character - first) for character in range(first, last + 1))
    elif kind == _BY_SEGMENTS:
        yield from _segments(data, start)


def _segments(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = start + 14
    for number in range(count):
        last, first, more, place = (
            struct.unpack_from(">H", data, ends + 2 * number + column * 2 * count + (2 if column else 0))[0]
            for column in range(4)
        )
        at = ends + 2 + 6 * count + 2 * number  # where `place` is, from which it counts
        for character in range(first, min(last, 0xFFFE) + 1):
            if not place:
                yield character, (character + more) & 0xFFFF
                continue
            glyph = struct.unpack_from(">H", data, at + place + 2 * (character - first))[0]
            yield character, (glyph + more) & 0xFFFF if glyph else 0
