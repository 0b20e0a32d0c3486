"""The sheets of an XLSX file, strict or transitional, as Excel, LibreOffice and others save it."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element

from runbook.i18n import N_
from runbook.reading.spreadsheet.areas import AREAS, COVERED, column_of, cover, doubt
from runbook.reading.spreadsheet.packed import MEMBERS, TOO_MUCH, UNPACKED, attributes, local, walk
from runbook.reading.spreadsheet.print_setup import PRINT_AREA, is_named, margins_in, print_areas
from runbook.reading.spreadsheet.sheet import ROWS, SeenSheet, as_shown, is_date_format, moment_text, number_text
from runbook.reading.spreadsheet.table_row import FAR, WIDTH, TableRow, column_name
from runbook.reading.spreadsheet.words import in_words
from runbook.reading.spreadsheet.xlsx_styles import Look, hides_by_rule, hiding_formats, read_looks
from runbook.reading.spreadsheet.xlsx_text import CellText, drawn, said_in, text_of, unescaped
from runbook.reading.unreadable import Unreadable

FLAT = {"ht": 3, "width": 1}  # points of height, characters of width: nobody reads what is flatter
_DAYS_1904 = 1462  # from the usual day 0 to that of the Macintosh
_IN_SHEETS = frozenset(("row", "col", "mergeCell", "conditionalFormatting", "dataValidation", "headerFooter"))
_LARGE = 2**20  # bytes of a sheet: rows without a text may be a million
_BLANK_ROW = re.compile(rb'<row (?=[^<>]{0,200}\br="[0-9])[^<>/]*+(?:/>|>(?:<c(?: [^<>/]*+)?/>)*+</row>)')
_EACH = 2**14  # bytes that a member counts for at least: it is looked for, opened and checked
_PLAIN = Look()
_NOTHING: dict[int, str] = {}
_NUMBERS: dict[int, float] = {}


class Workbook:
    """Reads what sheets share, then each sheet. Raises Damaged, ParseError, KeyError, ValueError, Unreadable."""

    def __init__(self, archive: zipfile.ZipFile, unpacked: int = UNPACKED, rows: int = ROWS) -> None:
        self.archive = archive
        self.rows = rows
        self.names = set(archive.namelist())
        self.left = unpacked + MEMBERS * _EACH
        found = [(kind, target) for kind, target in self._relations("").values() if target in self.names]
        main = next((target for kind, target in found if kind == "officeDocument"), "") or next(
            (target for _, target in found), ""
        )
        if not main.endswith(".xml"):
            raise Unreadable(
                N_("this is not a readable spreadsheet"),
                N_("save it as XLSX or ODS; where files are packed in it, unpack them and name them"),
            )
        self.offset = 0
        self.found: list[tuple[str, bool, str]] = []  # name, hidden, member
        self.texts: list[CellText] = []
        self.looks: tuple[Look, ...] = ()
        self.hiding: frozenset[int] = frozenset()
        self.printed: dict[int, str] = {}  # by the place of the sheet among all
        self.named = ""  # what is said of cells by the names of their sheets
        self._read_shared(main)

    def _read_shared(self, main: str) -> None:
        relations = self._relations(main)
        for name, element in walk(self._content(main), {"workbookPr", "sheet", "definedName"}):
            found = attributes(element)
            if name == "definedName":
                self._name(found, element.text or "")
                continue
            if name == "workbookPr":
                self.offset = _DAYS_1904 if found.get("date1904") in ("1", "true", "on") else 0
            elif found.get("id") in relations:
                hidden = found.get("state", "visible") != "visible"
                self.found.append((found["name"], hidden, relations[found["id"]][1]))
        for kind, member in relations.values():
            if member not in self.names:
                continue
            if kind == "sharedStrings":
                self.texts = [text_of(item) for _, item in walk(self._content(member), {"si"})]
            elif kind == "styles":
                content = self._content(member)
                self.looks, self.hiding = read_looks(content), hiding_formats(content)

    def _content(self, member: str) -> bytes:
        """A member, unpacked. Raises Unreadable where sheets name the same ones again and again."""
        content = self.archive.read(member)
        self._count(max(len(content), _EACH))
        return content

    def _shared(self, number: int) -> CellText:
        """A text that cells share, counted as if it stood in each. Raises Unreadable."""
        text = self.texts[number]
        self._count(text.size)
        return text

    def _count(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Unreadable(TOO_MUCH)

    def _relations(self, member: str) -> dict[str, tuple[str, str]]:
        """By its id, what a member refers to: the kind, and the name of the other member."""
        folder, name = posixpath.split(member)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if path in self.names:
            for _, one in walk(self._content(path), {"Relationship"}):
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found

    def sheets(self) -> Iterator[SeenSheet]:
        """The sheets in their order."""
        made: list[SeenSheet] = []
        for place, (name, hidden, member) in enumerate(self.found):
            if member in self.names:
                sheet = SeenSheet(name, hidden, printed=print_areas(self.printed.get(place, "")))
                self._read(sheet, member)
                made.append(sheet)
        for sheet in made:
            yield replace(sheet, offers=is_named(sheet.name, "!", self.named))

    def _name(self, found: dict[str, str], cells: str) -> None:
        """A name for cells; or for those of a sheet that are printed."""
        if found.get("name") == PRINT_AREA:
            self.printed[int(found.get("localSheetId", "0"))] = cells
        else:
            self.named += f"\n{cells}"

    def _read(self, sheet: SeenSheet, member: str) -> None:
        hidden: set[int] = set()
        number = covered = 0
        content = _without_blank_rows(self._content(member))
        for name, element in walk(content, _IN_SHEETS):
            if name == "dataValidation":
                self.named += "\n" + in_words(element.itertext())
                continue
            if name == "headerFooter":
                sheet.margins += margins_in(element)
                continue
            if name in ("mergeCell", "conditionalFormatting"):
                area = element.get("ref", "")
                covered += cover(sheet, area) if name == "mergeCell" else self._condition(sheet, element)
                if covered > COVERED:
                    raise Unreadable(TOO_MUCH)
                continue
            if name == "col":
                if _is_hidden(element, "width"):
                    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                    hidden.update(range(max(first, 1) - 1, min(last, WIDTH)))
                continue
            number = int(element.get("r", number + 1))
            row = self._row(sheet, element, number)
            if row is not None:
                sheet.rows.append(row)
            if len(sheet.rows) > self.rows:
                break
        sheet.hidden_columns = frozenset(hidden)
        self._read_beside(sheet, member)

    def _condition(self, sheet: SeenSheet, element: Element) -> int:
        """Cells that a format hides on a condition are read, and told. How many rows were looked at."""
        if not any(int(rule.get("dxfId", "-1")) in self.hiding or hides_by_rule(rule) for rule in element):
            return 0
        inside = " ".join(part.text or "" for part in element if local(part.tag) == "sqref")  # of Excel's extension
        return sum(doubt(sheet, area) for area in element.get("sqref", inside).split()[:AREAS])

    def _row(self, sheet: SeenSheet, element: Element, number: int) -> TableRow | None:
        """A row; None where it is blank."""
        cells: list[str] = []
        unseen: dict[int, str] = {}
        formulas: list[int] = []
        numbers: dict[int, float] = {}
        column = -1
        for cell in element:
            column = column_of(where) if (where := cell.get("r")) else column + 1
            if column < 0 or not len(cell):
                continue
            if column >= WIDTH:
                self._far(sheet, cell, column, number)
                continue
            look = self.looks[style] if (style := int(cell.get("s", "0"))) < len(self.looks) else _PLAIN
            formula, found = self._cell(cell, look)
            text, crossed_out = found.on(look)
            if found.serial is not None:
                numbers[column] = found.serial
            if formula:
                formulas.append(column)
            if column < len(cells) and cells[column] not in ("", text):  # it stands there twice
                crossed_out = f"{cells[column]} {crossed_out}".strip()
            if crossed_out:
                unseen[column] = crossed_out
            if text:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
        if not cells and not unseen:
            return None
        hidden = _is_hidden(element, "ht")
        return TableRow(number, cells, unseen or _NOTHING, hidden, formulas, numbers=numbers or _NUMBERS)

    def _far(self, sheet: SeenSheet, cell: Element, column: int, number: int) -> None:
        """It stands to the right of all columns that are read: its text is named."""
        if len(sheet.beside) < FAR and (said := self._cell(cell, _PLAIN)[1].on(_PLAIN)[0]):
            sheet.beside.append((f"{column_name(column)}{number}", said))

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
        if kind == "s" and stored:
            return self._shared(int(stored))
        match kind:
            case "s":
                return CellText("")
            case "n":
                if not stored.strip():
                    return CellText("", number=True)
                serial = None if is_date_format(code) else float(stored) + self.offset
                return CellText(number_text(stored, code, self.offset), number=True, serial=serial)
            case "b":
                return CellText("TRUE" if stored.strip() in ("1", "true") else "FALSE")
            case "d":
                moment = datetime.fromisoformat(stored).replace(tzinfo=None)
                return CellText(as_shown(moment_text(moment, "h" in code.casefold() or "T" in stored), code))
            case _:
                return CellText(unescaped(stored).strip())

    def _read_beside(self, sheet: SeenSheet, member: str) -> None:
        """Remarks on cells, and boxes with text that lie over them."""
        for kind, other in self._relations(member).values():
            if other not in self.names:
                continue
            if kind == "comments":
                for _, comment in walk(self._content(other), {"comment"}):
                    said = said_in(comment)
                    sheet.beside.append((comment.get("ref", ""), said))
            elif kind == "drawing":
                for _, anchor in walk(self._content(other), {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}):
                    sheet.beside.append(drawn(anchor))


def _without_blank_rows(content: bytes) -> bytes:
    """A large sheet without the rows that have a look and nothing else, which say themselves where they are."""
    return content if len(content) < _LARGE or b"<![CDATA[" in content else _BLANK_ROW.sub(b"", content)


def _is_hidden(element: Element, size: str) -> bool:
    """Of a row or column: hidden, or of next to no height or width."""
    if element.get("hidden") in ("1", "true", "on"):
        return True
    return size in element.attrib and float(element.attrib[size]) < FLAT[size]
