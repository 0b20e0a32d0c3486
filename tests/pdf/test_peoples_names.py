"""What people's names are written in is drawn, in fonts of the kit, and can be read out."""

from __future__ import annotations

from dataclasses import replace

import page
import pytest

from tests import plans
from tests.pages import checklist_pdf, page_texts, runbook_pdf, squeezed

NAMES = (
    *("Łukasz Żółć", "Nguyễn Thị Ánh", "Ελένη Παππά", "Жанна Ёлкина"),
    *("東京 太郎", "王小明 陳美玲", "김민준", "สมชาย ใจดี"),
)
SHAPED = ("दीपा शर्मा", "محمد علي", "דוד כהן")  # read back by no program letter by letter


def named(*names: str):
    staff = tuple(replace(plans.STAFF[0], initials=f"N{i}", name=name) for i, name in enumerate(names))
    return replace(plans.plan_of("single", "automatic"), site_name="東京 本社", staff=staff)


@pytest.mark.long
def test_names_are_drawn_as_they_are_written():
    text = squeezed("".join(page_texts(runbook_pdf(named(*NAMES)))))
    assert "⟨U+" not in text
    for name in NAMES:
        assert squeezed(name) in text, name


@pytest.mark.long
@pytest.mark.parametrize("made", [runbook_pdf, checklist_pdf])
def test_pages_with_them_are_accessible(made):
    pdf = made(named(*NAMES, *SHAPED))
    assert "⟨U+" not in "".join(page_texts(pdf))
    assert page.validate_pdf_bytes(pdf, profile="ua1").failures == []


@pytest.mark.long
def test_what_has_no_font_is_shown_as_a_sign():
    assert "⟨U+0995⟩" in squeezed("".join(page_texts(runbook_pdf(named("\u0995")))))
