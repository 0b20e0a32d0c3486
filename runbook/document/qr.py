"""QR codes as PNG: one pixel a module, a quiet zone of four modules, error correction Q."""

from __future__ import annotations

from functools import cache

from runbook.document import bitmap

QUIET = 4
MIN_MM = 20


@cache
def png(text: str) -> bytes:
    """The code of `text` as a black-and-white PNG. Raises nothing for addresses up to some 1,600 characters."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text.encode() if not text.isascii() else text)
    code.make(fit=True)
    return bitmap.png(code.get_matrix())
