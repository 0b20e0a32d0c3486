"""What a change finds on the appliances: what the inventory says, and what was done before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from runbook.model.installed import done_before, site_before
from runbook.model.site import Change, Hop, Package, Site
from tests.plans import change_of, site_of

WEEK = timedelta(days=7)


def changes(*states: str) -> tuple[Change, ...]:
    """One change a week: to 23.1.1, to 23.3.2, to 24.1.2; the second has no Base."""
    made = []
    for number, state in enumerate(states):
        change = change_of("failover", "automatic", "synchronous")
        windows = tuple(replace(w, start=w.start + number * WEEK, end=w.end + number * WEEK) for w in change.windows)
        base = ("6.2.0", None, "7.0.0")[number]
        hop = replace(change.hops[0], base=base, software=("23.1.1", "23.3.2", "24.1.2")[number])
        said: Any = {"state": state}
        made.append(replace(change, id=f"C{number}", hops=(hop,), windows=windows, **said))
    return tuple(made)


def site(*states: str, **versions: Any) -> Site:
    plain = site_of("failover", "dns")
    first, *others = plain.appliances
    return replace(plain, appliances=(replace(first, **versions), *others), changes=changes(*states))


def found(of: Site, number: int) -> list[tuple[str, str]]:
    return [(a.base, a.software) for a in site_before(of, of.changes[number]).appliances]


def test_without_a_change_that_is_done_it_is_the_site_itself():
    here = site("planned", "stopped", "planned")
    assert all(site_before(here, change) is here for change in here.changes)


@pytest.mark.parametrize("today", [{}, {"base": "6.2", "software": "23.3.2"}])
def test_of_what_was_done_before_the_newest_counts_whatever_is_named_today(today):
    here = site("done", "done", "planned", **today)
    assert found(here, 2) == [(today.get("base", "6.2.0"), "23.3.2"), ("6.2.0", "23.3.2")]


def test_versions_are_found_however_packages_are_written():
    here = site("done", "planned")
    first, second = here.changes
    packages = (Package(patch="BT26-01"), Package(base="6.2.0"), Package(software="23.1.1"), Package(licence="50 more"))
    here = replace(here, changes=(replace(first, hops=(Hop(packages=packages),)), second))
    assert found(here, 1) == [("6.2.0", "23.1.1")] * 2
    here = replace(here, changes=(replace(first, hops=(Hop(packages=packages[:1]),)), second))
    assert found(here, 1) == [("6.1.0", "22.2.1")] * 2


def test_what_was_done_afterwards_or_not_at_all_is_not_found():
    here = site("planned", "done", "cancelled")
    assert [found(here, number)[0] for number in (0, 2)] == [("6.1.0", "22.2.1"), ("6.1.0", "23.3.2")]
    assert [one.id for one in done_before(here, here.changes[2])] == ["C1"]
    here = replace(here, changes=here.changes[::-1])  # the order in the file says nothing
    assert [one.id for one in done_before(here, here.changes[0])] == ["C1"]


def test_an_appliance_that_is_newer_stays_so():
    assert found(site("done", "done", "planned", base="6.10.0", software="24.1.1"), 2)[0] == ("6.10.0", "24.1.1")
