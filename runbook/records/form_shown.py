"""What a text field of a PDF shows: the text that its appearance draws, as far as it can be read.

A viewer that fills in a form stores a text, and beside it how it is drawn. The two can differ.
"""

from __future__ import annotations

import re
from typing import Any

from runbook.records.form_fonts import UNKNOWN, Font
from runbook.records.pdf_size import stream_bytes

LONGEST = 2**16  # bytes of an appearance, unpacked
_TOKEN = re.compile(
    rb"\((?P<text>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|/(?P<name>[^\s/<>\[\]()%]*)"
    rb"|(?P<number>[-+]?[0-9]*\.?[0-9]+)|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_ONE = re.compile(rb"[^()<>]*\(([^()\\]*)\)\s*Tj[^()<>]*")  # no other text than this
_ELSE = re.compile(rb"Do|BI|Tr|<")
_DRAWS = re.compile(rb"T[jJ]|['\"]|Do|BI")


class Shown:
    """Reads appearances; fonts and appearances that several fields share are read once."""

    def __init__(self, fonts: Any) -> None:
        self._offered = fonts  # those of the whole form, by name
        self._fonts: dict[tuple[int, int], Font] = {}
        self._contents: dict[tuple[int, int], bytes | None] = {}
        self._texts: dict[tuple[int, int], tuple[str, float] | None] = {}

    def draws(self, appearance: Any, stored: str) -> bool:
        """Whether an appearance draws just this text, as far as a glance tells: most do."""
        content = self._content(appearance)
        if content is None or _ELSE.search(content):
            return False
        one = _ONE.fullmatch(content)
        return (
            stored.encode("ascii", "replace") == one[1] and stored.isascii() if one else not (stored or b"(" in content)
        )

    def text(self, appearance: Any) -> tuple[str, float] | None:
        """The text that an appearance draws, and the size of its type; None where that cannot be read."""
        key = appearance.objgen
        if key not in self._texts:
            self._texts[key] = self._read(appearance)
        return self._texts[key]

    def _content(self, appearance: Any) -> bytes | None:
        key = appearance.objgen
        if key not in self._contents:
            self._contents[key] = stream_bytes(appearance, LONGEST)
        return self._contents[key]

    def _read(self, appearance: Any) -> tuple[str, float] | None:
        content = self._content(appearance)
        if content is None:
            return None
        if not _DRAWS.search(content):
            return "", 0.0
        offered = (appearance.get("/Resources") or {}).get("/Font") or {}
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
