"""A few of many sites show whatever two things come together on any of them."""

from itertools import combinations

import pytest

from runbook.planning.covering import covering
from runbook.planning.invented import inventories
from runbook.procedures.facts import facts_of
from runbook.procedures.load import load_procedures

PATHS = load_procedures().paths


def _pairs(inventory) -> set[object]:
    """Facts of the change, what is not so, and the contents of its hops, two by two."""
    (site,) = inventory.sites
    (change,) = site.changes
    hops = "/".join(",".join(f"{p.kind}{p.file is not None}" for p in hop.packages) for hop in change.hops)
    known = facts_of(site, change)
    told = {f"{fact} {fact in known}" for fact in ("manual", "dns", "nat", "snapshot", "jump-clients", "expedited")}
    return set(combinations(sorted({*told, *known, hops}), 2))


@pytest.mark.sampled(9)
@pytest.mark.parametrize("path", PATHS, ids=[path.name for path in PATHS])
def test_each_pair_is_among_the_few(path) -> None:
    every = list(inventories(frozenset(path.when)))
    few = list(covering(every))
    assert few[0] == every[0]
    assert set().union(*map(_pairs, few)) == set().union(*map(_pairs, every))


@pytest.mark.long
def test_they_are_few() -> None:
    every = [list(inventories(frozenset(path.when))) for path in PATHS]
    assert sum(len(list(covering(each))) for each in every) * 3 < sum(map(len, every))


def test_of_none_there_are_none() -> None:
    assert list(covering(())) == []
