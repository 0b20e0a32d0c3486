"""Where the checklist's pages break. Known beforehand, because every page bears its own code.

The measures are those of templates/styles/checklist.css; a test compares the outcome with the set pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .glyphs import text_mm
from .parts import CheckRow, Paper

# For rows, between the column heads and the foot: the sheet less what stands above and below.
ROOM_MM: dict[Paper, float] = {"A4": 155.0, "Letter": 161.0}
TITLE_MM: dict[Paper, float] = {"A4": 66.0, "Letter": 58.0}
TITLE_POINTS = 11.0
LINE_MM = 4.5
ROW_MM = 8.6  # a row with a title of one line
MOST_LINES = 6  # what the style has heights for
GROUP_MM = 6.0

Row = TypeVar("Row", bound=CheckRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Generic[Row]):
    """A row on its page. `opens`: the group's title stands above it; `continued`: not for the first time."""

    group: str
    row: Row
    opens: bool
    continued: bool


def paginate(rows: Sequence[tuple[str, CheckRow]], paper: Paper) -> tuple[tuple[Placed[CheckRow], ...], ...]:
    """Rows with the title of their group -> pages. A title is never the last thing on a page."""
    pages: list[list[Placed[CheckRow]]] = [[]]
    used, current = 0.0, None
    for group, row in rows:
        height = row_mm(row)
        opens = group != current
        if used + height + (GROUP_MM if opens else 0) > ROOM_MM[paper] and pages[-1]:
            pages.append([])
            used, opens = 0.0, True
        used += height + (GROUP_MM if opens else 0)
        pages[-1].append(Placed(group=group, row=row, opens=opens, continued=opens and group == current))
        current = group
    return tuple(tuple(page) for page in pages)


def row_mm(row: CheckRow) -> float:
    """The height of a row: as many lines as its title takes."""
    return max(ROW_MM, row.lines * LINE_MM + 0.6)


def lines(text: str, width: float) -> int:
    """How many lines `text` takes in `width` mm, broken at spaces; at most `MOST_LINES`."""
    count, used = 1, 0.0
    space = text_mm(" ", TITLE_POINTS)
    for word in text.split(" "):
        wide = text_mm(word, TITLE_POINTS)
        if used and used + space + wide > width:
            count, used = count + 1, wide
        else:
            used += (space if used else 0) + wide
    return min(count, MOST_LINES)
