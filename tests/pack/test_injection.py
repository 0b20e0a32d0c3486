"""Values of an inventory cannot add headers, parts, addresses or calendar lines, whatever they hold."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import icalendar
import pytest
import vobject

from runbook.document.plain_text import plain
from runbook.model.plan import Plan
from runbook.model.site import Person, StaffRole
from runbook.pack.calendar import entries, invitations, published
from runbook.pack.earlier_pack import agenda_of
from runbook.pack.people import recipients
from tests.pack.mails import CC, TO, bytes_of, language, mail_of, pair

HOSTILE = (
    "x\r\nBcc: evil@example.org",
    "x\nBcc: evil@example.org\n\nbody",
    "x\rBcc: evil@example.org",
    "x\x0bBcc:\x0c evil\x85\u2028\u2029",
    'a", "evil" <evil@example.org>, "b',
    "<script>alert(1)</script> & <img src=http://example.org/x>",
    "=?utf-8?q?Bcc=3A_evil=40example=2Eorg?= =?utf-8?b?DQpCY2M6IGV2aWw=?=",
    "\u202eevil\u202c \u2066x\u2069 \u200f\u061c",
    "שלום עולם",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "a;CN=evil:b,c\\n^n^'\"",
    "n" * 1000,
    "é" * 1000,
    "name " * 250,
    "{change} {0} %s ${x} {{ 7*7 }} {% raw %}",
    "--=_boundary\r\nContent-Type: text/html\r\n\r\n",
    "\x00\x1b[31m\x7f",
    "\ud800 lone",
)
ROLES: tuple[StaffRole, ...] = ("approver", "manager", "technician")
WANTED = {
    "date", "from", "to", "cc", "subject", "message-id", "content-language", "x-unsent", "mime-version", "content-type",
    "x-runbook-pack", "x-runbook-site", "x-runbook-change", "x-runbook-revision", "x-runbook-sequence",
    "x-runbook-language",
}  # fmt: skip


def hostile(plan: Plan, value: str) -> Plan:
    """`plan` with `value` wherever an inventory may have put it."""
    staff = tuple(
        Person(initials=f"P{n}", name=value, email=f"p{n}@example.com", roles=(role,)) for n, role in enumerate(ROLES)
    )
    return replace(plan, site=value, change=value, site_name=value, hostname=value, organization=value, staff=staff)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_mail_keeps_its_headers_parts_and_recipients(value):
    calm, wild = mail_of(pair()), mail_of(hostile(pair(), value))
    one, other = (message_from_bytes(bytes_of(mail), policy=default) for mail in (calm, wild))
    assert {name.lower() for name in other} == WANTED
    assert len(other.keys()) == len(WANTED)
    kinds = [[(p.get_content_type(), p.get_content_disposition()) for p in m.walk()] for m in (one, other)]
    assert kinds[0] == kinds[1]
    assert [p.defects for p in other.walk() if p.defects] == []
    found = [a.addr_spec for name in ("From", "To", "Cc") for a in other[name].addresses]
    assert found == ["p1@example.com", "p0@example.com", "p1@example.com", "p2@example.com"]
    for part in other.walk():
        name = part.get_filename() or "x"
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"), name
        assert len(name) < 120
    subject = str(other["Subject"])
    assert len(subject) <= 260
    assert not set(subject) & set("\r\n\u202e\u2028\u200f\x00\x1b")


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_page_shows_values_as_text(value):
    page, calm = (_page(bytes_of(mail_of(plan))) for plan in (hostile(pair(), value), pair()))
    assert "<script" not in page
    assert "<img src=http" not in page
    assert page.count("<") == calm.count("<")
    assert "49" not in page or "7*7" in page


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_calendar_keeps_its_lines(value):
    plan = hostile(pair(2), value)
    agenda = agenda_of(plan, entries(plan, language("fr")), None)
    calm = agenda_of(pair(2), entries(pair(2), language("fr")), None)
    wild, tame = published(agenda), published(calm)
    for data in (wild, *(d for _, _, d in invitations(agenda, recipients(plan.staff, TO, CC)))):
        assert max(len(line) for line in data.split(b"\r\n")) <= 75
        assert b"\n" not in data.replace(b"\r\n", b"")
        for parsed in (icalendar.Calendar.from_ical(data), vobject.readOne(data.decode())):
            assert parsed is not None
    names = [[line.partition(b":")[0].partition(b";")[0] for line in _lines(data)] for data in (wild, tame)]
    assert names[0] == names[1]
    events: list[Any] = icalendar.Calendar.from_ical(wild).walk("VEVENT")
    assert len(events) == len(agenda.entries)
    shown_name = plain(value, 80)
    assert all(shown_name in str(event["SUMMARY"]) for event in events)


def test_a_name_survives_as_it_is_where_it_harms_nobody():
    plan = hostile(pair(), "Zoë \"Zed\" Žižek; Éd., (chef) ^ 'x'")
    agenda = agenda_of(plan, entries(plan, language()), None)
    _, _, data = next(iter(invitations(agenda, recipients(plan.staff, TO, CC))))
    event: Any = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    assert event["ORGANIZER"].params["CN"] == "Zoë \"Zed\" Žižek; Éd., (chef) ^ 'x'"
    message = message_from_bytes(bytes_of(mail_of(plan)), policy=default)
    assert message["To"].addresses[0].display_name == "Zoë \"Zed\" Žižek; Éd., (chef) ^ 'x'"


def _page(data: bytes) -> str:
    part = message_from_bytes(data, policy=default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def _lines(data: bytes) -> list[bytes]:
    return data.replace(b"\r\n ", b"").split(b"\r\n")
