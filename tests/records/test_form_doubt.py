"""Appearances that draw a text in a way of which nobody can tell what is seen of it: they may show anything."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from runbook.records.form_shown import Drawn, Shown, names_of_pages

LETTERS = "BT /F 8 Tf 2 5 Td (22:10) Tj ET"


def drawn(content: str, matrix: str = "1 0 0 1 0 0", **resources: Any) -> Drawn | None:
    pdf = pikepdf.new()
    picture = pdf.make_stream(content.encode())
    picture.Matrix = Array([int(one) for one in matrix.split()])
    picture.Resources = Dictionary(**resources)
    picture.BBox = Array([0, 0, 90, 20])
    return Shown(Dictionary()).drawn(picture)


def text(content: str, **resources: Any) -> str | None:
    found = drawn(content, **resources)
    return found.text if found else None


def whole(content: str) -> str | None:
    """The text, where no part of it is cut off that has room."""
    found = drawn(content)
    return found.text if found and not found.is_odd_on(90, 20) else None


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Dictionary(SMask=Dictionary(S=Name.Luminosity)), False),
        (Dictionary(SMask=Name("/None")), True),
        (Dictionary(BM=Name.Screen), False),
        (Dictionary(BM=Array([Name.Lighten, Name.Normal])), False),
        (Dictionary(BM=Name.Multiply), True),
        (Dictionary(BM=Array([Name.Normal])), True),
        (Dictionary(Font=Array([Dictionary(), 9])), False),
        (Dictionary(ca=1, CA=1), True),
        (Dictionary(Type=Name.ExtGState, SA=True, LW=1), True),
        (Dictionary(TR=Dictionary(FunctionType=2)), False),
        (Dictionary(D=Array([Array([0, 1000]), 0])), False),
    ],
)
def test_a_state_that_masks_or_blends(state: Any, told: bool) -> None:
    assert text(f"/S gs {LETTERS}", ExtGState=Dictionary(S=state)) == ("22:10" if told else None)
    assert text(f"q /S gs Q {LETTERS}", ExtGState=Dictionary(S=state)) == "22:10"


def test_a_line_may_be_what_is_seen_through() -> None:
    assert text(f"/S gs 1 Tr {LETTERS}", ExtGState=Dictionary(S=Dictionary(CA=0))) == ""


@pytest.mark.parametrize(
    ("space", "told"),
    [
        (Name.DeviceRGB, True),
        (Array([Name.ICCBased]), True),
        (Array([Name.CalGray]), True),
        (Array([Name.Separation, Name.All]), False),
        (Array([Name.Indexed]), False),
        (Name.Pattern, False),
    ],
)
def test_colours_are_known_where_their_numbers_count_light_or_ink(space: Any, told: bool) -> None:
    spaces = Dictionary(C=space)
    assert text(f"/C cs 0 0 0 scn {LETTERS}", ColorSpace=spaces) == ("22:10" if told else None)
    assert text(f"/C CS 0 0 0 SCN 1 Tr {LETTERS}", ColorSpace=spaces) == ("22:10" if told else None)
    assert text(f"/C cs {LETTERS}", ColorSpace=spaces) == ("22:10" if told else None)
    assert text(f"/C cs 0 g {LETTERS}", ColorSpace=spaces) == "22:10"


@pytest.mark.parametrize("name", ["DefaultGray", "DefaultRGB", "DefaultCMYK"])
def test_a_space_that_stands_for_the_usual_one_may_be_any(name: str) -> None:
    assert text(LETTERS, ColorSpace=Dictionary(C=Name.DeviceGray)) == "22:10"
    assert text(LETTERS, ColorSpace=Dictionary({f"/{name}": Array([Name.Separation, Name.All])})) is None


@pytest.mark.parametrize(
    ("dashes", "told"),
    [
        ("[] 0", True),
        ("[3] 0", True),
        ("[3 2] 0", True),
        ("[0 3] 0", False),
        ("[9] 9", False),
        ("[1 5.5] 0", False),
        ("[0.1 0.4] 0", False),
    ],
)
def test_lines_of_dashes_may_leave_nothing_of_what_they_draw(dashes: str, told: bool) -> None:
    assert text(f"{dashes} d 1 Tr {LETTERS}") == ("22:10" if dashes == "[] 0" else None)
    assert text(f"{dashes} d {LETTERS}") == "22:10"
    assert (drawn(f"{dashes} d 0 0 m 90 20 l S") is not None) is told


@pytest.mark.parametrize(("line", "told"), [("1 G", False), ("1 1 1 RG", False), ("0 G", True), ("0.5 G", True)])
def test_letters_within_lines_of_the_ground_are_not_sure(line: str, told: bool) -> None:
    """Thick lines leave nothing of what they surround."""
    assert text(f"0 g {line} 1 w 2 Tr {LETTERS}") == ("22:10" if told else None)


@pytest.mark.parametrize(
    ("manner", "told"),
    [
        ("1 w 1 Tr", True),
        ("1.7 w 1 Tr", False),
        ("9 w 2 Tr", False),
        ("0 w 2 Tr", True),
        ("0.001 w 1 Tr", False),
        ("9 w 0 Tr", True),
        ("9 Tr", False),  # viewers take it for any other
        ("-1 Tr", False),
    ],
)
def test_lines_around_letters_leave_them_as_they_are(manner: str, told: bool) -> None:
    assert text(f"{manner} {LETTERS}") == ("22:10" if told else None)


@pytest.mark.parametrize(("colour", "seen"), [("5 g", ""), ("-5 g", "22:10"), ("9 9 9 rg", ""), ("0 0 0 -1 k", "")])
def test_colours_are_all_or_nothing_beyond_their_ends(colour: str, seen: str) -> None:
    assert text(f"{colour} {LETTERS}") == seen


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{'q ' * 500} {LETTERS}", True),
        (f"{'q ' * 500} 1 g q 0 g Q {LETTERS}", False),  # what Q brings back is white
        (f"{LETTERS} 1 g {'0 0 .1 .1 re ' * 499} 0 0 1 1 re f", True),
        (f"{LETTERS} 1 g {'0 0 .1 .1 re ' * 500} 0 0 90 20 re f", False),
        (f"{LETTERS} 1 G 0 0 m {'.1 .1 l ' * 500} 90 20 l S", False),
    ],
)
def test_what_is_more_than_is_looked_at_is_told(content: str, told: bool) -> None:
    assert text(content) == ("22:10" if told else None)


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ("(22:) Tj (10) Tj", True),
        ("(22:) Tj 200 0 Td (10) Tj", False),
        ("(22:) Tj 0 -50 Td (10) Tj", False),
        (f"(22:{' ' * 40}10) Tj", False),
        (f"(22:) Tj ({' ' * 40}) Tj (10) Tj", False),
        (f"({' ' * 29}22:10) Tj", False),
        (f"(22:10{' ' * 40}) Tj", True),
        ("(a note of twenty and two hours) Tj", True),  # which has no room
        ("(a note of twenty and two) Tj 0 -50 Td (hours) Tj", True),
        ("9 0 Td 180 Tz (22:10:30) Tj", True),
        ("9 0 Td 400 Tz (22:10:30) Tj", False),
        ("3 Tc (22:10:30:40) Tj", True),
        ("6 Tc (22:10:30:40) Tj", False),
        ("/F 30 Tf (22:10:30) Tj", True),
    ],
)
def test_a_part_that_is_cut_off_where_all_of_a_text_has_room_is_told(letters: str, told: bool) -> None:
    assert (whole(f"BT /F 8 Tf 2 9 Td {letters} ET") is not None) is told


def test_dashes_are_as_long_as_the_drawing_is_large() -> None:
    assert drawn("2 0 0 2 0 0 cm [3] 0 d 0 0 m 9 9 l S") is not None
    assert drawn("3 0 0 3 0 0 cm [3] 0 d 0 0 m 9 9 l S") is None


def test_a_colour_of_two_numbers_may_be_any() -> None:
    assert text(f"1 1 scn {LETTERS}") is None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("0 0 90 20 re W n", True),
        ("0 0 m 0 20 l 90 20 l 90 0 l h W n", True),
        ("0 0 m 0 20 l 90 20 l 90 0 l 0 0 l W* n", True),
        ("0 0 m 0 20 l 90 20 l 90 0 l h 1 1 m 1 19 l 89 19 l 89 1 l h W n", True),  # as pdf-lib leaves its border
        ("0 0 90 20 re 1 1 88 18 re W* n", False),
        ("0 0 90 20 re 1 1 m 1 19 l 89 19 l 89 1 l h W n", False),  # the other way round: a hole
        ("0 0 4 20 re 80 0 9 20 re W n", False),
        ("0 0 m 90 0 l 0 20 l h W n", False),
        ("0 0 m 90 20 l 90 0 l 0 20 l h W n", False),  # two triangles that meet in the middle
        ("0 0 m 0 20 l 90 0 l 90 20 l h W n", False),
        ("0 0 m 0 20 l 0 0 l 90 0 l 90 20 l h W n", False),
        ("0 0 m 0 20 l 90 20 l 0 20 l h W n", False),  # there and back
        ("2 0 m 2 5 l 2 10 l 2 20 l h W n", False),  # a line
        ("0 0 m 0 20 l 90 20 l 90 0 l 0 0 l 0 20 l 90 20 l 90 0 l W* n", False),  # twice around is not at all
        ("0 0 m 0 20 l 90 20.004 l 90 0 l h W n", True),
        ("0 0 m 0 20 l 90 20.04 l 90 0 l h W n", False),
        ("0 0 m 0 20 l 90 20 l 90.004 0 l h W n", True),
        ("0 0 m 0 20 l 90 20 l 90.04 0 l h W n", False),
        ("0 0 m 0 20 l 90 20 l 90 0 l h 89 19 m 89 1 l 1 1 l 1 19 l h W n", True),
        ("0 0 m 0 20 l 90 20 l 90 0 l h 1 19 m 1 1 l 89 1 l 89 19 l h W n", False),
        ("0 0 m 0 20 l 90 20 l 90 0 90 0 90 0 c h W n", False),
        ("5 5 m W n", False),
    ],
)
def test_what_cuts_a_text_is_a_box(path: str, told: bool) -> None:
    assert text(f"q {path} {LETTERS} Q") == ("22:10" if told else None)


@pytest.mark.parametrize(
    ("manner", "told"),
    [
        ("12 Tc", True),  # in boxes
        ("40 Tc", False),
        ("-3 Tc", False),
        ("-1 Tc", True),
        ("10 Tz", ""),
        ("90 Tz", True),
        ("300 Ts", ""),
        ("2 Ts", True),
    ],
)
def test_how_letters_are_set(manner: str, told: bool | str) -> None:
    found = whole(f"BT /F 8 Tf {manner} 2 5 Td (22:10) Tj ET")
    assert found == (told if told == "" else "22:10" if told else None)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ("[(22:1) -30 (0)] TJ", True),
        ("[(22:1) -20000 (0)] TJ", False),
        ("[(10:) 2000 (22)] TJ", False),
        ("(22:) Tj 20 0 Td (10) Tj", True),
        ("20 0 Td (22:) Tj -20 0 Td (10) Tj", False),  # it shows 10 22:
        ("(22:) Tj 0 -5 Td (10) Tj", True),
        ("(22:) Tj 0 5 Td (10) Tj", False),
        ("20 0 Td (22:10) Tj -20 0 Td ( ) Tj", True),
    ],
)
def test_pieces_are_read_in_the_order_in_which_they_stand(pieces: str, told: bool) -> None:
    found = whole(f"BT /F 8 Tf 2 9 Td {pieces} ET")
    assert (found is not None) is told
    assert not told or str(found).replace(" ", "") == "22:10"


def test_a_text_that_is_turned_is_read_along_its_line() -> None:
    turned = "BT /F 8 Tf 0 1 -1 0 {} 2 Tm (22:) Tj 0 1 -1 0 {} 10 Tm (10) Tj ET"
    assert text(turned.format(9, 9)) == "22:10"
    assert text("BT /F 8 Tf 0 1 -1 0 9 10 Tm (22:) Tj 0 1 -1 0 9 2 Tm (10) Tj ET") is None


@pytest.mark.parametrize(
    ("over", "shown"),
    [
        ("/Sh sh", None),
        ("1 G 9 w 0 8 m 90 8 l S", None),
        ("0 G 3 w 0 0 90 20 re S", "22:10"),
        ("1 g 50 0 9 9 re 0 0 40 20 re f", ""),
    ],
)
def test_what_is_drawn_over_letters(over: str, shown: str | None) -> None:
    assert text(f"{LETTERS} {over}") == shown


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        ("0 0 9 9 re f", True),
        ("0 0 m 9 9 l S", True),
        ("200 200 m 209 209 l S", False),
        ("q 30 0 9 9 re W n 0 0 9 9 re f Q", False),
        ("0 0 9 9 re f 1 g 0 0 20 20 re f", False),
        ("0 0 9 9 re f 1 g 0 0 5 5 re f", True),
    ],
)
def test_marks_are_seen_in_the_box_where_nothing_white_lies_over_them(content: str, marks: bool) -> None:
    found = drawn(content)
    assert found is not None
    assert found.marks is marks


def test_a_mark_that_shrinks_to_a_point_is_not_seen() -> None:
    found = drawn("0 0 9 9 re f")
    assert found is not None
    assert (found.unseen_on(11, 20), found.unseen_on(10, 20)) == (False, True)


@pytest.mark.parametrize(
    ("manner", "matrix", "told"),
    [
        ("1 0 0 1 2 5 Tm", "1 0 0 1 0 0", True),
        ("-1 0 0 1 50 5 Tm", "1 0 0 1 0 0", False),  # mirrored
        ("1 0 0 -1 2 15 Tm", "1 0 0 1 0 0", False),
        ("-1 0 0 -1 50 15 Tm", "1 0 0 1 0 0", False),  # 01:22, on its head
        ("0 1 -1 0 15 5 Tm", "1 0 0 1 0 0", True),
        ("-100 Tz 1 0 0 1 50 5 Tm", "1 0 0 1 0 0", False),
        ("/F -8 Tf 1 0 0 1 50 15 Tm", "1 0 0 1 0 0", False),
        ("/F -8 Tf -1 0 0 -1 2 5 Tm", "1 0 0 1 0 0", True),
        ("1 0 0 1 2 5 Tm", "-1 0 0 -1 90 20", False),
        ("1 0 0 1 2 5 Tm", "1 0 0 -1 0 20", False),
        ("-1 0 0 -1 50 15 Tm", "-1 0 0 -1 90 20", True),
        ("1 0 0 1 2 5 Tm", "0 1 -1 0 20 0", True),  # of a page that was turned
        ("1 0 0.5 1 2 5 Tm", "1 0 0 1 0 0", True),  # leaning
        ("1 0.01 0 1 2 5 Tm", "1 0 0 1 0 0", True),
        ("1 0.1 -0.1 1 2 5 Tm", "1 0 0 1 0 0", False),  # aslant
        ("0.1 1 -1 0.1 9 2 Tm", "1 0 0 1 0 0", False),
        ("1 0 20 1 2 5 Tm", "1 0 0 1 0 0", False),
        ("1 0 0 1 2 5 Tm", "1 0 20 1 0 0", False),
    ],
)
def test_letters_that_are_mirrored_or_stand_on_their_heads(manner: str, matrix: str, told: bool) -> None:
    found = drawn(f"BT /F 8 Tf {manner} (22:10) Tj ET", matrix)
    assert (found is not None) is told
    assert found is None or found.text == "22:10"


@pytest.mark.parametrize(
    ("content", "wide", "high", "odd"),
    [
        ("0 1 -1 0 15 2 Tm (22:10)", 90, 20, True),
        ("0 1 -1 0 15 2 Tm (22:10)", 20, 90, False),
        ("0 1 -1 0 15 2 Tm (2)", 90, 20, False),
        ("1 0 0 1 2 5 Tm (22:10)", 90, 20, False),
    ],
)
def test_letters_that_stand_one_above_the_other_have_no_room_in_a_wide_field(
    content: str, wide: float, high: float, odd: bool
) -> None:
    found = drawn(f"BT /F 8 Tf {content} Tj ET")
    assert found is not None
    assert found.is_odd_on(wide, high) is odd


def test_what_is_turned_twice_is_read() -> None:
    """As of programs that count from above."""
    assert text("1 0 0 -1 0 20 cm BT /F 8 Tf 1 0 0 -1 2 15 Tm (22:10) Tj ET") == "22:10"


@pytest.mark.parametrize("content", [LETTERS, "/F Do", f"/F gs {LETTERS.replace('/F', '/G')}"])
def test_what_a_drawing_lacks_is_taken_from_the_page_where_that_has_it(content: str) -> None:
    pdf = pikepdf.new()
    picture = pdf.make_stream(content.encode())
    assert Shown(Dictionary()).drawn(picture) is not None
    assert Shown(Dictionary(), frozenset({"/F"})).drawn(picture) is None
    picture.Resources = Dictionary(Font=Dictionary(F=Dictionary()), XObject=Dictionary(F=picture))
    picture.Resources.ExtGState = Dictionary(F=Dictionary())
    if "Do" not in content:
        assert Shown(Dictionary(), frozenset({"/F"})).drawn(picture) is not None


def test_the_names_by_which_pages_have_things() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page().obj.Resources = Dictionary(Font=Dictionary(A=Dictionary()), Pattern=Dictionary(B=Dictionary()))
    pdf.add_blank_page().obj.Resources = Dictionary(XObject=Dictionary(C=Dictionary()), ExtGState=Dictionary(D=1))
    assert names_of_pages(pdf) == {"/A", "/C", "/D"}
