"""What docs/pages.md says of the request for approval, measured on finished pages: impact, way back and decision on
the first one, sizes of type and boxes, the inner margin.

A few changes in the daily run; `EVERY_PATH=1` takes all of examples/inventory.yaml and of tests/data/twenty.yaml, in
both languages, on both papers.
"""

from __future__ import annotations

import os
from ctypes import byref
from dataclasses import replace
from functools import cache
from math import hypot
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw
import pytest

from runbook.document.approval import approval
from runbook.document.approval_parts import Approval
from runbook.document.first_page import MOST
from runbook.document.parts import Paper
from runbook.inventory.load import load_inventory
from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.document.test_finished_pages import LEAST_POINTS, MM, boxes
from tests.pages import language, opened, squeezed
from tests.plans import CLIENTS, plan_of

ROOT = Path(__file__).resolve().parents[2]
INVENTORIES = (ROOT / "examples" / "inventory.yaml", ROOT / "tests" / "data" / "twenty.yaml")
INNER_MM, TICK_MM, WRITTEN_MM = 20.0, 7.0, 45.0
MATTERS_POINTS = 10.0
ALL = [
    (*case, tag, paper)
    for case in [(0, n) for n in range(5)] + [(1, n) for n in range(20)]
    for tag in ("en", "fr")
    for paper in ("A4", "Letter")
]
LARGEST = (1, 11)  # a cluster with four nodes in three passes, whose clients are all removed
DAILY = [
    (0, 0, "en", "A4"),
    (0, 1, "fr", "A4"),
    (0, 3, "fr", "Letter"),
    (*LARGEST, "fr", "A4"),
    (*LARGEST, "fr", "Letter"),
]
CASES = ALL if os.environ.get("EVERY_PATH") else DAILY


@cache
def plan(inventory: int, site: int) -> Plan:
    loaded = load_inventory(INVENTORIES[inventory])
    found = loaded.sites[site]
    return make_plan(loaded, found, found.changes[0], load_procedures())


def drawn(of: Plan, tag: str, paper: Paper = "A4") -> tuple[Approval, list[Any]]:
    made = approval(of, language(tag), paper)
    return made, list(opened(render_pdf(html.approval_html(made, language(tag)), {}, style="approval")))


def text(page: Any) -> str:
    return squeezed(page.get_textpage().get_text_range())


def letters(page: Any) -> list[tuple[str, float]]:
    """Each letter with its size in points, in drawings too."""
    text, found = page.get_textpage(), []
    for i in range(text.count_chars()):
        placed = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text.raw, i, byref(placed))
        found.append((text.get_text_range(i, 1), raw.FPDFText_GetFontSize(text.raw, i) * hypot(placed.b, placed.d)))
    return [(letter, size) for letter, size in found if letter.strip()]


def size_of(page: Any, words: str) -> float:
    """Of some words, where they stand in the largest letters."""
    whole, sizes = "", []
    for letter, size in letters(page):
        whole += letter
        sizes.append(size)
    wanted = "".join(words.split())
    return max((sizes[at] for at in range(len(whole)) if whole.startswith(wanted, at)), default=0.0)


@pytest.mark.long
@pytest.mark.parametrize(("inventory", "site", "tag", "paper"), CASES)
def test_the_first_page_is_all_that_one_reads_to_decide(inventory, site, tag, paper):
    made, pages = drawn(plan(inventory, site), tag, paper)
    for rule in RULES:
        rule(made, pages, tag)


def it_holds_impact_way_back_and_decision(made: Approval, pages: list[Any], tag: str) -> None:
    first = text(pages[0])
    tongue = language(tag)
    wanted = [tongue.text(title) for title in ("Impact", "The way back", "Decision", "Reason, or conditions")]
    wanted += [item.value.text for item in made.head.figures]
    wanted += [part for row in made.first.impact for part in (row.kind, row.who, row.more)]
    wanted += [time.start.text for row in made.first.impact for time in row.times]
    wanted += [row.title for row in made.first.ways]
    wanted += [point.at.text for row in made.first.ways for point in row.until if point.at]
    wanted += [name.text for name in made.first.approvers]
    wanted += [at.text for _number, *ends in made.first.windows for at in ends]
    wanted += [made.letters]
    assert [part for part in wanted if squeezed(part) not in first] == []
    assert made.first.approvers
    assert made.first.ways


