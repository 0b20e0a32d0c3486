"""Every combination of topology, method, switch, options and hops makes a whole plan.

One in five of them by default, other ones for each path; `EVERY_PATH=1` takes all.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from runbook.model.control import is_control, is_peoples
from runbook.model.plan import Plan, PlanHop, PlanStep
from runbook.model.site import Inventory, Window
from runbook.model.ways_back import main_steps
from runbook.planning.paths import path_ids
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.plans import (
    APART,
    CLIENTS,
    KINDS,
    START,
    apart_plan,
    change_of,
    combinations,
    contents,
    length_of,
    paths,
    plan_of,
    site_of,
)

pytestmark = pytest.mark.sampled(4)

EACH = 1 if os.environ.get("EVERY_PATH") else 5  # shares no factor with the options: all of them occur
PREPARATION = {
    "prep.maintenance",
    "prep.package-order",
    "prep.certificate-stores",
    "prep.controlled-test",
    "backup.certificates",
}
HOP = {"status.before", "backup.settings", "status.after", "verify.console", "verify.session"}
MANUAL = {"manual.clock", "manual.key", "manual.download", "manual.transfer"}
PAIR = {"failover.sync", "failover.break", "failover.keys", "failover.establish", "failover.resync", "switch.confirm"}
SWITCH = {
    "shared-ip": {"switch.shared-ip-off", "switch.shared-ip-on"},
    "dns": {"switch.dns", "switch.dns-propagated"},
    "nat": {"switch.nat"},
}
CLUSTER = {
    "cluster.download", "cluster.distribute", "cluster.choose-half", "node.close", "node.drained", "node.open",
    "cluster.sync-first", "cluster.sync-final",
}  # fmt: skip
SWAP = {
    "cluster.midpoint", "cluster.force", "cluster.become-backup", "cluster.become-primary",
    "cluster.backup-ops-off", "cluster.backup-ops-on",
}  # fmt: skip
MIGRATION = {
    "hw.install-new", "cert.export", "cert.import", "cert.warnings", "cert.assign-ip", "hw.eula", "hw.first-login",
    "hw.change-password", "hw.restore", "hw.confirm", "test.hosts-add", "test.hosts-remove", "switch.dns",
    "switch.dns-propagated",
}  # fmt: skip
OLD = {
    "physical": {"hw.reset", "hw.shutdown", "hw.pack", "hw.ship"},
    "virtual": {"hw.power-off", "hw.delete"},
}


CONTROL = {"release.change", "people.roll-call", "people.tell-begin", "people.tell-gate", "hold.point"}
CONTROL |= {"people.hand-over", "people.tell-end", "people.may-be-left"}


def wanted(kind: tuple[str, Any, Any, Any], plan: Plan) -> set[str]:
    """The events that the vocabulary asks for on this path with these options."""
    topology, method, order, switch = kind
    events = PREPARATION | HOP | {event for p in plan.passes for event in installing(p)}
    moves, same_level = topology.startswith("migrate"), "level-differs" not in plan.options
    if any(p.software for p in plan.passes):
        events |= {"after.installers", "verify.clients"}
        events |= set() if moves and same_level else {"prep.vendor-notice"}
    if any(p.base and p.software for p in plan.passes) and topology == "failover":
        events |= {"backup.between"}
    if topology.startswith("atlas"):
        events |= CLUSTER | (SWAP if topology == "atlas-failover" else set())
        events |= SWITCH[switch] if switch in ("dns", "nat") else set()
    else:
        events |= MANUAL if method == "manual" else {"update.check"}
    if topology == "failover":
        events |= PAIR | {"prep.strategy"}
    if order == "asynchronous":
        events |= SWITCH[switch] | {"test.hosts-add", "test.hosts-remove"}
    if topology.startswith("migrate"):
        events |= MIGRATION | OLD[topology.split("-")[1]]
    return events | CONTROL | options(order, plan)


def installing(hop: PlanHop) -> list[str]:
    """An event for each package of a hop: those of a kind are numbered from the second on."""
    events: list[str] = []
    for package in hop.contents:
        number = sum(event.startswith(f"update.{package.kind}") for event in events) + 1
        events.append(f"update.{package.kind}" + (f".{number}" if number > 1 else ""))
    return events


def options(order: str | None, plan: Plan) -> set[str]:
    clients, removed = plan.clients, "remove-clients" in plan.options
    packages = sum(bool(p.software) for p in plan.passes)
    new_version = packages > 0 and (plan.kind == "upgrade" or "level-differs" in plan.options)
    moved = order == "asynchronous" or "cluster-pair" in plan.options
    asked = {
        "prep.client-limits": bool(clients.jump_clients) and not removed and packages > 0,
        "prep.msi": clients.extractable_msi and not removed and new_version,
        "after.msi-consoles": clients.locked_msi_consoles and not removed and packages > 0,
        "after.integration-client": clients.integration_clients != "none" and packages > 0,
        "switch.integration": clients.integration_clients == "by-ip" and moved,
        "clients.remove": removed,
        "clients.redeploy": removed,
        "wait.over": "wait-24h" in plan.options and packages > 1,
    }
    return {event for event, present in asked.items() if present}


def the(plan: Plan, event: str, **more: Any) -> PlanStep:
    found = [s for s in plan.steps if s.event == event and all(getattr(s, k) == v for k, v in more.items())]
    assert len(found) == 1, (plan.path, event, more, [s.id for s in found])
    return found[0]


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: "-".join(filter(None, k)))
def test_every_combination(kind: tuple[str, Any, Any, Any]) -> None:
    known = {name for name, _ in path_ids(load_procedures())}
    plans = tuple(combinations(kind, EACH))
    assert len(plans) > 10
    assert {plan.clients for plan in plans} == {*CLIENTS}
    assert {"remove-clients" in plan.options for plan in plans} == {True, False}
    for plan in plans:
        assert plan.path in known
        events = {s.event for s in main_steps(plan) if s.event and s.gate != "decision"}
        assert events == wanted(kind, plan)
        whole(plan)
        anchored(plan)
        placed(plan)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: "-".join(filter(None, k)))
def test_whatever_is_in_a_hop(kind: tuple[str, Any, Any, Any]) -> None:
    """Base, BeyondTrust package, licence and patch, alone, together and in pairs of hops."""
    found = tuple(contents(kind, 1 if EACH == 1 else 2))
    assert len(found) > 2
    for plan in found:
        events = {s.event for s in main_steps(plan) if s.event and s.gate != "decision"}
        assert events == wanted(kind, plan), plan.passes
        whole(plan)
        anchored(plan)
        placed(plan)
        for_clients_only_where_they_change(plan)


def for_clients_only_where_they_change(plan: Plan) -> None:
    """Only a BeyondTrust package changes the clients (61); what a patch does to them is asked of Support."""
    changed = {p.hop for p in plan.passes if p.software}
    of_clients = {"verify.clients", "after.installers", "after.integration-client", "after.msi-consoles", "wait.over"}
    removed = "remove-clients" in plan.options
    assert {s.hop for s in plan.steps if s.event in of_clients and s.hop and not removed} <= changed
    counted = {s.hop for s in plan.steps if s.id.startswith("clients-count")}
    assert counted <= changed
    patched = any(package.kind == "patch" for p in plan.passes for package in p.contents)
    assert ("prep-patch" in {s.id for s in plan.steps}) is patched
    pushed = {s.hop for s in plan.steps if "clients-pushed" in s.effects and s.hop}
    assert pushed <= set(sorted(changed)[:1])


def whole(plan: Plan) -> None:
    """Identities, numbers, texts, slots and evidence."""
    ids = [s.id for s in plan.steps]
    assert len(set(ids)) == len(ids)
    ways = {phase.id for phase in plan.phases if phase.back_from}  # each may have the same step
    triples = Counter(
        (s.event, s.appliance, s.hop, is_peoples(s) and s.window, (s.phase in ways or s.gate == "decision") and s.phase)
        for s in plan.steps
        if s.event
    )
    assert [t for t, n in triples.items() if n > 1] == []
    numbers = [tuple(map(int, s.number.split("."))) for s in plan.steps]
    assert numbers == sorted(set(numbers))
    appliances = {a.id for a in plan.appliances}
    recoveries, links = {r.id for r in plan.recoveries}, {link.id for link in plan.links}
    held = {role for p in plan.staff for role in p.roles}
    for step in plan.steps:
        assert step.appliance is None or step.appliance in appliances
        assert all((step.title, step.do, step.roles))
        assert set(step.roles) <= held
        assert all(slot.value for slot in step.slots), step.id
        assert set(step.recoveries) <= recoveries
        assert set(step.links) <= links
        assert 0 < step.duration.low <= step.duration.high
        if step.evidence and step.evidence.expect and step.evidence.expect.after:
            assert ids.index(step.evidence.expect.after) < ids.index(step.id)
        assert set(step.sources) <= set(plan.sources)


def anchored(plan: Plan) -> None:
    """Rules stand on steps that exist, and every step is held by one, but what is a way back all by itself."""
    place = {s.id: i for i, s in enumerate(plan.steps)}
    assert len({r.id for r in plan.rules}) == len(plan.rules)
    for rule in plan.rules:
        assert all((rule.first, rule.then)), rule.id
        assert {*rule.first, *rule.then, *rule.steps} <= place.keys(), rule.id
        assert not set(rule.first) & set(rule.then), rule.id
        assert max(place[i] for i in rule.first) < min(place[i] for i in rule.then), rule.id
        assert (rule.minutes is not None) == (rule.kind in ("wait", "not-later"))
    held = {i for r in plan.rules for i in (*r.first, *r.then)}
    alone = {phase for phase, count in Counter(s.phase for s in plan.steps).items() if count == 1}
    alone &= {phase.id for phase in plan.phases if phase.back_from}
    loose = {s.event or s.id.split(":")[0] for s in plan.steps if s.id not in held and s.phase not in alone}
    assert loose == set()


def follows_outside(plan: Plan, step: PlanStep) -> bool:
    """A rule has a step of another phase come first, after the windows; or it is the leave for one that has."""
    outside = [one for one in plan.steps if one.window is None and one.planned_by is None]
    after = {one.id for one in outside if one.phase != step.phase}
    last = {one.id for one in outside if one.phase == step.phase and one.no_return} if is_control(step) else set()
    then = {step.id, *last}
    return any(then & {*rule.then} and after & {*rule.first} for rule in plan.rules if rule.kind in ("order", "wait"))


def placed(plan: Plan) -> None:
    """Windows and planned times."""
    last = None
    for step in main_steps(plan):
        if step.window:
            window = plan.windows[step.window - 1]
            assert step.planned_start is not None
            assert step.planned_start >= window.start
            assert last is None or step.planned_start >= last
            last = step.planned_start
        else:
            assert step.planned_by or step.planned_from or follows_outside(plan, step)
    assert {s.window for s in plan.steps} - {None} == set(range(1, len(plan.windows) + 1))


def test_the_paths_are_those_of_the_table() -> None:
    known, apart = [plan.path for plan in paths()], {apart_plan(place).path for place in APART}
    names = [name for name, _ in path_ids(load_procedures())]
    assert [name for name in names if name not in apart] == known
    assert (len({*known}), {*names} - {*known}) == (20, apart)


def test_the_primary_changes_sides_with_each_asynchronous_pass() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "dns", bases=(True, False, True))
    assert [(p.primary_start, p.primary_end) for p in plan.passes] == [
        ("rs-a", "rs-b"), ("rs-b", "rs-a"), ("rs-a", "rs-b"),
    ]  # fmt: skip
    firsts = [s.appliance for s in plan.steps if s.event == "update.software"]
    assert firsts == ["rs-b", "rs-a", "rs-a", "rs-b", "rs-b", "rs-a"]
    assert the(plan, "failover.establish", hop=2).appliance == "rs-a"


def test_a_synchronous_pass_keeps_its_primary() -> None:
    plan = plan_of("failover", "manual", "synchronous", "nat", bases=(True, True))
    assert {(p.primary_start, p.primary_end) for p in plan.passes} == {("rs-a", "rs-a")}
    assert [s.appliance for s in plan.steps if s.event == "update.software"] == ["rs-a", "rs-b"] * 2
    assert [s.window for s in plan.steps if s.event == "update.software"] == [1, 2, 3, 4]


def test_every_next_package_waits_a_day() -> None:
    plan = plan_of("failover", "automatic", "asynchronous", "nat", bases=(True, True, False))
    waits = [r for r in plan.rules if r.kind == "wait" and r.severity == "error"]
    assert [(r.id, r.minutes) for r in waits] == [("P07:h1", 1440), ("P07:h2", 1440)]
    assert waits[0].first == ("update-software:rs-b:h1", "update-software:rs-a:h1")
    assert waits[0].then == ("update-software:rs-a:h2", "update-software:rs-b:h2")
    removed = plan_of("single", "automatic", bases=(True, True), wait="remove-clients")
    assert [r for r in removed.rules if r.kind == "wait"] == []
    assert [s.event or s.id for s in main_steps(removed)][-3:] == [
        "after.installers", "clients.redeploy", "verify.clients",
    ]  # fmt: skip


def test_a_hop_without_a_beyondtrust_package_waits_for_nothing_and_is_not_waited_for() -> None:
    plan = plan_of("failover", "manual", "synchronous", "nat", hops=("s", "b", "s"))
    waits = [r for r in plan.rules if r.kind == "wait"]
    assert [r.id for r in waits] == ["P07:h1", "P07-pass:h1"]
    assert {step.rpartition(":")[2] for r in waits for step in r.first} == {"h1"}
    assert {step.rpartition(":")[2] for r in waits for step in r.then} == {"h3"}
    assert [s.hop for s in plan.steps if s.event == "wait.over"] == [3]
    alone = plan_of("failover", "manual", "synchronous", "nat", hops=("b", "l"))
    assert {r.kind for r in alone.rules} == {"order"}
    assert "N2" not in {source for note in alone.never for source in note.sources}


def test_packages_go_on_in_the_order_of_the_inventory() -> None:
    plan = plan_of("single", "manual", hops=("pfbsp",))
    events = [s.event for s in plan.steps if s.installs]
    assert events == ["update.patch", "update.patch.2", "update.base", "update.software", "update.patch.3"]
    held = [(r.first, r.then) for r in plan.rules if r.id.startswith("P04-")]
    ids = [s.id for s in plan.steps if s.installs]
    assert ids[1] == "update-patch.2:rs-a:h1"
    assert [((one,), (two,)) for one, two in pairwise(ids) if "base" not in one] == sorted(
        held, key=lambda e: ids.index(e[0][0])
    )


def test_a_console_is_expected_to_show_what_runs_and_after_a_patch_nothing_is() -> None:
    def expected(*hops: str, **more: Any) -> list[str | None]:
        steps = plan_of("single", "automatic", hops=hops, **more).steps
        looks = [s.evidence.expect for s in steps if s.event == "verify.console" and s.evidence]
        return [expect.equals if expect else None for expect in looks]

    assert expected("b") == expected("l") == ["22.2.1"]
    assert expected("s", "b", "s") == ["23.1.1", "23.1.1", "24.1.2"]
    assert expected("s", "b", "s", wait="remove-clients") == ["23.1.1", "23.1.1", "24.1.2"]
    assert expected("p", "b", "ps", "l") == [None, None, "24.1.2", "24.1.2"]
    assert expected("sp", "s", wait="remove-clients") == [None, "23.3.2"]


def test_the_file_of_a_patch_is_checked_where_its_checksum_is_given() -> None:
    for kind, events in ((("single", "automatic"), 1), (("failover", "manual", "asynchronous", "dns"), 2)):
        plan = plan_of(*kind, hops=("fp",))
        checks = [s for s in plan.steps if s.id.startswith("check-patch")]
        assert len(checks) == events
        for step in checks:
            assert step.kit
            assert step.evidence
            assert step.evidence.expect
            assert step.evidence.expect.equals == "76543210"
        by_hand = [s.id for s in plan.steps if "**Manual Installation**" in s.do]
        assert "update-patch:rs-a:h1" in by_hand
    assert [s for s in plan_of("single", "manual", hops=("gp",)).steps if s.id.startswith("check-patch")] == []


def test_halves_go_by_region_and_the_larger_goes_first() -> None:
    plan = plan_of("atlas-no-failover", nodes=5)
    assert [(a.id, a.half) for a in plan.appliances if a.half] == [
        ("tn-1", "first"), ("tn-2", "first"), ("tn-3", "first"), ("tn-4", "second"), ("tn-5", "second"),
    ]  # fmt: skip
    assert [s.appliance for s in plan.steps if s.event == "node.close"] == ["tn-1", "tn-2", "tn-3"]
    assert [s.appliance for s in plan.steps if s.event == "node.drained"] == [f"tn-{i}" for i in range(1, 6)]


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (("failover", "manual", "synchronous", "dns"), "update-software:rs-a:h1"),
        (("failover", "manual", "asynchronous", "shared-ip"), "switch-shared-ip-off:rs-a:h1"),
        (("failover", "manual", "asynchronous", "dns"), "switch-dns:h1"),
        (("failover", "manual", "asynchronous", "nat"), "switch-nat:h1"),
        (("atlas-failover", None, None, "shared-ip"), "cluster-become-primary:rs-b:h1"),
        (("atlas-failover", None, None, "dns"), "cluster-become-primary:rs-b:h1"),
        (("atlas-no-failover",), "update-software:rs-a:h1"),
        (("migrate-virtual-physical", "manual"), "switch-dns:h1"),
    ],
)
def test_clients_are_dated_by_when_the_new_version_begins_to_serve_them(kind: tuple[Any, ...], step: str) -> None:
    """Until the traffic moves, they come back to the old one: a date between proves nothing."""
    evidence = the(plan_of(*kind), "verify.clients").evidence
    assert evidence
    assert evidence.expect
    assert evidence.expect.after == step


def test_clients_that_were_removed_are_dated_by_the_upgrade() -> None:
    """The first one is online hours before the redeployment is signed."""
    for kind, step in (
        (("single", "manual"), "update-software:rs-a:h1"),
        (("failover", "manual", "synchronous", "shared-ip"), "update-software:rs-a:h1"),
        (("atlas-failover", None, None, "dns"), "cluster-become-primary:rs-b:h1"),
        (("migrate-virtual-physical", "manual"), "switch-dns:h1"),
    ):
        evidence = the(plan_of(*kind, wait="remove-clients"), "verify.clients").evidence
        assert evidence
        assert evidence.expect
        assert evidence.expect.after == step


def test_windows_too_short_are_told_with_the_minutes_missing() -> None:
    plan = plan_of("single", "automatic", hours=1)
    minutes = sum(s.duration.high for s in plan.steps if s.window == 1)
    assert [(w.code, w.args) for w in plan.warnings] == [("PLN001", {"window": "1", "length": f"PT{minutes - 60}M"})]
    assert plan_of("single", "automatic", hours=6).warnings == ()


def apart(hours: float, long: float) -> Plan:
    """A single appliance with two hops, whose windows begin `hours` apart and are `long` hours long."""
    change = change_of("single", "automatic", None, bases=(False, False))
    starts = (START, START + timedelta(hours=hours))
    change = replace(change, windows=tuple(Window(start=s, end=s + timedelta(hours=long)) for s in starts))
    site = replace(site_of("single"), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    return make_plan(inventory, site, change, load_procedures())


def test_a_window_that_opens_too_early_for_the_24_hours_is_told_as_such() -> None:
    """The window is long enough: what is wrong is when it opens, and opening later by these minutes mends it."""
    closed, warning = apart(12, 5).warnings
    assert [(w.code, w.args["window"]) for w in (closed, warning)] == [("PLN012", "2"), ("PLN006", "2")]
    assert "24 hours" in warning.text
    late = length_of(warning)
    assert apart(12 + late / 60, 5).warnings == ()
    (again,) = apart(12 + (late - 1) / 60, 5).warnings
    assert length_of(again) == 1


def test_a_window_that_is_over_before_its_work_can_begin_is_told_and_one_that_closes_too_early() -> None:
    """From the hour at which the work fits, one earlier is too early by an hour, and much earlier nothing fits."""

    def told(hours: float) -> dict[str, dict[str, str]]:
        return {w.code: dict(w.args) for w in apart(hours, 5).warnings}

    nothing = told(12)["PLN012"]
    begin, closes = (datetime.fromisoformat(nothing[name]) for name in ("time", "end"))
    assert closes.replace(tzinfo=None) == START + timedelta(hours=17)
    assert begin - closes == timedelta(minutes=int(nothing["length"][2:-1]))
    more = timedelta(minutes=int(nothing["more"][2:-1]))
    late = (begin.replace(tzinfo=None) - START) / timedelta(hours=1)  # nothing is waited for from then on
    work = sum(step.duration.high for step in apart(late, 5).steps if step.window == 2) / 60
    assert more == begin - closes + timedelta(hours=work)
    assert told(late) == {}
    fits = late - (5 - work)
    assert set(told(fits)) == {"PLN006"}
    partly = told(fits - 1)
    assert set(partly) == {"PLN013", "PLN006"}
    assert partly["PLN013"]["length"] == "PT60M"
    assert set(told(late - 5)) == {"PLN012", "PLN006"}


def test_a_window_that_the_one_before_outlasts_is_told() -> None:
    """The second begins when the first ends, as a plan has it; by then it is over."""
    start = datetime(2026, 12, 4, 22)
    change = change_of("failover", "manual", "synchronous", bases=(True,))
    windows = (Window(start=start, end=start + timedelta(minutes=20)),
               Window(start=start + timedelta(minutes=20), end=start + timedelta(minutes=40)))  # fmt: skip
    change = replace(change, windows=windows)
    site = replace(site_of("failover", "shared-ip"), changes=(change,))
    plan = make_plan(Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,)), site, change,
                     load_procedures())  # fmt: skip
    assert [(w.code, w.args["window"]) for w in plan.warnings if w.code != "PLN001"] == [("PLN012", "2")]


def in_window(start: datetime, hours: float, zone: str) -> Plan:
    """A single appliance in one window."""
    change = change_of("single", "automatic", None)
    change = replace(change, windows=(Window(start=start, end=start + timedelta(hours=hours)),))
    site = replace(site_of("single"), changes=(change,), timezone=zone)
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    return make_plan(inventory, site, change, load_procedures())


@pytest.mark.parametrize(
    ("start", "zone", "told"),
    [
        (datetime(2026, 10, 24, 22), "Europe/Paris", ("T03:00", "T02:00", "+02:00", "+01:00")),
        (datetime(2026, 10, 31, 22), "America/New_York", ("T02:00", "T01:00", "-04:00", "-05:00")),
        (datetime(2026, 4, 4, 23), "Australia/Lord_Howe", ("T02:00", "T01:30", "+11:00", "+10:30")),
        (datetime(2026, 10, 25, 3), "Europe/Paris", None),  # just after it
        (datetime(2026, 10, 24, 21), "Asia/Tokyo", None),
    ],
)
def test_a_window_in_which_the_clock_is_put_back_is_told(start, zone, told) -> None:
    warnings = [w for w in in_window(start, 7, zone).warnings if w.code == "PLN007"]
    names = ("window", "late", "early", "first", "second")
    assert [tuple(w.args[name] for name in names) for w in warnings] == ([("1", *told)] if told else [])


@pytest.mark.parametrize(
    ("start", "zone", "told"),
    [
        (datetime(2026, 3, 28, 22), "Europe/Paris", ("T02:00", "T03:00", "PT60M")),
        (datetime(2026, 3, 7, 22), "America/New_York", ("T02:00", "T03:00", "PT60M")),
        (datetime(2026, 10, 3, 23), "Australia/Lord_Howe", ("T02:00", "T02:30", "PT30M")),
        (datetime(2026, 3, 29, 3), "Europe/Paris", None),  # just after it
    ],
)
def test_a_window_in_which_the_clock_is_put_forward_is_told_as_shorter(start, zone, told) -> None:
    warnings = [w for w in in_window(start, 7, zone).warnings if w.code == "PLN007"]
    names = ("window", "at", "then", "length")
    assert [tuple(w.args[name] for name in names) for w in warnings] == ([("1", *told)] if told else [])


def test_a_window_that_is_too_early_and_too_short_has_both_told() -> None:
    def told(plan: Plan) -> list[tuple[str, str]]:
        return [(w.code, w.args["window"]) for w in plan.warnings]

    short = apart(12, 1)
    assert told(short) == [("PLN001", "1"), ("PLN001", "2"), ("PLN012", "2"), ("PLN006", "2")]
    late = length_of(short.warnings[3])
    assert apart(12 + late / 60, 1).warnings == short.warnings[:2]


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (("single", "manual"), "update-base:rs-a:h1"),
        (("failover", "manual", "synchronous", "dns"), "update-base:rs-b:h1"),
        (("failover", "manual", "asynchronous", "dns"), "update-base:rs-a:h1"),
        (("atlas-failover", None, None, "nat"), "cluster-become-backup:rs-a:h1"),
        (("atlas-no-failover",), "update-base:rs-a:h1"),
        (("migrate-virtual-physical", "manual"), "hw-delete:rs-a:h1"),
        (("migrate-physical-virtual", "manual"), "hw-reset:rs-a:h1"),
    ],
)
def test_the_point_of_no_return_is_marked(kind: tuple[Any, ...], step: str) -> None:
    assert [s.id for s in plan_of(*kind).steps if s.no_return] == [step]


def test_a_note_stands_only_where_it_holds() -> None:
    """On the master that closes all nodes (AF7, AN4), and not on the nodes."""
    for plan, master in ((plan_of("atlas-failover", switch="dns"), "rs-b"), (plan_of("atlas-no-failover"), "rs-a")):
        warned = [
            s.appliance for s in plan.steps if s.event == "update.software" for n in s.notes if n.kind == "warning"
        ]
        assert warned == [master]
        assert [s.id for s in plan.steps if "faq-377" in s.links] == []


def test_consoles_that_were_removed_are_not_waited_for() -> None:
    for wait, upgrades in (("24h", True), ("remove-clients", False)):
        step = the(plan_of("single", "automatic", wait=wait), "verify.console")
        assert ("let it upgrade" in step.do) is upgrades
        assert ("R9" in step.recoveries) is upgrades
        assert ("P09" in {source for n in step.notes for source in n.sources}) is not upgrades


def test_all_clients_are_removed_for_one_hop_with_a_warning() -> None:
    for bases, codes in (((True,), ["PLN005"]), ((True, True), [])):
        plan = plan_of("single", "automatic", bases=bases, wait="remove-clients")
        assert [w.code for w in plan.warnings if w.code == "PLN005"] == codes


@pytest.mark.parametrize(
    ("kind", "aside"),
    [
        (("single", "automatic"), []),
        (("failover", "automatic", "synchronous", "dns"), ["rs-b"]),
        (("failover", "automatic", "asynchronous", "dns"), ["rs-b", "rs-a"]),
        (("migrate-virtual-physical", "manual"), ["rs-n"]),
    ],
)
def test_an_appliance_out_of_service_is_tested_from_two_computers(kind: tuple[Any, ...], aside: list[str]) -> None:
    steps = plan_of(*kind).steps
    said = (("verify.console", "resolves to the address of this step"), ("verify.session", "other test computer"))
    for event, words in said:
        told = [s.appliance for s in steps if s.event == event and any(words in n.text for n in s.notes)]
        assert told == aside
    pointed = [s for s in steps if s.event == "test.hosts-add" or s.id.startswith("aim-test-computer")]
    assert [s.appliance for s in pointed] == aside
    assert [s.id for s in pointed if "two" not in s.do] == []


def test_a_phase_names_a_page_of_the_vendor_once() -> None:
    named = Counter((plan.path, s.phase, link) for plan in paths() for s in plan.steps for link in s.links)
    assert len(named) > 100
    assert [where for where, n in named.items() if n > 1] == []


def test_every_phase_says_the_way_back() -> None:
    assert [phase.id for plan in paths() for phase in plan.phases if not phase.back] == []


FAMILIES = re.compile(r"(SA|SM|FS|FA|AF|AN|HW|F)[0-9]+")


def cited(plan: Plan) -> set[str]:
    """The ids of the paths' families that the steps of a plan and their notes cite."""
    found = {source for s in plan.steps for source in (*s.sources, *(i for n in s.notes for i in n.sources))}
    return {source for source in found if FAMILIES.fullmatch(source)}


