"""Mails: parts, languages, size, bytes; and read back by two programs that have nothing in common."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from fast_mail_parser import parse_email

from runbook.document.differences import differences
from runbook.document.letter import Correction
from runbook.errors import RunbookError
from runbook.model.site import Person
from runbook.pack.deliveries import MailBefore, SentBefore
from runbook.pack.mail import Attachment, Mail, written
from runbook.pack.people import mailbox, recipients, speaking
from tests.pack.mails import CC, TO, bytes_of, calendar_in, invitations_of, language, mail_of, pair, with_staff
from tests.pack.readers import by_icalendar

EARLIER = "<approval.fr.0000000000000000.CHG0041.paris@runbook-kit.invalid>"
PARTS = ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html"]


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return lines(part.get_content())


def lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def test_the_parts_of_a_mail():
    mail = mail_of(pair(2), ("fr",))
    message = read(bytes_of(mail))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [*PARTS, *["image/png"] * 4, "application/pdf", "text/calendar"]
    assert message["To"] == '"T. Leroy" <tl@example.com>'
    assert message["From"] == '"A. Bernard" <ab@example.com>'
    assert str(message["Subject"]).startswith("Demande d’approbation")
    assert message["Content-Language"] == "fr"
    assert message["Message-ID"] == f"<approval.fr.{pair(2).revision[:16]}.CHG0041.paris@runbook-kit.invalid>"
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in calendars] == ["PUBLISH"]
    assert len(by_icalendar(calendar_in(bytes_of(mail)))[1]) == 5 + 6, "windows and a wait, and decision times"


@pytest.mark.parametrize("name", ["Rhône – Part-Dieu", "Gênes, Île d’Yeu – côté mer, où l’été dure jusqu’à octobre"])
@pytest.mark.parametrize("tag", ["fr", "en"])
def test_a_subject_with_accents_arrives_with_all_of_its_spaces(name: str, tag: str):
    plan = replace(pair(), site_name=name, ticket="RFC-2027/118")
    for data in (bytes_of(mail_of(plan, (tag,))), *invitations_of(plan, (tag,)).values()):
        subject = str(read(data)["Subject"])
        assert name in subject, subject
        assert parse_email(data).subject == subject
        head = data.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        assert [line for line in head.split(b"\r\n") if b"=?" in line and len(line) > 77] == []


def corrected(*tags: str, to: str = "", **more: Any) -> Mail:
    """The mail about `pair()` after one about another plan; `to` is that one's Message-ID."""
    old = replace(pair(), revision="0" * 64, windows=pair(2).windows[1:3])
    correction = Correction(revision=old.revision, found=differences(old, pair()))
    before = SentBefore(mail=MailBefore(message_id=to or EARLIER, revision=old.revision, cancelled=False))
    return mail_of(pair(), tags or ("en",), before=before, correction=correction, **more)


def test_a_corrected_mail_names_the_one_before_and_what_changed():
    message = read(bytes_of(corrected("fr", "en")))
    assert (message["In-Reply-To"], message["References"]) == (EARLIER, EARLIER)
    assert str(message["Subject"]).startswith("Demande d’approbation corrigée")
    text, page = body(message, "plain"), body(message, "html")
    assert "This mail corrects an earlier one about revision 000000000000" in text
    assert "révision 000000000000 est nulle" in " ".join(text.split())
    assert text.count("- Window 1: Tue, 8 Dec 2026 22:00") == 1
    assert "\nCE QUI A CHANGÉ\n" in text
    assert "\nWHAT CHANGED\n" in text
    assert f"please answer for revision {pair().revision[:12]}." in " ".join(text.split())
    assert page.count("<h2") == 3 * 2
    assert "Tue, 8 Dec 2026 22:00 – Wed, 9 Dec 2026 04:00 → Sat, 5 Dec 2026 22:00" in page


def test_where_the_earlier_plan_is_gone_it_says_that_it_corrects_it_without_a_list():
    message = read(bytes_of(mail_of(pair(), correction=Correction(revision="0" * 64))))
    text = body(message, "plain")
    assert "corrects an earlier one about revision 000000000000" in " ".join(text.split())
    assert "WHAT CHANGED" not in text
    assert "What changed" not in body(message, "html")


