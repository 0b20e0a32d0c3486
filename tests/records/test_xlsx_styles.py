"""Which colours nobody can tell from one another: those near one another, and of other names the same alone."""

from __future__ import annotations

import pytest

from runbook.reading.spreadsheet.xlsx_styles import NEAR, alike


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
