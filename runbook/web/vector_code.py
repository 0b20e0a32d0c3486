"""QR codes for pages that may show no picture but their own drawings: the script of the page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from runbook.document.qr import QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorCode:
    """A square with `size` modules a side; `modules` has a bit for each, row by row, set where it is dark, as one
    number in hexadecimal digits."""

    size: int
    modules: str


@cache
def vector_code(text: str) -> VectorCode:
    """The code of `text`, error correction Q, with its quiet zone."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text.encode() if not text.isascii() else text)
    code.make(fit=True)
    rows = code.get_matrix()
    bits = "".join("1" if dark else "0" for row in rows for dark in row)
    return VectorCode(size=len(rows), modules=f"{int(bits, 2):x}")
