"""The command `send`, whole, against servers on loopback: what they take, refuse, put off and break off."""

from __future__ import annotations

import json
import os
import re
import ssl
import threading
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from click.testing import CliRunner, Result

from runbook.cli import runbook
from runbook.cli.exit_status import Status
from runbook.cli.progress import Progress
from runbook.cli.send import PASSWORD as VARIABLE
from runbook.i18n import Language
from runbook.model.site import Person
from runbook.reading.plan_json import dump_plan
from tests.pack.mails import filed, mail_of, packed, pair, with_staff
from tests.pack.send.servers import PASSWORDS, USER, Keeper, authority, checked, running, script

EVERYBODY = ["tl@example.com", "ab@example.com", "cm@example.com"]


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    return filed(tmp_path, mail_of(pair()))


def send(mail: Path, url: str, *words: str, password: str | None = None) -> Result:
    environment = {"LC_ALL": "C.UTF-8", VARIABLE: password}
    usual = {"--pause": "0", "--timeout": "5"}
    options = [part for name, value in usual.items() if name not in words for part in (name, value)]
    options = ["send", str(mail), "--smtp", url, *options, *words]
    return CliRunner().invoke(runbook, options, env=environment)


def sent(mail: Path) -> list[tuple[str, str]]:
    file = mail.with_name("sent.json")
    return [(d["recipient"], d["state"]) for d in json.loads(file.read_bytes())["deliveries"]] if file.exists() else []


def _raw(mail: Envelope) -> bytes:
    content = mail.original_content
    assert content is not None
    return content


def test_everybody_gets_the_mail_as_it_was_packed_and_it_is_written_down(mail):
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert result.exit_code == 0, result.output
    (got,) = keeper.mails
    assert (got.mail_from, got.rcpt_tos) == ("ab@example.com", EVERYBODY)
    packed, came = mail.read_bytes(), _raw(got)
    assert came.partition(b"\r\n\r\n")[2] == packed.partition(b"\r\n\r\n")[2]
    one, other = (message_from_bytes(data, policy=default) for data in (packed, came))
    changed = {"date", "x-unsent", "x-peer", "x-mailfrom", "x-rcptto"}
    assert [(k, v) for k, v in one.items() if k.lower() not in changed] == [
        (k, v) for k, v in other.items() if k.lower() not in changed
    ]
    assert other["date"].datetime.year > 2000
    assert other["x-unsent"] is None
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]


def test_nobody_gets_it_twice_without_again(mail):
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(mail, url).exit_code == 0
        second = send(mail, url)
        assert (second.exit_code, len(keeper.mails)) == (0, 1)
        assert second.stdout.splitlines() == [
            *(f"{r}: had this mail before (--again sends it again)" for r in EVERYBODY),
            "Nothing to send: everybody has this already; --again sends it again.",
        ]
        third = send(mail, url, "--again")
    assert (third.exit_code, len(keeper.mails)) == (0, 2)
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY * 2]


def test_a_new_revision_goes_to_everybody_again(mail, tmp_path):
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(mail, url).exit_code == 0
        assert send(filed(tmp_path, mail_of(pair(2))), url).exit_code == 0
    assert len(keeper.mails) == 2


def test_a_mail_about_another_plan_than_the_one_beside_it_stays(mail):
    mail.with_name("plan.json").write_bytes(dump_plan(pair(2)))
    result = send(mail, "smtp://127.0.0.1:9")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert f"the plan beside it is {pair(2).revision[:12]}: run `runbook pack` again" in result.output


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:-100],
        lambda data: data.replace(b'"required": true', b'"required": false', 1),
        lambda data: data.replace(b'"revision": "', b'"revision": "0', 1),
    ],
    ids=["empty", "cut", "edited", "revision"],
)
def test_a_plan_beside_the_mail_that_is_damaged_or_edited_stops_it(mail, harm):
    plan = mail.with_name("plan.json")
    plan.write_bytes(harm(dump_plan(pair())))
    assert plan.read_bytes() != dump_plan(pair())
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
        assert (result.exit_code, keeper.mails, sent(mail)) == (2, [], [])
        assert f"{plan}:" in result.output
        assert "render the change again" in result.output
        plan.write_bytes(dump_plan(pair()))
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0


def test_a_plan_that_cannot_be_read_stops_it(mail):
    mail.with_name("plan.json").mkdir()
    result = send(mail, "smtp://127.0.0.1:9")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "this plan cannot be read" in result.output


def test_a_mail_of_an_earlier_pack_of_the_same_plan_stays(tmp_path):
    """The change was cancelled since, in another language."""
    mail = packed(tmp_path, pair(), "en")
    packed(tmp_path, pair(), "fr", cancelled=True)
    result = send(mail, "smtp://127.0.0.1:9")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "another pack of this plan was made since, as windows.ics says: run `runbook pack` again" in result.output


