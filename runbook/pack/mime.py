"""A mail as bytes: RFC 5322 and MIME by the standard library. The same mail is the same bytes.

A mail bears a date only where it is sent: until then it is that of FILED, which every program shows as no date of
today.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from runbook.document.letter import Letter, MailPage
from runbook.document.letter_text import as_text
from runbook.i18n import Language
from runbook.pack.deliveries import PART
from runbook.pack.people import Mailbox

if TYPE_CHECKING:
    from email.headerregistry import Address

FILED = "Sat, 01 Jan 2000 00:00:00 +0000"
SUBJECT_LIMIT = 200
WORDS_IN_A_LINE = 70  # characters of a line that is encoded
LONG_NAME = 40  # characters of a name that leaves its line to itself

Header = tuple[str, "str | tuple[Address, ...] | Address"]


def new_message(
    sender: Mailbox, to: Iterable[Mailbox], cc: Iterable[Mailbox], subject: str, others: Iterable[Header]
) -> EmailMessage:
    """A mail without content, with those of its headers that say something."""
    to, cc = tuple(to), tuple(cc)
    message = EmailMessage(policy=_policy((sender, *to, *cc)))
    headers: tuple[Header, ...] = (
        ("Date", FILED),
        ("From", sender.header),
        ("To", tuple(one.header for one in to)),
        ("Cc", tuple(one.header for one in cc)),
        ("Subject", subject if len(subject) <= SUBJECT_LIMIT else subject[: SUBJECT_LIMIT - 1] + "…"),
        *others,
    )
    for name, value in headers:
        if value:
            message[name] = value
    return message


def add_bodies(message: EmailMessage, page: MailPage, language: Language) -> None:
    """What the mail says, as text and as HTML."""
    from runbook.pdf.html import mail_html

    message.set_content("\n\n".join(as_text(one) for one in page.letters), cte="quoted-printable")
    message.add_alternative(mail_html(page, language), subtype="html", cte="quoted-printable")


def bytes_of(message: EmailMessage, letters: Iterable[Letter]) -> bytes:
    """The mail, with all of its parts, as it goes over the wire, with CRLF. `letters` say what languages it is in."""
    message["Content-Language"] = ", ".join(one.language for one in letters)  # of the whole: earlier, a part takes it
    _settle_boundaries(message, str(message["Message-ID"]), str(message["X-Runbook-Sequence"]))
    data = message.as_bytes()
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    if sum(not line.startswith((b" ", b"\t")) for line in head) != len(message.keys()):
        raise ValueError("a header of a mail holds another one")  # values are plain long before this
    return data


class _Names:
    """A header that names other mails, one on each line."""

    max_count: int | None = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """As the policy wants it."""
        kwds["parse_tree"] = None
        kwds["decoded"] = value

    def fold(self, *, policy: Any) -> str:
        """As free text, a long name would be taken apart."""
        lines = f"{policy.linesep} ".join(str(self).split())
        return f"{self.name}: {lines}{policy.linesep}"  # type: ignore[attr-defined] # of the header that this becomes


class _Parts(_Names):
    """What a mail says of one of its changes, word by word; there is a header for each."""

    max_count = None


class _Subject:
    """A header of free text. The standard library may leave the space between two encoded words outside them, where no
    reader takes it for one (RFC 2047)."""

    name: str

    def fold(self, *, policy: Any) -> str:
        """As the policy wants it."""
        from email.header import Header as Words

        text = str(self)
        if text.isascii() or policy.utf8:
            return str(super().fold(policy=policy))  # type: ignore[misc] # of the header that this becomes
        lines = Words(text, "utf-8", WORDS_IN_A_LINE, self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {lines}{policy.linesep}"


class _People:
    """A header with people's addresses, one on each line. The standard library takes the quotes from a name that does
    not fit a line, and what is left of it may be read as addresses."""

    addresses: tuple[Address, ...]
    name: str

    def fold(self, *, policy: Any) -> str:
        """As the policy wants it."""
        people = (_written(one, policy) for one in self.addresses)
        return f"{self.name}: {f',{policy.linesep} '.join(people)}{policy.linesep}"


def _written(one: Address, policy: Any) -> str:
    from email.header import Header as Words

    if not one.display_name:
        return one.addr_spec
    plain = one.display_name.isascii() or policy.utf8
    name = (
        str(one)[: -len(f" <{one.addr_spec}>")] if plain else Words(one.display_name, "utf-8", WORDS_IN_A_LINE).encode()
    )
    lines = name.replace("\n", policy.linesep)
    return f"{lines}{policy.linesep if len(name) > LONG_NAME else ''} <{one.addr_spec}>"


def _policy(people: Iterable[Mailbox]) -> EmailPolicy[EmailMessage]:
    """Headers in ASCII, unless somebody's address cannot be written so (RFC 6532)."""
    from email.headerregistry import HeaderRegistry, UniqueAddressHeader, UniqueUnstructuredHeader

    registry = HeaderRegistry()
    registry.map_to_type("subject", type("_SubjectHeader", (_Subject, UniqueUnstructuredHeader), {}))
    for name in ("from", "to", "cc"):
        registry.map_to_type(name, type("_PeopleHeader", (_People, UniqueAddressHeader), {}))
    for name in ("in-reply-to", "references"):
        registry.map_to_type(name, _Names)  # type: ignore[arg-type] # typeshed: it takes such classes
    registry.map_to_type(PART, _Parts)  # type: ignore[arg-type]
    policy = SMTP if all(one.local.isascii() for one in people) else SMTPUTF8
    return policy.clone(header_factory=registry)


def _settle_boundaries(message: EmailMessage, *seed: str) -> None:
    """Boundaries that depend on nothing but the mail; `=_` cannot stand in base64 or quoted-printable text."""
    digest = sha256("\0".join(seed).encode()).hexdigest()
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{digest[:24]}_{number}")
