"""What lies on what in the drawing of a page, written by hand as the kit draws."""

from __future__ import annotations

import pikepdf
import pytest

from runbook.records import form_content
from runbook.records.form_content import Contents
from runbook.records.form_shown import Shown

BEGIN = b"1 0 0 -1 0 595 cm\nq\n0.75 0 0 0.75 0 0 cm\n"


def text(number: int, x: float = 100, y: float = 100) -> bytes:
    """Its first letter is looked for a point to the right and above."""
    return b"/Span <</MCID %d>> BDC\nBT\n1 0 0 -1 %g %g Tm\n(yes) Tj\nET\nEMC\n" % (number, x, y)


def ground(drawn: str) -> bytes:
    return b"/Artifact BMC\n%s\nEMC\n" % drawn.encode()


def changed(*pieces: bytes, begin: bytes = BEGIN) -> str | None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.Contents = pdf.make_stream(begin + b"".join(pieces))
    found = Contents(Shown(pikepdf.Dictionary())).changed(page, form=True)
    return None if found is None else found.change


@pytest.mark.parametrize(
    ("begin", "pieces"),
    [
        (b"", [text(0)]),
        (b"0 0 9 9 re W n\n" + BEGIN, [text(0)]),
        (b"1 0 0 -1 0 595 cm\nq\n0.5 0 0 0.5 0 0 cm\n", [text(0)]),
        (BEGIN, [ground("90 90 20 20 re f")]),
        (BEGIN, []),
    ],
)
def test_a_page_that_begins_otherwise_or_has_no_text_was_drawn_anew(begin, pieces):
    assert changed(*pieces, begin=begin) == "anew"
    assert changed(text(0)) is None


def test_each_number_is_there_once_in_any_order():
    assert changed(text(0), text(2), text(1)) is None
    assert {changed(text(0), text(0)), changed(text(1)), changed(text(0), text(1), text(1))} == {"added"}


@pytest.mark.parametrize(
    ("drawn", "covers"),
    [
        ("90 90 20 20 re f", True),
        ("110 110 -20 -20 re f", True),
        ("102 90 20 20 re f", False),
        ("90 100 20 20 re f", False),
        ("90 90 m 110 90 l 110 110 l 90 110 l h f", True),
        ("30 90 m 600 90 l 600 300 l 30 300 l h f", True),
        ("600 300 m 30 300 l 30 90 l 600 90 l h f", True),
        ("30 300 m 30 90 l 600 90 l 600 300 l h f", True),
        ("102 90 m 600 90 l 600 300 l 102 300 l h f", False),
        ("90 100 m 110 100 l 110 300 l h f", False),
        ("30 30 m 90 30 l 90 300 l 30 300 l h f", False),
        ("30 30 m 600 30 l 600 90 l 30 90 l h f", False),
        ("30 90 m 30 90 600 90 600 90 c 600 300 l 30 300 l h f", True),
        ("90 90 20 20 re S", False),
    ],
)
def test_an_area_over_a_text_covers_it(drawn, covers):
    assert changed(text(0), ground(drawn)) == ("covered" if covers else None)
    assert changed(ground(drawn), text(0)) is None


@pytest.mark.parametrize(
    ("ink", "below", "covered"),
    [
        ("1 1 1", "0 0 0", False),
        ("1 1 1", "1 1 1", True),
        ("0.91 0.91 0.91", "1 1 1", True),
        ("0.9 1 1", "1 1 1", False),
        ("0 0 0", "1 1 1", False),
    ],
)
def test_bright_letters_are_seen_on_a_dark_ground_alone(ink, below, covered):
    drawn = ground(f"{below} rg 90 90 20 20 re f"), b" %s rg " % ink.encode(), text(0)
    assert changed(*drawn) == ("covered" if covered else None)


def test_a_colour_that_was_put_aside_comes_back():
    assert changed(b"q 1 1 1 rg Q ", text(0)) is None
    assert changed(b"1 1 1 rg q 0 0 0 rg Q ", text(0)) == "covered"


# Two dark areas are laid on a text each, and three bright texts on two dark areas: 2 + 6 looks.
DRAWN = (
    text(0, 500, 500),
    ground("0 0 0 rg 0 0 200 200 re f"),
    ground("200 200 9 9 re f"),
    text(1, 500, 400),
    b" 1 1 1 rg ",
    *(text(number) for number in (2, 3, 4)),
)


@pytest.mark.parametrize(("most", "change"), [(8, None), (7, "covered")])
def test_a_page_is_looked_at_so_often_and_no_more(most, change, monkeypatch):
    monkeypatch.setattr(form_content, "LOOKS", most)
    assert changed(*DRAWN) == change


@pytest.mark.parametrize(("name", "change"), [("/DefaultRGB", "covered"), ("/DefaultGray", "covered"), ("/lab", None)])
def test_colours_of_a_page_that_stand_for_others(name, change):
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.Contents = pdf.make_stream(BEGIN + text(0))
    page.obj.Resources = pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary({name: pikepdf.Array([pikepdf.Name.Lab])}))
    found = Contents(Shown(pikepdf.Dictionary())).changed(page, form=True)
    assert (found and found.change) == change
