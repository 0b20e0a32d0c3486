"""Of ways back the same is said everywhere: in the request for approval, at hold points, at the heads of phases and on
the checklist. What is right is in the chapters that lead back: from which phases, and from none behind these."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from runbook.document.approval import approval
from runbook.document.approval_ways import way_rows
from runbook.document.brief_ways import closing_steps
from runbook.document.checklist import checklist
from runbook.document.parts import CheckGroup
from runbook.document.ways import back_by, begun_by
from runbook.i18n import Language
from runbook.model.plan import Phase, Plan, PlanStep
from runbook.model.ways_back import main_phases, ways_back
from tests.pages import runbook_of
from tests.plans import APART, KINDS, apart_plan, plan_of

ENGLISH = Language(tag="en")
SEVERAL = (
    ("failover", "automatic", "asynchronous", "dns"),
    ("failover", "manual", "synchronous", "shared-ip"),
    ("atlas-no-failover", None, None, None),
)
PLANS = {
    **{"-".join(filter(None, kind)): lambda kind=kind: plan_of(*kind) for kind in KINDS},
    **{f"{'-'.join(filter(None, kind))}-twice": lambda kind=kind: plan_of(*kind, hops=("bs", "s")) for kind in SEVERAL},
    **{f"apart-{place}": lambda place=place: apart_plan(place) for place in APART},
}


@pytest.fixture(params=PLANS, scope="module")
def plan(request) -> Plan:
    made: Plan = PLANS[request.param]()
    return made


def last_led_back(plan: Plan) -> dict[str, str | None]:
    """The phases that are the last with a way back, each with the one behind it."""
    phases = main_phases(plan)
    behind = (*phases[1:], None)
    return {
        one.id: then.id if then else None
        for one, then in zip(phases, behind, strict=True)
        if one.way_back and not (then and then.way_back)
    }


def closes(plan: Plan, step: PlanStep) -> bool:
    """Whether the last way back is closed by a step: something leads back from before it, and nothing from behind."""
    return any(step.phase in (phase, then) for phase, then in last_led_back(plan).items())


def told_on_the_first_page(plan: Plan) -> list[str]:
    """The numbers of the steps until which the request says that a way back is open."""
    ways = approval(plan, ENGLISH).first.ways
    return [one.text.partition("step ")[2].partition(":")[0] for row in ways for one in row.until]


@pytest.mark.sampled(6)
def test_the_request_names_the_steps_that_close_the_last_ways_back(plan: Plan) -> None:
    first, numbers = approval(plan, ENGLISH).first, {step.number: step for step in plan.steps}
    told = [numbers[number] for number in told_on_the_first_page(plan)]
    last = last_led_back(plan)
    assert len(told) == len(last)
    for step, (phase, then) in zip(sorted(told, key=lambda one: plan.steps.index(one)), last.items(), strict=True):
        assert step.phase in (phase, then)
        firsts = [one for one in plan.steps if one.phase == step.phase]
        assert step.no_return or (step is firsts[0] and not any(one.no_return for one in firsts))
    assert [row.gone for row in first.ways] == sorted(row.gone for row in first.ways)
    opened = " ".join(row.back for row in first.ways if not row.gone)
    assert any(phase.back.split(".")[0] in opened for phase in plan.phases if phase.way_back)


@pytest.mark.sampled(4)
def test_its_table_says_it_beside_the_same_steps(plan: Plan) -> None:
    rows = list(way_rows(plan, ENGLISH))
    told = {
        number for row in rows if row.no_return for number in row.no_return.split("step")[1].strip("s ").split(", ")
    }
    assert told == {*told_on_the_first_page(plan)}
    led = {number for row in rows if row.ways for number in row.numbers.split(", ")}
    assert led == {str(phase.number) for phase in main_phases(plan) if phase.way_back}


@pytest.mark.sampled(4)
def test_a_hold_point_says_whether_a_way_back_leads_from_it(plan: Plan) -> None:
    """The next step closes the last one, and a no-go names its chapter; or none leads back any more."""
    bars = {
        row.number: row.bar for page in checklist(plan, ENGLISH).pages for group in page.groups for row in group.rows
    }
    closing = told_on_the_first_page(plan)
    holds = [(step, then) for step, then in pairwise(plan.steps) if step.gate == "hold"]
    assert len(holds) == sum(step.gate == "hold" for step in plan.steps)
    for step, then in holds:
        said = " ".join(note.text for note in step.notes)
        assert then.no_return
        led = closes(plan, then)
        assert ("The next step closes the last way back" in said) == led == (then.number in closing)
        assert ("There is no way back from here" in said) == (not led)
        assert ("begin chapter" in bars[step.number]) == led


@pytest.mark.sampled(7)
def test_the_heads_of_phases_name_their_way_back(plan: Plan) -> None:
    chapters = {way.id: way.number for way in ways_back(plan)}
    views = runbook_of(plan).phases
    for phase, view in zip(plan.phases, views, strict=True):
        own = view.way if not view.back_on else None  # where that is told, another test looks at it
        assert (own.number if own else None) == chapters.get(phase.way_back or "")
    groups: dict[str, CheckGroup] = {}
    for page in checklist(plan, ENGLISH).pages:
        for group in page.groups:
            groups.setdefault(group.title.split(" ")[0], group)
    for phase in main_phases(plan):
        assert bool(groups[str(phase.number)].back) == bool(back_by(plan, phase, first_of(plan, phase), ENGLISH))
    closing = {step.number for step in closing_steps(plan)}
    for way in ways_back(plan):
        limits = [one.value.text for one in begun_by(plan, way, ENGLISH)]
        timed = {phase.window for phase in plan.phases if phase.id in way.back_from and phase.back_until}
        before = [text for text in limits if text.replace(".", "").isdigit()]
        assert {*before} <= closing
        assert len(limits) == len(timed) + len(before)


def first_of(plan: Plan, phase: Phase) -> PlanStep:
    return next(step for step in plan.steps if step.phase == phase.id)


@pytest.mark.sampled(6)
def test_whoever_names_a_chapter_is_named_by_it(plan: Plan) -> None:
    """Heads of phases and hold points on the one hand, the heads of the ways back on the other."""
    document = runbook_of(plan)
    named: dict[int, set[str]] = {view.number: set() for view in document.phases if view.leads}
    for view in document.phases:
        for mark in (view.way, *(step.no_go for step in view.steps)):
            if mark:
                named[mark.number].add(str(view.number))
    for view in document.phases:
        if view.leads:
            assert {*re.findall(r"\d+", view.leads)} == named[view.number], view.title
            limits = " ".join(item.label for item in view.facts if item.label.startswith("Phase"))
            assert {*re.findall(r"\d+", limits)} <= named[view.number]


@pytest.mark.sampled(6)
def test_until_when_a_way_back_is_open_stands_at_all_three_heads(plan: Plan) -> None:
    """At the head of pages, in the timeline and in the checklist, as long as the head of the phase says so: of pages
    from the closing step on no longer."""
    document, sheets = runbook_of(plan), checklist(plan, ENGLISH)
    marks = {mark.number: mark for entry in document.timeline for mark in entry.phases}
    groups = {int(g.title.split(" ")[0]): g for page in reversed(sheets.pages) for g in reversed(page.groups)}
    for view in document.phases:
        if view.leads:
            continue
        open_until = view.way is not None and bool(view.way.until or view.way.before)
        assert open_until == (view.head.back is not None) == (marks[view.number].back is not None)
        assert open_until == bool(groups[view.number].back)
        assert bool(groups[view.number].gone) == (marks[view.number].closes and not marks[view.number].no_return)
        closed = [block.head for block in view.blocks if block.head and block.words.number == view.back_on]
        assert [head.back for head in closed] == [None] * bool(view.back_on)
        if view.back_on:
            (last,) = groups[view.number].back
            assert (last.label, last.value.text) == ("Way back before step", view.back_on)
            heads = [g for page in sheets.pages for g in page.groups if g.title.startswith(f"{view.number} ")]
            behind = {step.number for step in view.steps[[s.number for s in view.steps].index(view.back_on) :]}
            assert all(bool(head.back) != (head.rows[0].number in behind) for head in heads)


def test_of_a_change_under_way_of_which_nothing_leads_back_the_request_says_so() -> None:
    whole = plan_of("failover", "automatic", "synchronous", "dns")
    first, second = whole.windows
    under_way = replace(whole, windows=(replace(first, done=True), second), amends=("0" * 64,))
    [row] = approval(under_way, ENGLISH).first.ways
    assert (row.title, row.gone, row.until) == ("There is no way back", True, ())
    assert row.back.startswith("B is still as it was. Do not upgrade it while you doubt")


def test_the_head_of_a_phase_names_the_chapter_that_its_hold_point_names(plan: Plan) -> None:
    document = runbook_of(plan)
    phases = {phase.number: phase for phase in plan.phases}
    holds = [(view, step) for view in document.phases for step in view.steps if step.hold]
    for view, step in holds:
        assert (view.way and view.way.number) == (step.no_go and step.no_go.number), step.number
    told = {view.number: view.back_on for view in document.phases if view.back_on}
    for number, place in told.items():
        assert phases[number].way_back is None
        steps = [one for one in plan.steps if one.phase == phases[number].id]
        hold = next(at for at, one in enumerate(steps) if one.gate == "hold")
        assert place == steps[hold + 1].number
    assert told.keys() == {view.number for view, step in holds if view.way and not phases[view.number].way_back}
