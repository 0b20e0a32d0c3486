"""A calendar of many sites says of each window what a plan of it, and every other window, say: in less time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partialmethod
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from runbook.windows import plan_cautions
from runbook.windows.clashes import PeopleElsewhere
from runbook.windows.fleet_calendar import FleetCalendar, read_calendar
from tests.build.fleets import marked_sites, write_fleet

CLOCK = "%Y-%m-%d %H:%M"


def moved(sites: list[dict[str, Any]], chance: random.Random, days: range) -> Iterator[dict[str, Any]]:
    """The sites with their windows on other days, some of them too short, and in several zones."""
    for site in sites:
        by = timedelta(days=chance.choice(days))
        site["timezone"] = chance.choice(["Europe/Paris", "America/St_Johns"])
        for window in (one for change in site["changes"] for one in change["windows"]):
            start, end = (datetime.strptime(window[name], CLOCK) + by for name in ("start", "end"))
            if chance.random() < 0.3:
                end = start + timedelta(minutes=chance.choice([40, 41, 150]))
            window |= {"start": start.strftime(CLOCK), "end": end.strftime(CLOCK)}
        yield site


def calendar(folder: Path) -> FleetCalendar:
    return read_calendar(str(folder), None)


def marks(found: FleetCalendar, kind: str) -> list[tuple[Any, ...]]:
    return [(window.key, *(mark for mark in window.marks if mark.kind == kind)) for window in found.windows]


@pytest.mark.long
def test_what_does_not_fit_is_the_same_whether_each_change_is_planned_or_those_alike_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [site for _mark, site in marked_sites(60, seed=2, kinds=(0, 3, 6, 12, 14))]
    folder = write_fleet(tmp_path / "inventory", list(moved(kinds, random.Random(1), range(0, 210, 30))))
    planned: list[str] = []
    of_plan = plan_cautions._of_plan

    def noted(site: Any, change: Any, house: Any) -> Any:
        planned.append(change.id)
        return of_plan(site, change, house)

    monkeypatch.setattr(plan_cautions, "_of_plan", noted)
    quick, few = calendar(folder), len(planned)
    numbers = count()
    monkeypatch.setattr(plan_cautions, "likeness", lambda *_, **__: str(next(numbers)).encode())
    assert marks(quick, "short") == marks(calendar(folder), "short")
    assert sum(len(one) > 1 for one in marks(quick, "short")) > 20
    assert few < 0.8 * (len(planned) - few)


@pytest.mark.long
def test_what_is_said_of_people_in_many_places_is_the_same_whether_all_pairs_are_looked_at_or_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(3)
    sites = list(moved([site for _mark, site in marked_sites(40, seed=4, kinds=(0, 3))], chance, range(1)))
    for site in sites:
        for number, person in enumerate(site["staff"]):
            person["email"] = f"p{number}@example.org"
            person["name"] = chance.choice(["C. Martin", "Claire Martin"])
    folder = write_fleet(tmp_path / "inventory", sites)
    pairs: list[object] = []
    whole = PeopleElsewhere.__call__

    def noted(self: PeopleElsewhere, *told: Any, **named: Any) -> Iterator[Any]:
        for clash in whole(self, *told, **named):
            pairs.append(clash)
            yield clash

    monkeypatch.setattr(PeopleElsewhere, "__call__", noted)
    quick, few = calendar(folder), len(pairs)
    monkeypatch.setattr(PeopleElsewhere, "__call__", partialmethod(lambda self, *told, most: noted(self, *told)))
    assert marks(quick, "people") == marks(calendar(folder), "people")
    assert any("even more" in mark.message for window in quick.windows for mark in window.marks)
    assert few < 0.7 * (len(pairs) - few)
