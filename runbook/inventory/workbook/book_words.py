"""Problems and cautions of an inventory in sheets: each with its file, sheet and cell, and what to do there."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import replace

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.inventory.wording import FORMS, WORDING
from runbook.inventory.workbook.book import BookSheet, InventoryBook
from runbook.inventory.workbook.book_nodes import BookNodes
from runbook.inventory.workbook.columns import SheetKey
from runbook.inventory.workbook.places import CellPlace, place_of
from runbook.reading.nodes import KeyPath

_VERSION = N_(
    "write digits and dots, such as 24.1.2, in a cell that is formatted as text; do not plan with a beta or a "
    "special build: ask Support"
)
_TODAY = N_("write digits and dots, such as 24.1.2, in a cell that is formatted as text; or unknown")
_ADDRESSES = N_("write one IPv4 or IPv6 address, such as 192.0.2.11; or one of each, with a comma between them")
_REMEDIES = {
    "base": _VERSION,
    "software": _VERSION,
    "appliances.base": _TODAY,
    "appliances.software": _TODAY,
    "appliances.ip": _ADDRESSES,
    "to.ip": _ADDRESSES,
    "sha256": N_("write its 64 hexadecimal digits"),
}
# What to do in YAML -> what to do in a sheet.
_INSTEAD = {
    "write true or false, without quotes": N_("write yes or no"),
    "write a value, or take the line out if the key is optional": N_("write a value, or empty the cell"),
}
WORKBOOK_WORDING = replace(
    WORDING,
    forms={**FORMS, **{key: (FORMS[key][0], remedy) for key, remedy in _REMEDIES.items()}},
    quotes_mend=lambda _key, _value: False,
    add_key=N_("fill it in"),
)
_MISSING = "the key {key} is missing"
_LISTS: dict[str, SheetKey] = {
    "appliances": "appliances",
    "staff": "people",
    "changes": "changes",
    "hops": "packages",
    "windows": "windows",
}
_PATH = re.compile(r"sites(?:\[(?P<number>\d+)\])(?:\.[A-Za-z_]+|\[\d+\])*")
_PART = re.compile(r"\.?([A-Za-z_]+)|\[(\d+)\]")
_INDEX = re.compile(r"\[\d+\]")


class BookWords:
    """Says of problems where they stand in a book."""

    def __init__(self, book: InventoryBook, nodes: BookNodes) -> None:
        self._book = book
        self._nodes = nodes

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems, whose lines are cells, as they are shown."""
        return tuple(dict.fromkeys(map(self._told, problems)))

    def settle(self, ids: MutableMapping[str, str]) -> None:
        """Say of ids that stand in this book where they do so in cells."""
        for name, place in ids.items():
            if _PATH.fullmatch(place):
                ids[name] = self._cell_of(place)

    def _told(self, problem: Problem) -> Problem:
        message, remedy = problem.message, _INSTEAD.get(problem.remedy, problem.remedy)
        args = {key: self._cell_of(value) if _PATH.fullmatch(value) else value for key, value in problem.args}
        place = place_of(problem.line or 0)
        if message == _MISSING and not problem.path.startswith("sites") and "organisation" not in self._book.sheets:
            message = N_("there is no sheet {sheet}")
            remedy = N_("add it, as `runbook init --xlsx` writes it")
            file = self._book.file
            args = {"sheet": "Sites" if problem.path == "sites" else "Organisation"}
            return Problem.of(file, None, "", message, remedy, **args)
        if message == _MISSING:
            place, message, remedy, args = self._missing(place, remedy, args)
        file, shown = self._named(place)
        path = _INDEX.sub("", problem.path).removeprefix("sites.")
        return Problem.of(f"{file}{shown}", None, path, message, remedy, **args)

    def _missing(
        self, place: CellPlace, remedy: str, args: dict[str, str]
    ) -> tuple[CellPlace, str, str, dict[str, str]]:
        """Of a key that is missing: its cell; or the sheet or the column in which it would stand."""
        key, sheet = args["key"], self._sheet(place)
        if (of := _LISTS.get(key)) is not None:
            other = self._book.sheets.get(of)
            message = N_("there is no row for this on the sheet {sheet}")
            values = {"sheet": other.name if other else of.capitalize()}
            return place, message, N_("add one, and say in its first columns what it belongs to"), values
        columns = sheet.columns.items() if sheet else ()
        there = [at for at, column in columns if column.key == key or column.key.endswith(f".{key}")]
        if there:
            return place._replace(column=there[0]), N_("this cell is empty"), N_("fill it in"), {}
        return place, _MISSING, N_("add its column, and fill it in"), args

    def _sheet(self, place: CellPlace) -> BookSheet | None:
        return next((sheet for sheet in self._book.sheets.values() if sheet.number == place.sheet), None)

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
        if found is None or int(found["number"]) >= len(self._nodes):
            return path
        rest: KeyPath = tuple(keys[2:])
        line, _node = self._nodes.site(int(found["number"])).find(rest)
        file, shown = self._named(place_of(line))
        own = file.removeprefix(f"{self._book.file}/") if self._book.tables else ""
        return f"{own}{shown}".removeprefix(", ")
