"""Scripts without what is there for their readers: types, remarks, indents and blanks; names stay, and lines but where
what they end with goes on.

It reads the kit's own scripts, in which no text and no remark of code goes over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TYPES = re.compile(r"/\*\*(?:[^*]|\*(?!/))*\*/")
_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_PATTERN = re.compile(r"/(?:[^/\\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/[a-z]*")
_BEFORE_PATTERN = frozenset("(,=:[!&|?{};>")  # behind these a stroke begins a pattern, and divides nothing
_WORD = re.compile(r"[\w$]")
_GOES_ON = tuple("{;,([&|?:=")  # a line that ends so needs no end of line: none begins or ends a statement there


def tight(script: str) -> str:
    """The script; its last line ends."""
    lines = ("".join(_joined(_pieces(line.strip()))) for line in _TYPES.sub("", script).splitlines())
    tightened = "".join(line if line.endswith(_GOES_ON) else f"{line}\n" for line in lines if line)
    return tightened if tightened.endswith("\n") else f"{tightened}\n"


def _pieces(line: str) -> Iterator[str]:
    """Texts, patterns and templates whole, all else sign by sign; a remark at the end is left out."""
    at, before = 0, ""
    while at < len(line):
        if line.startswith("//", at):
            return
        end = _end(line, at, before)
        piece = line[at:end]
        yield piece
        before = piece[-1] if not piece.isspace() else before
        at = end


def _end(line: str, at: int, before: str) -> int:
    """Where the piece ends that begins there; `before` is the last sign before it that is no blank."""
    sign = line[at]
    if sign == "`":
        return _template_end(line, at)
    found = None
    if sign in "\"'":
        found = _TEXT.match(line, at)
    elif sign == "/" and (not before or before in _BEFORE_PATTERN or line[:at].rstrip().endswith("return")):
        found = _PATTERN.match(line, at)
    return found.end() if found else at + 1


def _template_end(line: str, at: int) -> int:
    """Behind the template that begins there, with templates in its places."""
    at += 1
    while line[at] != "`":
        if line.startswith("${", at):
            at += 2
            while line[at] != "}":
                at = _end(line, at, "(")
        at += 2 if line[at] == "\\" else 1
    return at + 1


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    """Blanks stay between words, and between signs that would be others together."""
    last, blank = "", False
    for piece in pieces:
        if piece.isspace():
            blank = bool(last)
            continue
        if blank and ((_WORD.match(last) and _WORD.match(piece)) or (last in "+-" and piece[0] in "+-")):
            yield " "
        yield piece
        last, blank = piece[-1], False
