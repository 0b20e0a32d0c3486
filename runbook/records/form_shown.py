"""What a text field of a PDF shows: the text that its appearance draws, as far as it can be read.

A viewer that fills in a form stores a text, and beside it how it is drawn. The two can differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from runbook.records.form_fonts import UNKNOWN, Font
from runbook.records.pdf_size import stream_bytes

LONGEST = 2**16  # bytes of an appearance, unpacked
DEPTH = 4  # of drawings within drawings
PICTURE = "▮"  # stands for an image, which may show anything
_TOKEN = re.compile(
    rb"\((?P<text>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|/(?P<name>[^\s/<>\[\]()%]*)"
    rb"|(?P<number>[-+]?[0-9]*\.?[0-9]+)|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_ONE = re.compile(rb"[^()<>]*\(([^()\\]*)\)\s*Tj[^()<>]*")  # no other text than this
_ELSE = re.compile(rb"Do|BI|Tr|<|(?:^|\s)(?:1(?:\.0*)?\s+(?:g|rg)|0(?:\.0*)?\s+k)\s")
_IMAGE = re.compile(rb"(?:^|\s)BI\s")
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_PAPER = {b"g": 1.0, b"rg": 1.0, b"k": 0.0}  # the amounts of white
_PLAIN = re.compile(rb"[ -~]*")
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

    def text(self, appearance: Any, depth: int = 0) -> tuple[str, float] | None:
        """The text that an appearance draws, and the size of its type; None where that cannot be read."""
        key = appearance.objgen
        if key == (0, 0):
            return self._read(appearance, depth)
        if key not in self._texts:
            self._texts[key] = self._read(appearance, depth)
        return self._texts[key]

    def _content(self, appearance: Any) -> bytes | None:
        key = appearance.objgen
        if key not in self._contents:
            self._contents[key] = stream_bytes(appearance, LONGEST)
        return self._contents[key]

    def _within(self, name: Any, appearance: Any, depth: int) -> str | None:
        """The text of a drawing in an appearance."""
        import pikepdf

        drawings = (appearance.get("/Resources") or {}).get("/XObject") or {}
        drawing = drawings.get(f"/{name.decode('latin-1')}") if name is not None else None
        if drawing is None:
            return ""  # nothing is drawn
        if not isinstance(drawing, pikepdf.Stream) or drawing.get("/Subtype") != "/Form":
            return PICTURE
        found = self.text(drawing, depth + 1) if depth < DEPTH else None
        return found and found[0]

    def _read(self, appearance: Any, depth: int) -> tuple[str, float] | None:
        content = self._content(appearance)
        if content is None:
            return None
        if not _DRAWS.search(content):
            return "", 0.0
        if _IMAGE.search(content):
            return PICTURE, 0.0
        offered = (appearance.get("/Resources") or {}).get("/Font") or {}
        pen = _Pen()
        parts: list[str] = []
        last: list[Any] = []
        for token in _TOKEN.finditer(content):
            operator = token["operator"]
            if operator is None:
                last.append(token)
                continue
            if operator == b"Do":
                drawn = self._within(last[-1]["name"] if last else None, appearance, depth)
                if drawn is None:
                    return None
                parts.append(drawn)
            elif operator == b"Tf" and len(last) > 1 and last[-2]["name"] is not None:
                pen.font = self._font(last[-2]["name"].decode("latin-1"), offered)
                pen.size = float(last[-1]["number"] or 0)
            else:
                parts += pen.take(operator, last)
            last = []
        return " ".join("".join(parts).split()), pen.size

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


@dataclass(slots=True)
class _Pen:
    """How text is drawn at some place of an appearance. `unseen`: in the colour of paper; `kept`: what q put aside."""

    font: Font | None = None
    size: float = 0.0
    outlined: bool = False
    unseen: bool = False
    kept: list[bool] = field(default_factory=list)

    def take(self, operator: bytes, last: list[Any]) -> list[str]:
        """What an operator with its operands draws; how it changes the pen."""
        if operator in _SHOWS:
            if self.outlined or self.unseen:
                return []
            strings = [_string(one) for one in last if one["text"] is not None or one["hex"] is not None]
            return [" " * (operator in b"'\""), *(self._letters(one) for one in strings)]
        if operator in (b"Td", b"TD", b"T*"):
            return [" "]
        if operator == b"Tr" and last:
            self.outlined = last[-1]["number"] == b"3"
        elif operator in _PAPER and last:
            amounts = [float(one["number"]) for one in last if one["number"] is not None]
            self.unseen = bool(amounts) and all(amount == _PAPER[operator] for amount in amounts)
        elif operator == b"q":
            self.kept.append(self.unseen)
        elif operator == b"Q" and self.kept:
            self.unseen = self.kept.pop()
        return []

    def _letters(self, shown: bytes) -> str:
        if self.font is None:  # one that the form does not have: another stands in for it
            return shown.decode("ascii") if _PLAIN.fullmatch(shown) else UNKNOWN
        return self.font.text(shown)


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