def test_a_pipe_in_the_place_of_a_plan_is_not_waited_for(mail):
    plan = mail.with_name("plan.json")
    plan.unlink(missing_ok=True)
    os.mkfifo(plan)
    ends = threading.Timer(10, lambda: os.close(os.open(plan, os.O_WRONLY | os.O_NONBLOCK)))  # whoever waits goes on
    ends.start()
    result = send(mail, "smtp://127.0.0.1:9")
    ends.cancel()
    assert (result.exit_code, sent(mail)) == (2, [])
    assert result.output == f"{plan}: this is not a regular file, move it away\n"


def test_a_dry_run_sends_nothing_and_asks_for_no_password(mail):
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}", "--dry-run", "--user", USER)
    assert (result.exit_code, keeper.mails, sent(mail)) == (0, [], [])
    assert all(f"{recipient}: would get it" in result.output for recipient in EVERYBODY)
    assert not mail.with_name("sent.json").exists()


def test_a_dry_run_needs_no_server(mail):
    words = ["send", str(mail), "--dry-run"]
    result = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8", "RUNBOOK_SMTP": None})
    assert (result.exit_code, sent(mail)) == (0, [])
    assert all(f"{recipient}: would get it" in result.output for recipient in EVERYBODY)
    assert re.search(r"^From \S+, \d+\.\d\sMB$", result.output, re.MULTILINE)


def test_the_size_of_a_mail_is_written_as_the_language_writes_it(mail):
    shown = [send(mail, "smtp://127.0.0.1:9", "--dry-run", "--lang", tag).output for tag in ("en", "fr")]
    sizes = [re.search(r"(\d+[.,]\d)\sM[Bo]\n", output) for output in shown]
    assert [size and size[1][-2] for size in sizes] == [".", ","]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("source", ["environment", "file"])
def test_logging_in_over_starttls(mail, tmp_path, source, password):
    keeper = Keeper()
    with authority(tmp_path) as (context, file):
        more: dict[str, Any] = {"tls_context": context, "require_starttls": True, "authenticator": checked}
        with running(keeper, auth_required=True, **more) as port:
            words = ["--ca-file", file, "--user", USER]
            if source == "file":
                (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
                words += ["--password-file", str(tmp_path / "password")]
            url = f"smtp+starttls://localhost:{port}"
            result = send(mail, url, *words, password=password if source == "environment" else None)
    assert result.exit_code == 0, result.output
    assert keeper.sessions[0].ssl is not None
    assert keeper.sessions[0].authenticated
    assert password not in result.output + mail.with_name("sent.json").read_text(encoding="utf-8")


def test_a_wrong_password_is_told_and_not_shown(mail, tmp_path):
    keeper = Keeper()
    with authority(tmp_path) as (context, file):
        more: dict[str, Any] = {"tls_context": context, "require_starttls": True, "authenticator": checked}
        with running(keeper, auth_required=True, **more) as port:
            url = f"smtp+starttls://localhost:{port}"
            result = send(mail, url, "--ca-file", file, "--user", USER, password="battery staple")
    assert (result.exit_code, keeper.mails, sent(mail)) == (2, [], [])
    assert f"does not accept the user {USER}" in result.output
    assert "battery staple" not in result.output


def test_a_password_goes_over_no_open_line(mail):
    result = send(mail, "smtp://mail.example.com", "--user", USER, password="battery staple")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "not sent over an unencrypted connection" in result.output


def test_without_a_password_and_a_terminal_it_says_where_to_put_one(mail):
    result = send(mail, "smtps://localhost:9", "--user", USER)
    assert result.exit_code == 2
    assert VARIABLE in result.output


def test_a_password_is_no_part_of_the_servers_address(mail):
    result = send(mail, "smtp://me:secret@localhost")
    assert result.exit_code == 2
    assert "secret" not in result.output


@pytest.mark.parametrize("url", ["localhost", "http://localhost", "smtp://", "smtp://localhost:x", "smtp://h/p?q"])
def test_an_address_that_is_none_is_told(mail, url):
    result = send(mail, url)
    assert result.exit_code == 2
    assert "smtp+starttls://HOST:PORT" in result.output


def test_tls_from_the_first_byte(mail, tmp_path):
    keeper = Keeper()
    with authority(tmp_path) as (context, file), running(keeper, tls=context) as port:
        result = send(mail, f"smtps://localhost:{port}", "--ca-file", file)
    assert (result.exit_code, len(keeper.mails)) == (0, 1), result.output


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_wrong_certificate_ends_it_before_anything_is_said(mail, tmp_path, scheme, wrong):
    keeper = Keeper()
    name = "mail.example.com" if wrong == "name" else "localhost"
    with authority(tmp_path, name) as (context, file):
        more: dict[str, Any] = {"tls": context} if scheme == "smtps" else {"tls_context": context}
        with running(keeper, **more) as port:
            words = ("--ca-file", file) if wrong == "name" else ()
            result = send(mail, f"{scheme}://localhost:{port}", *words)
    assert (result.exit_code, keeper.mails, sent(mail)) == (2, [], [])
    assert "does not prove who it is" in result.output


def test_starttls_is_never_left_out(mail):
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp+starttls://127.0.0.1:{port}")
    assert (result.exit_code, keeper.mails) == (2, [])
    assert "does not offer STARTTLS" in result.output


def test_what_is_put_off_is_tried_again_for_whom_it_was_put_off(mail):
    keeper = Keeper(rcpt=["250 OK", "451 try later", "250 OK"])
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert result.exit_code == 0, result.output
    assert [m.rcpt_tos for m in keeper.mails] == [["tl@example.com", "cm@example.com"], ["ab@example.com"]]
    assert sorted(sent(mail)) == sorted((r, "accepted") for r in EVERYBODY)


def test_what_is_put_off_for_ever_is_given_up(mail):
    keeper = Keeper(data=["452 disk full"] * 9)
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}", "--attempts", "3")
    assert (result.exit_code, sent(mail), len(keeper.data)) == (2, [], 6)
    assert result.output.count("452 disk full") == 3


