"""Reads the lines and areas that the kit drew on a page of a form: each in a mark of its own, beside its texts."""

from __future__ import annotations

import re

MOST = 2_000  # of a page; the kit's have 300
_DRAWN = re.compile(rb"/Artifact\s+BMC\s(.*?)\sEMC(?=\s|$)", re.DOTALL)


def lines_on(content: bytes, start: int) -> tuple[bytes, ...]:
    """What a page draws in such marks, in order; `start` is where the kit's own marks begin."""
    return tuple(found[1] for _, found in zip(range(MOST), _DRAWN.finditer(content, start), strict=False))
