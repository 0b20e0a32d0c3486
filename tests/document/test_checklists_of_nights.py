"""Nothing lies on anything else in checklists of changes whose nights go on, with short titles and ids and long ones.

Three checklists in the daily run; `EVERY_PATH=1` takes each topology in two nights and in three, both languages, both
papers.
"""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import product

import pytest

from runbook.document.checklist import checklist
from runbook.document.checklist_layout import GROUP_MM, ROOM_MM
from runbook.document.parts import Checklist, Paper
from runbook.model.plan import Plan
from runbook.model.remaining import remaining
from tests.pages import form_pdf, language
from tests.pdf.placed import MM, Leaf, faults, leaves
from tests.under_way import plan_of_nights

KINDS = {
    "single": ("single", "manual", None, None),
    "pair": ("failover", "manual", "asynchronous", "dns"),
    "synchronous": ("failover", "automatic", "synchronous", "shared-ip"),
    "cluster": ("atlas-failover", None, None, "nat"),
    "migration": ("migrate-physical-virtual", "manual", None, None),
}
NIGHTS = {"two": (3, 7), "three": (3, 4, 4)}
Case = tuple[str, str, str, Paper, bool]  # with `NIGHTS`, language, paper, whether titles and ids are long
PAPERS: tuple[Paper, ...] = ("A4", "Letter")
ALL: list[Case] = list(product(KINDS, NIGHTS, ("en", "fr"), PAPERS, (False, True)))
QUICK: list[Case] = [
    ("pair", "two", "en", "Letter", False),
    ("migration", "three", "fr", "Letter", False),
    ("migration", "two", "fr", "A4", True),
]
CASES = ALL if os.environ.get("EVERY_PATH") else QUICK
LONG = "as the people of this house have always called it among themselves, whichever site it is"
HEAD_MM = 6 + 13.2 + 7  # the edge of the sheet, the head, the heads of the columns


def long_plan(plan: Plan) -> Plan:
    """The plan with long titles of phases, one of which takes two lines by itself, and long ids of site and change."""
    phases = (replace(phase, title=f"{phase.title}, {LONG[: 10 * at]}") for at, phase in enumerate(plan.phases))
    long = replace(plan, site="s" * 40, change="C" * 40)
    return replace(long, phases=(replace(next(phases), title=f"{LONG}, {LONG}"), *phases))


@pytest.mark.parametrize("case", CASES, ids=["-".join(map(str, case)) for case in CASES])
def test_nothing_lies_on_anything_else_where_nights_go_on(case: Case) -> None:
    kind, nights, tag, paper, long = case
    plan = remaining(plan_of_nights(KINDS[kind], *NIGHTS[nights]))
    form = checklist(long_plan(plan) if long else plan, language(tag), paper)
    data = form_pdf(form, tag)
    assert [fault for fault in faults(data, 0, (), captions=False) if "in the foot" not in fault] == []
    each_row_stands_where_it_is_reckoned(form, data)
    assert any(group.below for page in form.pages for group in page.groups) >= long


def each_row_stands_where_it_is_reckoned(form: Checklist, data: bytes) -> None:
    """Its boxes are in it, whatever the heads above it take."""
    for page, leaf in zip(form.pages, leaves(data), strict=True):
        at = HEAD_MM
        for group in page.groups:
            assert group.height >= GROUP_MM
            at += group.height
            for row in group.rows:
                assert boxes_between(leaf, at, at + row.height) >= 5, row.number
                at += row.height
        assert at - HEAD_MM <= ROOM_MM["Letter" if form.paper == "Letter" else "A4"]
        assert boxes_between(leaf, HEAD_MM, at) == boxes_between(leaf, HEAD_MM - 2, at + 4)


def boxes_between(leaf: Leaf, high: float, low: float) -> int:
    """How many fields of a page stand between two levels, in mm from above."""
    tops = ((leaf.height - box.high, leaf.height - box.low) for box in leaf.fields)
    return sum(high * MM < top and bottom < low * MM for top, bottom in tops)
