"""What plans of all paths say may be followed to the letter: each kind of fault that finished pages once had."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import chain, islice, product, repeat
from typing import Any

import pytest

from runbook.model.plan import Note, Phase, Plan, PlanStep
from runbook.model.site import Change, Clients, Hop, Inventory
from runbook.model.ways_back import main_phases, main_rules, main_steps
from runbook.planning.pipeline import make_plan
from runbook.planning.risks import Limiting, risks_of
from runbook.procedures.facts import is_major
from runbook.procedures.load import load_procedures
from tests.plans import CLIENTS, KINDS, SOFTWARE, change_of, plan_of, site_of

ALL = Clients(jump_clients=1200, extractable_msi=True, locked_msi_consoles=True, integration_clients="by-ip")
SHARED_IP = "192.0.2.5"  # of tests.plans.site_of


EACH = 1 if os.environ.get("LONG") else 5


@cache
def plans() -> tuple[Plan, ...]:
    """All paths with all clients: one hop and two, with and without a Base, both waits, both levels of a migration.
    But for LONG=1 one in five of them."""
    return tuple(plan_of(*kind, clients=ALL, **options) for kind, options in islice(_plans(), None, None, EACH))


def _plans() -> Iterator[tuple[tuple[str, Any, Any, Any], dict[str, Any]]]:
    for kind in KINDS:
        moves = kind[0].startswith("migrate-")
        for wait in ("24h", "remove-clients"):
            for bases in ((True,), (False,)) if moves else ((True,), (False,), (True, False)):
                yield kind, {"wait": wait, "bases": bases}
            if moves:
                yield kind, {"wait": wait, "software": SOFTWARE[0], "major": None}


def those(applies: Callable[[Plan], bool]) -> list[Plan]:
    """The plans to which something applies: never none."""
    found = [plan for plan in plans() if applies(plan)]
    assert found
    return found


def with_option(option: str) -> list[Plan]:
    return those(lambda plan: option in plan.options)


def place(plan: Plan, event: str, *, last: bool = False, hop: int | None = None) -> int:
    """Where the first or last step of an event stands; -1 where there is none."""
    found = [i for i, s in enumerate(plan.steps) if name(s) == event and hop in (None, s.hop)]
    return (found[-1] if last else found[0]) if found else -1


def name(step: PlanStep) -> str:
    return step.event or step.id.partition(":")[0]


def said(step: PlanStep) -> str:
    return " ".join((step.title, step.do, step.see, *(n.text for n in step.notes)))


def said_of_back(phase: Phase) -> str:
    return " ".join((phase.back, *phase.back_also))


def of_support(step: PlanStep) -> bool:
    """Its title speaks of a key that Support gave."""
    return re.search("key from Support|Support’s key", step.title) is not None


def removed(plan: Plan) -> bool:
    return "remove-clients" in plan.options


@pytest.mark.long
def test_a_cluster_is_tried_once_its_first_nodes_are_open() -> None:
    found = with_option("cluster")
    for plan in found:
        for current in plan.passes:
            tried = place(plan, "verify.console", hop=current.hop)
            first = [i for i, s in enumerate(plan.steps) if s.event == "node.open" and s.hop == current.hop][:2]
            assert max(first) < place(plan, "cluster.sync-first", hop=current.hop) < tried
            second = next(
                i
                for i, s in enumerate(plan.steps)
                if s.installs and s.hop == current.hop and s.appliance in ("tn-3", "tn-4")
            )
            assert place(plan, "verify.session", hop=current.hop) < second
            outage = next(s for s in plan.steps[tried:] if s.hop == current.hop)
            assert not outage.effects


def test_a_cluster_is_synchronised_before_anybody_waits_for_the_record() -> None:
    """The guide synchronises once the nodes are open (AF14); only what needs clients waits for the new address, and
    with that the outage ends."""
    plan = plan_of("atlas-failover", None, None, "dns", clients=CLIENTS[2], bases=(True, False))
    for hop in (1, 2):
        order = ["cluster.backup-ops-off", "node.open", "cluster.sync-first", "switch.dns-propagated", "verify.console"]
        places = [place(plan, event, hop=hop) for event in order]
        assert places == sorted(places)
        assert places[0] >= 0
        assert [s.event for s in plan.steps if "service-again" in s.effects and s.hop == hop] == [order[3]]


@pytest.mark.long
def test_backup_operations_go_by_role_whatever_stood_before() -> None:
    found = with_option("cluster-pair")
    for plan in found:
        for current in plan.passes:
            off, on = (plan.steps[place(plan, f"cluster.backup-ops-{to}", hop=current.hop)] for to in ("off", "on"))
            assert (off.appliance, on.appliance) == (current.letters["B"], current.letters["A"])
            evidence = plan.steps[place(plan, "cluster-check-backup-ops", hop=current.hop)].evidence
            assert evidence
            assert evidence.label == "Ticked on A, not on B"
        assert not [s.id for s in main_steps(plan) if re.search(r"\bas before", said(s)) or "as they were" in s.see]


@pytest.mark.long
def test_installers_are_pushed_or_clients_removed_never_both() -> None:
    assert {(plan.kind, removed(plan)) for plan in plans()} == {*product(("upgrade", "migrate"), (True, False))}
    for plan in plans():
        events = {s.event for s in plan.steps}
        assert not {"prep.msi", "after.msi-consoles"} & events if removed(plan) else "after.msi-consoles" in events
        if plan.kind == "upgrade":
            assert ("prep.msi" in events) is not removed(plan)


def test_a_migration_at_one_level_has_no_new_installers_and_no_notice() -> None:
    migrations = those(lambda plan: plan.kind != "upgrade")
    for plan in migrations:
        events = {s.event for s in plan.steps}
        differs = "level-differs" in plan.options
        assert ("prep.vendor-notice" in events) is differs
        assert ("prep.msi" in events) is (differs and not removed(plan))
        if "prep.msi" in events:
            push = plan.steps[place(plan, "prep.msi")]
            assert place(plan, "hw-same-level") < place(plan, "prep.msi")
            assert push.na_allowed
            assert "until their appliance is upgraded" not in push.see


@pytest.mark.parametrize(
    ("today", "targets", "major"),
    [
        ("24.1.1", ("24.1.2",), False),
        ("24.1", ("24.1.2",), False),
        ("24.1.1", ("24.2.1",), True),
        ("23.3.2", ("24.3.1",), True),
        ("24.1.1", ("24.1.2", "24.2.1"), True),
        ("24", ("24.0.3",), False),
    ],
)
def test_a_release_is_major_by_the_first_two_numbers(today: str, targets: tuple[str, ...], major: bool) -> None:
    site = site_of("single")
    site = replace(site, appliances=tuple(replace(a, software=today) for a in site.appliances))
    change: Change = replace(change_of("single", "manual", None), hops=tuple(Hop(software=t) for t in targets))
    assert is_major(site, replace(change, major=None)) is major
    assert [is_major(site, replace(change, major=told)) for told in (True, False)] == [True, False]


def test_what_may_rightly_be_left_out_allows_it() -> None:
    for event in ("after.msi-consoles", "prep.controlled-test"):
        found = [s for plan in plans() for s in plan.steps if name(s) == event]
        assert found, event
        assert all(s.na_allowed for s in found), event


def test_the_point_of_no_return_of_a_migration_is_what_cannot_be_undone() -> None:
    migrations = those(lambda plan: plan.kind != "upgrade")
    for plan in migrations:
        old = "hw.reset" if "old-physical" in plan.options else "hw.delete"
        assert [s.event for s in plan.steps if s.no_return] == [old]
        gone = place(plan, old)
        here = next(p for p in plan.phases if p.id == plan.steps[gone].phase)
        assert "Until" in here.back
        for phase in phases_between(plan, place(plan, "switch.dns"), gone):
            assert "point the DNS record back" in phase.back or "pointed back" in phase.back
            assert "call Support" not in phase.back.partition("there is no way back")[0]


def phases_between(plan: Plan, first: int, last: int) -> list[Phase]:
    named = {s.phase for s in plan.steps[first : last + 1]}
    return [p for p in plan.phases if p.id in named]


def test_settings_and_clients_are_saved_before_clients_go() -> None:
    found = those(removed)
    for plan in found:
        assert 0 <= place(plan, "backup.settings") < place(plan, "clients.remove")
        assert 0 <= place(plan, "clients-list") < place(plan, "clients.remove")
        assert [s.hop for s in plan.steps if s.event == "backup.settings"] == [None, *(p.hop for p in plan.passes)]
        (rule,) = (r for r in plan.rules if r.id == "Y9")
        assert rule.first == (plan.steps[place(plan, "backup.settings")].id, "clients-list")


def test_what_clients_need_by_hand_follows_each_version() -> None:
    assert those(lambda plan: len(plan.passes) > 1 and not removed(plan))
    for plan in plans():
        for event in ("after.installers", "after.integration-client", "after.msi-consoles"):
            hops = [s.hop for s in plan.steps if s.event == event]
            if removed(plan):
                assert hops == ([] if event == "after.msi-consoles" else [None])
                continue
            assert hops == [p.hop for p in plan.passes]
            for current in plan.passes[1:]:
                assert place(plan, event, hop=current.hop - 1) < place(plan, "update.software", hop=current.hop)


def test_the_limits_are_put_back_at_the_end() -> None:
    """Where clients are removed none of them upgrades: nothing is lowered, and nothing put back."""
    assert {removed(plan) for plan in plans()} == {True, False}
    for plan in plans():
        if removed(plan):
            assert {place(plan, event) for event in ("prep.client-limits", "client-limits-back")} == {-1}
            assert not [s.id for s in plan.steps if "concurrent Jump Client upgrades" in said(s)]
            continue
        assert place(plan, "prep.client-limits") >= 0
        assert place(plan, "client-limits-back") > place(plan, "verify.clients", last=True)


@pytest.mark.parametrize("clients", CLIENTS)
@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_limits_are_lowered_where_they_are_restored_and_pages_speak_of_it(clients: Clients, wait: str) -> None:
    """None of the two steps may be left out: values that are low enough are noted, and are the old ones afterwards."""
    for kind in KINDS:
        plan = plan_of(*kind, wait=wait, clients=clients)
        steps = [s for s in main_steps(plan) if name(s) in ("prep.client-limits", "client-limits-back")]
        asked = 2 * (bool(clients.jump_clients) and wait != "remove-clients" and "software-in-change" in plan.options)
        assert len(steps) == asked, plan.path
        assert not any(step.na_allowed for step in steps)
        assert any("Jump Client limits" in said_of_back(phase) for phase in plan.phases) == bool(asked), plan.path


def test_whoever_has_to_begin_at_once_after_a_window_is_not_sent_home_with_the_others() -> None:
    seen = set()
    for plan in plans():
        for at_once in (step for step in plan.steps if re.search("Begin (in the window|right after)", said(step))):
            left = [s for s in plan.steps[: plan.steps.index(at_once)] if s.event == "people.may-be-left"]
            if left:
                told = "clients tonight stay" if name(at_once) == "clients.redeploy" else "computers tonight stay"
                assert told in said(left[-1]), (plan.path, at_once.id)
                assert "Nobody" not in said(left[-1])
                seen.add(name(at_once))
    assert seen == {"clients.redeploy", "after.msi-consoles"}


def test_whoever_announces_the_end_of_a_window_says_whether_support_is_out() -> None:
    told = [(plan, said(step)) for plan in plans() for step in plan.steps if step.event == "people.tell-end"]
    assert {removed(plan) for plan, _text in told} == {True, False}
    assert all(("nobody can give support" in text) is removed(plan) for plan, text in told)


def test_what_is_done_before_clients_are_removed_is_due_when_that_begins() -> None:
    seen = set()
    for plan in (plan for plan in plans() if removed(plan)):
        remove = plan.steps[place(plan, "clients.remove")]
        assert remove.planned_by
        begins = remove.planned_by - timedelta(minutes=remove.duration.high)
        before = {first for rule in main_rules(plan) if remove.id in rule.then for first in rule.first}
        for step in (step for step in plan.steps if step.id in before):
            assert step.planned_by is not None
            assert step.planned_by <= begins, (plan.path, step.id)
            seen.add(name(step))
    assert {"backup.settings", "clients-list", "hw.install-new"} <= seen


def test_whoever_moves_the_users_is_told_that_their_sessions_end() -> None:
    """There and back; on a cluster the outage begins before that, and the step that begins it says so."""
    moves = {"switch.shared-ip-off", "switch.dns", "switch.nat", "back.shared-ip-off", "back.dns", "back.nat"}
    plans_of = those(lambda plan: "cluster" not in plan.options)
    moving = [step for plan in plans_of for step in plan.steps if step.event in moves]
    assert {step.event for step in moving} == moves
    assert [step.id for step in moving if "end; none is carried over" not in said(step)] == []


def test_where_all_clients_are_removed_one_is_installed_for_each_test() -> None:
    tests = ("verify.console", "cluster-test", "back.check", "back.as-before")
    found = [step for plan in those(removed) for step in plan.steps if name(step) in tests]
    assert {name(step) for step in found} == {*tests}
    assert all(re.search("Install this|Install a|install one of", said(step)) for step in found)


def test_the_second_appliance_waits_until_the_jump_clients_are_counted() -> None:
    found = with_option("pair")
    for plan in found:
        counted = [s.hop for s in plan.steps if name(s) == "clients-count"]
        assert counted == ([] if removed(plan) else [p.hop for p in plan.passes])
        for hop in counted:
            confirm = place(plan, "switch.confirm", hop=hop)
            assert place(plan, "clients-count", hop=hop) < confirm
            assert "Jump Clients" in said(plan.steps[confirm])


def test_what_is_confirmed_in_production_is_what_works_there_by_then() -> None:
    """Integration Clients and consoles by MSI do not follow by themselves: on a pair they are done before the
    confirmation that integrations and consoles work. Installers are a change in /login, and wait for the pair."""
    serving = {"synchronous": ("update.software",), "asynchronous": ("switch.shared-ip-on", "switch.dns", "switch.nat")}
    told = set()
    for plan in with_option("pair"):
        (order,) = {*serving} & {*plan.options}
        for current in plan.passes if not removed(plan) else ():
            serves = max(place(plan, event, hop=current.hop) for event in serving[order])
            confirmed = place(plan, "switch.confirm", hop=current.hop)
            assert confirmed < place(plan, "failover.establish", hop=current.hop)
            assert place(plan, "failover.establish", hop=current.hop) < place(plan, "after.installers", hop=current.hop)
            for event in ("after.integration-client", "after.msi-consoles"):
                assert serves < place(plan, event, hop=current.hop) < confirmed, (plan.path, event)
                before = {r.id.partition(":")[0] for r in plan.rules if plan.steps[confirmed].id in r.then}
                assert "C17c" in before
        words = said(plan.steps[place(plan, "switch.confirm")])
        assert ("reinstalled after the last pass" in words) is removed(plan)
        told.add((order, removed(plan)))
    assert told == {*product(serving, (True, False))}


def test_an_integration_client_that_is_asked_for_data_can_give_them() -> None:
    found = [s for plan in plans() for s in plan.steps if s.event == "switch.integration"]
    assert found
    assert all("reinstall it" in said(step) for step in found)


def test_an_integration_client_set_by_address_gets_that_of_the_appliance_that_the_users_are_moved_to() -> None:
    """Where the site has a shared IP that moves, that is the address: it stays theirs wherever they are served."""
    told = set()
    for plan in plans():
        ends = {p.hop: p.primary_end for p in plan.passes}
        last = plan.passes[-1].primary_end
        by_id = {a.id: a.ip for a in plan.appliances}
        moved = any(p.primary_end != p.primary_start for p in plan.passes)
        for step in (s for s in plan.steps if s.event == "after.integration-client"):
            given = [(slot.label, slot.value) for slot in step.slots if slot.kind == "ip"]
            shared = "shared-ip" in plan.options and "synchronous" not in plan.options
            users = ("Shared IP", SHARED_IP) if shared else ("Address", by_id[ends.get(step.hop or 0, last)])
            assert given == ([users] if moved else []), (plan.path, step.id)
            assert ("set it to the address" in said(step)) is moved
            told.add((moved, shared))
        for step in (s for s in plan.steps if s.event in ("switch.integration", "back.integration")):
            given = [(slot.label, slot.value) for slot in step.slots if slot.kind == "ip"]
            assert (given == [("Shared IP", SHARED_IP)]) is ("shared-ip" in plan.options), (plan.path, step.id)
            assert len(given) == 1
    assert told == {(True, True), (True, False), (False, False)}


def test_whoever_moves_back_looks_at_each_integration_client_that_was_reinstalled() -> None:
    """One with the site's IP address may have been reinstalled as the users were moved, others once they were."""
    reinstalled, looked_at = ("after.integration-client", "switch.integration"), set()
    for clients, wait in product(CLIENTS, ("24h", "remove-clients")):
        for plan in (plan_of(*kind, wait=wait, clients=clients) for kind in KINDS if kind[0] != "single"):
            done: set[tuple[str, int | None]] = set()
            for phase in main_phases(plan):
                steps = [step for step in plan.steps if step.phase == phase.id and step.event in reinstalled]
                done |= {("clients", step.hop) for step in steps}
                back = [step.event for step in plan.steps if step.phase == phase.way_back]
                asked = bool(done & {("clients", phase.hop), ("clients", None)}) and phase.way_back
                assert not asked or "back.integration" in back, (plan.path, phase.id)
                looked_at |= {event for event in back if asked and event == "back.integration"}
    assert looked_at


