"""Where the checklist's pages break. Known beforehand, because every page bears its own code.

The measures are those of templates/styles/checklist.css; a test compares the outcome with the set pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from msgspec import structs

from runbook.document.glyphs import text_mm
from runbook.document.parts import CheckEvidence, CheckGroup, CheckRow, Paper, PaperSize, size_of
from runbook.document.slots import HEIGHT_MM, Size, Value, width_mm

# For rows, between the column heads and the foot: the sheet less what stands above and below.
ROOM_MM: dict[PaperSize, float] = {"A4": 172.2, "Letter": 178.1}
# Reckoned in the bold face, and set in the narrower one.
TITLE_MM: dict[PaperSize, float] = {"A4": 54.0, "Letter": 42.4}
TITLE_POINTS, LINE_MM = 11.0, 4.5
LATE_POINTS = 9.0
PACKAGE_MM = 5.2  # which licence or patch, below the title
ROW_MM = 8.8  # the least: boxes of 8 mm, and the line between rows
WHERE_MM = 9.5  # with the badge and the id of an appliance below the number
LEFT_OUT_MM = 11.2  # with a word above a box
BAR_MM = 5.2  # above a point of no return, or a hold point
CARRIED_MM = 5.0  # a line of the head on what is carried on
OWN_LINE_MM = 3.4  # a line of the organisation's own house at the foot
LEAST_ROWS = 2  # on the last page
GROUP_MM, BELOW_MM = 5.0, 5.8  # a line of the title of a group, and one of what stands below it
WIDE_OF: dict[PaperSize, float] = {"A4": 267.0, "Letter": 249.4}  # the head of a group, title and all
GROUP_POINTS, COURSE_POINTS, TIGHT_POINTS = 11.0, 10.0, 8.5
AROUND_MM, BETWEEN_MM, SLOT_MM = 2.0, 3.0, 2.1  # at both ends of a line, before each text, around each value
REGULAR = 0.95  # of the width of bold text
EVIDENCE_MM, WIDE_MM = 42.0, 57.2  # the second one of a box that takes the place of a witness, too
EVIDENCE_POINTS, LABEL_MM = 8.0, 2.7
EXPECTED_MM = 5.4  # what is expected, on a line of its own
WRITTEN_MM = 7.3  # the box for what is written down, and the line between rows

Row = TypeVar("Row", bound=CheckRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow(Generic[Row]):
    """A row on its page. `opens`: the group's title stands above it; `continued`: not for the first time."""

    group: int
    row: Row
    opens: bool
    continued: bool


def paginate(
    rows: Sequence[tuple[int, CheckRow]],
    heads: Mapping[tuple[int, bool], CheckGroup],
    paper: Paper,
    carried: int = 0,
    *,
    own_line: bool = False,
) -> tuple[tuple[PlacedRow[CheckRow], ...], ...]:
    """Rows with the number of their group -> pages; `heads` by that number and whether the group is `continued`;
    `carried` lines more than usual stand in the head of each page, a house may have an `own_line` at the foot. A title
    is never the last thing on a page, and no page has but one row where the page before can spare another."""
    room = ROOM_MM[size_of(paper)] - CARRIED_MM * carried - OWN_LINE_MM * own_line
    rows = [(group, _sized(row, paper)) for group, row in rows]
    pages = _full_pages(rows, heads, room)
    if len(pages) > 1 and len(pages[-1]) == 1 and len(pages[-2]) > LEAST_ROWS:
        cut = len(rows) - LEAST_ROWS
        last = _full_pages(rows[cut:], heads, room, rows[cut - 1][0])
        if len(last) == 1:
            pages = [*_full_pages(rows[:cut], heads, room), *last]
    return tuple(tuple(page) for page in pages)


def _full_pages(
    rows: Sequence[tuple[int, CheckRow]],
    heads: Mapping[tuple[int, bool], CheckGroup],
    room: float,
    current: int | None = None,
) -> list[list[PlacedRow[CheckRow]]]:
    """Pages of rows behind one of the group `current`, each as full as it can be."""
    pages: list[list[PlacedRow[CheckRow]]] = [[]]
    used = 0.0
    for group, row in rows:
        again = group == current
        head = heads[group, again].height
        opens = not again or not pages[-1]
        if used + row.height + (head if opens else 0) > room and pages[-1]:
            pages.append([])
            used, opens = 0.0, True
        used += row.height + (head if opens else 0)
        pages[-1].append(PlacedRow(group=group, row=row, opens=opens, continued=opens and again))
        current = group
    return pages


