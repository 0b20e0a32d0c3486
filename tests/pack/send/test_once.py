"""Nobody gets a mail twice, whatever happens: two processes at once, one that is killed at any moment, a full disk, a
folder that cannot be written, a clock that is put back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from runbook.pack.send.folder_lock import LOCK, locked
from runbook.pack.send.server import SendError
from runbook.part_file import part_file
from tests.pack.mails import filed, mail_of, packed, pair
from tests.pack.send.servers import Keeper, raw, running, until_data
from tests.pack.send.test_send import EVERYBODY, send, sent

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    return filed(tmp_path, mail_of(pair()))


@contextmanager
def process(mail: Path, port: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, which is gone afterwards."""
    command = [sys.executable, "-m", "runbook", "send", str(mail), "--smtp", f"smtp://127.0.0.1:{port}", "--late"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    pipe = subprocess.PIPE
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in a shell's background does not hear it
    with subprocess.Popen(
        [*command, "--attempts", "1", *words],
        cwd=ROOT,
        env=environment,
        stdout=pipe,
        stderr=pipe,
        text=True,
        preexec_fn=heard,
    ) as one:
        try:
            yield one
        finally:
            with suppress(ProcessLookupError):
                one.kill()


class Held:
    """A server that has reached a moment, and waits until it may go on."""

    def __init__(self, stop: Callable[[socket.socket], None]) -> None:
        self.reached, self.go_on, self.mails = threading.Event(), threading.Event(), 0
        self._stop = stop

    def __enter__(self) -> None:
        """Until the end of the `with`."""

    def __exit__(self, *error: object) -> None:
        self.go_on.set()

    def __call__(self, line: socket.socket) -> None:
        self._stop(line)
        self.mails += 1
        self.reached.set()
        self.go_on.wait(60)
        line.sendall(b"250 taken\r\n")
        with suppress(OSError):
            line.recv(100)
            line.sendall(b"221 bye\r\n")


def at_recipients(line: socket.socket) -> None:
    line.sendall(b"220 test\r\n")
    for _ in range(2):
        line.recv(1000)
        line.sendall(b"250 fine\r\n")
    line.recv(1000)


def at_data(line: socket.socket) -> None:
    """As far as the question for the mail, which has no answer."""
    line.sendall(b"220 test\r\n")
    while not line.recv(1000).upper().startswith(b"DATA"):
        line.sendall(b"250 fine\r\n")


@pytest.mark.long
def test_two_at_once_send_one_mail(mail):
    held = Held(until_data)
    with raw(held) as port, held, process(mail, port) as first:
        assert held.reached.wait(60)
        assert (mail.parent / LOCK).exists()
        with process(mail, port) as second:
            said, trouble = second.communicate(timeout=60)
        assert (second.returncode, said, held.mails) == (2, "", 1)
        assert "another `runbook send` is at work here; run this again when it has ended" in trouble
        held.go_on.set()
        _, trouble = first.communicate(timeout=60)
        assert (first.returncode, held.mails) == (0, 1), trouble
        with process(mail, port) as third:
            said, _ = third.communicate(timeout=60)
    assert (third.returncode, held.mails) == (0, 1)
    assert said.count("had this mail before") == len(EVERYBODY)
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]
    assert [f.name for f in mail.parent.iterdir() if f.name.startswith(".")] == []


@pytest.mark.long
def test_several_at_the_very_same_moment_send_one_mail(mail):
    keeper = Keeper()
    with running(keeper) as port:
        command = [sys.executable, "-m", "runbook", "send", str(mail), "--smtp", f"smtp://127.0.0.1:{port}", "--late"]
        runs = [
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(4)
        ]
        statuses = sorted(run.wait(60) for run in runs)
    assert len(keeper.mails) == 1
    assert statuses[0] == 0
    assert set(statuses) <= {0, 2}
    assert sent(mail) == [(r, "accepted") for r in EVERYBODY]


@pytest.mark.long
@pytest.mark.parametrize("stop", [at_data, until_data])
def test_whoever_is_killed_between_intent_and_answer_leaves_that_behind(mail, stop):
    held = Held(stop)
    with raw(held) as port, held:
        with process(mail, port) as first:
            assert held.reached.wait(60)
            first.send_signal(signal.SIGKILL)
            first.wait(60)
        with process(mail, port) as second:
            _, trouble = second.communicate(timeout=60)
    assert (second.returncode, held.mails) == (2, 1)
    lines = [
        line for line in trouble.splitlines() if "may have had this mail: no answer of the server is known" in line
    ]
    assert [line.partition(":")[0] for line in lines] == EVERYBODY
    assert all("before you send it --again" in line for line in lines)
    assert sent(mail) == [(r, "unknown") for r in EVERYBODY]
    keeper = Keeper()
    with running(keeper) as port:
        again = send(mail, f"smtp://127.0.0.1:{port}", "--again")
    assert (again.exit_code, len(keeper.mails)) == (0, 1)
    assert sent(mail)[-3:] == [(r, "accepted") for r in EVERYBODY]