def test_a_version_is_confirmed_by_the_integration_clients_that_were_checked_with_it() -> None:
    """The others are reinstalled after the last pass, where clients are removed."""
    found = with_option("paired")
    told = [(plan, said(step)) for plan in found for step in plan.steps if step.event == "switch.confirm"]
    assert {removed(plan) for plan, _text in told} == {True, False}
    assert all(("Integration Clients that this pass does not check" in text) is removed(plan) for plan, text in told)


@pytest.mark.long
def test_where_no_version_of_clients_comes_nothing_is_reinstalled() -> None:
    """A hop with a Base, a licence or a patch alone: clients keep their version, and are not confirmed in a new one."""
    found = [plan_of(*kind, hops=("bs", "l", "b"), clients=ALL) for kind in KINDS if "failover" in kind[0]]
    assert {"pair" in plan.options for plan in found} == {True, False}
    for plan in found:
        for event in ("after.integration-client", "after.msi-consoles"):
            assert [s.hop for s in plan.steps if s.event == event] == [1]
        named = {i for rule in plan.rules if rule.id.startswith(("C17", "C03")) for i in (*rule.first, *rule.then)}
        assert {s.hop for s in plan.steps if s.id in named and s.event and s.event.startswith("after.")} == {1}
        asked = {s.hop: said(s) for s in plan.steps if s.event == "switch.integration"}
        assert {hop for hop, text in asked.items() if "in the new version" in text} == {*asked} & {1}
        assert all("configure the address of this step" in text for text in asked.values())


