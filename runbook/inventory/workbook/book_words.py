"""Problems and cautions of an inventory in sheets: each with its file, sheet and cell, and what to do there."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import replace

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.inventory.wording import FORMS, WORDING
from runbook.inventory.workbook.book import EXTRA, BookSheet, InventoryBook, some
from runbook.inventory.workbook.book_nodes import BookNodes
from runbook.inventory.workbook.book_paths import BookPath, book_path
from runbook.inventory.workbook.book_remedies import COLUMNS, INSTEAD, NAMED
from runbook.inventory.workbook.columns import MORE, SheetKey, sheet_of
from runbook.inventory.workbook.places import CellPlace, place_of
from runbook.model.site import PACKAGE_KINDS
from runbook.reading.nodes import KeyPath
from runbook.reading.structure_problems import NOT_KNOWN

_VERSION = N_(
    "write digits and dots, such as 24.1.2, in a cell that is formatted as text; do not plan with a beta or a "
    "special build: ask Support"
)
_TODAY = N_("write digits and dots, such as 24.1.2, in a cell that is formatted as text; or unknown")
_REMEDIES = {
    "base": _VERSION,
    "software": _VERSION,
    "appliances.base": _TODAY,
    "appliances.software": _TODAY,
    "sha256": N_("write its 64 hexadecimal digits"),
}
_FILL_IN = N_("fill it in")
WORKBOOK_WORDING = replace(
    WORDING,
    forms={**FORMS, **{key: (FORMS[key][0], remedy) for key, remedy in _REMEDIES.items()}},
    quotes_mend=lambda _key, _value: False,
    add_key=_FILL_IN,
)
_MISSING = "the key {key} is missing"
_PATH = re.compile(r"sites(?:\[(?P<number>\d+)\])(?:\.[A-Za-z_]+|\[\d+\])*")
_PART = re.compile(r"\.?([A-Za-z_]+)|\[(\d+)\]")


class BookWords:
    """Says of problems where they stand in a book."""

    def __init__(self, book: InventoryBook, nodes: BookNodes) -> None:
        self._book = book
        self._nodes = nodes

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems, whose lines are cells, as they are shown."""
        return tuple(dict.fromkeys(told for told in map(self._told, problems) if told is not None))

    def settle(self, ids: MutableMapping[str, str]) -> None:
        """Say of ids that stand in this book where they do so in cells."""
        for name, place in ids.items():
            if _PATH.fullmatch(place):
                ids[name] = self._cell_of(place)

    def _told(self, problem: Problem) -> Problem | None:
        where, place = book_path(problem.path), place_of(problem.line or 0)
        if problem.message == _MISSING and (answer := self._missing_sheet(problem, where)) is not None:
            return answer[0]
        in_more = self._is_more(place)
        message, remedy = problem.message, problem.remedy
        args = {key: self._cell_of(value) if _PATH.fullmatch(value) else value for key, value in problem.args}
        if not in_more:
            place = self._own_cell(place, where)
            message, remedy = INSTEAD.get(message, message), INSTEAD.get(remedy, remedy)
            args = {key: self._column_meant(key, value, where) for key, value in args.items()}
        if message == _MISSING or (message == NOT_KNOWN and where.key == "" and not in_more):
            place, message, remedy, args = self._missing(place, remedy, args, where)
        args |= {f"{kind}_{name}": self._called(kind, name) for kind, name in NAMED.findall(message + remedy)}
        file, shown = self._named(place)
        return Problem.of(f"{file}{shown}", None, self._heading(place, where), message, remedy, **args)

    def _missing_sheet(self, problem: Problem, where: BookPath) -> tuple[Problem | None] | None:
        """Of a key for which a sheet or its heads are missing, the one problem that says so of the whole book."""
        key: SheetKey = where.sheet if where.key == "" else "organisation"
        if where.key and where.sheet != "organisation":
            return None
        sheet = self._book.sheets.get(key)
        if sheet is None:
            return (self._book.lacking(key),)
        return None if sheet.columns else (None,)  # that it has no heads is told

    def _missing(
        self, place: CellPlace, remedy: str, args: dict[str, str], where: BookPath
    ) -> tuple[CellPlace, str, str, dict[str, str]]:
        """Of a key that is missing: its cell; or the sheet or the column in which it would stand."""
        if where.key == "":
            message = N_("there is no row for this on the sheet {sheet}")
            told = N_("add one, and say in its first columns what it belongs to")
            if where.sheet == "sites":
                told = N_("add one")
            return place, message, told, {"sheet": self._book.title(where.sheet)}
        sheet = self._book.sheets.get(where.sheet)
        if sheet is not None and sheet.place_of(where.key) is not None:
            return place, N_("this cell is empty"), remedy if remedy in INSTEAD.values() else _FILL_IN, {}
        if sheet is not None and any(column.key == where.key for column in sheet_of(where.sheet).columns):
            head = CellPlace(sheet.number, sheet.head, 0)
            values = {"name": self._book.head(where.sheet, where.key)}
            if sheet.unread:
                message = N_("the column {name} is missing on this sheet; columns that are not read: {names}")
                values["names"] = some(sheet.unread)
                return head, message, N_("add it, or give one of them that name"), values
            return head, N_("the column {name} is missing on this sheet"), N_("add it"), values
        return place, _MISSING, N_("add it"), args

    def _sheet(self, place: CellPlace) -> BookSheet | None:
        return next((sheet for sheet in self._book.sheets.values() if sheet.number == place.sheet), None)

    def _is_more(self, place: CellPlace) -> bool:
        """Whether a cell holds keys as YAML, and what is said of YAML is right there."""
        sheet = self._sheet(place)
        column = sheet.columns.get(place.column) if sheet and place.row > sheet.head else None
        return column is not None and column.key == MORE

    def _own_cell(self, place: CellPlace, where: BookPath) -> CellPlace:
        """The cell in which a value would stand, where what was found is its row or the group that it is in."""
        sheet = self._sheet(place)
        if sheet is None or sheet.key != where.sheet or not where.key or place.row <= sheet.head:
            return place
        own = sheet.place_of(where.key)
        if own is None:
            own = next((at for at, one in sheet.columns.items() if one.key.startswith(f"{where.key}.")), None)
        return place if own is None else place._replace(column=own)

    def _heading(self, place: CellPlace, where: BookPath) -> str:
        """What the sheet itself calls the value: the head of its column; of whole rows, their sheet."""
        sheet = self._sheet(place)
        if sheet is None or not where.given:
            return ""
        if place.row > sheet.head and place.column in sheet.extras:
            return f"{EXTRA}.{sheet.extras[place.column]}"
        if where.sheet != sheet.key:
            return self._book.title(where.sheet)
        column = sheet.columns.get(place.column)
        if not where.key or column is None or place.row <= sheet.head:
            return ""
        head = sheet.heads[place.column]
        if column.key == MORE:
            return f"{head}: {where.key}"
        return head if f"{column.key}.".startswith(f"{where.key}.") else ""

    def _column_meant(self, name: str, value: str, where: BookPath) -> str:
        """A key among the values of a message, as the sheet calls it."""
        if name not in ("key", "kind", "first") or (name != "key" and value not in PACKAGE_KINDS):
            return value
        keys = [column.key for column in sheet_of(where.sheet).columns]
        key = next((one for one in keys if one == value or one == f"{value}.id"), None)
        return self._book.head(where.sheet, key) if key else value

    def _called(self, kind: str, name: str) -> str:
        if kind == "sheet":
            return self._book.title(sheet_of(name).key)
        return self._book.head(*COLUMNS[name])

    def _named(self, place: CellPlace) -> tuple[str, str]:
        """The file, and sheet and cell within it."""
        if not place.row or place.sheet >= len(self._book.names):
            return self._book.file, ""
        name = self._book.names[place.sheet]
        if self._book.tables:
            return f"{self._book.file}/{name}", f", {place.name}"
        return self._book.file, f", {name}!{place.name}"

    def _cell_of(self, path: str) -> str:
        """The cell of what stands at `sites[0].appliances[1].ip`."""
        found = _PATH.fullmatch(path)
        keys: list[str | int] = [name or int(index) for name, index in _PART.findall(path)]
        if found is None or (number := int(found["number"])) >= len(self._nodes):
            return path
        rest: KeyPath = tuple(keys[2:])
        line = self._nodes.id_line(number) if rest == ("id",) else None
        if line is None:
            line, _node = self._nodes.site(number).find(rest)
        file, shown = self._named(place_of(line))
        own = file.removeprefix(f"{self._book.file}/") if self._book.tables else ""
        return f"{own}{shown}".removeprefix(", ")
