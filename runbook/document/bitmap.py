"""Black-and-white pictures as PNG: one bit a pixel."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence


def png(rows: Sequence[Sequence[bool]]) -> bytes:
    """A picture of `rows`, true being black; every row has as many pixels as the first, one at least."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + _packed(row) for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _packed(row: Sequence[bool]) -> bytes:
    """A row as bits, white being 1."""
    bits = "".join("0" if black else "1" for black in row)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")
