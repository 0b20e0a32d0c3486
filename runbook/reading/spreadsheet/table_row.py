"""A row of cells as a file holds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

WIDTH = 64  # columns of a table that are read
FAR = 100  # texts to the right of them that are named


class TableRow(NamedTuple):
    """A row: its number in the file, its cells. `unseen` are texts that are hidden or crossed out, by their columns,
    and not in the cells; `hidden`: nobody sees the row; `formulas` are the columns in which one stands; `over` are the
    texts of cells above that were merged with those of this row; `numbers` are the columns of cells that hold a plain
    number, each with the days since the usual day 0 that it stands for, were it a date."""

    number: int
    cells: Sequence[str]
    unseen: Mapping[int, str] = MappingProxyType({})
    hidden: bool = False
    formulas: Collection[int] = ()
    over: Mapping[int, str] = MappingProxyType({})
    numbers: Mapping[int, float] = MappingProxyType({})


def column_name(column: int) -> str:
    """The letters of a column, 0 the first: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        name = chr(65 + left) + name
    return name
