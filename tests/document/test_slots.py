from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.document import slots
from runbook.document.glyphs import MONO
from runbook.document.runbook import foot_of
from runbook.document.slots import Size
from runbook.document.visible_text import columns, visible
from runbook.resources import templates
from tests import plans
from tests.pages import language, opened, squeezed

pytestmark = pytest.mark.sampled(4)


def test_the_style_of_slots_is_current():
    assert (templates() / "styles" / "slots.css").read_text("utf-8") == slots.css()


def test_the_monospaced_face_is_as_wide_as_slots_count_on():
    from fontTools.ttLib import TTFont

    for name in (MONO[0], MONO[0].replace("Regular", "Bold")):
        font = TTFont(templates() / "fonts" / name)
        glyphs = {font.getBestCmap()[ord(c)] for c in "aWi0.-:é–"}
        assert {font["hmtx"][glyph][0] / font["head"].unitsPerEm for glyph in glyphs} == {slots.ADVANCE}
    fallback = TTFont(templates() / "fonts" / MONO[1])
    assert {advance for advance, _ in fallback["hmtx"].metrics.values()} <= {0, 1233}
    assert 1233 / fallback["head"].unitsPerEm < slots.ADVANCE


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, "normal"),
        (22, "normal"),
        (23, "small"),
        (28, "small"),
        (29, "two-lines"),
        (59, "two-lines"),
        (60, "grown"),
        (253, "grown"),
    ],
)
def test_a_value_is_set_smaller_then_on_two_lines_then_grows(length, size):
    assert slots.value("host", "x" * length, 22).size == size


@pytest.mark.parametrize("width", slots.WIDTHS["plain"])
def test_a_plain_value_of_one_line_stands_in_the_middle_of_its_slot(width):
    """Such values stand in running lines: set as the first of two, one would rise above the words around it."""
    made = [slots.value("window.start", "x" * length, width, "plain") for length in range(1, 3 * width)]
    assert [one.size in (Size.NORMAL, Size.SMALL) for one in made] == ["\n" not in one.drawn for one in made]


@pytest.mark.long
@given(st.text(max_size=80), st.sampled_from([(w, s) for s, ws in slots.WIDTHS.items() for w in ws]))
def test_a_value_fits_the_lines_that_its_size_has(text, slot):
    width, scale = slot
    made = slots.value("any", text, width, scale)
    lines = {Size.NORMAL: 1, Size.SMALL: 1, Size.TWO_LINES: 2, Size.GROWN: 10**6}[made.size]
    assert columns(made.text) <= lines * slots.capacity(width, made.size, scale)


@given(st.text(min_size=1, max_size=300), st.integers(2, 40))
def test_lines_lose_nothing_and_fit(text, room):
    """But for a blank, which may hang over a line."""
    text = visible(text)
    made = list(slots.many_lines(text, room))
    assert "".join(made) == text
    assert all(columns(line.removesuffix(" ")) <= room for line in made)


@pytest.mark.parametrize("text", ["Hôpital universitaire de la région " * 6, "変" * 60, "x" * 200, "Paris", ""])
def test_a_shortened_value_says_that_it_is_and_takes_two_lines_at_most(text):
    made = slots.shortened("site.name", text, 30)
    assert made.size is not Size.GROWN
    assert (made.text == text) == (len(text) < 50)
    assert made.text == text or (made.text.endswith("…") and text.startswith(made.text[:-1]))
    assert not made.drawn.startswith("Hôpital") or made.drawn.partition("\n")[0].endswith(" ")


def test_no_line_begins_with_a_comma():
    roles = "technicien, postes de travail, technicien d’assistance"
    made = slots.value("roles", roles, 26, "plain").drawn.split("\n")
    assert made == ["technicien, postes de travail, ", "technicien d’assistance"]


def test_a_slot_has_a_style():
    with pytest.raises(ValueError, match="no style for 21 columns"):
        slots.value("host", "x", 21)


@pytest.mark.parametrize("length", [22, 28, 59, 253, 10_000])
@pytest.mark.parametrize("scale", ["std", "big", "plain", "fine"])
def test_a_value_is_never_cut_and_stays_in_its_box(length, scale):
    """Set for real: every character is there, and what fits by the count fits on the page."""
    from runbook.pdf.weasyprint import render_pdf

    width = {"std": 22, "big": 20, "plain": 20, "fine": 20}[scale]
    text = ("rs-a.example.com/" * 600)[:length]
    made = slots.value("host", text, width, scale)
    box = f'<span class="slot {scale} w{width} {made.size}">{made.drawn}</span>'
    page = f"<html lang='en'><title>t</title><body><p>{box}</p>"
    document = opened(render_pdf(page, {}, style="runbook"))
    assert squeezed("".join(p.get_textpage().get_text_range() for p in document)) == text
    if made.size is not Size.GROWN:
        lines = {Size.NORMAL: 1, Size.SMALL: 1, Size.TWO_LINES: 2}[made.size]
        texts = document[0].get_textpage()
        found = [(texts.get_text_range(i, 1), texts.get_charbox(i)) for i in range(texts.count_chars())]
        boxes = [box for letter, box in found if letter.isalnum()]
        assert max(b[2] for b in boxes) - min(b[0] for b in boxes) <= (slots.width_mm(width, scale) + 0.2) / MM
        bottoms = sorted(box[1] for letter, box in found if letter == "e")
        assert sum(after - before > 2 for before, after in pairwise(bottoms)) < lines


MM = slots.MM_PER_PT


@pytest.mark.parametrize(
    ("roles", "drawn"),
    [
        (
            "technician, change manager, representative, witness",
            ["technician, change manager, ", "representative, witness"],
        ),
        (
            "intervenant, technicien d’assistance, gestionnaire",
            ["intervenant, technicien ", "d’assistance, gestionnaire"],
        ),
        (
            "a-serial-number-that-is-one-word-of-fifty-letters-x",
            ["a-serial-number-that-is-one-", "word-of-fifty-letters-x"],
        ),
    ],
)
def test_no_word_is_parted_that_has_room_on_a_line(roles, drawn):
    assert slots.value("roles", roles, 22).drawn.split("\n") == drawn


def test_a_slot_has_its_text_at_its_start() -> None:
    """Pages are filled in from where the text of a slot begins: aligned otherwise, a longer id runs over the edge."""
    styles = {path.name: path.read_text("utf-8") for path in (templates() / "styles").glob("*.css")}
    rules = [(name, *rule) for name, text in styles.items() for rule in re.findall(r"([^{}]+)\{([^{}]*)\}", text)]
    found = {
        (name, align)
        for name, selectors, declared in rules
        if any(re.search(r"\.slot[^ ]*$", one.strip()) for one in selectors.split(","))
        for align in re.findall(r"text-align: (\w+)", declared)
    }
    assert found == {("base.css", "start")}


def test_nothing_in_a_slot_is_below_eight_points():
    assert min(points for sizes in slots.POINTS.values() for points in sizes.values()) >= 8


@pytest.mark.parametrize(("ticket", "scale"), [(None, "plain"), (None, "fine"), ("T" * 32, "fine")])
def test_the_longest_site_change_and_ticket_take_two_lines_at_the_foot(ticket, scale):
    plan = replace(plans.plan_of("standalone", "automatic"), site="s" * 40, change="C" * 40, ticket=ticket or "")
    foot = foot_of(plan, language("en"), scale)
    shown = [each for each in (foot.site, foot.change, foot.ticket) if each]
    assert {each.size for each in shown} == {Size.TWO_LINES}
