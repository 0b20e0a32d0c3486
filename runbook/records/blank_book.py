"""record.xlsx: the blank record as a spreadsheet, with heads and lists to choose from in the reader's language.

Cells are text throughout: nothing is a formula, and no spreadsheet turns a time into a number. What nobody has to fill
in is grey. The sheet is not protected, for a correction is a row more.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from runbook.i18n import N_, Language
from runbook.model.plan import Plan, PlanStep
from runbook.model.record import RECORD_SHEET
from runbook.model.remaining import remaining
from runbook.model.revision import short_revision
from runbook.records.blank_lists import add_offers
from runbook.records.blank_rows import PEOPLE, rows
from runbook.records.column_heads import KEYS, heads_in

# The columns, the contract's in its order, and how many characters wide each is. Who may sign stands in the lists, and
# whether a witness is due beside the witness.
WIDTHS: Mapping[str, int] = {
    "revision": 6,
    "run": 6,
    "step": 12,
    "number": 10,
    "title": 34,  # with the appliance below it
    "state": 9,
    "at": 16,
    "by": 9,
    "witness due": 8,
    "witness": 9,
    "value": 18,
    "note": 22,
    "value asked": 28,
}
COLUMNS = tuple(WIDTHS)
LINE = 13.0  # points that a line of text is high
LETTERS = 1.2  # of running text in the room of a figure, by which widths are counted
LINES = 2  # of a row at least: there is room for a short note
_HIGH = ("title", "value asked")  # the columns that a row is as high as
_FIRST_PRINTED = COLUMNS.index("number")
_FONT = {"font_name": "Arial", "font_size": 10}
_NARROW = {"text_wrap": False, "align": "fill"}  # only as much as there is room for
_GREY = "#D9D9D9"
_OF_A_PERSON = ("state", "at", "witness")  # what is not filled in of somebody who is not in the plan


def record_xlsx(plan: Plan, language: Language) -> bytes:
    """record.xlsx, in `language`."""
    from datetime import datetime

    from xlsxwriter import Workbook

    left = remaining(plan)
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": f"{plan.site} {plan.change}", "created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet(RECORD_SHEET)
        heads = heads_in(language)
        _write_head(book, sheet, heads)
        found = [dict(zip(KEYS, row, strict=True)) for row in rows(plan, language, heads)]
        _write_rows(book, sheet, left.steps, found)
        add_offers(sheet, COLUMNS, left, [row["value asked"] for row in found[:-PEOPLE]], language)
        _set_up_print(sheet, plan, language, len(left.steps) + PEOPLE)
    return content.getvalue()


def _write_head(book: Any, sheet: Any, heads: Mapping[str, str]) -> None:
    head = book.add_format({**_look(), "bold": True, "bottom": 2, "bg_color": "#E4E4E4"})
    text, narrow = book.add_format(_look()), book.add_format(_look() | _NARROW)
    for place, (column, width) in enumerate(WIDTHS.items()):
        sheet.set_column(place, place, width, narrow if column == "revision" else text)
        sheet.write_string(0, place, heads[column], head)
    sheet.set_row(0, LINE * max(_lines(heads[column], width) for column, width in WIDTHS.items()))
    sheet.freeze_panes(1, COLUMNS.index("title") + 1)


def _look(*, grey: bool = False, first: bool = False) -> dict[str, object]:
    """How a cell looks; `first`: in the first row of a phase."""
    return (
        {**_FONT, "num_format": "@", "valign": "top", "text_wrap": True, "border": 1}
        | ({"bg_color": _GREY} if grey else {})
        | ({"top": 2} if first else {})
    )


def _write_rows(book: Any, sheet: Any, steps: Sequence[PlanStep], found: Iterable[Mapping[str, str]]) -> None:
    """The rows; a cell that is white and blank looks as its column does."""
    plain, top, grey, grey_top = (
        book.add_format(_look(grey=grey, first=first)) for grey in (False, True) for first in (False, True)
    )
    narrow = book.add_format(_look() | _NARROW)
    phase = ""
    for number, row in enumerate(found):
        step = steps[number] if number < len(steps) else None
        first = (step.phase if step else "people") != phase
        phase = step.phase if step else "people"
        unused = _unused(step)
        cells = {**row, "title": f"{row['title']}\n{row['appliance']}".rstrip("\n")}
        sheet.set_row(number + 1, LINE * max(LINES, *(_lines(cells[column], WIDTHS[column]) for column in _HIGH)))
        for place, column in enumerate(COLUMNS):
            look = (grey_top if first else grey) if column in unused else top if first else plain
            if column == "revision":
                sheet.write_string(number + 1, place, cells[column], narrow)
            elif cells[column]:
                sheet.write_string(number + 1, place, cells[column], look)
            elif first or look is grey:
                sheet.write_blank(number + 1, place, None, look)


@lru_cache(4096)
def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column, broken at spaces; a longer word takes as many as it needs."""
    lines, width = 0, int(width * LETTERS)
    for line in text.split("\n"):
        lines, used = lines + 1, 0
        for word in line.split():
            if used and used + 1 + len(word) > width:
                lines, used = lines + 1, 0
            used += len(word) + (used > 0)
            lines, used = lines + (used - 1) // width, (used - 1) % width + 1
    return lines


def _unused(step: PlanStep | None) -> tuple[str, ...]:
    """What nobody fills in, of a step or of a person."""
    if step is None:
        return _OF_A_PERSON
    return ("witness",) * (not step.witness) + ("value",) * (step.evidence is None)


def _set_up_print(sheet: Any, plan: Plan, language: Language, last: int) -> None:
    """A4 across, as wide as the paper, without what only programs need; the head stands on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, _FIRST_PRINTED, last, len(COLUMNS) - 1)
    revision = language.text(N_("Revision {revision}"), revision=short_revision(plan.revision))
    sheet.set_footer(f"&L {plan.site} · {plan.change} · {revision}&R &P / &N")
