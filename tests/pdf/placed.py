"""What lies where on the pages of a finished PDF, as pdfium reads it: pieces of text, pictures, fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import pypdfium2.raw as raw
import zxingcpp
from PIL import Image

from tests.pages import opened, squeezed

MM = 72 / 25.4
TOUCH = 1.3  # points by which ascenders and descenders of close lines may meet
BESIDE = 4 * MM  # how far to the right of a code its caption begins
LONGER = 8 * MM  # by which a long address may be higher than its code
DPI = 200
FINE_DPI = 400
CLEAR = 0.75 * MM  # between a letter and an upright line beside it, as that of its frame
TOGETHER = 1.5 * MM  # between letters that are read as one text
DARK = 40  # what is read of a line over the whole width of a letter, of 255
DARKER = 60  # by which an upright line is darker than its ground over the whole height of a text: a grey one, too
QR_CODE: Any = zxingcpp.BarcodeFormat.QRCode


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing on a page, in points from below and from the left."""

    what: str
    left: float
    low: float
    right: float
    high: float

    def meets(self, other: Placed) -> bool:
        """Whether two things lie on one another."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > TOUCH
            and min(self.high, other.high) - max(self.low, other.low) > TOUCH
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page: its size, and what lies on it."""

    number: int
    width: float
    height: float
    texts: tuple[Placed, ...]
    pictures: tuple[Placed, ...]
    fields: tuple[Placed, ...]
    page: Any

    @property
    def all(self) -> tuple[Placed, ...]:
        """Everything on it."""
        return (*self.texts, *self.pictures, *self.fields)


def leaves(pdf: bytes) -> Iterator[Leaf]:
    """Each page of a PDF."""
    for number, page in enumerate(opened(pdf), 1):
        width, height = page.get_size()
        yield Leaf(
            number=number, width=width, height=height, texts=tuple(_texts(page)), pictures=tuple(_pictures(page)),
            fields=tuple(_fields(page)), page=page,
        )  # fmt: skip


def _texts(page: Any) -> Iterator[Placed]:
    text = page.get_textpage()
    for i in range(text.count_rects()):
        box = text.get_rect(i)
        what = text.get_text_bounded(*box)
        if what.strip():
            yield Placed(what, *box)


def _pictures(page: Any) -> Iterator[Placed]:
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        yield Placed("picture", *thing.get_bounds())


def _fields(page: Any) -> Iterator[Placed]:
    for i in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, i)
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET:
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(note, box)
            yield Placed("field", box.left, box.bottom, box.right, box.top)
        raw.FPDFPage_CloseAnnot(note)


def faults(pdf: bytes, line: float, foot: tuple[str, ...], *, captions: bool) -> list[str]:
    """What is wrong with the pages, in words. Below `line` (points) there is the foot, with those texts, alone.

    With `captions`, each picture is a code that stands beside the address which it gives.
    """
    found = []
    for leaf in leaves(pdf):
        faulty = [*_overlaps(leaf), *_outside(leaf, line), *_foot(leaf, line, foot)]
        if captions:
            faulty += [fault for code in leaf.pictures for fault in _torn(leaf, code)]
        faulty += _at_a_line(leaf)
        found += [f"page {leaf.number}: {fault}" for fault in faulty]
    return found


def _overlaps(leaf: Leaf) -> Iterator[str]:
    for one, other in combinations(leaf.all, 2):
        if one.meets(other):
            yield f"{one} on {other}"


def _outside(leaf: Leaf, line: float) -> Iterator[str]:
    for thing in leaf.all:
        if thing.left < 0 or thing.low < 0 or thing.right > leaf.width or thing.high > leaf.height:
            yield f"{thing} leaves the page"
        elif thing.low < line < thing.high - TOUCH:
            yield f"{thing} enters the foot"


def _foot(leaf: Leaf, line: float, foot: tuple[str, ...]) -> Iterator[str]:
    """What the foot lacks, and what it has but for the numbers of pages."""
    below = squeezed("".join(thing.what for thing in leaf.all if thing.high <= line + TOUCH))
    for text in map(squeezed, foot):
        if text not in below:
            yield f"{text} is not in the foot: {below}"
        below = below.replace(text, "", 1)
    if below and not below.isdigit():
        yield f"{below} in the foot"


