"""`send` with several packs, folders of them, old ones, and packs whose addresses somebody has edited."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook
from runbook.model.site import Person
from tests.pack.mails import filed, mail_of, packed, pair, with_staff
from tests.pack.send.servers import PASSWORDS, USER, Keeper, checked, raw, running
from tests.pack.send.test_send import EVERYBODY, sent
from tests.pack.send.test_send_packs import got

LATER = datetime(2027, 3, 1, tzinfo=UTC)


def send(port: int, *words: object) -> Result:
    options = ["send", *map(str, words), "--smtp", f"smtp://127.0.0.1:{port}", "--pause", "0"]
    options += [] if "--timeout" in words else ["--timeout", "5"]
    return CliRunner().invoke(runbook, options, env={"LC_ALL": "C.UTF-8"})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Three changes, the third with mails in two languages."""
    for name, plan, tags in (("a", pair(), ("en",)), ("b", pair(2), ("en",)), ("c", pair(3), ("fr", "en"))):
        (tmp_path / "out" / name).mkdir(parents=True)
        packed(tmp_path / "out" / name, plan, *tags)
    return tmp_path / "out"


@pytest.mark.long
def test_several_files_in_one_call_each_with_its_own_result(out):
    one, other = out / "a" / "pack.en.eml", out / "b" / "pack.en.eml"
    keeper = Keeper(data=["250 fine"] * 3 + ["554 not this one"])
    with running(keeper) as port:
        result = send(port, one, other)
    assert result.exit_code == 2
    assert f"{one}: tl@example.com: accepted (250 fine)" in result.stdout
    assert f"{one}: invitation.window-1.en.eml: cm@example.com: accepted (250 fine)" in result.stdout
    assert f"{other}: tl@example.com: refused (554 not this one)" in result.stderr
    assert f"{other}: invitation.window-1.en.eml: cm@example.com: accepted" in result.stdout


@pytest.mark.long
def test_a_folder_is_all_packs_in_it(out):
    keeper = Keeper()
    with running(keeper) as port:
        planned = send(port, out, "--dry-run")
        assert (planned.exit_code, keeper.mails) == (0, [])
        first, second = send(port, out), send(port, out, out / "a")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    kinds = [what for what, _ in got(keeper)]
    assert kinds.count("approval") == 4
    assert kinds.count("window-1") == 3  # whoever states no language is invited once
    assert second.stdout.count("Nothing to send") == 4
    assert f"{out / 'c' / 'pack.fr.eml'}: tl@example.com: had this mail before" in second.stdout


@pytest.mark.long
def test_one_that_cannot_be_sent_keeps_no_other_from_it(out):
    (out / "a" / "pack.en.eml").write_bytes(b"hello")
    (out / "b" / "invitation.window-2.en.eml").unlink()
    keeper = Keeper()
    with running(keeper) as port:
        result = send(port, out, out / "none.eml")
    assert result.exit_code == 2
    assert [what for what, _ in got(keeper)].count("approval") == 2
    assert f"{out / 'a' / 'pack.en.eml'}: this is not a mail made by `runbook pack`" in result.stderr
    assert "this invitation of the pack is missing" in result.stderr
    assert f"{out / 'none.eml'}: there is no such file or folder" in result.stderr


@pytest.mark.long
def test_where_the_server_takes_nobody_in_the_other_packs_are_not_tried(out):
    asked = []

    def talk(line):
        asked.append(line)
        line.sendall(b"554 not you\r\n")
        line.recv(100)

    with raw(talk) as port:
        result = send(port, out)
    assert (result.exit_code, len(asked)) == (2, 1)
    assert result.stderr.count("refuses: 554 not you") == 1
    assert result.stderr.count(": not tried\n") == 3


@pytest.mark.long
def test_one_call_sends_a_mail_once_however_often_it_is_named(out):
    one = out / "a" / "pack.en.eml"
    (out / "link.eml").symlink_to(one)
    keeper = Keeper()
    with running(keeper) as port:
        assert send(port, one, one, out / "a", out / "link.eml").exit_code == 0
    assert [what for what, _ in got(keeper)] == ["approval", "window-1", "window-2"]