def what_is_left_out_stands_where_the_page_says(made: Approval, pages: list[Any], tag: str) -> None:
    titles = ["The way back, phase by phase"]
    titles += ["The impact in full"] if made.first.shortened else []
    for title in titles:
        (where,) = [n for n, page in enumerate(pages, 1) if squeezed(language(tag).text(title)) in text(page)]
        assert where > 1
        assert f"({squeezed(language(tag).text('p.'))}{where})" in text(pages[0])
        assert "((" not in text(pages[0])
    kinds = {row.kind for row in made.impact}
    assert kinds == {row.kind for row in made.first.impact}
    assert made.first.shortened or len(made.impact) == sum(len(row.times) for row in made.first.impact)


def nothing_is_small(made: Approval, pages: list[Any], tag: str) -> None:
    small = [
        (n, letter) for n, page in enumerate(pages, 1) for letter, size in letters(page) if size < LEAST_POINTS - 0.01
    ]
    assert small == []
    matters = [row.back.split(". ")[0][:24] for row in made.first.ways]
    matters += [time.start.text for row in made.first.impact for time in row.times]
    matters += [point.at.text for row in made.first.ways for point in row.until if point.at]
    assert [part for part in matters if size_of(pages[0], part) < MATTERS_POINTS - 0.01] == []


def there_is_room_to_sign(made: Approval, pages: list[Any], tag: str) -> None:
    drawn = boxes(pages[0])
    signing = len(made.first.approvers)
    assert sum(n for (wide, high), n in drawn.items() if wide == high >= TICK_MM and wide < 9) >= 3 * signing
    assert sum(n for (wide, high), n in drawn.items() if WRITTEN_MM <= wide < 50 and high >= 11) >= 2 * signing
    assert sum(n for (wide, high), n in drawn.items() if wide > 120 and 9 < high < 12) >= signing


def a_punch_meets_nothing(made: Approval, pages: list[Any], tag: str) -> None:
    """Drawings aside, which stand in the text and are read in measures of their own."""
    for page in pages:
        lines = (thing.get_bounds() for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1))
        texts = page.get_textpage()
        words = (texts.get_rect(at) for at in range(texts.count_rects()))
        assert min(left for left, _low, right, _high in (*lines, *words) if right > left) >= (INNER_MM - 0.6) * MM


RULES = (
    it_holds_impact_way_back_and_decision,
    what_is_left_out_stands_where_the_page_says,
    nothing_is_small,
    there_is_room_to_sign,
    a_punch_meets_nothing,
)


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_of_many_approvers_as_many_sign_on_the_first_page_as_have_room(paper):
    many = tuple(Person(initials=f"P{n}", name=f"Person {n}", roles=("approver",)) for n in range(7))
    made, pages = drawn(replace(plan(0, 3), staff=many), "fr", paper)
    assert 1 <= len(made.first.approvers) <= MOST
    first, rest = text(pages[0]), "".join(map(text, pages[1:]))
    assert all(squeezed(v.text) in first for v in made.first.approvers)
    assert all(squeezed(v.text) in rest for v in made.first.others)
    assert len(made.first.approvers) + len(made.first.others) == 7
    assert squeezed(made.first.other_boxes) in first


@pytest.mark.long
def test_long_values_do_not_push_the_decision_from_the_first_page() -> None:
    long = replace(
        plan(*LARGEST), site_name="Lille – " * 11, organization="Example " * 12, hostname=f"{'help.' * 24}example.com",
        reason="because of what was found in it " * 5, ticket="CHG0041234/1",
    )  # fmt: skip
    made, pages = drawn(long, "fr")
    it_holds_impact_way_back_and_decision(made, pages, "fr")


