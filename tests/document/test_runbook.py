"""The printed runbook, as it is set."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFText_GetFontSize

from runbook.document import qr
from runbook.document.approval import approval
from runbook.document.letter_swap import has_letters, meaning_of
from runbook.document.parts import Paper, StepView
from runbook.document.runbook import runbook
from runbook.document.serving import serving
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pdf import html
from runbook.pdf.weasyprint import render_pdf
from tests.pages import (
    checklist_pdf,
    codes,
    language,
    opened,
    page_texts,
    runbook_of,
    runbook_page,
    runbook_pdf,
    squeezed,
)
from tests.plans import APART, apart_plan, paths, plan_of

PLANS = {plan.path: plan for plan in paths()}
MM = 72 / 25.4


@dataclass(frozen=True)
class Looked:
    """A runbook that has been set, and what was read from it."""

    plan: Plan
    tag: str
    data: bytes
    texts: list[str]
    headings: list[tuple[str, int]]  # number, page


SET = [
    ("single-automatic", "fr", "Letter"),
    ("migrate-virtual-physical-manual", "en", "Letter"),
]
MORE = [
    ("failover-asynchronous-manual-nat", "fr", "A4"),
    ("failover-asynchronous-manual-nat", "en", "A4"),
    ("atlas-failover-dns", "fr", "A4"),
]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("path", "tag", "paper"), [*SET, *(MORE if os.environ.get("EVERY_PATH") else ())])
def test_pages_as_they_are_set(path, tag, paper):
    """Each of CHECKS on one setting of the pages: setting them is what takes the time."""
    data = runbook_pdf(PLANS[path], tag, paper)
    toc = [(entry.get_title().split(" ")[0], entry.get_dest().get_index()) for entry in opened(data).get_toc()]
    looked = Looked(plan=PLANS[path], tag=tag, data=data, texts=page_texts(data), headings=toc)
    for check in CHECKS:
        check(looked)


def a_step_is_never_cut_from_its_sign_off(looked: Looked) -> None:
    """Every page has as many rows to sign as it has steps."""
    numbers = {step.number for step in looked.plan.steps}
    steps = Counter(page for number, page in looked.headings if number in numbers)
    word = re.compile(rf"^{language(looked.tag).text('initials')}\b", re.MULTILINE)  # of a row, not of a sentence
    rows = Counter({page: len(word.findall(looked.texts[page])) for page in range(min(steps), max(steps) + 1)})
    assert sum(steps.values()) == len(looked.plan.steps)
    assert +rows == steps


def a_phase_stands_with_its_first_step(looked: Looked) -> None:
    pages = dict(looked.headings)
    for phase in looked.plan.phases:
        first = next(step.number for step in looked.plan.steps if step.phase == phase.id)
        assert pages[str(phase.number)] == pages[first]


def every_page_says_at_its_head_which_phase_its_first_step_is_in(looked: Looked) -> None:
    tongue = language(looked.tag)
    titles = {str(phase.number): tongue.text(phase.title) for phase in looked.plan.phases}
    firsts: dict[int, str] = {}
    for number, page in looked.headings:
        if "." in number:
            firsts.setdefault(page, number.partition(".")[0])
    assert firsts
    for page, number in firsts.items():
        assert squeezed(f"{number} {titles[number]}") in squeezed(looked.texts[page])


def every_page_says_at_its_head_who_serves_the_users_as_its_first_step_begins(looked: Looked) -> None:
    serves = {step.number: of for step in looked.plan.steps for of in [serving(looked.plan)[step.id]]}
    word, moved, none = map(language(looked.tag).text, ("Serves the users now", "Users moving to", "no appliance"))
    nobody = f"{word} {none}" if looked.plan.path == "atlas-no-failover" else moved
    firsts: dict[int, str] = {}
    for number, page in looked.headings:
        firsts.setdefault(page, number)
    steps = {page: number for page, number in firsts.items() if "." in number and serves[number] is not None}
    pages = list(opened(looked.data))
    for page, number in steps.items() if len(looked.plan.appliances) > 1 else ():
        width, height = pages[page].get_size()
        head = pages[page].get_textpage().get_text_bounded(left=0, bottom=height - 15 * MM, right=width, top=height)
        assert squeezed(f"{word} {serves[number]}" if serves[number] else nobody) in squeezed(head), (page, number)


def a_pass_in_which_letters_swap_begins_a_page_with_their_drawing(looked: Looked) -> None:
    pages = dict(looked.headings)
    title = squeezed(language(looked.tag).text("From here on the letters mean other appliances."))
    drawn = [page for page, text in enumerate(looked.texts) if title in squeezed(text)]
    swaps = [phase for phase in runbook_of(looked.plan, looked.tag).phases if phase.swap]
    assert drawn == [pages[str(phase.number)] for phase in swaps]
    for phase, page in zip(swaps, drawn, strict=True):
        assert next(n for n, at in looked.headings if at == page) == str(phase.number)


def nothing_stands_outside_the_margins(looked: Looked) -> None:
    for page in opened(looked.data):
        width, _ = page.get_size()
        texts = page.get_textpage()
        boxes = [texts.get_charbox(i) for i in range(texts.count_chars()) if texts.get_text_range(i, 1).strip()]
        assert min(box[0] for box in boxes) >= 19.7 * MM  # a j hangs over where its line begins
        assert max(box[2] for box in boxes) <= width - 11.5 * MM
        assert min(box[1] for box in boxes) >= 5 * MM


def approval_pdf(plan: Plan, tag: str, paper: Paper) -> bytes:
    made = approval(plan, language(tag), paper)
    return render_pdf(html.approval_html(made, language(tag)), made.images, style="approval")


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4 duplex", "Letter duplex"])
@pytest.mark.parametrize(("made", "least"), [(runbook_pdf, 12.0), (checklist_pdf, 5.0), (approval_pdf, 12.0)])
def test_on_both_sides_the_wide_margin_is_at_the_left_of_odd_pages_and_at_the_right_of_even_ones(made, least, paper):
    """Measured at what is drawn: heads and feet, boxes and letters, but for the corner marks of checklists."""
    pages = list(opened(made(PLANS["single-manual"], "en", paper)))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        width, _ = page.get_size()
        everything = [thing.get_bounds() for thing in page.get_objects(max_depth=1)]
        drawn = [box for box in everything if not is_corner(box, width)]
        left, right = min(box[0] for box in drawn) / MM, (width - max(box[2] for box in drawn)) / MM
        wide, narrow = (left, right) if number % 2 else (right, left)
        assert wide == pytest.approx(20, abs=0.6), number
        assert narrow >= least - 0.6, number
        corners = [min(box[0], width - box[2]) / MM for box in everything if is_corner(box, width)]
        assert corners == [pytest.approx(5, abs=0.1)] * (4 if made is checklist_pdf else 0)


def is_corner(box: tuple[float, float, float, float], width: float) -> bool:
    """Whether a box is one of the black squares of a checklist's corners."""
    return box[2] < 10 * MM or box[0] > width - 10 * MM


