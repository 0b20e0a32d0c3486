"""What docs/pages.md says of the checklist, measured when finished: type, margins, boxes, codes, how many pages.

Two changes in the daily run; `EVERY_PATH=1` takes the five of examples/inventory.yaml, both languages, both papers.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2.raw as raw
import pytest
import zxingcpp

from runbook.document.checklist import checklist
from runbook.document.letter_swap import BRIEF_MASTERS, BRIEF_MEANING
from runbook.document.parts import CheckGroup, CheckRow, Paper
from runbook.inventory.load import load_inventory
from runbook.model.form import FormField, field_name, read_field, read_page_code
from runbook.model.plan import Expect, Plan
from runbook.model.site import Inventory
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests import plans
from tests.document.test_finished_pages import letters
from tests.pages import checklist_pdf, language, opened, squeezed
from tests.pdf.placed import QR_CODE, faults, leaves, on_level_lines

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "inventory.yaml"
MM = 72 / 25.4
Case = tuple[str, str, Paper]
PAGES = {"lyon": 3, "paris": 11, "geneva": 5, "montreal": 6, "nantes": 5}
LONGER: list[Case] = [(site, "fr", "Letter") for site in ("paris", "montreal", "nantes")]  # by a page
LEAST_POINTS, STANDING_POINTS = 7.99, 10.99
PUNCHED_MM, OUTSIDE_MM, FOOT_MM = 20.0, 10.0, 11.6  # the line of the foot is 11.4 mm above the edge
CORNER_MM, EDGE_MM = 4.0, 5.0
LINE_MM = 0.25  # around a field
DASH_MM = 0.6  # by which a dashed line is drawn outside of what is seen of it
TICK_MM, HIGH_MM, INITIALS_MM, DIGIT_MM, WRITTEN_MM, SHORT_MM = 7.5, 7.9, 14.0, 4.8, 40.0, 21.0
WIDE_MM = 55.0
NOTE_MM: dict[Paper, float] = {"A4": 40.0, "Letter": 34.0}
LINES_DPI = 300
ONE_SHEET_DPI, TWO_ON_A_SHEET_DPI = 200, 300
ALL: list[Case] = list(product(PAGES, ("en", "fr"), ("A4", "Letter")))
CASES: list[Case] = ALL if os.environ.get("EVERY_PATH") else [("lyon", "fr", "Letter"), ("geneva", "en", "A4")]


@dataclass(frozen=True)
class Box:
    """What lies on a page, in mm from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> tuple[float, float]:
        return round(self.right - self.left, 1), round(self.bottom - self.top, 1)


@dataclass(frozen=True)
class Shown:
    """A checklist as it is finished. `fields` are those of steps: for each page by step and column."""

    plan: Plan
    tag: str
    paper: Paper
    data: bytes

    @cached_property
    def pages(self) -> list[Any]:
        return list(opened(self.data))

    @cached_property
    def groups(self) -> list[tuple[CheckGroup, ...]]:
        return [page.groups for page in checklist(self.plan, language(self.tag), self.paper).pages]

    @cached_property
    def fields(self) -> list[dict[tuple[str, str], Box]]:
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            return [dict(_fields(page)) for page in pdf.pages]

    def rows(self, page: int) -> list[CheckRow]:
        return [row for group in self.groups[page] for row in group.rows]


def _fields(page: Any) -> Any:
    high = float(page.mediabox[3])
    for place in page.obj.Annots:
        meant = read_field(str(place.get("/T", "")))
        if isinstance(meant, FormField):
            left, low, right, top = (float(side) / MM for side in place.Rect)
            box = Box(left - LINE_MM, high / MM - top - LINE_MM, right + LINE_MM, high / MM - low + LINE_MM)
            yield (meant.step, meant.column), box


@cache
def plan_at(site: str) -> Plan:
    inventory = load_inventory(EXAMPLES)
    found = next(s for s in inventory.sites if s.id == site)
    return make_plan(inventory, found, found.changes[0], load_procedures())


@cache
def shown(site: str, tag: str, paper: Paper) -> Shown:
    plan = plan_at(site)
    return Shown(plan, tag, paper, checklist_pdf(plan, tag, paper))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("site", PAGES)
def test_how_many_pages_it_takes(site):
    """Reckoned, not set: as docs/pages.md says, in both languages, on both papers."""
    cases: list[Case] = [case for case in ALL if case[0] == site]
    pages = [len(checklist(plan_at(site), language(tag), paper).pages) for _, tag, paper in cases]
    assert pages == [PAGES[site] + (case in LONGER) for case in cases]