def test_what_is_refused_is_refused_at_once_and_the_others_get_it(mail):
    keeper = Keeper(rcpt=["550 no such user"])
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
        assert (result.exit_code, len(keeper.mails)) == (2, 1)
        assert "tl@example.com: refused (550 no such user)" in result.output
        assert sent(mail) == [(r, "accepted") for r in EVERYBODY[1:]]
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert keeper.mails[1].rcpt_tos == ["tl@example.com"]


def test_a_mail_that_is_refused_whole_is_not_tried_again(mail):
    keeper = Keeper(data=["554 no", "250 yes"])
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, keeper.mails, keeper.data) == (2, [], ["250 yes"])


def test_while_a_server_is_waited_for_it_is_named(mail, monkeypatch):
    begun: list[str] = []
    beginning = Progress.__init__

    def begin(self: Progress, language: Language, first: str) -> None:
        begun.append(first)
        beginning(self, language, first)

    monkeypatch.setattr(Progress, "__init__", begin)
    send(mail, "smtp://127.0.0.1:1", "--attempts", "1")
    assert begun == [f"handing {mail.name} to smtp://127.0.0.1:1"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://127.0.0.1:{closed}", "the connection is refused"),
        ("smtps://127.0.0.1:{closed}", "the connection is refused"),
        ("smtp+starttls://127.0.0.1:{closed}", "the connection is refused"),
        ("smtp://mail.invalid:25", "no host of this name is known"),
        ("smtp://127.0.0.1:{pages}", "it does not answer as a mail server does"),
        ("smtps://127.0.0.1:{plain}", "it does not speak TLS at this port"),
    ],
)
def test_where_no_such_server_is_that_is_told_at_once_with_what_to_look_at(mail, url, reason):
    """Nothing is waited for, and nothing is left that speaks of a mail that was sent."""
    with running(Keeper()) as closed:
        pass
    with script(b"HTTP/1.1 400 Bad Request") as pages, running(Keeper()) as plain:
        begun = time.monotonic()
        result = send(mail, url.format(closed=closed, pages=pages, plain=plain), "--pause", "60")
        assert time.monotonic() - begun < 30
    assert result.exit_code == 2
    assert reason in result.output
    assert "in --smtp (usually " in result.output
    assert list(mail.parent.iterdir()) == [mail]


def test_what_is_refused_leaves_no_record_and_one_that_is_there_stays(mail):
    with running(Keeper(rcpt=["550 no such user"] * 3)) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 2
    assert list(mail.parent.iterdir()) == [mail]
    with running(Keeper(data=["554 no"])) as port:  # its intent was written down
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 2
    assert list(mail.parent.iterdir()) == [mail]
    with running(Keeper()) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert send(mail, f"smtp://127.0.0.1:{port}", "--again").exit_code == 2
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]


@pytest.mark.parametrize("host", ["a..b", ".", f"{'a' * 70}.example.com", "\udcff"])
def test_what_no_host_can_be_called_is_no_host(mail, host):
    result = send(mail, f"smtp://{host}:25", "--attempts", "1")
    assert (result.exit_code, sent(mail)) == (2, []), result.exception
    assert "no host of this name is known" in result.output


