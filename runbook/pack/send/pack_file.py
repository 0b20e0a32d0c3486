"""A pack's mail, read from its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

from runbook.i18n import N_
from runbook.pack.send.server import SendError

LARGEST = 100_000_000  # bytes; no mail server takes more


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """A pack's mail as it lies in its file."""

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

    @property
    def wide(self) -> bool:
        """Whether an address needs SMTPUTF8."""
        return not all(address.isascii() for address in (self.sender, *self.recipients))


def read_pack(file: Path) -> PackFile:
    """The mail in `file`. Raises SendError for what is no mail of a pack, OSError where it cannot be read."""
    if file.stat().st_size > LARGEST:
        raise SendError(N_("{file}: this file is too large for a mail"), file=str(file))
    content = file.read_bytes()
    try:
        # a mail of a pack is ASCII or UTF-8 throughout; read as bytes, addresses would lose what is not ASCII
        message = message_from_string(content.decode("utf-8"), _class=EmailMessage, policy=SMTPUTF8)
        people = [
            a.addr_spec for name in ("To", "Cc") for header in message.get_all(name, []) for a in header.addresses
        ]
        sender = message["From"].addresses[0].addr_spec
        told = {name: str(message[f"X-Runbook-{name}"]).strip() for name in ("Site", "Change", "Revision", "Language")}
        made = PackFile(
            file=file,
            content=content,
            sender=sender,
            recipients=tuple(dict.fromkeys(people)),
            subject=str(message["Subject"]),
            message_id=str(message["Message-ID"]).strip(),
            site=told["Site"],
            change=told["Change"],
            revision=told["Revision"],
            sequence=int(str(message["X-Runbook-Sequence"])),
            language=told["Language"],
        )
        if not people or re.fullmatch("[0-9a-f]{64}", made.revision) is None or message.defects:
            raise ValueError(file)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise SendError(N_("{file}: this is no mail of `runbook pack`"), file=str(file)) from error
    return made
