"""In the rows of the checklist nothing touches what stands beside or above it."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2.raw as raw
import pytest

from tests.pages import checklist_pdf, opened
from tests.plans import plan_of

MM = 72 / 25.4
DPI = 200
LEAST = 1.5 * MM  # between the number of a step and its day
WHITE = 230
GREY = range(222, 236)  # of the head of a group
BAND = 20.5  # mm from the left edge, within the head of a group, before its title
ASKED = (206.0, 220.0)  # mm from the left edge, within the labels of what is to be written down, on A4


def placed(page: Any) -> tuple[str, list[tuple[float, float]]]:
    """The characters of a page, and from where to where each goes, from the left."""
    text = page.get_textpage()
    count = text.count_chars()
    shown = "".join(chr(raw.FPDFText_GetUnicode(text, at)) for at in range(count))
    return shown, [text.get_charbox(at)[0:3:2] for at in range(count)]


@pytest.mark.parametrize(("tag", "day"), [("en", "Sat"), ("fr", "sam.")])
def test_the_longest_number_stands_clear_of_the_day(tag, day) -> None:
    data = checklist_pdf(plan_of("atlas-no-failover", hops=("bs",) * 3), tag)
    gaps = []
    for page in opened(data):
        shown, places = placed(page)
        for found in re.finditer(r"\d\d\.\d\d[\s]*(?=[A-Za-z]{3}\.?\s*\d\d:)", shown):
            last = found.start() + 4
            gaps.append(places[found.end()][0] - places[last][1])
    assert len(gaps) > 2, day
    assert min(gaps) > LEAST


def test_no_label_touches_the_head_of_its_group() -> None:
    """`/login opens` has letters as high as any."""
    data = checklist_pdf(plan_of("migrate-virtual-physical", "manual"), "en")
    seen = 0
    for page in opened(data):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        left, right = (round(mm / 25.4 * DPI) for mm in ASKED)
        darkest = [min(picture.crop((left, y, right, y + 1)).tobytes()) for y in range(picture.height)]
        first = [picture.getpixel((round(BAND / 25.4 * DPI), y)) for y in range(picture.height)]
        grey = [y for y in range(10, picture.height) if all(one in GREY for one in first[y - 10 : y])]
        ends = [y for y in grey if first[y] not in GREY]
        seen += len(ends)
        assert [y for y in ends if darkest[y + 1] < WHITE] == []
    assert seen > 5
