"""`send` against servers that drip, never end, repeat what they hear, or are out of step: raw sockets on loopback."""

from __future__ import annotations

import json
import resource
import socket
import ssl
import threading
import time
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import Result

from runbook.model.site import Person
from runbook.pack.send.secret_in import speaks_of
from tests.pack.mails import filed, mail_of, pair, with_staff
from tests.pack.send.servers import USER, Keeper, authority, checked, dripping, raw, running, until_data
from tests.pack.send.test_send import EVERYBODY, send, sent

pytestmark = pytest.mark.sampled(6)

PASSWORD = "correct horse battery"


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    return filed(tmp_path, mail_of(pair()))


def timed(mail: Path, port: int, *words: str, scheme: str = "smtp", host: str = "127.0.0.1") -> tuple[Result, float]:
    """A call with half a second for an answer, and how long it took."""
    start = time.monotonic()
    attempts = () if "--attempts" in words else ("--attempts", "1")
    result = send(mail, f"{scheme}://{host}:{port}", "--timeout", "0.5", *attempts, *words)
    return result, time.monotonic() - start


def drip_banner(line: socket.socket) -> None:
    dripping(line, b"220 welcome, ")


def drip_lines(line: socket.socket) -> None:
    dripping(line, b"220-a\r\n", 0.01)


def drip_ehlo(line: socket.socket) -> None:
    line.sendall(b"220 test\r\n")
    line.recv(100)
    dripping(line, b"250-X\r\n", 0.01)


def silent(line: socket.socket) -> None:
    while line.recv(1000):
        pass


@pytest.mark.sampled(6)
@pytest.mark.parametrize("talk", [drip_banner, drip_lines, drip_ehlo, silent])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_whoever_drips_has_the_time_of_one_answer(mail, talk, scheme):
    with raw(talk) as port:
        result, took = timed(mail, port, scheme=scheme)
    assert (result.exit_code, sent(mail)) == (2, [])
    assert took < 2
    if scheme == "smtp":
        assert "there was no answer in time; nothing was sent" in result.output


def test_a_slow_handshake_has_the_time_of_one_answer(mail, tmp_path):
    """The server's part of it comes by the byte."""
    with authority(tmp_path) as (context, file):

        def slow(line: socket.socket) -> None:
            come, gone = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(come, gone, server_side=True)
            while True:
                with suppress(ssl.SSLWantReadError):
                    tls.do_handshake()
                for byte in gone.read():
                    line.sendall(bytes([byte]))
                    time.sleep(0.02)
                come.write(line.recv(4096))

        with raw(slow) as port:
            result, took = timed(mail, port, "--ca-file", file, scheme="smtps", host="localhost")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "there was no answer in time" in result.output
    assert took < 2


@pytest.mark.long
def test_everything_together_has_its_time_too(mail):
    """Each answer comes just in time."""

    def slow(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        while line.recv(1000):
            time.sleep(0.08)
            line.sendall(b"250 test\r\n")

    staff = [Person(initials=f"P{n}", name="P", email=f"p{n}@example.com", roles=("approver",)) for n in range(60)]
    many = filed(mail.parent, mail_of(with_staff(pair(), *staff)))
    with raw(slow) as port:
        start = time.monotonic()
        result = send(many, f"smtp://127.0.0.1:{port}", "--timeout", "0.2", "--attempts", "1")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert 3.5 < time.monotonic() - start < 7


def flood(line: socket.socket) -> None:
    line.sendall(b"220 ")
    while True:
        line.sendall(b"x" * 65536)


def flood_lines(line: socket.socket) -> None:
    while True:
        line.sendall(b"220-hello\r\n" * 1000)


@pytest.mark.parametrize("talk", [flood, flood_lines])
def test_an_answer_without_end_takes_neither_memory_nor_time(mail, talk):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with raw(talk) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}", "--timeout", "20", "--attempts", "1")
        french = send(mail, f"smtp://127.0.0.1:{port}", "--attempts", "1", "--lang", "fr")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "the server's answer has no end; nothing was sent" in result.output
    assert "la réponse du serveur n’a pas de fin" in french.output
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # KB


