"""What can hold together is what real changes have: the groups of facts against the facts of every kind of plan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from runbook.model.site import Appliance, Change, Clients, Site
from runbook.planning.appliance_roles import appliances_of, plan_hops, windows_of
from runbook.planning.expand import _letter
from runbook.planning.invented import inventories
from runbook.procedures.conditions import LETTERS, PLACES, Where, clash, stated, where
from runbook.procedures.facts import (
    CHANGE_FACTS,
    FACTS,
    HOP_FACTS,
    STEP_FACTS,
    facts_of,
    groups,
    holds,
    hop_facts,
    step_facts,
)
from runbook.procedures.values import VALUES, StepContext
from tests.plans import CLIENTS, KINDS, change_of, site_of

BASES = ((True,), (False,), (True, False), (False, True, False))
SYNCHRONOUS = tuple(
    ("failover", method, "synchronous", to) for method in ("automatic", "manual") for to in ("dns", "nat")
)
INTEGRATIONS: tuple[Any, ...] = ("none", "by-ip", "by-hostname")
EVERY_CLIENT = tuple(
    Clients(jump_clients=jump, extractable_msi=msi, locked_msi_consoles=locked, integration_clients=integration)
    for jump, msi, locked, integration in product((0, 5), (True, False), (True, False), INTEGRATIONS)
)


def one_region(site: Site) -> tuple[Appliance, ...]:
    return tuple(replace(a, region="emea" if a.role == "traffic" else None) for a in site.appliances)


def changes(*options: Any) -> Iterator[tuple[Site, Change]]:
    """Changes of every kind; `options`: whether all clients are removed first, whether it is major, the clients."""
    for (topology, method, order, switch), bases in product((*KINDS, *SYNCHRONOUS), BASES):
        if topology.startswith("migrate-") and len(bases) > 1:
            continue
        for wait, major, clients in options or [("24h", True, CLIENTS[0])]:
            site = replace(site_of(topology, switch), clients=clients)
            change = change_of(topology, method, order, bases=bases, wait=wait, major=major)
            yield site, change
            yield replace(site, appliances=tuple(replace(a, base="3.2.4") for a in site.appliances)), change
            if topology.startswith("atlas"):  # of one region, which is split
                yield replace(site, appliances=one_region(site)), change


@cache
def worlds() -> frozenset[frozenset[str]]:
    """All facts of each hop of these changes, with and without an appliance at which something is done."""
    found: set[frozenset[str]] = set()
    for site, change in changes(*product(("24h", "remove-clients"), (True, False), EVERY_CLIENT)):
        facts = facts_of(site, change)
        letters = plan_hops(site, change, False)[0].letters
        at = [None, *letters, *(["node"] if "cluster" in facts else [])]
        for number in range(1, len(change.hops) + 1):
            here = facts | hop_facts(site, change, number)
            found.update(here | step_facts(letter, here) for letter in at)
    return frozenset(found)


def test_whatever_a_change_has_can_hold() -> None:
    assert len(worlds()) > 100
    assert [sorted(facts) for facts in worlds() if not where(facts, FACTS.keys() - facts).can_hold] == []


def test_whatever_can_hold_is_had_by_some_change() -> None:
    """Of each group every alternative, and nothing in it that no change has."""
    assert len(groups()) > 2
    for group in groups():
        universe = frozenset().union(*group)
        had = {facts & universe for facts in worlds()} | (group_of_levels(group) if "migration" in universe else set())
        assert set(group) == had


def group_of_levels(group: tuple[frozenset[str], ...]) -> set[frozenset[str]]:
    """What migrations have where the two levels are the same: the sites of these tests differ."""
    found = {one for one in group if "migration" in one and "level-differs" not in one}
    sites = [inventory.sites[0] for inventory in inventories(frozenset({"migration"}))]
    assert {"level-differs" in facts_of(site, site.changes[0]) for site in sites} == {True, False}
    return found


def test_every_fact_is_in_one_group_and_says_something() -> None:
    listed = [fact for group in groups() for fact in frozenset().union(*group)]
    assert sorted(listed) == sorted(FACTS)
    assert FACTS == CHANGE_FACTS | HOP_FACTS | STEP_FACTS
    assert all(FACTS.values())


@pytest.mark.parametrize("seed", range(60))
def test_what_holds_surely_holds_in_every_world(seed: int) -> None:
    """The reasoning against all worlds there are, over conditions at random."""
    chance = random.Random(seed)
    names = sorted(FACTS.keys() - {"level-differs"})

    def some(most: int) -> Where:
        facts = chance.sample(names, chance.randint(0, most))
        cut = chance.randint(0, len(facts))
        return where(facts[:cut], facts[cut:])

    one, others = some(3), [some(2) for _ in range(chance.randint(0, 3))]
    holding = [facts for facts in worlds() if holds(tuple(one.when), tuple(one.unless), facts)]
    surely = all(any(holds(tuple(o.when), tuple(o.unless), facts) for o in others) for facts in holding)
    assert one.can_hold is bool(holding)
    assert one.surely(*others) is surely
    if not surely:
        outside = one.outside(*others)
        assert outside
        assert outside.can_hold


def test_facts_that_exclude_each_other_are_named() -> None:
    assert clash(("major", "pair", "dns", "cluster")) == ("pair", "cluster")
    assert clash(("cluster-pair", "cluster", "dns")) is None
    assert clash(("migration", "several-hops")) == ("migration", "several-hops")


def test_what_is_wrong_in_itself_is_held_against_nothing() -> None:
    for wrong in (stated(("piar",)), stated(("pair", "cluster")), stated((), ("wait-24h", "remove-clients"))):
        assert wrong.unsure
        assert wrong.both(where({"single"})).can_hold
        assert wrong.surely()
        assert where({"single"}).surely(wrong)
    assert not stated(("pair",)).unsure


def contexts() -> Iterator[tuple[StepContext, frozenset[str]]]:
    """Where a step can stand, in every kind of change, and the facts there."""
    for site, change in changes():
        facts, appliances = facts_of(site, change), appliances_of(site, change)
        for current in plan_hops(site, change, False):
            here = facts | hop_facts(site, change, current.hop)
            for it, window in product((None, *appliances.values()), (None, current.windows[0])):
                context = StepContext(
                    site=site,
                    change=change,
                    appliances=appliances,
                    windows=windows_of(site, change),
                    current=current,
                    window=window,
                    it=it,
                )
                yield context, here | step_facts(_letter(it, current), here)


def test_a_value_is_there_where_it_is_said_to_be() -> None:
    wrong = set()
    for context, facts in contexts():
        for name, value in VALUES.items():
            said = any(holds(tuple(w.when), tuple(w.unless), facts) for w in value.exists)
            said = said and (context.window is not None or not value.in_window)
            if bool(value.of(context)) is not said:
                wrong.add((name, said, tuple(sorted(facts & {"single", "pair", "cluster-pair", "migration"}))))
    assert wrong == set()


def test_an_appliance_is_there_where_it_is_said_to_be() -> None:
    made = list(changes())
    assert len(made) > 20
    for site, change in made:
        facts = facts_of(site, change)
        first = plan_hops(site, change, False)[0]
        halves = {a.half for a in appliances_of(site, change).values()}
        there: dict[str, Any] = {letter: letter in first.letters for letter in LETTERS}
        there |= {"pair": {"A", "B"} <= first.letters.keys(), "all": True}
        there |= {f"{half}-half": half in halves for half in ("first", "second")}
        for name, exists in PLACES.items():
            said = any(holds(tuple(w.when), tuple(w.unless), facts) for w in exists)
            assert said is there[name], (name, sorted(facts))