@pytest.mark.parametrize(
    ("kind", "families", "others"),
    [
        # What stands here beside its families has no other origin: that a Base restarts the appliance (AF6), ...
        (("single", "automatic"), {"SA"}, {"AF6"}),
        (("single", "manual"), {"SM"}, {"AF6"}),
        (("failover", "automatic", "synchronous", "dns"), {"SA", "F", "FS"}, {"AF6", "FA6", "FA2"}),
        (("failover", "manual", "asynchronous", "nat"), {"SM", "F", "FA"}, {"AF6"}),
        (("atlas-failover", None, None, "shared-ip"), {"AF"}, {"F13"}),
        (("atlas-failover", None, None, "dns"), {"AF"}, {"F13", "FA9"}),
        (("atlas-no-failover",), {"AN"}, set()),
        # ... that a hosts file leads a test computer aside (FA2), that a record takes its time to be known (FA9).
        (("migrate-physical-virtual", "automatic"), {"SA", "HW"}, {"AF6", "FA2", "FA9"}),
    ],
)
def test_a_step_cites_the_facts_of_its_own_path(kind: tuple[Any, ...], families: set[str], others: set[str]) -> None:
    """Steps that paths share carry the ids of all of them; a plan shows those of its own."""
    strange = {i for i in cited(plan_of(*kind)) if FAMILIES.sub(r"\1", i) not in families}
    assert strange <= others | {"HW3"}  # that an export leaves the certificate where it is: of a migration, and of any