GREETING = (b"220 test", b"250 test")
RECIPIENTS = (b"250 from", b"250 to", b"250 to", b"250 to")


@pytest.mark.parametrize(
    "answers", [(), GREETING[:1], GREETING, (*GREETING, *RECIPIENTS[:2]), (*GREETING, *RECIPIENTS)]
)
def test_a_line_that_breaks_before_the_mail_went_out_sent_nothing(mail, answers):
    with script(*answers) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}", "--attempts", "2")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert ("broke" if len(answers) > 1 else "cannot be reached, or closes the connection") in result.output


def test_a_line_that_breaks_after_the_mail_went_out_counts_as_sent(mail):
    with script(*GREETING, *RECIPIENTS, b"354 go on") as port:
        result = send(mail, f"smtp://127.0.0.1:{port}", "--attempts", "3")
        assert result.exit_code == 2
        assert sent(mail) == [(r, "unknown") for r in EVERYBODY]
        assert "may have been accepted" in result.output
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 2
    assert len(sent(mail)) == len(EVERYBODY)


def test_a_closing_word_of_the_server_changes_nothing(mail):
    with script(*GREETING, *RECIPIENTS, b"354 go on", b"250 taken", b"500 what?") as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert result.exit_code == 0, result.output
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"format": "runbook-sent/1"}', b"\xff"])
def test_a_record_that_cannot_be_read_stops_it(mail, content):
    mail.with_name("sent.json").write_bytes(content)
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, keeper.mails) == (2, [])
    assert "does not show what was sent before" in result.output
    assert mail.with_name("sent.json").read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"Subject: hello\r\n\r\nhello\r\n", b"\x00" * 100])
def test_what_is_no_pack_is_not_sent(tmp_path, content):
    file = tmp_path / "pack.en.eml"
    file.write_bytes(content)
    result = send(file, "smtp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "not a mail made by `runbook pack`" in result.output


def test_addresses_in_any_alphabet(tmp_path):
    staff = (
        Person(initials="ZO", name="Zoë Žižek", email="zoë@bücher.example", roles=("approver",)),
        Person(initials="IV", name="Иван Петров", email="ivan@почта.example", roles=("manager",)),
    )
    mail = filed(tmp_path, mail_of(with_staff(pair(), *staff)))
    keeper, plain = Keeper(), Keeper()
    with running(keeper, enable_SMTPUTF8=True) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert result.exit_code == 0, result.output
    assert keeper.mails[0].rcpt_tos == ["zoë@xn--bcher-kva.example", "ivan@xn--80a1acny.example"]
    mail.with_name("sent.json").unlink()
    with running(plain, enable_SMTPUTF8=False) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, plain.mails) == (2, [])
    assert "does not accept addresses such as zoë@xn--bcher-kva.example" in result.output


def test_a_server_that_takes_smaller_mails_only(mail):
    keeper = Keeper()
    with running(keeper, data_size_limit=1000) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, keeper.mails) == (2, [])
    assert "accepts mails of up to" in result.output


def test_dots_and_line_ends_come_through(tmp_path):
    from runbook.pack.mail import Attachment

    text = b"a\r\n.\r\n..\r\n.b\r\n"
    odd = Attachment(part="calendar", name="x.ics", content=text, method="REQUEST")
    mail = filed(tmp_path, mail_of(pair(), attachments=(odd,)))
    raw = mail.read_bytes().replace(b"quoted-printable\r\n\r\n", b"quoted-printable\r\n\r\n.\r\n..first\r\n", 1)
    mail.write_bytes(raw)
    keeper = Keeper()
    with running(keeper) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert _raw(keeper.mails[0]).partition(b"\r\n\r\n")[2] == raw.partition(b"\r\n\r\n")[2]


def test_the_servers_context_is_a_checking_one():
    from runbook.pack.send.server import Server, _context

    context = _context(Server(scheme="smtps", host="localhost", port=1))
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_a_password_is_not_in_the_servers_repr():
    from runbook.pack.send.server import Server

    server = Server(scheme="smtps", host="localhost", port=1, user=USER, password="correct horse")
    assert "horse" not in repr(server) + str(server)


def test_a_server_that_is_not_there_is_told_in_french(mail):
    result = send(mail, "smtp://127.0.0.1:1", "--attempts", "1", "--lang", "fr")
    assert result.exit_code == Status.INPUT
    assert "la connexion est refusée" in result.output


def test_the_limit_of_a_server_needs_no_decimal_mark(mail):
    """It is told where no language is known: in whole kilobytes, rounded so that it holds."""
    with running(Keeper(), data_size_limit=1999) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert re.search(r"accepts mails of up to 1 KB, and this one is \d+ KB", result.output)
