"""A mail of a pack, read from its file, and the invitations that go with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string
from email.errors import NonASCIILocalPartDefect
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from stat import S_ISREG

from runbook.i18n import N_
from runbook.model.mail_address import is_address
from runbook.pack.deliveries import APPROVAL, CANCELLED, INVITATION, NOBODY, PART, WITHDRAWAL
from runbook.pack.mail_headers import HEAD
from runbook.pack.send.server import SendError

LARGEST = 100_000_000  # bytes; no mail server takes more
MOST = 500  # invitations of one pack; nine hops through a pair have 27 entries
_NAMES = re.compile(r"(?:invitation|withdrawal)\.[A-Za-z0-9_-]{1,60}\.[A-Za-z_]{2,12}\.eml", re.ASCII)
_NO_PACK = N_("{file}: this is not a mail made by `runbook pack`")
_NEEDED = ("Pack", "Site", "Change", "Revision", "Language")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
_REVISION = re.compile("[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPart:
    """A change in the mail of a ticket. `name` is the Message-ID of the mail that this one takes the place of, and
    `recipients` are those who would get that; `invitations` lie in the folder of the change."""

    site: str
    change: str
    revision: str
    sequence: int
    name: str
    recipients: tuple[str, ...]
    invitations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """A mail as it lies in its file. `kind`: approval, cancelled, invitation, withdrawal; the last two are about the
    calendar's `entry` from `start` to `end`, in UTC. `invitations`: names of the files beside it that go with it;
    `until`: when the last window of the change ends, "" in a mail of an older kit. `parts`: in the mail of a ticket,
    its changes; site and change are "" there, and the revision is that of the first."""

    file: Path
    content: bytes
    sender: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    site: str
    change: str
    revision: str
    sequence: int
    language: str
    kind: str = "approval"
    entry: str = ""
    start: str = ""
    end: str = ""
    until: str = ""
    invitations: tuple[str, ...] = ()
    parts: tuple[MailPart, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether an address needs SMTPUTF8."""
        return not all(address.isascii() for address in (self.sender, *self.recipients))


def read_pack(file: Path) -> PackFile:
    """The mail in `file`. Raises SendError for what is no mail of a pack, OSError where it cannot be read."""
    state = file.stat()
    if not S_ISREG(state.st_mode):
        raise SendError(_NO_PACK, file=str(file))
    if state.st_size > LARGEST:
        raise SendError(N_("{file}: this file is too large for a mail"), file=str(file))
    content = file.read_bytes()
    if content.find(b"\n\r\n") > HEAD or (len(content) > HEAD and b"\n\r\n" not in content[:HEAD]):
        raise SendError(_NO_PACK, file=str(file))
    try:
        # a mail of a pack is ASCII or UTF-8 throughout; read as bytes, addresses would lose what is not ASCII
        message = message_from_string(content.decode("utf-8"), _class=EmailMessage, policy=SMTPUTF8)
        people = [*_addresses(message, "To"), *_addresses(message, "Cc")]
        (sender,) = _addresses(message, "From")
        recipients = tuple(dict.fromkeys(people))
        parts = tuple(_part(str(one).split(), recipients) for one in message.get_all(PART, []))
        told = {name: str(message[f"X-Runbook-{name}"]).strip() for name in _NEEDED}
        sequence = 0
        if parts:
            told.update(Site="", Change="", Revision=parts[0].revision)
        else:
            sequence = int(str(message["X-Runbook-Sequence"]))
        made = PackFile(
            file=file,
            content=content,
            sender=sender,
            recipients=recipients,
            subject=str(message["Subject"]),
            message_id=str(message["Message-ID"]).strip(),
            site=told["Site"],
            change=told["Change"],
            revision=told["Revision"],
            sequence=sequence,
            language=told["Language"],
            kind=told["Pack"],
            entry=_told(message, "Entry"),
            start=_told(message, "Start"),
            end=_told(message, "End"),
            until=_told(message, "Until"),
            invitations=tuple(_told(message, "Invitations").split()),
            parts=parts,
        )
        if not people or message.defects or not _possible(made):
            raise ValueError(file)
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise SendError(_NO_PACK, file=str(file)) from error
    return made


def read_invitations(pack: PackFile) -> tuple[tuple[PackFile, ...], tuple[str, ...]]:
    """The mails beside a pack that go with it, and the names of those that are not there.

    Raises SendError for one that is none, or of another pack; OSError where one cannot be read.
    """
    files = [pack.file.with_name(name) for name in pack.invitations]
    found = tuple(read_pack(file) for file in files if file.exists())
    for one in found:
        if _of(one) != _of(pack):
            problem = N_("{file}: this invitation does not belong to this pack: run `runbook pack` again")
            raise SendError(problem, file=str(one.file))
    return found, tuple(file.name for file in files if not file.exists())


def _part(words: list[str], recipients: tuple[str, ...]) -> MailPart:
    """What a header says of a change. Raises ValueError, IndexError."""
    place, revision, sequence, name, numbers, *invitations = words
    site, change = place.split("/")
    own = [int(number) - 1 for number in numbers.split(",")] if numbers != NOBODY else []
    if not (_ID.fullmatch(site) and _ID.fullmatch(change) and _REVISION.fullmatch(revision)) or min(own, default=0) < 0:
        raise ValueError(place)
    return MailPart(
        site=site,
        change=change,
        revision=revision,
        sequence=int(sequence),
        name=name,
        recipients=tuple(recipients[number] for number in own),
        invitations=tuple(invitations),
    )


def _of(mail: PackFile) -> tuple[str, str, str, int]:
    return mail.site, mail.change, mail.revision, mail.sequence


def _addresses(message: EmailMessage, name: str) -> list[str]:
    """The addresses in the headers of a name. Raises ValueError for headers that can be read in more than one way: a
    person's name without its quotes may look like an address, and must never become one."""
    found = []
    for header in message.get_all(name, []):
        defects = [one for one in header.defects if not isinstance(one, NonASCIILocalPartDefect)]
        if defects or any(group.display_name is not None for group in header.groups):
            raise ValueError(name)
        found += [one.addr_spec for one in header.addresses]
    if not all(map(is_address, found)):
        raise ValueError(name)
    return found


def _told(message: EmailMessage, name: str) -> str:
    return str(message.get(f"X-Runbook-{name}", "")).strip()


def _is_instant(text: str) -> bool:
    """Whether it is a time such as `2026-12-05T21:00:00Z`. Raises ValueError for the 30th of February."""
    return _INSTANT.fullmatch(text) is not None and datetime.fromisoformat(text) is not None


def _possible(mail: PackFile) -> bool:
    """Whether what the kit's own headers say can be true."""
    about_entry = mail.kind in (INVITATION, WITHDRAWAL)
    return (
        _REVISION.fullmatch(mail.revision) is not None
        and (about_entry or mail.kind in (APPROVAL, CANCELLED))
        and about_entry == bool(mail.entry)
        and all(about_entry == _is_instant(at) for at in (mail.start, mail.end))
        and (not mail.until or _is_instant(mail.until))
        and not (mail.parts and (about_entry or mail.invitations))
        and all(map(_are_names, (mail.invitations, *(part.invitations for part in mail.parts))))
        and len({(part.site, part.change) for part in mail.parts}) == len(mail.parts)
    )


def _are_names(invitations: tuple[str, ...]) -> bool:
    return len(invitations) <= MOST and all(_NAMES.fullmatch(name) for name in invitations)
