"""QR codes as paths of SVG, for pages that may show no picture but their own drawings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from runbook.document.qr import QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorCode:
    """`path` draws the dark modules as lines, one unit wide, in a `box` (a viewBox) with one unit a module."""

    box: str
    path: str


@cache
def vector_code(text: str) -> VectorCode:
    """The code of `text`, error correction Q, with its quiet zone."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text.encode() if not text.isascii() else text)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    path = "".join(_line(number, row) for number, row in enumerate(rows))
    return VectorCode(box=f"0 0 {size} {size}", path=path)


def _line(number: int, row: list[bool]) -> str:
    """The dark modules of a row: where the first run of them begins, then lengths and gaps in turn."""
    at, path = 0, ""
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            path += f"h{length}"
        elif at + length < len(row):
            path += f"m{length} 0" if at else f"M{length} {number}.5"
        at += length
    return path