def every_page_has_its_foot(looked: Looked) -> None:
    of = language(looked.tag).text("of")
    for number, text in enumerate(looked.texts, 1):
        foot = " ".join(text.split())[-120:]
        assert looked.plan.site in foot
        assert looked.plan.change in foot
        assert looked.plan.revision[:12] in foot
        assert f"page {number} {of} {len(looked.texts)}" in foot
        assert language(looked.tag).name in foot


def each_code_is_read_from_the_page_as_the_address_printed_beside_it(looked: Looked) -> None:
    read = codes(looked.data)
    document = runbook_of(looked.plan, looked.tag)
    shown = [link.url for link in document.links]
    assert Counter(code.text for page in read for code in page) == Counter(shown)
    for text, page in zip(looked.texts, read, strict=True):
        assert all(code.text in squeezed(text) for code in page)


def codes_are_wide_enough_and_have_their_margin(looked: Looked) -> None:
    """The symbol is 20 mm wide or more, without its four modules of margin."""
    modules = {len(qr_rows(link.url)) for link in looked.plan.links}
    for page in opened(looked.data):
        for item in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
            left, _, right, _ = item.get_bounds()
            side = item.get_px_size()[0]
            assert side in {m + 2 * qr.QUIET for m in modules}
            assert (right - left) / MM * (side - 2 * qr.QUIET) / side >= qr.MIN_MM


