"""A pair found apart: what is left of the guide's order, at every place where it can be left off.

The places with both methods are all there; switches, contents of the hop and clients are there in pairs (tests.plans).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace as replace_entry

from runbook.document.impact import disruptions, outages
from runbook.model.control import is_control
from runbook.model.plan import Plan, PlanStep
from runbook.model.site import Change
from runbook.model.ways_back import main_steps
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.planning.modelled_site import ModelledSite, Wrong
from tests.planning.test_all_plans import anchored, placed, whole
from tests.plans import APART, SOFTWARE, apart_inventory, apart_plan, apart_plans
from tests.verify.harness import check

pytestmark = pytest.mark.sampled(5)

PAIRED = "failover.establish"
HOUR = timedelta(hours=1)
LONG_AGO = datetime(2026, 11, 1, 22)
PREPARED = {
    "prep.maintenance", "prep.package-order", "prep.certificate-stores", "prep.controlled-test", "backup.certificates",
}  # fmt: skip
AGAIN = {
    "status.before", "backup.settings", "verify.console", "verify.session", "failover.keys", "failover.establish",
    "failover.resync",
}  # fmt: skip


def name(place: tuple[Any, ...]) -> str:
    done, serving, order, method, switch, windows = place
    return f"{order}-{done or 'none'}-done-{serving}-serves-{method}-{switch}-{windows}"


def found(place: tuple[Any, ...]) -> str:
    """The path that a place has."""
    _done, serving, order, _method, _switch, _windows = place
    return f"failover-apart-{'moved' if serving == 'B' else order}"


def the(plan: Plan, event: str) -> PlanStep:
    (step,) = (s for s in plan.steps if (s.event or s.id.partition(":")[0]) == event)
    return step


@pytest.mark.parametrize("place", APART, ids=name)
def test_a_night_more_for_the_first_window_changes_no_words(place: tuple[Any, ...]) -> None:
    inventory = apart_inventory(place)
    (site,) = inventory.sites
    (change,) = site.changes
    first, *others = change.windows
    more = replace(first, start=first.end + HOUR, end=first.end + 7 * HOUR, continues=1)
    longer = replace(change, windows=(replace(first, done=True), more, *others))
    one, other = (make_plan(inventory, replace(site, changes=(c,)), c, load_procedures()) for c in (change, longer))
    assert [(s.id, s.do, s.see, s.notes) for s in one.steps] == [(s.id, s.do, s.see, s.notes) for s in other.steps]
    assert {step.window for step in other.steps} <= {None, 1, 3}, "the second one goes on with the first"


@pytest.mark.sampled(20)
@pytest.mark.parametrize("place", APART, ids=name)
def test_every_place_has_a_whole_plan(place: tuple[Any, ...]) -> None:
    plans = tuple(apart_plans(place))
    assert len(plans) > 10
    for plan in plans:
        assert plan.path.startswith(found(place))
        whole(plan)
        anchored(plan)
        placed(plan)
        assert [w for w in plan.warnings if w.code == "PLN001"] == [], plan.warnings
        assert {s.event for s in plan.steps} >= AGAIN | (PREPARED if len(place[0]) < 2 else set())
        assert {s.event for s in plan.steps} & {
            "failover.sync",
            "failover.break",
            "clients.remove",
            "wait.over",
        } == set()


@pytest.mark.sampled(20)
@pytest.mark.parametrize("place", APART, ids=name)
def test_nothing_is_installed_where_it_runs_already(place: tuple[Any, ...]) -> None:
    done, _serving, order, *_others = place
    first = "AB" if order == "synchronous" else "BA"
    plans = tuple(apart_plans(place))
    assert plans
    for plan in plans:
        installed = dict.fromkeys(s.letter for s in plan.steps if s.installs)
        assert [*installed] == [letter for letter in first if letter not in done]
        looked = [s.letter for s in plan.steps if s.id.startswith("wait-looked-up")]
        assert looked == ([*installed] if plan.passes[0].software else [])
        fetching = [s for s in plan.steps if s.event in ("update.check", "manual.clock")]
        assert [s.letter for s in fetching] == [*installed]
        for letter in looked:  # before the files are fetched, which are offered once
            look = next(s for s in plan.steps if s.id.startswith("wait-looked-up") and s.letter == letter)
            assert all(plan.steps.index(look) < plan.steps.index(s) for s in fetching if s.letter == letter)


@pytest.mark.sampled(10)
@pytest.mark.parametrize("place", APART, ids=name)
def test_the_one_that_serves_is_never_overwritten(place: tuple[Any, ...]) -> None:
    """The pair is made from the one that users reach by then, which is seen before anything is changed."""
    _done, serving, order, *_others = place
    plans = tuple(apart_plans(place))
    assert plans
    for plan in plans:
        ids = plan.passes[0].letters
        primary = "A" if order == "synchronous" else "B"
        pairing = the(plan, "failover.establish")
        assert (pairing.appliance, plan.passes[0].primary_end) == (ids[primary], ids[primary])
        assert plan.passes[0].primary_start == ids[serving]
        moves = [s.id for s in plan.steps if s.event and s.event.startswith("switch.") and "users-moved" in s.effects]
        assert bool(moves) is (primary != serving)
        assert bool([s for s in plan.steps if s.id.startswith("apart-settings")]) is (primary != serving)
        look = the(plan, "apart-serves")
        assert look.appliance == ids[serving]
        place_of = {s.id: number for number, s in enumerate(plan.steps)}
        changing = [s.id for s in plan.steps if s.installs or s.id in moves or s is pairing]
        assert place_of[look.id] < min(place_of[i] for i in changing)
        people = {s.id for s in plan.steps if is_control(s)}
        asked = {i for rule in plan.rules if look.id in rule.first for i in rule.then} - people
        follows = {"switch.shared-ip-on", "switch.dns-propagated"}  # what comes after another one of these
        assert asked == {*changing} - {s.id for s in plan.steps if s.event in follows}


@pytest.mark.sampled(20)
@pytest.mark.parametrize("place", APART, ids=name)
def test_a_shared_ip_that_was_moved_is_seen_on_b_alone(place: tuple[Any, ...]) -> None:
    plans = tuple(apart_plans(place))
    assert plans
    for plan in plans:
        seen = [i for i, s in enumerate(plan.steps) if s.id.startswith("apart-shared-ip")]
        moved = plan.failover is not None and plan.failover.switch == "shared-ip" and place[1] == "B"
        assert len(seen) == moved
        assert not seen or seen[0] < min(i for i, s in enumerate(plan.steps) if s.installs or s is the(plan, PAIRED))


@pytest.mark.sampled(20)
@pytest.mark.parametrize("place", APART, ids=name)
def test_what_is_expected_is_what_an_honest_look_gives(place: tuple[Any, ...]) -> None:
    plans = tuple(apart_plans(place))
    assert plans
    for plan in plans:
        site = ModelledSite(plan)
        for number, step in enumerate(main_steps(plan)):
            value = site.do(step, f"2026-12-05 {number // 60:02}:{number % 60:02}")
            expected = step.evidence.expect if step.evidence else None
            if expected and expected.equals is not None:
                assert value == expected.equals, step.id
        assert site.paired
        assert len({(m.base, m.software) for m in site.machines.values()}) == 1


@pytest.mark.long
@pytest.mark.parametrize("place", APART, ids=name)
def test_an_honest_record_passes(place: tuple[Any, ...]) -> None:
    plans = tuple(apart_plans(place))
    assert plans
    for seed, plan in enumerate(plans):
        steps, site, values = {s.id: s for s in plan.steps}, ModelledSite(plan), {}
        entries = play(index_plan(plan), seed)
        for entry in sorted((e for e in entries if e.state == "done"), key=lambda e: e.at):
            values[entry.step] = site.do(steps[entry.step], entry.at)
        told = tuple(replace_entry(e, value=values.get(e.step, e.value)) for e in entries)
        result = check(index_plan(plan), *told)
        assert (result.verdict, [f.code for f in result.findings]) == ("pass", []), plan.options


@pytest.mark.parametrize("place", APART, ids=name)
def test_there_is_no_failover_from_the_start_and_users_are_told_what_they_notice(place: tuple[Any, ...]) -> None:
    done, serving, order, *_others = place
    plan = apart_plan(place)
    (apart,) = (one for one in disruptions(plan) if one.kind == "no-standby")
    assert apart.start == next(s.planned_start for s in plan.steps if s.window and not is_control(s))
    assert apart.steps[-1].event == "failover.resync"
    assert "from the start" in apart.who
    cut = ("A" in done or serving == "B") if order == "synchronous" else serving == "B"
    assert (outages(plan) == ()) is cut
    assert ("prep-downtime" in {s.id for s in plan.steps}) is not cut
    assert "overwrites" in " ".join(risk.text for risk in plan.risks)


def test_one_window_holds_the_confirmation_where_users_are_moved_in_it() -> None:
    inside, between = (apart_plan(("B", "A", "asynchronous", "manual", "dns", count)) for count in (1, 2))
    assert (the(inside, "switch.confirm").window, the(between, "switch.confirm").window) == (1, None)
    assert [p.id for p in inside.phases if p.id.startswith("confirm")] == ["confirm-within:h1"]


def test_the_dates_of_clients_are_not_held_against_an_upgrade_that_they_did_not_wait_for() -> None:
    """They came to the appliance that serves when that was upgraded, days before this runbook."""
    for place in APART:
        done, serving, *_others = place
        plan = apart_plan(place)
        steps = [s for s in plan.steps if s.event == "verify.clients"]
        if done == "AB":
            assert steps == []
            continue
        (step,) = steps
        assert step.evidence
        assert (step.evidence.expect is None) is (serving in done)


def test_what_the_kit_adds_bears_its_mark() -> None:
    for place in APART:
        added = ("apart-", "wait-looked-up", "client-limits-earlier")
        ours = [step for step in apart_plan(place).steps if step.id.startswith(added)]
        assert ours
        assert [step.id for step in ours if not (step.kit and step.sources)] == []


def test_the_plan_says_that_the_pair_was_found_apart() -> None:
    plan = apart_plan(APART[0])
    assert plan.failover
    assert (plan.failover.state, plan.failover.serving) == ("apart", "rs-a")


def test_a_pairing_from_the_wrong_side_is_seen_in_the_model() -> None:
    plan = apart_plan(("B", "A", "asynchronous", "manual", "nat", 2))
    site = ModelledSite(plan)
    with pytest.raises(Wrong):
        site.do(the(plan, "failover.establish"), "2026-12-05 22:00")


def test_what_is_done_leaves_the_versions_of_a_pair_found_apart_as_they_are_written() -> None:
    """Of a pair in failover, an appliance may name the version before a change that is done, or the one after it."""
    inventory = apart_inventory(APART[2])
    (site,) = inventory.sites
    (change,) = site.changes
    before: Change = replace(change, id="CHG0040", state="done", windows=(replace(change.windows[0], start=LONG_AGO),))
    whole_site = replace(site, changes=(before, change))
    plan = make_plan(inventory, whole_site, change, load_procedures())
    assert [(a.id, a.software) for a in plan.appliances] == [("rs-a", SOFTWARE[0]), ("rs-b", "22.2.1")]
