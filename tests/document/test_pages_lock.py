"""Pages of the same plan are the same pages, or the plan says that they are others: PAGES goes up with every change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from runbook.document import words
from runbook.model.revision import PAGES
from tests.document import pages_lock
from tests.document.pages_lock import (
    KINDS,
    LOCK,
    RAISE,
    RUN,
    as_locked,
    changes,
    kits_words,
    language_without,
    page_hashes,
    reference_plans,
    setting_hashes,
    verdict,
    word_hashes,
)
from tests.plans import paths

HELD = json.loads(LOCK.read_text(encoding="utf-8"))
ONE = "single-automatic"
# Each plan with two kinds of its pages, then with the other two; of one plan and the next, which is most like it, the
# first two are not the same ones.
HALVES = [(name, KINDS[first::2]) for number, name in enumerate(HELD["html"]) for first in (number % 2, 1 - number % 2)]


@pytest.mark.skipif(
    not as_locked(), reason="other versions of libraries than those of requirements.lock write the pages"
)
@pytest.mark.sampled(2)
@pytest.mark.parametrize(("name", "kinds"), HALVES)
def test_the_pages_of_a_frozen_plan_are_as_they_were(name, kinds):
    held = {kind: HELD["html"][name][kind] for kind in kinds}
    assert not verdict(HELD["pages"], changes(held, page_hashes(reference_plans()[name], kinds)))


def test_style_sheets_fonts_and_what_sets_pages_are_as_they_were():
    assert not verdict(HELD["pages"], changes(HELD["setting"], setting_hashes()))


def test_the_kits_own_words_are_as_they_were():
    assert not verdict(HELD["pages"], changes(HELD["words"], word_hashes()))


def test_all_of_it_is_held():
    told: dict[str, dict[str, Any]] = {"setting": setting_hashes(), "words": word_hashes(), "html": reference_plans()}
    assert {part: set(HELD[part]) for part in told} == {part: set(now) for part, now in told.items()}, RUN


def test_there_is_a_frozen_plan_of_each_path():
    assert {plan.path for plan in paths()} <= {plan.path for plan in reference_plans().values()}, RUN


def test_what_the_lock_asks_for():
    assert verdict(PAGES, []) == ""
    assert verdict(PAGES, ["words/fr"]) == f"words/fr: {RAISE}"
    assert verdict(PAGES - 1, ["words/fr"]).endswith(RUN)
    assert verdict(PAGES - 1, []).endswith(RUN)
    assert verdict(PAGES + 1, []) == f"PAGES: {RAISE}"  # it never goes down


def test_what_is_new_is_no_change_and_what_is_gone_is():
    assert [*changes({"a": {"b": "1"}}, {"a": {"b": "1", "c": "2"}, "d": "3"})] == []
    assert [*changes({"a": {"b": "1", "c": "2"}, "d": "3"}, {"a": {"b": "0"}})] == ["a/b", "a/c", "d"]


def test_the_lock_is_not_written_over_a_change_that_no_number_tells(monkeypatch, tmp_path):
    plan = reference_plans()[ONE]
    held = {**HELD, "words": {**HELD["words"], "fr": "other words"}}
    lock = tmp_path / "pages.lock"
    lock.write_text(json.dumps(held), encoding="utf-8")
    monkeypatch.setattr(pages_lock, "LOCK", lock)
    monkeypatch.setattr(pages_lock, "add_plans", lambda: None)
    monkeypatch.setattr(pages_lock, "reference_plans", lambda: {ONE: plan})
    monkeypatch.setattr(pages_lock, "as_locked", lambda: True)
    held["html"] = {ONE: held["html"][ONE]}
    lock.write_text(json.dumps(held), encoding="utf-8")
    assert pages_lock.main() == f"words/fr: {RAISE}"
    assert json.loads(lock.read_text(encoding="utf-8")) == held
    monkeypatch.setattr(pages_lock, "PAGES", PAGES + 1)
    assert pages_lock.main() == ""
    assert json.loads(lock.read_text(encoding="utf-8"))["pages"] == PAGES + 1


def test_another_word_of_the_kits_is_another_page(monkeypatch):
    before = page_hashes(reference_plans()[ONE])
    monkeypatch.setitem(words.STAFF_ROLES, "technician", "engineer")
    after = page_hashes(reference_plans()[ONE])
    assert {kind for kind in before if before[kind] != after[kind]} >= {"runbook", "approval"}


def test_the_plans_own_texts_may_be_translated_anew():
    plan = reference_plans()[ONE]
    french = language_without(plan, "fr")
    assert plan.path_title not in french.messages
    assert french.messages.keys() & {*kits_words()}
    other = replace(plan, revision="1a" * 32)  # what the pages do show
    assert page_hashes(other) != page_hashes(plan)
