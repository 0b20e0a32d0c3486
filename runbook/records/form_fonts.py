"""Fonts of a PDF, as far as their codes can be told to be characters."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import Any

from runbook.records.form_faces import Letters, differs
from runbook.records.form_shapes import is_embedded
from runbook.records.form_widths import Widths
from runbook.records.pdf_size import stream_bytes

UNKNOWN = "\ufffd"  # a character that cannot be read
_MAP = 2**18  # bytes of a font's map to characters, unpacked
_CODES = 2**16  # of a font
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
NOT_ASKED: Letters = {}
_SIGNS = re.compile("ding(?:bat)?s|symbol", re.IGNORECASE)  # fonts without letters
_CONTROLS = dict.fromkeys(range(32), UNKNOWN)
_CODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


class Font:
    """How the codes of a font are read: so many bytes each, and the character of each code.

    `own` are the characters that an embedded font itself gives to its codes, where it was looked at; None where it
    hides them, and its map is not believed. Where its map has another letter than is drawn, what is drawn is read.
    `are_kits`: its letters were looked at, and have the shapes of the kit's own.
    """

    def __init__(self, font: Any, own: Letters | None = NOT_ASKED, *, are_kits: bool = False) -> None:
        import pikepdf

        self._font = font
        named, encoding = str(font.get("/BaseFont", "")), font.get("/Encoding")
        upright = str(encoding).endswith("-V")  # its letters stand below one another, and leave the field
        self.is_drawn = upright or font.get("/Subtype") == "/Type3"
        self.bytes = 2 if font.get("/Subtype") == "/Type0" else 1
        mapped = font.get("/ToUnicode")
        self.is_plain = isinstance(mapped, pikepdf.Name)  # as Firefox writes it: codes are characters
        self.known = _to_unicode(stream_bytes(mapped, _MAP) or b"") if isinstance(mapped, pikepdf.Stream) else {}
        self.own = own or {}
        if own is None:
            self.known = {}
        self._is_other = is_embedded(font) and not are_kits  # has letters of any shape
        self.coding, self.is_sure = "", False  # its coding, and whether it says what is drawn
        self.others: dict[int, str] = {}  # codes that stand for something of their own
        if font.get("/Subtype") not in ("/Type1", "/TrueType") or _SIGNS.search(named) or _is_other(encoding):
            return
        if (
            encoding is not None or "+" not in named or not is_embedded(font)
        ):  # else a part of a font, whose codes may be any
            self.coding = _CODINGS.get(str(encoding), "ascii")
        if encoding is not None and not str(encoding).startswith("/"):
            self.others = _differences(encoding.get("/Differences", ()))
        self.is_sure = not _has_own_codes(font) and (encoding is not None or not is_embedded(font))

    @cached_property
    def widths(self) -> Widths:
        """How wide its letters are said to be."""
        return Widths(self._font)

    def text(self, shown: bytes) -> str:
        """The characters of a string."""
        if self.coding and not self.known and not self.others:
            return shown.decode(self.coding, "replace").translate(_CONTROLS)
        return "".join(self._character(code) for code in self._codes(shown))

    def is_pushed(self, shown: bytes) -> bool:
        """Whether letters or figures of a string lie on one another, or far from one another."""
        odd = filter(self.widths.is_odd, set(self._codes(shown)))
        return any(letter.isascii() and letter.isalnum() for code in odd for letter in self._character(code))

    def is_believed(self, shown: bytes) -> bool:
        """Whether of a string but the map says what is drawn, or the font, whose letters may have any shapes."""
        return self._is_other or any(self.known.get(code) and not self._drawn(code) for code in self._codes(shown))

    def other(self, text: str) -> str:
        """What a viewer shows of a text, where that has other letters or figures; "" where it has not."""
        if self.bytes > 1:
            return ""
        shown = "".join(self.text(one.encode()) if one.isascii() and one.isalnum() else one for one in text)
        return "" if shown == text else shown.replace(UNKNOWN, "?")

    def ems(self, shown: bytes) -> float:
        """How wide a string is, in widths of an M."""
        return sum(map(self.widths.of, self._codes(shown))) / 1000

    def _codes(self, shown: bytes) -> list[int]:
        return [int.from_bytes(shown[i : i + self.bytes], "big") for i in range(0, len(shown), self.bytes)]

    def _character(self, code: int) -> str:
        told = self.known.get(code)
        if not told:
            return self._plain(code)
        drawn = self._drawn(code)
        return drawn[0] if differs(told, drawn) else told

    def _drawn(self, code: int) -> tuple[str, ...]:
        """What the font itself says of a code: the characters of its glyph, or that of the coding."""
        if self.is_sure and (coded := self._plain(code)) != UNKNOWN:
            return (coded,)
        return tuple(self.own.get(code, ""))

    def _plain(self, code: int) -> str:
        if self.is_plain:
            return chr(code)
        if code in self.others:
            return self.others[code]
        if not self.coding or not 31 < code < 256:
            return UNKNOWN
        return bytes([code]).decode(self.coding, "replace")


def _is_other(encoding: Any) -> bool:
    """Whether a coding is one of fractions and small figures."""
    named = encoding if encoding is None or str(encoding).startswith("/") else encoding.get("/BaseEncoding")
    return str(named) == "/MacExpertEncoding"


def _has_own_codes(font: Any) -> bool:
    """Whether it is embedded, and says of itself that its codes are its own."""
    return is_embedded(font) and bool(int(font["/FontDescriptor"].get("/Flags", 4)) & 4)


def _to_unicode(data: bytes) -> dict[int, str]:
    """The characters of codes, as a font's map has them."""
    known: dict[int, str] = {}
    for kind, block in _BLOCK.findall(data):
        if kind == b"bfchar":
            known |= {int(code, 16): _characters(text) for code, text in _CHARACTER.findall(block)}
            continue
        for first, last, text in _RANGE.findall(block):
            start, begin = _characters(text), int(first, 16)
            for code in range(begin, min(int(last, 16) + 1, begin + _CODES - len(known))):
                known[code] = start[:-1] + chr(min(ord(start[-1:] or "\0") + code - begin, sys.maxunicode))
    return known


def _differences(listed: Any) -> dict[int, str]:
    """The characters of the codes to which an encoding gives those of its own: each number begins a row of them."""
    from fontTools.agl import toUnicode

    found: dict[int, str] = {}
    code = 0
    for one in list(listed)[:1000]:
        if isinstance(one, int):
            code = one
        else:
            found[code] = toUnicode(str(one)[1:41]) or UNKNOWN
            code += 1
    return found


def _characters(digits: bytes) -> str:
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()).decode("utf-16-be", "replace")
