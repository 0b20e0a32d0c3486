"""Nothing on a finished page lies on anything else, leaves the page, enters the foot or meets the line of its frame;
each code stands beside its address. Read by pdfium, which made none of it. `EVERY_PATH=1` takes each path in both
languages, on both papers, with one to three passes.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import product

import pytest

from runbook.document.approval import approval
from runbook.document.parts import Paper
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from tests import plans
from tests.pages import checklist_pdf, language, runbook_page, runbook_pdf
from tests.pdf.placed import MM, faults
from tests.pdf.prefill.awkward import awkward

EVERY = bool(os.environ.get("EVERY_PATH"))
FOOT_MM: dict[tuple[str, Paper], float] = {  # the foot, with the edge below it
    ("runbook", "A4"): 12.2, ("runbook", "Letter"): 12.2, ("checklist", "A4"): 12, ("checklist", "Letter"): 12,
    ("approval", "A4"): 13, ("approval", "Letter"): 12,
}  # fmt: skip
PAPERS: tuple[Paper, ...] = ("A4", "Letter")
ONE, TWO, THREE = (True,), (True, True), (True, False, True)
Case = tuple[int, str, Paper, tuple[bool, ...]]  # the number of the path, language, paper, which passes have a Base
QUICK: list[Case] = [(i, "fr", PAPERS[i // 4 % 2], ONE) for i in range(0, len(plans.KINDS), 7)]
ALL: list[Case] = [
    (i, tag, paper, bases)
    for i, tag, paper, bases in product(range(len(plans.KINDS)), ("fr", "en"), PAPERS, (ONE, TWO, THREE))
    if bases == ONE or not plans.KINDS[i][0].startswith("migrate")
]
CASES = ALL if EVERY else QUICK
NAMES = [f"{plans.KINDS[i][0]}-{i}-{tag}-{paper}-{len(bases)}" for i, tag, paper, bases in CASES]


def plan_of(case: Case) -> Plan:
    i, _tag, _paper, bases = case
    wait = ("24h", "remove-clients")[i // 4 % 2]
    return plans.plan_of(*plans.KINDS[i], bases=bases, clients=plans.CLIENTS[i % 4], wait=wait)


def made(kind: str, plan: Plan, tag: str, paper: Paper) -> bytes:
    if kind == "runbook":
        return runbook_pdf(plan, tag, paper)
    if kind == "checklist":
        return checklist_pdf(plan, tag, paper)
    return render_pdf(html.approval_html(approval(plan, language(tag), paper), language(tag)), {}, style="approval")


def foot_of(kind: str, plan: Plan, tongue: Language) -> tuple[str, ...]:
    """What stands in the foot of each page beside the numbers of pages."""
    said = ("Sign here; work by the runbook.",) if kind == "checklist" and not plan.ticket else ()
    words = (tongue.text(word) for word in (*said, "revision", "page", "of"))
    return (*words, plan.revision[:12], plan.site, plan.change, plan.ticket, tongue.name)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["runbook", "checklist", "approval"])
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_nothing_lies_on_anything_else_and_each_code_beside_its_address(case, kind):
    plan = plan_of(case)
    _i, tag, paper, _bases = case
    tongue = language(tag)
    foot = foot_of(kind, plan, tongue)
    pdf = made(kind, plan, tag, paper)
    assert faults(pdf, FOOT_MM[kind, paper] * MM, foot, captions=kind == "runbook") == []


# The first lines of short steps and of rows, and heads of pages: whatever values stand in them.
FIRST_LINES = re.compile(r'<div class="titled">.*?</h3></div>\n(?:<div class="on-it">.*?</div>\n)?', re.DOTALL)
HEADS = re.compile(r'<div class="head( none)?">.*?\n</div>', re.DOTALL)
ROWS = re.compile(r'<div class="which">.*?</div>\n', re.DOTALL)
ROW = '<section class="step witnessed"><div class="one">{}</div></section>'
SHORT = '<section class="step parts brief"><div class="one witnessed"><div class="said">{}</div></div></section>'


def lines_of(plan: Plan, tag: str) -> dict[str, None]:
    """Those of the runbook, without how it is laid out: each once."""
    page = runbook_page(plan, tag)
    heads = (head[0].replace("<div", '<div style="position: static"', 1) for head in HEADS.finditer(page))
    rows = (ROW.format(line) for line in ROWS.findall(page))
    return dict.fromkeys((*heads, *rows, *(SHORT.format(lines) for lines in FIRST_LINES.findall(page))))


LINED = list(product((5, 10, 13, 14), ("en", "fr"))) if EVERY else [(13, "fr"), (14, "en")]


@pytest.mark.parametrize(("number", "tag"), LINED, ids=[f"{plans.KINDS[i][0]}-{tag}" for i, tag in LINED])
def test_first_lines_of_steps_and_heads_of_pages_stay_in_their_frames(number, tag):
    """Of each topology, with one node a half, with short values and long ones: set without all else."""
    kind = plans.KINDS[number]
    lines = lines_of(plans.plan_of(*kind, nodes=2), tag) | lines_of(awkward(kind, number, nodes=2), tag)
    assert len(lines) > 20
    page = f'<html lang="{tag}"><title>.</title><body class="runbook A4">{"".join(lines)}</body>'
    assert faults(render_pdf(page, {}, style="runbook"), FOOT_MM["runbook", "A4"] * MM, (), captions=False) == []


def test_what_is_wrong_is_seen():
    """A look that could not fail would show nothing."""
    page = (
        '<html lang="en"><title>.</title><body class="runbook A4"><div style="position: relative; top: {}mm">one'
        '<div style="position: absolute; left: {}mm; top: 1mm">other</div></div></body>'
    )
    found = [
        faults(render_pdf(page.format(*at), {}, style="runbook"), 40, (), captions=False)
        for at in ((9, 40), (9, 2), (269, 40), (9, 190))
    ]
    assert [[part for part in ("on", "foot", "leaves") if part in " ".join(each).split()] for each in found] == [
        [], ["on"], ["foot"], ["leaves"],
    ]  # fmt: skip


def test_a_text_at_the_line_of_its_frame_is_seen():
    """The last letter of one, the first of another; not those that are clear of it, nor those on a dark ground."""
    frame = '<div style="border: 0.3mm solid #000; padding: 0 {}; margin: 3mm 0; white-space: nowrap; {}">{}</div>'
    frames = (
        ("2mm", "", "clear"),
        ("0.1mm", "", "first"),
        ("2mm", "text-align: right", "clear too"),
        ("0.1mm", "text-align: right", "last."),
        ("0.1mm", "background: #000; color: #fff", "on black"),
        ("0.3mm", "border: 0.2mm solid #999", "beside grey"),
        ("2mm", "width: 20mm", "a word that goes through the line on its right"),
    )
    page = '<html lang="en"><title>.</title><body class="runbook A4">{}</body>'
    pdf = render_pdf(page.format("".join(frame.format(*each) for each in frames)), {}, style="runbook")
    found = faults(pdf, 40, (), captions=False)
    assert [word for word in ("clear", "first", "last", "black", "grey", "through") if word in " ".join(found)] == [
        "first", "last", "grey", "through",
    ]  # fmt: skip


def test_no_line_of_an_action_begins_at_the_line_beside_it():
    """Not with the tail of a `j` either: `jour de Base` begins a line."""
    pdf = runbook_pdf(plans.plan_of("standalone", "automatic"), "fr")
    assert [fault for fault in faults(pdf, 0, (), captions=False) if "line" in fault] == []


@pytest.mark.long
@pytest.mark.parametrize("kind", ["runbook", "checklist", "approval"])
def test_nothing_lies_on_licences_and_patches(kind):
    plan = plans.plan_of("failover", "manual", "synchronous", "dns", hops=("lfbsp", "b"))
    tongue = language("fr")
    foot = foot_of(kind, plan, tongue)
    pdf = made(kind, plan, "fr", "A4")
    assert faults(pdf, FOOT_MM[kind, "A4"] * MM, foot, captions=kind == "runbook") == []


LONG, WIDE = "CHG0041234-CAB-2026-APPROVED-001", "變" * 32


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "ticket", "paper"),
    [("runbook", LONG, "A4"), ("approval", LONG, "A4"), ("checklist", LONG, "Letter"),
     ("runbook", WIDE, "Letter"), ("approval", WIDE, "Letter")],
)  # fmt: skip
def test_the_foot_holds_the_longest_site_change_and_ticket(kind, ticket, paper):
    plan = replace(plans.plan_of("standalone", "automatic"), site="S" * 40, change="C" * 40, ticket=ticket)
    tongue = language("fr")
    foot = foot_of(kind, plan, tongue)
    pdf = made(kind, plan, "fr", paper)
    assert faults(pdf, FOOT_MM[kind, paper] * MM, foot, captions=False) == []
