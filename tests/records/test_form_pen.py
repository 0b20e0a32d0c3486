"""What is left to be seen of a drawing: letters on grounds, grounds over letters, lines."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary

from runbook.records.form_shown import Drawn, Shown


def look(content: str, **states: Any) -> Drawn | None:
    pdf = pikepdf.new()
    picture = pdf.make_stream(content.encode())
    picture.Resources = Dictionary(ExtGState=Dictionary(**states))
    picture.BBox = Array([0, 0, 90, 20])
    return Shown(Dictionary()).drawn(picture)


def drawn(content: str, **states: Any) -> Drawn:
    found = look(content, **states)
    assert found is not None
    return found


def is_left(found: Drawn | None) -> bool:
    """Whether letters are seen, or of what hides the end of them, nothing is told."""
    return found is None or found.text == "text"


LETTERS = "BT /F 8 Tf 2 5 Td (text) Tj ET"  # their middle is taken to be at 4, 7


@pytest.mark.parametrize(
    ("box", "covered"),
    [
        ("4 7 50 50", True),
        ("4.1 7 50 50", False),
        ("4 7.1 50 50", False),
        ("0 0 4 7", True),
        ("0 0 3.9 7", False),
        ("0 0 4 6.9", False),
    ],
)
def test_letters_are_covered_where_their_middle_is(box, covered):
    assert is_left(look(f"{LETTERS} 0 g {box} re f")) is not covered
    x, y, wide, high = map(float, box.split())
    corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
    for first in range(4):
        (start, *others) = (f"{one} {two}" for one, two in corners[first:] + corners[:first])
        lines = " l ".join(others)
        assert is_left(look(f"{LETTERS} 0 g {start} m {lines} l h f")) is not covered


@pytest.mark.parametrize(
    ("box", "seen"),
    [("0 0 99 5", True), ("0 0 99 4.9", False), ("2 5 9 9", True), ("2.1 5 9 9", False), ("0 0 1 99", False)],
)
def test_white_letters_are_seen_on_a_dark_ground_where_they_begin(box, seen):
    assert drawn(f"0 g {box} re f 1 g {LETTERS}").text == ("text" if seen else "")


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        ("-4 5", True),
        ("-4.1 5", False),
        ("90 5", True),
        ("90.1 5", False),
        ("2 -2.7", True),
        ("2 -2.9", None),  # but the upper half
        ("2 -8", None),
        ("2 -8.1", False),
        ("2 17.1", True),
        ("2 17.3", None),
        ("2 20", None),
        ("2 20.1", False),
    ],
)
def test_letters_are_seen_where_some_of_them_is_in_their_box(place, seen):
    letters = f"BT /F 8 Tf {place} Td (text) Tj ET"
    for cut in ("", "0 0 90 20 re W n", "-99 -99 999 999 re W n"):
        found = look(f"{cut} {letters}")
        assert (found and found.text) == (None if seen is None else "text" if seen else "")


def test_the_last_line_of_a_long_text_may_be_cut_by_half():
    assert drawn("BT /F 8 Tf 2 5 Td (text) Tj 0 -9 Td (more) Tj ET").text == "text more"
    assert look("BT /F 300 Tf 2 5 Td (text) Tj ET") is None
    assert look("BT /F 8 Tf 2 5 Td ( ) Tj 0 12.3 Td (text) Tj ET") is None  # a blank is no line


@pytest.mark.parametrize("turned", ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"])
@pytest.mark.parametrize(
    ("pressed", "seen"),
    [("0.1 0 0 9", False), ("9 0 0 0.1", False), ("0 0.1 9 0", False), ("0.2 0 0 9", True), ("0 9 -0.2 0", True)],
)
def test_letters_that_are_pressed_flat_are_not_seen_however_they_are_turned(pressed, turned, seen):
    letters = f"BT /F 8 Tf {turned} 0 0 Tm (text) Tj ET"
    found = look(f"{pressed} 0 0 cm {letters}")
    assert (found is None or found.text == "text") is seen  # on their heads, they may be read as others
    assert drawn(f"1 0 0 1 500 0 cm {pressed} 0 0 cm {letters}").text == ""  # far to the right


def test_a_line_of_letters_may_rise_a_little():
    found = drawn("BT /F 8 Tf 1 0.01 -0.01 1 2 5 Tm (text) Tj ET")
    assert (found.text, found.is_odd_on(90, 20)) == ("text", False)


@pytest.mark.parametrize(("solid", "seen"), [(0.1, True), (0.09, False)])
def test_letters_and_areas_of_a_tenth_of_their_colour_are_seen(solid, seen):
    faint = Dictionary(ca=solid)
    assert drawn(f"/Faint gs {LETTERS}", Faint=faint).text == ("text" if seen else "")
    assert drawn("/Faint gs 0 0 9 9 re f", Faint=faint).marks is seen


@pytest.mark.parametrize(
    ("colour", "seen"),
    [
        ("1 g", False),
        ("0.91 g", False),
        ("0.89 g", True),
        ("1 1 1 rg", False),
        ("1 0.8 1 rg", True),
        ("0 0 0 0 k", False),
        ("0 0 0 1 k", True),
        ("0.05 0.05 0.05 0.04 k", False),
        ("0 0 0.2 0 k", True),
        ("1 sc", False),
    ],
)
def test_letters_are_seen_in_any_colour_but_that_of_the_paper(colour, seen):
    assert drawn(f"{colour} {LETTERS}").text == ("text" if seen else "")
    assert drawn(f"{colour.upper()} 1 Tr {LETTERS}").text == ("text" if seen else "")


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        ("1 g 0 0 9 9 re f", False),
        ("0 g 0 0 9 9 re f", True),
        ("1 G 0 0 9 9 re S", False),
        ("0 G 0 0 9 9 re S", True),
        ("1 g 0 G 0 0 9 9 re B", True),
        ("1 g 1 G 0 0 9 9 re B", False),
        ("0 g 0 0 9 9 re n", False),
    ],
)
def test_white_areas_and_lines_are_no_marks(content, marks):
    assert drawn(content).marks is marks


@pytest.mark.parametrize(("box", "seen"), [("0 5 9 0.1", True), ("5 0 0.1 9", True), ("5 5 0.5 0.5", False)])
def test_a_thin_line_is_seen_where_it_is_long(box, seen):
    assert drawn(f"{box} re f").unseen_on(90, 20) is not seen


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ("0 8 m 90 8 l S", False),  # crossed out
        ("0 8 m 90 8 l S q Q", False),
        ("2 5 m 14 12 l S 2 12 m 14 5 l S", False),
        ("0 8 90 1 re f", False),
        ("1 G 3 w 8 7 m 90 7 l S", False),
        ("1 g 9 0 90 20 re f", False),  # half of it hidden
        ("1 g 9 0 m 90 0 l 90 20 l 9 20 l h f", False),
        ("0 4 m 90 4 l S", True),  # underlined
        ("0 0 90 20 re S", True),  # in a frame
        ("9 0 m 9 20 l S", True),  # of a comb
        ("0 0 90 4 re f", True),
        ("40 8 m 90 8 l S", True),
        ("q 0 0 1 1 re W n 0 8 m 90 8 l S Q", True),
        ("0 8 m 90 8 l n", True),
        ("/Thin gs 1 1 0 rg 0 8 90 9 re f", True),  # marked with a pen that letters are seen through
        ("BT /F 8 Tf 2 -9 Td (more) Tj ET 0 -6 m 90 -6 l S", True),  # through what is not seen
    ],
)
def test_lines_and_edges_through_letters(over, told):
    thin = Dictionary(ca=0.5)
    assert (look(f"{LETTERS} {over}", Thin=thin) is not None) is told
    assert look(f"{over} {LETTERS}", Thin=thin) is not None  # below them


@pytest.mark.parametrize(("mode", "told"), [(0, True), (2, True), (4, False), (7, False)])
def test_letters_may_cut_off_what_follows_them(mode, told):
    found = look(f"BT /F 8 Tf {mode} Tr 2 5 Td (x) Tj 0 Tr (text) Tj ET")
    assert (found is not None) is told


@pytest.mark.parametrize(
    ("clip", "cut"), [("0 0 90 20", False), ("2 2 18 16", False), ("2 2 12 16", False), ("0 0 9 20", True)]
)
def test_a_text_may_be_cut_off_where_it_has_room(clip, cut):
    found = drawn(f"{clip} re W n {LETTERS}")
    assert found.is_odd_on(90, 20) is cut
    longer = drawn(f"{clip} re W n BT /F 8 Tf 2 5 Td (text, and more text than has room) Tj ET")
    assert longer.is_odd_on(90, 20) is False


@pytest.mark.parametrize(("letters", "cut"), [(25, True), (26, False)])
def test_a_text_of_a_font_that_is_not_there_has_room_for_letters_of_two_fifths_of_its_size(letters, cut):
    found = drawn(f"0 0 9 20 re W n BT /F 9 Tf 2 5 Td ({'x' * letters}) Tj ET")
    assert found.is_odd_on(90, 20) is cut