def test_whoever_is_killed_before_the_mail_went_out_sent_nothing(mail):
    held = Held(at_recipients)
    with raw(held) as port, held, process(mail, port) as first:
        assert held.reached.wait(60)
        first.send_signal(signal.SIGKILL)
        first.wait(60)
    assert sent(mail) == []
    keeper = Keeper()
    with running(keeper) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert len(keeper.mails) == 1


def test_whoever_interrupts_it_is_told_the_next_time(mail):
    held = Held(until_data)
    with raw(held) as port, held, process(mail, port) as first:
        assert held.reached.wait(60)
        first.send_signal(signal.SIGINT)
        _, trouble = first.communicate(timeout=60)
    assert (first.returncode, trouble) == (130, "\nInterrupted.\n")
    assert sent(mail) == [(r, "unknown") for r in EVERYBODY]
    assert not (mail.parent / LOCK).exists()


def test_the_lock_of_a_process_that_is_gone_holds_nobody(tmp_path):
    (tmp_path / LOCK).touch()
    with locked(tmp_path), pytest.raises(SendError, match="at work here"), locked(tmp_path):
        pass
    with locked(tmp_path):
        assert (tmp_path / LOCK).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_the_lock_leads_nowhere(tmp_path, mail):
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / LOCK).symlink_to(tmp_path / "elsewhere")
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, keeper.mails) == (2, [])
    assert (tmp_path / "elsewhere").read_text() == "kept"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False).returncode
    ):
        pytest.skip("only root may mount a disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "full").open("ab", buffering=0) as file:
        while True:
            file.write(b"x" * 512)


def test_a_disk_that_is_full_sends_nothing(disk, mail):
    shutil.copy(mail, disk)
    fill(disk)
    keeper = Keeper()
    with running(keeper) as port:
        result = send(disk / mail.name, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, keeper.mails) == (2, [])
    assert "sent.json: what is sent cannot be written down, so nothing more is sent: no room is left" in result.output
    assert sorted(f.name for f in disk.iterdir()) == ["full", mail.name]


def test_a_disk_that_fills_while_the_server_takes_it_leaves_what_may_be(disk, tmp_path):
    """The answer is told, and no other mail of the pack is sent."""

    class Filling(Keeper):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            fill(disk)
            return await super().handle_DATA(server, session, envelope)

    mail = packed(disk, pair())
    keeper = Filling()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
        assert (result.exit_code, len(keeper.mails)) == (2, 1)
        assert all(f"{r}: accepted (250 taken)" in result.output for r in EVERYBODY)
        assert "sent.json: what is sent cannot be written down, so nothing more is sent" in result.output
        assert sent(mail) == [(r, "unknown") for r in EVERYBODY]
        (disk / "full").unlink()
        keeper.handle_DATA = Keeper().handle_DATA  # type: ignore[method-assign] # the disk has room from here on
        again = send(mail, f"smtp://127.0.0.1:{port}")
    assert again.exit_code == 2
    assert again.output.count("may have had this mail") == len(EVERYBODY)


def test_a_folder_that_cannot_be_written_sends_nothing(disk, mail):
    shutil.copy(mail, disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        result, planned = send(disk / mail.name, url), send(disk / mail.name, url, "--dry-run")
    assert (result.exit_code, planned.exit_code, keeper.mails) == (2, 0, [])
    assert f"{disk}: the disk is read-only" in result.output


def test_a_clock_that_is_put_back_or_forward_changes_nothing(mail, monkeypatch):
    keeper = Keeper()
    with running(keeper) as port:
        for year, mails in ((2031, 1), (2001, 1), (2026, 1)):
            monkeypatch.setattr("runbook.cli.sending.now", lambda year=year: datetime(year, 1, 1, tzinfo=UTC))
            assert send(mail, f"smtp://127.0.0.1:{port}", "--late").exit_code == 0
            assert len(keeper.mails) == mails


def test_what_a_stop_left_beside_the_record_is_taken_away(mail):
    """A half-written one, of whichever process."""
    with part_file(mail.with_name("sent.json"), b"{") as left:
        pass
    left.write_bytes(b"{")
    keeper = Keeper()
    with running(keeper) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert not left.exists()
    assert json.loads(mail.with_name("sent.json").read_bytes())["format"] == "runbook-sent/1"


def test_a_long_record_costs_little(mail):
    """A thousand mails that went out before."""
    keeper = Keeper()
    with running(keeper) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
        file = mail.with_name("sent.json")
        told = json.loads(file.read_bytes())
        told["deliveries"] = [{**told["deliveries"][0], "message_id": f"<{n}@x>"} for n in range(1000)]
        file.write_text(json.dumps(told))
        start = time.monotonic()
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert time.monotonic() - start < 2
    assert len(keeper.mails) == 2