def drawn(page: Any) -> list[tuple[Box, int]]:
    """Each line and area that is drawn, with how dark it is: 0 is black."""
    _, high = page.get_size()
    found = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, low, right, top = thing.get_bounds()
        red, green, blue, clear = (raw.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetFillColor(thing.raw, red, green, blue, clear)
        found.append((Box(left / MM, (high - top) / MM, right / MM, (high - low) / MM), red.value))
    return found


@pytest.mark.parametrize("case", CASES, ids=["-".join(case) for case in CASES])
def test_the_rules_hold_on_finished_checklists(case: Case) -> None:
    """Each of RULES on one setting of the pages: setting them is what takes the time."""
    for rule in RULES:
        rule(shown(*case))


def no_more_pages_than_that(made: Shown) -> None:
    assert len(made.pages) <= PAGES[made.plan.site] + ((made.plan.site, made.tag, made.paper) in LONGER)


def nothing_is_small_and_titles_are_read_standing(made: Shown) -> None:
    for number, page in enumerate(made.pages):
        assert [letter for letter, size in letters(page) if size < LEAST_POINTS] == []
        text = page.get_textpage()
        for row in made.rows(number):
            found = text.search(row.title.split(" ")[0], match_case=True).get_next()
            assert found, row.title
        standing = squeezed("".join(letter for letter, size in letters(page) if size >= STANDING_POINTS))
        assert [row.title for row in made.rows(number) if squeezed(row.title) not in standing] == []


def nothing_but_corners_lies_where_pages_are_punched(made: Shown) -> None:
    """And nothing on anything else, or in the foot."""
    for page in made.pages:
        wide, high = (side / MM for side in page.get_size())
        outside = [
            box for box, _ in drawn(page) if box.left < PUNCHED_MM - DASH_MM or box.right > wide - OUTSIDE_MM + DASH_MM
        ]
        far = EDGE_MM + CORNER_MM
        places = [(left, top) for left in (EDGE_MM, wide - far) for top in (EDGE_MM, high - far)]
        assert sorted((round(box.left, 1), round(box.top, 1)) for box in outside) == sorted(
            (round(left, 1), round(top, 1)) for left, top in places
        )
        assert {box.size for box in outside} == {(CORNER_MM, CORNER_MM)}
        assert {dark for box, dark in drawn(page) if box in outside} == {0}
    assert [fault for fault in faults(made.data, 0, (), captions=False) if " on " in fault] == []
    for page in made.fields:
        assert min(box.left for box in page.values()) >= PUNCHED_MM
        assert max(box.bottom for box in page.values()) <= made.pages[0].get_size()[1] / MM - FOOT_MM


def each_row_has_the_boxes_that_a_verdict_accepts(made: Shown) -> None:
    steps = {step.id: step for step in made.plan.steps}
    found: dict[str, set[str]] = {}
    for page in made.fields:
        for name, column in page:
            found.setdefault(name, set()).add(column)
    for name, step in steps.items():
        wanted = {"done", "failed", "at", "by", "note"}
        wanted |= {"na"} if step.na_allowed else set()
        wanted |= {"skipped"} if not step.required and not step.na_allowed else set()
        wanted |= {"witness"} if step.witness else set()
        decided = step.evidence is not None and step.evidence.type == "go-no-go"
        wanted |= {"go", "nogo"} if decided else {"value"} if step.evidence else set()
        assert found[name] == wanted


def boxes_are_large_enough_for_a_pen(made: Shown) -> None:
    least = {
        "done": (TICK_MM, TICK_MM), "skipped": (TICK_MM, TICK_MM),
        "na": (TICK_MM, TICK_MM), "failed": (TICK_MM, TICK_MM),
        "at": (8 * DIGIT_MM, HIGH_MM), "by": (INITIALS_MM, HIGH_MM), "witness": (INITIALS_MM, HIGH_MM),
        "go": (TICK_MM, TICK_MM), "nogo": (TICK_MM, TICK_MM),
        "value": (SHORT_MM, 7.0), "note": (NOTE_MM[made.paper], HIGH_MM),
    }  # fmt: skip
    small = [
        (step, column, box.size)
        for page in made.fields
        for (step, column), box in page.items()
        if box.size[0] < least[column][0] or box.size[1] < least[column][1]
    ]
    assert small == []
    wide = {step.id for step in made.plan.steps if step.evidence and step.evidence.type in ("text", "datetime")}
    assert {box.size[0] >= WRITTEN_MM for page in made.fields for (step, c), box in page.items()
            if c == "value" and step in wide} == {True}  # fmt: skip


def each_digit_of_a_time_has_a_box_of_its_own(made: Shown) -> None:
    """Nine lines at the foot of the field, its own ends among them, evenly apart; above, where one types, but these.
    So has a time that is written down."""
    moments = {step.id for step in made.plan.steps if step.evidence and step.evidence.type == "datetime"}
    scale = LINES_DPI / 25.4
    for page, fields in zip(made.pages, made.fields, strict=True):
        picture = page.render(scale=LINES_DPI / 72, grayscale=True).to_pil()
        times = [box for (step, c), box in fields.items() if c == "at" or (c == "value" and step in moments)]
        for box in times:
            level = int((box.bottom - 1.5) * scale)
            first, last = int((box.left - 0.3) * scale), int((box.right + 0.3) * scale)
            inked = [x for x in range(first, last) if picture.getpixel((x, level)) < 200]
            begins = [x for x in inked if x - 1 not in inked]
            middle = int((box.top + box.bottom) / 2 * scale)
            assert all(picture.getpixel((x, middle)) > 200 for x in range(first + 10, last - 10))
            assert len(begins) == 9
            assert min(after - before for before, after in pairwise(begins)) >= (DIGIT_MM - 0.5) * scale


def each_page_says_its_pass_and_window(made: Shown) -> None:
    for number, page in enumerate(made.pages):
        text = squeezed(page.get_textpage().get_text_range())
        for group in made.groups[number]:
            assert squeezed(group.course) in text
        first = made.groups[number][0]
        again = number > 0 and first.title == made.groups[number - 1][-1].title
        assert (squeezed(language(made.tag).text("(continued)")) in text) is again


def what_the_list_is_for_and_its_letters_are_said(made: Shown) -> None:
    """On every page that it is signed; on the first one what A and B are, where there are such."""
    tongue = language(made.tag)
    texts = [squeezed(page.get_textpage().get_text_range()) for page in made.pages]
    signed = squeezed(tongue.text("Sign here; work by the runbook."))
    assert all(signed in text for text in texts)
    pair = any({"A", "B"} <= {*hop.letters} for hop in made.plan.passes)
    masters = any(each.role == "traffic" for each in made.plan.appliances)
    letters = squeezed(tongue.text(BRIEF_MASTERS if masters else BRIEF_MEANING))
    assert [letters in text for text in texts] == [pair] + [False] * (len(texts) - 1)


def an_answer_that_says_several_things_has_a_wide_box(made: Shown) -> None:
    several = {s.id for s in made.plan.steps if s.evidence and s.evidence.name == "backup_file" and not s.witness}
    wide = [box.size[0] for page in made.fields for (step, c), box in page.items() if c == "value" and step in several]
    assert len(wide) == len(several)
    assert all(width >= WIDE_MM for width in wide)


def a_black_bar_stands_above_a_point_of_no_return(made: Shown) -> None:
    """And one with a frame above a hold point."""
    bars = 0
    for page, fields in zip(made.pages, made.fields, strict=True):
        for index, step in enumerate(made.plan.steps, 1):
            box = fields.get((step.id, "done"))
            if box is None:
                continue
            above = [
                bar for bar, dark in drawn(page)
                if dark == 0 and bar.size[0] > 200 and 5 <= bar.size[1] < 6 and 0 < box.top - bar.bottom < 10
            ]  # fmt: skip
            assert len(above) == (step.no_return or step.gate == "hold"), field_name(index, "done", step.id)
            bars += len(above)
    assert bars == sum(step.no_return or step.gate == "hold" for step in made.plan.steps)


def no_letter_stands_on_a_level_line(made: Shown) -> None:
    """Neither on its frame nor on the box or the row below it."""
    assert on_level_lines(made.data) == []


RULES = (
    no_more_pages_than_that,
    nothing_is_small_and_titles_are_read_standing,
    nothing_but_corners_lies_where_pages_are_punched,
    each_row_has_the_boxes_that_a_verdict_accepts,
    boxes_are_large_enough_for_a_pen,
    each_digit_of_a_time_has_a_box_of_its_own,
    each_page_says_its_pass_and_window,
    what_the_list_is_for_and_its_letters_are_said,
    an_answer_that_says_several_things_has_a_wide_box,
    a_black_bar_stands_above_a_point_of_no_return,
    no_letter_stands_on_a_level_line,
)


def by_zxing(picture: Any, _: Path) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=QR_CODE)]


