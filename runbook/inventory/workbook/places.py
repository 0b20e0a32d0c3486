"""Cells as lines: a whole number stands for a sheet, a row and a column, and sorts as they do."""

from __future__ import annotations

from typing import NamedTuple

from runbook.reading.spreadsheet.table_row import column_name

_ROWS, _COLUMNS = 2**21, 2**7


class CellPlace(NamedTuple):
    """The number of a sheet, the number of a row as it is shown, and a column, 0 the first."""

    sheet: int
    row: int
    column: int

    @property
    def line(self) -> int:
        """What nodes have for a line."""
        return (self.sheet * _ROWS + min(self.row, _ROWS - 1)) * _COLUMNS + self.column

    @property
    def name(self) -> str:
        """`C7`."""
        return f"{column_name(self.column)}{self.row}"


def place_of(line: int) -> CellPlace:
    """The cell that a line stands for."""
    rest, column = divmod(line, _COLUMNS)
    return CellPlace(*divmod(rest, _ROWS), column)
