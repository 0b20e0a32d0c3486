"""Letters that are drawn as lines and areas, in fields that say nothing of them, or something else."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from runbook.records.form_shown import PICTURE
from runbook.records.form_widgets import FormPlace, Widgets

SHEET = pikepdf.Rectangle(0, 0, 600, 800)
LETTERS = "BT /F 9 Tf 2 5 Td (22:10) Tj ET"
GROUND = "1 1 .8 rg 0 0 100 20 re f"
EDGE = "1 w 0 0 1 RG .5 .5 99 19 re S"
INNER = "20 4 m 80 4 l 80 16 l 20 16 l s"
FOLDED = "0 20 m 0 0 l 100 0 l 100 20 l 61 10.5 l S"  # up to beside the middle
DASHES_FOR_LINES = f"[9] 0 d {GROUND}"
BEVEL = "1 g 2 2 m 2 18 l 98 18 l 96 16 l 4 16 l 4 4 l f .5 g 98 18 m 98 2 l 2 2 l 4 4 l 96 4 l 96 16 l f"
INSET = "0 0 1 rg 0 0 100 20 re 4 4 92 12 re f*"
COMB = "20 0 m 20 20 l 40 0 m 40 20 l S"
N_AS_LINES, I_AS_AREA, SEVEN = "5 4 m 5 14 l 12 4 l 12 14 l S", "0 g 5 4 1.5 11 re f", ".8 w 24 12 m 28 12 l S"
LARGE_N = "10 2 m 10 18 l 90 2 l 90 18 l S"
ZIGZAG = "0 5 m 20 15 l 40 5 l 60 15 l 80 5 l 100 19 l 100 0 l S"


def place(content: str, stored: str) -> FormPlace:
    pdf = pikepdf.new()
    pdf.Root.AcroForm = Dictionary(Fields=Array())
    picture = pdf.make_stream(content.encode(), BBox=Array([0, 0, 100, 20]), Resources=Dictionary())
    widget = Dictionary(
        T=String("a"), FT=Name.Tx, V=String(stored), Rect=Array([10, 10, 110, 30]), AP=Dictionary(N=picture)
    )
    return Widgets(pdf).read(widget, SHEET)


@pytest.mark.parametrize("stored", ["", "22:10"])
@pytest.mark.parametrize(
    "around", [GROUND, EDGE, INNER, FOLDED, DASHES_FOR_LINES, f"{GROUND} {EDGE}", BEVEL, INSET, COMB]
)
def test_grounds_and_borders_and_the_lines_of_a_comb_say_nothing(around: str, stored: str) -> None:
    assert place(f"q {around} Q {LETTERS if stored else ''}", stored).said is None


@pytest.mark.parametrize("stored", ["", "22:10"])
@pytest.mark.parametrize("letters", [N_AS_LINES, I_AS_AREA, SEVEN, LARGE_N, ZIGZAG, f"{GROUND} 0 g {N_AS_LINES}"])
def test_lines_and_areas_that_may_be_letters_are_told(letters: str, stored: str) -> None:
    read = place(f"q {letters} Q {LETTERS if stored else ''}", stored)
    assert read.said is not None
    assert dict(read.said[1])["shown"] == PICTURE


@pytest.mark.parametrize("stored", ["", "22:10"])
def test_a_ground_in_a_pattern_may_show_anything(stored: str) -> None:
    read = place(f"q /Pattern cs /P scn 0 0 100 20 re f Q {LETTERS if stored else ''}", stored)
    assert read.said is not None
    assert dict(read.said[1])["shown"] == PICTURE


def test_lines_in_the_colour_of_paper_are_not_seen() -> None:
    assert place(f"q 1 G 1 g {N_AS_LINES} Q {LETTERS}", "22:10").said is None


def box(off: str) -> FormPlace:
    pdf = pikepdf.new()
    pdf.Root.AcroForm = Dictionary(Fields=Array())
    states = Dictionary()
    for state, content in (("/Yes", "2 5 m 4 2 l 8 8 l S"), ("/Off", off)):
        states[state] = pdf.make_stream(content.encode(), BBox=Array([0, 0, 10, 10]))
    keys: dict[str, Any] = {"FT": Name.Btn, "V": Name.Off, "AS": Name.Off, "AP": Dictionary(N=states)}
    widget = Dictionary(T=String("a"), Rect=Array([10, 10, 20, 20]), **keys)
    return Widgets(pdf).read(widget, SHEET)


@pytest.mark.parametrize(
    ("off", "text"),
    [
        ("", ""),
        ("1 g 0 0 10 10 re f 0 G .5 .5 9 9 re S", ""),
        ("0 0 m 10 10 l 10 0 m 0 10 l S", "on"),
        ("0 g 2 2 6 6 re f", "on"),
        ("0 g 0 0 10 10 re 1 1 8 8 re f*", ""),
        ("1 5 m 4 2 l 9 9 l S", "on"),
        ("1 5 m 4 2 9 9 9 9 c S", "on"),
        ("1 g 1 5 m 4 2 l 9 9 l f", ""),
        ("<no drawing", "on"),
    ],
)
def test_a_box_that_is_not_ticked_and_shows_a_cross_is_shown_as_ticked(off: str, text: str) -> None:
    read = box(off)
    assert (read.text, read.said is None) == (text, text == "")
