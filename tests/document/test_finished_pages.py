"""What docs/pages.md says of the runbook, measured on finished pages: type, boxes, codes, empty feet, how many pages.

One site in the daily run; `EVERY_PATH=1` takes the five changes of examples/inventory.yaml, in both languages.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw
import pytest

from runbook.inventory.load import load_inventory
from runbook.model.plan import Plan
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.pages import language, opened, runbook_of, runbook_pdf, squeezed

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "inventory.yaml"
MM = 72 / 25.4
PT = 0.75  # of the unit in which sizes are read
PAGES = {"lyon": 11, "paris": 38, "geneva": 20, "montreal": 24, "nantes": 20}
FRENCH = 2  # pages more
SWAPS = {"lyon": 0, "paris": 1, "geneva": 0, "montreal": 0, "nantes": 0}
HEAD_MM, FOOT_MM = 15.0, 12.2
EMPTY, EMPTY_MEAN = 0.35, 0.14  # of the room between head and foot: at any page's end but the last, and on average
LEAST_POINTS, ACTION_POINTS, STANDING_POINTS = 8.0, 12.0, 11.0  # the action of a small step is 11, too
SOURCE_LINES = 4
SOURCES_SAID = (
    "What has no mark rests on the vendor’s upgrade guide for Remote Support appliances, in the kit’s "
    "words. The signs below are those of the kit’s catalogue of that guide. Each gives lines of the "
    "guide’s text, or the address of another page of the vendor (B); the steps that rest on it by a note "
    "or a trouble, and do not show its sign, follow the arrow."
)
TICK_MM, HIGH_MM, INITIALS_MM, REASON_MM, NAME_MM = 7.8, 7.8, 14.0, 40.0, 45.0
ALL = [(site, tag) for site in PAGES for tag in ("en", "fr")]
CASES = ALL if os.environ.get("EVERY_PATH") else [("lyon", "fr"), ("paris", "en")]


@dataclass(frozen=True)
class Shown:
    """A runbook as it is finished."""

    plan: Plan
    tag: str
    pdf: Any

    @property
    def pages(self) -> list[Any]:
        return list(self.pdf)


@cache
def shown(site: str, tag: str) -> Shown:
    inventory = load_inventory(EXAMPLES)
    found = next(s for s in inventory.sites if s.id == site)
    plan = make_plan(inventory, found, found.changes[0], load_procedures())
    return Shown(plan=plan, tag=tag, pdf=opened(runbook_pdf(plan, tag)))


def letters(page: Any) -> list[tuple[str, float]]:
    """Each letter with its size in points."""
    text = page.get_textpage()
    found = [(text.get_text_range(i, 1), raw.FPDFText_GetFontSize(text.raw, i) * PT) for i in range(text.count_chars())]
    return [(letter, size) for letter, size in found if letter.strip()]


def boxes(page: Any) -> Counter[tuple[float, float]]:
    """Width and height, in mm, of what is drawn."""
    sides = (thing.get_bounds() for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]))
    return Counter((round((right - left) / MM, 1), round((high - low) / MM, 1)) for left, low, right, high in sides)


def empty(page: Any) -> float:
    """What is left at the end of a page, as a share of its room."""
    _, height = page.get_size()
    ends = [low for _, low, _, _ in (thing.get_bounds() for thing in page.get_objects()) if low > (FOOT_MM + 0.5) * MM]
    return float((min(ends, default=height) / MM - FOOT_MM) / (height / MM - HEAD_MM - FOOT_MM))


@pytest.mark.long
@pytest.mark.parametrize(("site", "tag"), CASES)
def test_the_rules_hold_on_finished_pages(site, tag):
    """Each of RULES on one setting of the pages: setting them is what takes the time."""
    for rule in RULES:
        rule(shown(site, tag))


def no_more_pages_than_that(made: Shown) -> None:
    assert len(made.pages) <= PAGES[made.plan.site] + FRENCH * (made.tag == "fr")


def no_foot_is_empty_for_nothing(made: Shown) -> None:
    """The next block, which is never broken, did not fit; the last page ends where it ends, and so does a pass after
    which letters mean other appliances."""
    swap = squeezed(language(made.tag).text("From here on the letters mean other appliances."))
    swapped = [swap in squeezed(page.get_textpage().get_text_range()) for page in made.pages[1:]]
    feet = [round(empty(page), 2) for page, ends in zip(made.pages[:-1], swapped, strict=True) if not ends]
    assert max(feet) <= EMPTY, feet
    assert sum(feet) / len(feet) <= EMPTY_MEAN, feet


def where_letters_change_appliances_a_third_of_a_page_says_so(made: Shown) -> None:
    """The drawing, whole on its page, with letters to be read at arm's length; none where letters stay."""
    words = language(made.tag).text("From here on the letters mean other appliances.")
    swaps = [phase.swap for phase in runbook_of(made.plan, made.tag).phases if phase.swap]
    texts = [squeezed(page.get_textpage().get_text_range()) for page in made.pages]
    numbers = [n for n, text in enumerate(texts, 1) if squeezed(words) in text]
    assert len(numbers) == len(swaps) == SWAPS[made.plan.site]
    for n, swap in zip(numbers, swaps, strict=True):
        page = made.pages[n - 1]
        frames = [(high - wide) for _, wide, _, high in (thing.get_bounds() for thing in page.get_objects())]
        assert any(0.3 < frame / MM / 297 < 0.5 for frame in frames)
        assert Counter(letter for letter, size in letters(page) if size > 30) == {"A": 2, "B": 2}
        for id_, host in swap.appliances:
            (_size, left), *_ = sorted(_places(page, id_.text), reverse=True)
            assert any(abs(left - other) < 1 for _size, other in _places(page, host.text)), "below its id"
        assert f"({squeezed(language(made.tag).text('p.'))}{n})" in texts[0], "the cover says where"