def test_consoles_that_may_not_work_are_not_left_for_later() -> None:
    found = [s for plan in plans() for s in plan.steps if s.event == "after.msi-consoles"]
    assert found
    assert all("right after the upgrade" in said(step) for step in found)


def test_the_masters_of_a_cluster_are_not_said_to_be_apart() -> None:
    assert {"cluster-pair" in plan.options for plan in plans()} == {True, False}
    for plan in plans():
        said_of = [effect.text for effect in plan.effects if effect.kind == "no-standby"]
        assert [text for text in said_of if "the pair is broken" in text] == [
            text for text in said_of if "pair" in plan.options
        ]
        assert bool(said_of) is bool({"pair", "cluster-pair"} & {*plan.options})
    alike = plan_of("atlas-failover", switch="dns", hops=("l", "p"))
    (text,) = (effect.text for effect in alike.effects if effect.kind == "no-standby")
    assert "versions" not in text
    assert "what the other does not have yet" in text


def test_no_way_back_speaks_of_clients_that_are_not_there() -> None:
    backs = [phase.back for plan in plans() for phase in plan.phases]
    assert backs
    assert not [back for back in backs if "Support about clients that have" in back]


def test_a_prohibition_and_a_recovery_stand_where_they_can_matter() -> None:
    assert {(len(plan.passes) > 1, removed(plan)) for plan in plans()} == {*product((True, False), repeat=2)}
    for plan in plans():
        texts = " ".join(n.text for n in plan.never)
        base = any(p.base for p in plan.passes)
        several = len(plan.passes) > 1
        assert ("whose Base update goes wrong" in texts) is base
        assert ("save the settings, as this runbook says" in texts) is (base and "pair" in plan.options)
        assert ("of the next pass within 24 hours" in texts) is (several and not removed(plan))
        assert "the last one" not in texts or "next pass" in texts
        told = {s.hop for s in plan.steps if any("of the next pass within" in n.text for n in s.notes)}
        assert told == ({p.hop for p in plan.passes[:-1]} if several and not removed(plan) else set())
        assert ("R6" in {r.id for r in plan.recoveries}) is several
        shared = "shared-ip" in plan.options and "synchronous" not in plan.options
        assert ("enable the shared IP on A and B at the same time" in texts) is shared
        assert risks_of(load_procedures().risks, limiting(plan), load_procedures().never) == plan.risks


