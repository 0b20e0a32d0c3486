"""WeasyPrint with the kit's own functions sets the same bytes as without them."""

from __future__ import annotations

import gc
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import weasyprint as engine

from runbook.pdf import quicker
from runbook.pdf.weasyprint import render_pdf
from tests.document.sample import plan
from tests.pages import checklist_page, checklist_pdf, runbook_page, runbook_pdf
from tests.plans import plan_of

pytestmark = pytest.mark.usefixtures("drawn_anew")

PAGES = {"runbook": runbook_pdf, "checklist": checklist_pdf}


@pytest.mark.long
@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_same_bytes(kind: str, tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PAGES[kind](plan(), tag)
    monkeypatch.setattr("runbook.pdf.weasyprint.quicker", nullcontext)
    assert PAGES[kind](plan(), tag) == quick


@pytest.mark.parametrize(
    "body",
    [
        "<svg width='9' height='9'><path d='M0 0h9v9z'/></svg>",
        "<p>not <b>closed<p>again<br>and<br/>again",
        "<p style='width: 50%; margin: 5%'>in percent</p><div style='page: other'>another page</div>",
        "<table><tr><th scope='col'>a<td>b</table><ol><li>one<li>two</ol>",
        "<p style='text-align: justify'>just so " + "many words " * 40,
        "<div style='margin: 9px'><table><tbody><tr><td>a</td></tr></tbody></table>" * 2,
        "<p style='vertical-align: top; margin: 9px'>"
        + "<span style='margin: inherit; display: inline-block'>a</span>" * 2,
        "<u>under <b>both</b></u><b>one</b><s><b>another</b></s><p style='color: red'><b>red</b></p><b>black</b>",
        "<div>" + "<b style='display: inline-block; width: 4em'>a <i>b</i></b>" * 3 + "</div><p>" + "<b>a</b> " * 3,
        "<i style='float: left; margin: 9px'>a <b>float</b></i><p>beside it<br>"
        + "many words " * 60
        + "</p><p style='clear: both'>below it</p><i style='float: right'>"
        + "words that break " * 40
        + "</i><p>below",
        "<b style='display: inline-block'>" + "words that break " * 40 + "</b><b style='display: inline-block'>few</b>",
        "<p style='outline: 1px solid'>out</p><p style='border: 2px dotted; border-radius: 9px'>in <b>b</b></p>",
        "<div style='columns: 2; column-rule: 1px solid; background: #eee'><p>one</p><p>two</p><p>three</p></div>",
        "<div style='position: absolute; background: linear-gradient(red, blue)'><p>over <a href='#x'>x</a></p></div>"
        "<p id='x' style='background: red; visibility: hidden'>hidden <b style='visibility: visible'>shown</b></p>",
        "<i style='display: inline-block'>a <a href='#x'>x</a></i>"
        "<i style='display: inline-block'>a <a href='#y'>x</a></i><p id='x'>x</p><p id='y'>y</p>",
        "<p style='text-overflow: ellipsis; overflow: hidden; width: 4em; white-space: nowrap'>too long by far</p>" * 2,
        "<style>p + p, [title] { color: red } :first-child > b, ul li:nth-child(2) { margin-left: 9px }"
        "b ~ b { top: 1px } b:not(.k) { position: relative } p:has(i) { left: 3px; position: relative }"
        "[data-k='2'], a[href='#x'] b { text-decoration: underline }"
        ".k > .k b::before { content: 'k' } [lang|=fr] b { font-size: 9px }</style>"
        "<p class='k'><b>a</b><b data-k='2'>b</b><b data-k='1'>c</b></p>"
        "<p title='t'><i>d</i><b class='k' id='x'>e</b></p>"
        "<ul lang='fr-FR'><li><b>f</b><li class='k'><i class='k'><b>g</b></i><li><a href='#x'><b>h</b></a></ul>",
        "<p style='border: 3px double; border-color: red rgb(255 0 0 / .5); color: hsl(9 5% 5%)'>two reds"
        "<u>and</u> <b style='color: lab(50% 9 9)'>more</b><i style='background: rgb(none 9 9)'>none</i></p>",
        "<p>fi\u0301 \u0905\u0928\u094d\u0928 <b>\u05d0\u05d1</b> a\u00a0b \u0e01\u0e33 \u4e2d x\u0332</p>" * 2,
        "<pre>a\tb\nc  d</pre><p style='word-spacing: 4px'>a b</p><p style='font-kerning: none'>AVAV</p>" * 2,
        "<style>#x b { color: red } b#x { top: 1px }</style><p id='x'><b>a</b></p><p><b>b</b></p>",
        "<p style='font-size: 9.5pt; letter-spacing: 1px'>wide</p><p style='font-size: 9.5pt'>wide</p>" * 2,
    ],
)
def test_what_the_kits_pages_have_not_is_set_alike(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "<head><meta charset='utf-8'><title>t</title></head>"
    page = f"<!DOCTYPE html><html lang='en'>{head}<body>{body}</body></html>"
    quick = render_pdf(page, {}, style="runbook")
    monkeypatch.setattr("runbook.pdf.weasyprint.quicker", nullcontext)
    assert render_pdf(page, {}, style="runbook") == quick


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_kits_pages_are_read_by_the_quick_parser(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise AssertionError("not well-formed")

    monkeypatch.setattr(engine.tinyhtml5, "parse", refuse)
    real = plan_of("failover", "automatic", "asynchronous", "shared-ip")
    runbooks = [(runbook_page(one, tag), "runbook") for one in (plan(), real)]
    for page, style in (*runbooks, (checklist_page(plan(), tag), "checklist")):
        with pytest.raises(Exception, match="qr:"):
            render_pdf(page, {}, style=style)


def test_little_is_left_for_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    head = "<head><meta charset='utf-8'><title>t</title></head>"
    body = "".join(f"<div style='margin: {i}px'><p>some <b>text</b> of {i}</p></div>" for i in range(100))
    gc.collect()
    monkeypatch.setattr("runbook.pdf.weasyprint.gc", SimpleNamespace(**{**vars(gc), "enable": int, "collect": int}))
    try:
        render_pdf(f"<!DOCTYPE html><html lang='en'>{head}<body>{body}</body></html>", {}, style="runbook")
        assert gc.collect() < 1000
    finally:
        gc.enable()


def test_everything_is_as_it_was_behind_it() -> None:
    from weasyprint.layout.block import resolve_percentages

    with quicker.quicker():
        assert engine.layout.block.resolve_percentages is not resolve_percentages
    assert engine.layout.block.resolve_percentages is resolve_percentages


def test_another_version_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.layout.block import resolve_percentages

    monkeypatch.setattr(engine, "__version__", "70.1")
    with quicker.quicker():
        assert engine.layout.block.resolve_percentages is resolve_percentages
