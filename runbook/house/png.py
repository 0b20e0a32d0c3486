"""A PNG as it can be drawn: whole chunks with right sums, and as many pixels as it says, no more and no fewer."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from runbook.i18n import N_

PNG = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS = 2000  # of each side
FILTERS = 5  # of a line
# The kind of colour -> its samples, and how many bits each may have.
_COLOURS = {0: (1, (1, 2, 4, 8, 16)), 2: (3, (8, 16)), 3: (1, (1, 2, 4, 8)), 4: (2, (8, 16)), 6: (4, (8, 16))}
_PALETTE = 3
# Of an interlaced picture, for each time that it is gone through: first column and line, and steps to the next ones.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


class _Head(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int
    compression: int
    filtering: int
    interlace: int


def fault_of_png(raw: bytes) -> str | None:
    """What is wrong with a file that begins as a PNG: a message, with `{limit}`; None where it can be drawn."""
    damaged = N_("this PNG is damaged")
    chunks = list(_chunks(raw))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        return damaged
    head = _Head(*struct.unpack(">IIBBBBB", chunks[0][1]))
    if not 0 < head.width <= MAX_PIXELS or not 0 < head.height <= MAX_PIXELS:
        return N_("a logo has at most {limit} pixels a side")
    samples, depths = _COLOURS.get(head.colour, (0, ()))
    palettes = [len(body) for kind, body in chunks if kind == b"PLTE"]
    lacks = head.colour == _PALETTE and not (len(palettes) == 1 and palettes[0] and palettes[0] % 3 == 0)
    known = head.compression == head.filtering == 0 and head.interlace in (0, 1)
    if head.depth not in depths or not known or lacks or sum(kind == b"IHDR" for kind, _ in chunks) > 1:
        return damaged
    data = b"".join(body for kind, body in chunks if kind == b"IDAT")
    return None if _whole(data, list(_lines(head, samples))) else damaged


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the end, or to the first one that is cut off or has a wrong sum."""
    at = len(PNG)
    while at + 12 <= len(raw):
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        body, total = raw[at + 8 : at + 8 + length], raw[at + 8 + length : at + 12 + length]
        if len(total) < 4 or zlib.crc32(kind + body) != struct.unpack(">I", total)[0]:
            return
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + length


def _lines(head: _Head, samples: int) -> Iterator[int]:
    """How many bytes each line of pixels has, without that of its filter."""
    for column, line, right, down in _PASSES if head.interlace else ((0, 0, 1, 1),):
        width, height = -(-(head.width - column) // right), -(-(head.height - line) // down)
        if width > 0 and height > 0:
            yield from [-(-width * samples * head.depth // 8)] * height


def _whole(data: bytes, lines: list[int]) -> bool:
    """Whether the pixels unpack to these lines exactly, each with a filter that there is."""
    total = sum(lines) + len(lines)
    unpacked = zlib.decompressobj()
    try:
        pixels = unpacked.decompress(data, total + 1)
    except zlib.error:
        return False
    if not unpacked.eof or len(pixels) != total:
        return False
    at = 0
    for length in lines:
        if pixels[at] >= FILTERS:
            return False
        at += length + 1
    return True
