"""The mail server: its address, and a connection to it that is encrypted and logged in as the address asks."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.os_errors import CLOSED, reason_of

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
TRANSIENT = (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException, OSError)
"""What `connected` raises where another try may go better."""

Scheme = Literal["smtp", "smtps", "smtp+starttls"]
_FORM = N_("{url}: write smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT")


class SendError(RunbookError):
    """A mail that cannot be sent, or a server that cannot be spoken to. Exit status 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed in. `password` is never shown; `certificates` is a file of what to trust instead."""

    scheme: Scheme
    host: str
    port: int
    user: str | None = None
    password: str | None = None
    certificates: str | None = None
    timeout: float = 30.0

    def __repr__(self) -> str:
        return f"Server({self.url})"

    @property
    def url(self) -> str:
        """`smtps://mail.example.com:465`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def server_of(url: str) -> Server:
    """The server of `--smtp`. Raises SendError: a form that is none, a password in it."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise SendError(_FORM, url=_without_secret(url)) from error
    if parts.username is not None or parts.password is not None:
        raise SendError(
            N_("the server's address holds a user; give it by --user, and never a password on the command line")
        )
    if parts.scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SendError(_FORM, url=_without_secret(url))
    scheme: Scheme = parts.scheme  # type: ignore[assignment]
    return Server(scheme=scheme, host=host, port=port or PORTS[scheme])


def connected(server: Server) -> smtplib.SMTP:
    """A connection, encrypted and with the user logged in as the server's address asks.

    Raises SendError for what another try does not mend, and TRANSIENT.
    """
    if server.user is not None and server.scheme == "smtp" and server.host not in LOOPBACK:
        raise SendError(N_("a password does not go over an open line: use smtps:// or smtp+starttls://"))
    smtp: smtplib.SMTP | None = None
    try:
        if server.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=_context(server))
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        smtp.ehlo_or_helo_if_needed()
        if server.scheme == "smtp+starttls":
            _start_tls(smtp, server)
        if server.user is not None:
            _log_in(smtp, server)
    except BaseException as error:
        if smtp is not None:
            smtp.close()
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            raise _not_secure(server, error) from error
        if isinstance(error, smtplib.SMTPResponseException) and not temporary(error.smtp_code):
            raise _refused(server, error) from error
        raise
    return smtp


def _context(server: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.certificates)
    except (OSError, ssl.SSLError) as error:
        problem = N_("{file}: no certificates can be read from this file")
        raise SendError(problem, file=server.certificates or "") from error


def _start_tls(smtp: smtplib.SMTP, server: Server) -> None:
    if not smtp.has_extn("starttls"):
        raise SendError(N_("{server} does not offer STARTTLS; nothing was sent"), server=server.url)
    smtp.starttls(context=_context(server))
    smtp.ehlo()


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    user, password = server.user or "", server.password or ""
    try:
        if (user + password).isascii():
            smtp.login(user, password)
        else:
            _log_in_wide(smtp, user, password)
    except smtplib.SMTPAuthenticationError as error:
        if temporary(error.smtp_code):
            raise
        problem = N_("{server} does not accept the user {user} with this password")
        raise SendError(problem, server=server.url, user=server.user or "") from None
    except smtplib.SMTPNotSupportedError:
        raise SendError(N_("{server} offers no way to log in; leave --user out"), server=server.url) from None


def _log_in_wide(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616): smtplib knows ASCII passwords alone."""
    if "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError
    told = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, said = smtp.docmd("AUTH", f"PLAIN {told}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _not_secure(server: Server, error: ssl.SSLError) -> SendError:
    reason = getattr(error, "verify_message", "") or error.reason or str(error)
    problem = N_(
        "{server} does not prove who it is: {reason}; nothing was sent (--ca-file names certificates to trust)"
    )
    return SendError(problem, server=server.url, reason=str(reason))


def _refused(server: Server, error: smtplib.SMTPResponseException) -> SendError:
    return SendError(N_("{server} refuses: {reason}"), server=server.url, reason=words(error))


def temporary(code: int) -> bool:
    """RFC 5321 4.2.1: 4xx may be otherwise later; so may a connection that closes without an answer (-1)."""
    return 400 <= code < 500 or code == -1


def words(error: BaseException | None) -> str:
    """What a server said, or why it could not be spoken to (a message id, where it is one of runbook.os_errors)."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return CLOSED
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError):  # whose numbers are others
        return reason_of(error).strip() or type(error).__name__
    return str(error or "").strip() or type(error).__name__


def _without_secret(url: str) -> str:
    """The address without what stands before an @: it may hold a password."""
    _, at, tail = url.rpartition("@")
    return f"…@{tail}" if at else url
