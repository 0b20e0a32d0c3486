"""The sheets of an ODS file, as LibreOffice and others save it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import islice
from xml.etree.ElementTree import Element

from runbook.reading.spreadsheet.areas import AREAS, COVERED, doubt
from runbook.reading.spreadsheet.ods_shown import agree
from runbook.reading.spreadsheet.ods_styles import Styles
from runbook.reading.spreadsheet.packed import TOO_MUCH, UNPACKED, attributes, local, walk
from runbook.reading.spreadsheet.print_setup import is_named, margins_of_pages, print_areas
from runbook.reading.spreadsheet.sheet import DAY_ZERO, ROWS, SeenSheet, moment_text, number_text, time_text
from runbook.reading.spreadsheet.sign_fonts import as_drawn
from runbook.reading.spreadsheet.table_row import FAR, WIDTH, TableRow, column_name
from runbook.reading.spreadsheet.words import in_words
from runbook.reading.unreadable import Unreadable

_SHAPES = frozenset(("frame", "custom-shape", "rect", "ellipse", "line", "connector", "caption", "g", "text-box"))
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d*)?S", re.ASCII)
_BOXES = {**dict.fromkeys(("TRUE", "VRAI"), "TRUE"), **dict.fromkeys(("FALSE", "FAUX"), "FALSE")}
_AREA = re.compile(
    r"\.\$?([A-Z]{1,4})\$?(\d{1,7})(?::(?:\$?'[^']{0,200}'|[^\s.:']{0,200})\.?\$?([A-Z]{1,4})\$?(\d{1,7}))?", re.ASCII
)
_HIDDEN = ("collapse", "filter")
_NAMING = frozenset(("content-validation", "named-range"))
_STYLES = ("apply-style-name", "style")  # of a condition, and of one on a date


def sheets_of(archive: zipfile.ZipFile, unpacked: int = UNPACKED, rows: int = ROWS) -> Iterator[SeenSheet]:
    """The sheets in their order. Raises Damaged, ParseError, KeyError, ValueError, Unreadable."""
    names = archive.namelist()
    styles = Styles()
    margins: list[str] = []
    wanted = {"style", "font-face", "master-page"}
    for name, element in walk(archive.read("styles.xml"), wanted) if "styles.xml" in names else ():
        if name == "style":
            styles.add(element)
        elif name == "font-face":
            styles.name_font(element)
        else:
            margins += margins_of_pages(element)
    named: list[str] = []
    sheets = list(_sheets(archive.read("content.xml"), styles, unpacked, rows, named))
    first = next((sheet for sheet in sheets if not sheet.hidden), None)
    for sheet in sheets:
        own = list(dict.fromkeys(margins)) if sheet is first else []
        yield replace(sheet, offers=is_named(sheet.name, ".", "\n".join(named)), margins=own)


def _sheets(content: bytes, styles: Styles, unpacked: int, rows: int, named: list[str]) -> Iterator[SeenSheet]:
    """The sheets; `named` takes what is said of cells by the names of their sheets."""
    reading: _Reading | None = None
    offset = 0
    wanted = {"style", "font-face", "null-date", "table-column", "table-row", "shapes", "conditional-format"} | _NAMING
    for name, element in walk(content, wanted, {"table"}):
        if name == "style":
            styles.add(element)
        elif name == "font-face":
            styles.name_font(element)
        elif name in _NAMING:
            named += attributes(element).values()
        elif name == "null-date":
            offset = (date.fromisoformat(attributes(element).get("date-value", "")) - DAY_ZERO).days
        elif name == "table":
            if reading:
                yield reading.sheet()
            found = attributes(element)
            hidden = styles.hides("table", found.get("style-name", ""))
            left = reading.left if reading else unpacked
            doubtful = reading.doubtful if reading else 0
            made = SeenSheet(found.get("name", ""), hidden, printed=print_areas(found.get("print-ranges", "")))
            reading = _Reading(styles, offset, made, left, rows, doubtful=doubtful)
        elif reading:
            reading.take(name, element)
    if reading:
        yield reading.sheet()


@dataclass(slots=True)
class _Column:
    hidden: bool
    style: str


@dataclass(slots=True)
class _Reading:
    """One sheet while it is read."""

    styles: Styles
    offset: int
    made: SeenSheet
    left: int  # letters that cells may have, each of those counted for which one stands
    most: int  # rows that are read
    columns: list[_Column] = field(default_factory=list)
    number: int = 0
    doubtful: int = 0  # rows that were looked at for formats with a condition, of the sheets before, too
    merged: dict[int, tuple[str, int]] = field(
        default_factory=dict
    )  # by column: a text, and the last row that it is of

    def sheet(self) -> SeenSheet:
        self.made.hidden_columns = frozenset(place for place, one in enumerate(self.columns) if one.hidden)
        return self.made

    def take(self, name: str, element: Element) -> None:
        """A column, a row, or shapes with text that lie over the cells."""
        if name == "shapes":
            self._shapes(element, "")
        elif name == "table-row":
            self._row(element)
        elif name == "conditional-format":
            self._condition(element)
        else:
            found = attributes(element)
            style = found.get("style-name", "")
            hidden = found.get("visibility") in _HIDDEN or self.styles.hides("table-column", style)
            column = _Column(hidden, found.get("default-cell-style-name", ""))
            times = _times(found, "number-columns-repeated", WIDTH - len(self.columns))
            self.columns.extend([column] * times)

    def _condition(self, element: Element) -> None:
        """Cells that a format hides on a condition are read, and told."""
        named = [value for one in element for key, value in one.attrib.items() if local(key) in _STYLES]
        if any(self.styles.unseen("table-cell", name) for name in named):
            ranges = next((value for key, value in element.attrib.items() if local(key) == "target-range-address"), "")
            for area in islice(_AREA.finditer(ranges), AREAS):
                first, last = area[1] + area[2], (area[3] or area[1]) + (area[4] or area[2])
                self.doubtful += doubt(self.made, f"{first}:{last}")
                if self.doubtful > COVERED:
                    raise Unreadable(TOO_MUCH)

    def _row(self, element: Element) -> None:
        found = attributes(element)
        first = self.number + 1
        repeated = max(int(found.get("number-rows-repeated", "1")), 1)
        self.number += repeated
        cells, unseen, formulas, plain = self._cells(element, found.get("default-cell-style-name", ""), first)
        if not cells and not unseen:
            return
        hidden = found.get("visibility") in _HIDDEN or self.styles.hides("table-row", found.get("style-name", ""))
        over = {
            column: text for column, (text, last) in self.merged.items() if first <= last and not _at(cells, column)
        }
        numbers = range(first, first + min(repeated, self.most + 1 - len(self.made.rows)))
        self.left -= len(numbers) * sum(map(len, (*cells, *unseen.values(), *over.values())))
        if self.left < 0:
            raise Unreadable(TOO_MUCH)
        for number in numbers:
            self.made.rows.append(TableRow(number, cells, unseen, hidden, formulas, over, plain))

    def _cells(
        self, element: Element, style: str, number: int
    ) -> tuple[list[str], dict[int, str], list[int], dict[int, float]]:
        cells: list[str] = []
        unseen: dict[int, str] = {}
        formulas: list[int] = []
        numbers: dict[int, float] = {}
        column = 0
        for cell in element:
            found = attributes(cell)
            start, left = column, max(WIDTH - column, 0)
            column += _times(found, "number-columns-repeated", left) if "number-columns-repeated" in found else left > 0
            places = range(start, column)
            if not places:
                self._far(cell, number)
            if not places or not (len(cell) or "value-type" in found):
                continue
            own = found.get("style-name") or style or self._style_of(start)
            text, gone = self._text(cell, found, own, (start, number))
            if local(cell.tag) == "covered-table-cell":  # another cell lies over it
                text, gone = "", in_words((text, gone))
            if text:
                cells += [""] * (start - len(cells)) + [text] * len(places)
                self._span(found, start, number, text)
            if gone:
                unseen |= dict.fromkeys(places, gone)
            if text and found.get("value-type") == "float" and "value" in found:
                numbers |= dict.fromkeys(places, float(found["value"]) + self.offset)
            if "formula" in found and not _is_a_box(found["formula"]):
                formulas += places
        return cells, unseen, formulas, numbers

    def _span(self, found: dict[str, str], column: int, number: int, text: str) -> None:
        """Which rows below a cell it was merged with."""
        if found.get("number-columns-spanned", "1") == "1":
            self.merged.pop(column, None)
            if "number-rows-spanned" in found:
                self.merged[column] = text, number + _times(found, "number-rows-spanned", self.most) - 1

    def _style_of(self, column: int) -> str:
        return self.columns[column].style if column < len(self.columns) else ""

    def _far(self, cell: Element, number: int) -> None:
        """It stands to the right of all columns that are read: its text is named."""
        if len(self.made.beside) < FAR and (said := in_words(cell.itertext())):
            self.made.beside.append((str(number), said))

    def _text(self, cell: Element, found: dict[str, str], style: str, place: tuple[int, int]) -> tuple[str, str]:
        """What is seen of a cell, and what is crossed out or hidden in it."""
        font = self.styles.signs("table-cell", style or "Default") or ""
        kind = found.get("value-type", "string")
        shown, gone = self._shown(cell, place, font if kind == "string" else "")
        if kind != "string":
            stored = _value(kind, found, shown, self.offset)
            if not shown and any(local(part.tag) == "p" for part in cell):  # its format shows nothing of it
                return "", in_words((stored, gone))
            if not agree(kind, stored if shown in _BOXES else found.get("value", stored), shown):
                gone = f"{shown} {gone}".strip()
            shown = as_drawn(stored, font)
        elif not shown and not gone:
            shown = as_drawn(found.get("string-value", ""), font)
        elif (other := as_drawn(found.get("string-value", ""), font)) and "".join(other.split()) != "".join(
            (shown + gone).split()
        ):
            gone = f"{other} {gone}".strip()
        if shown and self.styles.maybe_unseen("table-cell", style or "Default"):
            gone = f"{shown} {gone}".strip()
        if (shown or gone) and self.styles.unseen("table-cell", style or "Default"):
            return "", in_words((shown, gone))
        return shown.strip(), gone.strip()

    def _shown(self, cell: Element, place: tuple[int, int], font: str) -> tuple[str, str]:
        """The paragraphs of a cell, of a column and a row, in its `font` if that draws signs; what hangs on it is put
        beside."""
        if len(cell) == 1 and not len(cell[0]) and local(cell[0].tag) == "p":
            return as_drawn(cell[0].text or "", font), ""
        seen: list[str] = []
        gone: list[str] = []
        for part in cell:
            name = local(part.tag)
            if name == "p":
                pieces: tuple[list[str], list[str]] = ([], [])
                self._pieces(part, pieces, font, unseen=False)
                seen.append("".join(pieces[0]))
                gone.append("".join(pieces[1]))
            elif name == "annotation" or name in _SHAPES:
                self._shapes(part, f"{column_name(place[0])}{place[1]}")
        return "\n".join(seen), "\n".join(filter(None, gone))

    def _pieces(self, element: Element, pieces: tuple[list[str], list[str]], font: str, *, unseen: bool) -> None:
        """The texts of a paragraph in their order: those that are seen, and the others. Raises RecursionError."""
        pieces[unseen].append(as_drawn(element.text or "", font))
        for part in element:
            name = local(part.tag)
            if name == "s":
                pieces[unseen].append(" " * _times(attributes(part), "c", 100))
            elif name in ("tab", "line-break"):
                pieces[unseen].append(" " if name == "tab" else "\n")
            elif name in ("span", "a"):
                style = attributes(part).get("style-name", "")
                own = self.styles.signs("text", style)
                own = font if own is None else own
                self._pieces(part, pieces, own, unseen=unseen or self.styles.unseen("text", style))
            pieces[unseen].append(as_drawn(part.tail or "", font))

    def _shapes(self, element: Element, place: str) -> None:
        said = in_words("".join(part.itertext()) for part in element.iter() if local(part.tag) == "p")
        if said:
            self.made.beside.append((place, said))


def _value(kind: str, found: dict[str, str], shown: str, offset: int) -> str:
    """A stored value as its cell shows it."""
    match kind:
        case "boolean":
            return "TRUE" if found.get("boolean-value") == "true" else "FALSE"
        case "date":
            return moment_text(datetime.fromisoformat(found["date-value"]), ":" in shown or "h" in shown)
        case "time":
            written = _TIME.fullmatch(found["time-value"])
            return time_text(time(int(written[1]), int(written[2]), int(written[3]))) if written else shown
        case _ if shown in _BOXES:
            return _BOXES[shown]
        case _:
            return number_text(found["value"], "General", offset) if "value" in found else shown


def _is_a_box(formula: str) -> bool:
    """TRUE() is how a box is saved that was ticked."""
    return formula.rpartition("=")[2] in ("TRUE()", "FALSE()")


def _at(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _times(found: dict[str, str], name: str, most: int) -> int:
    return max(min(int(found.get(name, "1")), most), 0)
