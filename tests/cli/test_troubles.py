"""What cannot be written is told by the name that the user knows, and one reason of a change once."""

import errno
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.atomic_write import put
from runbook.build.manifest import write_manifest
from runbook.build.run import prove_writable
from runbook.cli import runbook
from runbook.errors import MachineError
from runbook.inventory.example import write_example
from runbook.pack.send.pack_file import read_pack
from runbook.pack.send.sent_log import open_sent
from tests.pack.mails import filed, mail_of, pair

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "inventory.yaml"
NOWHERE = Path("/proc/self")  # a folder in which nobody, not even root, can write


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (lambda: put(NOWHERE / "plan.json", b""), NOWHERE / "plan.json"),
        (lambda: put(NOWHERE / "site" / "plan.json", b""), NOWHERE / "site"),
        (lambda: prove_writable(NOWHERE), NOWHERE),
        (lambda: write_manifest(NOWHERE, {}), NOWHERE),
        (lambda: write_example(NOWHERE), NOWHERE / "inventory.yaml"),
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
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left") as caught:
        put(tmp_path / "plan.json", b"data")
    assert caught.value.filename == str(tmp_path / "plan.json")
    with pytest.raises(OSError, match="No space left") as caught:
        prove_writable(tmp_path)
    assert caught.value.filename == str(tmp_path)


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
    with pytest.raises(OSError, match="No space left") as caught:
        sent.save()
    assert Path(caught.value.filename).name == "sent.json"
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
    def denied(path: Path, _data: bytes) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("runbook.build.documents.content", lambda work: b"data")
    monkeypatch.setattr("runbook.build.documents.printed", lambda work: (b"data", False))
    monkeypatch.setattr("runbook.build.run.prove_writable", lambda out: None)
    monkeypatch.setattr(Path, "write_bytes", denied)
    for command in ("render", "pack"):
        out = tmp_path / command
        (line,) = lines_of(command, str(EXAMPLE), "--site", "lyon", "--out", str(out))
        assert re.fullmatch(rf"lyon/CHG0040: {out}/lyon/CHG0040/[a-z]+\.[a-z.]+: permission denied", line)


def test_every_reason_of_a_change_is_told(tmp_path, monkeypatch):
    def broken_apart(work: object) -> tuple[bytes, bool]:
        raise MachineError("no {name}", name=work.kind)  # type: ignore[attr-defined]

    monkeypatch.setattr("runbook.build.documents.printed", broken_apart)
    told = lines_of("render", str(EXAMPLE), "--site", "lyon", "--out", str(tmp_path))
    assert sorted(told) == [f"lyon/CHG0040: no {kind}" for kind in ("checklist", "plan", "runbook")]


def test_a_record_that_was_filled_in_is_put_aside_and_that_is_said(tmp_path):
    words = ["render", str(EXAMPLE), "--site", "paris", "--lang", "en", "--jobs", "1", "--out", str(tmp_path)]
    assert CliRunner().invoke(runbook, words).exit_code == 0
    (record,) = tmp_path.glob("*/*/record.csv")
    record.write_bytes(b"what a technician wrote")
    again = CliRunner().invoke(runbook, words)
    (aside,) = record.parent.glob("*.bak")
    assert aside.read_bytes() == b"what a technician wrote"
    told = f"{record} was damaged or edited: it was made again, and what lay there is now {aside.name}."
    assert (again.exit_code, again.stderr.splitlines()[0]) == (0, told)
