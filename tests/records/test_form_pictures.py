"""Whether something is painted on a picture of a page, written by hand as the kit draws."""

from __future__ import annotations

import pytest

from runbook.model.printed import FREE, TextManner
from runbook.records.form_pictures import Pictures

PICTURE = b"1 0 0 1 10 20 cm\nq\n45 0 0 -45 0 45 cm\n/a1 Do"  # from 10, 20 to 55, 65
AREAS = [
    (0, 0, 90, 90, True),
    (20, 30, 30, 40, True),
    (54, 20, 90, 65, False),  # its edge alone
    (53.9, 20, 90, 65, True),
    (0, 20, 11, 65, False),
    (0, 20, 11.1, 65, True),
    (10, 64, 55, 90, False),
    (10, 63.9, 55, 90, True),
    (10, 0, 55, 21, False),
    (10, 0, 55, 21.1, True),
]


def is_own(painted: str) -> bool:
    content = PICTURE + f"\nQ\nQ\n{painted}\n".encode()
    ((_, x, y, wide, high, manner),) = Pictures().on(content, None, {len(PICTURE): TextManner(True, FREE)})
    assert (x, y, wide, high) == (10, 20, 45, 45)
    return manner.own


@pytest.mark.parametrize(("left", "top", "right", "bottom", "over"), AREAS)
def test_what_is_painted_on_a_picture_by_more_than_its_edge_makes_it_another(left, top, right, bottom, over) -> None:
    wide, high = right - left, bottom - top
    middle, height = (left + right) / 2, (top + bottom) / 2
    for painted in (
        f"{left} {top} {wide} {high} re\nf",
        f"{right} {bottom} {-wide} {-high} re f*",
        f"{left} {top} m {right} {top} l {right} {bottom} l {left} {bottom} l h f",
        f"{middle} {top} m {right} {height} l {middle} {bottom} l {left} {height} l f",
        f"{left} {bottom} m {middle} {top} l {right} {height} l h\nf",
    ):
        assert is_own(painted) is not over, painted


@pytest.mark.parametrize("painted", ["", "0 0 90 90 re\nS", "0 0 90 90 re\nn", "0 0 m 90 0 l f"])
def test_what_covers_nothing_leaves_a_picture_as_it_is(painted) -> None:
    assert is_own(painted)
