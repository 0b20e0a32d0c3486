"""What cannot be written is told by the name that the user knows, and one reason of a change once."""

import csv
import errno
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.atomic_write import put
from runbook.build.engine import prove_writable
from runbook.build.manifest import MANIFEST, ManifestEntry, digest_of, read_manifest, write_manifest
from runbook.build.task import plan_of
from runbook.cli import runbook
from runbook.errors import MachineError
from runbook.inventory.example import example_on, write_new
from runbook.model.record import TABLE_COLUMNS
from runbook.pack.send.pack_file import read_pack
from runbook.pack.send.sent_log import open_sent
from runbook.pack.send.server import SendError
from runbook.procedures.load import load_procedures
from tests.pack.mails import filed, mail_of, pair
from tests.procedures.changed import OWN

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "inventory.yaml"
NOWHERE = Path("/proc/self")  # a folder in which nobody, not even root, can write


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (lambda: put(NOWHERE / "plan.json", b""), NOWHERE / "plan.json"),
        (lambda: put(NOWHERE / "site" / "plan.json", b""), NOWHERE / "site"),
        (lambda: prove_writable(NOWHERE), NOWHERE),
        (lambda: write_manifest(NOWHERE, {}), NOWHERE / MANIFEST),
        (lambda: write_new(NOWHERE / "inventory.yaml", example_on(date(2026, 11, 1))), NOWHERE / "inventory.yaml"),
    ],
    ids=["file", "folder", "probe", "note", "example"],
)
def test_what_cannot_be_written_is_named(write, name):
    with pytest.raises(OSError, match=re.escape(f"'{name}'")) as caught:
        write()
    assert (caught.value.filename, caught.value.filename2) == (str(name), None)


