"""What pages show of a house: logo, telephones, lines at the foot, deputies, marks, steps that are left out."""

import io
import os
import re
import shutil
import struct
import zlib
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from runbook.build.documents import in_full, printed
from runbook.document.approval import approval
from runbook.document.first_page_room import head_mm
from runbook.document.house_sheet import escalation_beside
from runbook.document.runbook import runbook
from runbook.i18n import Language, with_words
from runbook.model.plan import Plan
from runbook.pdf.pages import document_of, html_of
from runbook.pdf.prefill.split_plan import split
from tests.house.folders import EXAMPLE, FILE, STEP, of, plan_with, written
from tests.pages import glossary, language, page_texts
from tests.pdf.placed import faults

PHONES = ("+33 1 99 00 00 01", "+33 1 99 00 00 02", "+33 6 99 00 00 13", "+1 202 555 0100")


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x10\x20\x30" * 4) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    """The example's house, with a PNG, a step left out, and a title in French alone."""
    folder = tmp_path_factory.mktemp("with") / "house"
    shutil.copytree(EXAMPLE, folder)
    (folder / "logo.png").write_bytes(_png())
    file = folder / "house.yaml"
    text = file.read_text(encoding="utf-8").replace("logo: logo.svg", "logo: logo.png")
    text += "\nleave_out: {hand-over: {en: Read elsewhere, fr: Lu ailleurs}}\n"
    file.write_text(text, encoding="utf-8")
    steps = folder / "steps" / "monitoring.yaml"
    title = "{en: Update the ticket, fr: Mettez le ticket à jour}"
    assert title in steps.read_text(encoding="utf-8")
    steps.write_text(steps.read_text(encoding="utf-8").replace(title, "{fr: Mettez le ticket à jour}"), "utf-8")
    return plan_with(of(folder), "lyon")


def _has_logo(data: bytes) -> bool:
    """Whether the picture of four by two pixels is one of the first page's."""
    return any(one.image.size == (4, 2) for one in pypdf.PdfReader(io.BytesIO(data)).pages[0].images if one.image)