def by_zbar(picture: Any, folder: Path) -> list[str]:
    file = folder / "scan.png"
    picture.save(file)
    run = subprocess.run(["zbarimg", "-q", "--raw", str(file)], capture_output=True, text=True, check=False)
    return run.stdout.splitlines()


SCANNERS = [
    pytest.param(by_zxing, id="zxing"),
    pytest.param(by_zbar, id="zbar", marks=pytest.mark.skipif(not shutil.which("zbarimg"), reason="no zbarimg here")),
]


def two_on_a_sheet(data: bytes) -> bytes:
    """Two pages, one above the other, on each sheet of the same paper upright."""
    made, out = pikepdf.new(), io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _, _, high, wide = map(float, pdf.pages[0].mediabox)
        for place, page in enumerate(pdf.pages):
            if place % 2 == 0:
                made.add_blank_page(page_size=(wide, high))
            low = high / 2 * (1 - place % 2)
            made.pages[-1].add_overlay(page, pikepdf.Rectangle(0, low, wide, low + high / 2))
        made.save(out)
    return out.getvalue()


def scanned(data: bytes, dpi: int, tilt: float = 0.7) -> list[Any]:
    """The pages, as a scanner in grey that is not quite straight, by so many degrees, sees them."""
    from PIL import ImageFilter

    pictures = (page.render(scale=dpi / 72, grayscale=True).to_pil() for page in opened(data))
    return [each.rotate(tilt, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6)) for each in pictures]


