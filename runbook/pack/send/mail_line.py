"""A line to a mail server that is bounded: an answer, and all that is said on the line, in time and in size.

smtplib gives a server its seconds for each byte, and takes as many lines for one answer as there come.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from runbook.os_errors import NO_MAIL_SERVER, TOO_EARLY, TOO_MUCH_SAID

ANSWER = 2**16  # bytes; the longest answer, to EHLO, has some hundred
ALL_ANSWERS = 2**20  # bytes; of all answers on one line
ANSWERS = 20  # times what an answer may take: all that is said on one line
GOODBYE = 5.0  # seconds; the answer to QUIT changes nothing
LEFT_OUT = "…".encode()  # in the place of an answer that would give a password away
AFTER_CODE = (b"-", b" ", b"\r", b"\n")  # RFC 5321 4.2: what may stand there
_PROOF = re.compile(rb"[0-9a-f]{32}")
PIECE = 2**14  # bytes that are handed over at once; each has the time of an answer


class AnswerError(OSError):
    """A server that does not keep to the protocol; its reason is one of runbook.os_errors."""


class MailLine(smtplib.SMTP):
    """A connection on which an answer has `seconds`, be it given by the byte, and everything together a multiple."""

    def __init__(self, seconds: float) -> None:
        super().__init__(timeout=seconds)  # without a host: nothing is opened yet
        self._seconds = seconds
        self._end = monotonic() + ANSWERS * seconds
        self._rest = b""  # what came, and was not asked for yet
        self._heard = 0
        self._secret = False
        self._secrets: list[bytes] = []

    @contextmanager
    def in_secret(self) -> Iterator[None]:
        """What is said in here is never told: an answer that repeats it, now or later, is left out."""
        self._secret = True
        try:
            yield
        finally:
            self._secret = False

    def open(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        """Connect, with TLS at once where there is a context, and hear the greeting. Raises what smtplib raises."""
        until = monotonic() + self._left()
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # no host can be called so
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
        for number, (family, kind, protocol, _, address) in enumerate(found, 1):
            self.sock = socket.socket(family, kind, protocol)
            try:
                self.sock.settimeout(_positive(until))
                self.sock.connect(address)
                break
            except OSError:
                self.close()
                if number == len(found):
                    raise
        if context:
            self.secure(context, host)
        code, said = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """TLS from here on. What was said on the open line is forgotten, and nothing of it may be left (RFC 3207)."""
        self._nothing_left()
        assert self.sock is not None
        self.sock.settimeout(self._left())
        self.sock = context.wrap_socket(self.sock, server_hostname=host)  # its seconds are those of the handshake
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False

    def getreply(self) -> tuple[int, bytes]:
        """An answer, whole: its code, the same on each line of it, and its text. Raises OSError, for what is none
        AnswerError, and SMTPServerDisconnected."""
        until, lines, size, code = monotonic() + self._left(), list[bytes](), 0, None
        while True:
            line = self._answer_line(until, ANSWER - size)
            size += len(line)
            lines.append(line[4:].strip())
            code = code or line[:3]
            if not code.isdigit() or line[:3] != code or line[3:4] not in AFTER_CODE:
                raise AnswerError(0, NO_MAIL_SERVER)
            if line[3:4] != b"-":
                return int(code), self._discreet(b"\n".join(lines))

    def send(self, s: object) -> None:
        """Hand something over. Raises OSError, SMTPServerDisconnected."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)  # type: ignore[call-overload]
        self._nothing_left()
        if self._secret:
            self._secrets += _secrets_in(data)
        for start in range(0, len(data), PIECE):
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected
            self.sock.settimeout(self._left())
            try:
                self.sock.sendall(data[start : start + PIECE])
            except (BrokenPipeError, ConnectionResetError) as error:
                self.close()
                raise smtplib.SMTPServerDisconnected(str(error)) from error

    def goodbye(self) -> None:
        """Hang up, and let the server know. Raises what smtplib raises."""
        self._rest = b""
        self._end = min(self._end, monotonic() + min(GOODBYE, self._seconds))
        self.quit()

    def _answer_line(self, until: float, room: int) -> bytes:
        while (end := self._rest.find(b"\n")) < 0:
            if len(self._rest) > room or self._heard > ALL_ANSWERS:
                raise AnswerError(0, TOO_MUCH_SAID)
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected
            self.sock.settimeout(_positive(until))
            data = self.sock.recv(4096)
            if not data:
                self.close()
                raise smtplib.SMTPServerDisconnected
            self._rest += data
            self._heard += len(data)
        line, self._rest = self._rest[: end + 1], self._rest[end + 1 :]
        if len(line) > room:
            raise AnswerError(0, TOO_MUCH_SAID)
        return line

    def _discreet(self, said: bytes) -> bytes:
        text = b"".join(said.lower().split())
        return LEFT_OUT if any(word in text for word in self._secrets) else said

    def _nothing_left(self) -> None:
        """A server that answers before it is asked is out of step, or somebody speaks in its place."""
        if self._rest:
            raise AnswerError(0, TOO_EARLY)

    def _left(self) -> float:
        """The seconds that whatever comes next has. Raises TimeoutError where there are none left."""
        return min(self._seconds, _positive(self._end))


def _secrets_in(said: bytes) -> list[bytes]:
    """What must not be told of a word of logging in: all but `AUTH` and its mechanism, which any answer may name, and
    the proof in it that CRAM-MD5 made of the password."""
    words = said.split()
    words = [word for word in words[2 * (words[:1] == [b"AUTH"]) :] if len(word) > 3]
    proofs = [proof for word in words for proof in _PROOF.findall(_decoded(word))]
    return [word.lower() for word in words] + proofs


def _decoded(word: bytes) -> bytes:
    with suppress(ValueError):
        return b64decode(word)
    return b""


def _positive(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left
