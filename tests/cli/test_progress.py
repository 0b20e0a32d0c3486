"""A long command says how far it is, on a terminal and elsewhere."""

import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cache import Cache
from runbook.cli import progress as progress_module
from runbook.cli import runbook
from runbook.cli.building import build
from runbook.cli.progress import Progress
from runbook.i18n import Language, load_language
from tests.build.fleets import marked_sites, quick_tasks, write_fleet

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "inventory.yaml"


@pytest.fixture
def quick(monkeypatch) -> None:
    monkeypatch.setattr(progress_module, "FIRST", 0.05)
    monkeypatch.setattr(progress_module, "EVERY", 0.1)


def wait_for(text: str, said: io.StringIO) -> None:
    end = time.monotonic() + 30
    while text not in said.getvalue():
        assert time.monotonic() < end, f"{text} was not said"
        time.sleep(0.01)


def test_a_line_now_and_then_where_there_is_no_terminal(quick, monkeypatch):
    monkeypatch.setattr(sys, "stderr", said := io.StringIO())
    with Progress(Language(tag="en"), "reading a.yaml") as progress:
        wait_for("reading", said)
        progress.at(lambda: "files ready: 3")
        wait_for("files", said)
        progress.say("a message")
    lines = said.getvalue().splitlines()
    assert re.fullmatch(r"reading a\.yaml \(\d s\)", lines[0])
    assert re.fullmatch(r"files ready: 3 \(\d s\)", next(line for line in lines if line.startswith("files")))
    assert "a message" in lines


def test_in_the_language_of_the_messages(quick, monkeypatch):
    monkeypatch.setattr(sys, "stderr", said := io.StringIO())
    with Progress(load_language("fr", strict=True), "lecture"):
        wait_for("lecture", said)
    assert re.fullmatch("lecture \\(\\d\u00a0s\\)", said.getvalue().splitlines()[0])


def test_nothing_is_said_of_what_is_quick(capsys):
    with Progress(Language(tag="en"), "reading a.yaml"):
        pass
    assert capsys.readouterr().err == ""


def test_whose_files_are_made_is_said_before_the_first_is_there(tmp_path, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(Progress, "at", lambda self, so_far: said.append(so_far()))
    fleet, out = write_fleet(tmp_path / "in", [site for _mark, site in marked_sites(2)]), tmp_path / "out"
    cache = Cache(folder=tmp_path / "cache")
    build(quick_tasks(fleet), 2, out, Language(tag="en"), jobs=1, dask=None, fresh=False, cache=cache)
    (change,) = {f"{path.parent.parent.name}/{path.parent.name}" for path in out.glob("q0000*/*/plan.json")}
    assert said[0] == f"making the files of {change} (1 of 2)"
    assert [text[:14] for text in said[1:]] == ["files ready: 3", "files ready: 6"]


class Enough(Exception):
    """What was to be seen was seen."""


def test_which_document_is_made_first_is_said(tmp_path, monkeypatch):
    def at(self: Progress, so_far: Callable[[], str]) -> None:
        raise Enough(so_far())

    monkeypatch.setattr(Progress, "at", at)
    words = ["render", str(EXAMPLE), "--site", "lyon", "--lang", "en", "--jobs", "1", "--out", str(tmp_path / "out")]
    with pytest.raises(Enough, match=r"^making runbook\.en\.pdf of lyon/CHG0040 \(1 of 1\)$"):
        CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"}, catch_exceptions=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("procedures", "check", "--house", "HOUSE"), "checking HOUSE"),
        (("procedures", "check"), "checking templates/procedures"),
    ],
)
def test_what_takes_long_begins_with_a_word(tmp_path, monkeypatch, words, told):
    def begun(self: Progress, language: Language, first: str) -> None:
        raise Enough(first)

    monkeypatch.setattr(Progress, "__init__", begun)
    monkeypatch.chdir(ROOT)
    house = str(ROOT / "examples" / "with-house" / "house")
    named = [house if word == "HOUSE" else word for word in words]
    with pytest.raises(Enough) as caught:
        CliRunner().invoke(runbook, named, env={"LC_ALL": "C.UTF-8"}, catch_exceptions=False)
    assert str(caught.value) == told.replace("HOUSE", house)


@pytest.mark.long
@pytest.mark.parametrize("terminal", [True, False])
def test_the_first_render_speaks_within_two_seconds(tmp_path, terminal):
    """The masters of its pages are set, which takes longer."""
    environ = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache"), "LC_ALL": "C.UTF-8"}
    kit = [sys.executable, "-m", "runbook"]
    begun = time.monotonic()
    subprocess.run([*kit, "render", "--help"], cwd=ROOT, env=environ, capture_output=True, check=True)
    start = time.monotonic() - begun
    words = [*kit, "render", str(EXAMPLE), "--site", "lyon", "--lang", "en", "--jobs", "1"]
    read, write = pty.openpty() if terminal else os.pipe()
    begun = time.monotonic()
    run = subprocess.Popen([*words, "--out", str(tmp_path / "out")], cwd=ROOT, env=environ, stderr=write)
    os.close(write)
    try:
        assert select.select([read], [], [], 60)[0], "nothing was said"
        first, took = os.read(read, 1000).decode(), time.monotonic() - begun
    finally:
        run.kill()
        run.wait()
        os.close(read)
    assert re.fullmatch(r"(\r\x1b\[K)?[a-z ]+.* \(1 s\)\r?\n?", first), first
    assert took < 1.2 + 4 * start  # a second, and what it takes to begin and to read an inventory


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("term", "moves"), [("xterm", True), ("dumb", False)])
def test_a_terminal_on_which_nothing_moves_gets_lines(quick, monkeypatch, term, moves):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", term)
    with Progress(Language(tag="en"), "reading a.yaml"):
        wait_for("reading", terminal)
    shown = terminal.getvalue()
    assert re.search(r"reading a\.yaml \(\d s\)", shown)
    assert ("\x1b" in shown) is moves
    assert shown.endswith("\n") is not moves