def test_what_is_done_about_a_trouble_names_nothing_that_the_plan_does_not_have() -> None:
    """What is done about a Base stands where there is one, and no recovery leads to one that is left out."""
    assert {any(p.base for p in plan.passes) for plan in plans()} == {True, False}
    for plan in plans():
        there = {r.id for r in plan.recoveries}
        for recovery in plan.recoveries:
            assert {*re.findall(r"\bR[0-9]+\b", f"{recovery.ours} {recovery.act}")} <= there, (plan.path, recovery.id)
        assert ("R2" in there) is any(p.base for p in plan.passes)
        begun = "Once a Base update has begun"
        assert [r.id for r in plan.recoveries if begun in r.ours] == ["R2"] * ("R2" in there)
        for step in plan.steps:
            base = step.hop is not None and plan.passes[step.hop - 1].base is not None
            assert base or "a Base update alone" not in said(step), step.id


READ_IN_THE_GUIDE = {"X21", "X25", "X26"}  # lines of the guide that say two things, and what is printed of them


def test_what_the_guide_does_not_say_bears_its_mark() -> None:
    """Facts of newer documents (B) and decisions of the kit (X) are marked, unless the guide says the same."""
    made = list(plans())
    assert made
    for plan in made:
        notes = (*plan.never, *(n for s in plan.steps for n in s.notes))
        parts: tuple[PlanStep | Note, ...] = (*plan.steps, *notes)
        for one in parts:
            elsewhere = {source for source in one.sources if source[0] == "B"}
            guide = {source for source in one.sources if source[0] not in "BX"} | {*one.sources} & READ_IN_THE_GUIDE
            assert one.kit or (guide and not elsewhere), (plan.path, one)
        assert all(phase.back_is_kits for phase in plan.phases)
        assert all(rule.kit or {s[0] for s in rule.sources} - {"X", "B"} for rule in plan.rules)


