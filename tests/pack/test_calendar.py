"""Calendars: read back by other programs, over changes of the clock, from pack to pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from runbook.document.impact import planned_end, waits
from runbook.errors import RunbookError
from runbook.model.clock import local, zone_info
from runbook.model.plan import Plan, PlanWindow
from runbook.pack.calendar import Agenda, CalendarEntry, entries, invitations, published, timezone
from runbook.pack.earlier_pack import EarlierFiles, agenda_of, earlier_pack_of
from runbook.pack.people import recipients
from tests.pack.mails import CC, TO, language, pair
from tests.plans import paths

ZONES = (
    "Europe/Paris", "America/New_York", "America/Toronto", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin",
    "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo", "Etc/UTC",
)  # fmt: skip


def packed(folder: Path, plan: Plan, *, cancelled: bool = False) -> Any:
    """The calendar of a pack made in `folder`, where an earlier one may lie; read back."""
    known = earlier_pack_of(EarlierFiles.of(folder))
    agenda = agenda_of(plan, entries(plan, language()), known, cancelled=cancelled)
    (folder / "windows.ics").write_bytes(published(agenda, cancelled=cancelled))
    return icalendar.Calendar.from_ical((folder / "windows.ics").read_bytes())


def told(calendar: Any) -> dict[str, tuple[str, str, int]]:
    """Start, status and SEQUENCE by the first part of the UID."""
    return {
        str(e["UID"]).partition(".")[0]: (e.decoded("DTSTART").isoformat(), str(e["STATUS"]), int(e["SEQUENCE"]))
        for e in calendar.walk("VEVENT")
    }


def moved(plan: Plan, number: int, **by: int) -> Plan:
    """`plan` with window `number` moved; another window is another revision."""
    windows = list(plan.windows)
    old = windows[number - 1]
    windows[number - 1] = PlanWindow(start=old.start + timedelta(**by), end=old.end + timedelta(**by))
    return replace(plan, windows=tuple(windows), revision="e" * 64)


def test_one_entry_a_window_and_one_for_the_end_of_each_wait(tmp_path):
    plan = pair(3)
    calendar = packed(tmp_path, plan)
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) == ("2.0", "PUBLISH")
    found = {str(e["UID"]): (e.decoded("DTSTART"), e.decoded("DTEND")) for e in calendar.walk("VEVENT")}
    windows = {u: times for u, times in found.items() if u.startswith("window-")}
    assert windows == {
        f"window-{n}.CHG0041.paris@runbook-kit.invalid": (w.start, w.end) for n, w in enumerate(plan.windows, 1)
    }
    ends = sorted(start for u, (start, _) in found.items() if u.startswith("wait-"))
    assert ends == sorted(w.end for w in waits(plan))
    assert len(ends) >= 2


def test_a_wait_ends_a_day_after_the_planned_end_of_the_last_package():
    plan = pair(2)
    by_id = {s.id: s for s in plan.steps}
    for wait in waits(plan):
        assert wait.rule.minutes == 1440
        last = max(planned_end(plan, by_id[i]) for i in wait.rule.first)
        assert wait.end == last + timedelta(days=1)


def test_the_same_plan_gives_the_same_bytes_and_number(tmp_path):
    packed(tmp_path, pair())
    first = (tmp_path / "windows.ics").read_bytes()
    packed(tmp_path, pair())
    assert (tmp_path / "windows.ics").read_bytes() == first
    assert b"SEQUENCE:0" in first


def test_a_window_that_moves_updates_its_entry(tmp_path):
    before = told(packed(tmp_path, pair()))
    after = told(packed(tmp_path, moved(pair(), 2, hours=3)))
    assert before.keys() == after.keys()
    assert {sequence for _, _, sequence in after.values()} == {1}
    assert after["window-2"][0] > before["window-2"][0]
    back = told(packed(tmp_path, pair()))
    assert back == {name: (start, status, 2) for name, (start, status, _) in before.items()}


def test_a_window_that_is_gone_is_cancelled_and_may_come_back(tmp_path):
    packed(tmp_path, pair(2))
    fewer = told(packed(tmp_path, pair(1)))
    gone = {name for name, (_, status, _) in fewer.items() if status == "CANCELLED"}
    assert gone == {
        "window-3",
        "window-4",
        *(e.uid.partition(".")[0] for e in entries(pair(2), language()) if "wait" in e.uid),
    }
    assert told(packed(tmp_path, pair(1))) == fewer
    again = told(packed(tmp_path, pair(2)))
    assert {(status, number) for _, status, number in again.values()} == {("CONFIRMED", 2)}


def test_a_cancelled_change_withdraws_everything(tmp_path):
    packed(tmp_path, pair())
    calendar = packed(tmp_path, pair(), cancelled=True)
    assert str(calendar["METHOD"]) == "CANCEL"
    assert {(status, number) for _, status, number in told(calendar).values()} == {("CANCELLED", 1)}
    first = (tmp_path / "windows.ics").read_bytes()
    packed(tmp_path, pair(), cancelled=True)
    assert (tmp_path / "windows.ics").read_bytes() == first
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {2}


def test_what_was_sent_counts_where_the_calendar_is_lost(tmp_path):
    sent = '{"deliveries": [{"sequence": 4, "revision": "%s"}]}'
    (tmp_path / "sent.json").write_text(sent % pair().revision)
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {4}
    (tmp_path / "windows.ics").unlink()
    (tmp_path / "sent.json").write_text(sent % ("0" * 64))
    assert {number for _, _, number in told(packed(tmp_path, pair())).values()} == {5}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"BEGIN:VEVENT\r\n"])
def test_a_calendar_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "windows.ics").write_bytes(content)
    with pytest.raises(RunbookError, match=r"windows\.ics.*--sequence"):
        earlier_pack_of(EarlierFiles.of(tmp_path))


def test_attendees_get_a_request_for_each_entry():
    plan = pair(2)
    people = recipients(plan.staff, TO, CC)
    agenda = agenda_of(plan, entries(plan, language()), None)
    made = list(invitations(agenda, people))
    assert [method for _, method, _ in made] == ["REQUEST"] * len(agenda.entries)
    for _name, _method, data in made:
        event: Any = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
        attendees = [str(a) for a in event["ATTENDEE"]]
        assert attendees == ["mailto:tl@example.com", "mailto:ab@example.com", "mailto:cm@example.com"]
        assert str(event["ORGANIZER"]) == "mailto:ab@example.com"
        assert [a.params["ROLE"] for a in event["ATTENDEE"]] == [
            "REQ-PARTICIPANT",
            "OPT-PARTICIPANT",
            "OPT-PARTICIPANT",
        ]
    assert [method for _, method, _ in invitations(agenda, people, cancelled=True)] == ["CANCEL"] * len(agenda.entries)


@pytest.mark.parametrize("zone", ZONES)
def test_another_program_reads_the_same_instants_over_the_changes_of_the_clock(zone):
    # every 53 minutes around each change, and every 11 days in between
    start = datetime(2026, 11, 1, tzinfo=UTC)
    days = [start + timedelta(days=11 * n) for n in range(50)]
    info = zone_info(zone)
    offset = [(start + timedelta(hours=n)).astimezone(info).utcoffset() for n in range(24 * 550)]
    changes = [start + timedelta(hours=n) for n in range(len(offset) - 1) if offset[n] != offset[n + 1]]
    instants = sorted({*days, *(c + timedelta(minutes=53 * k) for c in changes for k in range(-6, 7))})
    wanted = [
        CalendarEntry(uid=f"e{n}@x", start=local(at, zone), end=local(at + timedelta(hours=4), zone), summary="s")
        for n, at in enumerate(instants)
    ]
    text = published(Agenda(zone=zone, revision="0" * 64, sequence=0, entries=tuple(wanted))).decode()
    # a name of its own: the other program remembers zones
    calendar = vobject.readOne(text.replace(zone, f"Test/{zone}"))
    got = [(e.uid.value, e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC)) for e in calendar.vevent_list]
    assert got == [(e.uid, e.start.astimezone(UTC), e.end.astimezone(UTC)) for e in wanted]


def test_a_zone_says_when_its_clock_changes_by_the_clock_before_the_change():
    made = timezone("Europe/Paris", datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC))
    onsets = [part.decoded("DTSTART").isoformat() for part in made.subcomponents]
    assert onsets[1:3] == ["2027-03-28T02:00:00", "2027-10-31T03:00:00"]


def test_every_path_has_its_entries():
    for plan in paths():
        made = entries(plan, language("fr"))
        assert sum(e.uid.startswith("window-") for e in made) == len(plan.windows)
        assert len({e.uid for e in made}) == len(made)
