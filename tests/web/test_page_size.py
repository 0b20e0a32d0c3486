"""How large the checklist in a browser is: it goes by mail, and into the folder of every change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runbook.model.site import Change, Site
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.web.packed_text import packed
from tests.house.folders import example
from tests.verify.harness import indexed_plan_of
from tests.web.checklist_page import drawn, opened, page_at, page_of, unpacked
from tests.web.driven_browsers import Chromium, chromium, missing

MOST = 345_000  # bytes of a page of a hundred steps, or fewer
LONGEST = ("failover", "manual", "asynchronous", "dns")
SLOWER = 4  # an old phone's processor
WAIT = 1.5  # seconds until it shows the first step of a hundred
CHANGES = [(site, change) for site in example().sites for change in site.changes]


def assert_small(page: str, tag: str) -> None:
    steps = drawn(page)["steps"].count("<article")
    assert len(page.encode()) < MOST * max(1, steps / 100), (tag, steps)


@pytest.mark.long
@pytest.mark.parametrize(("site", "change"), CHANGES, ids=lambda one: one.id)
def test_a_page_is_below_345_kb_for_a_hundred_steps(site: Site, change: Change) -> None:
    plan = make_plan(example(), site, change, load_procedures())
    for tag in ("en", "fr"):
        assert_small(page_of(plan, tag), tag)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", [LONGEST, ("atlas-failover", None, None, "dns")])
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


def busy(one: Chromium) -> float:
    """Seconds of the processor that the page has taken."""
    told = one.call("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))


@pytest.mark.long
@pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))
def test_an_old_phone_shows_the_first_step_soon(tmp_path: Path) -> None:
    """By the time of the processor, so that nothing else counts that the machine does; the best of three."""
    plan = indexed_plan_of(*LONGEST).plan
    address, took = page_at(tmp_path, plan), []
    for number in range(3):
        with chromium(tmp_path / f"profile-{number}") as one:
            one.call("Performance.enable", timeDomain="threadTicks")
            one.sized(390, 780)
            before = busy(one)
            opened(one, address)
            took.append(busy(one) - before)
    assert SLOWER * min(took) * 100 / len(plan.steps) < WAIT, took
