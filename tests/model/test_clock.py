from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.model.clock import aware, local, local_kind, zone_info, zones


@pytest.mark.parametrize(
    ("moment", "zone", "kind"),
    [
        ("2026-12-05 22:00", "Europe/Paris", "plain"),
        ("2026-03-29 02:00", "Europe/Paris", "skipped"),
        ("2026-03-29 02:59", "Europe/Paris", "skipped"),
        ("2026-03-29 03:00", "Europe/Paris", "plain"),
        ("2026-10-25 01:59", "Europe/Paris", "plain"),
        ("2026-10-25 02:00", "Europe/Paris", "repeated"),
        ("2026-10-25 03:00", "Europe/Paris", "plain"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "repeated"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "skipped"),
        ("2026-10-25 02:30", "UTC", "plain"),
    ],
)
def test_clock_changes(moment, zone, kind):
    assert local_kind(datetime.fromisoformat(moment), zone) == kind


def test_an_aware_time_has_the_offset_of_its_season():
    assert aware(datetime(2026, 12, 5, 22), "Europe/Paris").isoformat() == "2026-12-05T22:00:00+01:00"
    assert aware(datetime(2026, 7, 5, 22), "Europe/Paris").isoformat() == "2026-07-05T22:00:00+02:00"


def test_of_a_repeated_hour_the_first_is_meant():
    assert aware(datetime(2026, 10, 25, 2, 30), "Europe/Paris").isoformat() == "2026-10-25T02:30:00+02:00"


def test_adding_minutes_counts_minutes_that_pass():
    start = aware(datetime(2026, 10, 24, 22), "Europe/Paris")
    assert local(start + timedelta(hours=8), "Europe/Paris").isoformat() == "2026-10-25T05:00:00+01:00"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from(zones()))
def test_local_is_the_way_back(moment, zone):
    instant = aware(moment, zone)
    back = local(instant.astimezone(UTC), zone)
    assert back == instant
    if local_kind(moment, zone) != "skipped":
        assert back.replace(tzinfo=None) == moment
        assert back.utcoffset() == instant.utcoffset()


@pytest.mark.parametrize(
    "zone", ["", "Europe", "../Europe/Paris", "/etc/localtime", "europe/paris", "Nowhere/None", "a\0b"]
)
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(ValueError, match="unknown time zone"):
        zone_info(zone)
