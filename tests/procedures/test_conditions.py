"""What can hold together is what real changes have: the groups of facts against the facts of every kind of plan."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, product
from typing import Any

import pytest

from runbook.model.site import UNKNOWN, Appliance, Approvals, Change, Clients, Site
from runbook.planning.appliance_roles import appliances_of, plan_hops, windows_of
from runbook.planning.step_at import letter_at
from runbook.procedures.conditions import LETTERS, PLACES, Where, clash, stated, where
from runbook.procedures.facts import (
    CHANGE_FACTS,
    FACTS,
    HOP_FACTS,
    PACKAGE_FACTS,
    STEP_FACTS,
    facts_of,
    holds,
    hop_facts,
    package_facts,
    step_facts,
)
from runbook.procedures.sorts import sorts
from runbook.procedures.values import VALUES, StepContext
from tests.plans import APART, CLIENTS, KINDS, apart_inventory, change_of, hop_of, site_of

pytestmark = pytest.mark.sampled(4)

# Everything that can be in a hop, in each order that matters; and what of it matters to the hops beside it.
ANY_HOP = (
    "b", "s", "l", "p", "g", "f", "bs", "bl", "bp", "bg", "bf", "ls", "lp", "lg", "lf", "ps", "sp", "gs", "sg", "fs",
    "sf", "bls", "blp", "blg", "blf", "bsp", "pbs", "bsg", "gbs", "bsf", "fbs", "slp", "pls", "slg", "gls", "slf",
    "fls", "bslp", "plbs", "bslg", "glbs", "bslf", "flbs",
)  # fmt: skip
BESIDE = ("s", "l", "p", "sp", "ps")
HOPS = (
    *((one,) for one in ANY_HOP),
    *product(ANY_HOP, BESIDE),
    *product(BESIDE, ANY_HOP),
    *product(BESIDE, ANY_HOP, BESIDE),
)
FEW_HOPS = (("bs",), ("s",), ("b",), ("lp",), ("bs", "s"), ("s", "b", "sf"))
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
    for (topology, method, order, switch), hops in product((*KINDS, *SYNCHRONOUS), FEW_HOPS):
        if topology.startswith("migrate-") and (len(hops) > 1 or "s" not in hops[0]):
            continue
        for wait, major, clients in options or [("24h", True, CLIENTS[0])]:
            site = replace(site_of(topology, switch), clients=clients)
            change = change_of(topology, method, order, hops=hops, wait=wait, major=major)
            yield site, change
            if topology == "single":
                yield site, replace(change, snapshot=True)
            yield replace(site, appliances=tuple(replace(a, base="3.2.4") for a in site.appliances)), change
            if clients == EVERY_CLIENT[0]:
                yield from not_known(site, change)
            if topology.startswith("atlas"):  # of one region, which is split
                yield replace(site, appliances=one_region(site)), change
            if topology.startswith("migrate-"):  # from the same level
                level = change.hops[0].version("software") or ""
                yield replace(site, appliances=tuple(replace(a, software=level) for a in site.appliances)), change


def not_known(site: Site, change: Change) -> Iterator[tuple[Site, Change]]:
    """The same where nobody knows what runs today: one of the two, or neither; or whether the release is major."""
    every: tuple[dict[str, Any], ...] = (
        {"base": UNKNOWN}, {"software": UNKNOWN}, {"base": UNKNOWN, "software": UNKNOWN}
    )  # fmt: skip
    for today in every:
        blind = replace(site, appliances=tuple(replace(a, **today) for a in site.appliances))
        yield blind, change
        yield blind, replace(change, major=None)


def strictly_released(change: Change) -> Change:
    """The change, released by two people who carry none of it out, and by word of mouth."""
    approval = Approvals(needed=2, not_by_those_who_carry_out=True)
    return replace(change, approval=approval, urgency="expedited")


def patched(site: Site, change: Change) -> Site:
    """The site with a change that is done before, which has installed a patch."""
    earlier = tuple(replace(w, start=w.start.replace(year=2025), end=w.end.replace(year=2025)) for w in change.windows)
    done = replace(change, id="CHG0040", state="done", hops=(hop_of("p", 0),), windows=earlier)
    return replace(site, changes=(done, change))


def found_apart(*options: Any) -> Iterator[tuple[Site, Change]]:
    """Pairs found apart, at every place of the two orders, by every method and switch, with an old Base and without."""
    places = dict.fromkeys((done, serving, order, windows) for done, serving, order, _method, _to, windows in APART)
    for (done, serving, order, windows), method, to in product(
        places, ("automatic", "manual"), ("shared-ip", "dns", "nat")
    ):
        for _wait, major, clients in options or [("24h", True, CLIENTS[0])]:
            for hop in ("bs", "s", "b")[: None if options == () else 1]:
                place = (done, serving, order, method, to, windows)
                (site,) = apart_inventory(place, hop=hop, clients=clients, major=major).sites
                yield site, site.changes[0]
                left = {letter for letter in "AB" if letter not in done}
                ids = {f"rs-{letter.lower()}" for letter in left}
                old = tuple(replace(a, base="3.2.4") if a.id in ids else a for a in site.appliances)
                yield replace(site, appliances=old), site.changes[0]


def in_hops_apart(*, left: bool) -> Iterator[frozenset[str]]:
    """The facts of the hop of each pair found apart of which something is `left`, or nothing, and of its packages."""
    for site, change in found_apart():
        facts = facts_of(site, change)
        if ("nothing-left" in facts) is left:
            continue
        (current,) = plan_hops(site, change, False)
        for there in (site, patched(site, change)):
            here = facts | hop_facts(there, change, 1)
            yield here
            if left:
                yield from (here | package_facts(package) for package in current.contents)


def in_hops(topology: str, hops: tuple[tuple[str, ...], ...]) -> Iterator[frozenset[str]]:
    """The facts of every hop of such changes of one kind, and of every package in it."""
    site = site_of(topology)
    for inside in hops:
        change = change_of(topology, "automatic", None, hops=inside)
        facts = facts_of(site, change)
        for current in plan_hops(site, change, False):
            for found in (site, patched(site, change)):
                here = facts | hop_facts(found, change, current.hop)
                yield here
                yield from (here | package_facts(package) for package in current.contents)


@cache
def worlds() -> frozenset[frozenset[str]]:
    """All facts of each hop of these changes, with and without an appliance at which something is done."""
    found: set[frozenset[str]] = set()
    ways = tuple(product(("24h", "remove-clients"), (True, False)))
    options = tuple((*ways[n % len(ways)], clients) for n, clients in enumerate(EVERY_CLIENT))
    options += tuple((*way, EVERY_CLIENT[0]) for way in ways[1:])
    if os.environ.get("LONG"):
        options = tuple((*way, clients) for way, clients in product(ways, EVERY_CLIENT))
    apart = tuple(option for option in options if option[0] == "24h")
    asked = ((site, strictly_released(change)) for site, change in chain(changes(), found_apart()))
    for site, change in chain(changes(*options), found_apart(*apart), found_apart(), asked):
        facts = facts_of(site, change)
        letters = plan_hops(site, change, False)[0].letters
        at = [None, *letters, *(["node"] if "cluster" in facts else [])]
        for number in range(1, len(change.hops) + 1):
            here = facts | hop_facts(site, change, number)
            found.update(here | step_facts(letter, here) for letter in at)
    return frozenset(found)


HOP_UNIVERSE = frozenset().union(*sorts()[0][1])  # what a change has of its hops, and nothing else
MOVES = tuple(hops for hops in HOPS if len(hops) == 1 and "s" in hops[0])


def sort_of(facts: frozenset[str]) -> int:
    """Which of the sorts of changes has these facts."""
    return next((n for n, fact in ((1, "migration"), (3, "nothing-left"), (2, "apart")) if fact in facts), 0)


@cache
def parts() -> tuple[tuple[frozenset[frozenset[str]], ...], ...]:
    """What real changes have, for upgrades and for migrations: of their hops, and of each other group of facts. All of
    them together would be millions: that the parts are free of each other is tried on some."""
    found = []
    hops = (
        in_hops("single", HOPS),
        in_hops("migrate-physical-physical", MOVES),
        in_hops_apart(left=True),
        in_hops_apart(left=False),
    )
    for sort, (groups, inside) in enumerate(zip(sorts(), hops, strict=True)):
        mine = [facts for facts in worlds() if sort_of(facts) == sort]
        universes = [frozenset().union(*group) for group in groups]
        had = [frozenset(facts & universe for facts in mine) for universe in universes]
        had[1] = frozenset(facts & HOP_UNIVERSE for facts in inside)
        found.append(tuple(had))
    return tuple(found)


@pytest.mark.long
def test_whatever_a_change_has_can_hold() -> None:
    assert len(worlds()) > 100
    assert [sorted(facts) for facts in worlds() if not where(facts, FACTS.keys() - facts).can_hold] == []


@pytest.mark.long
def test_whatever_can_hold_is_had_by_some_change() -> None:
    """Of each group every alternative, and nothing in it that no change has."""
    found = parts()
    assert len(found) == 4
    for groups, had in zip(sorts(), found, strict=True):
        assert len(groups) > 2
        assert [set(group) for group in groups] == [set(one) for one in had]


def test_what_is_in_a_hop_is_free_of_what_else_a_change_is() -> None:
    """Hops, kinds and clients at random: what they have together is of the one sort or the other."""
    chance, found = random.Random(4), 0
    for _ in range(600):
        topology, method, order, switch = chance.choice(KINDS)
        hops = chance.choice(MOVES if topology.startswith("migrate-") else HOPS)
        site = replace(site_of(topology, switch), clients=chance.choice(EVERY_CLIENT))
        wait = chance.choice(("24h", "remove-clients"))
        change = change_of(topology, method, order, hops=hops, wait=wait, major=chance.choice((True, False)))
        for number in range(1, len(hops) + 1):
            facts = facts_of(site, change) | hop_facts(site, change, number)
            assert where(facts, FACTS.keys() - facts).can_hold, sorted(facts)
            found += 1
    assert found > 600


def test_every_fact_is_in_one_group_and_says_something() -> None:
    for groups in sorts():
        listed = [fact for group in groups for fact in frozenset().union(*group)]
        assert len(listed) == len(set(listed))
    assert {fact for groups in sorts() for group in groups for one in group for fact in one} == FACTS.keys()
    assert FACTS == CHANGE_FACTS | HOP_FACTS | PACKAGE_FACTS | STEP_FACTS
    assert all(FACTS.values())


def holding(condition: Where, mentioned: frozenset[str]) -> Iterator[frozenset[str]]:
    """Which of the facts `mentioned` real changes have together, where the condition holds."""
    for had in parts():
        cut = [frozenset(one & mentioned for one in part) for part in had]
        for chosen in product(*(part for part in cut if part != {frozenset()})):
            facts = frozenset().union(*chosen)
            if holds(tuple(condition.when), tuple(condition.unless), facts):
                yield facts


@pytest.mark.parametrize("seed", range(60))
def test_what_holds_surely_holds_in_every_world(seed: int) -> None:
    """The reasoning against all worlds there are, over conditions at random."""
    chance = random.Random(seed)
    names = sorted(FACTS)

    def some(most: int) -> Where:
        facts = chance.sample(names, chance.randint(0, most))
        cut = chance.randint(0, len(facts))
        return where(facts[:cut], facts[cut:])

    one, others = some(3), [some(2) for _ in range(chance.randint(0, 3))]
    mentioned = one.when.union(one.unless, *(other.when | other.unless for other in others))
    found = tuple(holding(one, mentioned))
    surely = all(any(holds(tuple(o.when), tuple(o.unless), facts) for o in others) for facts in found)
    assert one.can_hold is bool(found)
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
    for site, change in chain(changes(), found_apart()):
        facts, appliances = facts_of(site, change), appliances_of(site, change)
        for current in plan_hops(site, change, False):
            here = facts | hop_facts(site, change, current.hop)
            spots = product((None, *appliances.values()), (None, current.windows[0]), (None, *current.contents))
            for it, window, package in spots:
                context = StepContext(
                    site=site,
                    change=change,
                    appliances=appliances,
                    windows=windows_of(site, change),
                    current=current,
                    window=window,
                    it=it,
                    package=package,
                )
                inside = here | package_facts(package) if package else here
                yield context, inside | step_facts(letter_at(it, current), here)


@pytest.mark.long
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
    made = [*changes(), *found_apart()]
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
