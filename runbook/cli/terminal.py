"""What the terminal can show, and what its user wants of it."""

from __future__ import annotations

import os
from typing import IO


def moves(stream: IO[str]) -> bool:
    """Whether it is a terminal on which a line can be written over: `TERM=dumb` is none."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def coloured(stream: IO[str]) -> bool:
    """Whether it is a terminal that shows colours, and `NO_COLOR` (https://no-color.org) does not forbid them."""
    return moves(stream) and not os.environ.get("NO_COLOR")
