"""What a PDF of the kit says about itself: what it was made of, and that it is as it was made.

The two identifiers of a PDF (ISO 32000-1, 14.4) are made for this: the first stays what it was when the file was
made, the second tells what the file has become. The kit's first one is a hash of all that the file was made of; its
second one is a hash of the file itself, with zeros in its own place. Whoever changes a byte, or types into the form,
breaks it.
"""

from __future__ import annotations

import re
from hashlib import sha256

DIGITS = 32
_TABLE = b"/Type /XRef"
_PAIR = re.compile(rb"/ID \[\(([0-9a-f]{32})\) \(([0-9a-f]{32})\)\]")


def identity(*parts: bytes) -> str:
    """The first identifier of what is made of `parts`: 32 hexadecimal digits."""
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:DIGITS]


def sealed(pdf: bytes, made_of: str) -> bytes:
    """`pdf`, which has no identifiers, with its two: the first one is `made_of`.

    They are written into the last object, its cross-reference, so that all others stay where they are. Raises
    ValueError where that is no stream, or there are identifiers.
    """
    before, table, after = pdf.rpartition(_TABLE)
    if not table or _PAIR.search(pdf):
        raise ValueError("a PDF of the kit with identifiers of its own, or without a stream of references")
    before += table + b" /ID [(" + made_of.encode() + b") ("
    pdf = before + b"0" * DIGITS + b")]" + after
    start, end = len(before), len(before) + DIGITS
    return pdf[:start] + _own(pdf, start, end) + pdf[end:]


def first_identifier(pdf: bytes) -> str | None:
    """The first identifier of a PDF of the kit; None where the file is none, or is no longer as it was made."""
    pairs = list(_PAIR.finditer(pdf))
    if len(pairs) != 1 or pairs[0][2] != _own(pdf, *pairs[0].span(2)):
        return None
    return pairs[0][1].decode()


def creator(pdf: bytes) -> str:
    """What a PDF names as the program that it comes from; "" where it names none, or cannot be read."""
    from io import BytesIO

    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as file:
            return str(file.trailer.Info.Creator)
    except (pikepdf.PdfError, AttributeError, ValueError):
        return ""


def _own(pdf: bytes, start: int, end: int) -> bytes:
    digest = sha256(pdf[:start] + b"0" * DIGITS)
    digest.update(pdf[end:])
    return digest.hexdigest()[:DIGITS].encode()
