"""What `send` says and does of each mail: who has it, who would get it, what the server says to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from runbook.i18n import N_, Language
from runbook.os_errors import in_language

if TYPE_CHECKING:
    from runbook.pack.deliveries import Delivery
    from runbook.pack.send.deliver import DeliveryOutcome
    from runbook.pack.send.pack_file import PackFile
    from runbook.pack.send.sent_log import Sent
    from runbook.pack.send.server import Server

DELIVERY_STATES = {
    "accepted": N_("{recipient}: accepted ({said})"),
    "unknown": N_(
        "{recipient}: perhaps accepted, the line broke before the answer ({said}); ask before you send --again"
    ),
    "refused": N_("{recipient}: refused ({said})"),
    "waiting": N_("{recipient}: not accepted for now ({said}); try again later"),
}


def perhaps(mail: PackFile, sent: Sent) -> bool:
    """Whether it is not known of somebody that the server took the mail."""
    before = [sent.before(mail, recipient) for recipient in mail.recipients]
    return any(one is not None and one.state == "unknown" for one in before)


def still_to_send(mails: Sequence[PackFile], sent: Sent, again: bool) -> list[tuple[PackFile, list[str]]]:
    """Each mail, and who does not have it; with `again`, everybody. Nobody gets one mail in two languages."""
    meant: set[tuple[str, str]] = set()
    todo: list[tuple[PackFile, list[str]]] = []
    for mail in mails:
        open_ = [r for r in mail.recipients if (mail.message_id, r.casefold()) not in meant]
        open_ = [r for r in open_ if again or not sent.before(mail, r)]
        meant.update((mail.message_id, r.casefold()) for r in open_)
        todo.append((mail, open_))
    return todo


def hand_in(
    mail: PackFile,
    pack: PackFile,
    recipients: list[str],
    server: Server,
    sent: Sent,
    attempts: int,
    pause: float,
    language: Language,
) -> bool:
    """Hand the mail in, write down and say what becomes of it; whether the server took it for all."""
    from datetime import UTC, datetime
    from email.utils import format_datetime

    from runbook.pack.send.deliver import deliver

    def tell(outcome: DeliveryOutcome) -> None:
        if outcome.state in ("accepted", "unknown"):
            sent.add(_delivery(mail, outcome, server, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"))
        said = in_language(outcome.said, language)
        line = language.text(DELIVERY_STATES[outcome.state], recipient=outcome.recipient, said=said)
        click.echo(_named(mail, pack, line, language), err=outcome.state != "accepted")

    date = format_datetime(datetime.now(UTC))
    outcomes = deliver(mail, recipients, server, date=date, attempts=attempts, pause=pause, told=tell)
    return all(o.state == "accepted" for o in outcomes)


def _delivery(mail: PackFile, outcome: DeliveryOutcome, server: Server, at: str) -> Delivery:
    from runbook.pack.deliveries import Delivery

    return Delivery(
        recipient=outcome.recipient,
        state=outcome.state,
        at=at,
        server=server.url,
        said=outcome.said,
        message_id=mail.message_id,
        language=mail.language,
        revision=mail.revision,
        sequence=mail.sequence,
        kind=mail.kind,
        entry=mail.entry,
        start=mail.start,
        end=mail.end,
    )


def _named(mail: PackFile, pack: PackFile, line: str, language: Language) -> str:
    """A line about a mail; it names the file where that is not the pack itself."""
    return line if mail is pack else language.text(N_("{name}: {value}")).format(name=mail.file.name, value=line)


def tell_had(mails: Sequence[PackFile], sent: Sent, language: Language) -> None:
    """Who has which mail already, or perhaps; of an invitation in one line."""
    had = N_("{recipient}: had this mail before (--again sends it again)")
    may = N_("{recipient}: perhaps had this mail: the line broke; ask before you send it --again")
    for mail in mails:
        before = [(r, one.state) for r in mail.recipients if (one := sent.before(mail, r)) is not None]
        for text, unknown in ((had, False), (may, True)):
            those = [r for r, state in before if (state == "unknown") == unknown]
            _tell(mail, mails[0], text, those, language)


def tell_planned(todo: Sequence[tuple[PackFile, list[str]]], server: Server, language: Language) -> None:
    """What would be sent to whom; the first mail is the pack."""
    pack = todo[0][0]
    size = f"{len(pack.content) / 1e6:.1f}"
    click.echo(
        language.text(N_("From {sender} by {server}, {size} MB"), sender=pack.sender, server=server.url, size=size)
    )
    click.echo(language.text(N_("Subject: {subject}"), subject=pack.subject))
    for mail, recipients in todo:
        _tell(mail, pack, N_("{recipient}: would get it"), recipients, language)
    click.echo(language.text(N_("Nothing was sent.")))


def _tell(mail: PackFile, pack: PackFile, text: str, recipients: Sequence[str], language: Language) -> None:
    """A line for each recipient of the pack; of an invitation one line for all."""
    for each in recipients if mail is pack else [", ".join(recipients)] * bool(recipients):
        click.echo(_named(mail, pack, language.text(text, recipient=each), language))
