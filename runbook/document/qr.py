"""QR codes as PNG: one pixel a module, a quiet zone of four modules, error correction Q."""

from __future__ import annotations

from functools import cache

QUIET = 4
MIN_MM = 20


@cache
def png(text: str) -> bytes:
    """The code of `text` as a black-and-white PNG. Raises nothing for addresses up to some 1,600 characters."""
    import struct
    import zlib

    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text.encode() if not text.isascii() else text)
    code.make(fit=True)
    matrix = code.get_matrix()
    side = len(matrix)
    rows = b"".join(b"\0" + _packed(row) for row in matrix)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _packed(row: list[bool]) -> bytes:
    """A row as bits, white (no module) being 1."""
    bits = "".join("0" if module else "1" for module in row)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")
