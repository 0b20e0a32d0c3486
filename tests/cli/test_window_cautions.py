"""What `check` says of windows that are in order each by itself: of several changes, sites, clocks and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from runbook.cli import runbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
NOW = "2026-11-01T00:00"
LYON, PARIS = 0, 1


def told(folder: Path, data: dict[str, Any], now: str = NOW) -> list[str]:
    """The warnings of `check` on an inventory, without its name, and without those of windows that are too short."""
    file = folder / "inventory.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    result = CliRunner().invoke(runbook, ["check", str(file), "--now", now], env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 0, result.stderr
    return [line.partition(": ")[2] for line in result.stderr.splitlines() if "is too short for" not in line]


def in_two_places(folder: Path, data: dict[str, Any]) -> list[str]:
    """Those of them that somebody is needed in two places."""
    return [line for line in told(folder, data) if "two places" in line]


@pytest.fixture
def data() -> dict[str, Any]:
    """The example as plain data."""
    found: dict[str, Any] = yaml.load(EXAMPLE.read_text(encoding="utf-8"), yaml.BaseLoader)
    found["schema"] = 1
    for site in found["sites"]:
        site["clients"]["jump_clients"] = int(site["clients"].get("jump_clients", 0))
        for key in ("extractable_msi", "locked_msi_consoles"):
            site["clients"][key] = site["clients"].get(key) == "true"
        for change in site["changes"]:
            if "major" in change:
                change["major"] = change["major"] == "true"
    return found


def window(start: str, end: str) -> dict[str, str]:
    return {"start": start, "end": end}


def test_the_example_is_no_matter(data, tmp_path):
    assert told(tmp_path, data) == []


def test_windows_of_two_changes_of_one_site_overlap(data, tmp_path):
    change = data["sites"][LYON]["changes"][0]
    other = change | {"id": "CHG0099", "windows": [window("2026-12-04 02:59", "2026-12-04 04:00")]}
    data["sites"][LYON]["changes"] = [other, change]
    (line,) = told(tmp_path, data)
    assert "sites[0].changes[0].windows[0].start: warning: this window of CHG0099 overlaps one of CHG0040" in line
    other["windows"] = [window("2026-12-04 03:00", "2026-12-04 04:00")]
    assert told(tmp_path, data) == []


def test_people_who_share_an_address_are_several(data, tmp_path):
    lyon, paris = data["sites"][LYON], data["sites"][PARIS]
    for site in (lyon, paris):
        for person in site["staff"]:
            person["email"] = "team@example.com"
    assert told(tmp_path, data) == []
    paris["changes"][0]["windows"][0] = window("2026-12-03 20:30", "2026-12-03 22:00")
    names = {person["name"] for person in lyon["staff"]} & {person["name"] for person in paris["staff"]}
    wanted = [line for line in told(tmp_path, data) if "is needed in two places" in line]
    assert wanted
    assert all(any(name in line for name in names) for line in wanted)


def test_an_approver_is_needed_at_two_sites_where_nobody_else_can_decide(data, tmp_path):
    lyon, paris = data["sites"][LYON], data["sites"][PARIS]
    paris["changes"][0]["windows"][0] = window("2026-12-03 20:30", "2026-12-03 22:00")
    for site, initials in ((lyon, "XA"), (paris, "XB")):
        site["staff"] = [
            {"initials": initials + "T", "name": f"{initials} T", "roles": ["technician", "network", "desktop"]},
            {"initials": "PQ", "name": "Paul Quint", "roles": ["approver"]},
        ]
    (line,) = [line for line in told(tmp_path, data) if "is needed in two places" in line]
    assert "Paul Quint is needed in two places: CHG0041 here and CHG0040 of lyon" in line
    for site in (lyon, paris):
        site["staff"] += [
            {"initials": "ZZ", "name": f"{site['id']} Z", "roles": ["approver"]},
            {"initials": "ZW", "name": f"{site['id']} W", "roles": ["witness"]},
        ]
    assert not [line for line in told(tmp_path, data) if "is needed in two places" in line]


@pytest.mark.long
def test_one_person_at_two_sites_at_once_whatever_their_zones(data, tmp_path):
    paris = data["sites"][PARIS]
    cm = data["sites"][LYON]["staff"][0] | {"email": "Both@example.com"}
    data["sites"][LYON]["staff"] = [cm | {"roles": [*cm["roles"], "approver"]}]
    paris["staff"].append(cm | {"initials": "CZ", "email": "both@example.com"})
    paris["timezone"] = "Europe/London"
    paris["changes"][0]["windows"][0] = window("2026-12-03 20:30", "2026-12-03 22:00")
    (line,) = in_two_places(tmp_path, data)
    assert "is needed in two places: CHG0041 here and CHG0040 of lyon" in line
    paris["changes"][0]["windows"][0] = window("2026-12-04 02:00", "2026-12-04 04:00")
    assert in_two_places(tmp_path, data) == []
    paris["changes"][0]["windows"][0] = window("2026-12-04 01:59", "2026-12-04 04:00")
    assert len(in_two_places(tmp_path, data)) == 1
    paris["staff"][-1]["roles"] = ["approver"]  # is not wanted during the window
    assert in_two_places(tmp_path, data) == []


@pytest.mark.parametrize(
    ("night", "said"),
    [
        (("2027-03-28 01:30", "2027-03-28 03:30"), "is put forward during this window"),
        (("2026-10-25 01:30", "2026-10-25 04:30"), "is put back during this window"),
        (("2026-10-25 03:00", "2026-10-25 04:30"), ""),
    ],
)
def test_a_window_over_a_clock_change(data, night, said, tmp_path):
    data["sites"] = data["sites"][:1]
    data["sites"][0]["changes"][0]["windows"] = [window(*night)]
    lines = told(tmp_path, data, "2026-09-01T00:00")
    assert [said in line for line in lines] == [True] * bool(said)


def test_a_window_with_day_and_month_in_the_wrong_order_is_told_at_its_end(data, tmp_path):
    data["sites"] = data["sites"][:1]
    change = data["sites"][0]["changes"][0]
    change["windows"] = [window("2026-12-05 22:00", "2027-06-12 04:00")]
    (line,) = told(tmp_path, data, "2026-09-01T00:00")
    assert "sites[0].changes[0].windows[0].end: warning: this window of CHG0040 is longer than 48 hours" in line
    change["windows"] = [window("2026-12-05 22:00", "2026-12-07 22:01")]
    assert len(told(tmp_path, data, "2026-09-01T00:00")) == 1
    change["windows"] = [window("2026-12-05 22:00", "2026-12-07 22:00")]  # a weekend
    assert told(tmp_path, data, "2026-09-01T00:00") == []


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("quiet", "inside"),
    [
        ([(["thu"], "21:00", "03:00")], True),
        ([(["thu"], "21:01", "03:00")], False),
        ([(["thu"], "21:00", "02:59")], False),
        ([(["wed"], "21:00", "03:00")], False),
        ([(["thu"], "20:00", "00:00"), (["fri"], "00:00", "03:00")], True),
        ([(["thu"], "20:00", "00:00"), (["fri"], "00:01", "03:00")], False),
    ],
)
def test_a_window_beside_the_hours_of_low_traffic(data, quiet, inside, tmp_path):
    site = data["sites"][LYON]
    site["low_traffic"] = [{"days": days, "start": start, "end": end} for days, start, end in quiet]
    lines = told(tmp_path, data)
    assert [("outside the low-traffic hours" in line) for line in lines] == [True] * (not inside)


def test_a_change_that_lies_in_the_past_altogether(data, tmp_path):
    end = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)  # 03:00 in Paris
    assert told(tmp_path, data, f"{end:%Y-%m-%dT%H:%M}") == []
    (line,) = told(tmp_path, data, "2026-12-04T02:01")
    assert "sites[0].changes[0].windows: warning: all windows of CHG0040 are past" in line


@pytest.mark.long
def test_a_window_that_ends_after_the_deadline(data, tmp_path):
    change = data["sites"][LYON]["changes"][0]
    change["deadline"] = "2026-12-03"
    (line,) = told(tmp_path, data)
    assert (
        "sites[0].changes[0].windows[0].end: warning: this window ends after the deadline of CHG0040, Thu, 3 Dec 2026"
        in line
    )
    change["windows"] = [window("2026-12-03 21:00", "2026-12-04 00:00")]
    assert told(tmp_path, data) == []
    change["windows"] = [window("2026-12-03 21:00", "2026-12-04 00:01")]
    assert len(told(tmp_path, data)) == 1
    change["state"] = "cancelled"
    assert told(tmp_path, data) == []


@pytest.mark.parametrize("state", ["done", "stopped", "cancelled"])
def test_nothing_is_said_of_the_windows_of_a_change_that_is_of_the_past(data, state, tmp_path):
    site = data["sites"][LYON]
    site["low_traffic"] = [{"days": ["mon"], "start": "01:00", "end": "02:00"}]
    site["freezes"] = [{"start": "2026-12-01 00:00", "end": "2026-12-31 00:00", "reason": "the year ends"}]
    change = site["changes"][0]
    change["state"] = state
    other = change | {"id": "CHG0099", "state": "planned", "windows": [window("2027-01-04 01:00", "2027-01-04 02:00")]}
    other["hops"] = [{"base": "6.3.0", "software": "24.2.1"}]
    site["changes"] = [change, other]
    data["sites"][PARIS]["staff"][0]["email"] = "cm@example.com"
    data["sites"][PARIS]["changes"][0]["windows"][0] = window("2026-12-03 20:30", "2026-12-03 22:00")
    (line,) = told(tmp_path, data, "2026-12-05T00:00")
    assert "window 1 of CHG0041 is past" in line  # of the change that goes on


def test_a_change_that_is_said_to_be_done_before_its_last_window_ends(data, tmp_path):
    data["sites"][LYON]["changes"][0]["state"] = "done"
    (line,) = told(tmp_path, data, "2026-12-04T01:59")
    assert (
        "sites[0].changes[0].state: warning: CHG0040 is done, but its last window ends on Fri, 4 Dec 2026 03:00" in line
    )


def test_nothing_is_said_of_a_window_that_is_done_but_where_it_has_not_begun(data, tmp_path):
    site = data["sites"][PARIS]
    site["low_traffic"] = [{"days": ["mon"], "start": "01:00", "end": "02:00"}]
    site["freezes"] = [{"start": "2026-01-01 00:00", "end": "2026-12-31 00:00", "reason": "the year ends"}]
    (change,) = site["changes"][:1]
    site["changes"] = [change]
    change["deadline"] = "2026-01-01"
    for one in change["windows"]:
        one["done"] = True
    change["windows"].append(window("2027-01-04 01:00", "2027-01-04 02:00") | {"for": len(change["windows"])})
    data["sites"] = [site]
    lines = told(tmp_path, data, "2027-01-01T00:00")
    assert len(lines) == 1
    assert "this window ends after the deadline" in lines[0]
    assert f"windows[{len(change['windows']) - 1}].end" in lines[0]
    early = told(tmp_path, data, NOW)
    assert len(early) == len(change["windows"])  # all but the last, and the deadline of the last
    assert "windows[0].done: warning: this window of CHG0041 is done, but it begins on Sat, 5 Dec 2026" in "".join(
        early
    )


def test_all_windows_are_past_where_those_are_that_are_not_done(data, tmp_path):
    (change,) = data["sites"][PARIS]["changes"][:1]
    change["windows"][0]["done"] = True
    assert told(tmp_path, data, "2026-12-06T12:00") == told(tmp_path, data, "2026-12-06T12:01")
    assert not [line for line in told(tmp_path, data, "2026-12-06T12:00") if "CHG0041 are past" in line]
    assert [line for line in told(tmp_path, data, "2027-12-06T12:00") if "CHG0041 are past" in line]


def test_hours_of_low_traffic_that_begin_in_a_skipped_hour_begin_when_the_clock_is_put_forward(data, tmp_path):
    site = data["sites"][LYON]
    site["low_traffic"] = [{"days": ["sun"], "start": "02:30", "end": "06:00"}]
    site["changes"][0]["windows"] = [window("2027-03-28 03:00", "2027-03-28 05:30")]
    assert told(tmp_path, data) == []
    site["changes"][0]["windows"] = [window("2027-03-28 01:50", "2027-03-28 05:30")]
    assert any("outside the low-traffic hours" in line for line in told(tmp_path, data))
