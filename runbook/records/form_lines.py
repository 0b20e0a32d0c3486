"""Reads the lines and areas that the kit drew on a page of a form: each in a mark of its own, beside its texts."""

from __future__ import annotations

MOST = 2_000  # of a page; the kit's have 300


def lines_on(content: bytes, start: int) -> tuple[bytes, ...]:
    """What a page draws in such marks, in order; `start` is where the kit's own marks begin."""
    return tuple(one.partition(b"EMC")[0] for one in content[start:].split(b"/Artifact", MOST)[1:])
