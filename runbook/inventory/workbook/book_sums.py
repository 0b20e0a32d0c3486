"""Rows of a sheet that are none of its list: sums below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.i18n import N_
from runbook.inventory.workbook.places import CellPlace
from runbook.reading.spreadsheet.table_row import TableRow

if TYPE_CHECKING:
    from runbook.inventory.workbook.book import BookSheet, InventoryBook

_SUM = re.compile(r"(?:grand |sub-?|sous-)?(?:totals?|totaux|sum|count|average|somme|nombre|moyenne)(?:[\s:=(]|$)")


def without_sums(book: InventoryBook, sheet: BookSheet) -> list[TableRow]:
    """The rows of a sheet without those that reckon something of the others, which are problems."""
    kept = []
    for row in sheet.rows:
        if is_sum(row):
            message = N_("this row is a total, not an item of the list")
            book.wrong(CellPlace(sheet.number, row.number, 0), message, N_("remove it, or put it on another sheet"))
        else:
            kept.append(row)
    return kept


def is_sum(row: TableRow) -> bool:
    """Whether all in it are numbers and formulas without a text, or numbers and one word that says so."""
    if row.unseen or row.over:
        return False
    texts = [text for place, text in enumerate(row.cells) if text and place not in row.numbers]
    if not texts:
        return bool(row.numbers or row.formulas)
    words = [text for text in texts if not text.isdecimal()]
    return len(words) == 1 and _SUM.match(words[0].casefold()) is not None
