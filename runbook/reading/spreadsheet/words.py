"""What stands beside the cells of a sheet, or is not seen in them, in few words."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 300  # characters of what was not read that a message repeats
Aside = tuple[str, str]  # a place ("14", "F4", "Sheet2!14"; "" for none), and what stands there


def in_words(cells: Iterable[str]) -> str:
    """Cells as one line of text."""
    return clipped(" ".join(" ".join(cell[:SHOWN] for cell in cells if cell).split()))


def clipped(text: str) -> str:
    """No more of a text than a message can bear."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