def full(*_: object) -> int:
    """As writing to a disk without room fails: no file is named."""
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.part_file.write_all", full)
    with pytest.raises(OSError, match="No space left") as caught:
        put(tmp_path / "plan.json", b"data")
    assert caught.value.filename == str(tmp_path / "plan.json")
    with pytest.raises(OSError, match="No space left") as caught:
        prove_writable(tmp_path)
    assert caught.value.filename == str(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("command", ["render", "pack"])
def test_a_file_that_may_not_be_so_large_is_told_in_words_of_the_kit(tmp_path, command):
    words = [sys.executable, "-m", "runbook", command, str(EXAMPLE), "--site", "lyon", "--lang", "fr", "--jobs", "1"]
    words += ["--now", "2026-11-02T09:30"] * (command == "pack")
    run = subprocess.run(
        ["bash", "-c", 'ulimit -f 40; exec "$@"', "-", *words, "--out", str(tmp_path / "out")],
        cwd=EXAMPLE.parents[1],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert re.search(r"/plans/\w{12}\.json: un fichier ne peut pas être aussi grand ici\n", run.stderr), run.stderr
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == []


def test_a_folder_in_the_place_of_a_file_is_told_by_its_name(tmp_path):
    (tmp_path / "record.csv").mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        put(tmp_path / "record.csv", b"data")
    assert (caught.value.filename, caught.value.filename2) == (str(tmp_path / "record.csv"), None)
    assert [file.name for file in tmp_path.iterdir()] == ["record.csv"]


def test_what_was_sent_and_cannot_be_written_down_is_told_with_its_file(tmp_path, monkeypatch):
    sent = open_sent(read_pack(filed(tmp_path, mail_of(pair()))))
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SendError, match="no room is left") as caught:
        sent.save()
    assert Path(caught.value.values["file"]).name == "sent.json"
    assert sorted(tmp_path.rglob("*")) == before


def lines_of(*words: str) -> list[str]:
    result = CliRunner().invoke(runbook, [*words, "--jobs", "1"], env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 2
    return [line for line in result.stderr.splitlines() if line.startswith("lyon/CHG0040: ")]


def broken(*_: object) -> tuple[bytes, bool]:
    raise MachineError("the library {name} is missing", name="libpango")


def test_one_reason_of_a_change_is_told_once(tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.build.documents.printed", broken)
    for command in ("render", "pack"):
        words = (command, str(EXAMPLE), "--site", "lyon", "--out", str(tmp_path / command))
        assert lines_of(*words) == ["lyon/CHG0040: the library libpango is missing"]


def test_one_reason_of_the_system_is_told_once_with_its_first_file(tmp_path, monkeypatch):
    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("runbook.build.documents.printed", lambda *_: (b"data", False))
    monkeypatch.setattr("runbook.build.task.keep_plan", lambda *_: None)
    monkeypatch.setattr("runbook.build.engine.prove_writable", lambda out: None)
    monkeypatch.setattr("runbook.part_file.write_all", denied)
    for command in ("render", "pack"):
        out = tmp_path / command
        (line,) = lines_of(command, str(EXAMPLE), "--site", "lyon", "--out", str(out))
        assert re.fullmatch(rf"lyon/CHG0040: {out}/lyon/CHG0040/[a-z]+\.[a-z.]+: permission denied, get .*", line)


def test_every_reason_of_a_change_is_told(tmp_path, monkeypatch):
    def broken_apart(kind: str, *_: object) -> tuple[bytes, bool]:
        raise MachineError("no {name}", name=kind)

    monkeypatch.setattr("runbook.build.documents.printed", broken_apart)
    told = lines_of("render", str(EXAMPLE), "--site", "lyon", "--out", str(tmp_path))
    assert sorted(told) == [f"lyon/CHG0040: no {kind}" for kind in ("checklist", "plan", "runbook")]


@pytest.mark.long
def test_what_becomes_of_a_record_that_somebody_wrote_into_is_said(tmp_path):
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    words = ["render", str(inventory), "--site", "lyon", "--lang", "en", "--jobs", "1", "--out", str(tmp_path / "out")]

    def said() -> str:
        result = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
        assert result.exit_code == 0
        return next(line for line in result.stderr.splitlines() if "record.csv" in line)

    assert CliRunner().invoke(runbook, words).exit_code == 0
    (record,) = tmp_path.glob("out/*/*/record.csv")
    blank = record.read_bytes()
    record.write_bytes(b"not a record any more")
    assert re.fullmatch(
        rf"{record} was damaged or edited: it was made again, and what was there is now record.csv.\w{{8}}.bak.", said()
    )
    assert record.read_bytes() == blank
    record.write_bytes(blank.replace(b",,,,,,", b",done,2026-12-05 22:10,CM,,,", 1))
    assert said() == f"{record} is filled in: it stays as it is."
    inventory.write_text(
        inventory.read_text(encoding="utf-8").replace("12-04 03:00}", "12-04 03:30}"), encoding="utf-8"
    )
    assert re.fullmatch(
        rf"{record} was filled in: it is now record.csv.\w{{8}}.bak, and a blank one is in its place.",
        said(),
    )


@pytest.mark.long
def test_a_blank_record_of_an_earlier_version_is_replaced_and_a_filled_in_one_stays(tmp_path):
    words = ["render", str(EXAMPLE), "--site", "lyon", "--lang", "en", "--jobs", "1", "--out", str(tmp_path)]

    def said() -> list[str]:
        result = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
        assert result.exit_code == 0
        return [line for line in result.stderr.splitlines() if "record.csv" in line]

    assert said() == []
    (record,) = tmp_path.glob("*/*/record.csv")
    now = record.read_bytes()
    rows = [row[: len(TABLE_COLUMNS)] for row in csv.reader(io.StringIO(now.decode("utf-8-sig"), newline=""))]
    csv.writer(text := io.StringIO()).writerows(rows)
    record.write_text(text.getvalue(), "utf-8-sig", newline="")
    made_before = ManifestEntry("another kit", digest_of(record.read_bytes()))
    write_manifest(record.parent, {**read_manifest(record.parent), record.name: made_before})
    older = record.read_bytes()
    assert (said(), record.read_bytes(), [*record.parent.glob("*.bak")]) == ([], now, [])
    record.write_bytes(work := older.replace(b",,,,,,\r", b",done,2026-12-05 22:10,CM,,,\r", 1))
    write_manifest(record.parent, {**read_manifest(record.parent), record.name: made_before})
    assert said() == [f"{record} is filled in: it stays as it is."]
    assert (record.read_bytes(), work != older) == (work, True)


@pytest.fixture
def faulty(tmp_path, monkeypatch) -> Iterator[Path]:
    """Files of procedures with a misspelt condition, in the place of the kit's own."""
    folder = Path(shutil.copytree(OWN, tmp_path / "procedures"))
    never = folder / "never.yaml"
    never.write_text(never.read_text("utf-8").replace("when: [wait-24h, ", "when: [wait24h, ", 1), "utf-8")
    monkeypatch.setattr("runbook.procedures.load.own_folder", lambda: folder)
    load_procedures.cache_clear()
    plan_of.cache_clear()
    yield never
    load_procedures.cache_clear()


@pytest.mark.long
@pytest.mark.parametrize("command", ["render", "pack"])
def test_a_fault_of_the_procedures_is_told_once_a_run_and_nothing_is_written(faulty, tmp_path, command):
    out = tmp_path / "out"
    words = [command, str(EXAMPLE), "--lang", "en", "--jobs", "1", "--out", str(out)]
    result = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = (line for line in result.stderr.splitlines() if not re.fullmatch(r"looking for files .* \(\d+ s\)", line))
    assert re.fullmatch(rf"{faulty}:\d+: \w+\.when\[0\]: there is no condition wait24h, write wait-24h .*", line)
    assert not out.exists()
