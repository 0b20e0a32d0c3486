"""References to pages, read back from finished PDFs: each names the page on which what it points at stands."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from runbook.pdf.weasyprint import render_pdf
from tests.document.sample import plan
from tests.pages import opened, runbook_pdf


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def with_links(count: int) -> str:
    """As many chapters, a page each, behind a page that refers to all of them, between words."""
    references = "".join(
        f'<p id="r{n}">before <a class="page-of" href="#c{n}" data-page="(p.\xa000)"></a> behind</p>'
        for n in range(2, count + 2)
    )
    chapters = "".join(f'<h2 id="c{n}" style="break-before: page">Chapter {n}</h2>' for n in range(2, count + 2))
    head = "<head><title>t</title><style>@page { size: 300mm 2000mm }</style></head>"
    return f"<html lang='en'>{head}<body class='runbook'>{references}{chapters}</body></html>"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("count", [3, 20, 110])
def test_each_reference_names_the_page_however_many_digits_it_has(count: int) -> None:
    first, *others = pages_of(render_pdf(with_links(count), {}, style="runbook"))
    assert [f"Chapter {n}" in text for n, text in enumerate(others, 2)] == [True] * count
    assert [" ".join(line.split()) for line in first.splitlines() if "before" in line] == [
        f"before (p. {n}) behind" for n in range(2, count + 2)
    ]


def test_what_follows_a_reference_moves_up_to_it() -> None:
    """Behind a short number stands no gap: the words begin where they would without one."""
    places: dict[str, float] = {}

    def note(text: str, _cm: object, tm: list[float], *_: object) -> None:
        if "behind" in text:
            places[str(len(places))] = tm[4]

    PdfReader(BytesIO(render_pdf(with_links(10), {}, style="runbook"))).pages[0].extract_text(visitor_text=note)
    assert len(places) == 10
    assert max(places.values()) - min(places.values()) > 4  # one digit, and two
    assert places["8"] > places["9"] - 8


def test_a_reference_behind_something_with_lines_of_its_own_is_written() -> None:
    """As at the head of a way back: times in slots, then the chapter that says the rest, on one line."""
    slot = '<span style="display: inline-block">1 h</span>'
    link = '<a class="page-of" href="#there" data-page="(p.\xa000)"></a>'
    body = f"<p>in {slot} in {slot} as in {link} behind</p><h2 id='there' style='break-before: page'>There</h2>"
    html = f"<html lang='en'><head><title>t</title></head><body class='runbook'>{body}</body></html>"
    first, _ = pages_of(render_pdf(html, {}, style="runbook"))
    assert "as in (p. 2) behind" in " ".join(first.split())


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_runbook_refers_to_the_pages_where_things_stand(tag: str) -> None:
    """Of each link, its rectangle holds the number of the page that it leads to, and nothing else of the line."""
    pdf = runbook_pdf(plan(), tag)
    reader, met = PdfReader(BytesIO(pdf)), 0
    for page, seen in zip(reader.pages, opened(pdf), strict=True):
        text = seen.get_textpage()
        for link in (a.get_object() for a in page.get("/Annots", ())):
            target = reader.get_destination_page_number(reader.named_destinations[link["/Dest"]])
            said = text.get_text_bounded(*map(float, link["/Rect"])).strip()
            if re.fullmatch(r"\([a-z. ]+[0-9]+\)|[0-9]+", said.replace("\xa0", " ")):
                met += 1
                assert target is not None
                assert int(re.sub("[^0-9]", "", said)) == target + 1
    assert met > 5
