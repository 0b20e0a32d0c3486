"""What nobody sees of a sheet, what is reckoned on it, and what stands beside its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runbook.i18n import N_
from runbook.inventory.workbook.places import CellPlace
from runbook.reading.nodes import clipped
from runbook.reading.spreadsheet.sheet import SeenSheet
from runbook.reading.spreadsheet.table_row import TableRow, column_name

if TYPE_CHECKING:
    from runbook.inventory.workbook.book import BookSheet, InventoryBook

SHOWN = 8  # cells that a message names
_ROW = re.compile(r"[0-9]+\Z")


def look(book: InventoryBook, sheet: BookSheet, seen: SeenSheet) -> None:
    """Say what is read though nobody sees it, what is a formula, and what is not read."""
    place = CellPlace(sheet.number, sheet.head, 0)
    if seen.hidden:
        book.odd(place, N_("this sheet is hidden, and is read all the same"), N_("show it, or delete it"))
    if hidden := [str(row.number) for row in sheet.rows if row.hidden]:
        message, remedy = N_("hidden rows are read all the same: {rows}"), N_("show them, or delete them")
        book.odd(place, message, remedy, rows=_some(hidden))
    if columns := [column_name(one) for one in sorted(seen.hidden_columns) if one in sheet.columns]:
        message, remedy = N_("hidden columns are read all the same: {columns}"), N_("show them, or delete them")
        book.odd(place, message, remedy, columns=_some(columns))
    if formulas := [f"{column_name(one)}{row.number}" for row in sheet.rows for one in row.formulas]:
        message = N_("there are formulas here, whose values count as they were when the file was saved: {cells}")
        book.odd(place, message, "", cells=_some(formulas))
    if beside := [cell or f"“{clipped(said, 30)}”" for cell, said in seen.beside if _is_below(cell, sheet.head)]:
        message = N_("remarks, boxes and pictures on cells are not read: {cells}")
        book.odd(place, message, N_("write what counts into the cells"), cells=_some(beside))
    for row in sheet.rows:
        if row.unseen:
            _say_unseen(book, sheet, row)


def _say_unseen(book: InventoryBook, sheet: BookSheet, row: TableRow) -> None:
    """A row that is crossed out as a whole is told once."""
    found = {place: text for place, text in row.unseen.items() if place in sheet.columns or place in sheet.extras}
    remedy = N_("delete it, or format it like the other cells")
    if len(found) > 1 and not any(row.cells):
        message = N_("this row is hidden or crossed out: {text}")
        text = ", ".join(found[place] for place in sorted(found))
        book.wrong(CellPlace(sheet.number, row.number, min(found)), message, remedy, text=clipped(text))
        return
    for column, text in found.items():
        message = N_("what is here is hidden or crossed out: {text}")
        book.wrong(CellPlace(sheet.number, row.number, column), message, remedy, text=clipped(text))


def _is_below(cell: str, head: int) -> bool:
    """Notes at the heads are those of `runbook init --xlsx`."""
    row = _ROW.search(cell)
    return row is None or int(row[0]) > head


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
