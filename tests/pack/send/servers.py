"""Real mail servers on loopback for the tests, each stopped at the end of its `with`; and mails to hand in."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER = "runbook"
PASSWORDS = ("correct horse battery", "correct \N{HORSE} battery")
NAME = "localhost"


class Keeper:
    """Takes mails and keeps them; `rcpt` and `data` are the answers still to give, the first one first."""

    def __init__(self, rcpt: Sequence[str] = (), data: Sequence[str] = ()) -> None:
        self.rcpt = list(rcpt)
        self.data = list(data)
        self.mails: list[Envelope] = []
        self.sessions: list[Session] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else "250 taken"
        if answer.startswith("250"):
            self.mails.append(envelope)
            self.sessions.append(session)
        return answer


@contextmanager
def running(keeper: object, **more: Any) -> Iterator[int]:
    """A server with `keeper`; gives its port. `tls`: a context for TLS at once; all else goes to aiosmtpd."""
    tls = more.pop("tls", None)

    def talk() -> SMTP:
        return SMTP(keeper, hostname=NAME, **more)

    with _served(lambda loop: loop.create_server(talk, "127.0.0.1", 0, ssl=tls)) as port:
        yield port


def checked(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    """Lets USER in, with one of PASSWORDS."""
    good = isinstance(data, LoginPassword) and data.login.decode() == USER and data.password.decode() in PASSWORDS
    return AuthResult(success=good, handled=False)


@contextmanager
def authority(folder: Path, name: str = NAME) -> Iterator[tuple[ssl.SSLContext, str]]:
    """A server's context with a certificate for `name`, and the file of the authority that signed it."""
    made = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert(name).configure_cert(context)
    file = folder / f"{name}.pem"
    made.cert_pem.write_to_path(str(file))
    yield context, str(file)


@contextmanager
def script(*answers: bytes) -> Iterator[int]:
    """A server that says `answers` line by line and then hangs up; it swallows a mail where it has said 354."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            for answer in answers:
                writer.write(answer + b"\r\n")
                await writer.drain()
                while line := await reader.readline():
                    if not answer.startswith(b"354") or line == b".\r\n":
                        break
            writer.close()

    with _served(lambda loop: asyncio.start_server(talk, "127.0.0.1", 0)) as port:
        yield port


@contextmanager
def _served(start: Callable[[asyncio.AbstractEventLoop], Any]) -> Iterator[int]:
    """The server that `start` gives, in a thread of its own, which ends with the `with`."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(start(loop))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_ended(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended(server: asyncio.AbstractServer) -> None:
    server.close()
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    open_: Any = getattr(asyncio.get_running_loop(), "_transports", {})  # of connections that no client has ended
    for transport in list(open_.values()):
        transport.abort()
    for _ in range(3):
        await asyncio.sleep(0)


@contextmanager
def raw(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that keeps to no protocol: `talk` has each connection, in a thread of its own, until the end of the
    `with`, which cuts them all."""
    listening = socket.create_server(("127.0.0.1", 0))
    open_: list[socket.socket] = [listening]
    threads: list[threading.Thread] = []

    def one(line: socket.socket) -> None:
        with suppress(OSError), line:
            talk(line)

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                open_.append(line)
                threads.append(threading.Thread(target=one, args=(line,), daemon=True))
                threads[-1].start()

    threads.append(threading.Thread(target=accept, daemon=True))
    threads[0].start()
    try:
        yield listening.getsockname()[1]
    finally:
        for each in open_:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in list(threads):
            thread.join(10)


def dripping(line: socket.socket, data: bytes, pause: float = 0.05) -> None:
    """Say `data` by the byte, again and again."""
    while True:
        for byte in data:
            line.sendall(bytes([byte]))
            time.sleep(pause)


def until_data(line: socket.socket, greeting: bytes = b"250 test") -> None:
    """Take everything as far as the whole mail, whose answer is left to say."""
    line.sendall(b"220 test\r\n")
    with line.makefile("rb") as lines:
        for said in lines:
            verb = said[:4].upper()
            if verb == b"DATA":
                line.sendall(b"354 go on\r\n")
                while next(lines) != b".\r\n":
                    pass
                return
            line.sendall((greeting if verb == b"EHLO" else b"250 fine") + b"\r\n")
