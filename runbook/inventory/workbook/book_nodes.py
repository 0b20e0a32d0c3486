"""The rows of all sheets put together: sites as YAML would give them, with everything in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from runbook.i18n import N_
from runbook.inventory.wording import OPEN
from runbook.inventory.workbook.book import BookSheet, InventoryBook
from runbook.inventory.workbook.columns import CHANGE, HOP, PACKAGE, SITE, SheetKey
from runbook.inventory.workbook.places import CellPlace
from runbook.inventory.workbook.row_nodes import is_broken, row_node, text_at
from runbook.model.site import PACKAGE_KINDS
from runbook.reading.nodes import TAKEN, Node, clipped
from runbook.reading.spreadsheet.table_row import TableRow
from runbook.reading.structure_problems import nearest

_SITES_AT_ONCE = re.compile(r"[,;\n]")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_OF_HOPS = frozenset(("base", "software"))
_DEEP: tuple[SheetKey, ...] = ("packages", "windows")
_Rows = dict[tuple[int, str], list[TableRow]]


class BookNodes:
    """The sites of a book. Problems of rows that belong nowhere are added to the book's."""

    def __init__(self, book: InventoryBook) -> None:
        self._book = book
        self._sites = book.sheets["sites"].rows if "sites" in book.sheets else []
        self._ids = self._numbered()
        self._of_site: dict[SheetKey, _Rows] = {key: self._linked(key) for key in ("appliances", "people", "changes")}
        self._known_changes = self._changes()
        if "changes" not in book.sheets and any(book.sheets[key].rows for key in _DEEP if key in book.sheets):
            book.problems.append(book.lacking("changes"))
        self._of_change: dict[SheetKey, _Rows] = {key: self._linked(key, deep=True) for key in _DEEP}

    def _text(self, sheet: BookSheet, row: TableRow, key: str) -> str:
        place = sheet.place_of(key)
        return "" if place is None else text_at(row, place)

    def _place(self, sheet: BookSheet, row: TableRow, key: str) -> CellPlace:
        return CellPlace(sheet.number, row.number, sheet.place_of(key) or 0)

    def _is_broken(self, sheet: BookSheet, row: TableRow, key: str) -> bool:
        place = sheet.place_of(key)
        return place is not None and (place in row.unseen or is_broken(self._book, sheet, row, place))

    def _numbered(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, row in enumerate(self._sites):
            found.setdefault(self._text(self._book.sheets["sites"], row, "id").casefold(), number)
        return found

    def _changes(self) -> dict[tuple[int, str], str]:
        """The ids of changes, as they are written, by their site and in small letters."""
        sheet = self._book.sheets.get("changes")
        found: dict[tuple[int, str], str] = {}
        for (site, _), rows in self._of_site["changes"].items() if sheet else ():
            for row in rows:
                name = self._text(sheet, row, "id") if sheet else ""
                found[site, name.casefold()] = name
        return found

    def _linked(self, key: SheetKey, *, deep: bool = False) -> _Rows:
        """The rows of a sheet by the number of their site, and the id of their change."""
        found: _Rows = defaultdict(list)
        sheet = self._book.sheets.get(key)
        if sheet is None or not sheet.columns or not self._sites or (deep and not self._has_changes()):
            return found  # what is missing is told once, and not again of each row
        heads = (SITE, CHANGE) if deep else (SITE,)
        if lacking := [head for head in heads if sheet.place_of(head) is None]:
            message, remedy = N_("the column {name} is missing on this sheet"), N_("add it")
            for head in lacking:
                self._book.wrong(
                    CellPlace(sheet.number, sheet.head, 0), message, remedy, name=self._book.head(key, head)
                )
            return found
        for row in sheet.rows:
            for site in self._sites_of(sheet, row):
                change = self._change_of(sheet, row, site) if deep else ""
                if change is not None:
                    found[site, change].append(row)
        return found

    def _has_changes(self) -> bool:
        sheet = self._book.sheets.get("changes")
        return sheet is not None and bool(sheet.columns)

    def _sites_of(self, sheet: BookSheet, row: TableRow) -> Iterator[int]:
        text, place = self._text(sheet, row, SITE), self._place(sheet, row, SITE)
        if self._is_broken(sheet, row, SITE):
            return
        if not text:
            self._book.wrong(
                place, N_("this row does not say which site it belongs to"), N_("write the id of the site")
            )
        several = _SITES_AT_ONCE.split(text) if sheet.key == "people" else [text]
        for name in dict.fromkeys(one.strip() for one in several if one.strip()):
            if (number := self._ids.get(name.casefold())) is not None:
                yield number
                continue
            close = nearest(name, self._ids) if len(self._ids) < 10_000 else None
            message = N_("there is no site {name} on the sheet of the sites")
            remedy = N_("write {nearest} if you mean it") if close else N_("write it there, or correct it here")
            self._book.wrong(place, message, remedy, name=clipped(name), **({"nearest": close} if close else {}))

    def _change_of(self, sheet: BookSheet, row: TableRow, site: int) -> str | None:
        name, place = self._text(sheet, row, CHANGE), self._place(sheet, row, CHANGE)
        if self._is_broken(sheet, row, CHANGE):
            return None
        if not name:
            message = N_("this row does not say which change it belongs to")
            self._book.wrong(place, message, N_("write the id of the change"))
            return None
        if (site, name.casefold()) in self._known_changes:
            return name.casefold()
        close = nearest(name, [known for (of, _), known in self._known_changes.items() if of == site])
        message = N_("this site has no change {name} on the sheet of the changes")
        remedy = N_("write {nearest} if you mean it") if close else N_("write it there, or correct it here")
        self._book.wrong(place, message, remedy, name=clipped(name), **({"nearest": close} if close else {}))
        return None

    def __len__(self) -> int:
        return len(self._sites)

    def sites(self) -> Iterator[tuple[int, Node]]:
        """Each site, with the line of its row."""
        for number in range(len(self._sites)):
            node = self.site(number)
            yield node.line, node

    def site(self, number: int) -> Node:
        """The site of a row, the first being 0."""
        node = row_node(self._book, self._book.sheets["sites"], self._sites[number])
        name = self._text(self._book.sheets["sites"], self._sites[number], "id")
        number = self._ids.get(name.casefold(), number) if name else number  # one that is given twice is told as that
        for key, name in (("appliances", "appliances"), ("people", "staff"), ("changes", "changes")):
            self._add_list(node, name, [self._child(number, key, row) for row in self._rows(number, key)])
        if "staff" not in node.entries and "people" in self._book.sheets and self._book.sheets["people"].columns:
            node.entries["staff"] = (node.line, Node(kind="text", line=node.line, text=OPEN))
        return node

    def id_line(self, number: int) -> int | None:
        """The line of the id of a site, where it is in its column: without reading all that the site has."""
        sheet, row = self._book.sheets["sites"], self._sites[number]
        return self._place(sheet, row, "id").line if self._text(sheet, row, "id") else None

    def _rows(self, site: int, key: str) -> list[TableRow]:
        return self._of_site[key].get((site, ""), [])  # type: ignore[index]  # one of three keys

    def _child(self, site: int, key: str, row: TableRow) -> Node:
        sheet = self._book.sheets[key]  # type: ignore[index]  # one of three keys
        node = row_node(self._book, sheet, row)
        if key == "people" and set(node.entries) == {"initials"}:
            return node.entries["initials"][1]  # of somebody whom the house names
        if key == "changes":
            change = self._text(sheet, row, "id").casefold()
            self._add_list(node, "hops", self._hops(site, change))
            self._add_list(node, "windows", self._windows(site, change))
        return node

    def _windows(self, site: int, change: str) -> list[Node]:
        rows = self._of_change["windows"].get((site, change), [])
        return [row_node(self._book, self._book.sheets["windows"], row) for row in rows]

    def _hops(self, site: int, change: str) -> list[Node]:
        rows = self._of_change["packages"].get((site, change), [])
        hops: dict[int, list[TableRow]] = defaultdict(list)
        for row in rows:
            hops[self._number(row, HOP) or 1].append(row)
        if hops and max(hops) != len(hops):
            sheet = self._book.sheets["packages"]
            gone = next(number for number in range(1, max(hops)) if number not in hops)
            message, remedy = N_("hop {number} has no row"), N_("number the hops of a change 1, 2, …")
            self._book.wrong(self._place(sheet, rows[-1], HOP), message, remedy, number=str(gone))
        return [self._hop(hops[number]) for number in sorted(hops)]

    def _number(self, row: TableRow, key: str) -> int | None:
        sheet = self._book.sheets["packages"]
        text = self._text(sheet, row, key)
        if not text or _NUMBER.fullmatch(text):
            return int(text) if text else None
        place = self._place(sheet, row, key)
        self._book.wrong(place, N_("{value} is not a number of 1 or more"), N_("write 1, 2, …"), value=clipped(text))
        return None

    def _hop(self, rows: list[TableRow]) -> Node:
        """One row without a place is the whole hop, where it has Base and BeyondTrust alone; else rows are packages."""
        sheet = self._book.sheets["packages"]
        places = [self._number(row, PACKAGE) for row in rows]
        nodes = [row_node(self._book, sheet, row) for row in rows]
        (first, *others) = nodes
        if not others and places == [None] and set(first.entries) <= _OF_HOPS | {"packages"}:
            return first
        if None not in places:
            nodes = [node for _, node in sorted(zip(places, nodes, strict=True), key=lambda each: each[0] or 0)]
        hop = Node(kind="group", line=first.line)
        self._add_list(hop, "packages", [one for node in nodes for one in _apart(node)])
        return hop

    @staticmethod
    def _add_list(node: Node, key: str, items: list[Node]) -> None:
        if items:
            entries: dict[str | int, tuple[int, Node]] = {n: (item.line, item) for n, item in enumerate(items)}
            node.entries[key] = (node.line, Node(kind="list", line=node.line, entries=entries))

    def heading(self) -> Node:
        """What stands beside the sites, which were taken."""
        sheet = self._book.sheets.get("organisation")
        rows = sheet.rows if sheet else []
        for row in rows[1:] if sheet else ():
            message = N_("the organisation has one row, and this is another")
            self._book.wrong(CellPlace(sheet.number, row.number, 0), message, N_("remove it"))  # type: ignore[union-attr]
        root = row_node(self._book, sheet, rows[0]) if sheet and rows else Node(kind="group", line=0)
        root.entries.setdefault("schema", (root.line, Node(kind="number", line=root.line, text="1")))
        taken: dict[str | int, tuple[int, Node]] = dict.fromkeys(range(len(self)), (0, TAKEN))
        if taken:
            root.entries["sites"] = (root.line, Node(kind="list", line=root.line, entries=taken))
        return root


def _apart(node: Node) -> list[Node]:
    """A row with several packages, each by itself."""
    kinds = [kind for kind in PACKAGE_KINDS if kind in node.entries]
    if len(kinds) < 2:
        return [node]
    shared = {key: value for key, value in node.entries.items() if key not in kinds}
    return [
        Node(
            kind="group",
            line=node.line,
            entries={kind: node.entries[kind]} | (shared if kind == kinds[-1] else {}),
        )
        for kind in kinds
    ]
