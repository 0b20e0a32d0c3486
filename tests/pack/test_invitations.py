"""Invitations: who gets one, what they hold, how they are taken back; read by three programs."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import icalendar
import pytest

from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.pack.calendar import CalendarEntry, entries
from runbook.pack.deliveries import Delivery
from runbook.pack.earlier_pack import EarlierFiles, EarlierPack, earlier_pack_of
from tests.pack.mails import agenda, calendar_in, invitations_of, language, pair, with_staff
from tests.pack.readers import READERS, Reader, by_icalendar
from tests.pack.test_calendar import delivery, moved, packed

EVERYBODY = ["cm@example.com", "tl@example.com", "ab@example.com"]
FIRST = "invitation.window-1.en.eml"


def held(*recipients: str, plan: Plan | None = None, language: str = "en", **values: Any) -> list[Delivery]:
    """As sent.json has it once the invitations of `plan` were sent to `recipients`."""
    spoken = agenda(plan or pair()).entries
    return [
        delivery(
            recipient=recipient,
            kind="invitation",
            entry=entry.name,
            start=f"{entry.start.isoformat()}",
            end=f"{entry.end.isoformat()}",
            language=language,
            **values,
        )
        for entry in spoken
        for recipient in recipients
    ]


def after(plan: Plan, number: int = 0) -> EarlierPack:
    """What an earlier pack of `plan` left, its calendar not among it."""
    return EarlierPack(revision=plan.revision, sequence=number, entries=(), lost=True)


def listing(plan: Plan, number: int = 0) -> EarlierPack:
    """The same, with its calendar."""
    times = (CalendarEntry(uid=e.uid, start=e.start, end=e.end) for e in agenda(plan).entries)
    return EarlierPack(revision=plan.revision, sequence=number, entries=tuple(times))


def message(data: bytes) -> Any:
    return message_from_bytes(data, policy=default)


def to(data: bytes) -> list[str]:
    return [a.addr_spec for a in message(data)["To"].addresses]


def text(data: bytes) -> str:
    return str(message(data).get_body(("plain",)).get_content()).replace("\r\n", "\n")


def event(data: bytes) -> Any:
    (found,) = icalendar.Calendar.from_ical(calendar_in(data)).walk("VEVENT")
    return found


def test_one_mail_for_each_entry_to_those_who_carry_the_change_out():
    plan = pair(2)
    found = invitations_of(plan)
    names = [e.name for e in entries(plan, language()) if e.invites]
    assert "wait-P07_h1" in names
    named = [name.replace("wait-P07_h1", "wait-1") for name in names]
    assert list(found) == [f"invitation.{name}.en.eml" for name in named], "the id of a rule names no file"
    assert {tuple(to(data)) for data in found.values()} == {tuple(EVERYBODY)}


def roles(data: bytes) -> dict[str, str]:
    """How each of those who are asked comes: required or optional."""
    asked = event(data)["ATTENDEE"]
    return {str(one).removeprefix("mailto:"): one.params["ROLE"] for one in asked}


def test_managers_alone_are_not_invited_nor_is_who_has_no_address_and_approvers_where_they_may_decide():
    staff = (
        Person(initials="A", name="A", email="a@example.com", roles=("approver",)),
        Person(initials="B", name="B", email="b@example.com", roles=("manager",)),
        Person(initials="C", name="C", email="c@example.com", roles=("witness", "approver")),
        Person(initials="D", name="D", email="d@example.com", roles=("network",)),
        Person(initials="E", name="E", roles=("technician",)),
    )
    plan = with_staff(pair(2), *staff)
    found = invitations_of(plan)
    assert to(found[FIRST]) == ["d@example.com", "c@example.com", "a@example.com"]
    assert roles(found[FIRST]) == {
        "d@example.com": "REQ-PARTICIPANT",
        "c@example.com": "REQ-PARTICIPANT",
        "a@example.com": "OPT-PARTICIPANT",
    }
    assert "Who decides, one of these: A, C" in text(found[FIRST])
    assert "it is enough that one" in text(found[FIRST])
    (published,) = (each for each in entries(plan, language()) if each.name == "window-1")
    assert "Who decides, one of these: A, C" in published.description
    (wait,) = (name for name in found if ".wait-1." in name)
    assert to(found[wait]) == ["d@example.com", "c@example.com"], "nothing is decided then"
    assert "it is enough" not in text(found[wait])


def test_who_alone_can_decide_or_be_the_witness_is_invited():
    """There are gates in each window, and steps that two people sign."""
    technician = Person(initials="A", name="A", email="a@example.com", roles=("technician", "network"))
    first, second = (
        Person(initials=one, name=one, email=f"{one}@example.com", roles=("approver",)) for one in ("b", "c")
    )
    manager = Person(initials="D", name="D", email="d@example.com", roles=("manager",))
    alone = ["a@example.com", "b@example.com"]
    found = invitations_of(with_staff(pair(), technician, first))[FIRST]
    assert to(found) == alone
    assert {*roles(found).values()} == {"REQ-PARTICIPANT"}
    assert "Who decides: b" in text(found)
    assert to(invitations_of(with_staff(pair(), manager, technician, first))[FIRST]) == alone
    another = replace(technician, initials="E", email="e@example.com", roles=("witness",))
    two = [technician, another, first, second, manager]
    found = invitations_of(with_staff(pair(), *two))[FIRST]
    assert to(found) == ["a@example.com", "e@example.com", "b@example.com", "c@example.com"]
    assert [one for one, role in roles(found).items() if role == "OPT-PARTICIPANT"] == to(found)[2:]
    nobody_else = invitations_of(with_staff(pair(), technician, first, second))[FIRST]
    assert to(nobody_else) == ["a@example.com", "b@example.com", "c@example.com"]


def test_each_person_is_invited_in_their_language_and_whoever_states_none_in_each():
    """Of which `send` sends them the first: the mails have one name."""
    staff = (
        Person(initials="A", name="A", email="a@example.com", roles=("technician", "approver"), language="fr"),
        Person(initials="B", name="B", email="b@example.com", roles=("witness",), language="en"),
        Person(initials="C", name="C", email="c@example.com", roles=("network",)),
        Person(initials="D", name="D", email="d@example.com", roles=("desktop",), language="de"),
    )
    found = invitations_of(with_staff(pair(), *staff), ("fr", "en"))
    french, english = found["invitation.window-1.fr.eml"], found["invitation.window-1.en.eml"]
    assert (to(french), to(english)) == (
        ["a@example.com", "c@example.com", "d@example.com"],
        ["c@example.com", "d@example.com", "b@example.com"],
    )
    assert message(french)["Message-ID"] == message(english)["Message-ID"]
    assert str(event(french)["SUMMARY"]) == "CHG0041 Paris – La Défense\u00a0: Fenêtre 1 sur 2"
    assert str(event(english)["SUMMARY"]) == "CHG0041 Paris – La Défense: Window 1 of 2"
    assert len(event(french)["ATTENDEE"]) == len(event(english)["ATTENDEE"]) == 4


def test_an_invitation_is_one_request_with_one_event_its_organizer_and_attendees():
    plan = pair(2)
    for name, data in invitations_of(plan).items():
        calendar: Any = icalendar.Calendar.from_ical(calendar_in(data))
        assert str(calendar["METHOD"]) == "REQUEST"
        (found,) = calendar.walk("VEVENT")
        entry = name.split(".")[1].replace("wait-1", "wait-P07_h1")
        assert str(found["UID"]) == f"{entry}.CHG0041.paris@runbook-kit.invalid"
        assert str(found["ORGANIZER"]) == "mailto:ab@example.com"
        assert [str(a) for a in found["ATTENDEE"]] == [f"mailto:{a}" for a in EVERYBODY]
        states = [a.params["PARTSTAT"] for a in found["ATTENDEE"]]
        assert states == ["NEEDS-ACTION", "NEEDS-ACTION", "ACCEPTED"]  # the last is the organizer


def test_the_parts_of_an_invitation():
    made = message(invitations_of(pair(), ("fr",))["invitation.window-1.fr.eml"])
    kinds = [part.get_content_type() for part in made.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    (part,) = (p for p in made.walk() if p.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_content_disposition()) == ("REQUEST", None)
    assert [p.defects for p in made.walk() if p.defects] == []
    assert (
        made["Message-ID"].strip() == f"<invitation.window-1.{pair().revision[:16]}.CHG0041.paris@runbook-kit.invalid>"
    )
    assert made["Content-Language"] == "fr"
    assert made["X-Unsent"] is None  # a mail program that sent it would make an attachment of its calendar
    assert "Veuillez accepter ou refuser." in text(made.as_bytes())


def test_what_is_planned_stands_once_as_a_heading_above_its_lines():
    mail = text(invitations_of(pair(2))[FIRST])
    heading, *lines = mail.partition("WHAT IS PLANNED\n\n")[2].partition("\n\n")[0].splitlines()
    assert heading.startswith("Window 1 of ")
    assert lines
    assert all(line.startswith("  ") for line in lines)
    assert any(line.startswith("  Who decides: ") for line in lines)
    assert mail.lower().count("what is planned") == 1
    assert "Local time: " not in mail


@pytest.mark.parametrize("reader", READERS)
def test_three_programs_read_the_same(reader: Reader):
    plan = pair(2)
    sent = held("cm@example.com", "xx@example.com", plan=plan)
    found = invitations_of(moved(pair(1), 1, hours=1), ("en",), sent, known=after(plan))
    assert any(name.startswith("withdrawal.") for name in found)
    for data in found.values():
        calendar = calendar_in(data)
        assert reader(calendar) == by_icalendar(calendar)


def test_a_window_that_moves_keeps_its_uid_has_a_higher_sequence_and_says_what_it_was():
    before = invitations_of(pair())["invitation.window-2.en.eml"]
    later = moved(pair(), 2, hours=3)
    sent = held(*EVERYBODY)
    data = invitations_of(later, ("en",), sent, known=after(pair()))["invitation.window-2.en.eml"]
    assert str(event(data)["UID"]) == str(event(before)["UID"])
    assert (int(event(before)["SEQUENCE"]), int(event(data)["SEQUENCE"])) == (0, 1)
    assert event(data).decoded("DTSTART") > event(before).decoded("DTSTART")
    assert message(data)["Message-ID"] != message(before)["Message-ID"]
    assert str(message(data)["Subject"]).startswith("Updated invitation: ")
    assert "This entry has moved. It was: Tue, 8 Dec 2026 22:00 (UTC+01:00)" in text(data)
    other = invitations_of(later, ("en",), sent, known=after(pair()))[FIRST]
    assert "The time has not changed" in text(other)


def test_a_window_that_is_gone_is_cancelled_for_those_who_were_invited():
    old, new = pair(2), pair(1)
    sent = held("cm@example.com", "xx@example.com", plan=old, revision=old.revision)
    known = listing(old)
    found = invitations_of(new, ("en",), sent, known=known)
    data = found["invitation.window-3.en.eml"]
    assert to(data) == ["cm@example.com", "xx@example.com"]
    calendar: Any = icalendar.Calendar.from_ical(calendar_in(data))
    assert (str(calendar["METHOD"]), str(event(data)["STATUS"]), int(event(data)["SEQUENCE"])) == (
        "CANCEL", "CANCELLED", 1,
    )  # fmt: skip
    assert str(event(data)["SUMMARY"]) == "Cancelled: CHG0041 Paris – La Défense: Window 3"
    assert str(message(data)["Subject"]) == "Cancelled: CHG0041 Paris – La Défense: Window 3"


def test_a_window_that_nobody_was_invited_to_goes_without_a_word():
    old = pair(2)
    found = invitations_of(pair(1), known=listing(old))
    assert sorted(found) == [f"invitation.window-{n}.en.eml" for n in (1, 2)]


def test_a_cancellation_is_sent_once_and_the_same_pack_has_it_again():
    old, new = pair(2), pair(1)
    sent = held("cm@example.com", plan=old)
    known = listing(old)
    first = invitations_of(new, ("en",), sent, known=known)
    done = [
        replace(one, kind="withdrawal", revision=new.revision, sequence=1)
        for one in sent
        if one.entry not in ("window-1", "window-2")
    ]
    assert invitations_of(new, ("en",), [*sent, *done], known=known) == first
    later = replace(new, revision="d" * 64)
    again = replace(listing(old, 1), revision=new.revision)
    assert "invitation.window-3.en.eml" not in invitations_of(later, ("en",), [*sent, *done], known=again)


def test_who_no_longer_takes_part_is_told_and_the_others_go_on():
    """The entry goes on: for the others nothing is cancelled (RFC 5546 3.2.5, no STATUS)."""
    sent = held("cm@example.com", "xx@example.com", language="fr")
    plan = replace(pair(), revision="d" * 64)
    found = invitations_of(plan, ("fr", "en"), sent, known=after(pair()))
    data = found["withdrawal.window-1.fr.eml"]
    assert to(data) == ["xx@example.com"]
    calendar: Any = icalendar.Calendar.from_ical(calendar_in(data))
    assert (str(calendar["METHOD"]), "STATUS" in event(data)) == ("CANCEL", False)
    assert str(event(data)["ATTENDEE"]) == "mailto:xx@example.com"
    assert "withdrawal.window-1.en.eml" not in found
    assert "Vous ne participez plus" in text(data)
    assert to(found["invitation.window-1.fr.eml"]) == EVERYBODY


def test_a_cancelled_change_takes_all_invitations_back():
    sent = held("cm@example.com", "xx@example.com")
    found = invitations_of(pair(), ("en",), sent, off=True, known=after(pair()))
    assert sorted(found) == sorted(f"invitation.{e.name}.en.eml" for e in entries(pair(), language()) if e.invites)
    assert {tuple(to(data)) for data in found.values()} == {("cm@example.com", "xx@example.com")}
    assert {b"METHOD:CANCEL" in calendar_in(data) for data in found.values()} == {True}
    assert {int(event(data)["SEQUENCE"]) for data in found.values()} == {1}
    lost = invitations_of(pair(), off=True, known=after(pair()))
    assert {tuple(to(data)) for data in lost.values()} == {tuple(EVERYBODY)}  # what was sent is not known


def test_what_lies_there_of_an_earlier_pack_is_read_from_its_files(tmp_path):
    packed(tmp_path, pair(2))
    known = earlier_pack_of(EarlierFiles.of(tmp_path), pair(1))
    found = invitations_of(pair(1), ("en",), held("cm@example.com", plan=pair(2)), known=known)
    assert b"SEQUENCE:1" in calendar_in(found["invitation.window-4.en.eml"])


def test_an_invitation_is_the_same_bytes_each_time():
    assert invitations_of(pair(2), ("fr", "en")) == invitations_of(pair(2), ("fr", "en"))
