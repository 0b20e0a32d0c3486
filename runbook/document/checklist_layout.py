"""Where the checklist's pages break. Known beforehand, because every page bears its own code.

The measures are those of templates/styles/checklist.css; a test compares the outcome with the set pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Generic, TypeVar

from runbook.document.glyphs import text_mm
from runbook.document.parts import CheckRow, Paper, PaperSize, size_of
from runbook.document.slots import HEIGHT_MM, Size, Value

# For rows, between the column heads and the foot: the sheet less what stands above and below.
ROOM_MM: dict[PaperSize, float] = {"A4": 155.0, "Letter": 161.0}
TITLE_MM: dict[PaperSize, float] = {"A4": 62.0, "Letter": 53.0}
TITLE_POINTS = 11.0
LINE_MM = 4.5
ROW_MM = 8.6  # a row with a title of one line
CARRIED_MM = 5.0  # a line of the head on what is carried on
LEAST_ROWS = 2  # on the last page
MOST_LINES = 6  # what the style has heights for
GROUP_MM = 6.0
EVIDENCE_MM, EVIDENCE_POINTS = 40.0, 8.0
BADGE_MM = 8.2  # with the room above it; an id that grows stands below it
LABEL_MM = 2.9
WRITTEN_MM = 7.6  # the box for what is written down, below its label, and the line between rows

Row = TypeVar("Row", bound=CheckRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow(Generic[Row]):
    """A row on its page. `opens`: the group's title stands above it; `continued`: not for the first time."""

    group: int
    row: Row
    opens: bool
    continued: bool


def paginate(
    rows: Sequence[tuple[int, CheckRow]], paper: Paper, carried: int = 0
) -> tuple[tuple[PlacedRow[CheckRow], ...], ...]:
    """Rows with the number of their group -> pages; `carried` lines more than usual stand in the head of each. A title
    is never the last thing on a page, and no page has but one row where the page before can spare another."""
    room = ROOM_MM[size_of(paper)] - CARRIED_MM * carried
    pages = _full_pages(rows, room)
    if len(pages) > 1 and len(pages[-1]) == 1 and len(pages[-2]) > LEAST_ROWS:
        cut = len(rows) - LEAST_ROWS
        last = _full_pages(rows[cut:], room)
        if len(last) == 1:
            pages = [*_full_pages(rows[:cut], room), *last]
            first = last[0][0]
            last[0][0] = replace(first, continued=rows[cut - 1][0] == first.group)
    return tuple(tuple(page) for page in pages)


def _full_pages(rows: Sequence[tuple[int, CheckRow]], room: float) -> list[list[PlacedRow[CheckRow]]]:
    pages: list[list[PlacedRow[CheckRow]]] = [[]]
    used, current = 0.0, None
    for group, row in rows:
        height = row_mm(row)
        opens = group != current
        if used + height + (GROUP_MM if opens else 0) > room and pages[-1]:
            pages.append([])
            used, opens = 0.0, True
        used += height + (GROUP_MM if opens else 0)
        pages[-1].append(PlacedRow(group=group, row=row, opens=opens, continued=opens and group == current))
        current = group
    return pages


def row_mm(row: CheckRow) -> float:
    """The height of a row: as many lines as its title takes, or as the label of what is written down."""
    least = WRITTEN_MM + LABEL_MM * len(row.evidence) if row.evidence else ROW_MM
    return max(least, row.lines * LINE_MM + 0.6)


def lines(text: str, width: float) -> int:
    """How many lines a title takes in `width` mm, broken at spaces; at most `MOST_LINES`."""
    return min(len(broken(text, width, TITLE_POINTS)), MOST_LINES)


def appliance_lines(shown: Value | None) -> int:
    """How many lines of a title are as high as the badge and the id of an appliance."""
    if shown is None or shown.size is not Size.GROWN:
        return 1
    high = BADGE_MM + len(shown.drawn.split("\n")) * HEIGHT_MM[shown.scale] / 2
    return min(ceil(high / LINE_MM), MOST_LINES)


def label_lines(label: Sequence[str]) -> int:
    """How many lines of a title are as high as a label of three lines or more and the box below it."""
    high = WRITTEN_MM + LABEL_MM * len(label)
    return min(ceil(high / LINE_MM), MOST_LINES) if len(label) > 2 else 1


def broken(text: str, width: float, points: float) -> tuple[str, ...]:
    """`text` in lines of `width` mm, broken at spaces."""
    found: list[str] = []
    used = 0.0
    space = text_mm(" ", points)
    for word in text.split(" "):
        wide = text_mm(word, points)
        if found and used + space + wide <= width:
            found[-1] += f" {word}"
            used += space + wide
        else:
            found.append(word)
            used = wide
    return tuple(found)
