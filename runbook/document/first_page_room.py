"""What has room on the first page of the approval document, reckoned before it is set, by the measures of
templates/styles/approval.css; a test compares the outcome with set pages.

Measures are those of A4; of Letter, which is wider, `more` says by how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from runbook.document.brief_impact import BriefImpact, ImpactTime
from runbook.document.brief_ways import BriefWay, Until
from runbook.document.checklist_layout import broken
from runbook.document.glyphs import text_mm
from runbook.document.parts import Labelled, PaperSize
from runbook.document.slots import HEIGHT_MM, Size, Value, width_mm
from runbook.document.slots import POINTS as SLOT_POINTS

# In mm: the room is the page less its margins.
ROOM_MM: dict[PaperSize, float] = {"A4": 274.5, "Letter": 256.9}
MORE_MM: dict[PaperSize, float] = {"A4": 0.0, "Letter": 5.5}  # of width
WIDTH_MM = 178.0
WHEN_MM = 143.5  # the second column of the impact, less its padding
UNTIL_MM, BACK_MM = 78.0, 92.0  # the columns of the way back
GROWS_MM = 6.5  # by which the first of them grows at most, so that a step and its time stand in one line
UNTIL_SHARE, NARROW_SHARE = 0.46, 0.39  # of the width, that the first of them takes
NARROW_UNTIL_MM, NARROW_BACK_MM = 66.0, 104.0  # where it is closed in one pass alone
POINTS, LINE_MM, ROW_MM = 10.0, 4.2, 1.3
WORD_MM = 2.0  # to spare, where a line of values and words breaks
REGULAR = 0.95  # of the width of a text in bold, with some to spare
TITLE_POINTS, TITLE_MM = 15.0, 6.2
HEADING_MM, FACTS_MM, LABELLED_MM, TEXT_MM = 26.0, 9.7, 10.4, 4.6
FACTS_IN_ROW = 3
LABEL_POINTS, FIGURE_GAP_MM, FIGURES_MM = 8.5, 9.0, 1.4
HEADS_MM = 3 * 9.4 + 2 * 5.2 + 8.0  # three titles, two heads of tables, the lines above the boxes
OWN_LINE_MM = 11.7  # of the change, where the name of the site is long
OTHERS_MM = 4.0  # that others sign, too
APPROVER_MM = 25.2  # the boxes of one
LOGO_MM, LINE_OF_HOUSE_MM = 50.0, 3.6  # a logo takes of the title's width, a house's line of the page's height
PAGE_MM = 14.0  # where else it stands: `(p. 2)`, `(page 12)`
CLEAR_MM = 0.2  # between a value of many lines and the rule below it
WINDOWS_MM = 1.6  # what stands above and below the list of windows


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What stands on the page whatever else has room: large (`heading`), in rows of three (`facts`), over the whole
    width (`wide`), the `figures` of the impact, and sentences. A house may
    have a `logo` beside the title, and a line of its own."""

    title: str
    heading: tuple[Labelled, ...]
    facts: tuple[Labelled, ...]
    wide: tuple[Labelled, ...]
    figures: tuple[Labelled, ...]
    sentences: tuple[str, ...]
    logo: bool = False
    second_line: bool = False  # at the foot


def head_mm(head: PageHead, more: float = 0.0) -> float:
    """The height of the head, with the titles of what follows."""
    wide = WIDTH_MM + more
    high = HEADING_MM + HEADS_MM + TITLE_MM * _lines(head.title, wide - LOGO_MM * head.logo, TITLE_POINTS)
    high += LINE_OF_HOUSE_MM * head.second_line
    grown = [each for each in head.heading if each.value.size is Size.GROWN]
    high += sum(_grown_mm(each.value) for each in grown) + (OWN_LINE_MM if grown else 0.0)
    high += FACTS_MM * ceil(len(head.facts) / FACTS_IN_ROW)
    high += sum(_grown_mm(each.value, FACTS_MM + CLEAR_MM) for each in head.facts)
    high += sum(LABELLED_MM + _grown_mm(each.value) for each in head.wide)
    figures = sum(max(_slot_mm(f.value), text_mm(f.label, LABEL_POINTS)) + FIGURE_GAP_MM for f in head.figures)
    high += LABELLED_MM * ceil(figures / (wide + FIGURE_GAP_MM)) + FIGURES_MM
    return high + TEXT_MM * sum(_lines(text, wide) for text in head.sentences)


