"""What a step shows of its time and of its sign-off."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from runbook.document.approval import approval
from runbook.document.bars import drawing
from runbook.document.checklist import checklist
from runbook.document.glyphs import text_mm
from runbook.document.sign_row import FIELD_MM, evidence_fits
from runbook.document.slots import Size
from runbook.document.step_room import REGULAR
from runbook.document.steps import planned_time
from runbook.model.control import RELEASES
from runbook.pdf.html import approval_html
from runbook.resources import templates
from tests.pages import language, runbook_of, runbook_page
from tests.plans import plan_of

PLAN = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
BLANK_AT_THE_END = re.compile(r"[ \n]</(?:td|th|p|li|h\d)>")


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_planned_time_stands_with_its_day(tag):
    tongue = language(tag)
    shown = [step for phase in runbook_of(PLAN, tag).phases for step in phase.steps]
    rows = [row for page in checklist(PLAN, tongue).pages for group in page.groups for row in group.rows]
    late = [step.gate == "decision" for step in PLAN.steps]
    starts = [None if decided else step.planned_start for step, decided in zip(PLAN.steps, late, strict=True)]
    assert any(late), "one that nobody has to sign at a time stands without"
    days = {start.date() for start in starts if start}
    assert len(days) > 4, "windows that go past midnight"
    written = [step.planned_day.text if step.planned_day else "" for step in shown]
    dates = [tongue.short_date(at) if at else text for text, at in zip(written, starts, strict=True)]
    assert [text.replace("\u00a0", " ") for text in written] == [text.replace("\u00a0", " ") for text in dates]
    (last,) = (place for place, step in enumerate(PLAN.steps) if step.gate in RELEASES)
    shown_at = [
        step.planned_by if place <= last else at
        for place, (step, at) in enumerate(zip(PLAN.steps, starts, strict=True))
    ]
    assert [row.day and row.day.text for row in rows] == [at and tongue.weekday(at) for at in shown_at]


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_day_of_a_planned_time_stands_in_one_line_apart_from_the_time(tag):
    """In its slot a day that fills it would touch the time, and one in two lines would stand above it."""
    tongue = language(tag)
    step = next(step for step in PLAN.steps if step.planned_start)
    assert step.planned_start
    for month in range(1, 13):
        _, day, _ = planned_time(replace(step, planned_start=step.planned_start.replace(month=month, day=16)), tongue)
        assert day
        assert day.size in (Size.NORMAL, Size.SMALL), day.text
    css = (templates() / "styles" / "runbook.css").read_text("utf-8")
    (gap,) = re.findall(r"\.planned \.slot\.plain \{.*?margin-right: (-?[0-9.]+)mm", css)
    assert float(gap) > 0


def test_the_drawing_of_a_window_says_where_the_day_begins():
    assert [text for _, text in drawing(PLAN, language("en")).bars[0].ticks] == ["22:00", "Sun 00:00", "02:00", "04:00"]


def test_each_sign_off_has_room_for_a_reason_and_a_second_attempt():
    """Each step may fail, and some may be not applicable."""
    assert runbook_page(PLAN).count('class="cell reason') == len(PLAN.steps)


def test_the_day_and_the_time_of_one_moment_stand_in_one_line():
    page = runbook_page(PLAN)
    moments = page.count('class="evidence moment')
    assert moments
    assert page.count('<span class="cells"><span class="cell day">') == moments
    (style,) = re.findall(r"\.evidence \.cells \{(.*?)\}", (templates() / "styles" / "runbook.css").read_text("utf-8"))
    assert "white-space: nowrap" in style


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_no_block_ends_with_a_blank(tag):
    """It would count as a part of the last line, which is then broken where it need not be."""
    pages = (runbook_page(PLAN, tag), approval_html(approval(PLAN, language(tag)), language(tag)))
    assert [found for page in pages for found in BLANK_AT_THE_END.findall(page)] == []


def test_a_duration_is_never_broken_within():
    texts = [row.length for row in approval(PLAN, language("fr")).impact]
    assert any("\u00a0" in text for text in texts)
    assert not [text for text in texts if re.search(r"\d [a-z]|h \d", text)]


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_both_words_of_a_choice_have_room_beside_all_boxes(tag):
    """With n/a and a witness the place is narrowest: the second word must end before the box for the reason."""
    css = (templates() / "styles" / "runbook.css").read_text(encoding="utf-8")
    narrowest, gap = (
        float(re.search(pattern, css)[1])  # type: ignore[index]
        for pattern in (r"\.e3 \{ width: ([0-9.]+)mm", r"\.box\.second \{ margin-left: ([0-9.]+)mm")
    )
    yes, no = (language(tag).text(word) for word in ("yes", "no"))
    words = text_mm(f" {yes}  {no}", 11) * REGULAR
    assert 2 * 7.8 + gap + words <= FIELD_MM["yes-no"] <= narrowest
    assert evidence_fits("yes-no", "", expected=False, na=True, witness=True)
