"""The tags of pages: all that WeasyPrint's own say, in far fewer objects."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pikepdf
import pytest

from tests.document.sample import plan
from tests.pages import checklist_pdf, runbook_pdf

pytestmark = pytest.mark.usefixtures("drawn_anew")

SAID = frozenset({"/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Link", "/Figure", "/Form"})


def told(element: Any, pages: dict[Any, int], page: int = -1) -> Iterator[tuple[int, int] | str]:
    """What is read aloud: elements that say something, and pieces of content by page and number, in their order."""
    if isinstance(element, int):
        yield page, element
    elif isinstance(element, pikepdf.Array):
        for one in element:
            yield from told(one, pages, page)
    elif element.get("/Type") != "/OBJR":
        if element.S in SAID:
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


@pytest.mark.parametrize("made", [runbook_pdf, checklist_pdf])
def test_each_piece_of_content_knows_the_element_that_holds_it(made: Callable[..., bytes]) -> None:
    pdf = opened(made(plan()))
    rows = pdf.Root.StructTreeRoot.ParentTree.Nums
    for number in range(len(pdf.pages)):
        for mark, element in enumerate(rows[2 * number + 1]):
            assert mark in list(element.K)
    for annotation in (note for page in pdf.pages for note in page.get("/Annots", ())):
        element = next(rows[i + 1] for i in range(0, len(rows), 2) if rows[i] == annotation.StructParent)
        assert [kid.Obj.objgen for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid] == [
            annotation.objgen
        ]
