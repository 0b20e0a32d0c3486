"""The form of a checklist in the hands of programs: what they draw, where the Tab key goes, what they know of boxes."""

from __future__ import annotations

import ctypes
import io
import re
from functools import cache, cmp_to_key
from itertools import combinations
from typing import Any

import pikepdf
import pypdfium2.raw as raw
import pytest
from PIL import ImageChops

from runbook.model.form import FormField, head_name, read_field
from tests import plans
from tests.pages import checklist_pdf, opened, squeezed
from tests.records.filling import by_pdfium, by_pypdf

PLAN = plans.plan_of("failover", "automatic", "asynchronous", "shared-ip", clients=plans.CLIENTS[2])
FILLERS = [by_pypdf, by_pdfium]
TIME = "2026-12-05 22:50"
LONG = "The button stayed grey for ten minutes; after a second try all was in order, see ticket 4711."
LINES = 1 << 12
PADDING, ADVANCE, POINTS = 2, 0.632, 9
DPI = 200
Shown = tuple[str, pikepdf.Rectangle, int]  # name, box, flags


@cache
def blank(paper="A4") -> bytes:
    return checklist_pdf(PLAN, "fr", paper)


@cache
def boxes(form: bytes) -> list[list[Shown]]:
    """The places of each page, in the file's order: name, box, flags."""
    pages = []
    with pikepdf.open(io.BytesIO(form)) as pdf:
        shown: Any
        for page in pdf.pages:
            found = []
            for shown in page.obj.Annots:
                field = shown if "/T" in shown else shown.Parent
                found.append((str(field.T), pikepdf.Rectangle(shown.Rect), int(field.get("/Ff", 0))))
            pages.append(found)
    return pages


def column(name: str) -> str:
    meant = read_field(name)
    return meant.column if isinstance(meant, FormField) else ""


def number(name: str) -> int:
    meant = read_field(name)
    return meant.index if isinstance(meant, FormField) else 0


def named(form: bytes, wanted: str) -> list[str]:
    return [name for page in boxes(form) for name, _, _ in page if column(name) == wanted]


def place(name: str) -> tuple[int, pikepdf.Rectangle, int]:
    """The page of a field, its box, its flags."""
    return next((n, box, flags) for n, page in enumerate(boxes(blank())) for f, box, flags in page if f == name)


def picture(form: bytes, name: str):
    """A field as it is drawn."""
    number, box, _ = place(name)
    document = opened(form)
    document.init_forms()
    page = document[number]
    width, height = page.get_size()
    crop = (box.llx, box.lly, width - box.urx, height - box.ury)
    return page.render(scale=DPI / 72, crop=crop, may_draw_forms=True, grayscale=True).to_pil()


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_whole_time_fits_with_what_viewers_leave_at_either_end(paper):
    places = [place for page in boxes(blank(paper)) for place in page]
    times = [box.width for name, box, _ in places if column(name) == "at"]
    initials = [box.width for name, box, _ in places if column(name) in ("by", "witness")]
    assert min(times) >= len(TIME) * ADVANCE * POINTS + 2 * PADDING + 2, "and a border of a point"
    assert min(initials) >= 4 * ADVANCE * POINTS + 2 * PADDING


@pytest.mark.long
@pytest.mark.parametrize("fill", FILLERS)
def test_the_last_digit_of_a_time_is_drawn(fill):
    name = named(blank(), "at")[3]
    whole, cut = (picture(fill(blank(), {name: text}), name) for text in (TIME, TIME[:-1]))
    digit = ImageChops.difference(whole, cut).point(lambda shade: 255 * (shade > 100)).getbbox()
    assert digit is not None
    left, _, right, _ = digit
    points = 72 / DPI
    assert (right - left) * points > 0.7 * ADVANCE * POINTS, "the digit is not clipped"
    assert right * points < place(name)[1].width - 1


@pytest.mark.long
@pytest.mark.parametrize("fill", FILLERS)
@pytest.mark.parametrize("wanted", ["value", "note"])
def test_a_long_text_is_drawn_in_lines_inside_its_box(fill, wanted):
    name = named(blank(), wanted)[1]
    document = opened(fill(blank(), {name: LONG}))
    document.init_forms()
    number, box, flags = place(name)
    assert flags == LINES
    assert raw.FPDFPage_Flatten(document[number].raw, raw.FLAT_PRINT) == raw.FLATTEN_SUCCESS
    inside = document[number].get_textpage().get_text_bounded(box.llx - 1, box.lly - 1, box.urx + 1, box.ury + 1)
    assert squeezed(LONG) in squeezed(inside)
    assert len(inside.split("\n")) > 1


@pytest.mark.long
def test_each_box_has_the_states_that_programs_know_and_an_appearance_for_both():
    with pikepdf.open(io.BytesIO(blank())) as pdf:
        found = [field for field in pdf.Root.AcroForm.Fields if field.get("/FT") == "/Btn"]
        assert found
        for box in found:
            assert set(box.AP.N.keys()) == {"/Yes", "/Off"}
            assert (str(box.V), str(box.AS)) == ("/Off", "/Off")
            assert re.search(rb"\bf\b", box.AP.N.Yes.read_bytes())
            assert not box.AP.N.Off.read_bytes().strip()


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_places_stand_in_the_order_of_reading_and_what_is_locked_behind_them(paper):
    order = ["done", "na", "skipped", "failed", "at", "by", "witness", "go", "nogo", "value", "note"]
    pages = boxes(blank(paper))
    assert len(pages) > 1
    for page in pages:
        open_, locked = ([p for p in page if bool(p[2] & 1) is flag] for flag in (False, True))
        assert page == [*open_, *locked]
        steps = [(number(name), order.index(column(name))) for name, _, _ in open_[1:]]
        assert steps == sorted(steps)
        assert open_[0][0] == head_name("run")


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_firefox_which_goes_by_place_takes_the_same_order(paper):
    """Its viewer puts the fields of a page in order by where they are, when the page is shown."""

    def before(one: Shown, other: Shown) -> int:
        a, b = one[1], other[1]
        middle_a, middle_b = (a.lly + a.ury) / 2, (b.lly + b.ury) / 2
        if middle_a >= b.ury and middle_b <= a.lly:
            return -1
        if middle_b >= a.ury and middle_a <= b.lly:
            return 1
        return 1 if a.llx + a.urx > b.llx + b.urx else -1

    kept = [[place for place in page if not place[2] & 1] for page in boxes(blank(paper))]
    assert [sorted(page, key=cmp_to_key(before)) for page in kept] == kept
    pairs = [pair for page in kept for pair in combinations(page, 2)]
    assert all(before(one, other) < 0 for one, other in pairs)


def test_the_tab_key_goes_through_a_page_in_order():
    document = opened(blank())
    document.init_forms()
    page, places = document[1], boxes(blank())[1]
    reached = []
    for _ in places:
        raw.FORM_OnKeyDown(document.formenv.raw, page.raw, 9, 0)
        number, focused = ctypes.c_int(), raw.FPDF_ANNOTATION()
        assert raw.FORM_GetFocusedAnnot(document.formenv.raw, number, focused)
        reached.append(raw.FPDFPage_GetAnnotIndex(page.raw, focused))
    assert reached == list(range(len(places)))


def test_what_cannot_be_filled_in_comes_last_and_is_little():
    """PDFium, which Chromium has, stops there too: at the revision, on the way to the next page."""
    locked = [[flags & 1 for _, _, flags in page] for page in boxes(blank())]
    assert [sorted(page) for page in locked] == locked
    assert [sum(page) for page in locked] == [3] + [1] * (len(locked) - 1)  # on the first, site and change as well