@pytest.mark.parametrize("kind", [("single", "automatic"), ("migrate-physical-virtual", "automatic")])
def test_an_update_by_hand_that_a_trouble_tells_names_where_that_stands(kind: tuple[Any, ...]) -> None:
    """R1 of automatic changes: the key (127), installing at once (141), the time that the key depends on (145)."""
    plan = plan_of(*kind)
    (trouble,) = (one for one in plan.recoveries if one.id == "R1")
    assert {"SM1", "SM2", "SM5", "SM7"} <= {*trouble.sources} & {*plan.sources}
    assert "SM4" not in cited(plan)


@pytest.mark.parametrize("plan", paths(), ids=lambda plan: plan.path)
def test_every_step_and_note_keeps_an_origin(plan: Plan) -> None:
    assert len(plan.steps) > 10
    for step in plan.steps:
        assert step.sources, step.id
        assert step.kit or {i[0] for i in step.sources} - {"X", "B"}, step.id
        assert all(n.sources for n in step.notes), step.id


@pytest.mark.long
def test_every_fact_is_still_cited_by_some_plan() -> None:
    """Nothing of the paths' families is lost by showing each path its own."""
    plans = [
        plan_of(*kind, bases=(True,) if kind[0].startswith("migrate-") else (True, True), wait=wait, clients=clients)
        for kind in KINDS
        for wait in ("24h", "remove-clients")
        for clients in CLIENTS
    ]
    kept = {i for plan in plans for i in cited(plan)}
    held = {i for step in load_procedures().steps.values() for n in step.notes for i in n.sources}
    held |= {i for step in load_procedures().steps.values() for i in step.sources}
    assert {i for i in held if FAMILIES.fullmatch(i)} - kept == set()


def test_the_way_back_while_a_pairs_other_half_is_old_leaves_that_half_alone() -> None:
    """X28: until B is touched, B holds the old version; what cannot be undone begins there, and not before."""
    plan = plan_of("failover", "automatic", "synchronous", "dns")
    phase = next(p for p in plan.phases if p.id.startswith("upgrade-a"))
    assert (
        phase.back
        == "Stop, and leave both as they are. B still has what it ran before, and the data of the last sync. "
        "Do not restart A; call Support."
    )
    assert phase.back_is_kits
    assert {s.phase.partition(":")[0] for s in plan.steps if s.no_return} == {"upgrade-b"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind[0].startswith("atlas")], ids=str)
def test_traffic_nodes_are_called_so_and_masters_by_their_letters(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind)
    roles = {one.id: one.role for one in plan.appliances}
    called = {(roles[step.appliance], step.letter) for step in plan.steps if step.appliance}
    assert {letter for role, letter in called if role == "traffic"} == {"node"}
    assert {letter for role, letter in called if role != "traffic"} <= {"A", "B", "M"}
