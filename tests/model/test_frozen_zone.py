"""The zone of a plan against the zone that it was made of."""

from __future__ import annotations

import copy
import os
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from runbook.model.clock import aware, local, local_kind, zone_info, zones
from runbook.model.frozen_zone import SPAN, FrozenZone, first_difference, frozen_offsets, zone_of
from runbook.model.plan import PlanWindow, ZoneOffset
from tests.plans import plan_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# Nights in which clocks are changed somewhere, and others; the first and last that an inventory may name among them.
STARTS = ("2000-01-01T22:00", "2011-12-30T01:00", "2026-12-05T22:00", "2199-12-30T22:00")


def window(zone: str, start: str, hours: int = 6) -> PlanWindow:
    begins = aware(datetime.fromisoformat(start), zone)
    return PlanWindow(start=begins, end=begins + hours * HOUR)


def frozen(zone: str, start: str) -> tuple[FrozenZone, tuple[ZoneOffset, ...]]:
    offsets = frozen_offsets(zone, (window(zone, start),))
    return FrozenZone(zone, offsets), offsets


def around(offsets: tuple[ZoneOffset, ...]) -> list[datetime]:
    """Local times: each side of every change of the clock, minute by minute where it matters, and between them."""
    found = []
    for number, each in enumerate(offsets):
        naive = each.since.replace(tzinfo=None) + timedelta(seconds=each.seconds)
        found += [naive + timedelta(days=days, hours=5) for days in (1, 20)]
        if number:
            moved = timedelta(seconds=abs(each.seconds - offsets[number - 1].seconds))
            for edge in (naive, naive - moved, naive + moved):
                found += [edge + step for step in (-MINUTE, -timedelta(seconds=1), timedelta(), MINUTE, moved / 2)]
    return found


@pytest.mark.long
@pytest.mark.parametrize("start", STARTS)
def test_it_is_the_zone_itself_for_plain_skipped_and_repeated_times(start):
    kinds = set()
    every = 1 if os.environ.get("LONG") else len(STARTS)  # each zone, at one of the starts
    for name in sorted(zones())[STARTS.index(start) % every :: every]:
        zone, real = frozen(name, start)[0], zone_info(name)
        for naive in around(frozen(name, start)[1]):
            kinds.add(local_kind(naive, real))
            assert local_kind(naive, zone) == local_kind(naive, real), (name, naive)
            for fold in (0, 1):
                both = [naive.replace(tzinfo=rules, fold=fold) for rules in (zone, real)]
                assert both[0].utcoffset() == both[1].utcoffset(), (name, naive, fold)
                instants = [moment.astimezone(UTC) for moment in both]
                assert instants[0] == instants[1]
                back = [instants[0].astimezone(rules) for rules in (zone, real)]
                assert [(m.replace(tzinfo=None), m.fold) for m in back[:1]] == [
                    (m.replace(tzinfo=None), m.fold) for m in back[1:]
                ], (name, naive, fold)
    assert kinds == {"plain", "skipped", "repeated"}


def test_a_year_before_the_first_window_and_after_the_last_one_is_known():
    windows = (window("Europe/Paris", "2026-12-05T22:00"), window("Europe/Paris", "2027-03-05T22:00"))
    offsets = frozen_offsets("Europe/Paris", windows)
    assert offsets[0] == ZoneOffset(since=windows[0].start.astimezone(UTC) - SPAN, seconds=3600)
    assert [f"{each.since:%Y-%m-%d %H:%M}" for each in offsets[1:]] == [
        "2026-03-29 01:00",
        "2026-10-25 01:00",
        "2027-03-28 01:00",
        "2027-10-31 01:00",
    ]
    assert [each.seconds for each in offsets] == [3600, 7200, 3600, 7200, 3600]


def test_before_and_after_the_first_and_the_last_offset_hold():
    zone, offsets = frozen("Europe/Paris", "2026-12-05T22:00")
    assert local(datetime(2001, 7, 1, tzinfo=UTC), zone).utcoffset() == timedelta(seconds=offsets[0].seconds)
    assert local(datetime(2090, 7, 1, tzinfo=UTC), zone).utcoffset() == timedelta(seconds=offsets[-1].seconds)


def test_a_zone_that_never_changes_has_one_offset():
    offsets = frozen("Asia/Kathmandu", "2026-12-05T22:00")[1]
    assert [each.seconds for each in offsets] == [5 * 3600 + 45 * 60]


def test_a_plan_has_its_own_zone_and_one_of_the_first_format_that_of_the_machine():
    plan = plan_of("single", "automatic")
    summer = datetime(2027, 7, 1, 12, tzinfo=UTC)
    still = replace(plan, offsets=plan.offsets[:1])  # a country that stopped changing its clocks
    assert local(summer, zone_of(plan)).hour == 14
    assert local(summer, zone_of(still)).hour == 13
    assert local(summer, zone_of(replace(still, offsets=()))).hour == 14


def test_it_has_a_name_and_goes_to_other_processes():
    zone = frozen("Europe/Paris", "2026-12-05T22:00")[0]
    moment = datetime(2026, 7, 1, tzinfo=zone)
    for same in (copy.deepcopy(zone), pickle.loads(pickle.dumps(zone))):
        assert moment.replace(tzinfo=same).utcoffset() == moment.utcoffset()
    assert (repr(zone), zone.tzname(None), moment.tzname(), moment.dst()) == (
        "FrozenZone('Europe/Paris')",
        "Europe/Paris",
        "UTC+02:00",
        None,
    )


def test_what_differs_is_told_from_the_first_time_on():
    offsets = frozen("Europe/Paris", "2026-12-05T22:00")[1]
    other = (*offsets[:2], *offsets[3:])  # no change in October 2026
    found = first_difference(offsets, other)
    assert found is not None
    assert [(f"{each.since:%Y-%m-%d}", each.seconds) for each in found] == [("2026-10-25", 3600), ("2026-10-25", 7200)]
    assert first_difference(offsets, offsets) is None