def what_is_read_standing_is_of_eleven_points(looked: Looked) -> None:
    document = runbook_of(looked.plan, looked.tag)
    pages = [page.get_textpage() for page in opened(looked.data)]
    for step in (step for phase in document.phases for step in phase.steps):
        host = step.appliance.host.text if step.appliance else ""
        for text in (step.title, re.sub(r"[*`]", "", step.do), re.sub(r"[*`]", "", step.see), host):
            words = " ".join(text.replace("\u2060", "").split()[:3]).rstrip(".,;")
            assert not words or _points(pages, words) > 10.99


def _points(pages: list[Any], words: str) -> float:
    """The largest size in which the words are set: small repetitions elsewhere (the contents) do not count."""
    sizes = []
    for page in pages:
        found = page.search(words, match_case=True)
        while spot := found.get_next():
            sizes.append(FPDFText_GetFontSize(page.raw, spot[0]) * 0.75)  # it is read in pixels of CSS
    return max(sizes, default=0)


CHECKS = (
    a_step_is_never_cut_from_its_sign_off,
    a_phase_stands_with_its_first_step,
    every_page_says_at_its_head_which_phase_its_first_step_is_in,
    every_page_says_at_its_head_who_serves_the_users_as_its_first_step_begins,
    a_pass_in_which_letters_swap_begins_a_page_with_their_drawing,
    nothing_stands_outside_the_margins,
    every_page_has_its_foot,
    each_code_is_read_from_the_page_as_the_address_printed_beside_it,
    codes_are_wide_enough_and_have_their_margin,
    what_is_read_standing_is_of_eleven_points,
)


def qr_rows(text: str) -> list[list[bool]]:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    code.make(fit=True)
    return code.get_matrix()


def test_the_staff_table_says_nothing_by_its_length():
    plan = PLANS["single-manual"]
    for people, rows in ((1, 8), (8, 8), (9, 16), (17, 24)):
        staff = tuple(replace(plan.staff[0], initials=f"P{i}") for i in range(people))
        assert len(runbook_of(replace(plan, staff=staff)).people) == rows


def test_no_password_is_asked_for_or_shown():
    page = runbook_page(PLANS["migrate-virtual-physical-manual"])
    assert 'type="password"' not in page


def test_the_primary_at_the_end_of_a_pass_starts_the_next():
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
    first, second = runbook_of(plan).passes
    assert first.primary_end.text == second.primary_start.text == "rs-b"
    assert [(badge.letter, id_.text) for badge, id_ in second.appliances] == [("A", "rs-b"), ("B", "rs-a")]


def shown(plan: Plan, language: Language) -> dict[str, StepView]:
    made = runbook(plan, language, (language,))
    views = [view for phase in made.phases for view in phase.steps]
    numbers = {step.number: step.id for step in plan.steps}
    return {numbers[view.number]: view for view in views}


def test_an_appliance_is_shown_as_what_it_is_now() -> None:
    """Y15: once the users are on B, A does not bear the title that it had when the pass began."""
    english = Language(tag="en")
    plan = plan_of("failover", "automatic", "asynchronous", "dns")
    views = shown(plan, english)
    before, after = views["status-before:rs-a:h1"], views["status-before:rs-b:h1"]
    assert [view.appliance and view.appliance.role for view in (before, after)] == [
        "serves the users now",
        "serves nobody now",
    ]
    upgraded = views["update-software:rs-a:h1"].appliance
    assert upgraded
    assert upgraded.role == "serves nobody now"
    made = runbook(plan, english, (english,))
    heads = [phase.head.serves and phase.head.serves.value.text for phase in made.phases if not phase.leads]
    assert heads == ["rs-a"] * 4 + ["rs-b"] * 5
    serving = [[f.value.text for f in phase.facts if f.label == "Serves the users now"] for phase in made.phases][:9]
    assert serving == [["rs-a"], [], [], [], ["rs-b"], [], [], [], []]
    roles = {view.appliance.role for view in views.values() if view.appliance}
    assert not [role for role in roles if "start of" in role]