def test_the_downtime_is_announced_as_it_is_on_this_path() -> None:
    """Whom the upgrade cuts, whom moving the traffic, and nothing of an appliance that the site does not have."""
    told: set[str] = set()
    for plan in plans():
        step = plan.steps[place(plan, "prep-downtime")]
        words = said(step)
        down: set[str] = {option for option in ("single", "synchronous", "cluster-alone") if option in plan.options}
        assert ("the site is down, users" in words or "the whole site is down until" in words) is bool(down)
        assert ("disconnects everybody" in words) is (not down)
        assert ("master node that does not serve" in words) is paired(plan)
        assert ("nobody can give support" in words) is removed(plan)
        told |= down or {"moved"}
    assert told == {"single", "synchronous", "cluster-alone", "moved"}


def test_that_pushed_clients_are_offline_is_announced_with_the_downtime_and_a_risk() -> None:
    told = set()
    for plan in plans():
        words = said(plan.steps[place(plan, "prep-downtime")])
        pushed = place(plan, "prep.msi") >= 0
        assert ("the new MSI replaces are offline" in words) is pushed, plan.options
        assert bool([n for n in plan.never if "Never push the new MSI" in n.text]) is pushed
        assert bool([r for r in plan.risks if "the new MSI replaces are offline" in r.text and r.limits]) is pushed
        told.add((plan.kind, pushed))
    assert told == {*product(("upgrade", "migrate"), (True, False))}


