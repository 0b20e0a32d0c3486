"""The organisation's own logo at the head of a checklist is nothing that was added; what is painted elsewhere is."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from time import process_time

import pikepdf
import pytest

from runbook.records.form_content import Contents
from runbook.records.form_logo import without_logo
from runbook.records.form_shown import Shown
from tests.house import folders
from tests.pages import checklist_pdf

COLOURED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 300"><defs><linearGradient id="g">'
    '<stop offset="0" stop-color="#036"/><stop offset="1" stop-color="#9cf"/></linearGradient></defs>'
    '<rect width="1000" height="300" fill="url(#g)"/><polygon points="10,10 900,10 900,290 10,290" fill="#fff"/>'
    '<g opacity="0.5"><circle cx="50" cy="50" r="40"/></g><text x="20" y="200" font-size="200">Rhône</text></svg>'
)


@pytest.fixture(scope="module")
def plan():
    return folders.plan_with(folders.of(folders.EXAMPLE))


def form(plan, paper="A4"):
    return pikepdf.open(io.BytesIO(checklist_pdf(plan, "fr", paper)))


def changes(pdf):
    contents = Contents(Shown(pdf.Root))
    return {found and found.change for found in (contents.changed(page, form=True) for page in pdf.pages)}


@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_the_logo_of_the_example_was_not_added(plan, paper):
    assert changes(form(plan, paper)) == {None}


def test_nor_was_one_with_areas_letters_and_what_is_seen_through(plan):
    logo = "data:image/svg+xml;base64," + base64.b64encode(COLOURED.encode()).decode()
    pdf = form(replace(plan, house=replace(plan.house, logo=logo)))
    assert changes(pdf) == {None}
    plain = [Contents(Shown(one.Root)).printed(one.pages[0]) for one in (pdf, form(plan))]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" re\nW\nn\n/Figure", b" re\nW\nn\n0 0 m\n9 9 l\nS\n/Figure"),  # a line outside of the mark
        (b"170.07874 20.409449 re", b"170.07874 204 re"),  # a place that is larger
        (b" 51.779528 170.07874 20.409449 re", b" 251.779528 170.07874 20.409449 re"),  # further down
        (b"827.716535 51.779528 170.07874", b"27.716535 51.779528 170.07874"),  # over the site's name
        (b"66 11 m", b"Q Q Q Q Q Q\n66 11 m"),  # out of its place
        (b"66 11 m", b"(\n66 11 m"),  # not what a viewer reads
        (b"/Span", b"2 0 0 2 0 0 cm\n/Span"),  # all of it moved
    ],
)
def test_what_is_painted_elsewhere_was_added(plan, old, new):
    pdf = form(plan)
    for page in pdf.pages:
        content = page.Contents.read_bytes()
        assert old in content
        page.Contents = pdf.make_stream(content.replace(old, new, 1))
    assert changes(pdf) == {"added"}


def test_many_marks_that_never_end_take_no_time():
    mark = b"Q q 827.7 51.8 100 20 re W n /Figure <</MCID 1>> BDC q Q "
    content = mark * 40_000
    begun = process_time()
    assert without_logo(content, 0) == content
    assert process_time() - begun < 5  # ten thousand of them took six, and four times as many sixteen times as long
