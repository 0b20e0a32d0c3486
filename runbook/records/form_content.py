"""What is drawn on the pages of a form themselves, below the fields: the kit's own text and lines, and what was added.

The kit's pages are drawn in one way: once turned and scaled, every text, picture and line in a mark of its own. Texts
and pictures are counted from 0, each number once; the second line of a long name has one behind all others. Programs
that fill in forms leave that as it is. What others paint on a page, or a page that was drawn anew, differs.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.printed import PrintedFont, PrintedPicture, PrintedText
from runbook.records.form_fonts import Font
from runbook.records.form_lines import lines_on
from runbook.records.form_logo import without_logo
from runbook.records.form_manner import manners, thin_states
from runbook.records.form_pictures import Pictures
from runbook.records.form_print import fonts_of, printed_fonts, printed_texts
from runbook.records.form_shown import Shown, has_own_colours
from runbook.records.pdf_size import stream_bytes

LONGEST = 2**19  # bytes of what one page draws, unpacked; the kit's take 60 kB
ALL = 2**25  # of all pages of a file; several may be drawn by one stream
STREAMS = 1000  # of one page
LOOKS = 20_000_000  # at what lies on what, in a file; a page of the kit's takes 30,000
MANY = 20  # pages that a finding names
TEXT = 80  # characters of what was added
ChangeKind = Literal["added", "covered", "anew", "no-form", "bare-copy"]

_BEGINS = re.compile(rb"\s*(?:q\s+)*1 0 0 -1 0 [0-9.]+ cm\s+q\s+0?\.75 0 0 0?\.75 0 0 cm\s")
_MARK = re.compile(
    rb"/(?P<tag>\w+)\s*(?:<<\s*/MCID\s+(?P<count>\d{1,9})\s*>>\s*BDC|(?P<plain>BMC))(?=\s)|(?P<end>EMC)(?=\s|$)"
)
_OTHER_MARK = re.compile(rb"(?:^|\s)B(?:DC|MC)(?=\s)")
_Area = tuple[float, float, float, float]  # left, top, right, bottom
_LETTERS = re.compile(rb"(?:^|[\s)\]>])(?:T[jJ]|['\"])(?=\s|$)")
_OWN = {  # what the kit does in its marks, beside setting colours, fonts and places
    b"Span": re.compile(rb"T[jJ]"),
    b"Figure": re.compile(rb"Do"),
    b"Artifact": re.compile(rb"f\*?|S"),
}
PAINTED = re.compile(rb"(?:^|[\s)\]>])(T[jJ]|['\"]|[fBb]\*?|F|[Ss]|Do|sh|EI|BI)(?=[\s\[(</]|$)")
_NUMBER = rb"[-\d.]{1,20}"
_PLACES = re.compile(
    rb"(?<=\s)(?:(?P<kept>[qQ])(?=\s)|1 0 0 -1 (?P<x>%(n)b) (?P<y>%(n)b) Tm\s|(?P<ink>%(n)b %(n)b %(n)b) rg\s"
    rb"|(?P<box>%(n)b %(n)b %(n)b %(n)b) re\s+f(?=\s)"
    rb"|(?P<path>(?:%(n)b %(n)b (?:[ml]|%(n)b %(n)b %(n)b %(n)b c)\s+){3,40}(?:h\s+)?)f\*?(?=\s))" % {b"n": _NUMBER}
)
_BRIGHT = 0.9  # of each part of a colour


_SAID: dict[ChangeKind, str] = {
    "added": N_("page {pages}: something painted on the page itself, below the fields: “{text}”"),
    "covered": N_("page {pages}: what is printed there, and is painted over or white"),
    "anew": N_("page {pages}: what is printed there, which another program drew anew"),
    "no-form": N_("page {pages}: it has none of the fields"),
    "bare-copy": N_("page {pages}: a copy of a page that is there with its fields, which lost its own"),
}
_FLAT = N_(
    "If something was filled in on it, it was flattened or printed: give the file that was saved before, or type what "
    "it shows into record.csv or record.xlsx."
)
_JOINED = N_(
    "A program that joins files took the fields off that copy. If something was filled in on it, give the files as "
    "they were before they were joined."
)
_ADVICE: dict[ChangeKind, str] = {"no-form": _FLAT, "bare-copy": _JOINED}


@dataclass(frozen=True, slots=True)
class PageChange:
    """How a page differs from one of the kit's; `text` is what was added, as far as it can be read."""

    change: ChangeKind
    text: str = ""


