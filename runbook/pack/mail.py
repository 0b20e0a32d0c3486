"""The mail of a pack, and how mails are called.

A Message-ID comes from site, change, revision and language, so that a mail sent twice is seen to be one; an invitation
is one in whatever language. A plan that was given up and is taken up again makes another mail: it is numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.message import EmailMessage, MIMEPart

from runbook.document.letter import Letter, MailPage
from runbook.document.plain_text import file_name
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.pack.calendar import DOMAIN, Method
from runbook.pack.deliveries import APPROVAL, CANCELLED, SentBefore
from runbook.pack.mime import Header, add_bodies, bytes_of, new_message
from runbook.pack.people import Recipients

MEGABYTE = 1_000_000
MAX_MB = 10
MOST_NAMED = 50  # mails that one refers to, the latest ones
# What a Message-ID that was read from a file has to be, to be named in a header.
_NAMED = re.compile(r"<[!-;=?-~]{3,250}>", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the mail. `part` is what it is called on the command line; `method` is set for calendars."""

    part: str
    name: str
    content: bytes
    method: Method | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail before it is written. `tag` is its language, or its languages joined by a hyphen; `before`: what was sent
    in them before it; `withdraws`: the names of the mails that it takes back; `invitations`: the files beside it that
    are sent with it."""

    plan: Plan
    tag: str
    sequence: int
    letters: tuple[Letter, ...]
    people: Recipients
    attachments: tuple[Attachment, ...]
    pictures: Mapping[str, bytes]
    cancelled: bool = False
    before: SentBefore = field(default_factory=SentBefore)
    withdraws: tuple[str, ...] = ()
    invitations: tuple[str, ...] = ()


def written(mail: Mail, language: Language, limit: int = MAX_MB * MEGABYTE) -> bytes:
    """The mail as it goes over the wire, with CRLF. Raises RunbookError where it is larger than `limit` bytes."""
    return within(bytes_of(_message(mail, language), mail.letters), mail.attachments, limit)


def within(data: bytes, attachments: Iterable[Attachment], limit: int) -> bytes:
    """`data`, a mail with these attachments. Raises RunbookError where it is larger than `limit` bytes."""
    if len(data) > limit:
        raise _too_large(attachments, len(data), limit)
    return data


def message_id(kind: str, what: str, plan: Plan, times: int = 0) -> str:
    """`<approval.fr.0123456789abcdef.CHG0041.paris@runbook-kit.invalid>`; `times`: how often it went out earlier."""
    parts = (f"{kind}-{times + 1}" if times else kind, what, plan.revision[:16], plan.change, plan.site)
    return f"<{'.'.join(file_name(part) for part in parts)}@{DOMAIN}>"


def named_mails(*ids: str) -> str:
    """Those of `ids` that can stand in a header that names other mails."""
    return " ".join(one for one in ids if _NAMED.fullmatch(one))


def kit_headers(kind: str, plan: Plan, tag: str, sequence: int) -> tuple[Header, ...]:
    """What `send` knows a mail of the kit by."""
    return (
        ("X-Runbook-Pack", kind),
        ("X-Runbook-Site", file_name(plan.site)),
        ("X-Runbook-Change", file_name(plan.change)),
        ("X-Runbook-Revision", plan.revision),
        ("X-Runbook-Sequence", str(sequence)),
        ("X-Runbook-Language", tag),
        ("X-Runbook-Until", until(plan)),
    )


def until(*plans: Plan) -> str:
    """When the last window of all is over, as the headers say it."""
    return f"{max(w.end for plan in plans for w in plan.windows).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def mail_name(plan: Plan, tag: str, before: SentBefore, *, cancelled: bool) -> str:
    """The Message-ID of the mail of a pack, in the language or languages of `tag`."""
    return message_id(CANCELLED if cancelled else APPROVAL, tag, plan, before.times)


def _message(mail: Mail, language: Language) -> EmailMessage:
    kind = CANCELLED if mail.cancelled else APPROVAL
    subject = " / ".join(one.subject for one in mail.letters)
    thread = named_mails(mail.before.mail.message_id if mail.before.mail else "")
    withdrawn = [one for one in mail.withdraws if one != thread]
    headers: tuple[Header, ...] = (
        ("Message-ID", mail_name(mail.plan, mail.tag, mail.before, cancelled=mail.cancelled)),
        ("In-Reply-To", thread),
        ("References", named_mails(*withdrawn[-MOST_NAMED:], thread)),
        ("X-Unsent", "1"),  # mail programs open it as a draft
        *kit_headers(kind, mail.plan, mail.tag, mail.sequence),
        ("X-Runbook-Invitations", " ".join(mail.invitations)),
    )
    message = new_message(mail.people.sender, mail.people.to, mail.people.cc, subject, headers)
    cids = {name: f"{name}.{mail.plan.revision[:16]}@{DOMAIN}" for name in mail.pictures}
    page = MailPage(subject=subject, letters=mail.letters, cids=cids)
    fill(message, page, mail.pictures, mail.attachments, language)
    return message


def fill(
    message: EmailMessage,
    page: MailPage,
    pictures: Mapping[str, bytes],
    attachments: Iterable[Attachment],
    language: Language,
) -> None:
    """Put into `message` what it says, its pictures (by their names in `page`), and its attachments."""
    add_bodies(message, page, language)
    alternative = _html_of(message)
    for name, data in pictures.items():
        alternative.add_related(
            data, "image", "png", cid=f"<{page.cids[name]}>", disposition="inline", filename=f"{name}.png"
        )
    for one in attachments:
        _attach(message, one)


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


def _too_large(attachments: Iterable[Attachment], size: int, limit: int) -> RunbookError:
    """What to leave out, the largest first."""
    parts: dict[str, int] = {}
    for one in attachments:
        parts[one.part] = parts.get(one.part, 0) + len(one.content) * 4 // 3
    largest = sorted(parts.items(), key=lambda pair: -pair[1])
    told = ", ".join(f"--without {name} ({_mb(bytes_)} MB)" for name, bytes_ in largest)
    problem = N_(
        "the mail would be {size} MB, and {limit} MB are allowed; leave something out: {parts}; or "
        "allow more with --max-mb"
    )
    return RunbookError(problem, size=_mb(size), limit=_mb(limit), parts=told)


def _mb(size: int) -> str:
    return re.sub(r"\.0$", "", f"{size / MEGABYTE:.1f}")