def _torn(leaf: Leaf, code: Placed) -> Iterator[str]:
    """What is wrong with a code and what stands beside it."""
    beside: list[Placed] = []
    for text in leaf.texts:
        near = code.right - TOUCH < text.left < code.right + BESIDE
        goes_on = beside and abs(text.low - beside[-1].low) < TOUCH and abs(text.left - beside[-1].right) < TOUCH
        if (near or goes_on) and code.low - LONGER < text.high < code.high:
            beside.append(text)
    caption = _bare("".join(text.what for text in beside))
    read = zxingcpp.read_barcodes(_picture(leaf, code), formats=QR_CODE)
    if len(read) != 1:
        yield f"{code} cannot be read"
    elif _bare(read[0].text) not in caption or len(beside) < 2:
        yield f"{code} of {read[0].text} stands beside {caption}"


def _bare(text: str) -> str:
    """Text without hyphens, which are not read at the end of a line."""
    return "".join(c for c in squeezed(text) if c != "-" and c.isprintable())


def _picture(leaf: Leaf, code: Placed) -> Any:
    crop = (code.left, code.low, leaf.width - code.right, leaf.height - code.high)
    return leaf.page.render(scale=DPI / 72, crop=crop, grayscale=True).to_pil()


def _at_a_line(leaf: Leaf) -> Iterator[str]:
    """Texts that begin or end at an upright line, or that one goes through. The page loses its texts: what is left of
    it is looked at."""
    letters = _letters(leaf)
    for thing in list(leaf.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])):
        leaf.page.remove_obj(thing)
    drawn = leaf.page.render(scale=DPI / 72, grayscale=True).to_pil()
    for text in leaf.texts:
        own = [box for box in letters if text.low < (box[1] + box[3]) / 2 < text.high and box[0] < text.right]
        own = sorted(box for box in own if box[2] > text.left)
        if own:
            left, right = own[0][0], max(box[2] for box in own)
            if _upright(drawn, leaf, text, left - CLEAR, left) or _upright(drawn, leaf, text, right, right + CLEAR):
                yield f"{text} at a line"
            for box, then in pairwise((*own, own[-1])):
                if _upright(drawn, leaf, text, box[0], then[0] if 0 < then[0] - box[2] < TOGETHER else box[2]):
                    yield f"a line goes through {text}"
                    break


def on_level_lines(pdf: bytes) -> list[str]:
    """The letters that a level line, longer than they are, runs through or touches; those on a dark ground apart."""
    found = []
    for leaf in leaves(pdf):
        text = leaf.page.get_textpage()
        shown = text.get_text_range()
        boxes = [text.get_charbox(i) for i in range(text.count_chars())]
        for thing in list(leaf.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])):
            leaf.page.remove_obj(thing)
        drawn = leaf.page.render(scale=FINE_DPI / 72, grayscale=True).to_pil()
        for at, (letter, box) in enumerate(zip(shown, boxes, strict=False)):
            if letter.strip() and _level(drawn, leaf, box):
                found.append(f"page {leaf.number}: {letter} of {shown[max(0, at - 20) : at + 10]!r}")
    return found


def _level(drawn: Any, leaf: Leaf, box: tuple[float, float, float, float]) -> bool:
    left, low, right, high = box
    top, bottom = (round((leaf.height - at) * FINE_DPI / 72) for at in (high, low))
    sides = round((left - MM) * FINE_DPI / 72), round((right + MM) * FINE_DPI / 72)
    rows = drawn.crop((sides[0], top, sides[1], bottom)).resize((1, max(1, bottom - top)), Image.Resampling.BOX)
    return bool(min(rows.tobytes()) < DARK <= max(rows.tobytes()))


def _letters(leaf: Leaf) -> list[tuple[float, float, float, float]]:
    """Where each letter is that can be seen."""
    text = leaf.page.get_textpage()
    seen = [i for i, letter in enumerate(text.get_text_range()) if letter.strip()]
    return [text.get_charbox(i) for i in seen]


def _upright(drawn: Any, leaf: Leaf, text: Placed, left: float, right: float) -> bool:
    """Whether there is a line as high as the text between two places, darker than the ground of the text."""
    top, low = (int((leaf.height - at) * DPI / 72) for at in (text.high, text.low))
    low = max(low, top + 2)  # a dash alone is as flat as a line
    ground = drawn.crop((int(text.left * DPI / 72), top, int(text.right * DPI / 72) + 1, low + 1))
    enough = ground.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) - DARKER
    columns = range(round(left * DPI / 72), int(right * DPI / 72) + 1)
    return any(drawn.crop((x, top + 1, x + 1, low)).getextrema()[1] < enough for x in columns)
