"""Ways back: from every phase there is one whose steps have a source, or the page says to call Support."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest

from runbook.model.control import is_control
from runbook.model.plan import Plan, PlanStep
from runbook.model.remaining import in_nights, remaining
from runbook.model.site import Inventory, Window
from runbook.model.ways_back import decided_later, main_course, main_phases, main_steps, way_back_steps, ways_back
from runbook.model.window_chain import steps_behind
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.planning.modelled_site import ModelledSite, go_back
from tests.plans import APART, CLIENTS, KINDS, SOFTWARE, apart_inventory, apart_plan, change_of, plan_of, site_of
from tests.under_way import plan_of_nights, plan_under_way

# Ids of the vendor's guide and of other documentation of the vendor's; X and Y are what the kit makes of them.
SOURCED = re.compile(r"(?:P|C|SA|SM|F|FS|FA|AF|AN|HW|N|R|E|B)[0-9]+")


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, map(str, kind)))


@cache
def plans(kind: tuple[Any, ...]) -> tuple[Plan, ...]:
    """Of one hop and of two, both waits, all clients, both levels of a migration, with and without a snapshot."""
    return tuple(_plans(kind))


def _plans(kind: tuple[Any, ...]) -> Iterator[Plan]:
    if kind in APART:
        yield from (apart_plan(kind, hop=hop, clients=clients) for hop, clients in product(("bs", "b"), CLIENTS))
        return
    moves = kind[0].startswith("migrate-")
    for wait, clients in product(("24h", "remove-clients"), CLIENTS):
        yield plan_of(*kind, wait=wait, clients=clients)
        if moves:
            yield plan_of(*kind, wait=wait, clients=clients, software=SOFTWARE[0])
        else:
            yield plan_of(*kind, wait=wait, clients=clients, bases=(True, False))
    if not moves:
        yield plan_of(*kind, hops=("l",))
    if kind[0] == "single":
        yield plan_of(*kind, snapshot=True)


EVERY = pytest.mark.parametrize("kind", [*KINDS, *APART], ids=name)


def way_of(plan: Plan, phase: str) -> tuple[PlanStep, ...]:
    """The steps of a way back, by the id of its chapter."""
    return tuple(step for step in plan.steps if step.phase == phase)


@pytest.mark.sampled(40)
@EVERY
def test_every_phase_has_a_way_back_with_steps_or_says_whom_to_call(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind))
    assert every
    for plan in every:
        ways = {way.id: way for way in ways_back(plan)}
        for phase in main_phases(plan):
            if phase.way_back is None:
                assert any("Support" in text for text in (phase.back, *phase.back_also)), (plan.path, phase.id)
                continue
            assert phase.id in ways[phase.way_back].back_from
            assert way_of(plan, phase.way_back)
        assert {phase.way_back for phase in main_phases(plan)} - {None} == set(ways)


@pytest.mark.sampled(40)
@EVERY
def test_no_step_without_a_source_of_the_vendors_acts_on_an_appliance(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind))
    assert every
    for plan in every:
        back = way_back_steps(plan)
        assert back
        for step in (step for step in plan.steps if step.id in back):
            assert step.sources, step.id
            acts = step.appliance or step.place or step.where
            assert not acts or any(map(SOURCED.fullmatch, step.sources)), step.id


@pytest.mark.sampled(5)
@EVERY
def test_the_steps_of_ways_back_come_last_and_take_part_in_nothing(kind: tuple[Any, ...]) -> None:
    every = tuple(plans(kind))
    assert every
    for plan in every:
        back = way_back_steps(plan)
        assert [step.id in back for step in plan.steps] == sorted(step.id in back for step in plan.steps)
        for step in (step for step in plan.steps if step.id in back):
            assert (step.event or "").startswith("back.")
            assert (step.window, step.planned_start, step.planned_by, step.planned_from) == (None, None, None, None)
            assert not any((step.required, step.effects, step.installs, step.no_return, step.prepared)), step.id
        for step in main_steps(plan):
            assert not (step.event or "").startswith("back.")
        for rule in plan.rules:
            assert len({step in back for step in (*rule.first, *rule.then)}) == 1, rule.id
            if rule.first[0] in back:
                phases = {step.phase for step in plan.steps if step.id in (*rule.first, *rule.then)}
                assert len(phases) == 1, rule.id


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[4], KINDS[10], KINDS[13], KINDS[14]], ids=name)
def test_the_course_of_a_change_is_the_same_without_them(kind: tuple[Any, ...]) -> None:
    """Outages, rules, risks and warnings: none of them knows that there are ways back. Decisions to go on late do, and
    take a minute each."""
    procedures = load_procedures()
    without = replace(procedures, paths=tuple(replace(path, ways_back=()) for path in procedures.paths))
    site = replace(site_of(kind[0], kind[3]), clients=CLIENTS[2])
    options: dict[str, Any] = {} if kind[0].startswith("migrate-") else {"bases": (True, True)}
    change = change_of(*kind[:3], **options)
    site = replace(site, changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    plain, full = (make_plan(inventory, site, change, found) for found in (without, procedures))
    course = main_course(full)
    assert len(full.steps) > len(plain.steps)
    late = {step.id for step in course.steps if step.gate == "decision"}
    assert late.isdisjoint(step.id for step in plain.steps)
    assert [step.id for step in course.steps if step.id not in late] == [step.id for step in plain.steps]
    rules = [replace(rule, then=tuple(i for i in rule.then if i not in late)) for rule in course.rules]
    assert rules == list(plain.rules)
    printed = {step.id: step.number for step in course.steps}
    numbers = {step.number: printed[step.id] for step in plain.steps}
    risks = tuple(replace(risk, steps=tuple(map(numbers.__getitem__, risk.steps))) for risk in plain.risks)
    assert (full.risks, full.effects) == (risks, plain.effects)
    warned = [(one.code, one.text) for one in full.warnings if one.code != "PLN014"]  # that no time is left for them
    assert warned == [(one.code, one.text) for one in plain.warnings]
    for phase, other in zip(course.phases, plain.phases, strict=True):
        more = phase.back_also[len(other.back_also) :]  # of clients that the new MSI replaced, where a way leads back
        assert replace(phase, way_back=None, back_until=None, late_from=None, back_also=other.back_also) == other
        assert not more or (phase.way_back and len(more) == 1 and "new MSI" in more[0])


def until(plan: Plan, phase: str) -> datetime:
    found = next(p for p in plan.phases if p.id == phase).back_until
    assert found is not None
    return found


def test_a_way_back_can_be_begun_until_its_minutes_before_the_end_of_the_window() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "shared-ip")
    end = plan.windows[0].end
    assert until(plan, "save:h1") == end - timedelta(minutes=5 + 10 + 30)  # keys, pairing, sync
    assert until(plan, "upgrade-b:h1") == end - timedelta(minutes=5 + 30)  # hosts files, Support
    assert until(plan, "switch:h1") == end - timedelta(minutes=5 + 5 + 5 + 15 + 30)
    moved = plan_of("failover", "automatic", "asynchronous", "dns")
    assert until(moved, "switch:h1") == moved.windows[0].end - timedelta(minutes=10 + 30 + 5 + 15 + 30)
    outside = [p for p in plan.phases if p.window is None]
    assert [p.back_until for p in outside if p.way_back] == [None] * 2  # before the windows, and between them
    assert [p.back_until for p in plan.phases if p.way_back is None] == [None] * (len(plan.phases) - 5)


@pytest.mark.sampled(36)
@EVERY
def test_a_hold_point_says_whether_a_way_leads_back_from_it(kind: tuple[Any, ...]) -> None:
    """The one that the last way back is closed with; or that none leads back from there, and whom to call."""
    every = tuple(plans(kind))
    assert every
    for plan in every:
        course = main_phases(plan)
        for hold in (step for step in main_steps(plan) if step.gate == "hold"):
            place = [phase.id for phase in course].index(hold.phase)
            ways = [phase.way_back for phase in course[max(place - 1, 0) : place + 1] if phase.way_back]
            text = " ".join(note.text for note in hold.notes if note.kind == "warning")
            assert ("closes the last way back" in text) == bool(ways), (plan.path, hold.id)
            assert ("There is no way back from here" in text) == (not ways), (plan.path, hold.id)


@pytest.mark.sampled(6)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind[0].startswith("migrate-")], ids=name)
def test_what_is_offered_before_the_old_appliance_goes_has_a_chapter(kind: tuple[Any, ...]) -> None:
    every = list(plans(kind))
    assert every
    for plan in every:
        (gone,) = [phase for phase in plan.phases if phase.id in ("dispose", "delete")]
        assert gone.way_back is not None
        assert gone.way_back.startswith("return")
        events = [step.event for step in way_of(plan, gone.way_back)]
        assert ("back.power-on" in events) == (gone.id == "delete")


def test_of_a_pair_found_apart_with_b_upgraded_msi_and_limits_are_put_back_from_the_first_look_on() -> None:
    clients = next(each for each in CLIENTS if each.extractable_msi and each.jump_clients)
    seen = set()
    for place in APART:
        plan = apart_plan(place, clients=clients)
        ways = {phase.id.partition(":")[0]: phase.way_back for phase in plan.phases if phase.way_back}
        if not any(step.event == "prep.msi" for step in plan.steps):
            continue
        for phase in ("save", "upgrade-b", "prove-b", "switch", "confirm", "confirm-within"):
            if any(each.id.startswith(f"{phase}:") for each in plan.phases) and "asynchronous" in plan.path:
                events = [step.event for step in way_of(plan, ways[phase] or "")]
                assert "back.msi" in events, (place, phase)
                # B's are overwritten by A's where the pair is restored from A
                assert ("back.client-limits" in events) == ("back.establish" not in events), (place, phase)
                seen.add(phase)
    assert {"save", "prove-b", "switch"} <= seen


def test_what_clients_need_is_no_part_of_the_clock() -> None:
    for wait in ("24h", "remove-clients"):
        plan = plan_of("failover", "automatic", "synchronous", "dns", wait=wait, clients=CLIENTS[2])
        assert until(plan, "save:h1") == plan.windows[0].end - timedelta(minutes=45)
        assert sum(step.duration.high for step in way_of(plan, "pair-again:h1")) > 45


def test_the_clock_is_that_of_the_window_in_which_the_phase_ends() -> None:
    """Also where the clocks are put back between the two, and where the work goes on in a night more."""
    change = change_of("failover", "manual", "asynchronous", hours=6)
    start = datetime(2026, 10, 24, 22)
    windows = tuple(Window(start=at, end=at + timedelta(hours=5)) for at in (start, start + timedelta(days=3)))
    change = replace(change, windows=windows)
    site = replace(site_of("failover", "dns"), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    plan = make_plan(inventory, site, change, load_procedures())
    end = plan.windows[0].end
    assert until(plan, "save:h1") == end - timedelta(minutes=45)
    assert until(plan, "switch:h1") == end - timedelta(minutes=10 + 30 + 5 + 15 + 30)
    assert [until(plan, phase).isoformat()[11:] for phase in ("save:h1", "switch:h1")] == [
        "02:15:00+01:00", "02:30:00+02:00",
    ]  # fmt: skip
    late = {phase.id: phase.late_from.isoformat()[11:] for phase in plan.phases if phase.late_from}
    assert (late["save:h1"], late["switch:h1"]) == ("02:45:00+02:00", "02:00:00+02:00")  # half an hour before
    assert late.keys() == {phase.id for phase in plan.phases if phase.back_until}

    night = plan_under_way(("failover", "automatic", "asynchronous", "dns"), continued=1, hours=2)
    ends = {step.phase: step for step in night.steps if step.planned_start}
    for phase in (p for p in night.phases if p.back_until):
        assert phase.back_until is not None
        last = ends[phase.id].planned_start
        assert last is not None
        closes = next(w.end for w in night.windows if w.start <= last <= w.end)
        assert closes - timedelta(hours=2) < phase.back_until < closes


def after_phase(plan: Plan, phase: str) -> ModelledSite:
    """The site when all steps up to the end of a phase are done, or up to the one that nothing leads back behind."""
    site = ModelledSite(plan)
    order = [each.id for each in main_phases(plan)]
    for number, step in enumerate(main_steps(plan)):
        if step.phase == phase and step.no_return:
            break
        if order.index(step.phase) <= order.index(phase):
            site.do(step, f"2026-12-05 {number // 60:02}:{number % 60:02}")
    return site


def seen(site: ModelledSite) -> dict[str, Any]:
    """What there is to see of a site, without the new appliance of a migration."""
    machines = {
        m.id: (m.base, m.software, m.shared_ip, m.open, m.kept, m.running, frozenset(m.added))
        for m in site.machines.values()
        if m.id != "rs-n"
    }
    reached = site.reached()
    return {
        "machines": machines,
        "reached": reached and reached.id,
        "roles": {m.id: m.role for m in site.machines.values() if m.id != "rs-n"},
        "hosts": site.hosts,
        "installed": site.installed,
        "pushed": site.pushed,
        "limits": site.limits,
        "served": site.served_by[0],
    }


@pytest.mark.sampled(5)
@EVERY
def test_going_back_leaves_the_site_as_it_was(kind: tuple[Any, ...]) -> None:
    """From the end of every phase of the first hop that has a way back; where it says so, nothing is left of it."""
    every = tuple(plans(kind))
    assert every
    for plan in every:
        if len(plan.passes) > 1 and "remove-clients" in plan.options:
            continue
        for phase in main_phases(plan):
            if phase.way_back is None or phase.hop not in (None, 1):
                continue
            site = after_phase(plan, phase.id)
            way = next(p for p in plan.phases if p.id == phase.way_back)
            assert go_back(site, way_of(plan, way.id), "2026-12-09 05:00") == [], (plan.path, phase.id)
            before = ModelledSite(plan)
            reached = site.reached()
            assert reached is not None
            assert reached is site.machines[before.reached().id]  # type: ignore[union-attr]
            assert reached.software == before.machines[reached.id].software
            if way.as_before:
                then, now = seen(before), seen(site)
                if way.id.startswith("pair-again"):
                    del then["roles"], now["roles"]
                    assert site.paired
                assert now == then, (plan.path, phase.id)
            else:
                assert "Support" in way.back


@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_whoever_leaves_b_as_it_is_or_moves_back_puts_clients_and_limits_back(wait: str) -> None:
    """What was removed or pushed for the new version is offline while the old one serves."""
    clients = next(each for each in CLIENTS if each.extractable_msi and each.jump_clients)
    plan = plan_of("failover", "automatic", "asynchronous", "dns", wait=wait, clients=clients)
    back = ["back.clients"] if wait == "remove-clients" else ["back.msi", "back.client-limits"]
    for way in ("leave-b:h1", "move-back:h1"):
        events = [step.event for step in way_of(plan, way) if step.event != "back.integration"]
        assert events[-len(back) - 1 :] == ["back.support", *back]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if "migrate" not in kind[0]], ids=lambda k: "-".join(filter(None, k))
)
@pytest.mark.parametrize(("hops", "rebuilt"), [(("bs", "bs"), {2}), (("b", "bs"), set()), (("bs", "l"), {2})])
def test_installers_are_rebuilt_where_clients_come_back_to_what_this_change_installed(
    kind: tuple[Any, ...], hops: tuple[str, ...], rebuilt: set[int]
) -> None:
    plan = plan_of(*kind, hops=hops, wait="remove-clients", clients=CLIENTS[2])
    for way in ways_back(plan):
        events = [step.event for step in way_of(plan, way.id)]
        told = [event for event in events if event in ("back.installers", "back.clients")]
        assert told == (["back.installers"] if way.hop in rebuilt else []) + ["back.clients"], way.id
    removed = "Nobody can use the site while all clients are removed"
    assert any(part.startswith(removed) for phase in plan.phases for part in phase.back_also)
    rebuild = "This runbook installed that version: rebuild the installers first."
    heads = {phase.id: rebuild in phase.back_also for phase in plan.phases if not phase.back_from}
    leads = {phase.id: way_of(plan, phase.way_back) for phase in plan.phases if phase.way_back}
    assert {name: heads[name] for name in leads} == {
        name: any(step.event == "back.installers" for step in steps) for name, steps in leads.items()
    }
    assert heads["after"] is ("bs" in hops)


def test_only_the_way_back_of_the_first_hop_leaves_all_as_before() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, True))
    told = {way.id: way.as_before for way in ways_back(plan)}
    assert told == {
        "stop": True, "pair-again:h1": True, "leave-b:h1": False, "move-back:h1": False,
        "pair-again:h2": False, "leave-b:h2": False, "move-back:h2": False,
    }  # fmt: skip
    assert [p.way_back for p in plan.phases if p.id.startswith("switch")] == ["move-back:h1", "move-back:h2"]
    (second,) = [s for s in way_of(plan, "move-back:h2") if s.event == "back.dns"]
    assert [slot.value for slot in second.slots if slot.label == "Address"] == ["192.0.2.12"]  # A is the other one now


def test_what_lies_behind_takes_its_ways_back_along() -> None:
    """Once the first window is done, nothing of it is gone back from but what leads on between the windows."""
    kind = ("failover", "automatic", "asynchronous", "dns")
    plan = plan_under_way(kind, done=1)
    behind = steps_behind(plan)
    left = {way.id: way.back_from for way in ways_back(remaining(plan))}
    assert left == {"move-back:h1": ("confirm:h1",)}
    assert {step.id for step in plan.steps if step.phase in ("stop", "pair-again:h1", "leave-b:h1")} <= behind
    assert remaining(plan_under_way(kind, done=2)).phases
    assert ways_back(remaining(plan_under_way(kind, done=2))) == ()


def test_a_pair_that_is_found_apart_has_no_way_back_that_pairs_what_differs() -> None:
    for place in APART:
        (site,) = apart_inventory(place).sites
        plan, versions = apart_plan(place), {a.software for a in site.appliances}
        pairs = [s.id for s in plan.steps if s.event == "back.establish"]
        assert bool(pairs) == (len(versions) == 1 and not place[0]), place


def test_a_window_that_leaves_no_time_to_go_back_is_told_with_what_it_lacks() -> None:
    """Whoever keeps to the planned times of a plan without that warning never works past the time to go back."""
    site = site_of("failover", "dns")
    change = change_of("failover", "manual", "asynchronous")

    def planned(longer: timedelta = timedelta()) -> Plan:
        windows = tuple(replace(one, end=one.end + longer) for one in change.windows)
        own = replace(site, changes=(replace(change, windows=windows),))
        inventory = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(own,))
        return make_plan(inventory, own, own.changes[0], load_procedures())

    def told(plan: Plan) -> list[dict[str, str]]:
        return [dict(warning.args) for warning in plan.warnings if warning.code == "PLN014"]

    def late(plan: Plan) -> set[str]:
        limits = {phase.id: (phase.back_until, str(phase.number)) for phase in plan.phases if phase.back_until}
        found = set()
        for step in (one for one in plan.steps if one.phase in limits and one.planned_start and not is_control(one)):
            limit, number = limits[step.phase]
            assert limit is not None
            assert step.planned_start is not None
            if step.planned_start + timedelta(minutes=step.duration.high) > limit:
                found.add(number)
        return found

    (warned,) = told(planned())
    lack = timedelta(minutes=int(warned["length"].removeprefix("PT").removesuffix("M")))
    assert (warned["window"], warned["phases"]) == ("1", "4")
    assert late(planned()) == {"4"}
    enough, short = planned(lack), planned(lack - timedelta(minutes=1))
    assert (told(enough), late(enough)) == ([], set())
    assert ([one["length"] for one in told(short)], late(short)) == (["PT1M"], {"4"})
    begins = min(s.planned_start for s in short.steps if s.phase == "switch:h1" and s.planned_start)
    assert begins < until(short, "switch:h1")  # it can be begun as the phase begins, and no more as it ends
    assert told(planned(-timedelta(hours=2))) == []  # too short for its steps: that is told alone


@pytest.mark.parametrize(
    ("kind", "hours", "before"),
    [
        (("failover", "manual", "asynchronous", "dns"), (3, 5), {2: "3.2"}),
        (("failover", "manual", "asynchronous", "dns"), (3, 7), {}),
        (("atlas-failover", None, None, "dns"), (3, 3, 8, 8), {2: "3.2", 3: "4.1"}),
        (("single", "manual", None, None), (2, 3), {2: "3.3"}),
        (("single", "manual", None, None), (6,), {}),
    ],
)
def test_a_way_back_is_still_open_as_a_later_night_begins_with_the_next_phase(
    kind: tuple[Any, ...], hours: tuple[float, ...], before: dict[int, str]
) -> None:
    plan = in_nights(plan_of_nights(kind, *hours))
    found = {phase.number: decided_later(plan, phase) for phase in main_phases(plan)}
    assert {number: step.number for number, step in found.items() if step} == before
