"""The mail of a pack: RFC 5322 and MIME by the standard library. The same pack gives the same bytes.

A mail bears a date only where it is sent: until then it is that of FILED, which every program shows as no date of
today. Its Message-ID comes from site, change, revision and language, so that a mail sent twice is seen to be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from hashlib import sha256
from typing import TYPE_CHECKING

from runbook.document.letter import Letter, MailPage, as_text
from runbook.document.plain_text import file_name
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.pack.calendar import DOMAIN, Method
from runbook.pack.people import Recipients

if TYPE_CHECKING:
    from email.headerregistry import Address

FILED = "Sat, 01 Jan 2000 00:00:00 +0000"
MEGABYTE = 1_000_000
MAX_MB = 10
SUBJECT_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the mail. `part` is what it is called on the command line; `method` is set for calendars."""

    part: str
    name: str
    content: bytes
    method: Method | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail before it is written. `tag` is its language, or its languages joined by a hyphen."""

    plan: Plan
    tag: str
    sequence: int
    letters: tuple[Letter, ...]
    people: Recipients
    attachments: tuple[Attachment, ...]
    pictures: Mapping[str, bytes]
    cancelled: bool = False


def written(mail: Mail, language: Language, limit: int = MAX_MB * MEGABYTE) -> bytes:
    """The mail as it goes over the wire, with CRLF. Raises RunbookError where it is larger than `limit` bytes."""
    message = _message(mail, language)
    _settle_boundaries(message, sha256(repr((message_id(mail), mail.sequence)).encode()).hexdigest())
    data = message.as_bytes(policy=_policy(mail.people))
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    if sum(not line.startswith((b" ", b"\t")) for line in head) != len(message.keys()):
        raise ValueError("a header of a mail holds another one")  # values are plain long before this
    if len(data) > limit:
        raise _too_large(mail, len(data), limit)
    return data


def message_id(mail: Mail) -> str:
    """`<approval.fr.0123456789abcdef.CHG0041.paris@runbook-kit.invalid>`."""
    kind = "cancelled" if mail.cancelled else "approval"
    plan = mail.plan
    parts = (kind, mail.tag, plan.revision[:16], plan.change, plan.site)
    return f"<{'.'.join(file_name(part) for part in parts)}@{DOMAIN}>"


def _message(mail: Mail, language: Language) -> EmailMessage:
    from runbook.pdf.html import mail_html

    message = EmailMessage(policy=_policy(mail.people))
    subject = " / ".join(one.subject for one in mail.letters)
    for name, text in (
        ("Date", FILED),
        ("From", mail.people.sender.header),
        ("To", _list(m.header for m in mail.people.to)),
        ("Cc", _list(m.header for m in mail.people.cc)),
        ("Subject", subject if len(subject) <= SUBJECT_LIMIT else subject[: SUBJECT_LIMIT - 1] + "…"),
        ("Message-ID", message_id(mail)),
        ("X-Unsent", "1"),
        ("X-Runbook-Pack", "cancelled" if mail.cancelled else "approval"),
        ("X-Runbook-Site", file_name(mail.plan.site)),
        ("X-Runbook-Change", file_name(mail.plan.change)),
        ("X-Runbook-Revision", mail.plan.revision),
        ("X-Runbook-Sequence", str(mail.sequence)),
        ("X-Runbook-Language", mail.tag),
    ):
        if text:
            message[name] = text
    cids = {name: f"{name}.{mail.plan.revision[:16]}@{DOMAIN}" for name in mail.pictures}
    page = MailPage(subject=subject, letters=mail.letters, cids=cids)
    message.set_content("\n\n".join(as_text(one) for one in mail.letters), cte="quoted-printable")
    message.add_alternative(mail_html(page, language), subtype="html", cte="quoted-printable")
    alternative = _html_of(message)
    for name, data in mail.pictures.items():
        alternative.add_related(
            data, "image", "png", cid=f"<{cids[name]}>", disposition="inline", filename=f"{name}.png"
        )
    for one in mail.attachments:
        _attach(message, one)
    message["Content-Language"] = ", ".join(one.language for one in mail.letters)
    return message


def _attach(message: EmailMessage, one: Attachment) -> None:
    if one.method is None:
        message.add_attachment(one.content, "application", "pdf", filename=one.name)
        return
    parameters = {"method": one.method, "charset": "utf-8", "name": one.name}
    message.add_attachment(one.content, "text", "calendar", filename=one.name, params=parameters)


def _html_of(message: EmailMessage) -> MIMEPart:
    found = message.get_body(("html",))
    assert found is not None
    return found


def _list(addresses: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(addresses)


def _policy(people: Recipients) -> EmailPolicy[EmailMessage]:
    """Headers in ASCII, unless somebody's address cannot be written so (RFC 6532)."""
    wide = any(not m.local.isascii() for m in (people.sender, *people.everybody))
    return SMTPUTF8 if wide else SMTP


def _settle_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries that depend on nothing but the mail; `=_` cannot stand in base64 or quoted-printable text."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{seed[:24]}_{number}")


def _too_large(mail: Mail, size: int, limit: int) -> RunbookError:
    """What to leave out, the largest first."""
    parts: dict[str, int] = {}
    for one in mail.attachments:
        parts[one.part] = parts.get(one.part, 0) + len(one.content) * 4 // 3
    largest = sorted(parts.items(), key=lambda pair: -pair[1])
    told = ", ".join(f"--without {name} ({_mb(bytes_)} MB)" for name, bytes_ in largest)
    problem = N_(
        "the mail would have {size} MB, and {limit} MB are allowed; leave something out: {parts}; "
        "or allow more by --max-mb"
    )
    return RunbookError(problem, size=_mb(size), limit=_mb(limit), parts=told)


def _mb(size: int) -> str:
    return re.sub(r"\.0$", "", f"{size / MEGABYTE:.1f}")