def _pages(data: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", text) for text in page_texts(data)]


def test_the_runbook_shows_the_house(plan) -> None:
    data, filled = printed("runbook", plan, "en", "A4")
    pages = _pages(data)
    assert filled
    assert [phone for phone in (*PHONES, "C-0000-EXAMPLE", "after 45 min") if phone not in pages[0]] == []
    line = "Internal – for those who carry the change out · Keep for three years."
    assert [number for number, page in enumerate(pages, 1) if line not in page] == []
    people = next(page for page in pages if "Everybody who signs" in page or "Deputy" in page)
    assert "+33 6 99 00 00 11" in " ".join(pages)
    assert "T. Leroy +33 6 99 00 00 12" in people
    assert "Steps that the organisation leaves out Hand over: Read elsewhere" in people.replace("• ", "")
    assert "[fr] Mettez le ticket à jour" in " ".join(pages)
    assert "such as [fr]" in " ".join(pages)
    assert _has_logo(data)


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_no_text_of_the_runbook_is_at_an_upright_line(plan, tag) -> None:
    """Nor in the table of those who sign, with initials of six letters and telephones."""
    staff = (replace(plan.staff[0], initials="WWWWWW"), *plan.staff[1:])
    data, _filled = printed("runbook", replace(plan, staff=staff), tag, "A4")
    assert [fault for fault in faults(data, 0, (), captions=False) if "line" in fault] == []


@pytest.mark.skipif(not os.environ.get("LONG"), reason="a dozen seconds: LONG=1")
def test_filled_in_the_cover_and_the_staff_are_those_set_in_full(plan) -> None:
    filled = _pages(printed("runbook", plan, "fr", "Letter")[0])
    full = _pages(in_full("runbook", plan, "fr", "Letter"))
    assert [sorted(page.replace(" ", "")) for page in filled] == [sorted(page.replace(" ", "")) for page in full]


@pytest.mark.long
@pytest.mark.parametrize("site", ["lyon", "paris", "montreal"])
def test_whatever_is_filled_in_without_a_house_is_filled_in_with_one(site) -> None:
    """Its columns of the staff table have the room for roles that those without one have."""
    for house in (None, of(EXAMPLE)):
        assert printed("runbook", plan_with(house, site), "fr", "A4")[1]


@pytest.mark.long
def test_every_page_of_the_checklist_shows_the_house(plan) -> None:
    data, filled = printed("checklist", plan, "en", "A4")
    assert filled
    assert _has_logo(data)
    line = "Internal – for those who carry the change out · Keep for three years."
    assert [number for number, page in enumerate(_pages(data), 1) if line not in page] == []


@pytest.mark.long
def test_the_approval_shows_the_house(plan) -> None:
    data = in_full("approval", plan, "fr", "A4")
    pages = _pages(data)
    assert [number for number, page in enumerate(pages, 1) if "Interne – réservé aux intervenants" not in page] == []
    assert "Lu ailleurs" in " ".join(pages)
    assert "signature" in pages[0].lower()
    assert _has_logo(data)


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", pytest.param("fr", marks=pytest.mark.long)])
def test_steps_of_the_house_are_marked_and_no_others(plan, tag) -> None:
    document = runbook(plan, language(tag), (language("en"),))
    steps = [step for phase in document.phases for step in phase.steps]
    named = {step.number for step in plan.steps if step.house}
    assert len(named) > 1
    assert {step.number for step in steps if step.house} == named
    rows = _pages(printed("checklist", plan, tag, "A4")[0])
    mark = {"en": "· house", "fr": "· maison"}[tag]
    assert sum(page.count(mark) for page in rows) == len(named)


def test_the_telephone_of_support_stands_where_it_is_called(plan) -> None:
    document = runbook(plan, language("en"), (language("en"),))
    phases = [phase for phase in document.phases if "call Support" in phase.back]
    assert phases
    assert all(phase.back_by_support for phase in phases)
    without = replace(plan, house=replace(plan.house, vendor_phone=""))
    assert not any(phase.back_by_support for phase in runbook(without, language("en"), (language("en"),)).phases)
    assert plan.house is not None
    assert not any(phase.back_by_support for phase in runbook(replace(plan, house=None), language("en"), ()).phases)


def test_other_people_are_the_same_shape_and_another_house_is_not(plan) -> None:
    house = plan.house
    assert split(replace(plan, house=replace(house, staff=()))).shape == split(plan).shape
    assert split(replace(plan, house=replace(house, staff=()))).values != split(plan).values
    others = (
        replace(house, vendor_phone="1"),
        replace(house, vendor_contract="2"),
        replace(house, contacts=tuple(replace(one, phone="3") for one in house.contacts)),
        replace(house, escalation=tuple(replace(one, phone="4") for one in house.escalation)),
        replace(house, vendor_case="5"),
    )
    assert all(split(replace(plan, house=other)).shape != split(plan).shape for other in others)


def test_the_first_page_reckons_with_the_logo_and_the_line(plan) -> None:
    head = approval(plan, language("en")).head
    assert head.logo
    assert head_mm(head) > head_mm(replace(head, second_line=False))


def test_who_is_called_when_it_lasts_stands_wherever_somebody_is_called(plan) -> None:
    """On the first page, beside each step that calls Support, and beside those of the house that call somebody."""
    page = html_of(*_set(plan))
    steps = [step for phase in runbook(plan, language("en"), ()).phases for step in phase.steps]
    calling = [step.number for step in steps if step.calls]
    assert calling == [s.number for s in plan.steps if s.event in ("house.noc-called", "house.monitoring-on")]
    beside = sum(step.support for step in steps) + len(calling)
    ways_back = sum(phase.back_by_support for phase in runbook(plan, language("en"), ()).phases)
    chapters = 2  # "Never" and "What to do if"
    assert page.count("after 45 min") == 1 + beside + ways_back + chapters
    assert page.count("after 15 min") == 1 + beside - len(calling) + ways_back + chapters, "it is the one they call"


def test_what_rests_on_other_pages_of_the_vendor_is_told_from_the_kits_own(plan) -> None:
    page = html_of(*_set(plan))
    notes = [one for step in plan.steps for one in step.notes]
    assert any(one.kit and one.sources == ("B20",) for one in notes)
    assert '<span class="kit">kit B20</span>' in page
    assert '<span class="kit">kit</span>' in page
    assert '<span class="kit">kit HOUSE' not in page
    legend = re.sub(r"\s+", " ", page)
    assert '<span class="kit">kit B08</span> one that rests on another page of the vendor.' in legend
    assert '<span class="kit">house</span> marks what is the organisation’s own.' in legend
    assert "HOUSE" not in page
    assert "organisation’s own" not in html_of(*_set(replace(plan, house=None)))


def test_pages_of_the_organisation_are_not_the_vendors(tmp_path) -> None:
    link = "  links: [{title: {en: Our handbook, fr: Notre manuel}, url: 'https://example.com/handbook'}]\n"
    page = html_of(*_set(plan_with(of(written(tmp_path / "h", steps=STEP + link)))))
    assert re.search(r"Pages of the organisation</span>\s*Our handbook", page)
    assert "Pages of the vendor and of the organisation" in page
    without = html_of(*_set(plan_with(of(written(tmp_path / "without")))))
    assert "of the organisation" not in without.partition("Sources")[0]


def _set(plan: Plan) -> tuple[Any, Language]:
    spoken = with_words(language("en"), plan.words)
    return document_of("runbook", plan, spoken, glossary(), "A4")[0], spoken


def test_beside_a_step_that_calls_somebody_stands_who_is_called_next(tmp_path) -> None:
    file = FILE + "contacts: {noc: {name: Control room, phone: '1'}, desk: {name: Service desk, phone: '2'}}\n"
    file += "escalation: [{minutes: 5, call: noc}, {minutes: 9, call: desk}]\n"
    for n, (call, wanted) in enumerate((("  call: [noc]\n", ["Service desk"]), ("", []))):
        plan = plan_with(of(written(tmp_path / f"h{n}", file, STEP + call)))
        (step,) = (step for step in plan.steps if step.house)
        assert [one.name for one in escalation_beside(plan, step, language("en"))] == wanted
