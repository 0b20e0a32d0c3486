from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.document.glyphs import drawable
from runbook.document.visible_text import columns, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rs-a.example.com", "rs-a.example.com"),
        ("Paris – La Défense", "Paris – La Défense"),
        ("Львов Ωμέγα", "Львов Ωμέγα"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\nb\r\x00", "a⟨U+000A⟩b⟨U+000D⟩⟨U+0000⟩"),
        ("a\u2028\u200b\ufeff\u00ad", "a⟨U+2028⟩⟨U+200B⟩⟨U+FEFF⟩⟨U+00AD⟩"),
        ("漢", "漢"),
        ("\u0995", "⟨U+0995⟩"),
        ("\U0001f600\ue000", "\U0001f600⟨U+E000⟩"),
        ("{{ 7 * 7 }} <b>", "{{ 7 * 7 }} <b>"),
    ],
)
def test_what_cannot_be_seen_is_written_as_its_code(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_every_shown_character_can_be_drawn_and_seen(text):
    shown = visible(text)
    assert all(ord(c) in drawable() for c in shown)
    assert {unicodedata.category(c)[0] for c in shown if c not in " \u00a0\u202f"} <= set("LMNPS")


@given(st.text())
def test_a_code_takes_as_many_columns_as_it_has_characters(text):
    assert columns(visible(text)) >= len(visible(text)) >= len(text)
