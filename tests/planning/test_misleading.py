"""Ids of appliances that end in a letter by which the pages call another one."""

from __future__ import annotations

from dataclasses import replace

from runbook.planning.misleading import MisleadingId, may_mislead, misleading_ids
from runbook.procedures.load import load_procedures
from tests.plans import change_of, site_of


def test_a_pair_that_changes_places_is_told_of_in_the_hop_in_which_it_has() -> None:
    change = change_of("failover", "manual", "asynchronous", bases=(True, True))
    site = replace(site_of("failover", "dns"), changes=(change,))
    assert may_mislead(site)
    assert list(misleading_ids(site, load_procedures())) == [
        MisleadingId(0, "rs-a", "A", "rs-b", "CHG0041", 2),
        MisleadingId(1, "rs-b", "B", "rs-a", "CHG0041", 2),
    ]


def test_a_pair_that_keeps_its_places_misleads_nobody() -> None:
    change = change_of("failover", "manual", "synchronous", bases=(True, True))
    site = replace(site_of("failover", "dns"), changes=(change,))
    assert list(misleading_ids(site, load_procedures())) == []
