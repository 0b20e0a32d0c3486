"""Until when a way back is begun, where it leads back from a window and from the hours behind it."""

from dataclasses import replace
from datetime import datetime

import pytest

from runbook.document.approval_ways import way_rows
from runbook.document.checklist import checklist
from runbook.document.runbook import runbook
from runbook.document.serving import NOBODY, serving
from runbook.document.ways import begun_by, no_go_way, signed_all_the_same, way_of
from runbook.i18n import Language, load_language
from runbook.model.frozen_zone import zone_of
from runbook.verify.decision_clock import clocks_of
from runbook.verify.indexed_plan import index_plan
from tests.verify.test_nights import SITES, site_plan

PLAN = site_plan("paris").plan
WAY = next(one for one in PLAN.phases if one.id == "move-back:h1")
CLOSES = next(step for step in PLAN.steps if step.no_return and step.hop == 1)


@pytest.mark.parametrize(
    ("tag", "by", "before"),
    [
        ("en", "Phase {}: begin by", "Phases {}, {}: before step"),
        ("fr", "Phase {}\u00a0: commencez avant le", "Phases {}, {}\u00a0: avant l’étape"),
    ],
)
def test_each_phase_has_its_own_limit(tag, by, before) -> None:
    language = load_language(tag)
    within, outside = (one for one in PLAN.phases if one.id in WAY.back_from)
    first, second = begun_by(PLAN, WAY, language)
    assert (first.label, second.label) == (by.format(within.number), before.format(outside.number, outside.number + 1))
    assert second.value.text == CLOSES.number
    heads = [group for page in checklist(PLAN, language).pages for group in page.groups]
    [head] = {group.back for group in heads if group.title.startswith(f"{WAY.number} ") and not group.continued}
    assert [one.value.text for one in head] == [first.value.text, second.value.text]


def test_each_head_in_the_checklist_names_its_pass() -> None:
    """Also of a way back with several times; where it goes on, without them, it names the phases that it leads from."""
    language = Language(tag="en")
    heads = [group for page in checklist(PLAN, language).pages for group in page.groups]
    of = {f"{phase.number}  {language.text(phase.title)}": phase for phase in PLAN.phases}
    passes = [group.course.startswith(f"Pass {of[group.title].hop} of 2") for group in heads if of[group.title].hop]
    assert passes
    assert all(passes)
    went_on = [group for group in heads if group.continued and of[group.title] is WAY]
    assert {(group.course, group.back) for group in went_on} == {("Pass 1 of 2 · From phases 4, 5, 6", ())}


def test_a_time_is_that_of_the_phases_it_holds_for() -> None:
    """From the end of the window of a move on, nothing is too late before the old appliance is erased."""
    plan = site_plan("nantes").plan
    way = next(one for one in plan.phases if one.id.partition(":")[0] == "return")
    timed = [str(phase.number) for phase in plan.phases if phase.id in way.back_from and phase.back_until]
    erased = next(step for step in plan.steps if step.no_return)
    first, second = begun_by(plan, way, Language(tag="en"))
    assert first.label == f"Phases {', '.join(timed)}: begin by"
    assert len(timed) < len(way.back_from)
    rest = [str(phase.number) for phase in plan.phases if phase.id in way.back_from and not phase.back_until]
    assert rest[-1] == str(next(phase.number for phase in plan.phases if phase.id == erased.phase))
    assert (second.label, second.value.text) == (f"Phases {', '.join(rest)}: before step", erased.number)


def test_the_request_for_approval_says_it_of_each_phase() -> None:
    said = {one.said for row in way_rows(PLAN, Language(tag="en")) for one in row.ways}
    assert any(f"begun before step {CLOSES.number}" in one for one in said), said


def test_a_hold_point_names_the_chapter_that_a_no_go_leads_to() -> None:
    """Where the users are on B, A may stay as it is: going back would move them once more."""
    on_b = (
        ("en", "No-go: leave A as it is, or begin chapter"),
        ("fr", "No-go\u00a0: laissez A tel quel, ou commencez le chapitre"),
    )
    for tag, said in on_b:
        rows = [
            row for page in checklist(PLAN, load_language(tag)).pages for group in page.groups for row in group.rows
        ]
        bars = [row.bar for row in rows if "·" in row.bar]
        assert bars[0].endswith(f"{said} {WAY.number}")
        steps = [step for phase in runbook(PLAN, load_language(tag), ()).phases for step in phase.steps]
        assert [step.no_go.says for step in steps if step.no_go] == [bar.partition(" · ")[2] for bar in bars]
    single = site_plan("lyon").plan
    [way] = (no_go_way(single, step, Language(tag="en")) for step in single.steps if step.gate == "hold")
    assert way is not None
    assert way.says == f"No-go: begin chapter {way.number}"
    cluster = next(site_plan(site).plan for site in SITES if site_plan(site).plan.path.startswith("atlas"))
    rows = [row for page in checklist(cluster, Language(tag="en")).pages for group in page.groups for row in group.rows]
    held = [row for row in rows if row.bar.startswith("Hold point")]
    assert held
    assert all("No-go" not in row.bar for row in held)


def test_a_late_decision_says_until_when_it_stays_empty() -> None:
    """Until a go counts, as the verdict has it, and as its step says: half an hour before the way back is closed."""
    clocks = {PLAN.steps[one].id: clock for clock in clocks_of(index_plan(PLAN)) for one in clock.decisions}
    zone = zone_of(PLAN)
    gates = [step for step in PLAN.steps if step.gate == "decision"]
    wanted = [datetime.fromtimestamp(clocks[step.id].near, zone).strftime("%H:%M") for step in gates]
    assert all(clocks[step.id].until - clocks[step.id].near == 30 * 60 for step in gates)
    assert all("in the next 30 minutes" in step.do for step in gates)
    rows = [row for page in checklist(PLAN, Language(tag="en")).pages for group in page.groups for row in group.rows]
    late = [row for row in rows if row.late == "leave empty until"]
    assert [row.package and row.package.text for row in late] == wanted


def test_the_phase_outside_the_windows_says_before_which_step_its_way_back_is_begun() -> None:
    outside = next(one for one in PLAN.phases if one.id in WAY.back_from and one.back_until is None)
    mark = way_of(PLAN, outside, Language(tag="en"))
    assert mark
    assert (mark.number, mark.until, mark.before) == (WAY.number, None, CLOSES.number)


def test_what_is_said_at_the_end_of_a_night_is_named_once_before_the_ways_back() -> None:
    said = signed_all_the_same(PLAN, Language(tag="en"))
    assert said.endswith("Announce the end · Release those who are not needed.")
    assert signed_all_the_same(replace(PLAN, steps=()), Language(tag="en")) == ""


def test_who_serves_on_a_way_back_follows_from_what_its_steps_say_of_themselves() -> None:
    """`moves` in the procedures, and no name of an event: a path of one's own moves users in its own way."""
    steps = [step for step in PLAN.steps if step.phase == WAY.id]
    moving = [step.id for step in steps if step.moves]
    start = next(one.primary_start for one in PLAN.passes if one.hop == 1)
    served = serving(PLAN)
    assert served[moving[0]] not in (start, NOBODY, None)
    assert {served[step.id] for step in steps[steps.index(next(s for s in steps if s.id == moving[-1])) + 1 :]} == {
        start
    }
    renamed = replace(PLAN, steps=tuple(replace(s, event="back.proxy") if s.id in moving else s for s in PLAN.steps))
    assert serving(renamed) == served
    still = serving(replace(PLAN, steps=tuple(replace(step, moves=False) for step in PLAN.steps)))
    assert len({still[step.id] for step in steps}) == 1
