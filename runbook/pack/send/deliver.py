"""A mail is handed in, and what the server says about each recipient.

Nothing is sent twice by accident. Before the mail goes over the line it is written down that it may have gone: whoever
ends here, at whatever moment, leaves that behind. A line that breaks after the whole mail went out, before an answer
that means something, counts as sent for all we know. Whatever breaks earlier is tried again, a bounded number of times.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal, Protocol

from runbook.i18n import N_
from runbook.pack.send.answers import answer, temporary, words
from runbook.pack.send.mail_line import MailLine
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import TRANSIENT, SendError, Server, connected, unreached

DeliveryState = Literal["accepted", "unknown", "refused", "waiting"]
_DATE = re.compile(rb"^Date:[^\r\n]*(\r?\n[ \t][^\r\n]*)*", re.MULTILINE | re.IGNORECASE)
_DRAFT = re.compile(rb"^X-Unsent:[^\r\n]*\r?\n", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """What became of the mail for one recipient; `said` is the server's answer, `waiting` that it may take it later."""

    recipient: str
    state: DeliveryState
    said: str


class DeliveryLog(Protocol):
    """Where it is written down, on the disk, what goes out. Raises SendError where that cannot be done."""

    def intend(self, recipients: Sequence[str]) -> None:
        """The mail is about to be handed over for these: until more is known, it may have been sent."""

    def settle(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        """What became of that; of those who are not named here, the mail was not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How often a server is tried that cannot take a mail for now, and the seconds before the second attempt."""

    attempts: int = 3
    pause: float = 5.0
    sleep: Callable[[float], None] = time.sleep


def deliver(
    pack: PackFile,
    recipients: Sequence[str],
    server: Server,
    log: DeliveryLog,
    *,
    date: str,
    manner: Manner,
    told: Callable[[DeliveryOutcome], None],
) -> tuple[DeliveryOutcome, ...]:
    """Hand the mail in for `recipients`, dated `date`; what became of each. `told` hears of it as soon as it is known.

    Whoever the server cannot take just now is tried again, as often as `manner` says, with twice the pause each time;
    an attempt by which somebody got it (a server that takes so many at once) does not count.
    Raises SendError where the mail cannot be sent, ServerError where no mail can.
    """
    data = _dated(pack.content, date)
    found: dict[str, DeliveryOutcome] = {}
    open_, trouble, reached = list(recipients), None, False
    failed = 0
    while open_ and failed < manner.attempts:
        if failed or found:
            manner.sleep(manner.pause * 2 ** max(failed - 1, 0))
        trouble, outcomes = None, list[DeliveryOutcome]()
        try:
            with _line(server) as line:
                reached = True
                outcomes = _hand_in(line, pack, open_, server, data, log)
                log.settle(outcomes)
        except TRANSIENT as error:
            trouble = error
            log.settle(())
        finally:  # also where it cannot be written down
            for outcome in (one for one in outcomes if one.state != "waiting"):
                told(outcome)
        found.update({outcome.recipient: outcome for outcome in outcomes})
        failed += not any(outcome.state == "accepted" for outcome in outcomes)
        open_ = [r for r in open_ if r not in found or found[r].state == "waiting"]
    if trouble is not None and not found:
        raise _cut(server, trouble) if reached else unreached(server, trouble)
    for recipient in open_:
        found.setdefault(
            recipient, DeliveryOutcome(recipient=recipient, state="waiting", said=words(trouble, server.password))
        )
        told(found[recipient])
    return tuple(found[r] for r in recipients)


@contextmanager
def _line(server: Server) -> Iterator[MailLine]:
    """A line that is hung up politely, unless something went wrong on it."""
    line = connected(server)
    try:
        yield line
        with suppress(smtplib.SMTPException, OSError):
            line.goodbye()
    finally:
        line.close()


def _hand_in(
    line: MailLine, pack: PackFile, recipients: Sequence[str], server: Server, data: bytes, log: DeliveryLog
) -> list[DeliveryOutcome]:
    """What becomes of the mail for each recipient. Raises TRANSIENT where the server surely has no mail."""
    code, said = line.mail(pack.sender, _options(line, pack, server, data))
    if code != 250:
        return [_outcome(r, code, said, server) for r in recipients]
    answers = {r: line.rcpt(r) for r in recipients}
    taken = [r for r, (code, _) in answers.items() if code in (250, 251)]
    refused = [_outcome(r, *answer, server) for r, answer in answers.items() if r not in taken]
    if not taken:
        return refused
    log.intend(taken)
    code, said = line.docmd("DATA")
    if code != 354:
        return refused + [_outcome(r, code, said, server) for r in taken]
    line.send(_stuffed(data))  # a break before the end of this: the server has no mail
    try:
        code, said = line.getreply()
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        return refused + [
            DeliveryOutcome(recipient=r, state="unknown", said=words(error, server.password)) for r in taken
        ]
    return refused + [_outcome(r, code, said, server, last=True) for r in taken]


def _options(line: MailLine, pack: PackFile, server: Server, data: bytes) -> list[str]:
    options = []
    if pack.wide:
        if not line.has_extn("smtputf8"):
            people = dict.fromkeys((pack.sender, *pack.recipients))
            strange = ", ".join(a for a in people if not a.isascii())
            raise SendError(
                N_("{server} does not accept addresses such as {address}"), server=server.url, address=strange
            )
        line.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    if not data.isascii():
        options.append("BODY=8BITMIME")
    limit = line.esmtp_features.get("size", "")
    known = limit.isascii() and limit.isdigit() and len(limit) < 16
    if known and 0 < int(limit) < len(data):
        values = {"server": server.url, "limit": str(int(limit) // 1000), "size": str(-(-len(data) // 1000))}
        raise SendError(N_("{server} accepts mails of up to {limit} KB, and this one is {size} KB"), **values)
    if limit:
        options.append(f"SIZE={len(data)}")
    return options


def _dated(content: bytes, date: str) -> bytes:
    """The mail with its date, and no longer marked as a draft; all else is the same to the byte."""
    head, gap, body = content.partition(b"\r\n\r\n")
    dated = _DATE.sub(b"Date: " + date.encode("ascii"), head, count=1)
    return _DRAFT.sub(b"", dated) + gap + body


def _stuffed(data: bytes) -> bytes:
    """RFC 5321 4.5.2: lines end by CRLF, a dot that begins one is doubled, a lone dot ends the mail."""
    lines = re.sub(rb"\r?\n|\r", b"\r\n", data).removesuffix(b"\r\n")
    return re.sub(rb"(?m)^\.", b"..", lines) + b"\r\n.\r\n"


def _outcome(recipient: str, code: int, said: bytes, server: Server, *, last: bool = False) -> DeliveryOutcome:
    """What an answer means; the `last` one comes once the server has the whole mail."""
    state: DeliveryState = "waiting" if temporary(code) else "refused"
    if last:
        known: dict[int, DeliveryState] = {2: "accepted", 4: "waiting", 5: "refused"}
        state = known.get(code // 100, "unknown")
    return DeliveryOutcome(recipient=recipient, state=state, said=answer(code, said, server.password))


def _cut(server: Server, error: BaseException) -> SendError:
    problem = N_("the connection to {server} broke: {reason}; nothing was sent")
    return SendError(problem, server=server.url, reason=words(error, server.password))
