from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.model import form
from tests.plans import paths

STEPS = st.from_regex(r"[a-z][a-z.-]{0,30}(:[A-Za-z0-9][A-Za-z0-9_-]{0,39})?(:h[1-9])?", fullmatch=True)


@given(st.integers(1, 9999), st.sampled_from(form.COLUMNS), STEPS)
def test_a_field_name_says_its_step_and_column(index, column, step):
    name = form.field_name(index, column, step)
    assert form.read_field(name) == form.FormField(index=index, column=column, step=step)
    assert "." not in name


def test_every_field_of_every_path_has_a_name_of_its_own():
    plans = paths()
    assert len(plans) == 20
    for plan in plans:
        names = [form.field_name(i, c, s.id) for i, s in enumerate(plan.steps, 1) for c in form.COLUMNS]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[\w:,-]+", name) for name in names)


@pytest.mark.parametrize("head", form.HEADS)
def test_a_head_field_is_read_as_such(head):
    assert form.read_field(form.head_name(head)) == head


@pytest.mark.parametrize("name", ["", "at", "0001-at", "0001-colour-x", "1-at-x", "0000-colour", "0001-at-"])
def test_a_name_that_is_not_the_kits_means_nothing(name):
    assert form.read_field(name) is None


@pytest.mark.parametrize("tag", ["fr", "en", "fr_CA", "sr_Latn_RS"])
def test_a_page_code_is_read_back(tag):
    code = form.page_code("0123456789abcdef" * 4, 2, 11, tag)
    assert form.read_page_code(code) == form.PageCode(revision="0123456789abcdef" * 4, page=2, pages=11, language=tag)
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", code), "a denser code fits only these"


@pytest.mark.parametrize("text", ["", "https://example.com", "RBK1:00:1/2:FR", "RBK2:" + "0" * 64 + ":1/2:FR"])
def test_another_code_is_not_a_page(text):
    assert form.read_page_code(text) is None
