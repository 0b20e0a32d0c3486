"""What a server answers, as it is understood, shown and written down. `secret` is the password that never is."""

from __future__ import annotations

import smtplib

from runbook.library_errors import CLOSED
from runbook.os_errors import reason_of
from runbook.pack.send.secret_in import speaks_of

SHOWN = 300  # characters of an answer


def temporary(code: int) -> bool:
    """RFC 5321 4.2.1: 4xx may be otherwise later."""
    return 400 <= code < 500


def answer(code: int, said: bytes | str, secret: str | None) -> str:
    """An answer as it is shown and written down: on one line, short, and nothing at all where it holds the password."""
    text = " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())
    if speaks_of(text, secret or ""):
        text = "…"
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return f"{code} {text}".strip()


def words(error: BaseException | None, secret: str | None) -> str:
    """What a server said, or why it could not be spoken to (a message id, where it is one of runbook.os_errors)."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer(error.smtp_code, error.smtp_error, secret)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return CLOSED
    if isinstance(error, OSError):
        return reason_of(error).strip() or type(error).__name__
    return str(error or "").strip() or type(error).__name__
