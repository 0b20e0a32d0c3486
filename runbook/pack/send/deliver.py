"""A mail is handed in, and what the server says about each recipient.

Nothing is sent twice by accident: a connection that breaks after the whole mail went out, before the answer came,
counts as sent for all we know. Whatever breaks earlier is tried again, a bounded number of times.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from runbook.i18n import N_
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import TRANSIENT, SendError, Server, connected, temporary, words

DeliveryState = Literal["accepted", "unknown", "refused", "waiting"]
_DATE = re.compile(rb"^Date:[^\r\n]*(\r?\n[ \t][^\r\n]*)*", re.MULTILINE | re.IGNORECASE)
_DRAFT = re.compile(rb"^X-Unsent:[^\r\n]*\r?\n", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """What became of the mail for one recipient; `said` is the server's answer, `waiting` that it may take it later."""

    recipient: str
    state: DeliveryState
    said: str


def deliver(
    pack: PackFile,
    recipients: Sequence[str],
    server: Server,
    *,
    date: str,
    attempts: int = 3,
    pause: float = 5.0,
    told: Callable[[DeliveryOutcome], None] = lambda outcome: None,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[DeliveryOutcome, ...]:
    """Hand the mail in for `recipients`, dated `date`; what became of each. `told` hears of it as soon as it is known.

    Whoever the server cannot take just now is tried again, `attempts` times in all, with twice the pause each time.
    Raises SendError where the server cannot be spoken to at all.
    """
    data = _dated(pack.content, date)
    found: dict[str, DeliveryOutcome] = {}
    open_, trouble = list(recipients), None
    for attempt in range(attempts):
        if attempt:
            sleep(pause * 2 ** (attempt - 1))
        try:
            outcomes, trouble = _attempt(pack, open_, server, data), None
        except TRANSIENT as error:
            trouble = error
            continue
        for outcome in outcomes:
            found[outcome.recipient] = outcome
            if outcome.state != "waiting":
                told(outcome)
        open_ = [r for r in open_ if found[r].state == "waiting"]
        if not open_:
            break
    if trouble is not None and not found:
        raise _no_server(server, trouble)
    for recipient in open_:
        last = found.get(recipient) or DeliveryOutcome(recipient=recipient, state="waiting", said=words(trouble))
        found[recipient] = last
        told(last)
    return tuple(found[r] for r in recipients)


def _attempt(pack: PackFile, recipients: Sequence[str], server: Server, data: bytes) -> list[DeliveryOutcome]:
    """One connection, one mail. Raises SendError for what a second try does not mend, and TRANSIENT."""
    smtp = connected(server)
    try:
        return _hand_in(smtp, pack, recipients, server, data)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()  # its answer changes nothing
        smtp.close()


def _hand_in(
    smtp: smtplib.SMTP, pack: PackFile, recipients: Sequence[str], server: Server, data: bytes
) -> list[DeliveryOutcome]:
    options = _options(smtp, pack, server, data)
    code, said = smtp.mail(pack.sender, options)
    if code != 250:
        return [_outcome(r, code, said) for r in recipients]
    answers = {r: smtp.rcpt(r) for r in recipients}
    taken = [r for r, (code, _) in answers.items() if code in (250, 251)]
    refused = [_outcome(r, *answer) for r, answer in answers.items() if r not in taken]
    if not taken:
        return refused
    code, said = smtp.docmd("DATA")
    if code != 354:
        return refused + [_outcome(r, code, said) for r in taken]
    smtp.send(_stuffed(data))  # a break before the end of this: the server has no mail
    try:
        code, said = smtp.getreply()
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        return refused + [DeliveryOutcome(recipient=r, state="unknown", said=words(error)) for r in taken]
    return refused + [_outcome(r, code, said, accepted=code == 250) for r in taken]


def _options(smtp: smtplib.SMTP, pack: PackFile, server: Server, data: bytes) -> list[str]:
    options = []
    if pack.wide:
        if not smtp.has_extn("smtputf8"):
            strange = ", ".join(a for a in (pack.sender, *pack.recipients) if not a.isascii())
            raise SendError(N_("{server} takes no addresses such as {address}"), server=server.url, address=strange)
        smtp.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    if not data.isascii():
        options.append("BODY=8BITMIME")
    limit = smtp.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(data):
        values = {"server": server.url, "limit": f"{int(limit) / 1e6:.1f}", "size": f"{len(data) / 1e6:.1f}"}
        raise SendError(N_("{server} takes mails of up to {limit} MB, and this one has {size} MB"), **values)
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


def _outcome(recipient: str, code: int, said: bytes, *, accepted: bool = False) -> DeliveryOutcome:
    state: DeliveryState = "accepted" if accepted else "waiting" if temporary(code) else "refused"
    return DeliveryOutcome(recipient=recipient, state=state, said=f"{code} {said.decode('utf-8', 'replace')}".strip())


def _no_server(server: Server, error: BaseException) -> SendError:
    problem = N_("{server} cannot be reached, or breaks off: {reason}; nothing was sent")
    return SendError(problem, server=server.url, reason=words(error))