class Contents:
    """Looks at what the pages of one file draw."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._left = 2 * ALL  # each page is looked at twice
        self._looks = LOOKS
        self._fonts: dict[tuple[int, int], Font] = {}
        self._printed_fonts: dict[tuple[int, int], PrintedFont] = {}
        self._pictures = Pictures()

    def changed(self, page: Any, *, form: bool) -> PageChange | None:
        """How what a page draws differs from what the kit drew; None where it does not. `form`: it has fields."""
        content = self._content(page)
        if content is None:
            return PageChange("anew" if form else "no-form")
        if not form:
            return PageChange("no-form") if PAINTED.search(content) else None
        begins = _BEGINS.match(content)
        if begins is None or not _LETTERS.search(content):
            return PageChange("anew")
        content = without_logo(content, begins.end())
        added = list(_added(content, begins.end()))
        if added:
            drawn = self._shown.written_on(b"\n".join(added), page.obj.get("/Resources"))
            return PageChange("added", drawn.text[:TEXT] if drawn else "")
        covered, looks = _covers(content, self._looks)
        self._looks -= looks
        return PageChange("covered") if covered or has_own_colours(page.obj.get("/Resources")) else None

    def printed(
        self, page: Any
    ) -> tuple[tuple[PrintedText, ...], tuple[PrintedPicture, ...], tuple[PrintedFont, ...], tuple[bytes, ...]]:
        """The kit's own texts and pictures on a page that draws nothing else, the fonts of the texts, and how its lines
        and areas are drawn."""
        content = self._content(page)
        begins = _BEGINS.match(content) if content else None
        if not content or begins is None:
            return (), (), (), ()
        content = without_logo(content, begins.end())
        resources = page.obj.get("/Resources")
        drawn = manners(content, begins.end(), thin_states(resources))
        texts = printed_texts(content, fonts_of(resources, self._fonts), drawn)
        fonts = printed_fonts(content, resources, self._printed_fonts)
        return texts, self._pictures.on(content, resources, drawn), fonts, lines_on(content, begins.end())

    def digest(self, page: Any) -> bytes:
        """What tells pages that draw the same from all others; nothing where a page draws too much."""
        content = self._content(page)
        return hashlib.sha256(content).digest() if content else b""

    def _content(self, page: Any) -> bytes | None:
        """All that a page draws; None where that is too much, or packed as no viewer packs it."""
        import pikepdf

        found = page.obj.get("/Contents")
        if found is None:
            return b""
        streams = list(found)[: STREAMS + 1] if isinstance(found, pikepdf.Array) else [found]
        parts: list[bytes] = []
        for stream in streams:
            part = stream_bytes(stream, min(LONGEST, self._left)) if len(parts) < STREAMS else None
            if part is None:
                return None
            self._left -= len(part)
            parts.append(part)
        whole = b"\n".join(parts)
        return whole if len(whole) <= LONGEST else None


def findings(drawings: Iterable[tuple[int, PageChange]], file: str) -> Iterator[Finding]:
    """One finding for each way in which pages differ, in the order of their numbers."""
    kinds: dict[ChangeKind, list[tuple[int, PageChange]]] = {}
    for number, drawing in sorted(drawings, key=lambda one: one[0]):
        kinds.setdefault(drawing.change, []).append((number, drawing))
    for change, found in kinds.items():
        pages = ", ".join(str(number) for number, _ in found[:MANY]) + (", …" if len(found) > MANY else "")
        text = next((drawing.text for _, drawing in found if drawing.text), "…")
        args = (("pages", pages), ("text", text)) if change == "added" else (("pages", pages),)
        told = Finding(code="DOC016", args=(("what", Message(_SAID[change], args)),), where=f"{file}:{found[0][0]}")
        yield replace(told, remedy=Message(_ADVICE[change])) if change in _ADVICE else told


def _added(content: bytes, start: int) -> Iterator[bytes]:
    """What is painted outside the kit's marks, in marks that are not its own, or otherwise than it does in them."""
    depth = 0
    place, tag = start, b""
    numbers = Counter(int(mark["count"]) for mark in _MARK.finditer(content, start) if mark["count"])
    for mark in _MARK.finditer(content, start):
        piece = content[place : mark.start()]
        own = _OWN[tag] if depth == 1 and tag in _OWN else None
        if any(own is None or not own.fullmatch(one) for one in PAINTED.findall(piece)) or _OTHER_MARK.search(piece):
            yield piece
        place = mark.end()
        if mark["end"]:
            depth -= 1
            continue
        depth, tag = depth + 1, mark["tag"]
        if (tag == b"Artifact") != (mark["plain"] is not None) or tag not in _OWN:
            tag = b"?"
        elif mark["count"]:
            number = int(mark["count"])
            tag = tag if numbers[number] == 1 and number < numbers.total() else b"?"
    if PAINTED.search(content, place):
        yield content[place:]


def _covers(content: bytes, most: int) -> tuple[bool, int]:
    """Whether an area is painted over a text that stands there already, or a text is white where nothing dark is; and
    how many looks that took. Where it would take more than `most`, it is taken for so."""
    texts: list[tuple[float, float]] = []
    dark: list[_Area] = []
    bright, looks = False, 0
    kept: list[bool] = []
    for found in _PLACES.finditer(content):
        if found["kept"] == b"q":
            kept.append(bright)
        elif found["kept"]:
            bright = kept.pop() if kept else False
        elif found["ink"]:
            bright = all(float(one) > _BRIGHT for one in found["ink"].split())
        elif found["x"]:
            x, y = float(found["x"]) + 1, float(found["y"]) - 1
            looks += len(dark) if bright else 0
            if bright and (looks > most or not any(_lies_in(x, y, area) for area in dark)):
                return True, looks
            texts.append((x, y))
        else:
            area = _area(found)
            looks += len(texts)
            if looks > most or any(_lies_in(x, y, area) for x, y in texts):
                return True, looks
            if not bright:
                dark.append(area)
    return False, looks


def _lies_in(x: float, y: float, area: _Area) -> bool:
    return area[0] < x < area[2] and area[1] < y < area[3]


def _area(found: re.Match[bytes]) -> _Area:
    if found["box"]:
        x, y, wide, high = map(float, found["box"].split())
        return min(x, x + wide), min(y, y + high), max(x, x + wide), max(y, y + high)
    points = [float(one) for one in re.findall(rb"[-\d.]+", found["path"])]
    return min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2])