def limiting(plan: Plan) -> Limiting:
    return Limiting(steps=main_steps(plan), rules=main_rules(plan), never=plan.never, recoveries=plan.recoveries)


def test_of_two_alike_it_is_written_down_which_one_answered() -> None:
    """By the address that the name gives on a test computer, and by the serial number once the name leads on."""
    names: set[str] = set()
    for plan in plans():
        names.update(map(name, plan.steps))
        by_id = {a.id: a for a in plan.appliances}
        ends = {p.hop: by_id[p.primary_end] for p in plan.passes}
        for step in plan.steps:
            expect = step.evidence.expect if step.evidence else None
            if name(step) in ("test.hosts-add", "aim-test-computer"):
                assert expect
                assert expect.equals == by_id[step.appliance or ""].ip
            if name(step) in ("test.hosts-remove", "release-test-computer"):
                assert expect
                assert expect.equals == ends[step.hop or 0].hostname
            if step.event in ("switch.shared-ip-on", "switch.nat") and "pair" in plan.options:
                assert "serial number on B’s screenshot" in said(step)
    assert {"test.hosts-add", "aim-test-computer", "test.hosts-remove", "release-test-computer"} <= names
    assert {"switch.shared-ip-on", "switch.nat"} <= names


def test_what_is_done_on_the_master_for_a_node_names_both() -> None:
    found = [(plan, s) for plan in plans() for s in plan.steps if s.event in ("node.close", "node.open")]
    assert {step.event for _, step in found} == {"node.close", "node.open"}
    for plan, step in found:
        current = plan.passes[(step.hop or 1) - 1]
        master = current.primary_start if step.event == "node.close" else current.primary_end
        assert (step.place, step.appliance in {slot.value for slot in step.slots}) == (master, True)
        letter = next(letter for letter, id_ in current.letters.items() if id_ == master)
        assert step.do.startswith(f"On {letter}, ")
        assert step.title.endswith(f", on {letter}")