@pytest.mark.long
@pytest.mark.parametrize("name", ["more", "pack.fr.eml"])
def test_where_a_pack_may_be_in_what_cannot_be_read_nothing_of_the_folder_is_sent(out, name):
    place = out / "b" / name
    if name == "more":
        place.symlink_to(out / "there-is-none")
    else:
        os.mkfifo(place)
    keeper = Keeper()
    with running(keeper) as port:
        result = send(port, out)
    assert (result.exit_code, keeper.mails) == (2, [])
    assert result.stderr.startswith(f"{place}: this ")


def test_a_folder_without_a_pack_is_told(tmp_path):
    result = send(9, tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path}: there is no pack in this folder" in result.output


@pytest.mark.sampled(2)
@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("cancelled", [False, True])
def test_old_news_is_sent_where_it_is_asked_for_alone(tmp_path, monkeypatch, moved, cancelled):
    mail = packed(tmp_path, pair(), cancelled=cancelled)
    if moved:
        (tmp_path / "x").mkdir()
        mail = mail.rename(tmp_path / "x" / mail.name)
    keeper = Keeper()
    with running(keeper) as port:
        monkeypatch.setattr("runbook.cli.sending.now", lambda: datetime(2026, 12, 9, 2, 59, tzinfo=UTC))
        assert send(port, mail, "--dry-run").exit_code == 0  # until the very last minute: it ends at 04:00 in Paris
        monkeypatch.setattr("runbook.cli.sending.now", lambda: LATER)
        result, planned = send(port, mail), send(port, mail, "--dry-run")
        assert (result.exit_code, planned.exit_code, keeper.mails) == (2, 2, [])
        assert f"{mail}: all of this was over by Wed, 9 Dec 2026 03:00 (UTC)" in result.output
        assert "--late" in result.output
        assert send(port, mail, "--late").exit_code == 0
    assert keeper.mails


def test_an_invitation_by_itself_is_old_with_its_entry(tmp_path, monkeypatch):
    packed(tmp_path, pair())
    monkeypatch.setattr("runbook.cli.sending.now", lambda: datetime(2026, 12, 7, tzinfo=UTC))
    keeper = Keeper()
    with running(keeper) as port:
        assert send(port, tmp_path / "invitation.window-1.en.eml").exit_code == 2
        assert send(port, tmp_path / "invitation.window-2.en.eml").exit_code == 0
    assert [what for what, _ in got(keeper)] == ["window-2"]


def test_a_pack_of_an_older_kit_is_as_old_as_the_plan_beside_it(tmp_path, monkeypatch):
    mail = packed(tmp_path, pair())
    lines = mail.read_bytes().split(b"\r\n")
    mail.write_bytes(b"\r\n".join(line for line in lines if not line.startswith(b"X-Runbook-Until")))
    monkeypatch.setattr("runbook.cli.sending.now", lambda: LATER)
    result = send(9, mail)
    assert result.exit_code == 2
    assert "add --late" in result.output


NAMES = [
    '"a@b.example"', "a@b.example", '"a@b.example" <c@d.example>', "c@d.example,", "x, y@z.example", "<evil@x.example>",
    'a"b\\', "=?utf-8?q?a=40b=2Eexample=2C?=", "T. Leroy", "Dr. A. " * 11, "Ünï, ö@b.example " * 4, "(a@b.example)",
    "a@b.example; c@d.example", "\uff20a\uff1cb\uff1e", "é" * 80, "undisclosed: a@b.example;",
]  # fmt: skip


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_person_is_ever_a_recipient(tmp_path, name):
    staff = (
        Person(initials="TL", name=name, email="tl@example.com", roles=("approver",)),
        Person(initials="ZO", name=name, email="zoë@example.com", roles=("manager",)),
        Person(initials="CM", name=name, email="cm@example.com", roles=("technician",)),
    )
    keeper = Keeper()
    for people in (staff, (staff[0], staff[2])):
        mail = filed(tmp_path, mail_of(with_staff(pair(), *people)))
        with running(keeper, enable_SMTPUTF8=True) as port:
            result = send(port, mail, "--again")
        assert result.exit_code == 0, result.output
        one = keeper.mails.pop()
        assert one.rcpt_tos == [p.email for p in people]
        assert one.mail_from in {p.email for p in people}


