"""What pages, requests, invitations and calendars say of work that goes on in another night: it is that night's."""

from __future__ import annotations

import pytest

from runbook.document.approval_ways import way_rows
from runbook.document.checklist import checklist
from runbook.document.front import timeline
from runbook.document.leave import holds_in, said_in
from runbook.document.runbook import runbook
from runbook.document.ways import begun_by, no_go_way, time_in_short
from runbook.document.words import moment
from runbook.i18n import Language, load_language
from runbook.model.plan import Plan
from runbook.model.remaining import remaining
from runbook.model.taking_part import deciding_in
from tests.under_way import plan_of_nights

ENGLISH = Language(tag="en")
ALONE = ("single", "manual", None, None)
PAIR = ("failover", "manual", "asynchronous", "dns")


def as_printed(plan: Plan) -> tuple[Plan, Plan]:
    """The plan as files hold it, and as pages do."""
    return plan, remaining(plan)


@pytest.mark.parametrize("plan", as_printed(plan_of_nights(ALONE, 2, 3)), ids=["plan", "pages"])
def test_a_hold_point_is_told_with_the_night_in_which_it_is_reached(plan: Plan) -> None:
    (hold,) = (step for step in plan.steps if step.gate == "hold")
    assert ([*holds_in(plan, 1)], [*holds_in(plan, 2)]) == ([], [hold])
    said = [[text for text, _at in said_in(plan, night, ENGLISH)] for night in (1, 2)]
    assert [f"Go or no-go (step {hold.number}), planned" in each for each in said] == [False, True]
    late = [step for step in plan.steps if step.gate == "decision"]
    roles = [{role for step in steps for role in step.roles} for steps in (late, [hold])]
    assert [{*deciding_in(plan, night)} for night in (1, 2)] == [
        {person for person in plan.staff if asked & {*person.roles}} for asked in roles
    ]


def test_a_way_back_that_is_decided_about_in_a_later_night_is_begun_before_a_step_and_by_no_time() -> None:
    plan = remaining(plan_of_nights(ALONE, 2, 3))
    (hold,) = (step for step in plan.steps if step.gate == "hold")
    closes = next(step for step in plan.steps if step.no_return)
    mark = no_go_way(plan, hold, ENGLISH)
    assert mark is not None
    assert (mark.until, mark.before) == (None, closes.number)
    way = next(phase for phase in plan.phases if phase.number == mark.number)
    last = [*begun_by(plan, way, ENGLISH)][-1]
    assert "efore step" in last.label
    assert last.value.text == closes.number
    heads = {view.number: view for view in runbook(plan, ENGLISH, ()).phases}
    head = next(view for view in heads.values() if view.back_on == closes.number)
    assert head.way is not None
    assert (head.way.until, head.way.before) == (None, closes.number)
    groups = [group for page in checklist(plan, ENGLISH).pages for group in page.groups]
    [back] = {group.back for group in groups if group.title.startswith(f"{way.number} ") and not group.continued}
    assert [one.value.text for one in back][-1] == closes.number
    said = [(one.said, one.until) for row in way_rows(plan, ENGLISH) for one in row.ways]
    assert [(f"begun before step {closes.number}" in text, until) for text, until in said][-1] == (True, ())


def test_a_way_back_that_is_decided_about_in_its_own_night_has_a_time() -> None:
    plan = remaining(plan_of_nights(ALONE, 6, 6))
    (hold,) = (step for step in plan.steps if step.gate == "hold")
    mark = no_go_way(plan, hold, ENGLISH)
    assert mark is not None
    assert mark.until is not None
    assert mark.before == ""


def test_heads_and_contents_name_the_window_of_the_night() -> None:
    """The second appliance is upgraded in the fourth window, in a chapter that began in the third."""
    plan = remaining(plan_of_nights(PAIR, 3, 4))
    hold = next(step for step in plan.steps if step.gate == "hold")
    begins = next(step for step in plan.steps if step.phase == hold.phase)
    number = next(phase.number for phase in plan.phases if phase.id == hold.phase)
    view = next(view for view in runbook(plan, ENGLISH, ()).phases if view.number == number)
    assert view.course == "Pass 1 of 1 · Window 3 of 4"
    heads = [(block.words.number, block.head.course, block.head.back) for block in view.blocks if block.head]
    limit, (closing, course, _none) = view.head.back, heads[1]
    assert heads == [(hold.number, "Pass 1 of 1 · Window 4 of 4", limit), (closing, course, None)]
    assert limit
    assert limit.value.text == closing
    marks = [(entry.title, mark) for entry in timeline(plan, ENGLISH) for mark in entry.phases]
    of_it = [(title, mark.hold, mark.no_return) for title, mark in marks if mark.number == number]
    assert of_it == [("Window 3 of 4", False, False), ("Window 4 of 4", True, True)]
    groups = [group for page in checklist(plan, ENGLISH).pages for group in page.groups]
    own = [group for group in groups if group.title.startswith(f"{number} ")]
    firsts = [next(group for group in own if f"Window {window} of 4" in group.course) for window in (3, 4)]
    assert [(group.continued, group.rows[0].number) for group in firsts] == [
        (False, begins.number),
        (True, hold.number),
    ]
    assert [group.opens and group.opens.text for group in firsts] == [
        moment(plan.windows[window].start, ENGLISH) for window in (2, 3)
    ]


@pytest.mark.parametrize("done", [0, 1])
def test_a_hold_point_speaks_of_a_way_back_where_pages_have_one(done: int) -> None:
    """Of a night that was begun, all steps are printed again, and no chapter before it."""
    plan = remaining(plan_of_nights(PAIR, 6, 6, done=done))
    (hold,) = (step for step in plan.steps if step.gate == "hold")
    said = " ".join(note.text for note in hold.notes)
    assert (no_go_way(plan, hold, ENGLISH) is None) == bool(done)
    assert ("closes the last way back" in said, "Go back" in said) == (not done, not done)
    assert ("These pages have no way back." in said, "If you doubt B, call Support." in said) == (
        bool(done),
        bool(done),
    )
    assert "A can stay as it is" in said
    assert all(load_language("fr").text(note.text) != note.text for note in hold.notes)


def test_until_when_a_way_back_is_begun_has_its_day_where_that_is_in_a_later_night() -> None:
    plan = remaining(plan_of_nights(PAIR, 3, 6))
    phase = next(one for one in plan.phases if one.back_until)
    assert phase.window == 1
    assert phase.back_until is not None
    assert phase.back_until > plan.windows[1].start
    shown = time_in_short(plan, phase, phase.back_until, "head.back", ENGLISH)
    assert shown is not None
    assert shown.text == f"{ENGLISH.weekday(phase.back_until)} {ENGLISH.time(phase.back_until)}"
