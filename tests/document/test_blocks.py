"""What is said once for several steps: the words of one act on several appliances, the notes of a step done again."""

from __future__ import annotations

import re
from html import escape

import pytest
from msgspec.structs import replace

from runbook.document.parts import StepView
from runbook.document.step_room import places
from runbook.model.plan import Plan, PlanStep
from runbook.pdf.html import interfaces, markdown_inline
from tests.pages import runbook_of, runbook_page
from tests.plans import CLIENTS, plan_of

CLUSTER = plan_of("atlas-failover", switch="nat")
PAIR = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
PLANS = [pytest.param(CLUSTER, id="cluster"), pytest.param(PAIR, id="pair")]
AT_MOST = 4


def views(plan: Plan) -> dict[str, StepView]:
    return {view.number: view for phase in runbook_of(plan).phases for view in phase.steps}


@pytest.mark.parametrize("plan", PLANS)
def test_each_step_has_its_own_row_in_its_own_order(plan):
    shown = [view.number for phase in runbook_of(plan).phases for view in phase.steps]
    assert shown == [step.number for step in plan.steps]


@pytest.mark.parametrize("plan", PLANS)
def test_one_act_on_several_appliances_is_one_block(plan):
    by_number = {step.number: step for step in plan.steps}
    blocks = [block.steps for phase in runbook_of(plan).phases for block in phase.blocks if not block.small]
    several = [[by_number[view.number] for view in block] for block in blocks if len(block) > 1]
    assert several
    for block in several:
        assert len(block) <= AT_MOST
        assert len({said(step) for step in block}) == 1
        assert len({step.appliance for step in block}) == len(block)


def said(step: PlanStep) -> tuple[object, ...]:
    notes = tuple(note.text for note in step.notes)
    return step.title, step.where, step.do, step.see, notes, step.recoveries, step.links, step.witness, step.no_return


@pytest.mark.parametrize("plan", PLANS)
def test_warnings_and_prohibitions_are_said_each_time(plan):
    shown = views(plan)
    for step in plan.steps:
        wanted = [note.kind for note in step.notes if note.kind != "note"]
        assert [caution.kind for caution in shown[step.number].cautions] == wanted


@pytest.mark.parametrize("plan", PLANS)
def test_notes_are_said_or_stand_at_an_earlier_step(plan):
    shown = views(plan)
    order = [step.number for step in plan.steps]
    referred = 0
    for step in plan.steps:
        view = shown[step.number]
        wanted = [note.text for note in step.notes if note.kind == "note"]
        at = view
        if view.notes_as:
            at = shown[view.notes_as.number]
            referred += 1
            assert order.index(at.number) < order.index(view.number)
            assert at.title == view.title
            assert view.notes == ()
        assert len(at.notes) == len(wanted)
    assert referred


def as_at(view: StepView) -> str:
    assert view.notes_as is not None
    return view.notes_as.number


def test_a_way_back_of_a_second_pass_refers_to_that_of_the_first():
    """For notes and what is so afterwards; its action, what is seen, warnings and values are said again."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True), clients=CLIENTS[2])
    phases = runbook_of(plan).phases
    numbers = {phase.number: phase for phase in phases}
    steps = {step.number: step for step in plan.steps}
    later = [phase for phase in phases if phase.leads and phase.course.startswith("Pass 2")]
    assert [numbers[phase.as_way.number].title for phase in later if phase.as_way] == [phase.title for phase in later]
    assert [phase.as_way for phase in phases if phase not in later] == [None] * (len(phases) - len(later))
    referring = [view for phase in later for view in phase.steps if view.in_chapter]
    assert len(referring) > 3
    for view in referring:
        there = next(one for phase in phases for one in phase.steps if one.number == as_at(view))
        notes = [[n.text for n in steps[one.number].notes if n.kind == "note"] for one in (there, view)]
        assert notes[0] == notes[1]
        assert (len(there.notes), view.notes) == (len(notes[0]), ())
        assert (view.do, view.see, len(view.values)) == (there.do, there.see, len(there.values))
        assert [n.text for n in view.cautions] == [n.text for n in there.cautions]
    integration = [view for phase in later for view in phase.steps if "address of this step" in str(view.notes)]
    assert [view.in_chapter for view in integration] == [False] * len(integration)
    small = [view for phase in phases if phase.leads for view in phase.steps]
    assert all(view.small for view in small)
    assert {view.witness for view in small} == {bool(view.cautions) for view in small} == {True, False}


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_step_of_a_way_back_says_all_of_itself_in_its_row(tag):
    """Its appliance, warnings, screen and values with the action, before its own sign-off."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True), clients=CLIENTS[2])
    page = runbook_page(plan, tag)
    ways = [view for phase in runbook_of(plan, tag).phases if phase.leads for view in phase.steps]
    for view in ways:
        row = page[page.index(f'id="{view.anchor}"') :]
        row, sign = row[: row.index('<div class="sign">')], row[row.index('<div class="sign">') :]
        parts = [markdown_inline(caution.text) for caution in view.cautions]
        parts += [interfaces(view.where), markdown_inline(view.do), markdown_inline(view.see)]
        places = [row.index(part) for part in parts if part]
        assert places == sorted(places)
        shown = [item.value.text for item in view.values]
        shown += [view.appliance.id.text, view.appliance.host.text, view.appliance.ip.text] if view.appliance else []
        assert all(escape(text) in row for text in shown)
        assert ('class="cell witness"' in re.split('<div class="one|</section>', sign)[0]) is view.witness