def test_from_the_move_on_the_steps_and_the_heads_of_pages_say_who_serves_now() -> None:
    """Within the phase that moves the users: before, while nobody is served, and after."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip")
    phase = next(phase for phase in runbook_of(plan).phases if phase.title == "Make B primary")
    ids = {step.number: step.id for step in plan.steps}
    before = serving(plan)
    assert [before[ids[step.number]] for step in phase.steps][:4] == ["rs-a", "rs-a", "", "rs-b"]
    assert {before[ids[step.number]] for step in phase.steps[3:]} == {"rs-b"}
    heads = [block.head.serves for block in phase.blocks if block.head and block.head.serves]
    said = [(head.label, head.value.text) for head in heads]
    assert said == [("Users moving to", "rs-b"), ("Serves the users now", "rs-b")]
    for other in runbook_of(plan).phases:
        moved = other.number == phase.number or other.title == "Way back: move the users to A again"
        assert moved == any(block.head.serves != other.head.serves for block in other.blocks if block.head)


@pytest.mark.parametrize(
    ("topology", "switch", "until", "then"),
    [
        ("atlas-no-failover", None, ("Serves the users now", "no appliance"), "rs-a"),
        ("atlas-failover", "nat", ("Users moving to", "rs-b"), "rs-b"),
        ("atlas-failover", "shared-ip", ("Users moving to", "rs-b"), "rs-b"),
    ],
)
def test_no_page_of_a_cluster_says_that_a_master_serves_before_nodes_are_open(topology, switch, until, then) -> None:
    """From the step after the one that begins the outage to the sync that ends it: heads of pages, of phases, steps."""
    plan = plan_of(topology, switch=switch, hours=24)
    told: dict[str, tuple[tuple[str, str] | None, str]] = {}
    for phase in runbook_of(plan).phases:
        said = phase.head.serves
        for step in phase.steps:
            said = next((b.head.serves for b in phase.blocks if b.head and b.words.number == step.number), said)
            role = step.appliance.role if step.appliance else ""
            told[step.number] = ((said.label, said.value.text) if said else None, role)
    steps = [step.number for step in plan.steps if step.window]
    first = "cluster.become-backup" if switch else "update.base"
    begins = next(step.number for step in plan.steps if step.event == first and step.appliance == "rs-a")
    ends = next(step.number for step in plan.steps if step.event == "cluster.sync-first")
    down = steps[steps.index(begins) + 1 : steps.index(ends) + 1]
    assert len(down) > 4
    assert {told[number][0] for number in down} == {until}
    assert not [number for number in down if "serves the users" in told[number][1]]
    assert told[begins][0] == ("Serves the users now", "rs-a")
    assert told[steps[steps.index(ends) + 1]][0] == ("Serves the users now", then)
    phase = next(phase for phase in runbook_of(plan).phases if ends in {step.number for step in phase.steps})
    assert [(fact.label, fact.value.text) for fact in phase.facts] == [until]


def test_a_way_back_says_what_the_letters_mean_where_they_change() -> None:
    """The way back before it, of another pass, may end on its page, whose head says what the letters mean there."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True))
    ways = [phase for phase in runbook_of(plan).phases if phase.leads]
    facts = {phase.number: part for phase in ways for part in [_facts_of(runbook_page(plan), phase.anchor)]}
    changed = [
        after.number
        for before, after in pairwise(ways)
        if before.head.appliances and before.head.appliances != after.head.appliances
    ]
    assert len(changed) == 1
    assert [number for number, part in facts.items() if "lettered" in part] == changed


def _facts_of(page: str, anchor: str) -> str:
    """What stands in the frame at the head of a phase."""
    below = page.partition(f'<div class="phase-head" id="{anchor}">')[2].partition('<div class="back">')[2]
    return below.partition('<div class="head')[0]


