"""What belongs together stays so, and what does not stands apart: words of a label, rows of a block, roles, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw
import pytest

from runbook.document.front import warnings
from runbook.inventory.load import load_inventory
from runbook.model.plan import PlanWarning
from runbook.pdf.weasyprint import render_pdf
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.pages import language, opened, page_texts, runbook_of, runbook_page, runbook_pdf, squeezed
from tests.plans import plan_of

MM = 72 / 25.4
TWENTY = Path(__file__).resolve().parents[1] / "data" / "twenty.yaml"
SAID = '<div class="said" style="width: {:.1f}mm; margin-bottom: 20mm">{}</div>'
SEEN = 'Ne modifiez rien avant sa réponse. <span class="label">Vous voyez</span> que le dossier est ouvert.'


def pages_of(parts: Iterable[str]) -> list[Any]:
    """Parts of the runbook, set by themselves."""
    head = '<html lang="en"><title>.</title><style>.apart { break-after: page }</style>'
    page = f'{head}<body class="runbook A4">{"".join(parts)}</body>'
    return list(opened(render_pdf(page, {}, style="runbook")))


def lines_of(pages: Iterable[Any]) -> list[str]:
    return [line for page in pages for line in str(page.get_textpage().get_text_range()).splitlines()]


def place(page: Any, text: str) -> tuple[float, float, float, float]:
    """Where a text lies, by its letters: left, low, right, high, in points."""
    told = page.get_textpage()
    shown = "".join(chr(raw.FPDFText_GetUnicode(told, at)) for at in range(told.count_chars()))
    start = shown.index(text)
    boxes = [told.get_charbox(at) for at in range(start, start + len(text)) if shown[at].strip()]
    lefts, lows, rights, highs = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(highs)


def test_the_words_of_a_label_stand_on_one_line() -> None:
    lines = lines_of(pages_of(SAID.format(60 + tenths, SEEN) for tenths in range(60)))
    assert sum("Vous voyez" in line for line in lines) == 60


def test_that_notes_are_those_of_another_chapter_begins_where_it_has_room() -> None:
    page = runbook_page(plan_of("failover", "automatic", "asynchronous", "dns", hops=("bs", "bs")))
    said = re.findall(r'<div class="back">(?:(?!</div>).)*<span class="as-way">.*?</span></div>', page, re.DOTALL)
    said = [re.sub(r'<a class="page-of".*?</a>', "(p. 20)", text) for text in said]
    assert said
    parts = (f'<div class="phase-head" style="width: {150 + n}mm">{text}</div>' for text in said for n in range(25))
    lines = lines_of(pages_of(parts))
    assert sum("Notes, and what the site is like" in line for line in lines) == 25 * len(said)


def test_a_row_of_a_block_has_its_time_beside_its_appliance() -> None:
    page = runbook_page(plan_of("atlas-failover", switch="dns", hops=("bs",) * 3, hours=24))
    rows = re.findall(r'<div class="which">.*?</div>', page, re.DOTALL)
    rows = [row for row in rows if ".example.com" in row and "step.planned" in row]
    assert len(rows) > 20
    pages = pages_of(f'<section class="step apart"><div class="one">{row}</div></section>' for row in rows)
    for page, row in zip(pages, rows, strict=True):
        time = re.findall(r"\d\d:\d\d", row)[-1]
        assert abs(place(page, time)[1] - place(page, "example")[1]) < 2 * MM, row


@pytest.mark.parametrize("more", [1, 2])
def test_each_warning_of_the_cover_begins_a_line(more: int) -> None:
    told = [
        PlanWarning(code="PLN011", text=f"{n}: {'All clients are removed. ' * 3}", args={}) for n in range(1 + more)
    ]
    first, last = warnings(replace(plan_of("single", "automatic"), warnings=tuple(told)), language("en"))
    begun = [line[:2] for row in (first, last) for line in row.drawn.splitlines() if line[1] == ":"]
    assert begun == [f"{n}:" for n in range(1 + more)]


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_sources_behind_a_note_have_the_whole_line(tag: str) -> None:
    views = [view for phase in runbook_of(plan_of("failover", "automatic", "synchronous", "dns"), tag).phases
             for view in phase.steps]  # fmt: skip
    broken = next(view for view in views if view.sources == "F05, F06, X2, X16, N5")
    assert not broken.notes[-1].short
    assert any(note.short for view in views for note in view.notes)


def test_what_has_to_be_at_hand_stands_under_its_heading() -> None:
    """Two things at least: not one alone, the others in the next column or on the next page."""
    inventory = load_inventory(TWENTY)
    site = inventory.sites[15]
    plan = make_plan(inventory, site, site.changes[0], load_procedures())
    texts = page_texts(runbook_pdf(plan, "en"))
    for title, kind in (("Files", "file"), ("Equipment", "equipment"), ("Addresses", "address")):
        needs = [need for need in plan.needs if need.kind == kind]
        page = next(text for text in texts if re.search(rf"(?m)^{title}\b", text))
        assert all(squeezed(need.text) in squeezed(page) for need in needs[:2]), title


def test_who_signs_in_two_lines_stands_clear_of_the_action() -> None:
    signers = '<span class="slot plain w28 two-lines" data-slot="step.signers">technician,\nrepresentative</span>'
    scope = f'<div class="scope aside"><b>Whole site</b> {signers}</div>'
    act = f'<div class="do"><p>{"Click it as one who may " * 4}THE END {"and so on " * 9}</p></div>'
    [page] = pages_of([f'<section class="step"><div class="whole">{scope}{act}</div></section>'])
    low = place(page, "representative")[1]
    below = [place(page, text)[3] for text in ("THE END",)]
    assert low - max(below) > 0.5 * MM


def test_opening_and_closing_stand_apart() -> None:
    times = "".join(
        f'<span class="label">{label}</span> <span class="slot plain w22 normal">Thu, 10 Dec 2026 20:00</span> '
        for label in ("opens", "closes")
    )
    [page] = pages_of([f'<div class="timeline"><div class="entry window"><div class="times">{times}</div></div></div>'])
    _, _, end, _ = place(page, "2026 20:00")
    begin, _, _, _ = place(page, "closes")
    assert begin - end > 2 * MM


def test_until_when_one_can_go_back_comes_below_what_leaves_it_no_room() -> None:
    marks = '<b class="hold">Hold point</b> <b class="gone">Point of no return</b>'
    by = ('<span class="by"><span class="label">Way back before step</span> '
          '<span class="slot plain w8 normal">11.4</span></span>')  # fmt: skip
    for letters in range(8, 30):
        title = f'<p class="in"><span class="number">11</span> <b>{"m" * letters}</b> {marks} {by}</p>'
        [page] = pages_of([f'<div class="timeline"><div class="entry open">{title}</div></div>'])
        _, low, right, _ = place(page, "return")
        left, _, _, high = place(page, "Way back before")
        assert left > right + MM or high < low, letters
