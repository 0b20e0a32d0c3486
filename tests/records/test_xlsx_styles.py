"""Which colours nobody can tell from one another: those near one another, and of other names the same alone."""

from __future__ import annotations

import pytest

from runbook.reading.spreadsheet.sheet import hides_noughts, hides_numbers, hides_texts
from runbook.reading.spreadsheet.xlsx_styles import NEAR, alike, read_looks


@pytest.mark.parametrize(
    ("colour", "ground", "same"),
    [
        ("FFFFFF", "FFFFFF", True),
        ("FFFFFF", f"FFFF{256 - NEAR:02X}", True),
        ("FFFFFF", f"FFFF{255 - NEAR:02X}", False),
        (f"{NEAR - 1:02X}0000", "000000", True),
        (f"{NEAR:02X}0000", "000000", False),
        ("theme 5", "theme 5", True),
        ("theme 5", "FFFFFF", False),
        ("FFFFFF", "", False),
        ("", "", True),
        ("FFFFFF-0.5", "FFFFFF", False),
        ("FFFFFF-0.5", "FFFFFF-0.5", True),
        ("window", "indexed 64", False),
    ],
)
def test_colours_that_nobody_can_tell_from_one_another(colour: str, ground: str, same: bool) -> None:
    assert alike(colour, ground) is alike(ground, colour) is same


@pytest.mark.parametrize(
    ("code", "numbers", "noughts", "texts"),
    [
        ("General", False, False, False),
        ("yyyy-mm-dd hh:mm", False, False, False),
        ('_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', False, False, False),
        (";;;", True, True, True),
        ("0;-0;;@", False, True, False),
        ('0;-0;"7"', False, True, False),
        (r"\2\0\2\6-\1\2-\0\9 hh:mm", True, True, False),
        ('"2026-12-06 "hh:mm', True, True, False),
        ('[<1]yyyy;"failed"', True, True, False),
        ("[<1]hh:mm;yyyy-mm-dd hh:mm", False, False, False),
        ('@" (failed)"', False, False, True),
        (r"@\ \!", False, False, False),
        ('"  "', True, True, False),
    ],
)
def test_what_a_format_shows_in_place_of_numbers_and_texts(
    code: str, numbers: bool, noughts: bool, texts: bool
) -> None:
    assert (hides_numbers(code), hides_noughts(code), hides_texts(code)) == (numbers, noughts, texts)


@pytest.mark.parametrize(
    ("font", "fill", "unseen"),
    [
        ('<color theme="1"/>', '<patternFill patternType="none"/>', False),
        ('<color theme="1" tint="1"/>', '<patternFill patternType="none"/>', True),
        ('<color theme="1" tint="0.5"/>', '<patternFill patternType="none"/>', False),
        (
            '<color theme="0" tint="-1"/>',
            '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>',
            True,
        ),
        (
            "",
            '<patternFill patternType="darkGray"><fgColor rgb="FF000000"/><bgColor rgb="FF000000"/></patternFill>',
            True,
        ),
        ("", '<patternFill patternType="gray125"/>', False),
        (
            "",
            '<gradientFill><stop><color rgb="FF000000"/></stop><stop><color rgb="FF080808"/></stop></gradientFill>',
            True,
        ),
        (
            "",
            '<gradientFill><stop><color rgb="FF000000"/></stop><stop><color rgb="FFFFFFFF"/></stop></gradientFill>',
            False,
        ),
    ],
)
def test_letters_in_the_colour_of_their_ground_are_not_seen_whatever_makes_it(font, fill, unseen) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<fonts><font>{font}</font></fonts><fills><fill>{fill}</fill></fills>"
        '<cellXfs><xf numFmtId="0" fontId="0" fillId="0"/></cellXfs></styleSheet>'
    )
    (look,) = read_looks(styles.encode())
    assert look.unseen is unseen