def _places(page: Any, words: str) -> list[tuple[float, float]]:
    """Where the words stand: the size of their letters in points, and how far from the left they begin in mm."""
    text = page.get_textpage()
    search, found = text.search(words, match_case=True), []
    while spot := search.get_next():
        left = float(text.get_charbox(spot[0])[0]) / MM
        found.append((raw.FPDFText_GetFontSize(text.raw, spot[0]) * PT, left))
    return found


def nothing_is_small(made: Shown) -> None:
    small = [(n, letter) for n, page in enumerate(made.pages, 1) for letter, size in letters(page) if size < 7.99]
    assert small == []


def what_is_done_is_larger_than_what_is_noted(made: Shown) -> None:
    steps = [step for phase in runbook_of(made.plan, made.tag).phases for step in phase.steps]
    pages = [page.get_textpage() for page in made.pages]
    for step in steps:
        words = " ".join(step.do.replace("*", "").replace("`", "").split()[:3]).rstrip(".,;:")
        least = STANDING_POINTS if step.small else ACTION_POINTS
        assert _size(pages, words) >= least - 0.01, words


def _size(pages: list[Any], words: str) -> float:
    sizes = [0.0]
    for page in pages:
        found = page.search(words, match_case=True)
        while spot := found.get_next():
            sizes.append(raw.FPDFText_GetFontSize(page.raw, spot[0]) * PT)
    return max(sizes)


def each_sign_off_has_its_boxes(made: Shown) -> None:
    """One row a step: to tick, to write initials, and for a reason or a second attempt."""
    drawn: Counter[tuple[float, float]] = sum((boxes(page) for page in made.pages), Counter())
    steps = made.plan.steps
    ticks = sum(n for (wide, high), n in drawn.items() if wide == high >= TICK_MM and wide < 9)
    initials = sum(n for (wide, high), n in drawn.items() if INITIALS_MM <= wide < 16 and HIGH_MM <= high < 9)
    reasons = sum(n for (wide, high), n in drawn.items() if wide >= REASON_MM and HIGH_MM <= high < 9)
    assert ticks >= 2 * len(steps) + sum(step.na_allowed for step in steps)
    assert initials >= len(steps) + sum(step.witness for step in steps)
    assert reasons >= len(steps)


def the_cover_has_room_for_names_and_signatures(made: Shown) -> None:
    wide = [n for (width, high), n in boxes(made.pages[0]).items() if NAME_MM <= width < 50 and high >= 9]
    assert sum(wide) >= 8


