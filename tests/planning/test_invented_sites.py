"""The sites that procedures are tried on: every path has some, and every fact that a site can have is one of theirs."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from runbook.model.procedure import PathData
from runbook.model.site import StaffRole
from runbook.planning.appliance_roles import plan_hops
from runbook.planning.invented import _inventory, inventories
from runbook.procedures.facts import HOP_FACTS, PACKAGE_FACTS, PASSING, STEP_FACTS, facts_of, hop_facts, package_facts
from runbook.procedures.load import load_procedures
from runbook.procedures.sorts import sorts

PROCEDURES = load_procedures()
KNOWN = frozenset[str]().union(*(one for sort in sorts() for group in sort for one in group))


def facts(wanted: frozenset[str]) -> list[frozenset[str]]:
    """What each of the sites has, its hops and their packages."""
    found = []
    for inventory in inventories(wanted):
        (site,) = inventory.sites
        (change,) = site.changes
        hops = (hop_facts(site, change, number) for number in range(1, len(change.hops) + 1))
        packages = (package_facts(one) for hop in plan_hops(site, change, swapped=False) for one in hop.packages)
        found.append(facts_of(site, change).union(*hops, *packages))
    return found


@pytest.mark.long
def test_every_fact_of_a_site_or_hop_is_tried() -> None:
    tried = frozenset[str]().union(*(each for path in PROCEDURES.paths for each in facts(frozenset(path.when))))
    assert tried == KNOWN - STEP_FACTS.keys()
    assert tried >= HOP_FACTS.keys() | PACKAGE_FACTS.keys()


@pytest.mark.sampled(5)
@pytest.mark.parametrize("path", PROCEDURES.paths, ids=lambda path: path.name)
def test_every_path_is_tried_with_few_clients_and_many_one_hop_and_several(path: PathData) -> None:
    found = facts(frozenset(path.when))
    assert all(frozenset(path.when) <= each for each in found)
    once = not {"migration", "apart"}.isdisjoint(path.when)
    assert {"several-hops" in each for each in found} == ({False} if once else {True, False})
    for fact in ("jump-clients", "integration-clients", "remove-clients", "minor", "base-in-hop"):
        kept = fact == "remove-clients" and "apart" in path.when  # its chain of packages has begun
        assert {fact in each for each in found} == ({False} if kept else {True, False}), fact


@pytest.mark.sampled(48)
@pytest.mark.parametrize("fact", sorted(KNOWN - PASSING))
def test_a_fact_that_is_wanted_is_there(fact: str) -> None:
    found = facts(frozenset({fact}))
    assert found
    assert all(fact in each for each in found)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("path", PROCEDURES.paths, ids=lambda path: path.name)
def test_a_site_has_what_its_kind_of_change_asks_for_and_no_more(path: PathData) -> None:
    invented = list(inventories(frozenset(path.when)))
    assert invented
    for inventory in invented:
        (site,) = inventory.sites
        (change,) = site.changes
        known = facts_of(site, change)
        if not known & {"serving-upgraded", "one-window"}:
            assert len(change.windows) == len(change.hops) * (2 if "pair" in known else 1)
        else:
            assert len(change.windows) == 1
        assert (change.method is None) == ("cluster" in known)
        assert (change.order is None) == ("pair" not in known)
        assert (site.failover is None) == (not {"pair", "cluster-pair"} & known)


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("single automatic", "old-base"),
        ("single automatic", "base-unknown"),
        ("single automatic", "minor"),
        ("cluster cluster-alone", "region-split"),
        ("migration automatic old-physical new-physical", "level-unknown"),
    ],
)
def test_a_site_has_a_fact_where_it_is_given_it_and_nowhere_else(kind: str, fact: str) -> None:
    for given in (frozenset({fact}), frozenset[str]()):
        (site,) = _inventory(given.union(kind.split()), ("bs",)).sites
        (change,) = site.changes
        assert (fact in facts_of(site, change) | hop_facts(site, change, 1)) is (fact in given)


@pytest.mark.long
def test_a_fact_is_tried_with_and_without_what_may_go_with_it() -> None:
    assert {"integration-by-ip" in each for each in facts(frozenset({"integration-clients"}))} == {True, False}


def test_somebody_has_each_role_and_patches_have_checksums() -> None:
    (site,) = _inventory(frozenset({"single", "automatic"}), ("f",)).sites
    held = [role for person in site.staff for role in person.roles]
    assert sorted(held) == sorted(get_args(StaffRole))
    (package,) = site.changes[0].hops[0].packages
    assert re.fullmatch("[0-9a-f]{64}", package.sha256 or "")


def test_what_a_fact_leaves_open_comes_both_ways_beside_it() -> None:
    """Whether it is the first of those that it is told apart from, or the last."""
    asked = ("expedited", "jump-clients")
    assert len({len(list(inventories(frozenset({fact})))) for fact in asked}) == 1


@pytest.mark.parametrize(("fact", "method"), [("cluster", None), ("automatic", "automatic"), ("manual", "manual")])
def test_a_change_has_the_method_that_its_facts_say_and_that_of_a_cluster_none(fact, method) -> None:
    found = [change.method for one in inventories(frozenset({fact})) for change in one.sites[0].changes]
    assert found
    assert {*found} == {method}