@pytest.mark.parametrize(
    "last",
    [
        b"", b"250-taken\r\n", b"25", b"hello\r\n", b"354 more\r\n", b"150 x\r\n", b"250-" * 30000,
        b"2500 taken\r\n", b"250\0\r\n", b"550-no\r\n250 taken\r\n", b"250-taken\r\n550 no\r\n",
    ],
)  # fmt: skip
def test_after_the_whole_mail_only_an_answer_that_means_something_is_one(mail, last):
    """Everything else may mean that it was taken: it is not sent again."""
    talks = []

    def talk(line: socket.socket) -> None:
        until_data(line)
        talks.append(line)
        line.sendall(last)
        time.sleep(0.6)

    with raw(talk) as port:
        result, _ = timed(mail, port, "--attempts", "3")
        again, _ = timed(mail, port)
    assert (result.exit_code, again.exit_code, len(talks)) == (2, 2, 1)
    assert sent(mail) == [(r, "unknown") for r in EVERYBODY]
    assert "may have been accepted" in result.output
    assert "tl@example.com: may have had this mail: no answer of the server is known" in again.output


@pytest.mark.long
@pytest.mark.parametrize("half", [True, False])
def test_a_server_that_closes_in_the_middle_of_the_mail_has_none(mail, half):
    """It is tried again, and nothing is left that says it may have been sent."""
    mail = filed(mail.parent, mail_of(with_staff(pair(), *pair().staff, *(
        Person(initials=f"X{n}", name="x" * 70, email=f"x{n}@example.com", roles=("desktop",)) for n in range(9)
    ))))  # fmt: skip
    tries = []

    def talk(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        with line.makefile("rb") as lines:
            for said in lines:
                if said.upper().startswith(b"DATA"):
                    tries.append(said)
                    line.sendall(b"354 go on\r\n" if half else b"421 bye\r\n")
                    if half:
                        next(lines)
                        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                line.sendall(b"250 fine\r\n")

    big = mail.read_bytes().replace(b"\r\n\r\n", b"\r\n\r\n" + b"preamble\r\n" * 600_000, 1)
    mail.write_bytes(big)
    with raw(talk) as port:
        result, _ = timed(mail, port, "--attempts", "2")
    assert (result.exit_code, len(tries), sent(mail)) == (2, 2, [])


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\r\n", b"\0\0\0\n", b"\xd9\xa2\xd9\xa2\r\n"])
def test_what_is_no_mail_server_is_told(mail, said):
    with raw(lambda line: line.sendall(said)) as port:
        result, _ = timed(mail, port)
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "it does not answer as a mail server does; nothing was sent" in result.output


def test_answers_in_any_encoding_are_shown_and_kept_short(mail):
    def talk(line: socket.socket) -> None:
        until_data(line)
        line.sendall(b"250-\xe9\xff\x80 \x1b[31mred\r\n250 " + b"y" * 3000 + b"\r\n")
        line.recv(100)
        line.sendall(b"221 bye\r\n500 what\r\n\xff\x00 and more\r\n" * 100)

    with raw(talk) as port:
        result, _ = timed(mail, port)
    assert result.exit_code == 0, result.output
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]
    assert "\x1b" not in result.output
    (said,) = {d["said"] for d in json.loads(mail.with_name("sent.json").read_bytes())["deliveries"]}
    assert len(said) <= 310


