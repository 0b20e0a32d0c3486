"""What a drawing of a PDF says to do: its operators, each with what stands before it.

Where programs read in a drawing this or that, it cannot be told what is seen: what is no token, what has more before it
than an operator takes, or less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    rb"\((?P<text>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|/(?P<name>[^\s/<>\[\]()%]*)"
    rb"|(?P<number>[-+]?[0-9]*\.?[0-9]+\.?)(?![^\s\[\]()<>/%])"
    rb"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)(?![^\s\[\]()<>/%])"
    rb"|(?P<edge>[\[\]])|(?P<none><<|>>|%[^\r\n]*)|(?P<odd>\S)",  # what is odd, viewers read in their own ways
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
SHOWS = (b"Tj", b"TJ", b"'", b'"')
_NUMBERED = {  # operators, and how many numbers they take
    **dict.fromkeys((b"g", b"G", b"w", b"TL", b"Tr", b"Tz", b"Ts", b"Tc", b"Tw"), 1),
    **dict.fromkeys((b"Td", b"TD", b"m", b"l"), 2),
    **dict.fromkeys((b"rg", b"RG"), 3),
    **dict.fromkeys((b"k", b"K", b"re", b"v", b"y"), 4),
    **dict.fromkeys((b"Tm", b"cm", b"c"), 6),
}
_TAKES = {operator: ("number",) * count for operator, count in _NUMBERED.items()}
_TAKES |= {b"Tf": ("name", "number"), b"gs": ("name",), b"Do": ("name",), b"cs": ("name",), b"CS": ("name",)}
_STRINGS = ("text", "hex")
_CODED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a name


def steps(content: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """The operators of a drawing, with the tokens before each; b"" where it cannot be told how it goes on."""
    last: list[Any] = []
    for token in _TOKEN.finditer(content):
        kind = token.lastgroup
        if kind == "operator":
            operator = token["operator"]
            if not _takes(operator, last):
                break
            yield operator, last
            last = []
        elif kind == "odd":
            break
        elif kind != "none":
            last.append(token)
    else:
        return
    yield b"", []


def _takes(operator: bytes, last: list[Any]) -> bool:
    """Whether an operator has what it takes before it, and nothing else: of more, viewers take this or that."""
    kinds = tuple(one.lastgroup for one in last)
    if operator == b"TJ":
        strings = kinds[1:-1]
        return len(kinds) > 1 and last[0][0] == b"[" and last[-1][0] == b"]" and {*strings} <= {*_STRINGS, "number"}
    if operator in SHOWS:
        before = ("number", "number") if operator == b'"' else ()
        return kinds[:-1] == before and kinds[-1:] in (("text",), ("hex",))
    return operator not in _TAKES or kinds == _TAKES[operator]


def numbers(last: list[Any]) -> list[float]:
    """The numbers before an operator."""
    return [float(one["number"]) for one in last if one["number"] is not None]


def named_by(last: list[Any]) -> str:
    """The name that stands last before an operator; "" where none does."""
    return named_letters((last[-1]["name"] if last else None) or b"")


def named_letters(name: bytes) -> str:
    """A name, whose letters may be written as numbers."""
    return str(_CODED.sub(lambda found: bytes.fromhex(found[1].decode()), name).decode("latin-1"))


def string(token: Any) -> bytes:
    """The bytes of a text."""
    if token["hex"] is not None:
        digits = b"".join(token["hex"].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    text: bytes = token["text"]
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: Any) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 255])
    sign: bytes = found[2]
    return _ESCAPED.get(sign, sign)
