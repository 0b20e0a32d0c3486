"""Folders that were not touched are not read again; whatever touched them is seen."""

import os
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from runbook.build import engine as engine_module
from runbook.build import file_stamps as stamps
from runbook.build import manifest as made
from runbook.build.engine import build_files
from runbook.build.file_stamps import stamp_of
from runbook.build.manifest import MANIFEST
from runbook.build.workers import here
from runbook.cache import Cache
from tests.build.fleets import files_below, marked_sites, quick_tasks, write_fleet


@pytest.fixture
def fleet(tmp_path) -> Path:
    return write_fleet(tmp_path / "in", [site for _mark, site in marked_sites(4)])


@pytest.fixture
def run(fleet, tmp_path, monkeypatch):
    """A run over the fleet with a cache; how many files it made, kept and read again."""
    read = Counter[str]()
    real = made.is_as_made

    def counted(*told) -> bool:
        read["read"] += 1
        return real(*told)

    monkeypatch.setattr(engine_module, "is_as_made", counted)

    def call(out: Path = tmp_path / "out") -> Counter[str]:
        read.clear()
        time.sleep(2 * stamps.TOO_FRESH / 1e9)  # as between two commands
        tally: Counter[str] = Counter()
        for told in build_files(quick_tasks(fleet), out, here(), cache=Cache(folder=tmp_path / "cache")):
            tally.update(made=told.made, kept=told.kept, failed=told.error is not None)
        time.sleep(2 * stamps.TOO_FRESH / 1e9)
        return +(tally + read)

    return call


def settled(run) -> None:
    """What was made so shortly before the end of a run that it had to be read again has been."""
    run()
    assert run()["kept"] == 12
    assert run() == {"kept": 12}


def test_what_was_not_touched_is_not_read_again(run):
    assert run() == {"made": 12}
    assert run()["kept"] == 12
    assert run() == {"kept": 12}


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes().replace(b"e", b"f", 1)),
        lambda file: file.unlink(),
        lambda file: (file.rename(file.with_name("x")), file.symlink_to("x")),
        lambda file: (file.rename(file.with_name("x")), file.mkdir()),
    ],
    ids=["cut", "edited", "gone", "linked", "folder"],
)
def test_what_was_touched_is_read_and_made_again(run, tmp_path, harm):
    settled(run)
    before = files_below(tmp_path / "out")
    file = sorted((tmp_path / "out").glob("*/*/record.csv"))[2]
    stat = file.stat()
    harm(file)
    if file.is_file():
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # a date that was set back hides nothing
    if file.is_dir():
        assert run() == {"kept": 11, "failed": 1, "read": 3}
        file.rmdir()
    assert run() == {"made": 1, "kept": 11, "read": 3}
    there = files_below(tmp_path / "out")
    assert {name: data for name, data in there.items() if not name.endswith(("/x", ".bak"))} == before


def test_what_was_touched_and_is_whole_stays(run, tmp_path):
    settled(run)
    file = sorted((tmp_path / "out").glob("*/*/plan.json"))[1]
    file.write_bytes(file.read_bytes())
    assert run() == {"kept": 12, "read": 3}
    assert run() == {"kept": 12}


def test_a_note_that_was_touched_is_read_again(run, tmp_path):
    settled(run)
    sorted((tmp_path / "out").glob(f"*/*/{MANIFEST}"))[0].write_text("{}")
    assert run() == {"made": 3, "kept": 9}


def test_another_folder_under_the_same_name_is_read(run, tmp_path):
    settled(run)
    (tmp_path / "out").rename(tmp_path / "before")
    assert run() == {"made": 12}


def test_another_inventory_is_seen(run, fleet):
    settled(run)
    file = sorted(fleet.glob("*.yaml"))[1]
    file.write_text(file.read_text().replace("Person", "Somebody"))
    assert run() == {"made": 3, "kept": 9}  # what is made of something else need not be read


def test_a_cache_that_was_damaged_is_no_cache(run, tmp_path):
    settled(run)
    for file in (tmp_path / "cache").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-1])
    assert run() == {"kept": 12, "read": 12}


def test_what_changed_a_moment_ago_is_not_remembered(run, tmp_path, monkeypatch):
    settled(run)
    file = sorted((tmp_path / "out").glob("*/*/plan.json"))[1]
    file.write_bytes(file.read_bytes())
    monkeypatch.setattr(stamps, "TOO_FRESH", 10**12)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    assert run() == {"kept": 12, "read": 3}
    assert run() == {"kept": 12, "read": 3}


def test_a_disk_that_keeps_whole_seconds_has_no_stamps(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_bytes(b"x")
    assert stamp_of(file) is not None
    found = os.lstat(file)
    whole = SimpleNamespace(
        st_mode=found.st_mode, st_dev=1, st_ino=2, st_size=1, st_mtime_ns=10**18, st_ctime_ns=10**18
    )
    monkeypatch.setattr(os, "lstat", lambda path: whole)
    assert stamp_of(file) is None