def the_course_stands_on_one_page_and_the_sources_come_last(made: Shown) -> None:
    """The head of the course with its last mark, and the head of the sources with the first of them."""
    texts = [squeezed(page.get_textpage().get_text_range()) for page in made.pages]
    document, tongue = runbook_of(made.plan, made.tag), language(made.tag)
    course = squeezed(tongue.text("The course of the change"))
    assert any(course in text and squeezed(document.timeline[-1].title) in text for text in texts)
    first, last = (squeezed(" ".join(document.sources[at][:2])) for at in (0, -1))
    assert any(squeezed(tongue.text("Sources")) in text and first in text for text in texts[-2:])
    assert last in texts[-1]


def addresses_are_whole_on_their_page_and_the_sources_stay_together(made: Shown) -> None:
    """No page has but a line or two of them, nor a part of what is said before them."""
    texts = [squeezed(page.get_textpage().get_text_range()) for page in made.pages]
    addresses = [place for _sign, place, _steps in runbook_of(made.plan, made.tag).sources if "://" in place]
    assert addresses
    for words in (*addresses, language(made.tag).text(SOURCES_SAID)):
        assert any(squeezed(words.replace("\u2060", "")) in text.replace("\u2060", "") for text in texts[-2:]), words
    lines = made.pages[-1].get_textpage().get_text_range().strip().splitlines()
    assert len(lines) >= SOURCE_LINES + 1, "and the foot"


def the_head_of_a_page_is_that_of_its_first_step(made: Shown) -> None:
    """Also where a chapter goes on over the page and the next one, in which letters are others', begins on it."""
    phases = {phase.id: phase for phase in made.plan.phases}
    passes = {one.hop: one.letters.items() for one in made.plan.passes}
    letters_of = {step.id: passes[step.hop or 1] for step in made.plan.steps}
    last = max(passes)
    letters_of |= {step.id: passes[last] for step in made.plan.steps if phases[step.phase].id == "after"}
    titles = {step.id: squeezed(step.number + language(made.tag).text(step.title)) for step in made.plan.steps}
    seen = 0
    for page in made.pages:
        text, edge = page.get_textpage(), page.get_size()[1] - HEAD_MM * MM
        head, below = squeezed(text.get_text_bounded(bottom=edge)), squeezed(text.get_text_bounded(top=edge))
        first = next((step for step in made.plan.steps if titles[step.id] in below), None)
        if first:
            phase = phases[first.phase]
            begun = f"{phase.number}.1" in below  # also where its first step is one block with this one
            wanted = [f"{name}{one}" if len(name) == 1 else one for name, one in letters_of[first.id]]
            wanted += [] if begun else [squeezed(language(made.tag).text(phase.title))]
            assert [one for one in wanted if one not in head] == [], (head, first.number)
            seen += 1
    assert seen > len(made.pages) // 2


RULES = (
    no_more_pages_than_that,
    no_foot_is_empty_for_nothing,
    where_letters_change_appliances_a_third_of_a_page_says_so,
    the_course_stands_on_one_page_and_the_sources_come_last,
    addresses_are_whole_on_their_page_and_the_sources_stay_together,
    nothing_is_small,
    what_is_done_is_larger_than_what_is_noted,
    each_sign_off_has_its_boxes,
    the_cover_has_room_for_names_and_signatures,
    the_head_of_a_page_is_that_of_its_first_step,
)


def test_what_is_wrong_is_seen():
    """A look that could not fail would show nothing."""
    from runbook.pdf.weasyprint import render_pdf

    page = (
        '<html lang="en"><title>.</title><body class="runbook A4"><p style="font-size: 7pt">small</p>'
        '<div style="width: 12mm; height: 8mm; box-sizing: border-box; border: 0.3mm solid #000"></div></body>'
    )
    (one,) = opened(render_pdf(page, {}, style="runbook"))
    assert {round(size, 2) for _, size in letters(one)} == {7.0}
    assert boxes(one)[12.0, 8.0] == 1
    assert empty(one) > EMPTY
