"""What pages, request, mail and calendar say of who lets a change begin and go on, and of the ways back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from runbook.document.approval import approval
from runbook.document.bars import drawing
from runbook.document.checklist import checklist
from runbook.document.impact import disruptions
from runbook.document.leave import release_by, released, said_in
from runbook.document.letter import letter
from runbook.document.ways import decisions, lengths
from runbook.document.words import moment
from runbook.model.form import field_name
from runbook.model.plan import Plan
from runbook.model.record import Entry
from runbook.model.ways_back import main_course, main_phases, ways_back
from runbook.pack.calendar import DECISION, entries
from runbook.pdf.prefill.marked_plan import marked
from runbook.records.record_file import RecordFile, read_parts
from tests.pages import checklist_pdf, language, runbook_of, runbook_page
from tests.plans import CLIENTS, plan_of
from tests.records.filling import by_pypdf, form_values

PAIR = ("failover", "automatic", "asynchronous", "shared-ip")
PLAN = plan_of(*PAIR)
PLANS = {"single": plan_of("single", "automatic"), "pair": PLAN, "moved": plan_of("migrate-physical-virtual", "manual")}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_phase_names_the_chapter_of_its_way_back_and_until_when_it_is_begun(plan: Plan) -> None:
    numbers = {phase.id: phase.number for phase in plan.phases}
    views = {view.number: view for view in runbook_of(plan).phases}
    for phase in main_phases(plan):
        view = views[phase.number]
        way = None if view.back_on else view.way  # else it is that of its hold point
        assert (way and way.number) == numbers.get(phase.way_back or "")
        until = way.until.text if way and way.until else None
        assert (until is None) == (phase.back_until is None)
        by = view.way.until.text[-5:] if view.way and view.way.until else view.way.before if view.way else ""
        said = view.back_on or by  # the step that closes it says more than the time
        assert (view.head.back.value.text if view.head.back else "") == said
        if way is None:
            assert "Support" in view.back or "way back" in view.back or "leave" in view.back.lower(), view.back
            assert (view.phone is not None) == ("call Support" in view.back.replace("Call", "call"))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_way_back_one_of_whose_steps_is_to_call_support_has_a_place_for_its_number(plan: Plan) -> None:
    views = {view.number: view for view in runbook_of(plan).phases}
    for way in ways_back(plan):
        steps = [step for step in plan.steps if step.phase == way.id]
        assert any("Support" in text for step in steps for text in (step.do, *(note.text for note in step.notes)))
        assert views[way.number].phone


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_ways_back_are_a_part_of_their_own_with_their_phases_their_time_and_what_is_left(plan: Plan) -> None:
    shown = [view for view in runbook_of(plan).phases if view.leads]
    assert [view.opens_ways for view in shown] == [True, *[False] * (len(shown) - 1)]
    for view, way in zip(shown, ways_back(plan), strict=True):
        sources = {str(p.number) for p in plan.phases if p.id in way.back_from}
        held = {str(p.number) for p in runbook_of(plan).phases if p.back_on and p.way and p.way.number == view.number}
        assert set(re.findall(r"[0-9]+", view.leads)) == sources | held
        said = [re.sub(r"^Phases? [0-9, ]+: ", "", fact.label) for fact in view.facts]
        both = zip(said, view.facts, strict=True)
        within = [(text, fact) for text, fact in both if "before the window closes" in text.lower()]
        said = [text for text in said if text not in dict(within)]
        labels = [one.capitalize() for one in said if one not in ("before step", "Begin before step")]
        timed = {p.back_until for p in plan.phases if p.id in way.back_from} - {None}
        assert labels == ["Begin by"] * len(timed) + ["All of it takes at most"]
        assert all(step.planned is None and step.planned_label == "" for step in view.steps)
        for until in timed:
            assert until is not None
            at_once, later = lengths(plan, way)
            assert at_once + later == sum(step.duration.high for step in plan.steps if step.phase == way.id)
            assert until + timedelta(minutes=at_once) in {window.end for window in plan.windows}
        assert len(within) == bool(timed)
        for label, fact in within:
            numbers = re.findall(r"[0-9]+\.[0-9]+", label)
            steps = [step for step in plan.steps if step.phase == way.id]
            done = steps[: [step.number for step in steps].index(*numbers) + 1] if numbers else []
            minutes = sum(step.duration.high for step in done)
            assert fact.value.text == (language("en").minutes(minutes) if numbers else "nothing")
            assert sum(step.duration.high for step in done) == lengths(plan, way)[0]
    page = runbook_page(plan)
    assert not re.search(r">\s*(None|null)\s*<", page)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_how_long_a_way_back_takes_is_the_same_on_pages_that_are_filled_in(plan: Plan) -> None:
    """A master knows no times: what it has for good follows from the steps alone."""
    in_full, filled_in = (
        [fact.value.text for view in runbook_of(each).phases for fact in view.facts if fact.value.name == "way.minutes"]
        for each in (plan, marked(plan))
    )
    assert in_full == filled_in
    assert len(in_full) == len([*ways_back(plan)])


def test_on_a_way_back_pages_say_who_serves_the_users() -> None:
    """Also in a second pass, in which the two of a pair have changed their roles: B, until the users are moved."""
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip", bases=(True, True))
    told = {
        (phase.hop, step.appliance.badge.letter, step.appliance.role)
        for phase, view in zip(plan.phases, runbook_of(plan).phases, strict=True)
        if view.leads
        for step in view.steps
        if step.appliance and step.appliance.badge
    }
    now, idle = "serves the users now", "serves nobody now"
    assert {(hop, letter, role) for hop, letter, role in told if letter == "A" and hop} == {
        (hop, "A", role) for hop in (1, 2) for role in (now, idle)
    }
    assert {(1, "B", now), (2, "B", now), (2, "B", idle)} <= told
    first, second = ("rs-a", "rs-b"), ("rs-b", "rs-a")
    for phase, view in zip(plan.phases, runbook_of(plan).phases, strict=True):
        if phase.id.startswith("move-back"):
            a, b = first if phase.hop == 1 else second
            heads = [view.head, *(block.head for block in view.blocks if block.head)]
            said = [(head.serves.label, head.serves.value.text) for head in heads if head.serves]
            assert said == [
                ("Serves the users now", b), ("Users moving to", a), ("Serves the users now", a),
            ]  # fmt: skip


def test_a_hold_point_and_a_release_are_shown_as_what_they_are() -> None:
    steps = [step for view in runbook_of(PLAN).phases for step in view.steps]
    gates = {step.number: step.gate for step in PLAN.steps}
    assert {gates[step.number] for step in steps if step.hold} == {"hold"}
    (release,) = [step for step in steps if gates[step.number] == "release"]
    assert [item.value.text for item in release.values] == [PLAN.revision[:12]]
    assert {gates[step.number] for step in steps if step.small} == {None, "decision"}
    page = runbook_page(PLAN)
    assert page.count('class="choice go"') == sum(gate in ("hold", "decision") for gate in gates.values())
    assert page.count("hold-bar") == sum(gate == "hold" for gate in gates.values())
    marks = [mark for entry in runbook_of(PLAN).timeline for mark in entry.phases]
    assert sum(mark.hold for mark in marks) == 1
    timed = [mark.back for mark in marks if mark.back and mark.back.label == "Way back until"]
    assert len(timed) == len(list(decisions(PLAN)))


@pytest.mark.long
@pytest.mark.parametrize(("said", "value"), [("go", "go"), ("no-go", "no-go"), ("both", "go+no-go")])
def test_boxes_for_go_and_no_go_are_read_back(said: str, value: str, tmp_path: Path) -> None:
    index, step = next((n, s) for n, s in enumerate(PLAN.steps, 1) if s.gate == "hold")
    entry = Entry(step=step.id, state="done", at="2026-12-05 22:10", by="CM", value="" if said == "both" else said)
    values = form_values(PLAN, [entry], "1")
    values |= {field_name(index, column, step.id): "on" for column in ("go", "nogo") if said == "both"}
    path = tmp_path / "record.pdf"
    path.write_bytes(by_pypdf(checklist_pdf(PLAN), values))
    (part,) = read_parts(RecordFile(path))
    assert part.faults == ()
    assert [one.value for one in part.entries if not one.blank] == [value]
    tips = [row.decision for p in checklist(PLAN, language("fr")).pages for g in p.groups for row in g.rows if row.bar]
    assert any(decision and "no-go" in decision[1].tooltip for decision in tips)


def test_the_request_says_who_releases_until_when_one_goes_back_and_leaves_risks_to_be_graded() -> None:
    made = approval(PLAN, language("en"))
    (gate,) = [step.number for step in PLAN.steps if step.gate == "release"]
    assert made.released == f"1 approver releases it: step {gate}, signed before anything is touched."
    apart = replace(PLAN, approval_apart=True)
    assert released(apart, language("en")).endswith("Nobody who carries out part of it may release it.")
    numbers = {phase.id: phase.number for phase in PLAN.phases}
    for row in made.ways:
        phases = [p for p in main_phases(PLAN) if str(p.number) in row.numbers.split(", ")]
        leads = {f"{numbers[p.way_back]}" for p in phases if p.way_back}
        assert {way.title.partition(" ")[0] for way in row.ways} == leads
    said = [(way.title, way.steps) for row in made.ways for way in row.ways if "at most" in way.said]
    assert len(said) == sum(len(row.ways) for row in made.ways)
    firsts = dict(reversed(said))
    assert all(bool(steps) == (firsts[title] is steps) for title, steps in said), "steps are told once"
    assert all(firsts.values())
    assert {(row.likely, row.grave) for row in made.risks} == {("", "")}
    lanes = [{lane.kind: len(lane.stretches) for lane in bar.lanes} for bar in drawing(PLAN, language("en")).bars]
    assert [(lane.get("back", 0), lane.get("hold", 0)) for lane in lanes] == [(3, 0), (0, 1)]
    assert release_by(PLAN) == PLAN.windows[0].start


@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_the_release_is_asked_for_before_the_first_clients_go(wait) -> None:
    """They are replaced or removed in the hours before the window: an answer by its start would be too late."""
    clients = replace(CLIENTS[0], extractable_msi=True)
    plan = plan_of("single", "automatic", wait=wait, bases=(True, True), clients=clients)
    (gone,) = (one for one in disruptions(plan) if one.kind in ("no-clients", "clients-offline"))
    assert gone.start < plan.windows[0].start
    assert release_by(plan) == gone.start
    asked = letter(plan, language("en"), ()).asked
    assert f"Your answer is needed by {moment(gone.start, language('en'))}" in asked
    (release,) = (step for step in plan.steps if step.gate == "release")
    assert release.planned_by == gone.start
    views = [view for phase in runbook_of(plan).phases for view in phase.steps]
    (view,) = (view for view in views if view.number == release.number)
    assert view.planned_label == "No later than"
    assert view.planned is not None
    assert view.planned.text == language("en").time(gone.start)
    rows = [row for page in checklist(plan, language("en")).pages for group in page.groups for row in group.rows]
    (last,) = (place for place, row in enumerate(rows) if row.number == release.number)
    shown = [(row.day and row.day.text, row.planned and row.planned.text) for row in rows[: last + 2]]
    rest = (None, None) if wait == "24h" else ("Sat", language("en").time(plan.windows[0].start))
    assert shown == [*[("Sat", language("en").time(gone.start))] * (last + 1), rest]
    before, after = ({step.planned_by for step in steps} for steps in (plan.steps[:last], plan.steps[last + 1 :]))
    assert before == {gone.start}, "what the release rests on"
    assert min(at for at in after if at) == (plan.windows[0].start if wait == "24h" else gone.start)
    saved = [row.planned and row.planned.text for row in rows if "first" in row.title or "list of" in row.title]
    assert saved == [language("en").time(gone.start)] * 2 or wait == "24h"
    head = checklist(plan, language("en")).pages[0].groups[0]
    assert "No later than" in head.course
    assert head.opens is not None
    assert head.opens.text == moment(plan.windows[0].start, language("en")), "all of the phase"


def test_mail_and_calendar_tell_decision_times() -> None:
    said = [text for window in letter(PLAN, language("en"), ()).windows for text in window.said]
    assert sum(text.startswith("Way back of phase") for text in said) == len(list(said_in(PLAN, 1, language("en"))))
    assert "1 approver releases it" in letter(PLAN, language("en"), ()).asked
    times = {time for _phase, time in decisions(PLAN)}
    found = [entry for entry in entries(PLAN, language("fr")) if entry.name.startswith(DECISION)]
    assert {entry.end for entry in found} == times
    assert not any(entry.invites or entry.busy for entry in found)
    assert len({entry.uid for entry in found}) == len(found)


def test_old_plans_have_nothing_of_all_this() -> None:
    phases = tuple(replace(phase, way_back=None, back_until=None) for phase in main_phases(PLAN))
    course = main_course(PLAN)
    old = replace(course, phases=phases, steps=tuple(replace(step, gate=None) for step in course.steps))
    assert released(old, language("en")) == ""
    assert not runbook_of(old).ways
    assert not [entry for entry in entries(old, language("en")) if entry.name.startswith(DECISION)]
    assert "hold-bar" not in runbook_page(old)
