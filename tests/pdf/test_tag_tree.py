"""The tags of pages: all that WeasyPrint's own say, in far fewer objects."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pikepdf
import pytest

from tests.document.sample import plan
from tests.pages import checklist_pdf, runbook_pdf

pytestmark = pytest.mark.usefixtures("drawn_anew")

SAID = frozenset({"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Link", "/Figure", "/Form"})
GROUPS = frozenset({"/Document", "/Sect", "/Div", "/Table", "/TR", "/L", "/LI", "/NonStruct"})


def told(element: Any, pages: dict[Any, int], page: int = -1) -> Iterator[tuple[int, int] | str]:
    """What is read aloud: elements that say something, and pieces of content by page and number, in their order."""
    if isinstance(element, int):
        yield page, element
    elif isinstance(element, pikepdf.Array):
        for one in element:
            yield from told(one, pages, page)
    elif element.get("/Type") != "/OBJR":
        if element.S in SAID and not (element.S == element.P.S == "/Link"):
            yield str(element.S)
        own = pages[element.Pg.objgen] if "/Pg" in element else page
        yield from told(element.get("/K", pikepdf.Array()), pages, own)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


@pytest.mark.parametrize("made", [runbook_pdf, checklist_pdf])
def test_few_tags_say_what_all_of_them_say(made: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    few = opened(made(plan()))
    monkeypatch.setattr("runbook.pdf.weasyprint.few_tags", nullcontext)
    many = opened(made(plan()))
    said, before = (
        list(told(pdf.Root.StructTreeRoot.K, {page.objgen: number for number, page in enumerate(pdf.pages)}))
        for pdf in (few, many)
    )
    assert said == before
    assert len(few.objects) < len(many.objects) / 2


def elements(element: Any) -> Iterator[Any]:
    for kid in element.get("/K", ()) if "/K" in element else ():
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.mark.parametrize("made", [runbook_pdf, checklist_pdf])
def test_no_group_of_blocks_holds_content_itself(made: Callable[..., bytes]) -> None:
    """ISO 32000-1, 14.8.4.2."""
    pdf = opened(made(plan()))
    holding = [
        element for element in elements(pdf.Root.StructTreeRoot) if any(isinstance(kid, int) for kid in element.K)
    ]
    held = Counter(str(element.S) for element in holding)
    assert held["/P"]
    assert not GROUPS & held.keys()


def test_a_link_says_the_words_that_it_is_on() -> None:
    """And no link is in another: that of a page's number leads to where the one around it leads."""
    pdf = opened(runbook_pdf(plan()))
    found = [element for element in elements(pdf.Root.StructTreeRoot) if element.S == "/Link"]
    first = [str(element.K[0].Obj.Contents) for element in found]
    assert {"Preparation 3", "(p. 2)"} <= set(first)
    assert not any(element.P.S == "/Link" for element in found)


def test_heads_and_feet_are_no_content() -> None:
    """ISO 14289-1, 7.8: artifacts that say which they are. All other marked content has its element."""
    pdf = opened(runbook_pdf(plan()))
    rows = pdf.Root.StructTreeRoot.ParentTree.Nums
    linked = {element.objgen for element in elements(pdf.Root.StructTreeRoot)}
    for number, page in enumerate(pdf.pages):
        content = page.Contents.read_bytes()
        kinds = re.findall(rb"/Artifact\s*<<[^>]*/Subtype /(\w+)[^>]*>>\s*BDC", content)
        assert kinds == [b"Header", b"Footer"]
        assert content.count(b"/MCID") == len(rows[2 * number + 1])
        assert {element.objgen for element in rows[2 * number + 1]} <= linked


@pytest.mark.parametrize("made", [runbook_pdf, checklist_pdf])
def test_each_piece_of_content_knows_the_element_that_holds_it(made: Callable[..., bytes]) -> None:
    pdf = opened(made(plan()))
    rows = pdf.Root.StructTreeRoot.ParentTree.Nums
    for number in range(len(pdf.pages)):
        for mark, element in enumerate(rows[2 * number + 1]):
            assert mark in list(element.K)
    for annotation in (note for page in pdf.pages for note in page.get("/Annots", ())):
        element = next(rows[i + 1] for i in range(0, len(rows), 2) if rows[i] == annotation.StructParent)
        held = [kid.Obj for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]
        assert annotation.objgen in [one.objgen for one in held]
        assert len({str(one.get("/Dest", "")) for one in held}) == 1


def test_screen_labels_are_in_their_languages() -> None:
    pdf = opened(runbook_pdf(plan(), "fr"))
    cells = [element for element in elements(pdf.Root.StructTreeRoot) if element.S in ("/TD", "/TH")]
    kinds = Counter((str(cell.S), str(cell.Lang)) for cell in cells if "/Lang" in cell)
    assert kinds["/TH", "en"] == kinds["/TH", "fr"] == 2
    assert kinds["/TD", "en"] == kinds["/TD", "fr"] > 1
