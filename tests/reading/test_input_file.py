import io
import os
import threading

import pytest

from runbook.errors import InputError
from runbook.reading import input_file
from runbook.reading.input_file import LIMIT, InputFile, TooLargeError
from runbook.reading.plan_json import load_plan
from runbook.reading.text_file import read_text


def standard_input(monkeypatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_file_is_read_anew_each_time(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    file = InputFile(path)
    assert (file.name, file.content()) == (str(path), b"one")
    path.write_bytes(b"two")
    assert file.content() == b"two"


def test_standard_input_can_be_read_twice(monkeypatch):
    standard_input(monkeypatch, b"text")
    file = InputFile("-")
    with file.open() as stream:
        assert stream.read(2) == b"te"
    assert (file.name, file.content()) == ("<stdin>", b"text")


def test_a_pipe_can_be_read_twice(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(b"text",), daemon=True)
    writer.start()
    file = InputFile(tmp_path / "pipe")
    assert [file.content(), file.content()] == [b"text", b"text"]
    writer.join()


def test_as_much_as_the_limit_is_read_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(input_file, "LIMIT", 5)
    path = tmp_path / "a"
    for content in (b"12345", b"123456"):
        path.write_bytes(content)
        standard_input(monkeypatch, content)
        for file in (InputFile(path), InputFile("-")):
            if len(content) > 5:
                with pytest.raises(TooLargeError):
                    file.content()
            else:
                assert file.content() == content
    with pytest.raises(TooLargeError):
        InputFile("/dev/zero").content()


@pytest.mark.parametrize(("read", "message"), [(read_text, "larger than"), (load_plan, "too large for a plan")])
def test_standard_input_has_the_limit_of_files(tmp_path, monkeypatch, read, message):
    path = tmp_path / "a"
    path.write_bytes(bytes(LIMIT + 1))
    standard_input(monkeypatch, bytes(LIMIT + 1))
    for name in (path, "-"):
        with pytest.raises(InputError, match=message):
            read(name)
