"""The sheets of an XLSX file, strict or transitional, as Excel, LibreOffice and others save it."""

from __future__ import annotations

import posixpath
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from string import ascii_uppercase
from xml.etree.ElementTree import Element

from runbook.i18n import N_
from runbook.records.asides import in_words
from runbook.records.packed import TOO_MUCH, attributes, local, walk
from runbook.records.sheet import ROWS, RecordSheet, moment_text, number_text
from runbook.records.table import WIDTH
from runbook.records.table_row import TableRow
from runbook.records.unreadable import Unreadable
from runbook.records.xlsx_styles import Look, read_looks
from runbook.records.xlsx_text import CellText, text_of, unescaped

FLAT = 1  # points of height, or characters of width: nobody reads what is flatter
COVERED = 100_000  # rows that areas of merged cells reach over
_DAYS_1904 = 1462  # from the usual day 0 to that of the Macintosh
_PLAIN = Look()
_NOTHING: dict[int, str] = {}


class Workbook:
    """Reads what sheets share, then each sheet. Raises Damaged, ParseError, KeyError, ValueError, Unreadable."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        main = next((target for _, target in self._relations("").values() if target in self.names), "")
        if not main.endswith(".xml"):
            raise Unreadable(N_("this is no spreadsheet that can be read; save it as XLSX or ODS"))
        self.offset = 0
        self.found: list[tuple[str, bool, str]] = []  # name, hidden, member
        self.texts: list[CellText] = []
        self.looks: tuple[Look, ...] = ()
        self._read_shared(main)

    def _read_shared(self, main: str) -> None:
        relations = self._relations(main)
        for name, element in walk(self.archive.read(main), {"workbookPr", "sheet"}):
            found = attributes(element)
            if name == "workbookPr":
                self.offset = _DAYS_1904 if found.get("date1904") in ("1", "true", "on") else 0
            elif found.get("id") in relations:
                hidden = found.get("state", "visible") != "visible"
                self.found.append((found.get("name", ""), hidden, relations[found["id"]][1]))
        for kind, member in relations.values():
            if member not in self.names:
                continue
            if kind == "sharedStrings":
                self.texts = [text_of(item) for _, item in walk(self.archive.read(member), {"si"})]
            elif kind == "styles":
                self.looks = read_looks(self.archive.read(member))

    def _relations(self, member: str) -> dict[str, tuple[str, str]]:
        """By its id, what a member refers to: the kind, and the name of the other member."""
        folder, name = posixpath.split(member)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if path in self.names:
            for _, one in walk(self.archive.read(path), {"Relationship"}):
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found

    def sheets(self) -> Iterator[RecordSheet]:
        """The sheets in their order."""
        for name, hidden, member in self.found:
            if member in self.names:
                sheet = RecordSheet(name, hidden)
                self._read(sheet, member)
                if sheet.rows or sheet.beside:
                    yield sheet

    def _read(self, sheet: RecordSheet, member: str) -> None:
        hidden: set[int] = set()
        number = covered = 0
        for name, element in walk(self.archive.read(member), {"row", "col", "mergeCell"}):
            if name == "mergeCell":
                covered += _cover(sheet, element.get("ref", ""))
                if covered > COVERED:
                    raise Unreadable(TOO_MUCH)
                continue
            if name == "col":
                if _is_hidden(element, "width"):
                    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                    hidden.update(range(max(first, 1) - 1, min(last, WIDTH)))
                continue
            number = int(element.get("r", number + 1))
            row = self._row(element, number)
            if row is not None:
                sheet.rows.append(row)
            if len(sheet.rows) > ROWS:
                break
        sheet.hidden_columns = frozenset(hidden)
        self._read_beside(sheet, member)

    def _row(self, element: Element, number: int) -> TableRow | None:
        """A row; None where it is blank."""
        cells: list[str] = []
        unseen: dict[int, str] = {}
        formulas: list[int] = []
        column = -1
        for cell in element:
            column = _column(cell.get("r"), column + 1)
            if not 0 <= column < WIDTH or not len(cell):
                continue
            look = self.looks[style] if (style := int(cell.get("s", "0"))) < len(self.looks) else _PLAIN
            formula, found = self._cell(cell, look)
            text, crossed_out = found.on(look)
            if formula:
                formulas.append(column)
            if crossed_out:
                unseen[column] = crossed_out
            if text:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = text
        if not cells and not unseen:
            return None
        return TableRow(number, cells, unseen or _NOTHING, _is_hidden(element, "ht"), formulas)

    def _cell(self, cell: Element, look: Look) -> tuple[bool, CellText]:
        """Whether a formula stands there, and the text."""
        kind, formula, stored = cell.get("t", "n"), False, ""
        for part in cell:
            name = local(part.tag)
            if name == "v":
                stored = part.text or ""
            elif name == "f":
                formula = part.text not in ("TRUE()", "FALSE()")  # a box that was ticked
            elif name == "is":
                return formula, text_of(part)
        return formula, self._text(kind, stored, look.code)

    def _text(self, kind: str, stored: str, code: str) -> CellText:
        match kind:
            case "s":
                return self.texts[int(stored)] if stored else CellText("")
            case "n":
                return CellText(number_text(stored, code, self.offset) if stored.strip() else "", number=True)
            case "b":
                return CellText("TRUE" if stored.strip() in ("1", "true") else "FALSE")
            case "d":
                moment = datetime.fromisoformat(stored).replace(tzinfo=None)
                return CellText(moment_text(moment, "h" in code.casefold() or "T" in stored))
            case _:
                return CellText(unescaped(stored).strip())

    def _read_beside(self, sheet: RecordSheet, member: str) -> None:
        """Remarks on cells, and boxes with text that lie over them."""
        for kind, other in self._relations(member).values():
            if other not in self.names:
                continue
            if kind == "comments":
                for _, comment in walk(self.archive.read(other), {"comment"}):
                    said = _said(comment)
                    sheet.beside.append((comment.get("ref", ""), said))
            elif kind == "drawing":
                for _, body in walk(self.archive.read(other), {"txBody"}):
                    said = _said(body)
                    sheet.beside += [("", said)] if said else []


def _said(element: Element) -> str:
    return in_words(part.text or "" for part in element.iter() if local(part.tag) == "t")


def _cover(sheet: RecordSheet, area: str) -> int:
    """Nobody sees what stands in cells that were merged with the first of an area. How many rows were looked at."""
    first, _, last = area.partition(":")
    left, right = _column(first, 0), _column(last or first, 0)
    top, bottom = (int(corner.lstrip(ascii_uppercase) or 0) for corner in (first, last or first))
    start = bisect_left(sheet.rows, top, key=attrgetter("number"))
    end = bisect_right(sheet.rows, bottom, lo=start, key=attrgetter("number"))
    head = sheet.rows[start] if start < end else None
    text = head.cells[left] if head and head.number == top and left < len(head.cells) else ""
    for place in range(start, min(end, start + COVERED)):
        row = sheet.rows[place]
        if left == right and row.number != top and text:
            row = sheet.rows[place] = row._replace(over={**row.over, left: text})
        covered = range(left + (row.number == top), min(right + 1, len(row.cells)))
        if any(row.cells[column] for column in covered):
            unseen = {**row.unseen, **{column: row.cells[column] for column in covered if row.cells[column]}}
            cells = ["" if column in covered else cell for column, cell in enumerate(row.cells)]
            sheet.rows[place] = row._replace(cells=cells, unseen=unseen)
    return max(end - start, 0) + 1


def _is_hidden(element: Element, size: str) -> bool:
    """Of a row or column: hidden, or of next to no height or width."""
    if element.get("hidden") in ("1", "true", "on"):
        return True
    return size in element.attrib and float(element.attrib[size]) < FLAT


def _column(reference: str | None, otherwise: int) -> int:
    """The column of "AB12", the first being 0; the one after that of the cell before where it is not said."""
    if reference is None:
        return otherwise
    column = 0
    for letter in reference.rstrip("0123456789")[:4]:
        column = column * 26 + ord(letter) - 64
    return column - 1
