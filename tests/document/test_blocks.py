"""What is said once for several steps: the words of one act on several appliances, the notes of a step done again."""

from __future__ import annotations

import pytest

from runbook.document.parts import StepView
from runbook.model.plan import Plan, PlanStep
from tests.pages import runbook_of
from tests.plans import plan_of

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
    blocks = [block.steps for phase in runbook_of(plan).phases for block in phase.blocks]
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


def test_notes_that_point_at_values_stand_at_their_own_step():
    views = {step.number: step for phase in runbook_of(PAIR).phases for block in phase.blocks for step in block.steps}
    pointing = [s for s in PAIR.steps if any("address of this step" in n.text for n in s.notes)]
    assert len({step.appliance for step in pointing}) == 2
    assert all(views[step.number].notes for step in pointing)
    assert any(view.notes_as for view in views.values())


def test_where_letters_change_machines_a_box_says_so():
    phases = runbook_of(PAIR).phases
    (at,) = [phase for phase in phases if phase.swap]
    assert at.course.startswith("Pass 2 of 2")
    assert at.swap
    letters = [[(badge.letter, id_.text) for badge, id_ in turn] for turn in (at.swap.before, at.swap.now)]
    assert letters == [[("A", "rs-a"), ("B", "rs-b")], [("A", "rs-b"), ("B", "rs-a")]]
    assert [phase for phase in runbook_of(CLUSTER).phases if phase.swap] == []
