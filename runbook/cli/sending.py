"""A pack is sent with its invitations: what is still to be sent to whom, and what is written down of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.clock import now
from runbook.cli.exit_status import Status
from runbook.cli.progress import Progress
from runbook.cli.sending_words import DELIVERY_STATES, Round, say, tell_had, tell_planned
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.os_errors import in_language

if TYPE_CHECKING:
    from runbook.pack.deliveries import Delivery
    from runbook.pack.send.deliver import DeliveryOutcome
    from runbook.pack.send.pack_file import PackFile
    from runbook.pack.send.server import Server
    from runbook.pack.send.ticket import SentRecord


def _perhaps(mail: PackFile, sent: SentRecord) -> bool:
    """Whether it is not known of somebody that the server took the mail."""
    before = [sent.before(mail, recipient) for recipient in mail.recipients]
    return any(one is not None and one.state == "unknown" for one in before)


def still_to_send(mails: Sequence[PackFile], sent: SentRecord, again: bool) -> list[tuple[PackFile, list[str]]]:
    """Each mail, and who does not have it; with `again`, everybody. Nobody gets one mail in two languages."""
    meant: set[tuple[str, str]] = set()
    todo: list[tuple[PackFile, list[str]]] = []
    for mail in mails:
        open_ = [r for r in mail.recipients if (mail.message_id, r.casefold()) not in meant]
        open_ = [r for r in open_ if again or not sent.before(mail, r)]
        meant.update((mail.message_id, r.casefold()) for r in open_)
        todo.append((mail, open_))
    return todo


def send_pack(file: Path, asked: Round) -> Status:
    """Send a pack with its invitations, and say what becomes of it. Raises RunbookError, OSError; ServerError where the
    server takes no mail at all."""
    from runbook.pack.send.beside import check_beside
    from runbook.pack.send.folder_lock import check_free, locked
    from runbook.pack.send.old_news import check_news
    from runbook.pack.send.pack_file import read_pack
    from runbook.pack.send.ticket import changes_of, open_record

    mail = read_pack(file)
    changes = changes_of(mail)
    for one in changes:
        check_beside(one, mail.file)
    if not asked.late:
        check_news(mail, now())
    mails = (mail, *(each for one in changes for each in _invitations(one, asked.language)))
    sent = open_record(mail, again=asked.again)
    todo = still_to_send(mails, sent, asked.again)
    if asked.dry_run:
        tell_had(mails, sent, asked)
        tell_planned(todo, asked)
        return Status.DONE
    if not any(recipients for _, recipients in todo):
        if any(_perhaps(one, sent) for one in mails):
            for one in changes:
                check_free(one.file.parent)  # it may be known in a moment
        return _nothing(mails, sent, asked)
    server = asked.logged_in()
    with ExitStack() as locks:
        for folder in sorted({one.file.parent for one in changes}):
            locks.enter_context(locked(folder))
        sent = open_record(mail, again=asked.again)  # another may have sent it meanwhile
        todo = still_to_send(mails, sent, asked.again)
        if not any(recipients for _, recipients in todo):
            return _nothing(mails, sent, asked)
        tell_had(mails, sent, asked)
        sent.sweep()
        sent.save()  # what cannot be written down is not sent
        found = [_hand_in(one, mail, open_, server, sent, asked) for one, open_ in todo if open_]
    return Status.DONE if all(found) and not any(_perhaps(one, sent) for one in mails) else Status.INPUT


def _nothing(mails: Sequence[PackFile], sent: SentRecord, asked: Round) -> Status:
    """Everybody has it, or may have it."""
    tell_had(mails, sent, asked)
    if any(_perhaps(one, sent) for one in mails):
        text = N_("Nothing is sent: everybody has this already, or may have it; --again sends it again.")
        say(mails[0], mails[0], asked.language.text(text), asked, err=True)
        return Status.INPUT
    text = N_("Nothing to send: everybody has this already; --again sends it again.")
    say(mails[0], mails[0], asked.language.text(text), asked)
    return Status.DONE


def _invitations(mail: PackFile, language: Language) -> tuple[PackFile, ...]:
    """Those that go with the pack. Raises RunbookError where one of them is missing, and the pack was not moved."""
    from runbook.pack.send.beside import is_at_home
    from runbook.pack.send.pack_file import read_invitations

    found, missing = read_invitations(mail)
    if missing and is_at_home(mail):
        problem = N_("{file}: this invitation of the pack is missing: run `runbook pack` again")
        raise RunbookError(problem, file=str(mail.file.with_name(missing[0])))
    for name in missing:
        click.echo(language.text(N_("{file} is not beside the pack, and is not sent"), file=name), err=True)
    return found


def _hand_in(
    mail: PackFile, pack: PackFile, recipients: list[str], server: Server, sent: SentRecord, asked: Round
) -> bool:
    """Hand the mail in, and say what becomes of it; whether the server took it for all."""
    from email.utils import format_datetime

    from runbook.pack.send.deliver import deliver

    def tell(outcome: DeliveryOutcome) -> None:
        said = in_language(outcome.said, asked.language)
        values = {"recipient": outcome.recipient, "said": said, "id": mail.message_id}
        line = asked.language.text(DELIVERY_STATES[outcome.state], **values)
        progress.clear()
        say(mail, pack, line, asked, err=outcome.state != "accepted")

    log = _SentLog(mail, server, sent)
    date = format_datetime(now())
    text = asked.language.text(N_("handing {file} to {server}"), file=mail.file.name, server=server.url)
    with Progress(asked.language, text) as progress:
        outcomes = deliver(mail, recipients, server, log, date=date, manner=asked.manner, told=tell)
    return all(o.state == "accepted" for o in outcomes)


class _SentLog:
    """Writes what becomes of one mail into sent.json."""

    def __init__(self, mail: PackFile, server: Server, sent: SentRecord) -> None:
        self._mail, self._server, self._sent = mail, server, sent

    def intend(self, recipients: Sequence[str]) -> None:
        """It may have been sent to these from now on."""
        self._sent.intend([self._delivery(recipient, "unknown", "") for recipient in recipients])

    def settle(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        """What became of it."""
        known = [one for one in outcomes if one.state in ("accepted", "unknown")]
        self._sent.settle([self._delivery(one.recipient, one.state, one.said) for one in known])

    def _delivery(self, recipient: str, state: str, said: str) -> Delivery:
        from runbook.pack.deliveries import Delivery

        mail = self._mail
        return Delivery(
            recipient=recipient,
            state=state,
            at=f"{now():%Y-%m-%dT%H:%M:%SZ}",
            server=self._server.url,
            said=said,
            message_id=mail.message_id,
            language=mail.language,
            revision=mail.revision,
            sequence=mail.sequence,
            kind=mail.kind,
            entry=mail.entry,
            start=mail.start,
            end=mail.end,
        )
