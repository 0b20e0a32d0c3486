"""The organisation's own logo on a page of a form: lines and areas, in the one place that pages have for it.

It is drawn by whatever the organisation's file holds, so only its place tells it: the head of the page, beyond which
nothing of it is seen. What is painted there hides nothing that is read.
"""

from __future__ import annotations

import re

from runbook.records.form_manner import operators

PLACES = ((827.7, 51.8), (461.7, 104.1))  # left and top on A4 and on Letter, in the page's own units of 1/96 inch
WIDE, HIGH = 171.0, 21.0  # 45 by 5.4 mm
NEAR = 1.0
_NUMBER = rb"([\d.]{1,20})"
_LOGO = re.compile(
    rb"(?:EMC|Q)\s+(?:q\s+)+%(n)b %(n)b %(n)b %(n)b re\s+W\s+n\s+/Figure\s*<<\s*/MCID\s+\d{1,9}\s*>>\s*BDC"
    rb"(?P<drawing>(?:(?!EMC|\sBDC\s).)*)(?=EMC\s)" % {b"n": _NUMBER},
    re.DOTALL,
)
_FIGURE = re.compile(rb"/Figure\s*<<[^<>]*>>\s*BDC((?:(?!EMC|\sBDC\s).)*)EMC(?=\s)", re.DOTALL)
_MOVED = re.compile(rb"\scm(?=\s)")
_LETTERS = re.compile(rb"<[0-9A-Fa-f\s]*>")
_OPEN = re.compile(rb"[()<>%]")  # after which a viewer may read something else than what stands there


def without_logo(content: bytes, start: int) -> bytes:
    """What a page draws, without its logo; `start` is where the kit's own marks begin."""
    for found in _LOGO.finditer(content, start):
        if _is_in_place(found):
            if _is_moved(content[start : found.start()]):
                break  # what moved it, moves all that comes
            return content[: found.start("drawing")] + b"\n" + content[found.end("drawing") :]
    return content


def _is_in_place(found: re.Match[bytes]) -> bool:
    """Whether nothing of it is seen outside of the place of a logo."""
    try:
        x, y, wide, high = (float(one) for one in found.groups()[:4])
    except ValueError:
        return False
    there = any(abs(x - left) < NEAR and abs(y - top) < NEAR for left, top in PLACES)
    return there and wide <= WIDE and high <= HIGH and _is_closed(found["drawing"])


def _is_moved(before: bytes) -> bool:
    """Whether places behind it are others than their numbers say; what pictures move is theirs alone."""
    return _MOVED.search(_FIGURE.sub(lambda one: b"" if _is_closed(one[1]) else one[0], before)) is not None


def _is_closed(drawing: bytes) -> bool:
    """Whether everything in it is between a q and its Q, so that it changes nothing behind it."""
    drawing = _LETTERS.sub(b" ", drawing)
    if _OPEN.search(drawing):
        return False
    depth = 0
    for operator in operators(drawing):
        if operator in (b"BI", b"BDC", b"BMC") or (depth == 0 and operator != b"q"):
            return False
        depth += (operator == b"q") - (operator == b"Q")
    return depth == 0