@pytest.mark.long
def test_every_head_says_what_the_letters_mean() -> None:
    """Before the first window those of the first pass, behind the last one those of the last; of the way back from the
    first chapter those of its steps."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True))
    meant = {
        phase.number: " ".join(f"{badge.letter} {id_.text}" for badge, id_ in phase.head.appliances)
        for phase in runbook_of(plan).phases
    }
    passes = {one.hop: " ".join(f"{letter} {id_}" for letter, id_ in one.letters.items()) for one in plan.passes}
    before, *within, after = (phase for phase in plan.phases if not phase.back_from)
    assert (meant[before.number], meant[after.number]) == (passes[1], passes[2])
    ways = [phase for phase in plan.phases if phase.back_from]
    assert [meant[way.number] for way in ways] == [passes[way.hop or 1] for way in ways]
    assert {meant[phase.number] == passes[phase.hop] for phase in within if phase.hop} == {True}


def test_what_a_phase_says_itself_is_not_said_above_it_too() -> None:
    """But where the drawing of the letters stands between: there the head says all."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True))
    for phase in runbook_of(plan).phases:
        serves = [fact.value.text for fact in phase.facts if fact.label == "Serves the users now"]
        if phase.swap:
            assert phase.opening == phase.head
        else:
            assert (phase.opening.title, phase.opening.course, phase.opening.back) == ("", "", None)
            assert phase.opening.serves is None or not serves or phase.leads
            assert phase.opening.appliances == phase.head.appliances


def test_the_swap_of_letters_opens_the_page_of_its_pass() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True))
    data = runbook_pdf(plan)
    headings = [(entry.get_title().split(" ")[0], entry.get_dest().get_index()) for entry in opened(data).get_toc()]
    looked = Looked(plan=plan, tag="en", data=data, texts=page_texts(data), headings=headings)
    assert any(phase.swap for phase in runbook_of(plan).phases)
    a_pass_in_which_letters_swap_begins_a_page_with_their_drawing(looked)
    every_page_says_at_its_head_who_serves_the_users_as_its_first_step_begins(looked)


def test_a_step_on_the_master_for_a_node_shows_the_master_as_the_place() -> None:
    plan = plan_of("atlas-failover", switch="nat")
    views = shown(plan, Language(tag="en"))
    for step, master in (("node-close:tn-1:h1", "rs-a"), ("node-open:tn-1:h1", "rs-b")):
        view = views[step]
        assert view.appliance
        assert view.about
        assert (view.appliance.id.text, view.about.id.text) == (master, "tn-1")
        assert [item.value.text for item in view.values] == ["tn-1", "emea"]
    assert views["update-software:tn-1:h1"].about is None


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_what_the_kit_says_of_a_trouble_bears_its_mark(tag):
    """What the guide does not say stands above what it says, in a paragraph with the mark."""
    plan = PLANS["failover-asynchronous-manual-nat"]
    troubles = re.split(r'<div class="recovery" id="recovery-(R[0-9]+)">', runbook_page(plan, tag))
    shown = dict(zip(troubles[1::2], troubles[2::2], strict=True))
    marked = {id_: re.findall(r'<p>([^<]+) <span class="kit">kit</span></p>', text) for id_, text in shown.items()}
    said = {r.id: [language(tag).text(r.ours)] if r.ours else [] for r in plan.recoveries}
    assert marked == said
    assert {id_ for id_, texts in said.items() if texts} == {"R2", "R3"}


def test_what_the_letters_mean_names_the_appliance_that_serves():
    """A serves when a pass begins; of a pair found apart whose users were moved, B does."""
    told: dict[str, set[str]] = {}
    for plan in (*PLANS.values(), *map(apart_plan, APART)):
        for hop in plan.passes[:1] if has_letters(plan) else ():
            serving = next(letter for letter, id_ in hop.letters.items() if id_ == hop.primary_start)
            for meaning in (meaning_of(plan, language("en"), brief=brief) for brief in (False, True)):
                told.setdefault(serving, set()).update(re.findall(r"\b([AB])\b[^;]* serves", meaning))
    assert told == {"A": {"A"}, "B": {"B"}}