def test_a_cluster_with_a_shared_ip_says_what_to_do_about_it() -> None:
    assert those(lambda plan: {"cluster-pair", "shared-ip"} <= {*plan.options})
    for plan in plans():
        shared = "shared-ip" in plan.options and "synchronous" not in plan.options
        assert (place(plan, "prep-shared-ip") >= 0) is shared
        if shared:
            told = said(plan.steps[place(plan, "prep-shared-ip")])
            assert "same subnet" in told
            assert "AWS" in told
        if "cluster-pair" in plan.options:
            for current in plan.passes:
                seen = place(plan, "cluster-check-shared-ip", hop=current.hop)
                assert (seen >= 0) is shared
                assert not shared or "If A still has the shared IP" in said(plan.steps[seen])
                assert place(plan, "switch.integration", hop=current.hop) > place(plan, "cluster.sync-first")
        if "cluster" in plan.options:
            upload = said(plan.steps[place(plan, "cluster.download")])
            assert "stop" in upload
            assert "Do not click **Update Software**" in upload


@pytest.mark.sampled(7)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_a_key_that_support_gives_is_asked_for_in_preparation(kind: tuple[Any, ...]) -> None:
    bases = (True,) if kind[0].startswith("migrate-") else (True, True)
    old, new = (plan_of(*kind, bases=bases, base=base) for base in ("3.2.4", "3.3.2"))
    by_hand = kind[1] == "manual" or kind[0].startswith("atlas")
    given = by_hand and not kind[0].startswith("migrate-")
    asked = place(old, "prep-key")
    assert (asked >= 0) is given
    assert place(new, "prep-key") == -1
    if given:
        assert old.steps[asked].window is None
        taken = [s for s in old.steps if s.event == "manual.key" or s.id.startswith("cluster-key")]
        assert {of_support(s) for s in taken if s.hop == 1} == {True}
        assert {of_support(s) for s in taken if s.hop == 2} <= {False}  # its Base is new by then


