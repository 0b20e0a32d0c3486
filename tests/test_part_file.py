"""A file while it is being written: nobody guesses its name, and only what nobody writes any more is taken away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runbook import atomic_write, part_file
from runbook.atomic_write import put
from runbook.build.left_over import sweep
from runbook.part_file import OLD, SUFFIX

WRITER = """
import sys, time
from pathlib import Path
from runbook.part_file import part_file
with part_file(Path(sys.argv[1]), b"half"):
    print("writing", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_run(place: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, which is writing a file."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(place)], stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            assert run.stdout.readline() == "writing\n"
            yield run
        finally:
            run.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a change, below tmp_path."""
    place = tmp_path / "site" / "change"
    place.mkdir(parents=True)
    return place


def parts(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_part_of_a_run_that_goes_on_stays_and_that_of_a_killed_one_goes(folder, tmp_path):
    with another_run(folder / "plan.json") as run:
        (part,) = parts(folder)
        assert re.fullmatch(rf"\.plan\.json{SUFFIX}", part)
        sweep(tmp_path)
        assert parts(folder) == [part]
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert parts(folder) == [part]
        sweep(tmp_path)
        assert parts(folder) == []


def test_the_part_of_another_machine_is_left_for_a_day(folder, tmp_path):
    """Its processes cannot be asked here, nor may its locks be seen."""
    part = folder / f".plan.json.0123abcd-{'5' * 16}.part"
    part.write_bytes(b"half")
    sweep(tmp_path)
    assert parts(folder) == [part.name]
    os.utime(part, (time.time() - OLD + 60,) * 2)
    sweep(tmp_path)
    assert parts(folder) == [part.name]
    os.utime(part, (time.time() - OLD - 60,) * 2)
    sweep(tmp_path)
    assert parts(folder) == []


@pytest.mark.parametrize("why", ["no locks", "no name"])
def test_where_nothing_can_be_known_a_part_is_left_for_a_day(folder, tmp_path, monkeypatch, why):
    part = folder / f".plan.json.{part_file._this_machine()}-{'5' * 16}.part"
    part.write_bytes(b"half")
    if why == "no locks":
        monkeypatch.setattr("fcntl.flock", lambda *_: (_ for _ in ()).throw(OSError(95, "Operation not supported")))
    else:
        monkeypatch.setattr(part_file, "_this_machine", lambda: "0" * 8)
    sweep(tmp_path)
    assert parts(folder) == [part.name]
    os.utime(part, (0, 0))
    sweep(tmp_path)
    assert parts(folder) == []
    assert put(folder / "plan.json", b"new") is None
    assert parts(folder) == ["plan.json"]


@pytest.mark.parametrize("there", ["link", "file"])
def test_what_lies_under_the_name_of_a_part_is_neither_followed_nor_replaced(tmp_path, monkeypatch, there):
    monkeypatch.setattr("secrets.token_hex", lambda _: "5" * 16)
    guessed = tmp_path / f".plan.json.{part_file._this_machine()}-{'5' * 16}.part"
    victim = tmp_path / "letter"
    victim.write_bytes(b"dear")
    guessed.symlink_to(victim) if there == "link" else guessed.write_bytes(b"dear")
    with pytest.raises(FileExistsError):
        put(tmp_path / "plan.json", b"new")
    assert (victim.read_bytes(), guessed.read_bytes()) == (b"dear", b"dear")
    assert parts(tmp_path) == sorted([guessed.name, "letter"])


def test_no_two_names_are_alike(tmp_path):
    names = set()
    for _ in range(50):
        with part_file.part_file(tmp_path / "plan.json", b"") as path:
            names.add(path.name)
    assert len(names) == 50


def test_a_part_that_is_taken_away_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    taken: list[Path] = []
    locking = part_file._lock

    def late(handle: int) -> bool | None:
        if not taken:
            taken.extend(tmp_path.iterdir())
            taken[0].unlink()
        return locking(handle)

    monkeypatch.setattr(part_file, "_lock", late)
    put(tmp_path / "plan.json", b"new")
    assert (parts(tmp_path), (tmp_path / "plan.json").read_bytes(), len(taken)) == (["plan.json"], b"new", 1)


def test_what_somebody_wrote_never_has_the_name_of_a_part(folder, tmp_path, monkeypatch):
    """A run that is stopped where two files have just exchanged their names: the next one takes none of them away."""
    record = folder / "record.csv"
    record.write_bytes(b"old")
    exchanging = atomic_write._rename

    def stopped(source: Path, target: Path, how: int) -> bool:
        record.unlink()
        record.write_bytes(b"what a technician wrote")  # saved over, at the last moment
        assert exchanging(source, target, how)
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic_write, "_rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        put(record, b"new", keep=bool)
    sweep(tmp_path)
    assert record.read_bytes() == b"new"
    assert b"what a technician wrote" in [file.read_bytes() for file in folder.iterdir()]


def test_a_long_name_is_no_hindrance(tmp_path):
    name = "é" * 120 + ".pdf"  # 244 bytes; a disk takes 255
    put(tmp_path / name, b"new")
    assert parts(tmp_path) == [name]