def test_a_change_that_was_cancelled_is_asked_for_again():
    again = Correction(revision=pair().revision, cancelled=True, found=differences(pair(), pair()))
    text = body(read(bytes_of(mail_of(pair(), correction=again))), "plain")
    assert text.startswith("REQUEST FOR APPROVAL")
    assert "An earlier mail said that this change was cancelled." in text
    assert "WHAT CHANGED" not in text


@pytest.mark.parametrize("length", [10, 60, 70, 80, 220])
def test_the_mail_before_is_named_as_it_is_however_long_its_name(length):
    name = f"<{'x' * length}@runbook-kit.invalid>"
    data = bytes_of(corrected(to=name))
    assert [read(data)[header].strip() for header in ("In-Reply-To", "References")] == [name, name]
    assert re.search(rb"\r\nReferences:(?:\r\n)? " + re.escape(name.encode()) + rb"\r\n", data)


@pytest.mark.parametrize("name", ["", "x", "<x@x>\r\nBcc: evil@example.org", "<a b@x>", "<é@x>", f"<{'x' * 999}@x>"])
def test_what_is_no_name_of_a_mail_is_not_named(name):
    before = SentBefore(mail=MailBefore(message_id=name, revision="0" * 64, cancelled=False))
    message = read(bytes_of(mail_of(pair(), before=before)))
    assert (message["In-Reply-To"], message["References"], message["Bcc"]) == (None, None, None)


def test_a_plan_that_is_taken_up_again_makes_another_mail():
    ids = [str(read(bytes_of(mail_of(pair(), before=SentBefore(times=n))))["Message-ID"]).strip() for n in range(3)]
    assert [one.partition(".")[0] for one in ids] == ["<approval", "<approval-2", "<approval-3"]


def test_another_program_reads_the_same_parts():
    mail = corrected("fr", "en")
    data = bytes_of(mail)
    one, other = read(data), parse_email(data)
    assert other.warnings in (None, [], ())
    assert other.subject == str(one["Subject"])
    assert [lines(text) for text in other.text_plain] == [body(one, "plain")]
    assert [lines(text) for text in other.text_html] == [body(one, "html")]
    files = [
        (part.get_content_type(), part.get_filename(), part.get_payload(decode=True))
        for part in one.walk()
        if part.get_filename()
    ]
    assert [(a.mimetype, a.filename, bytes(a.content)) for a in other.attachments] == files
    wanted = [(one.name, one.content) for one in mail.attachments]
    assert [(name, content) for kind, name, content in files if kind != "image/png"] == wanted


