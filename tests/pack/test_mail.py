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

import pytest
from fast_mail_parser import parse_email

from runbook.errors import RunbookError
from runbook.model.site import Person
from runbook.pack.mail import Attachment, written
from runbook.pack.people import mailbox, recipients, speaking
from tests.pack.mails import CC, TO, bytes_of, language, mail_of, pair, with_staff

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
    assert kinds == [*PARTS, *["image/png"] * 4, "application/pdf", *["text/calendar"] * 5]
    assert message["To"] == '"T. Leroy" <tl@example.com>'
    assert message["From"] == '"A. Bernard" <ab@example.com>'
    assert str(message["Subject"]).startswith("Demande d’approbation")
    assert message["Content-Language"] == "fr"
    assert message["Message-ID"] == f"<approval.fr.{pair(2).revision[:16]}.CHG0041.paris@runbook-kit.invalid>"
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert {part.get_param("method") for part in calendars} == {"REQUEST"}


def test_another_program_reads_the_same_parts():
    mail = mail_of(pair(2), ("fr", "en"))
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
    message = read(bytes_of(mail_of(pair(2), tags)))
    page = body(message, "html")
    looked = Looked()
    looked.feed(page)
    assert looked.elements <= {
        "html", "head", "meta", "title", "body", "table", "tr", "td", "h1", "h2", "p", "b", "br", "img",
    }  # fmt: skip
    cids = {f"cid:{str(part['Content-ID']).strip('<>')}" for part in message.walk() if part["Content-ID"]}
    assert (set(looked.sources), looked.alternatives) == (cids, len(looked.sources))
    assert len(cids) == 4
    assert re.search(r"https?:|url\(|@import|<style|<script", page) is None


def test_both_languages_in_one_mail():
    message = read(bytes_of(mail_of(pair(), ("fr", "en"))))
    text = body(message, "plain")
    assert text.index("DEMANDE D’APPROBATION") < text.index("REQUEST FOR APPROVAL")
    assert (message["Content-Language"], message["X-Runbook-Language"]) == ("fr, en", "fr-en")
    assert " / Request for approval" in str(message["Subject"])


def test_the_same_mail_is_the_same_bytes_in_another_process():
    program = (
        "import hashlib; from tests.pack.mails import *; "
        "print(hashlib.sha256(bytes_of(mail_of(pair(), ('fr', 'en')))).hexdigest())"
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


def test_a_mail_is_short_lines_and_crlf():
    data = bytes_of(mail_of(pair(3), ("fr", "en")))
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
