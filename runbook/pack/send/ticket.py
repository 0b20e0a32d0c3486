"""The mail of a ticket when it is sent: its changes where they lie, and what is written down beside each of them.

Whoever got the mail of a ticket gets no mail of one of its changes, and the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from runbook.i18n import N_
from runbook.pack.deliveries import Delivery
from runbook.pack.send.beside import is_at_home
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.sent_log import Sent, open_sent
from runbook.pack.send.server import SendError


class SentRecord(Protocol):
    """What was sent to whom, as `Sent` has it."""

    def before(self, mail: PackFile, recipient: str) -> Delivery | None:
        """The last time that `mail` went to `recipient`."""

    def intend(self, deliveries: Sequence[Delivery]) -> None:
        """What is about to be handed over. Raises SendError: then it must not be."""

    def settle(self, deliveries: Sequence[Delivery]) -> None:
        """What is known of that now; the rest of it was not sent. Raises SendError."""

    def sweep(self) -> None:
        """Take away what a process that was stopped left half-written."""

    def save(self) -> None:
        """Write it down. Raises SendError."""


def changes_of(mail: PackFile) -> tuple[PackFile, ...]:
    """The mail itself; of the mail of a ticket those of its changes that it takes the place of.

    Raises SendError where the changes of a ticket's mail do not lie where `runbook pack` put them.
    """
    if not mail.parts:
        return (mail,)
    file = mail.file if len(mail.file.parents) > 3 else Path.cwd() / mail.file
    found = []
    for part in mail.parts:
        folder = file.parents[2] / part.site / part.change
        one = replace(
            mail,
            file=folder / f"pack.{mail.language}.eml",
            recipients=part.recipients,
            message_id=part.name,
            site=part.site,
            change=part.change,
            revision=part.revision,
            sequence=part.sequence,
            invitations=part.invitations,
            parts=(),
        )
        if not is_at_home(one):
            problem = N_("{file}: {folder} holds no plan: send the mail of a ticket from where `runbook pack` put it")
            raise SendError(problem, file=str(mail.file), folder=str(folder))
        found.append(one)
    return tuple(found)


def open_record(mail: PackFile, *, again: bool) -> SentRecord:
    """What was sent before, beside the mail, or beside each change of a ticket.

    Raises SendError where it cannot be read, and, unless it is to be sent `again`, where somebody got the mail of one
    of the changes by itself, and lacks that of another.
    """
    if not mail.parts:
        return open_sent(mail)
    record = _TicketRecord(mail, tuple((one, open_sent(one)) for one in changes_of(mail)))
    if not again:
        record.check_apart()
    return record


class _TicketRecord:
    """The records of all changes of a ticket as one: a mail of the ticket is written down in each."""

    def __init__(self, mail: PackFile, parts: tuple[tuple[PackFile, Sent], ...]) -> None:
        self._mail, self._parts = mail, parts

    def before(self, mail: PackFile, recipient: str) -> Delivery | None:
        """Of an invitation, what its change knows; of the mail of the ticket also the mails of all changes."""
        if not mail.parts:
            return next((sent.before(mail, recipient) for one, sent in self._parts if _same(one, mail)), None)
        whole = (sent.before(mail, recipient) for _, sent in self._parts)
        if had := next((one for one in whole if one is not None), None):
            return had
        each = [sent.before(one, recipient) for one, sent in self._parts if _is_for(one, recipient)]
        return next((one for one in each if one and one.state == "unknown"), each[0]) if each and all(each) else None

    def check_apart(self) -> None:
        """Raises SendError where somebody has the mail of a change by itself, and lacks another."""
        for recipient in self._mail.recipients:
            if self.before(self._mail, recipient) is not None:
                continue
            for one, sent in self._parts:
                had = sent.before(one, recipient)
                if had is not None and not had.stands_for:
                    problem = N_(
                        "{file}: {recipient} was already sent a separate mail about {change}: run `runbook "
                        "pack --by-ticket` again to leave that change out, or send this one with --again"
                    )
                    change = f"{one.site}/{one.change}"
                    raise SendError(problem, file=str(self._mail.file), recipient=recipient, change=change)

    def intend(self, deliveries: Sequence[Delivery]) -> None:
        """As `Sent`, in each change that it is about."""
        for one, sent in self._parts:
            if own := _own(one, deliveries):
                sent.intend(own)

    def settle(self, deliveries: Sequence[Delivery]) -> None:
        """As `Sent`, in each change that it is about."""
        for one, sent in self._parts:
            sent.settle(_own(one, deliveries))

    def sweep(self) -> None:
        """As `Sent`, of each change."""
        for _, sent in self._parts:
            sent.sweep()

    def save(self) -> None:
        """As `Sent`, of each change."""
        for _, sent in self._parts:
            sent.save()


def _same(one: PackFile, mail: PackFile) -> bool:
    return (one.site, one.change) == (mail.site, mail.change)


def _is_for(one: PackFile, recipient: str) -> bool:
    return recipient.casefold() in {each.casefold() for each in one.recipients}


def _own(one: PackFile, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """What is written down of a change: of its invitations what it is, of the mail of the ticket that it stands for
    the change's own. The revision tells invitations apart: it is of one change of one site."""
    own = [each for each in deliveries if each.entry and each.revision == one.revision]
    whole = [each for each in deliveries if not each.entry]
    revision, sequence, name = one.revision, one.sequence, one.message_id
    return own + [replace(each, revision=revision, sequence=sequence, stands_for=name) for each in whole]