@pytest.mark.parametrize(
    ("kind", "bases", "given"),
    [
        (("failover", "manual", "synchronous", "dns"), ("3.3.2", "3.2.4"), ["rs-b"]),
        (("failover", "manual", "asynchronous", "nat"), ("3.2.4", "3.3.2"), ["rs-a"]),
        (("atlas-failover", None, None, "dns"), ("3.2.4", "3.3.2", "3.3.2"), ["rs-a"]),
        (("atlas-failover", None, None, "dns"), ("3.3.2", "3.2.4", "3.3.2"), []),
        (("atlas-no-failover", None, None, None), ("3.3.2", "3.2.4", "3.2.4"), []),
    ],
)
def test_an_appliance_that_makes_its_own_key_takes_none_from_support(
    kind: tuple[Any, ...], bases: tuple[str, ...], given: list[str]
) -> None:
    topology, method, order, switch = kind
    site, change = site_of(topology, switch), change_of(topology, method, order)
    appliances = zip(site.appliances, chain(bases, repeat(bases[-1])), strict=False)
    site = replace(site, appliances=tuple(replace(a, base=base) for a, base in appliances), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    plan = make_plan(inventory, site, change, load_procedures())
    taken = [s for s in plan.steps if s.event == "manual.key" or s.id.startswith("cluster-key")]
    assert taken
    assert [s.appliance for s in taken if of_support(s)] == given
    assert place(plan, "prep-key") >= 0 or not given


def test_every_installation_says_how_long_it_may_take_and_whom_to_call() -> None:
    assert {s.installs for plan in plans() for s in plan.steps if s.installs} == {"base", "software"}
    for plan in plans():
        installing = [step for step in plan.steps if step.installs]
        assert installing
        for step in installing:
            told = said(step)
            # A new appliance holds no recordings yet.
            assert ("much longer than an hour" in told) is (plan.kind != "migrate"), step.id
            assert "Do not restart" in told
            assert "call Support" in told
        assert "support" in {link.id for link in plan.links}


def test_old_clients_are_deployed_again_only_while_the_old_version_can_serve() -> None:
    """No sentence of a way back speaks of going back once there is none; where the users can be led back to the old
    version, those with the new MSI are offline again. In a cluster nothing leads back, and the old version serves up to
    the point of no return: its phase says so, too."""
    told, led_back = set(), set()
    for plan in plans():
        closed = min(p.number for p in plan.phases for s in plan.steps if s.no_return and s.phase == p.id)
        first = {p.id: p.number for p in plan.phases}
        offline = [first[s.phase] for s in plan.steps if "clients-pushed" in s.effects]
        for phase in plan.phases:
            said = any("redeploy the old ones" in text for text in phase.back_also)
            lasts = bool(offline) and (phase.number <= max(offline) or phase.way_back is not None)
            until = closed + ("cluster" in plan.options)
            assert said is (lasts and min(offline) < phase.number < until), (plan.path, phase.id)
            told.add(said)
            if said and phase.number > max(offline):
                led_back.add(phase.id.partition(":")[0])
    assert told == {True, False}
    assert led_back == {"confirm", "live", "clients", "after"}


def test_clients_that_a_migration_pushes_are_offline_from_the_push_until_the_record_is_moved() -> None:
    told = set()
    for plan in plans():
        if plan.kind == "upgrade":
            continue
        pushed = [name(s) for s in plan.steps if "clients-pushed" in s.effects]
        both = ["prep.msi", "switch.dns-propagated"]
        assert pushed == (both if place(plan, "prep.msi") >= 0 else []), plan.options
        told.add(bool(pushed))
    assert told == {True, False}


def test_nobody_waits_for_clients_that_cannot_come() -> None:
    """Not at a node that is open before the name leads to it and the cluster is synchronised, and not where all of them
    are removed."""
    told = set()
    for plan in plans():
        for step in plan.steps:
            if step.event not in ("node.open", "switch.dns-propagated"):
                continue
            assert "come" not in step.see
            coming = [n.text for n in step.notes if "Clients begin to come" in n.text]
            assert not coming
        for step in plan.steps:
            if step.event not in ("cluster.sync-first", "switch.dns-propagated") or "cluster" not in plan.options:
                continue
            waits = step.event == "cluster.sync-first" and "dns" in plan.options and paired(plan)
            coming = [n.text for n in step.notes if "reach the open nodes" in n.text]
            assert [("outage is over" in text) for text in coming] == ([] if removed(plan) else [not waits])
            told.add(bool(coming))
    assert told == {True, False}


def paired(plan: Plan) -> bool:
    return "cluster-pair" in plan.options


def test_a_node_that_is_still_open_is_closed_on_the_master_that_is_named() -> None:
    named = set()
    for plan in plans():
        for step in plan.steps:
            if any("closed every node" in note.text for note in step.notes):
                master = "B" if paired(plan) else "M"
                assert any(f"still ticked on {master}" in note.text for note in step.notes)
                named.add(master)
    assert named == {"B", "M"}


def test_consoles_for_the_confirmation_are_removed_again() -> None:
    told = set()
    for plan in plans():
        for step in plan.steps:
            if step.event == "switch.confirm":
                assert ("remove them afterwards" in said(step)) is removed(plan)
                told.add(removed(plan))
    assert told == {True, False}


def test_once_a_migration_has_moved_the_traffic_its_way_back_speaks_of_the_clients() -> None:
    """Where the new appliance comes with another version: within one, no client upgrades."""
    told = set()
    for plan in plans():
        if plan.kind == "upgrade":
            continue
        live = place(plan, "hw-live-test")
        old = next(one for one in plan.appliances if one.side == "old")
        for phase in phases_between(plan, live, place(plan, "hw.confirm")):
            said_of_clients = any("Clients that have upgraded may stay offline" in text for text in phase.back_also)
            assert said_of_clients is (old.software != plan.passes[0].software), phase.id
            told.add(said_of_clients)
    assert told == {True, False}


@pytest.mark.sampled(11)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind[0].startswith("migrate-")], ids=str)
@pytest.mark.parametrize("hops", [("b", "s"), ("b", "bs", "s"), ("l", "b", "s")])
def test_installers_are_pushed_before_the_window_of_the_first_beyondtrust_package(
    kind: tuple[Any, ...], hops: tuple[str, ...]
) -> None:
    """Clients that the new MSI replaced are offline until that is installed, and the window before may be weeks ago."""
    clients = next(each for each in CLIENTS if each.extractable_msi)
    plan = plan_of(*kind, hops=hops, clients=clients)
    (push,) = [step for step in plan.steps if step.event == "prep.msi"]
    installed = next(s for s in plan.steps if s.event and s.event.startswith("update.software"))
    hop = next(each for each in plan.passes if each.software)
    assert (push.window, push.hop) == (None, hop.hop)
    opens = plan.windows[(installed.window or 0) - 1].start
    assert push.planned_by == opens
    before = [step for step in plan.steps[: plan.steps.index(push)] if step.window]
    assert {step.hop for step in before if step.installs} == set(range(1, hop.hop))
    at_once = plan_of(*kind, hops=("s", "b"), clients=clients)
    assert [s.planned_by for s in at_once.steps if s.event == "prep.msi"] == [at_once.windows[0].start]