def tables_mm(impact: Iterable[BriefImpact], ways: Iterable[BriefWay], *, narrow: bool, more: float = 0.0) -> float:
    """The height of the rows of both tables."""
    return sum(_impact_mm(row, more) for row in impact) + sum(_way_mm(way, more, narrow=narrow) for way in ways)


def windows_mm(n: int, *, in_columns: bool = False) -> float:
    """The height of a list of so many windows, one in a line or two."""
    return WINDOWS_MM + LINE_MM * ceil(n / (1 + in_columns)) if n else 0.0


def boxes_mm(names: Sequence[Value], shown: int) -> float:
    """The height of what the first approvers fill in; of others it is said where they sign."""
    boxes = sum(APPROVER_MM + _grown_mm(name) for name in names[:shown])
    return boxes + (OTHERS_MM if shown < len(names) else 0.0)


def _grown_mm(shown: Value, more: float = 0.0) -> float:
    """What a value takes beyond its slot; of one that has a row of its own, `more`."""
    if shown.size is not Size.GROWN:
        return 0.0
    return more + max(0.0, _drawn_lines(shown) * HEIGHT_MM[shown.scale] / 2 - HEIGHT_MM[shown.scale])


def _impact_mm(row: BriefImpact, more: float) -> float:
    wide = WHEN_MM + more
    lines = _lines(row.who, wide) + sum(ceil(_occurrence_mm(each) / wide) for each in row.times)
    if row.more and not (len(row.times) and _more_mm(row) + _occurrence_mm(row.times[-1]) <= wide):
        lines += 1
    return ROW_MM + LINE_MM * lines


def _occurrence_mm(each: ImpactTime) -> float:
    return _table_slot_mm(each.start) + _table_slot_mm(each.end) + _text_mm(f" –  · {each.said}") + WORD_MM


def _more_mm(row: BriefImpact) -> float:
    """How many more there are, and on which page."""
    return _text_mm(f" {row.more} ") / REGULAR + PAGE_MM


def _way_mm(row: BriefWay, more: float, *, narrow: bool) -> float:
    until, back = (NARROW_UNTIL_MM, NARROW_BACK_MM) if narrow else (UNTIL_MM, BACK_MM)
    share = NARROW_SHARE if narrow else UNTIL_SHARE
    until, back = until + share * more, back + (1 - share) * more
    longer = max((_until_mm(each) - until for each in row.until if each.at), default=0.0)
    if 0 < longer <= GROWS_MM:
        until, back = until + longer, back - longer - WORD_MM
    left = _lines(row.title, until) + sum(_until_lines(each, until) for each in row.until)
    return ROW_MM + LINE_MM * max(left, _lines(row.back, back))


def _until_lines(each: Until, room: float) -> int:
    lines = 1 if _until_mm(each) <= room else ceil((_words_mm(each) + WORD_MM) / room) + bool(each.at)
    return lines + sum(_drawn_lines(name) - 1 for _letter, name in each.letters)


def _until_mm(each: Until) -> float:
    """As wide as it is in one line."""
    return _words_mm(each) + (_table_slot_mm(each.at) + WORD_MM if each.at else 0.0)


def _words_mm(each: Until) -> float:
    return _text_mm(each.text) + sum(_text_mm(f"  {letter} ") + _table_slot_mm(name) for letter, name in each.letters)


def _drawn_lines(shown: Value) -> int:
    return shown.drawn.count("\n") + 1


def _lines(text: str, wide: float, points: float = POINTS * REGULAR) -> int:
    return len(broken(_spaced(text), wide, points)) if text else 0


def _text_mm(text: str) -> float:
    return text_mm(_spaced(text), POINTS * REGULAR)


def _spaced(text: str) -> str:
    """Without marks of emphasis; with spaces that the face has."""
    return text.replace("**", "").replace("\u202f", "\u00a0")


def _table_slot_mm(shown: Value) -> float:
    """Values of the tables are as large as their texts."""
    return _slot_mm(shown) * POINTS / SLOT_POINTS["plain"][Size.NORMAL]


def _slot_mm(shown: Value) -> float:
    """As wide as its text: in tables, slots have no width of their own."""
    return width_mm(max(map(len, shown.drawn.split("\n"))), shown.scale)