@pytest.mark.sampled(6)
@pytest.mark.parametrize("header", ["To", "Cc", "From"])
@pytest.mark.parametrize(
    "value",
    [
        "a@b.example <c@d.example>", "Leroy, T <tl@example.com>", "tl@example.com <x@y.example> <z@y.example>",
        "x: a@b.example, c@d.example;", "a..b@example.com", "tl@example.com, <@x.example:c@d.example>", "tl@-x.example",
        "nobody@nowhere.invalid", '"a b"@example.com', "tl@[192.0.2.1]", "tl", "(" * 3000,
        "tl@example.com,, x@y.example",
    ],
)  # fmt: skip
def test_an_address_that_can_be_read_in_two_ways_or_is_none_is_sent_to_nobody(tmp_path, header, value):
    mail = filed(tmp_path, mail_of(pair()))
    head, gap, body = mail.read_bytes().partition(b"\r\n\r\n")
    head = head.replace(b"\r\n ", b" ")
    lines = [f"{header}: {value}".encode() if x.startswith(header.encode() + b": ") else x for x in head.split(b"\r\n")]
    assert b"\r\n".join(lines) != head
    mail.write_bytes(b"\r\n".join(lines) + gap + body)
    keeper = Keeper()
    with running(keeper) as port:
        result = send(port, mail)
    assert (result.exit_code, keeper.mails, sent(mail)) == (2, [], [])
    assert "not a mail made by `runbook pack`" in result.output


def test_a_name_in_quotes_is_a_name(tmp_path):
    """As a mail program may write it."""
    mail = filed(tmp_path, mail_of(pair()))
    mail.write_bytes(mail.read_bytes().replace(b'"T. Leroy" <tl@', b'"a@b.example" <tl@', 1))
    keeper = Keeper()
    with running(keeper) as port:
        assert send(port, mail).exit_code == 0
    assert keeper.mails[0].rcpt_tos == EVERYBODY


def test_headers_without_end_are_no_mail(tmp_path):
    mail = filed(tmp_path, mail_of(pair()))
    many = b", ".join(b"p%d@example.com" % n for n in range(20_000))
    mail.write_bytes(mail.read_bytes().replace(b"Cc: ", b"Cc: " + many + b",\r\n ", 1))
    result = send(9, mail)
    assert result.exit_code == 2
    assert "not a mail made by `runbook pack`" in result.output


def test_what_is_no_file_is_no_pack(tmp_path):
    """A pipe would wait for ever, a device has no end."""
    os.mkfifo(tmp_path / "pack.en.eml")
    (tmp_path / "pack.fr.eml").symlink_to("/dev/zero")
    result = send(9, tmp_path / "pack.en.eml", tmp_path / "pack.fr.eml")
    assert result.exit_code == 2
    assert result.stderr.count("not a mail made by `runbook pack`") == 2


@pytest.mark.parametrize("harm", [b"X-Runbook-Until: 2026-02-30T00:00:00Z", b"X-Runbook-Until: soon"])
def test_a_time_that_cannot_be_is_no_mail_of_the_kit(tmp_path, harm):
    mail = packed(tmp_path, pair())
    lines = mail.read_bytes().split(b"\r\n")
    mail.write_bytes(b"\r\n".join(harm if x.startswith(b"X-Runbook-Until") else x for x in lines))
    assert "not a mail made by `runbook pack`" in send(9, mail).output


@pytest.mark.long
def test_a_password_is_asked_for_once_and_read_from_a_pipe(out, tmp_path):
    keeper = Keeper()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(f"{PASSWORDS[0]}\n"))
    writer.start()
    with running(keeper, authenticator=checked, auth_require_tls=False) as port:
        result = send(port, out / "a", out / "b", "--user", USER, "--password-file", pipe)
    writer.join()
    assert result.exit_code == 0, result.output
    assert all(session.authenticated for session in keeper.sessions)


@pytest.mark.long
@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\n", "not written in UTF-8"), (b"\n", "no password"), (b"", "no pass")]
)
def test_a_file_without_a_password_is_told(out, tmp_path, content, said):
    (tmp_path / "password").write_bytes(content)
    result = send(9, out / "a", "--user", USER, "--password-file", tmp_path / "password")
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
    assert said in result.output


def test_whom_nobody_reads_any_more_stops_with_its_own_status(tmp_path: Path) -> None:
    mail = filed(tmp_path, mail_of(pair()))
    read, write = os.pipe()
    os.close(read)
    words = ["send", str(mail), "--smtp", "smtp://127.0.0.1:9", "--dry-run", "--late"]
    command = [sys.executable, "-m", "runbook", *words]
    run = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(write)
    assert (run.returncode, run.stderr) == (141, "")