@pytest.mark.long
@pytest.mark.parametrize("hops", [("l",), ("lp", "b"), ("bs", "s", "b")])
@pytest.mark.parametrize("kind", [("single", "automatic", None, None), ("failover", "manual", "synchronous", "nat")])
def test_licences_snapshots_and_several_passes_fit(kind, hops) -> None:
    of = plan_of(*kind, hops=hops, snapshot=kind[0] == "single", clients=CLIENTS[2])
    made, pages = drawn(of, "fr", "Letter")
    it_holds_impact_way_back_and_decision(made, pages, "fr")
    nothing_is_small(made, pages, "fr")


def test_a_way_back_is_open_until_the_step_that_closes_it() -> None:
    of = plan(0, 1)
    (opened_, gone) = approval(of, language("en")).first.ways
    closing = [step for step in of.steps if step.no_return]
    assert [point.text for point in opened_.until] == [f"pass {s.hop}, step {s.number}" for s in closing]
    assert [(letter, v.text) for letter, v in opened_.until[1].letters] == [("A", "pa-2"), ("B", "pa-1")]
    assert opened_.back.startswith("A is still as it was. Move the traffic back to A")
    assert opened_.back.endswith("redeploy the old ones. (pass 1)")  # nothing is replaced in the second
    assert (opened_.gone, gone.gone) == (False, True)
    assert gone.back.startswith("B is in service.")


def test_the_first_page_says_when_each_window_is_where_there_are_several() -> None:
    first = approval(plan(0, 2), language("en")).first
    assert [(n, opens.text, closes.text) for n, opens, closes in first.windows] == [
        (1, "Thu, 10 Dec 2026 20:00", "Fri, 11 Dec 2026 02:00"),
        (2, "Thu, 17 Dec 2026 20:00", "Fri, 18 Dec 2026 02:00"),
    ]
    assert approval(plan(0, 0), language("en")).first.windows == ()


@pytest.mark.sampled(18)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("site", range(20))
def test_all_of_the_twenty_name_their_windows_on_the_first_page(site, tag, paper) -> None:
    """Also where the impact has to be shorter for it, and two windows stand in a line."""
    of = plan(1, site)
    first = approval(of, language(tag), paper).first
    listed = [n for n, _opens, _closes in first.windows]
    assert listed == ([*range(1, len(of.windows) + 1)] if len(of.windows) > 1 else [])
    for (_n, opens, closes), window in zip(first.windows, of.windows, strict=False):
        assert language(tag).date(window.start) in opens.text
        same = closes.text == language(tag).time(window.end)
        assert same == (first.in_columns and (window.end - window.start).days < 1)


def test_who_is_named_signs_and_nobody_else() -> None:
    """No empty box beside the one of the only approver; one where nobody is named."""
    of = plan(0, 1)
    nobody = replace(of, staff=tuple(replace(person, roles=("witness",)) for person in of.staff))
    for each, names in ((of, ["T. Leroy"]), (nobody, [""])):
        first = approval(each, language("en")).first
        assert ([v.text for v in first.approvers], first.others) == (names, ())


def test_letters_are_explained_where_there_are_some() -> None:
    said = "A is the appliance that serves the users when a pass begins; B is the other one."
    assert [approval(plan(0, n), language("en")).letters for n in range(3)] == ["", said, said]
    said = "A is the master node that serves the users when a pass begins; B is the other master node."
    assert approval(plan(0, 3), language("en")).letters == said


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_every_change_of_the_example_names_its_windows_on_the_first_page(tag, paper) -> None:
    for site in range(5):
        of = plan(0, site)
        listed = [n for n, _opens, _closes in approval(of, language(tag), paper).first.windows]
        assert listed == ([*range(1, len(of.windows) + 1)] if len(of.windows) > 1 else [])


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_what_is_prepared_stands_on_one_page_with_its_heading(tag: str) -> None:
    """Clear of the rule of the foot, as what ends a page is."""
    nantes = next(at for at, site in enumerate(load_inventory(INVENTORIES[0]).sites) if site.id == "nantes")
    made, pages = drawn(plan(0, nantes), tag)
    wanted = [squeezed(language(tag).text("What is prepared")), *(squeezed(row.title) for row in made.prepared)]
    texts = [squeezed(page.get_textpage().get_text_range()) for page in pages[1:]]
    assert [[one for one in wanted if one in text] for text in texts if wanted[0] in text] == [wanted]
