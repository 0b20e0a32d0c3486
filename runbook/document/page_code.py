"""The QR codes of checklist pages: all of one kind, so that they differ by their texts alone.

One run of characters and always the same mask: two codes of one length differ by what their texts differ in, bit by
bit, and a code can be made by adding up (runbook.pdf.prefill.page_codes).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from runbook.document import bitmap
from runbook.document.qr import QUIET

MASK = 4  # blocks of two by three: no large area of one colour
ALPHANUMERIC: Literal[2] = 2  # the mode of capitals, digits and a few marks


@lru_cache(maxsize=256)
def png(text: str) -> bytes:
    """The code of a page (`runbook.model.form.page_code`) as a black-and-white PNG."""
    return bitmap.png(modules(text))


def modules(text: str) -> list[list[bool]]:
    """The modules of a page's code, row by row, quiet zone and all; True is black."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.util import QRData

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, mask_pattern=MASK)
    code.add_data(QRData(text, ALPHANUMERIC))
    code.make(fit=True)
    return code.get_matrix()
