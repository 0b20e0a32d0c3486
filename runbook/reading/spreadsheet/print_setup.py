"""What a sheet is on paper: the lines above and below its pages, and the areas that are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from runbook.reading.spreadsheet.areas import column_of
from runbook.reading.spreadsheet.packed import attributes, local
from runbook.reading.spreadsheet.sheet import PrintArea
from runbook.reading.spreadsheet.words import in_words

PRINT_AREA = "_xlnm.Print_Area"
MANY = 20  # areas of a sheet
_LAST = 10_000_000
# What stands for the page's number, the date, the name of the sheet or file; fonts, sizes and colours; which third of
# the line it is.
_CODES = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|\d{1,3}|[A-Za-z](?:[+-]\d+)?)')
_FIELDS = frozenset(("sheet-name", "page-number", "page-count", "date", "time", "title", "file-name"))
_WORD = re.compile(r"[^\W\d_]+")
_PAGES = frozenset(("page", "pages", "of", "sur", "de", "seite", "von"))  # beside the page's number
_RANGE = re.compile(
    r"[!.](?=\$?[A-Z\d])\$?(?P<left>[A-Z]{0,3})\$?(?P<top>\d{0,7})"
    r"(?::(?:\$?(?:'[^']{0,200}'|[^\s.:',!$]{0,200})\.)?\$?(?P<right>[A-Z]{0,3})\$?(?P<bottom>\d{0,7}))?(?![^\s,])",
    re.ASCII,
)


def print_areas(text: str) -> tuple[PrintArea, ...]:
    """The areas of `Record!$D$1:$P$60,Record!$A$70:$P$80`, and of `Record.D1:Record.P60`; none where all is printed."""
    found = []
    for one in list(_RANGE.finditer(text))[:MANY]:
        left, right = (column_of(one[side] or one["left"] or "") for side in ("left", "right"))
        top, bottom = int(one["top"] or 1), int(one["bottom"] or (one["top"] if not one["right"] else "") or _LAST)
        found.append(PrintArea(max(left, 0), right if right >= 0 else _LAST, top, bottom))
    return tuple(found)


def is_named(sheet: str, mark: str, cells: str) -> bool:
    """Whether cells of a sheet are among those that are named; `mark` stands behind its name."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'{mark}" in cells or re.search(rf"(?<![\w'.]){re.escape(sheet + mark)}", cells) is not None


def says_more(text: str) -> bool:
    """Whether a line at the edge of a page says more than which page it is."""
    return any(word.casefold() not in _PAGES for word in _WORD.findall(text))


def margins_in(element: Element) -> Iterator[str]:
    """What the lines of an XLSX sheet say that are shown: those of the first page and of even ones may be others."""
    own = attributes(element)
    shown = {"odd": True, "even": own.get("differentOddEven"), "first": own.get("differentFirst")}
    for line in element:
        kind = local(line.tag).removesuffix("Header").removesuffix("Footer")
        if shown.get(kind) in (True, "1", "true", "on"):
            text = in_words([" ".join(_CODES.sub(" ", part) for part in (line.text or "").split("&&"))])
            if says_more(text):
                yield text


def margins_of_pages(master: Element) -> Iterator[str]:
    """The same of a kind of page in an ODS file."""
    for line in master:
        if local(line.tag).startswith(("header", "footer")) and attributes(line).get("display") != "false":
            text = in_words([" ".join(_unset(line))])
            if says_more(text):
                yield text


def _unset(element: Element) -> Iterator[str]:
    """The texts of an element without what its program fills in."""
    if local(element.tag) not in _FIELDS:
        yield element.text or ""
        for part in element:
            yield from _unset(part)
            yield part.tail or ""
