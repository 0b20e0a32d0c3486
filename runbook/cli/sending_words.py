"""What `send` says of each mail: who has it, who would get it, what the server says to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from runbook.i18n import N_, Language, shown

if TYPE_CHECKING:
    from runbook.pack.send.deliver import Manner
    from runbook.pack.send.pack_file import PackFile
    from runbook.pack.send.server import Server
    from runbook.pack.send.ticket import SentRecord

PAIR = N_("{name}: {value}")
DELIVERY_STATES = {
    "accepted": N_("{recipient}: accepted ({said})"),
    "unknown": N_(
        "{recipient}: may have been accepted, no answer is known ({said}). Ask, or look for {id} in the server's log, "
        "before you send it --again"
    ),
    "refused": N_("{recipient}: refused ({said})"),
    "waiting": N_("{recipient}: not accepted for now ({said}); try again later"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a call of `send` asks for, the same for each of its packs. Only a dry run has no `server`. `logged_in` gives
    the server with its password, which is asked for once something is to be sent; `several`: lines name their pack."""

    server: Server | None
    logged_in: Callable[[], Server]
    language: Language
    manner: Manner
    again: bool
    late: bool
    dry_run: bool
    several: bool


def say(mail: PackFile, pack: PackFile, line: str, asked: Round, *, err: bool = False) -> None:
    """Say a line about a mail; it names the file where there are several packs, or it is an invitation."""
    text = asked.language.text(PAIR)
    if mail is not pack:
        beside = mail.file.parent == pack.file.parent
        name = mail.file.name if beside else f"{mail.site}/{mail.change}/{mail.file.name}"
        line = text.format(name=name, value=line)
    if asked.several:
        line = text.format(name=shown(str(pack.file)), value=line)
    click.echo(line, err=err)


def tell_had(mails: Sequence[PackFile], sent: SentRecord, asked: Round) -> None:
    """Who has which mail already, or perhaps; of an invitation in one line."""
    if asked.again:
        return
    had = N_("{recipient}: had this mail before (--again sends it again)")
    may = N_(
        "{recipient}: may have had this mail: no answer of the server is known. Ask, or look for {id} in the server's "
        "log, before you send it --again"
    )
    for mail in mails:
        before = [(r, one.state) for r in mail.recipients if (one := sent.before(mail, r)) is not None]
        for text, unknown in ((had, False), (may, True)):
            those = [r for r, state in before if (state == "unknown") == unknown]
            _tell(mail, mails[0], text, those, asked, err=unknown)


def tell_planned(todo: Sequence[tuple[PackFile, list[str]]], asked: Round) -> None:
    """What would be sent to whom; the first mail is the pack."""
    pack, language = todo[0][0], asked.language
    size = language.decimal(max(0.1, len(pack.content) / 1e6))
    values = {"sender": pack.sender, "size": size}
    text = N_("From {sender}, {size} MB")
    if asked.server is not None:
        values["server"], text = asked.server.url, N_("From {sender} by {server}, {size} MB")
    say(pack, pack, language.text(text, **values), asked)
    say(pack, pack, language.text(N_("Subject: {subject}"), subject=pack.subject), asked)
    for mail, recipients in todo:
        _tell(mail, pack, N_("{recipient}: would get it"), recipients, asked)
    say(pack, pack, language.text(N_("Nothing was sent.")), asked)


def _tell(
    mail: PackFile, pack: PackFile, text: str, recipients: Sequence[str], asked: Round, *, err: bool = False
) -> None:
    """A line for each recipient of the pack; of an invitation one line for all."""
    for each in recipients if mail is pack else [", ".join(recipients)] * bool(recipients):
        say(mail, pack, asked.language.text(text, recipient=each, id=mail.message_id), asked, err=err)