def _sized(row: CheckRow, paper: Paper) -> CheckRow:
    """The row with its height; `apart` where what is said of a time has no room beside it."""
    late = text_mm(f"{row.late} ", LATE_POINTS) * REGULAR if row.late else 0.0
    shown = width_mm(row.package.columns, row.package.scale) if row.package else 0.0
    row = structs.replace(row, apart=bool(late) and late + shown > TITLE_MM[size_of(paper)])
    return structs.replace(row, height=row_mm(row, paper))


def row_mm(row: CheckRow, paper: Paper) -> float:
    """The height of a row: of whatever in it is the highest, with the bar above it."""
    title = (
        LINE_MM * len(broken(row.title, TITLE_MM[size_of(paper)], TITLE_POINTS))
        + 0.8
        + PACKAGE_MM * (row.package is not None)
        + LINE_MM * row.apart
    )
    least = LEFT_OUT_MM if row.skipped else ROW_MM
    highest = max(least, title, _where_mm(row.appliance), _evidence_mm(row.evidence))
    return round(highest + BAR_MM * bool(row.bar), 1)


def headed(group: CheckGroup, more: str, paper: Paper) -> CheckGroup:
    """The group with the height of its head; what stands beside its title, with what is said `more`, is set smaller
    where it takes more room than there is, and below the title where it still does."""
    title = (group.title + more).replace("  ", " ")  # as it is set
    room = WIDE_OF[size_of(paper)] - AROUND_MM
    beside = room - text_mm(title, GROUP_POINTS)
    for points in (COURSE_POINTS, TIGHT_POINTS):
        if sum(_course_mm(group, points)) <= beside:
            return structs.replace(group, height=GROUP_MM, tight=points == TIGHT_POINTS)
    lines = len(broken(title, room, GROUP_POINTS)), _lines(_course_mm(group, COURSE_POINTS), room)
    return structs.replace(group, height=round(GROUP_MM * lines[0] + BELOW_MM * lines[1], 1), below=True)


def _course_mm(group: CheckGroup, points: float) -> Iterator[float]:
    """The width of each text in the head of a group, with its value and what is left free before it."""
    if group.course:
        shown = _beside_mm(group.opens, points) if group.opens else 0.0
        yield BETWEEN_MM + text_mm(group.course, points) * REGULAR + shown
    if group.gone:
        yield BETWEEN_MM + text_mm(group.gone, points)
    for item in group.back:
        yield BETWEEN_MM + text_mm(item.label, points) + _beside_mm(item.value, points)


def _beside_mm(shown: Value, points: float) -> float:
    """A value with the space between it and a text of that size."""
    return text_mm(" ", points) + SLOT_MM + width_mm(shown.columns, shown.scale)


def _lines(widths: Iterable[float], room: float) -> int:
    """In how many lines of that width things of these stand, in their order."""
    lines, used = 0, room
    for wide in widths:
        lines, used = (lines, used + wide) if used + wide <= room else (lines + 1, wide)
    return lines


def _where_mm(shown: Value | None) -> float:
    """Number and time, and below them the appliance."""
    if shown is None:
        return 0.0
    return WHERE_MM + (_grown_mm(shown) if shown.size is Size.GROWN else 0.0)


def _evidence_mm(asked: CheckEvidence | None) -> float:
    """The label, what is expected, and the box."""
    if asked is None or not asked.label:
        return 0.0
    label, expected = LABEL_MM * len(asked.label), asked.expected
    grown = _grown_mm(expected) if expected and expected.size is Size.GROWN else 0.0
    if asked.beside:
        return label + max(WRITTEN_MM, LABEL_MM + grown + 0.5)
    return label + WRITTEN_MM + (max(EXPECTED_MM, LABEL_MM + grown) if expected else 0.0)


def _grown_mm(shown: Value) -> float:
    return len(shown.drawn.split("\n")) * HEIGHT_MM[shown.scale] / 2


def broken(text: str, width: float, points: float) -> tuple[str, ...]:
    """`text` in lines of `width` mm, broken at spaces, and within a word that is longer than a line."""
    found: list[str] = []
    used = 0.0
    space = text_mm(" ", points)
    for word in text.split(" "):
        wide = text_mm(word, points)
        if found and used + space + wide <= width:
            found[-1] += f" {word}"
            used += space + wide
        else:
            found += _parts(word, width, points) if wide > width else [word]
            used = text_mm(found[-1], points)
    return tuple(found)


def _parts(word: str, width: float, points: float) -> list[str]:
    """A word in parts that fit into a line each."""
    found = [word[:1]]
    for letter in word[1:]:
        if text_mm(found[-1] + letter, points) > width:
            found.append(letter)
        else:
            found[-1] += letter
    return found
