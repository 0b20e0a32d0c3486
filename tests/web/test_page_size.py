"""How large the checklist in a browser is: it goes by mail, and into the folder of every change."""

from __future__ import annotations

import json

import pytest

from runbook.model.site import Change, Site
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.web.packed_text import packed
from tests.house.folders import example
from tests.verify.harness import indexed_plan_of
from tests.web.checklist_page import drawn, page_of, unpacked

MOST = 300_000  # bytes of a page of a hundred steps, or fewer
CHANGES = [(site, change) for site in example().sites for change in site.changes]


def assert_small(page: str, tag: str) -> None:
    steps = drawn(page)["steps"].count("<article")
    assert len(page.encode()) < MOST * max(1, steps / 100), (tag, steps)


@pytest.mark.parametrize(("site", "change"), CHANGES, ids=lambda one: one.id)
def test_a_page_is_below_300_kb_for_a_hundred_steps(site: Site, change: Change) -> None:
    plan = make_plan(example(), site, change, load_procedures())
    for tag in ("en", "fr"):
        assert_small(page_of(plan, tag), tag)


@pytest.mark.parametrize("kind", [("failover", "manual", "asynchronous", "dns"), ("atlas-failover", None, None, "dns")])
def test_the_longest_changes_are_too(kind: tuple[str, str | None, str | None, str | None]) -> None:
    assert_small(page_of(indexed_plan_of(*kind).plan, "fr"), "fr")


@pytest.mark.parametrize(
    "text",
    [
        "", "short", "one two three, one two three, one two three", "a" * 5000, "¤¥ ¤¥ ¤¥ ¤¥ ¤¥ ¤¥ ¤¥ ¤¥",
        "\U0001f600 smile at \U0001f600 smile at \U0001f600 smile at it", json.dumps({"x": ["<p>É\u2028</p>"] * 40}),
    ],
)  # fmt: skip
def test_a_text_is_read_again_as_it_was(text: str) -> None:
    short = packed(text)
    assert unpacked(short.mark, short.text) == text
    assert short.mark not in text


def test_what_is_said_again_is_named_by_its_place() -> None:
    assert packed("to be switched off, to be switched off.").text == "to be switched off, ¤00000i."
