"""Fonts that say of their letters that they are as wide as no letter is: what is drawn is not what it reads as."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from runbook.records.form_shown import PICTURE, Shown

LETTERS = "BT /F 8 Tf 2 5 Td ({}) Tj ET"


def shown(font: Any, content: str) -> str:
    pdf = pikepdf.new()
    picture = pdf.make_stream(content.encode())
    picture.Resources = Dictionary(Font=Dictionary(F=font))
    picture.BBox = Array([0, 0, 90, 20])
    found = Shown(Dictionary()).drawn(picture)
    assert found is not None
    return found.text


def simple(widths: list[float], **keys: Any) -> Any:
    keys |= {"FirstChar": 48, "Widths": Array(widths), "Encoding": Name.WinAnsiEncoding}
    return Dictionary(Subtype=Name.TrueType, BaseFont=Name.Any, **keys)


@pytest.mark.parametrize(
    ("width", "read"),
    [(550, True), (100, True), (1300, True), (0, False), (-550, False), (99, False), (1301, False)],
)
def test_figures_are_as_wide_as_figures_are(width: float, read: bool) -> None:
    font = simple([550, width, *[550] * 8])
    assert shown(font, LETTERS.format("22:10")) == ("22:10" if read else PICTURE)
    assert shown(font, LETTERS.format("22:00")) == "22:00"  # without it


def test_codes_that_are_not_listed_have_the_width_of_all_others() -> None:
    assert shown(simple([]), LETTERS.format("22:10")) == "22:10"
    missing = Dictionary(MissingWidth=-550)
    assert shown(simple([], FontDescriptor=missing), LETTERS.format("22:10")) == PICTURE


@pytest.mark.parametrize(
    ("listed", "usual", "read"),
    [
        ([49, [550, 550]], 550, True),
        ([49, [-550, 550]], 550, False),
        ([49, 50, 550], 0, True),
        ([49, 50, 0], 550, False),
        ([49, 50], 550, True),
        ([], 0, False),
    ],
)
def test_widths_of_codes_of_two_bytes(listed: list[Any], usual: float, read: bool) -> None:
    rows = Array([Array(one) if isinstance(one, list) else one for one in listed])
    inner = Dictionary(Subtype=Name.CIDFontType2, W=rows, DW=usual)
    font = Dictionary(Subtype=Name.Type0, ToUnicode=Name("/Identity-H"), DescendantFonts=Array([inner]))
    codes = "".join(chain(f"{ord(one):04X}" for one in "2121"))
    assert shown(font, f"BT /F 8 Tf 2 5 Td <{codes}> Tj ET") == ("2121" if read else PICTURE)


def test_marks_without_a_width_are_no_letters() -> None:
    inner = Dictionary(Subtype=Name.CIDFontType2, W=Array([0x301, Array([0])]), DW=550)
    font = Dictionary(Subtype=Name.Type0, ToUnicode=Name("/Identity-H"), DescendantFonts=Array([inner]))
    assert shown(font, "BT /F 8 Tf 2 5 Td <00650301> Tj ET") == "e\u0301"
