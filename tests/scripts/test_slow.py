"""The slowest tests are told by a report that pytest has written."""

import subprocess
import sys

import pytest

from scripts.slow import main

TESTS = """
import time, pytest

@pytest.fixture
def prepared():
    time.sleep(0.3)

def test_quick(): pass
def test_with_a_slow_fixture(prepared): pass
@pytest.mark.parametrize("name", ["a", "b"])
def test_half(name): time.sleep(0.1)
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "test_some.py").write_text(TESTS)
    words = [sys.executable, "-m", "pytest", "-n", "2", "-q", "--junitxml=last.xml", "test_some.py"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return folder / "last.xml"


@pytest.mark.long
def test_the_slowest_come_first_with_what_they_set_up(report, capsys):
    assert main(["--count", "3", str(report)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("::")[1] for line in lines[:1]] == ["test_with_a_slow_fixture"]
    assert {line.split("::")[1] for line in lines[1:]} == {"test_half[a]", "test_half[b]"}
    assert 0.3 <= float(lines[0].split()[0]) < 30


def test_without_a_run_it_says_what_to_do(tmp_path, capsys):
    assert main([str(tmp_path / "none.xml")]) == 2
    assert "make test" in capsys.readouterr().err
