"""Pages, requests and mails of a change that is under way: what remains and no more, and what is carried on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from runbook.document.appliances import before as drawn_now
from runbook.document.appliances import serves_now
from runbook.document.approval import approval, changes
from runbook.document.carried_on import REVISIONS, carried_on, said_of_earlier
from runbook.document.checklist import checklist
from runbook.document.checklist_layout import CARRIED_MM, ROOM_MM
from runbook.document.difference_text import difference_rows
from runbook.document.differences import differences
from runbook.document.impact import disruptions, waits, window_schedules
from runbook.document.impact_words import summary
from runbook.document.letter import Correction, letter
from runbook.document.runbook import runbook
from runbook.i18n import load_language
from runbook.model.plan import Plan
from runbook.model.remaining import in_nights, remaining
from runbook.model.ways_back import is_way_back, main_phases
from tests.plans import KINDS
from tests.under_way import Kind, plan_under_way

ENGLISH, FRENCH = load_language("en"), load_language("fr")
PAIR = ("failover", "manual", "asynchronous", "dns")
OLD = "0123456789ab" + "c" * 52


def name(kind: Kind) -> str:
    return "-".join(filter(None, kind))


def cases(kind: Kind) -> list[tuple[Plan, Plan]]:
    """Plans of before, and the same with windows done."""
    bases = (True,) if kind[0].startswith("migrate") else (True, False)
    before = plan_under_way(kind, bases=bases)
    return [(before, plan_under_way(kind, done, amends=[OLD], bases=bases)) for done in range(1, len(before.windows))]


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_figures_are_those_of_before_as_far_as_they_are_not_over(kind: Kind) -> None:
    assert bool(cases(kind)) != kind[0].startswith("migrate"), "migrations have one window"
    for before, plan in cases(kind):
        left = {step.id for step in remaining(plan).steps}
        known = [one for one in disruptions(before) if one.steps[-1].id in left]
        told = disruptions(plan)
        assert [(d.kind, d.start, d.end, d.low, d.high, d.who) for d in told] == [
            (d.kind, d.start, d.end, d.low, d.high, d.who) for d in known
        ]
        assert all(d.window is None or not plan.windows[d.window - 1].done for d in told)
        first = sum(window.done for window in plan.windows)
        assert window_schedules(plan) == tuple(
            replace(own, steps=other.steps)
            for own, other in zip(window_schedules(before)[first:], window_schedules(plan), strict=True)
        )
        assert {wait.rule.id for wait in waits(plan)} == {w.rule.id for w in waits(before) if left & {*w.rule.then}}


@pytest.mark.sampled(42)
@pytest.mark.parametrize("kind", KINDS, ids=name)
@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_pages_hold_what_remains(kind: Kind, language) -> None:
    assert bool(cases(kind)) != kind[0].startswith("migrate"), "migrations have one window"
    for before, plan in cases(kind):
        left = remaining(plan)
        pages = runbook(left, language, (ENGLISH, FRENCH))
        steps = [step for phase in pages.phases for step in phase.steps]
        own = {
            step.number: step for phase in runbook(before, language, (ENGLISH, FRENCH)).phases for step in phase.steps
        }
        assert [step.number for step in steps] == [step.number for step in left.steps]
        released = {step.number for step in left.steps if step.gate == "release"}
        aside: dict[str, Any] = {
            "recoveries": (), "links": (), "notes": (), "notes_as": None, "brief": False, "in_chapter": False
        }  # fmt: skip
        if not any(map(is_way_back, left.phases)):
            aside["no_return"] = ""  # it is said otherwise where nothing leads back at all
        for step in steps:
            again: dict[str, Any] = (
                {"planned_day": None, "planned": None, "values": (), "cautions": ()} if step.number in released else {}
            )
            assert structs.replace(step, **aside, **again) == structs.replace(own[step.number], **aside, **again)
        assert {step.notes_as.number for step in steps if step.notes_as} <= {step.number for step in steps}
        form = checklist(left, language)
        assert [row.number for page in form.pages for group in page.groups for row in group.rows] == [
            step.number for step in left.steps
        ]
        assert form.carried is not None
        for page in form.pages:
            used = sum(row.height for group in page.groups for row in group.rows)
            assert used <= ROOM_MM["A4"] - CARRIED_MM
        request = approval(plan, language)
        assert len(request.drawing.bars) == sum(not window.done for window in plan.windows)
        assert {n for way in request.ways for n in way.numbers.split(", ")} == {
            str(p.number) for p in main_phases(left)
        }


def test_the_first_pages_say_what_is_carried_on_and_what_is_done() -> None:
    plan = plan_under_way(PAIR, 1, amends=[OLD])
    for told in (runbook(remaining(plan), ENGLISH, (ENGLISH,)).carried, checklist(remaining(plan), ENGLISH).carried):
        assert told is not None
        assert [(item.label, item.value.text) for item in (*told.revisions, *told.windows)] == [
            ("Carried on from revision", "0123456789ab"),
            ("Window 1, done", "Sat, 5 Dec 2026 22:00"),
        ]
        assert told.begun == ()
    french = carried_on(plan, FRENCH)
    assert french is not None
    assert french.windows[0].label == "Fenêtre 1, terminée"
    assert carried_on(plan_under_way(PAIR), ENGLISH) is None


def test_a_window_that_was_begun_says_where_it_goes_on() -> None:
    plan = plan_under_way(PAIR, 2, 2, amends=[OLD])
    told = carried_on(remaining(plan), ENGLISH)
    assert told is not None
    assert [item.label for item in told.windows] == ["Window 1, done", "Window 2, begun"]
    (text,) = told.begun
    assert text.startswith(
        "The work of window 2 goes on in window 3. All of its steps are repeated here: begin with the"
    )
    pages = runbook(remaining(plan), ENGLISH, (ENGLISH,))
    (hop,) = pages.passes
    assert [said for *_, said in hop.windows] == ["is done", "was begun", "goes on with window 2"]
    released, opens, *_ = pages.timeline
    assert released.title == "Between windows 2 and 3", "what is left is released there"
    assert opens.title == "Window 3 of 3"
    assert opens.note == "Pass 1 of 1 · goes on with window 2"


def test_all_revisions_are_named_or_the_first_and_the_last() -> None:
    names = [f"{n}" * 64 for n in range(1, 10)]
    many, three = (plan_under_way(PAIR, 1, amends=some) for some in (names, names[:3]))
    told = carried_on(many, ENGLISH)
    assert told is not None
    assert [each.value.text[0] for each in told.revisions] == ["1", "2", "8", "9"]
    assert len(told.revisions) == REVISIONS
    assert dict(said_of_earlier(many, ENGLISH))["Window 1, done"] == "Sat, 5 Dec 2026 22:00"
    form = checklist(remaining(three), ENGLISH).carried
    assert form is not None
    assert [each.value.text[0] for each in form.revisions] == ["1", "2", "3"]
    assert [each.label for each in form.windows] == ["Window 1, done"]
    begun = checklist(remaining(plan_under_way(PAIR, 2, 2, amends=names[:3])), ENGLISH).carried
    assert begun is not None
    assert [each.label for each in begun.windows] == ["Window 2, begun"]  # that the first one is done goes without


def test_a_request_for_what_remains_names_roles_as_they_are_and_nothing_twice() -> None:
    plan = plan_under_way(PAIR, 1, amends=[OLD])
    rows = {row.ids[0].text: row for row in changes(remaining(plan), ENGLISH)}
    drawn = {view.id.text: view.role for view in drawn_now(remaining(plan), ENGLISH)}
    assert {name: row.what for name, row in rows.items()} == drawn
    assert [what.partition(", ")[0] for what in drawn.values()] == ["apart", "in service"]
    assert sorted(row.base[1].text == "unchanged" for row in rows.values()) == [False, True]
    assert all(row.base[0].text != row.base[1].text for row in rows.values())


def test_of_an_outage_that_is_none_it_is_not_said_when_it_begins() -> None:
    whole, left = plan_under_way(PAIR), plan_under_way(PAIR, 1, amends=[OLD])  # without the move of the users
    assert [item.label for item in summary(whole, ENGLISH)][:2] == ["Longest outage", "It begins"]
    said = [(item.label, item.value.text) for item in summary(left, ENGLISH)]
    assert said[:2] == [("Longest outage", "none planned"), ("All outages together", "none planned")]


def test_the_site_is_drawn_as_the_windows_that_are_done_left_it() -> None:
    pages = runbook(remaining(plan_under_way(PAIR, 1, amends=[OLD])), ENGLISH, (ENGLISH,))
    before = [side[0] for side in pages.sides if side[0]]
    assert [(view.id.text, view.primary, [v.value.text for v in view.versions]) for view in before] == [
        ("rs-a", False, ["6.1.0", "22.2.1"]),
        ("rs-b", True, ["6.2.0", "23.1.1"]),
    ]
    rows = list(changes(remaining(plan_under_way(PAIR, 1, bases=(True, False))), ENGLISH))
    assert [[value.text for value in row.software] for row in rows] == [
        ["22.2.1", "23.1.1", "23.3.2"],
        ["23.1.1", "23.3.2"],
    ]


def test_a_pair_that_is_apart_meanwhile_is_drawn_as_that() -> None:
    """Once the first window is done there is no primary with its backup; once the pass is done there is one again."""

    def roles(done: int, **options: Any) -> dict[str, str]:
        drawn = drawn_now(remaining(plan_under_way(PAIR, done, amends=[OLD], **options)), ENGLISH)
        return {view.id.text: view.role.rpartition(", ")[0] for view in drawn}

    assert roles(0) == {"rs-a": "primary", "rs-b": "backup"}
    assert roles(1) == {"rs-a": "apart", "rs-b": "in service, apart"}
    assert roles(2, bases=(True, True)) == {"rs-a": "backup", "rs-b": "primary"}
    assert roles(3, bases=(True, True)) == {"rs-a": "in service, apart", "rs-b": "apart"}


def test_a_request_says_what_is_approved_again() -> None:
    plan = plan_under_way(PAIR, 1, amends=[OLD], bases=(True, False))
    request = approval(plan, ENGLISH)
    assert request.again.startswith("This is about what remains: windows 2, 3 and 4. An earlier approval stays valid")
    (opens,) = [item.value.text for item in request.head.facts if item.label == "First window opens"]
    assert opens == "Tue, 8 Dec 2026 22:00"
    assert approval(plan_under_way(PAIR), ENGLISH).carried is None


@pytest.mark.parametrize(("asking", "said"), [(("cm@example.com",), False), (("tl@example.com",), True)])
def test_a_mail_after_another_keeps_the_approval_of_what_is_done(asking, said) -> None:
    before = plan_under_way(PAIR)
    plan = plan_under_way(PAIR, 1, amends=[before.revision])
    correction = Correction(revision=before.revision, found=differences(before, plan))
    told = letter(plan, ENGLISH, (), before=correction, readers=asking)
    assert told.subject.startswith("Request for approval of what remains: CHG0041")
    assert "This is about what remains: window 2." in told.opening
    assert "That approval stays valid for the windows that are done; for what remains it is void." in told.corrects
    assert (f"Please answer for revision {plan.revision[:12]}." in told.corrects) is said
    assert [w.title for w in told.windows] == ["Window 2 of 2"]
    assert told.changed == (("Window 1", "is done"),)
    off = letter(plan, FRENCH, (), cancelled=True, before=correction)
    assert off.opening == "Le changement ci-dessous est annulé\u00a0: aucune de ses fenêtres restantes n’aura lieu."
    assert "Veuillez répondre" not in off.corrects


def test_what_differs_from_the_earlier_plan_is_told_window_by_window() -> None:
    before, plan = plan_under_way(PAIR, bases=(True, False)), plan_under_way(PAIR, 2, 2, bases=(True, False))
    rows = difference_rows(differences(before, plan), ENGLISH)
    assert ("Window 1", "is done") in rows
    assert ("Window 2", "is done") in rows
    assert next(text for about, text in rows if about == "Window 3").endswith("and goes on with window 2")
    assert not [text for about, text in rows if about in ("Steps", "Besides")]


def test_an_outage_over_two_nights_of_one_window_is_one() -> None:
    kind = ("migrate-physical-physical", "manual", None, None)
    for hours in range(1, 6):
        plan = plan_under_way(kind, 0, 1, hours=hours)
        nights = in_nights(plan)
        for outage in disruptions(plan):
            ids = {step.id for step in outage.steps}
            assert outage.start == next(s.planned_start for s in nights.steps if s.id in ids) or outage.window is None
        assert len([d for d in disruptions(plan) if d.kind == "outage"]) == 1


def test_what_the_kit_prohibits_until_a_step_that_lies_behind_is_said_no_more() -> None:
    """New installers are pushed before the first window; of nothing else does a prohibition fall away."""
    pushed = "Never push the new MSI installers earlier"
    whole, left = plan_under_way(PAIR), remaining(plan_under_way(PAIR, 1, amends=[OLD]))
    gone = [note.text for note in whole.never if note not in left.never]
    assert [text.startswith(pushed) for text in gone] == [True]


@pytest.mark.parametrize("done", [1, 2, 3])
def test_the_release_of_what_is_left_says_who_serves_by_then(done: int) -> None:
    """Window 1 moves the users to B: the release that follows it stands in the first phase, in which A served them."""
    plan = remaining(plan_under_way(PAIR, done, amends=[OLD], bases=(True, False)))
    first, then, *_ = main_phases(plan)
    page, *others = runbook(plan, ENGLISH, (ENGLISH,)).phases
    assert first.title == "Release of what is left"
    assert first.serves == then.serves == serves_now(plan)
    assert [fact.value.text for fact in page.facts if fact.label == "Serves the users now"] == [first.serves]
    assert not [fact for fact in others[0].facts if fact.label == "Serves the users now"]
