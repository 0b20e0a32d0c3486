"""What a text field of a PDF shows: the text that its appearance draws, as far as it can be read.

A viewer that fills in a form stores a text, and beside it how it is drawn. The two can differ.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Any

from runbook.records.pdf_size import stream_bytes

LONGEST = 2**16  # bytes of an appearance, unpacked
_MAP = 2**18  # of a font's map to characters
_CODES = 2**16  # of a font
UNKNOWN = "\ufffd"  # a character that cannot be read
_TOKEN = re.compile(
    rb"\((?P<text>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|/(?P<name>[^\s/<>\[\]()%]*)"
    rb"|(?P<number>[-+]?[0-9]*\.?[0-9]+)|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_ALIKE = str.maketrans("‘’‚“”„–—−‐‑", "'''\"\"\"-----", "\u00ad\u200b\u2060\ufeff")
_CODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


class Font:
    """How the codes of a font are read: so many bytes each, and the character of each code."""

    def __init__(self, font: Any) -> None:
        self.bytes = 2 if font.get("/Subtype") == "/Type0" else 1
        self.known = _to_unicode(stream_bytes(font["/ToUnicode"], _MAP) or b"") if "/ToUnicode" in font else {}
        self.coding = ""
        self.others: set[int] = set()  # codes that stand for something of their own
        named, encoding = str(font.get("/BaseFont", "")), font.get("/Encoding")
        if font.get("/Subtype") not in ("/Type1", "/TrueType") or "Dingbats" in named or "Symbol" in named:
            return
        if encoding is not None or "+" not in named:  # else a part of a font, whose codes may be any
            self.coding = _CODINGS.get(str(encoding), "ascii")
        if encoding is not None and not str(encoding).startswith("/"):
            self.others = _differences(encoding.get("/Differences", ()))

    def text(self, shown: bytes) -> str:
        """The characters of a string."""
        codes = [int.from_bytes(shown[i : i + self.bytes], "big") for i in range(0, len(shown), self.bytes)]
        return "".join(self.known.get(code) or self._plain(code) for code in codes)

    def _plain(self, code: int) -> str:
        if not self.coding or not 31 < code < 256 or code in self.others:
            return UNKNOWN
        return bytes([code]).decode(self.coding, "replace")


class Shown:
    """Reads appearances; fonts and appearances that several fields share are read once."""

    def __init__(self, fonts: Any) -> None:
        self._offered = fonts  # those of the whole form, by name
        self._fonts: dict[tuple[int, int], Font] = {}
        self._texts: dict[tuple[int, int], tuple[str, float] | None] = {}

    def text(self, appearance: Any) -> tuple[str, float] | None:
        """The text that an appearance draws, and the size of its type; None where that cannot be read."""
        key = appearance.objgen
        if key not in self._texts:
            self._texts[key] = self._read(appearance)
        return self._texts[key]

    def _read(self, appearance: Any) -> tuple[str, float] | None:
        content = stream_bytes(appearance, LONGEST)
        if content is None:
            return None
        offered = appearance.get("/Resources", {}).get("/Font", {})
        font: Font | None = None
        size, invisible = 0.0, False
        parts: list[str] = []
        last: list[Any] = []
        for token in _TOKEN.finditer(content):
            operator = token["operator"]
            if operator is None:
                last.append(token)
                continue
            if operator in (b"Do", b"BI"):
                return None  # a drawing inside it
            if operator == b"Tf" and len(last) > 1 and last[-2]["name"] is not None:
                font, size = self._font(last[-2]["name"].decode("latin-1"), offered), float(last[-1]["number"] or 0)
            elif operator == b"Tr" and last:
                invisible = last[-1]["number"] == b"3"
            elif operator in (b"Td", b"TD", b"T*"):
                parts.append(" ")
            elif operator in (b"Tj", b"TJ", b"'", b'"') and not invisible:
                parts.append(" " * (operator in b"'\""))
                strings = [_string(one) for one in last if one["text"] is not None or one["hex"] is not None]
                parts += [font.text(one) if font else UNKNOWN for one in strings]
            last = []
        return " ".join("".join(parts).split()), size

    def _font(self, name: str, offered: Any) -> Font | None:
        font = offered.get(f"/{name}")
        font = self._offered.get(f"/{name}") if font is None else font
        if font is None:
            return None
        key = font.objgen
        if key == (0, 0):
            return Font(font)
        if key not in self._fonts:
            self._fonts[key] = Font(font)
        return self._fonts[key]


def same(shown: str, stored: str) -> bool:
    """Whether the text that is drawn may be the text that is stored, as well as the drawing can be read."""
    one, other = _plain(shown), _plain(stored)
    if one == other:
        return True
    if _written(one) and _written(other):
        return False
    return _skeleton(one) == _skeleton(other) or _wild(one, other)


def part_of(shown: str, stored: str, room: float) -> bool:
    """Whether what is drawn is what a box with room for so many characters shows of a longer text."""
    one, other = _plain(shown), _plain(stored)
    return one in other and len(one) >= 0.6 * room


def _plain(text: str) -> str:
    """Without what drawing does not keep: blanks, ends of lines, the kinds of dashes and quotation marks."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split())


def _written(text: str) -> bool:
    """Whether every font of a form can draw it."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _skeleton(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())


def _wild(shown: str, stored: str) -> bool:
    """The same, where any characters may stand for what cannot be read."""
    first, *others = re.split(f"{UNKNOWN}+", shown)
    if not others:
        return first == stored
    place = len(first)
    for part in others[:-1]:
        place = stored.find(part, place) + len(part)
        if place < len(part):
            return False
    return stored.startswith(first) and stored.endswith(others[-1]) and place <= len(stored) - len(others[-1])


def _string(token: Any) -> bytes:
    if token["hex"] is not None:
        digits = b"".join(token["hex"].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    text: bytes = token["text"]
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(found: Any) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 255])
    sign: bytes = found[2]
    return _ESCAPED.get(sign, sign)


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


def _differences(listed: Any) -> set[int]:
    """The codes to which an encoding gives characters of its own: each number begins a row of them."""
    found: set[int] = set()
    code = 0
    for one in list(listed)[:1000]:
        if isinstance(one, int):
            code = one
        else:
            found.add(code)
            code += 1
    return found


def _characters(digits: bytes) -> str:
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()).decode("utf-16-be", "replace")