def test_notes_that_point_at_values_are_said_once_and_then_hold_for_the_values_of_their_step():
    shown = views(PAIR)
    pointing = [s for s in PAIR.steps if any("address of this step" in n.text for n in s.notes)]
    assert len({step.appliance for step in pointing}) == 2
    referring = [shown[step.number] for step in pointing if shown[step.number].notes_as]
    assert referring
    assert all(view.own_values for view in referring)
    page = runbook_page(PAIR)
    for view in referring:
        anchor = re.escape(f"step-{as_at(view)}")
        assert re.search(
            rf'Notes as at step {as_at(view)} <a [^>]*href="#{anchor}"[^>]*></a>, with the values of', page
        )
    assert any(view.notes_as and not view.own_values for view in shown.values())


def test_where_letters_change_machines_a_box_says_so():
    phases = runbook_of(PAIR).phases
    (at,) = [phase for phase in phases if phase.swap]
    assert at.course.startswith("Pass 2 of 2")
    assert at.swap
    assert [(id_.text, host.text) for id_, host in at.swap.appliances] == [
        (appliance.id, appliance.hostname) for appliance in PAIR.appliances
    ]
    before, now = ([(place.badge.letter, place.serves) for place in turn] for turn in (at.swap.before, at.swap.now))
    assert (before, now) == ([("A", True), ("B", False)], [("B", False), ("A", True)])
    assert [place.role for place in at.swap.now] == ["backup, serves nobody now", "primary, serves the users now"]
    assert [phase for phase in runbook_of(CLUSTER).phases if phase.swap] == []
    three = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True, True))
    turns = [phase.swap for phase in runbook_of(three).phases if phase.swap]
    assert [[place.badge.letter for place in turn.now] for turn in turns] == [["B", "A"], ["A", "B"]]
    assert [id_.text for turn in turns for id_, _ in turn.appliances] == ["rs-a", "rs-b"] * 2


@pytest.mark.long
def test_the_box_names_what_b_is_of_a_pair_and_of_a_cluster():
    told = {"failover": "B is the other one.", "atlas-failover": "B is the other master node."}
    for topology, ending in told.items():
        order = "asynchronous" if topology == "failover" else None
        twice = plan_of(topology, "automatic" if order else None, order, "dns", bases=(True, True))
        [box] = [phase.swap for phase in runbook_of(twice).phases if phase.swap]
        assert box.meaning.endswith(ending)
        assert f"{ending} At each step, read the letter" in " ".join(runbook_page(twice).split())


@pytest.mark.parametrize("plan", PLANS)
def test_a_later_row_of_a_block_that_pages_may_part_says_in_short_what_is_done(plan):
    """With its warnings before that, for the next page would not say them; a block with a single one stays whole."""
    page = runbook_page(plan)
    blocks = [block for phase in runbook_of(plan).phases for block in phase.blocks]
    small = [block for block in blocks if block.small]
    parted = [block for block in blocks if block.parts and not block.small]
    assert parted
    assert small
    assert not any(len(block.words.cautions) == 1 for block in parted)
    later = sum(len(block.steps) - 1 for block in parted)
    assert page.count('<p class="again">') == later
    assert page.count('class="step parts') == len(parted) + len(small)
    for block in parted:
        again = f"{interfaces(block.words.where)} · {markdown_inline(block.words.do)}</p>"
        assert page.count(again) >= len(block.steps) - 1
        for caution in block.words.cautions:
            word = "Prohibited" if caution.kind == "never" else "Warning"
            said = f"</span> <b>{word}</b> {markdown_inline(caution.text)} "
            assert page.count(said) >= len(block.steps) - 1


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_warnings_stand_before_the_action_wherever_they_take_less_room(tag):
    """Both places are used; in either one a warning is said once, and before what is done."""
    page = runbook_page(PAIR, tag)
    views = [step for phase in runbook_of(PAIR, tag).phases for step in phase.steps if step.cautions]
    assert {view.cautions_above for view in views} == {True, False}
    for step in re.split(r'<section class="step|<div class="one', page)[1:]:
        action = step.find('<div class="do">')
        assert action < 0 or all(
            at < action for at in (m.start() for m in re.finditer(r'class="icon"[^>]*>[⊘⚠]', step))
        )
    assert page.count('aria-hidden="true">⚠') == sum(c.kind == "warning" for v in views for c in v.cautions)


def test_a_warning_of_several_lines_beside_a_long_action_stands_above_the_appliance():
    """The least room: it is shorter over the whole width, unless the appliance is as high as what stands beside it."""
    view = next(v for v in views(PAIR).values() if v.cautions and v.appliance and not v.about)
    long, short = "Never do this before that. " * 8, "Never."
    one = replace(view.cautions[0], text=long)
    assert places(replace(view, cautions=(one, one), do="Do it. " * 40))[0]
    assert not places(replace(view, cautions=(replace(one, text=short),), do="Do it.", where="", see=""))[0]
    assert places(replace(view, appliance=None, cautions=(one,))) == (False, False)