class Looked(HTMLParser):
    """Elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.sources: list[str] = []
        self.alternatives = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        given = dict(attrs)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href", "background", "action")]
        self.alternatives += tag == "img" and bool(given.get("alt"))
        assert "class" not in given


@pytest.mark.parametrize("tags", [("en",), ("fr",), ("fr", "en")])
def test_the_page_has_tables_styles_at_its_elements_and_pictures_of_its_own(tags):
    message = read(bytes_of(corrected(*tags)))
    page = body(message, "html")
    looked = Looked()
    looked.feed(page)
    assert looked.elements <= {
        "html", "head", "meta", "title", "body", "table", "tr", "td", "h1", "h2", "p", "b", "br", "img",
    }  # fmt: skip
    cids = {f"cid:{str(part['Content-ID']).strip('<>')}" for part in message.walk() if part["Content-ID"]}
    assert (set(looked.sources), looked.alternatives) == (cids, len(looked.sources))
    assert len(cids) == len(pair().windows)
    assert re.search(r"https?:|url\(|@import|<style|<script", page) is None


def test_both_languages_in_one_mail():
    message = read(bytes_of(mail_of(pair(), ("fr", "en"))))
    text = body(message, "plain")
    assert text.index("DEMANDE D’APPROBATION") < text.index("REQUEST FOR APPROVAL")
    assert (message["Content-Language"], message["X-Runbook-Language"]) == ("fr, en", "fr-en")
    assert " / Request for approval" in str(message["Subject"])


@pytest.mark.long
def test_the_same_mail_is_the_same_bytes_in_another_process():
    program = (
        "import hashlib; from tests.pack.mails import *; "
        "print(hashlib.sha256(bytes_of(mail_of(pair(), ('fr', 'en')))).hexdigest()); "
        "print(hashlib.sha256(repr(invitations_of(pair(2), ('fr', 'en'))).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(runs) == 1


@pytest.mark.long
def test_a_mail_is_short_lines_and_crlf():
    for data in (bytes_of(mail_of(pair(3), ("fr", "en"))), *invitations_of(pair(3), ("fr", "en")).values()):
        assert data.isascii()
        assert max(map(len, data.split(b"\r\n"))) <= 998
        assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_mail_that_is_too_large_says_what_to_leave_out():
    large = tuple(
        Attachment(part=part, name=f"{part}.pdf", content=bytes(size))
        for part, size in (("checklist", 1_500_000), ("runbook", 6_000_000), ("approval", 100_000))
    )
    mail = mail_of(pair(), attachments=large)
    with pytest.raises(
        RunbookError, match=r"10\.\d MB.* 10 MB are allowed.*--without runbook \(8 MB\), --without check"
    ):
        written(mail, language())
    assert len(written(mail, language(), 20_000_000)) > 10_000_000


def test_who_gets_it_is_found_by_role():
    people = recipients(pair().staff, ("approver", "manager"), ("technician",))
    assert [m.address for m in people.to] == ["tl@example.com", "ab@example.com"]
    assert [m.address for m in people.cc] == ["cm@example.com"]
    assert people.sender.address == "ab@example.com"
    assert recipients(pair().staff, ("approver",), (), "board@example.org").sender.address == "board@example.org"


def test_nobody_to_send_it_to_is_an_error_that_says_what_to_do():
    plan = with_staff(pair(), *(replace(p, email=None) for p in pair().staff))
    with pytest.raises(RunbookError, match=r"nobody with the role approver has an address.*--to"):
        recipients(plan.staff, ("approver",), ("manager",))
    plan = with_staff(pair(), *(replace(p, roles=("technician",)) for p in pair().staff))
    with pytest.raises(RunbookError, match=r"nobody has the role approver: add it to somebody with an `email:`.*--to"):
        recipients(plan.staff, ("approver",), ("manager",))


@pytest.mark.parametrize(
    "address", ["", "x", "@example.com", "a b@example.com", "a@", 'a"b@example.com', "a@-x-.é", "a@b\r\nc"]
)
def test_an_address_that_no_mail_can_go_to(address):
    with pytest.raises(RunbookError, match="no mail can be sent"):
        mailbox("x", address)


def test_an_internationalised_domain_is_written_in_ascii_and_a_local_part_as_it_is():
    assert mailbox("", "info@Bücher.example").address == "info@xn--bcher-kva.example"
    assert mailbox("", "zoë@faß.example").uri == "mailto:zo%C3%AB@xn--fa-hia.example"
    staff = Person(initials="ZO", name="Zoë", email="zoë@bücher.example", roles=("approver", "manager"))
    data = bytes_of(mail_of(with_staff(pair(), staff)))
    assert "To: Zoë <zoë@xn--bcher-kva.example>\r\n".encode() in data


def test_a_mail_goes_to_those_who_read_its_language():
    staff = (
        Person(initials="A", name="A", email="a@example.com", roles=("approver",), language="fr"),
        Person(initials="B", name="B", email="b@example.com", roles=("manager",), language="en"),
        Person(initials="C", name="C", email="c@example.com", roles=("technician",)),
        Person(initials="D", name="D", email="d@example.com", roles=("manager",), language="de"),
    )
    people = recipients(with_staff(pair(), *staff).staff, TO, CC)

    def got(tag: str, *tags: str) -> tuple[list[str], list[str]] | None:
        found = speaking(people, tag, tags)
        return ([m.local for m in found.to], [m.local for m in found.cc]) if found else None

    assert got("fr", "fr", "en") == (["a"], ["d", "c"])
    assert got("en", "fr", "en") == (["b", "d", "c"], [])
    assert got("en", "en") == (["a"], ["b", "d", "c"])
    nobody = recipients(with_staff(pair(), staff[0]).staff, TO, CC)
    assert speaking(nobody, "en", ("fr", "en")) is None
