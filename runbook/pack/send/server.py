"""The mail server: its address, and a line to it that is encrypted and logged in as the address asks."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.pack.send.answers import temporary, words
from runbook.pack.send.mail_line import AnswerError, MailLine

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
TRANSIENT = (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException, OSError)
"""What `connected` raises where another try may go better."""

_NOBODY = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL})

Scheme = Literal["smtp", "smtps", "smtp+starttls"]
_FORM = N_("{url}: write smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT")


class SendError(RunbookError):
    """A mail that cannot be sent. Exit status 2."""


class ServerError(SendError):
    """A server that cannot be spoken to: no other mail can be sent by it either."""


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
            N_(
                "the server's address contains a user; give it with --user, and never put a password on "
                "the command line"
            )
        )
    if parts.scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SendError(_FORM, url=_without_secret(url))
    scheme: Scheme = parts.scheme  # type: ignore[assignment]
    return Server(scheme=scheme, host=host, port=port or PORTS[scheme])


def connected(server: Server) -> MailLine:
    """A line, encrypted and with the user logged in as the server's address asks.

    Raises ServerError for what another try does not mend, and TRANSIENT.
    """
    if server.user is not None and server.scheme == "smtp" and server.host not in LOOPBACK:
        raise ServerError(N_("a password is not sent over an unencrypted connection: use smtps:// or smtp+starttls://"))
    context = None if server.scheme == "smtp" else _context(server)
    line = MailLine(server.timeout)
    try:
        line.open(server.host, server.port, context if server.scheme == "smtps" else None)
        line.ehlo_or_helo_if_needed()
        if server.scheme == "smtp+starttls" and context:
            _start_tls(line, server, context)
        if server.user is not None:
            _log_in(line, server)
    except BaseException as error:
        line.close()
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            raise _not_secure(server, error) from error
        if isinstance(error, smtplib.SMTPResponseException) and not temporary(error.smtp_code):
            raise _refused(server, error) from None
        if _for_good(error):
            raise unreached(server, error) from None
        raise
    return line


def _context(server: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.certificates)
    except (OSError, ssl.SSLError) as error:
        problem = N_("{file}: no certificates can be read from this file")
        raise ServerError(problem, file=server.certificates or "") from error


def _start_tls(line: MailLine, server: Server, context: ssl.SSLContext) -> None:
    if not line.has_extn("starttls"):
        raise ServerError(N_("{server} does not offer STARTTLS; nothing was sent"), server=server.url)
    code, said = line.docmd("STARTTLS")
    if code != 220:
        raise smtplib.SMTPResponseException(code, said)
    line.secure(context, server.host)
    line.ehlo_or_helo_if_needed()


def _log_in(line: MailLine, server: Server) -> None:
    """What the server says to it is never told: some repeat what they were sent."""
    user, password = server.user or "", server.password or ""
    try:
        with line.in_secret():
            if (user + password).isascii():
                line.login(user, password)
            else:
                _log_in_wide(line, user, password)
    except smtplib.SMTPNotSupportedError:
        raise ServerError(N_("{server} offers no way to log in; leave --user out"), server=server.url) from None
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as error:
        if temporary(error.smtp_code):
            raise smtplib.SMTPAuthenticationError(error.smtp_code, b"") from None
        problem = N_("{server} does not accept the user {user} with this password")
        raise ServerError(problem, server=server.url, user=user) from None
    except (smtplib.SMTPException, ValueError):  # questions without end, or that are no base64
        raise ServerError(N_("{server}: cannot log in, because its answers are not valid"), server=server.url) from None


def _log_in_wide(line: MailLine, user: str, password: str) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616): smtplib knows ASCII passwords alone."""
    if "PLAIN" not in line.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError
    told = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, said = line.docmd("AUTH", f"PLAIN {told}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _for_good(error: BaseException) -> bool:
    """Whether nobody is there to speak to, and will not be in a moment: another host or port has to be named."""
    if isinstance(error, socket.gaierror):
        return error.errno != socket.EAI_AGAIN
    return isinstance(error, AnswerError) or (isinstance(error, OSError) and error.errno in _NOBODY)


def unreached(server: Server, error: BaseException) -> ServerError:
    """That there is no line to the server, and what to look at."""
    problem = N_(
        "{server} cannot be reached, or closes the connection: {reason}; nothing was sent. Check the host and port in "
        "--smtp (usually smtp://HOST:25, smtp+starttls://HOST:587 or smtps://HOST:465), and whether the server runs"
    )
    return ServerError(problem, server=server.url, reason=words(error, server.password))


def _not_secure(server: Server, error: ssl.SSLError) -> SendError:
    reason = getattr(error, "verify_message", "") or error.reason or str(error)
    problem = N_(
        "{server} does not prove who it is: {reason}; nothing was sent (--ca-file names certificates to trust)"
    )
    if not isinstance(error, ssl.SSLCertVerificationError):
        problem = N_(
            "there is no encrypted connection to {server}: {reason}; nothing was sent. Check the port in --smtp "
            "(usually smtps://HOST:465 where encryption begins at once, smtp+starttls://HOST:587 where the server "
            "offers it)"
        )
    return ServerError(problem, server=server.url, reason=library_reason(error, str(reason)))


def _refused(server: Server, error: smtplib.SMTPResponseException) -> SendError:
    return ServerError(N_("{server} refuses: {reason}"), server=server.url, reason=words(error, server.password))


def _without_secret(url: str) -> str:
    """The address without what stands before an @: it may hold a password."""
    _, at, tail = url.rpartition("@")
    return f"…@{tail}" if at else url
