"""Honest records of every path: what is written down is what a modelled site shows, and the verdict is pass."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace as replace_entry

from runbook.model.plan import Plan, PlanStep
from runbook.model.record import Entry
from runbook.model.ways_back import main_steps
from runbook.procedures.load import load_procedures
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.planning.modelled_site import UNKNOWNS, ModelledSite, Unknown, Wrong
from tests.plans import CLIENTS, KINDS, SOFTWARE, contents, plan_of
from tests.verify.harness import check

pytestmark = pytest.mark.sampled(4)

CLUSTERS = [kind for kind in KINDS if kind[0].startswith("atlas")]


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, kind))


@cache
def plans(kind: tuple[Any, ...]) -> tuple[Plan, ...]:
    """Of one hop and of two, with and without a Base, both waits, some and no clients, both levels of a migration."""
    found = tuple(_plans(kind))
    assert len(found) == 4 * len(CLIENTS)
    return found


def _plans(kind: tuple[Any, ...]) -> Iterator[Plan]:
    moves = kind[0].startswith("migrate-")
    for wait in ("24h", "remove-clients"):
        for clients in CLIENTS:
            yield plan_of(*kind, wait=wait, clients=clients)
            if moves:
                yield plan_of(*kind, wait=wait, clients=clients, software=SOFTWARE[0])
            else:
                yield plan_of(*kind, wait=wait, clients=clients, bases=(True, False))


def strange(plan: Plan, unknown: Unknown) -> list[tuple[str, str, str]]:
    """Where an honest answer is not the expected one, of a plan that is carried out in its own order."""
    site, found = ModelledSite(plan, unknown), []
    for number, step in enumerate(main_steps(plan)):
        value = site.do(step, f"{number:05}")
        expected = step.evidence.expect if step.evidence else None
        if expected and expected.equals is not None and value != expected.equals:
            found.append((step.id, expected.equals, value))
    return found


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_what_is_expected_is_what_an_honest_look_gives(kind: tuple[Any, ...]) -> None:
    found = plans(kind)
    unknowns = UNKNOWNS if kind in CLUSTERS else UNKNOWNS[:1]
    for plan in found:
        for unknown in unknowns:
            assert strange(plan, unknown) == [], (plan.options, unknown)


def honest(plan: Plan, seed: int) -> tuple[Entry, ...]:
    """A record in an order that the rules allow, with what the modelled site shows at each step's time."""
    indexed = index_plan(plan)
    steps = {step.id: step for step in plan.steps}
    entries = play(indexed, seed)
    site, values = ModelledSite(plan, random.Random(seed).choice(UNKNOWNS)), {}
    for entry in sorted((e for e in entries if e.state == "done"), key=lambda e: e.at):
        values[entry.step] = site.do(steps[entry.step], entry.at)
    looked_up = {step.id for step in plan.steps if step.event == "wait.over"}  # in the record, and not at the site
    return tuple(replace_entry(e, value=e.value if e.step in looked_up else values.get(e.step, "")) for e in entries)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_whatever_is_in_a_hop_can_be_carried_out_and_passes(kind: tuple[Any, ...]) -> None:
    found = tuple(contents(kind, 1 if os.environ.get("LONG") else 3))
    assert len(found) > 2
    for seed, plan in enumerate(found):
        for unknown in (UNKNOWNS[0], UNKNOWNS[-1]) if kind in CLUSTERS else UNKNOWNS[:1]:
            assert strange(plan, unknown) == [], (plan.options, plan.passes)
        result = check(index_plan(plan), *honest(plan, seed))
        assert (result.verdict, result.findings) == ("pass", ()), (plan.path, plan.passes, seed)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_an_honest_record_passes(kind: tuple[Any, ...]) -> None:
    found = plans(kind)
    for seed, plan in enumerate(found):
        result = check(index_plan(plan), *honest(plan, seed))
        assert (result.verdict, result.findings) == ("pass", ()), (plan.path, plan.options, seed)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_phase_names_who_serves_when_it_begins(kind: tuple[Any, ...]) -> None:
    found = plans(kind)
    for plan in found:
        site, seen = ModelledSite(plan), set[str]()
        phases = {phase.id: phase for phase in plan.phases}
        for step in main_steps(plan):
            if step.phase not in seen:
                seen.add(step.phase)
                serves = site.primary if site.cluster else site.reached()
                assert serves
                assert phases[step.phase].serves == serves.id, step.phase
            site.do(step, "1")


@pytest.mark.parametrize("kind", CLUSTERS, ids=name)
def test_nothing_that_needs_a_client_is_asked_for_while_none_can_connect(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind, bases=(True, True))
    site = ModelledSite(plan)
    for step in main_steps(plan):
        site.do(step, "1")
        if step.event in ("verify.console", "verify.session"):
            assert site.connects(by_hosts=True), step.id
            assert any(node.open and node.synchronised for node in site.nodes)


def at(plan: Plan, event: str) -> int:
    return next(i for i, s in enumerate(plan.steps) if s.event == event)


def swapped(plan: Plan, one: str, other: str) -> Plan:
    """The plan with the first steps of two events in each other's place."""
    steps: list[PlanStep] = list(plan.steps)
    i, j = at(plan, one), at(plan, other)
    steps[i], steps[j] = steps[j], steps[i]
    return replace(plan, steps=tuple(steps))


def test_the_model_answers_from_the_state_and_not_from_the_plan() -> None:
    """A session while every node is closed, a console on the wrong appliance, flags as they were, an address twice."""
    cluster = plan_of("atlas-failover", switch="nat")
    early = swapped(cluster, "verify.session", "cluster.backup-ops-off")
    assert ("verify-session:rs-b:h1", "yes", "no") in strange(early, Unknown())
    pair = plan_of("failover", "automatic", "asynchronous", "dns")
    unaimed = replace(pair, steps=tuple(s for s in pair.steps if s.event != "test.hosts-add"))
    assert ("verify-session:rs-b:h1", "yes", "no") in strange(unaimed, Unknown())
    shared = plan_of("failover", "automatic", "asynchronous", "shared-ip")
    both = swapped(shared, "switch.shared-ip-off", "switch.shared-ip-on")
    with pytest.raises(Wrong, match="enabled on both"):
        strange(both, Unknown())


def test_what_the_model_knows_by_name_is_there() -> None:
    from tests.planning.modelled_site import _ANSWERS, _CHANGES

    steps = load_procedures().steps
    called = {step.event or name for name, step in steps.items()}
    assert _CHANGES.keys() <= called
    assert {event for event, _ in _ANSWERS} <= called
