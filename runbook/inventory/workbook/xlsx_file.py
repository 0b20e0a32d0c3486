"""An inventory as a workbook: real dates, pull-downs, notes at the heads, all in the reader's language.

No cell is ever a formula: what begins with = stands there as text. The same rows give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from runbook.errors import RunbookError
from runbook.i18n import N_, Language, available
from runbook.inventory.workbook.cells import LONGEST
from runbook.inventory.workbook.columns import SHEETS, SITE, SheetColumn, WorkbookSheet, choices, value_kind
from runbook.inventory.workbook.heads import NO, YES
from runbook.inventory.workbook.sheet_rows import Cells, SheetRows
from runbook.model.site import local_date, local_time

FREE = 1000  # rows below those that are filled in, that have the pull-downs as well
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_MOMENT, _SECOND, _DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"
_FORMATS = {"moment": _MOMENT, "day": _DAY, "number": "0"}


def workbook_bytes(rows: SheetRows, language: Language) -> bytes:
    """The workbook, in `language`. Raises RunbookError where a cell would hold more than a cell can."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        writer = _Writer(book, language, len(rows["sites"]))
        for sheet in SHEETS:
            writer.sheet(sheet, rows[sheet.key])
    return content.getvalue()


class _Writer:
    def __init__(self, book: Any, language: Language, sites: int) -> None:
        self._book = book
        self._language = language
        self._sites = sites
        self._head = book.add_format({**_FONT, "bold": True, "bottom": 2, "bg_color": "#E4E4E4", "text_wrap": True})
        codes = ("@", "0", _MOMENT, _SECOND, _DAY)
        self._looks = {code: book.add_format({**_FONT, "num_format": code}) for code in codes}

    def sheet(self, sheet: WorkbookSheet, rows: Sequence[Cells]) -> None:
        title = self._language.text(sheet.title)
        made = self._book.add_worksheet(title)
        for place, column in enumerate(sheet.columns):
            kind = value_kind(sheet.key, column)
            made.set_column(place, place, column.width, self._looks[_FORMATS.get(kind, "@")])
            made.write_string(0, place, self._language.text(column.head), self._head)
            made.write_comment(0, place, self._language.text(column.note), {"x_scale": 1.6})
            self._offer(made, sheet, column, place, len(rows) + FREE)
            for number, cells in enumerate(rows, 1):
                if text := cells.get(column.key):
                    self._write(made, number, place, kind, text, f"{title}, {self._language.text(column.head)}")
        made.set_row(0, 30)
        made.freeze_panes(1, 1)

    def _write(self, made: Any, row: int, column: int, kind: str, text: str, where: str) -> None:
        if len(text) > LONGEST:
            problem = N_("row {row} of {where} would hold more than a cell can; export it as CSV or YAML")
            raise RunbookError(problem, row=str(row + 1), where=where)
        if kind == "moment":
            moment = local_time(text)
            made.write_datetime(row, column, moment, self._looks[_SECOND if moment.second else _MOMENT])
        elif kind == "day":
            made.write_datetime(row, column, local_date(text), self._looks[_DAY])
        elif kind == "number":
            made.write_number(row, column, int(text), self._looks["0"])
        else:
            word = self._language.text(text) if kind == "flag" else text
            made.write_string(row, column, word, self._looks["@"])

    def _offer(self, made: Any, sheet: WorkbookSheet, column: SheetColumn, place: int, last: int) -> None:
        """A pull-down; what is typed beside it is taken all the same, and checked when the workbook is read."""
        kind = value_kind(sheet.key, column)
        offers: Sequence[str] | str = choices(sheet.key, column)
        if kind == "flag":
            offers = [self._language.text(YES), self._language.text(NO)]
        elif column.key in ("languages", "language"):
            offers = available()
        elif column.key == SITE:
            sites = self._language.text(next(one.title for one in SHEETS if one.key == "sites"))
            offers = f"='{sites}'!$A$2:$A${self._sites + FREE + 1}"
        if offers:
            source = offers if isinstance(offers, str) else list(offers)
            made.data_validation(1, place, last, place, {"validate": "list", "source": source, "show_error": False})
