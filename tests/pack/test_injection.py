"""Values of an inventory cannot add headers, parts, addresses or calendar lines, whatever they hold."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import icalendar
import pytest
import vobject

from runbook.document.differences import differences
from runbook.document.letter import Correction
from runbook.document.plain_text import plain
from runbook.model.plan import Plan
from runbook.model.site import Person, StaffRole
from runbook.pack.calendar import published
from runbook.pack.deliveries import MailBefore, SentBefore
from runbook.pack.earlier_pack import EarlierPack
from runbook.pack.mail import Mail
from runbook.pack.people import recipients
from tests.pack.mails import CC, TO, agenda, bytes_of, calendar_in, invitations_of, mail_of, pair
from tests.pack.readers import by_icalendar
from tests.pack.test_invitations import held

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
CALM = "calm"
ROLES: tuple[StaffRole, ...] = ("approver", "manager", "technician")
WANTED = {
    "date", "from", "to", "cc", "subject", "message-id", "content-language", "x-unsent", "mime-version", "content-type",
    "x-runbook-pack", "x-runbook-site", "x-runbook-change", "x-runbook-revision", "x-runbook-sequence",
    "x-runbook-language", "x-runbook-until", "in-reply-to", "references",
}  # fmt: skip


def hostile(plan: Plan, value: str) -> Plan:
    """`plan` with `value` wherever an inventory may have put it that a mail shows."""
    staff = tuple(
        Person(initials=f"P{n}", name=value, email=f"p{n}@example.com", roles=(role,)) for n, role in enumerate(ROLES)
    )
    appliances = tuple(replace(a, hostname=value, ip=value, model=value, region=value) for a in plan.appliances)
    return replace(
        plan, site=value, change=value, site_name=value, hostname=value, organization=value, staff=staff,
        appliances=appliances,
    )  # fmt: skip


def corrected(plan: Plan, value: str) -> Mail:
    """The mail about `plan` after one about a plan without `value` and with other appliances and people, so that what
    changed shows `value` in all places."""
    gone = replace(plan.appliances[0], id=f"{value}-old", hostname=value)
    left = Person(initials=value, name=value, email="left@example.com", roles=("technician",))
    staff = tuple(replace(p, name=f"{p.name}, Dr.", email=f"x{p.email}") for p in plan.staff)
    old = replace(
        pair(), revision="0" * 64, hostname="x", site_name="y", organization="z", staff=(*staff, left),
        appliances=(*(replace(a, hostname="h", ip="i") for a in plan.appliances), gone),
    )  # fmt: skip
    correction = Correction(revision=old.revision, found=differences(old, plan))
    before = SentBefore(mail=MailBefore(message_id="<before@x>", revision=old.revision, cancelled=False))
    return mail_of(plan, correction=correction, before=before)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_mail_keeps_its_headers_parts_and_recipients(value):
    calm, wild = corrected(hostile(pair(), CALM), CALM), corrected(hostile(pair(), value), value)
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


@pytest.mark.sampled(9)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_page_shows_values_as_text(value):
    pages = [_page(bytes_of(corrected(hostile(pair(), one), one))) for one in (value, CALM)]
    _is_text(*pages)
    texts = [_text(bytes_of(corrected(hostile(pair(), one), one))) for one in (value, CALM)]
    assert texts[0].count("WHAT CHANGED") == texts[1].count("WHAT CHANGED") == 1
    assert not set(texts[0]) & set("\u202e\u2028\u200f\x00\x1b")


@pytest.mark.sampled(18)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_an_invitation_keeps_its_headers_parts_recipients_and_lines(value):
    """One that is new, one that moved, one that is taken back, one that is cancelled."""
    pairs = list(zip(_invitations(value), _invitations(CALM), strict=True))
    assert len(pairs) > 3
    for wild, tame in pairs:
        one, other = (message_from_bytes(data, policy=default) for data in (wild, tame))
        assert [name for name, _ in one.items()] == [name for name, _ in other.items()]
        kinds = [[(p.get_content_type(), p.get_content_disposition()) for p in m.walk()] for m in (one, other)]
        assert kinds[0] == kinds[1]
        assert [p.defects for p in one.walk() if p.defects] == []
        assert [a.addr_spec for a in one["To"].addresses] == [a.addr_spec for a in other["To"].addresses]
        assert not set(str(one["Subject"])) & set("\r\n\u202e\u2028\u200f\x00\x1b")
        _is_text(_page(wild), _page(tame))
        names = [[line.partition(b":")[0].partition(b";")[0] for line in _lines(calendar_in(d))] for d in (wild, tame)]
        assert names[0] == names[1]
        assert len(by_icalendar(calendar_in(wild))[1]) == 1


def _invitations(value: str) -> list[bytes]:
    """The staff of `hostile`, the last of whom carries the change out; before, somebody else did, too."""
    plan = hostile(pair(), value)
    sent = held("p2@example.com", "xx@example.com", plan=pair())
    known = EarlierPack(revision="0" * 64, sequence=0, entries=(), lost=True)
    made = [invitations_of(plan), invitations_of(plan, sent=sent, known=known)]
    made.append(invitations_of(plan, sent=sent, known=known, off=True))
    return [data for files in made for data in files.values()]


def _is_text(page: str, calm: str) -> None:
    assert "<script" not in page
    assert "<img src=http" not in page
    assert page.count("<") == calm.count("<")
    assert "49" not in page or "7*7" in page or "49" in calm


@pytest.mark.sampled(18)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_calendar_keeps_its_lines(value):
    plan = hostile(pair(2), value)
    made = agenda(plan, "fr")
    sender = recipients(plan.staff, TO, CC).sender
    wild, tame = published(made, sender), published(agenda(pair(2), "fr"), sender)
    for data in (wild, *map(calendar_in, invitations_of(plan, ("fr",)).values())):
        assert max(len(line) for line in data.split(b"\r\n")) <= 75
        assert b"\n" not in data.replace(b"\r\n", b"")
        for parsed in (icalendar.Calendar.from_ical(data), vobject.readOne(data.decode())):
            assert parsed is not None
    names = [[line.partition(b":")[0].partition(b";")[0] for line in _lines(data)] for data in (wild, tame)]
    assert names[0] == names[1]
    events: list[Any] = icalendar.Calendar.from_ical(wild).walk("VEVENT")
    assert len(events) == len(made.entries)
    shown_name = plain(value, 80)
    assert all(shown_name in str(event["SUMMARY"]) for event in events)


def test_a_name_survives_as_it_is_where_it_harms_nobody():
    plan = hostile(pair(), "Zoë \"Zed\" Žižek; Éd., (chef) ^ 'x'")
    data = next(iter(invitations_of(plan).values()))
    event: Any = icalendar.Calendar.from_ical(calendar_in(data)).walk("VEVENT")[0]
    assert event["ORGANIZER"].params["CN"] == "Zoë \"Zed\" Žižek; Éd., (chef) ^ 'x'"
    message = message_from_bytes(bytes_of(mail_of(plan)), policy=default)
    assert message["To"].addresses[0].display_name == "Zoë \"Zed\" Žižek; Éd., (chef) ^ 'x'"


def _page(data: bytes) -> str:
    part = message_from_bytes(data, policy=default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def _text(data: bytes) -> str:
    part = message_from_bytes(data, policy=default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _lines(data: bytes) -> list[bytes]:
    return data.replace(b"\r\n ", b"").split(b"\r\n")