def test_whoever_answers_before_being_asked_is_not_believed(mail):
    """Everything that a faultless conversation needs, at once."""

    def talk(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n" + b"250 fine\r\n" * 5 + b"354 go on\r\n250 taken\r\n")
        with suppress(OSError):
            while line.recv(65536):
                pass

    with raw(talk) as port:
        result, _ = timed(mail, port)
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "answers before it is asked" in result.output


def test_what_was_said_before_encryption_is_not_an_answer_after_it(mail, tmp_path):
    """CVE-2011-0411 the other way round: somebody adds to the open line what is read once it is encrypted."""
    with authority(tmp_path) as (_, file):

        def talk(line: socket.socket) -> None:
            line.sendall(b"220 test\r\n")
            line.recv(1000)
            line.sendall(b"250-test\r\n250 STARTTLS\r\n")
            line.recv(1000)
            line.sendall(b"220 go on\r\n250-test\r\n250 AUTH PLAIN\r\n")
            line.recv(1000)

        with raw(talk) as port:
            result, _ = timed(mail, port, "--ca-file", file, scheme="smtp+starttls", host="localhost")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "answers before it is asked" in result.output


@pytest.mark.parametrize("answer", [b"250 test\r\n", b"250-test\r\n250 STARTTLSX\r\n"])
def test_an_offer_of_encryption_that_somebody_took_away_ends_it(mail, answer):
    heard = []

    def talk(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        line.recv(1000)
        line.sendall(answer)
        heard.append(line.recv(1000))

    with raw(talk) as port:
        words = ("--user", USER, "--password-file", str(_file(mail.parent)))
        result, _ = timed(mail, port, *words, scheme="smtp+starttls", host="localhost")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "does not offer STARTTLS; nothing was sent" in result.output
    assert all(b"AUTH" not in one and b"MAIL" not in one for one in heard)


def _file(folder: Path, password: str = PASSWORD) -> Path:
    file = folder / "password"
    file.write_text(f"{password}\n", encoding="utf-8")
    return file


ECHOES = {
    "line": lambda said: said,
    "token": lambda said: said.split()[-1],
    "upper": lambda said: said.upper(),
    "password": lambda said: PASSWORD.encode(),
    "base64": lambda said: b64encode(PASSWORD.encode()),
    "with user": lambda said: b64encode(b"user:" + PASSWORD.encode() + b" and more"),
    "hex": lambda said: PASSWORD.encode().hex().encode(),
    "quoted": lambda said: PASSWORD.replace(" ", "%20").encode(),
}


REPEATED = [
    *((b"PLAIN", where, echo) for where in ("535", "454", "RCPT", "taken") for echo in ECHOES),
    *((offer, where, "line") for offer in (b"LOGIN", b"CRAM-MD5") for where in ("535", "454", "RCPT", "taken")),
]


@pytest.mark.sampled(6)
@pytest.mark.parametrize(("offer", "where", "echo"), REPEATED)
def test_a_server_that_repeats_what_it_heard_is_not_repeated(mail, offer, where, echo):
    heard: list[bytes] = []

    def talk(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        line.recv(1000)
        line.sendall(b"250-test\r\n250 AUTH " + offer + b"\r\n")
        heard.append(line.recv(1000))
        for question in [b"cGFzc3dvcmQ="] * (offer != b"PLAIN"):
            line.sendall(b"334 " + question + b"\r\n")
            heard.append(line.recv(1000))
        shown = ECHOES[echo](heard[-1]).strip()
        if where.isdigit():
            line.sendall(where.encode() + b" " + shown + b"\r\n")
        else:
            line.sendall(b"235 welcome\r\n")
            _repeat(line, shown, where)

    with raw(talk) as port:
        result, _ = timed(mail, port, "--user", USER, "--password-file", str(_file(mail.parent)))
    file = mail.with_name("sent.json")
    told = result.output + (file.read_text() if file.exists() else "")
    assert heard[-1]
    assert not any(one.decode().split()[-1].upper() in told.upper() for one in heard)
    assert not speaks_of(told, PASSWORD)
    assert result.exit_code == (0 if where == "taken" else 2)
    assert where.isdigit() or "…" in told


def _repeat(line: socket.socket, shown: bytes, where: str) -> None:
    """Say it about each recipient, or about the mail."""
    while verb := line.recv(100_000)[:4]:
        if verb == b"DATA":
            line.sendall(b"354 go on\r\n")
            while b"\r\n.\r\n" not in line.recv(100_000)[-5:]:
                pass
            line.sendall(b"250 " + shown + b"\r\n")
        elif verb.upper() == b"RCPT" and where == "RCPT":
            line.sendall(b"550-no\r\n550 " + shown + b"\r\n")
        else:
            line.sendall(b"250 fine\r\n")


@pytest.mark.parametrize("said", [b"you are not authorized", b"no plain text", b"cram-md5 alone", b"who is runbook?"])
@pytest.mark.parametrize("offer", [b"PLAIN", b"LOGIN", b"CRAM-MD5"])
def test_a_reason_after_logging_in_is_told(mail, offer, said):
    """Whatever words of logging in it has; what it repeats of the password's proof is left out."""
    proofs: list[bytes] = []

    def talk(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        line.recv(1000)
        line.sendall(b"250-test\r\n250 AUTH " + offer + b"\r\n")
        word = line.recv(1000)
        if offer != b"PLAIN":
            line.sendall(b"334 cGFzc3dvcmQ=\r\n")
            word = line.recv(1000)
        proofs.append(b64decode(word.split()[-1]))
        line.sendall(b"235 welcome\r\n")
        line.recv(1000)
        line.sendall(b"250 fine\r\n")
        for answer in (said, said + b", " + proofs[-1].split(b"\0")[-1], said):
            line.recv(1000)
            line.sendall(b"550 " + answer + b"\r\n")

    with raw(talk) as port:
        result, _ = timed(mail, port, "--user", USER, "--password-file", str(_file(mail.parent)))
    text = said.decode()
    assert [
        f"refused (550 {part})" in line
        for part, line in zip((text, "…", text), result.output.splitlines(), strict=True)
    ] == [True] * 3
    assert proofs[0].split(b"\0")[-1].split()[-1].decode() not in result.output


@pytest.mark.sampled(6)
@pytest.mark.parametrize("challenge", [b"334 a", b"334 ====", b"334 \xff\xff", b"334", b"334 " + b"QUFB" * 30000])
def test_questions_that_make_no_sense_are_no_crash(mail, challenge):
    def talk(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        line.recv(1000)
        line.sendall(b"250-test\r\n250 AUTH CRAM-MD5 LOGIN\r\n")
        while line.recv(1000):
            line.sendall(challenge + b"\r\n")

    with raw(talk) as port:
        result, _ = timed(mail, port, "--user", USER, "--password-file", str(_file(mail.parent)))
    assert (result.exit_code, sent(mail)) == (2, [])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert str(port) in result.output


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("all is well", False), ("", False), ("tR0ub4dor", True), ("TR0UB4 DOR", True), ("dFIwdWI0ZG9y", True),
        ("xx AHVzZXIAdFIwdWI0ZG9y yy", True), ("745230756234646f72", True), ("tR0ub4do", False),
        ("YWxsIGlzIHdlbGw=", False),
    ],
)  # fmt: skip
def test_a_password_is_found_in_whatever_form(text, found):
    assert speaks_of(text, "tR0ub4dor") is found
    assert not speaks_of(text, "")


def test_a_hundred_recipients_some_of_whom_are_refused(mail):
    """And a server that takes forty at once: each gets it once, whoever is refused is named."""

    class Limited(Keeper):
        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            number = int(address[1:4])
            if number % 10 == 3:
                return "550 no such user"
            if len(envelope.rcpt_tos) >= 20:
                return "452 too many recipients"
            envelope.rcpt_tos.append(address)
            return "250 fine"

    staff = [
        Person(initials=f"P{n}", name=f"P {n}", email=f"p{n:03}@example.com", roles=("approver",)) for n in range(100)
    ]
    mail = filed(mail.parent, mail_of(with_staff(pair(), *staff)))
    keeper = Limited()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}", "--attempts", "3")
    assert result.exit_code == 2
    got = [r for one in keeper.mails for r in one.rcpt_tos]
    wanted = [f"p{n:03}@example.com" for n in range(100) if n % 10 != 3]
    assert got == wanted
    assert sent(mail) == [(r, "accepted") for r in wanted]
    assert result.output.count("refused (550 no such user)") == 10


def test_logging_in_on_an_open_line_to_this_machine(mail):
    keeper = Keeper()
    with running(keeper, authenticator=checked, auth_require_tls=False) as port:
        result, _ = timed(mail, port, "--user", USER, "--password-file", str(_file(mail.parent)))
    assert (result.exit_code, len(keeper.mails)) == (0, 1), result.output
    assert keeper.sessions[0].authenticated


@pytest.mark.long
def test_whoever_takes_no_more_of_a_mail_has_the_time_of_one_answer(mail):
    """It has no mail then: the end of it was never handed over."""
    done = threading.Event()

    def talk(line: socket.socket) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(b"220 test\r\n")
        while not line.recv(1000).upper().startswith(b"DATA"):
            line.sendall(b"250 fine\r\n")
        line.sendall(b"354 go on\r\n")
        done.wait(30)

    mail.write_bytes(mail.read_bytes().replace(b"\r\n\r\n", b"\r\n\r\n" + b"preamble\r\n" * 1_000_000, 1))
    with raw(talk) as port:
        result, took = timed(mail, port)
        done.set()
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "there was no answer in time; nothing was sent" in result.output
    assert took < 15


def test_a_goodbye_that_is_not_answered_costs_a_moment(mail):
    def talk(line: socket.socket) -> None:
        until_data(line)
        line.sendall(b"250 taken\r\n")
        dripping(line, b"221-")

    with raw(talk) as port:
        result, took = timed(mail, port)
    assert result.exit_code == 0, result.output
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]
    assert took < 3