@pytest.mark.long
@pytest.mark.parametrize("read", SCANNERS)
@pytest.mark.parametrize("case", CASES, ids=["-".join(case) for case in CASES])
def test_two_scanners_read_the_code_of_each_page(case, read, tmp_path) -> None:
    """At 200 dots an inch, and at 300 where two pages were printed on one sheet: zbar may need such a sheet again."""
    made = shown(*case)
    pages = range(1, len(made.pages) + 1)
    alone = [read(picture, tmp_path) for picture in scanned(made.data, ONE_SHEET_DPI)]
    assert [[code and code.page for code in map(read_page_code, texts)] for texts in alone] == [[n] for n in pages]
    sheets = two_on_a_sheet(made.data)
    paired = [
        read(picture, tmp_path)
        for tilt in ((0.7, -0.7) if read is by_zbar else (0.7,))
        for picture in scanned(sheets, TWO_ON_A_SHEET_DPI, tilt)
    ]
    numbers = {code.page for texts in paired for code in map(read_page_code, texts) if code}
    assert sorted(numbers) == list(pages)


def test_what_is_wrong_is_seen() -> None:
    """A look that could not fail would show nothing."""
    made = shown("lyon", "fr", "Letter")
    page = made.pages[0]
    boxes = [box for box, _ in drawn(page)]
    assert any(box.size == (CORNER_MM, CORNER_MM) for box in boxes)
    assert any(box.left < PUNCHED_MM for box in boxes)
    assert not any(size < LEAST_POINTS for _, size in letters(page))
    small = scanned(made.data, 60)
    assert by_zxing(small[0], Path()) == []


LONG_TICKET, LONG_CHANGE = "SNOW-CHG0041234567/infra/2026Q4", "CHG-2026-000123456-LONG-ENOUGH-FOR-TWO"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_long_ids_stand_clear_of_one_another_and_of_lines(paper: Paper) -> None:
    """Ticket and change in two lines each, and the ids of appliances."""
    site = plans.site_of("failover", "shared-ip")
    appliances = tuple(replace(a, id=f"{a.id}-longpair-gjpq"[:20]) for a in site.appliances)
    change = replace(plans.change_of("failover", "automatic", "synchronous"), id=LONG_CHANGE, ticket=LONG_TICKET)
    site = replace(site, appliances=appliances, changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))
    data = checklist_pdf(make_plan(inventory, site, change, load_procedures()), "fr", paper)
    assert "gjpq" in squeezed(opened(data)[0].get_textpage().get_text_range())
    assert [fault for fault in faults(data, 0, (), captions=False) if " on " in fault] == []
    assert on_level_lines(data) == []


@pytest.mark.long
@pytest.mark.parametrize("host", ["support-appliance-of-the-second.site.example", "h" * 21, "pa-2.example.com"])
def test_what_is_expected_stays_in_its_cell(host: str) -> None:
    """A host name of any length stands below the word, and neither in the box beside it nor on its label."""
    plan = _with_host(host)
    data = checklist_pdf(plan, "fr")
    cell = 168.9 + PUNCHED_MM, 184.1 + PUNCHED_MM + WRITTEN_MM + 0.8  # a long label: over the place of a witness too
    written = [thing for leaf in leaves(data) for thing in leaf.all if host[:12] in thing.what]
    assert written
    assert [thing for thing in written if thing.left / MM < cell[0] or thing.right / MM > cell[1]] == []
    assert [fault for fault in faults(data, 0, (), captions=False) if " on " in fault] == []


def _with_host(host: str) -> Plan:
    """The change of a pair, its second appliance of that host name."""
    plan = shown("paris", "fr", "A4").plan
    old = plan.appliances[1].hostname
    return replace(
        plan,
        appliances=(plan.appliances[0], replace(plan.appliances[1], hostname=host)),
        steps=tuple(
            replace(step, evidence=replace(step.evidence, expect=Expect(equals=host)))
            if step.evidence and step.evidence.expect and step.evidence.expect.equals == old
            else step
            for step in plan.steps
        ),
    )
