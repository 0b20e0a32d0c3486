"""A row of a sheet as a group of keys with values, each of which knows its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.inventory.workbook.book import EXTRA, BookSheet, InventoryBook
from runbook.inventory.workbook.cells import ERRORS, cell_way, extra_node, node_of_kind
from runbook.inventory.workbook.columns import MORE, SheetColumn
from runbook.inventory.workbook.places import CellPlace
from runbook.reading.nodes import KeyPath, Node, clipped
from runbook.reading.spreadsheet.table_row import TableRow
from runbook.reading.yaml_text import compose

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def text_at(row: TableRow, column: int) -> str:
    """What stands in a cell, or in the one above that it was merged with; the breaks of its lines are plain ones."""
    text = row.cells[column] if column < len(row.cells) else ""
    text = text or row.over.get(column, "")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def row_node(book: InventoryBook, sheet: BookSheet, row: TableRow) -> Node:
    """The group that a row is, without the cells that say which other row it belongs to."""
    line = CellPlace(sheet.number, row.number, 0).line
    root = Node(kind="group", line=line)
    more: list[tuple[CellPlace, str]] = []
    for place, column in _filled(sheet, row):
        if column.key == MORE:
            if not is_broken(book, sheet, row, place):
                more.append((CellPlace(sheet.number, row.number, place), text_at(row, place)))
        elif not column.link:
            node = _cell(book, sheet, row, column, place, line + place)
            _put(root, cell_way(sheet.key, column).path, node.line, node)
    for place, name in sheet.extras.items():
        if text := text_at(row, place):
            here = CellPlace(sheet.number, row.number, place)
            _put(root, (EXTRA, name), here.line, extra_node(text, here.line, number=_is_number(book, row, place)))
    for here, text in more:
        _merge(book, root, _yaml(book, here, text), here)
    return root


def _filled(sheet: BookSheet, row: TableRow) -> Iterable[tuple[int, SheetColumn]]:
    """The columns in which a row has something, from left to right."""
    if row.over or row.formulas:
        kept = [place for place in sheet.columns if text_at(row, place) or place in row.formulas]
    else:
        kept = [place for place, text in enumerate(row.cells) if text and place in sheet.columns]
    return [(place, sheet.columns[place]) for place in kept]


def _is_number(book: InventoryBook, row: TableRow, place: int) -> bool:
    return book.tables or place in row.numbers


def is_broken(book: InventoryBook, sheet: BookSheet, row: TableRow, place: int) -> bool:
    """Whether a cell holds nothing that anybody wrote: an error, a formula without a value, signs without a look."""
    text = text_at(row, place)
    if text.isprintable() and text and text not in ERRORS:
        return False
    here = CellPlace(sheet.number, row.number, place)
    if not text and place in row.formulas:
        message = N_("the formula here has no value")
        book.wrong(here, message, N_("open the file in a spreadsheet program and save it again; or write the value"))
    elif text in ERRORS:
        book.wrong(here, N_("{value} is an error of the spreadsheet"), N_("write the value"), value=text)
    elif (sign := _CONTROL.search(text)) is not None:
        message = N_("there is an invisible character here: {sign}")
        book.wrong(here, message, N_("delete all of it, and write it again"), sign=f"U+{ord(sign[0]):04X}")
    else:
        return False
    return True


def _cell(book: InventoryBook, sheet: BookSheet, row: TableRow, column: SheetColumn, place: int, line: int) -> Node:
    """The value of a cell; `line` stands for it."""
    here = CellPlace(sheet.number, row.number, place)
    if is_broken(book, sheet, row, place) or (book.unsettled and here in book.unsettled):
        return Node(kind="broken", line=line)
    text, way = text_at(row, place), cell_way(sheet.key, column)
    if way.kind == "version" and place in row.numbers:
        message = N_("{value} is stored as a number, in which 24.1 and 24.10 are the same")
        book.wrong(here, message, N_("format the cell as text, and write the version again"), value=text)
        return Node(kind="broken", line=line)
    return node_of_kind(way.kind, text, line, row.numbers.get(place), way.known)


def _put(root: Node, path: KeyPath, line: int, node: Node) -> None:
    """Set a value at a path below a group; groups on the way are made."""
    *above, last = path
    for key in above:
        if key not in root.entries:
            root.entries[key] = (line, Node(kind="group", line=line))
        root = root.entries[key][1]
    root.entries[last] = (line, node)


def _yaml(book: InventoryBook, here: CellPlace, text: str) -> Node:
    """The keys that a cell holds as YAML; all of it stands in that cell."""
    try:
        node, found = compose(text, book.file)
    except InputError as error:
        node, found = Node(kind="broken", line=1), error.problems
    for problem in found:
        told = Problem.of(book.file, here.line, "", problem.message, problem.remedy, **dict(problem.args))
        book.problems.append(told)
    if not found and node.kind != "group":
        message, remedy = N_("there are no keys in {text}"), N_("write keys with their values, such as {example}")
        book.wrong(here, message, remedy, text=clipped(text), example="{model: B300}")
    return _moved(node, here.line)


def _moved(node: Node, line: int) -> Node:
    entries = {key: (line, _moved(value, line)) for key, (_line, value) in node.entries.items()}
    return Node(kind=node.kind, line=line, text=node.text, entries=entries, size=node.size)


def _merge(book: InventoryBook, root: Node, more: Node, here: CellPlace) -> None:
    for key, (line, node) in more.entries.items() if more.kind == "group" else ():
        _line, there = root.entries.get(key, (0, None))
        if there is None:
            root.entries[key] = (line, node)
        elif there.kind == node.kind == "group":
            _merge(book, there, node, here)
        else:
            message = N_("the key {key} has a column of its own, which is filled in as well")
            book.wrong(here, message, N_("keep one of them"), key=clipped(str(key)))
