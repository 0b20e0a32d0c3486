"""The printed runbook, as it is set."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFText_GetFontSize

from runbook.document import qr
from tests.pages import codes, language, opened, page_texts, runbook_of, runbook_page, runbook_pdf
from tests.plans import paths, plan_of

PLANS = {plan.path: plan for plan in paths()}
LOOKED_AT = (
    "single-automatic",
    "failover-asynchronous-manual-nat",
    "atlas-failover-dns",
    "migrate-virtual-physical-manual",
)
MM = 72 / 25.4


@cache
def made(path: str, tag: str, paper: str = "A4") -> bytes:
    return runbook_pdf(PLANS[path], tag, paper)


def headings(data: bytes) -> list[tuple[int, str, int]]:
    """The outline: level, title, page."""
    return [(e.level, e.get_title(), e.get_dest().get_index()) for e in opened(data).get_toc()]


@pytest.mark.parametrize("path", LOOKED_AT)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_step_is_never_cut_from_its_sign_off(path, tag):
    """Every page has as many rows to sign as it has steps."""
    data = made(path, tag)
    numbers = {step.number for step in PLANS[path].steps}
    steps = Counter(page for _, title, page in headings(data) if title.split(" ")[0] in numbers)
    word = re.compile(rf"\b{language(tag).text('initials')}\b")
    texts = page_texts(data)
    rows = Counter({page: len(word.findall(texts[page])) for page in range(min(steps), max(steps) + 1)})
    assert sum(steps.values()) == len(PLANS[path].steps)
    assert +rows == steps


@pytest.mark.parametrize("path", LOOKED_AT)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_phase_stands_with_its_first_step(path, tag):
    plan, found = PLANS[path], headings(made(path, tag))
    pages = {title.split(" ")[0]: page for _, title, page in found if re.match(r"[0-9.]+ ", title)}
    for phase in plan.phases:
        first = next(step.number for step in plan.steps if step.phase == phase.id)
        assert pages[str(phase.number)] == pages[first]


@pytest.mark.parametrize("path", LOOKED_AT)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_nothing_stands_outside_the_paper_margins(path, paper):
    for page in opened(made(path, "fr", paper)):
        width, _ = page.get_size()
        texts = page.get_textpage()
        boxes = [texts.get_charbox(i) for i in range(texts.count_chars()) if texts.get_text_range(i, 1).strip()]
        assert min(box[0] for box in boxes) >= 15 * MM
        assert max(box[2] for box in boxes) <= width - 13 * MM
        assert min(box[1] for box in boxes) >= 5 * MM


def test_every_page_has_its_foot():
    plan = PLANS["failover-asynchronous-manual-nat"]
    texts = page_texts(made(plan.path, "fr"))
    for number, text in enumerate(texts, 1):
        foot = " ".join(text.split())[-120:]
        assert plan.site in foot
        assert plan.change in foot
        assert plan.revision[:12] in foot
        assert f"page {number} sur {len(texts)}" in foot
        assert "français" in foot


@pytest.mark.parametrize("path", LOOKED_AT)
def test_each_code_is_read_from_the_page_as_the_address_printed_beside_it(path):
    plan, data = PLANS[path], made(path, "fr")
    read = codes(data)
    document = runbook_of(plan, "fr")
    shown = [link.url for r in (*document.recoveries,) for link in r.links] + [link.url for link in document.links]
    shown += [link.url for p in document.phases for s in p.steps for link in (*s.links, *s.side_links)]
    assert Counter(code.text for page in read for code in page) == Counter(shown)
    texts = page_texts(data)
    for text, page in zip(texts, read, strict=True):
        printed = re.sub(r"\s", "", text.replace("\ufffe", "-"))
        assert all(code.text in printed for code in page)


def test_codes_are_wide_enough_and_have_their_margin():
    """The symbol is 20 mm wide or more, without its four modules of margin."""
    plan = PLANS["migrate-virtual-physical-manual"]
    modules = {len(qr_rows(link.url)) for link in plan.links}
    for page in opened(made(plan.path, "en")):
        for item in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
            left, _, right, _ = item.get_bounds()
            side = item.get_px_size()[0]
            assert side in {m + 2 * qr.QUIET for m in modules}
            assert (right - left) / MM * (side - 2 * qr.QUIET) / side >= qr.MIN_MM


def qr_rows(text: str) -> list[list[bool]]:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    code.make(fit=True)
    return code.get_matrix()


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_what_is_read_standing_is_of_eleven_points(tag):
    plan = PLANS["failover-asynchronous-manual-nat"]
    document = runbook_of(plan, tag)
    pages = [page.get_textpage() for page in opened(made(plan.path, tag))]
    for phase in document.phases:
        for step in phase.steps:
            for text in (
                step.title,
                re.sub(r"[*`]", "", step.do),
                step.appliances[0].host.text if step.appliances else "",
            ):
                words = " ".join(text.split()[:3]).rstrip(".,;")
                if words:
                    assert _points(pages, words) >= 11


def _points(pages, words: str) -> float:
    """The largest size in which the words are set: small repetitions elsewhere (the contents) do not count."""
    sizes = []
    for page in pages:
        found = page.search(words, match_case=True)
        while spot := found.get_next():
            sizes.append(FPDFText_GetFontSize(page.raw, spot[0]))
    return max(sizes, default=0)


def test_the_staff_table_says_nothing_by_its_length():
    plan = PLANS["single-manual"]
    from dataclasses import replace

    for people, rows in ((1, 8), (8, 8), (9, 16), (17, 24)):
        staff = tuple(replace(plan.staff[0], initials=f"P{i}") for i in range(people))
        assert len(runbook_of(replace(plan, staff=staff)).people) == rows


def test_no_password_is_asked_for_or_shown():
    page = runbook_page(PLANS["migrate-virtual-physical-manual"])
    assert 'type="password"' not in page


def test_nine_hops_are_rendered():
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, False, True))
    assert len(runbook_of(plan).passes) == 3
    assert len(opened(runbook_pdf(plan))) > 40


def test_the_primary_at_the_end_of_a_pass_starts_the_next():
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
    first, second = runbook_of(plan).passes
    assert first.primary_end.text == second.primary_start.text == "rs-b"
    assert [(badge.letter, id_.text) for badge, id_ in second.appliances] == [("A", "rs-b"), ("B", "rs-a")]
