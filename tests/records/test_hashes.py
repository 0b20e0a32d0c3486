"""The hash of a file of records is that of the bytes that were read, however they come."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from runbook.records.collect import read_records
from runbook.records.record_file import RecordFile, read_keys, read_parts
from tests.verify.make_examples import FOLDER

RECORD = FOLDER / "good" / "DOC-faultless.csv"
ANOTHER = FOLDER / "bad" / "DOC002-another-site.json"
FILES = [RECORD, ANOTHER, *(path for path in (FOLDER / "files").iterdir() if path.is_file() and path.suffix != ".json")]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_kind_of_file_has_its_hash(path) -> None:
    (record,) = read_records([path], [], digests=True)
    assert [(file.name, file.sha256) for file in record.files] == [(str(path), sha256(path))]
    (record,) = read_records([path], [])
    assert [(file.name, file.sha256) for file in record.files] == [(str(path), "")]


def lines(count: int) -> bytes:
    data = json.loads(ANOTHER.read_bytes())
    return b"".join(json.dumps(data | {"run": str(run)}).encode() + b"\n" for run in range(count))


@pytest.mark.parametrize("count", [1, 2, 300])
def test_a_file_of_many_records_has_one_hash_known_with_the_first_of_them(tmp_path, count) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(lines(count))
    first = next(read_records([path], [], digests=True))
    assert first.files[0].sha256 == sha256(path)


def test_a_list_of_records_that_is_no_lines_is_hashed_once(tmp_path) -> None:
    path = tmp_path / "records.json"
    path.write_bytes(b"[\n" + b",\n".join(lines(40).splitlines()) + b"]\n")
    found = list(read_records([path], [], digests=True))
    assert {record.files[0].sha256 for record in found} == {sha256(path)}
    assert len(found) == 40


def test_what_was_read_is_hashed_and_not_what_lies_there_afterwards(tmp_path) -> None:
    path = tmp_path / "record.csv"
    path.write_bytes(RECORD.read_bytes())
    (record,) = read_records([path], [], digests=True)
    path.write_bytes(b"something else")
    assert record.files[0].sha256 == sha256(RECORD)


def test_files_of_one_record_are_all_named(tmp_path) -> None:
    for name in "ba":
        (tmp_path / f"{name}.csv").write_bytes(RECORD.read_bytes() + b"\r\n" * (name == "a"))
    (record,) = read_records([tmp_path / "b.csv", tmp_path / "a.csv"], [], digests=True)
    assert [(Path(file.name).name, file.sha256) for file in record.files] == [
        (f"{name}.csv", sha256(tmp_path / f"{name}.csv")) for name in "ba"
    ]


def test_a_pipe_is_hashed_as_it_comes() -> None:
    program = (
        "from runbook.records.collect import read_records\n"
        "(record,) = read_records(['-'], [], digests=True)\nprint(record.files[0].name, record.files[0].sha256)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=RECORD.read_bytes(), capture_output=True, check=True)
    assert done.stdout.decode().split() == ["<stdin>", sha256(RECORD)]


def test_reading_by_keys_and_by_parts_gives_the_same_hash() -> None:
    for read in (lambda file: list(read_keys(file, 0)), lambda file: list(read_parts(file))):
        file = RecordFile(RECORD, digest=True)
        read(file)
        assert file.sha256 == sha256(RECORD)
