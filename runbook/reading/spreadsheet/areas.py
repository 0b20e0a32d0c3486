"""Areas of a sheet such as "A2:C9": those that were merged, and those that a format may hide."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from operator import attrgetter
from string import ascii_uppercase

from runbook.reading.spreadsheet.sheet import SeenSheet

AREAS = 1000  # of one format
COVERED = 100_000  # rows that areas reach over
_COLUMNS = 256  # whose numbers are remembered
_LONG = 100  # letters of a text over many rows that count for one row more


def _area(sheet: SeenSheet, area: str) -> tuple[int, int, int, int, int]:
    """Of an area such as "A2:C9": its first column and the last, its first row, and which rows of the sheet are its."""
    first, _, last = area.replace("$", "").partition(":")
    left, right = column_of(first), column_of(last or first)
    top, bottom = (int(corner.lstrip(ascii_uppercase) or 0) for corner in (first, last or first))
    start = bisect_left(sheet.rows, top, key=attrgetter("number"))
    end = bisect_right(sheet.rows, bottom, lo=start, key=attrgetter("number"))
    return left, right, top, start, end


def doubt(sheet: SeenSheet, area: str) -> int:
    """Whoever opens the file may not see what stands there."""
    left, right, _, start, end = _area(sheet, area)
    for place in range(start, min(end, start + COVERED)):
        row = sheet.rows[place]
        texts = {
            column: row.cells[column] for column in range(left, min(right + 1, len(row.cells))) if row.cells[column]
        }
        if texts:
            sheet.rows[place] = row._replace(unseen={**texts, **row.unseen})
    return max(end - start, 0) + 1


def cover(sheet: SeenSheet, area: str) -> int:
    """Nobody sees what stands in cells that were merged with the first of an area. How many rows were looked at,
    more of a long text, which is read for each."""
    left, right, top, start, end = _area(sheet, area)
    head = sheet.rows[start] if start < end else None
    text = head.cells[left] if head and head.number == top and left < len(head.cells) else ""
    for place in range(start, min(end, start + COVERED)):
        row = sheet.rows[place]
        if left == right and row.number != top and text:
            row = sheet.rows[place] = row._replace(over={**row.over, left: text})
        covered = range(left + (row.number == top), min(right + 1, len(row.cells)))
        if any(row.cells[column] for column in covered):
            unseen = {**row.unseen, **{column: row.cells[column] for column in covered if row.cells[column]}}
            cells = ["" if column in covered else cell for column, cell in enumerate(row.cells)]
            sheet.rows[place] = row._replace(cells=cells, unseen=unseen)
    return max(end - start, 0) * (1 + len(text) // _LONG) + 1


def column_of(reference: str) -> int:
    """The column of "AB12", the first being 0."""
    return _column_called(reference.rstrip("0123456789")[:4])


@lru_cache(_COLUMNS)
def _column_called(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
