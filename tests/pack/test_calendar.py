"""Calendars: read back by three programs, over changes of the clock, from pack to pack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from runbook.document.impact import planned_end, waits
from runbook.errors import RunbookError
from runbook.i18n import Language
from runbook.model.clock import local, zone_info
from runbook.model.plan import Plan, PlanWindow
from runbook.pack.calendar import Agenda, CalendarEntry, entries, local_times, published
from runbook.pack.deliveries import Delivery
from runbook.pack.earlier_pack import EarlierFiles, agenda_of, earlier_pack_of
from runbook.pack.people import recipients
from tests.pack.mails import CC, TO, agenda, language, pair
from tests.pack.readers import READERS, Reader, by_icalendar
from tests.plans import paths

ZONES = (
    "Europe/Paris", "America/New_York", "America/Toronto", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin",
    "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo", "Etc/UTC",
)  # fmt: skip
SENDER = recipients(pair().staff, TO, CC).sender


def packed(folder: Path, plan: Plan, *, cancelled: bool = False, spoken: Language | None = None) -> bytes:
    """The calendar of a pack made in `folder`, where an earlier one may lie."""
    known = earlier_pack_of(EarlierFiles.of(folder), plan)
    made = published(agenda_of(plan, spoken or language(), known, off=cancelled), SENDER)
    (folder / "windows.ics").write_bytes(made)
    return made


def told(data: bytes) -> dict[str, tuple[datetime, str, int]]:
    """Start, status and SEQUENCE by the first part of the UID."""
    return {e.uid.partition(".")[0]: (e.start, e.status, e.sequence) for e in by_icalendar(data)[1]}


def moved(plan: Plan, number: int, **by: int) -> Plan:
    """`plan` with window `number` moved; another window is another revision."""
    windows = list(plan.windows)
    old = windows[number - 1]
    windows[number - 1] = PlanWindow(start=old.start + timedelta(**by), end=old.end + timedelta(**by))
    return replace(plan, windows=tuple(windows), revision="e" * 64)


def sent(folder: Path, *deliveries: Delivery) -> None:
    """Write a sent.json that holds `deliveries`."""
    rows = [{name: getattr(one, name) for name in Delivery.__dataclass_fields__} for one in deliveries]
    content = {"format": "runbook-sent/1", "site": "paris", "change": "CHG0041", "deliveries": rows}
    (folder / "sent.json").write_text(json.dumps(content))


def delivery(**values: Any) -> Delivery:
    usual = {"recipient": "cm@example.com", "state": "accepted", "at": "", "server": "", "said": "", "language": "en"}
    return Delivery(**{**usual, "message_id": "<x@x>", "revision": pair().revision, "sequence": 0, **values})


def test_one_entry_a_window_and_one_for_the_end_of_each_wait(tmp_path):
    plan = pair(3)
    method, found = by_icalendar(packed(tmp_path, plan))
    assert method == "PUBLISH"
    windows = {e.uid: (e.start, e.end) for e in found if e.uid.startswith("window-")}
    assert windows == {
        f"window-{n}.CHG0041.paris@runbook-kit.invalid": (w.start, w.end) for n, w in enumerate(plan.windows, 1)
    }
    ends = sorted(e.start for e in found if e.uid.startswith("wait-"))
    assert ends == sorted(w.end for w in waits(plan))
    assert len(ends) >= 2


def test_a_published_calendar_has_an_organizer_and_no_attendees_and_no_rules_of_a_zone(tmp_path):
    data = packed(tmp_path, pair(2))
    calendar: Any = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    assert {str(event["ORGANIZER"]) for event in events} == {"mailto:ab@example.com"}
    assert not any("ATTENDEE" in event for event in events)
    assert b"TZID" not in data
    assert b"VTIMEZONE" not in data
    times = [line for line in data.split(b"\r\n") if line.startswith((b"DTSTART", b"DTEND"))]
    assert len(times) == 2 * len(events)
    assert all(line.endswith(b"Z") for line in times)


def test_a_wait_ends_a_day_after_the_planned_end_of_the_last_package():
    plan = pair(2)
    by_id = {s.id: s for s in plan.steps}
    for wait in waits(plan):
        assert wait.rule.minutes == 1440
        last = max(planned_end(plan, by_id[i]) for i in wait.rule.first)
        assert wait.end == last + timedelta(days=1)


def test_the_same_plan_gives_the_same_bytes_and_number(tmp_path):
    first = packed(tmp_path, pair())
    assert packed(tmp_path, pair()) == first
    assert b"SEQUENCE:0" in first


def test_a_window_that_moves_updates_its_entry(tmp_path):
    before = told(packed(tmp_path, pair()))
    after = told(packed(tmp_path, moved(pair(), 2, hours=3)))
    assert before.keys() == after.keys()
    assert {sequence for _, _, sequence in after.values()} == {1}
    assert after["window-2"][0] > before["window-2"][0]
    back = told(packed(tmp_path, pair()))
    assert back == {name: (start, status, 2) for name, (start, status, _) in before.items()}


def test_another_revision_with_the_same_windows_has_another_number(tmp_path):
    packed(tmp_path, pair())
    after = told(packed(tmp_path, replace(pair(), revision="e" * 64)))
    assert {sequence for _, _, sequence in after.values()} == {1}


def test_a_window_that_is_gone_is_cancelled_and_may_come_back(tmp_path):
    packed(tmp_path, pair(2))
    fewer = told(packed(tmp_path, pair(1)))
    names = {e.name for e in entries(pair(1), language())}
    left = (e.name for e in entries(pair(2), language()) if "window" not in e.uid and e.name not in names)
    gone = {name for name, (_, status, _) in fewer.items() if status == "CANCELLED"}
    assert gone == {"window-3", "window-4", *left}
    assert told(packed(tmp_path, pair(1))) == fewer
    again = told(packed(tmp_path, pair(2)))
    assert {(status, number) for _, status, number in again.values()} == {("CONFIRMED", 2)}


def test_what_is_cancelled_says_so_in_its_title_in_the_readers_language(tmp_path):
    packed(tmp_path, pair(2))
    summaries = {e.uid.partition(".")[0]: e.summary for e in by_icalendar(packed(tmp_path, pair(1)))[1]}
    assert summaries["window-1"] == "CHG0041 Paris – La Défense: Window 1 of 2"
    assert summaries["window-3"] == "Cancelled: CHG0041 Paris – La Défense: Window 3"
    (wait,) = (text for name, text in summaries.items() if name.startswith("wait-"))
    assert wait == "Cancelled: CHG0041 Paris – La Défense: end of a wait"
    french = by_icalendar(packed(tmp_path, pair(1), cancelled=True, spoken=language("fr")))[1]
    summaries = {e.uid.partition(".")[0]: e.summary for e in french}
    assert summaries["window-1"] == "Annulé\u00a0: CHG0041 Paris – La Défense\u00a0: Fenêtre 1 sur 2"
    assert summaries["window-3"] == "Annulé\u00a0: CHG0041 Paris – La Défense\u00a0: Fenêtre 3"


def test_a_cancelled_change_withdraws_everything(tmp_path):
    packed(tmp_path, pair())
    first = packed(tmp_path, pair(), cancelled=True)
    assert by_icalendar(first)[0] == "PUBLISH"
    assert {(status, number) for _, status, number in told(first).values()} == {("CANCELLED", 1)}
    assert packed(tmp_path, pair(), cancelled=True) == first
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {2}


def test_what_was_sent_counts_where_the_calendar_is_lost(tmp_path):
    sent(tmp_path, delivery(sequence=4))
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {4}
    (tmp_path / "windows.ics").unlink()
    assert {number for _, _, number in told(packed(tmp_path, pair(), cancelled=True)).values()} == {5}
    (tmp_path / "windows.ics").unlink()
    sent(tmp_path, delivery(sequence=4, revision="0" * 64))
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {5}


def test_an_entry_that_somebody_was_invited_to_is_cancelled_though_the_calendar_is_lost(tmp_path):
    start, end = "2026-12-11T21:00:00Z", "2026-12-12T03:00:00Z"
    invited = {"kind": "invitation", "entry": "window-3", "start": start, "end": end, "revision": "0" * 64}
    sent(tmp_path, delivery(**invited), delivery(**invited, recipient="nk@example.com"))
    found = told(packed(tmp_path, pair(1)))
    assert found["window-3"] == (datetime(2026, 12, 11, 21, tzinfo=UTC), "CANCELLED", 1)
    assert found["window-1"][1:] == ("CONFIRMED", 1)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"deliveries": [{"sequence": "4"}]}', "[" * 9999])
def test_a_record_of_what_was_sent_that_cannot_be_read_is_left_to_send(tmp_path, content):
    (tmp_path / "sent.json").write_text(content)
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {0}


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"BEGIN:VEVENT\r\n", b" " * 2_000_000]
)
def test_a_calendar_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "windows.ics").write_bytes(content)
    with pytest.raises(RunbookError, match=r"windows\.ics.*--sequence"):
        earlier_pack_of(EarlierFiles.of(tmp_path), pair())


def _around_the_changes_of_the_clock(zone: str) -> list[datetime]:
    """Every 53 minutes around each change, and every 11 days in between."""
    start = datetime(2026, 11, 1, tzinfo=UTC)
    days = [start + timedelta(days=11 * n) for n in range(50)]
    info = zone_info(zone)
    offset = [(start + timedelta(hours=n)).astimezone(info).utcoffset() for n in range(24 * 550)]
    changes = [start + timedelta(hours=n) for n in range(len(offset) - 1) if offset[n] != offset[n + 1]]
    return sorted({*days, *(c + timedelta(minutes=53 * k) for c in changes for k in range(-6, 7))})


@pytest.mark.sampled(12)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("zone", ZONES)
def test_each_program_reads_the_same_instants_over_the_changes_of_the_clock(zone, reader: Reader):
    wanted = [
        CalendarEntry(
            uid=f"e{n}@x", start=local(at, zone), end=local(at + timedelta(hours=4), zone), summary="s", description="d"
        )
        for n, at in enumerate(_around_the_changes_of_the_clock(zone))
    ]
    data = published(Agenda(revision="0" * 64, sequence=0, entries=tuple(wanted)), SENDER)
    found = [(e.uid, e.start, e.end) for e in reader(data)[1]]
    assert found == [(e.uid, e.start.astimezone(UTC), e.end.astimezone(UTC)) for e in wanted]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_each_program_reads_the_same_of_a_pack(tmp_path, tag, reader: Reader):
    """One with windows that stay, and with some that are gone."""
    packed(tmp_path, pair(2))
    data = packed(tmp_path, pair(1), spoken=language(tag))
    assert reader(data) == by_icalendar(data)
    known = earlier_pack_of(EarlierFiles.of(tmp_path), pair(1))
    wanted = agenda(pair(1), tag, known=known).entries
    assert [(e.summary, e.description) for e in reader(data)[1]] == [(e.summary, e.description) for e in wanted]


def test_local_time_stands_in_the_text_with_its_zone_and_in_a_repeated_hour_is_clear():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 for the first time
    said = local_times(first, first + timedelta(hours=1), pair(), language())
    assert said == "Sun, 25 Oct 2026 02:30 (UTC+02:00) – Sun, 25 Oct 2026 02:30 (UTC+01:00)"
    plan = pair()
    entry = entries(plan, language("fr"))[0]
    assert entry.description.split("\n")[0] == (
        "Heure locale, Europe/Paris\u00a0: sam. 5 déc. 2026 22:00 (UTC+01:00) – dim. 6 déc. 2026 04:00 (UTC+01:00)"
    )


def test_every_path_has_its_entries():
    plans = paths()
    assert len(plans) == 20
    for plan in plans:
        made = entries(plan, language("fr"))
        assert sum(e.uid.startswith("window-") for e in made) == len(plan.windows)
        assert len({e.uid for e in made}) == len(made)
