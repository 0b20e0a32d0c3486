"""Halves of a cluster take whole regions wherever that comes within a node of halves as equal as can be (Y10)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.model.plan import Plan
from runbook.model.site import Appliance, Inventory
from runbook.planning.pipeline import make_plan
from runbook.procedures.halves import first_half, split_region
from runbook.procedures.load import load_procedures
from tests.plans import change_of, site_of

ASKED = (
    "Ask somebody who knows where your users are whether either half can carry the clients while the other one is "
    "empty."
)


def nodes(*regions: str | None) -> tuple[Appliance, ...]:
    """A traffic node for each of these regions."""
    (one, *_) = (a for a in site_of("atlas-no-failover").appliances if a.role == "traffic")
    return tuple(replace(one, id=f"tn-{number}", region=region) for number, region in enumerate(regions, 1))


def plan_with(topology: str, *regions: str | None) -> Plan:
    site = site_of(topology, "dns" if topology == "atlas-failover" else None)
    masters = tuple(a for a in site.appliances if a.role != "traffic")
    change = change_of(topology, None, None)
    site = replace(site, appliances=(*masters, *nodes(*regions)), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr",), sites=(site,))
    return make_plan(inventory, site, change, load_procedures())


def whole_divisions(sizes: list[int]) -> list[int]:
    """The larger halves that whole regions can make."""
    total = sum(sizes)
    sums = [sum(chosen) for count in range(1, len(sizes)) for chosen in combinations(sizes, count)]
    return [max(one, total - one) for one in sums]


@pytest.mark.long
@given(st.lists(st.sampled_from(["emea", "amer", "apac", "anz", "mea", None]), min_size=1, max_size=14))
@settings(max_examples=400)
def test_regions_stay_whole_wherever_that_balances(regions: list[str | None]) -> None:
    given_nodes = nodes(*regions)
    first = first_half(given_nodes)
    larger, least = max(len(first), len(regions) - len(first)), (len(regions) + 1) // 2
    named = [regions.count(region) for region in {*regions} - {None}] + [1] * regions.count(None)
    best = min(whole_divisions(named), default=2 * len(regions))
    assert len(first) == larger
    if len(regions) > 1 and best <= least + 1:
        assert (larger, split_region(given_nodes)) == (best, None)
    else:
        assert larger == least
    both = {a.region for a in given_nodes if a.id in first} & {a.region for a in given_nodes if a.id not in first}
    assert both - {None} == {split_region(given_nodes)} - {None}


def test_halves_that_were_split_although_regions_balance() -> None:
    """By the order of the inventory alone amer was split here."""
    assert first_half(nodes("emea", "amer", "amer", "apac")) == {"tn-1", "tn-4"}
    assert first_half(nodes(*["emea"] * 4, "amer", "amer")) == {f"tn-{i}" for i in range(1, 5)}


@pytest.mark.parametrize("topology", ["atlas-failover", "atlas-no-failover"])
def test_the_page_says_which_region_is_split_and_asks_for_nothing_untrue(topology: str) -> None:
    (whole,) = (s for s in plan_with(topology, "emea", "emea", "amer").steps if s.event == "cluster.choose-half")
    assert [note.text for note in whole.notes] == ["Each half consists of whole regions.", ASKED]
    assert [slot.label for slot in whole.slots] == ["First half", "Second half"]
    (split,) = (s for s in plan_with(topology, *["emea"] * 6, "amer").steps if s.event == "cluster.choose-half")
    assert "Each half consists of whole regions." not in [note.text for note in split.notes]
    assert (split.slots[0].label, split.slots[0].value) == ("Region in both halves", "emea")
    assert [note.kit for note in split.notes] == [True, True]
    assert split.notes[1].text == ASKED
    for step in (whole, split):
        assert "whole regions" not in step.do + step.see
