"""docs/procedures.md does what it says: what it writes is written into a copy of the kit, and its commands are run."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from runbook.procedures.load import load_procedures
from scripts import procedure_tables

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "procedures.md").read_text(encoding="utf-8")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.pyc")
# An instruction (the last sentence before a block), the language of the block, the block.
BLOCK = re.compile(
    r"(?:^|(?<=\. )|(?<=\n))(In|At the end of)\s`([^`\n]+)`((?:[^\n]|\n(?!\n))*):\n\n```(yaml|po)\n(.*?)```", re.DOTALL
)
SHELL = re.compile(r"```\n(\$ .*?)```", re.DOTALL)
WORKED = ("A step", "A rule", "A condition", "A path")


def test_each_event_of_the_procedures_is_described() -> None:
    """A row for each, with words: those of leave, people, waits and ways back, too."""
    table = PAGE.partition("### Events\n")[2]
    described = dict(re.findall(r"^\| `([a-z-]+\.[a-z-]+)` \| (.*\S.*) \|$", table, re.M))
    assert {*described} == {step.event for step in load_procedures().steps.values() if step.event}
    groups = {name.partition(".")[0] for name in described}
    assert {"wait", "back", "people", "release", "hold", "decision"} <= groups


def parts() -> Iterator[re.Match[str]]:
    """What the worked examples write and run, in their order."""
    text = PAGE.partition("\n## A step\n")[2].partition("\n## A way back\n")[0]
    assert 0 < len(text) < len(PAGE) / 2, "the headings before and behind the examples"
    found = [*BLOCK.finditer(text), *SHELL.finditer(text)]
    assert len(found) == text.count("```") / 2, "a block that nothing is said of"
    return iter(sorted(found, key=lambda part: part.start()))


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A copy of what the kit needs, to write into."""
    for name in ("runbook", "templates", "locales", "examples", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=NOT_COPIED)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def write(kit: Path, where: str, file: str, how: str, language: str, block: str) -> None:
    """Do what an instruction says."""
    path = kit / file
    if language == "po":
        run(kit, "make messages")
        translate(path, block)
    elif where == "At the end of":
        path.write_text(path.read_text("utf-8") + block, "utf-8")
    elif "new file" in how:
        assert not path.exists()
        path.write_text(block, "utf-8")
    else:
        (line,) = re.findall(r"`([^`]+)`", how)
        put_at(path, line, block, instead="in place of" in how)


def put_at(path: Path, line: str, block: str, *, instead: bool) -> None:
    lines = path.read_text("utf-8").splitlines()
    (at,) = [number for number, found in enumerate(lines) if found.strip() == line]
    indent = re.match(" *", lines[at])
    assert indent
    new = [f"{indent[0]}{found}" for found in block.splitlines()]
    path.write_text("\n".join([*lines[: at + (not instead)], *new, *lines[at + 1 :]]) + "\n", "utf-8")


def translate(path: Path, block: str) -> None:
    for message in re.findall(r'msgid "[^"]*"\n', block):
        text = path.read_text("utf-8")
        (translation,) = re.findall(re.escape(message) + r'(msgstr "[^"]*")', block)
        assert f'{message}msgstr ""\n' in text, message
        path.write_text(text.replace(f'{message}msgstr ""\n', f"{message}{translation}\n"), "utf-8")


def run(kit: Path, command: str) -> list[str]:
    """What a command says, on both streams, but how far it is, which slow machines are told."""
    words = command.split()
    program = ["scripts/messages.py"] if words == ["make", "messages"] else ["-m", *words]
    environ = os.environ | {"PYTHONPATH": str(kit), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, *program], cwd=kit, env=environ, capture_output=True, text=True, check=False, timeout=300
    )
    told = (done.stderr + done.stdout).rstrip("\n").split("\n")
    return [line for line in told if not re.search(r" \(\d+ s\)$", line)]


def compare(told: list[str], shown: list[str]) -> None:
    """What is shown is what was told; … stands for any more lines, and the kit's own files may have become longer."""
    if shown[-1] == "…":
        told, shown = told[: len(shown) - 1], shown[:-1]
    assert [plain(line) for line in told] == [plain(line) for line in shown]


def plain(line: str) -> str:
    """A line without what grows with the procedures: how many of each there are, lines of the kit's own files."""
    counts = re.sub(r"(?<=s: )\d+", "0", line) if "no problem" in line else line
    return re.sub(r"(?<=(?:rules|ingle)\.yaml:)\d+", "0", counts)


def pages(kit: Path, language: str) -> str:
    file = kit / "out" / "lyon" / "CHG0040" / f"runbook.{language}.pdf"
    reader = pypdf.PdfReader(io.BytesIO(file.read_bytes()))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def carry_out(kit: Path) -> Iterator[str]:
    """Write and run everything; after each rendering, what the pages say in both languages."""
    for part in parts():
        if part[0].startswith("```"):
            for call in re.split(r"^\$ ", part[1], flags=re.MULTILINE)[1:]:
                command, *shown = call.rstrip("\n").split("\n")
                told = run(kit, command)
                compare(told, shown)
                if command.startswith("runbook render"):
                    yield pages(kit, "en") + pages(kit, "fr")
        else:
            write(kit, *part.groups())


@pytest.mark.skipif(not os.environ.get("EVERY_PATH"), reason="half a minute: make proof carries the examples out")
def test_the_worked_examples_come_to_the_printed_page(kit: Path) -> None:
    step, condition, path = carry_out(kit)
    for text in ("Look at the fans", "and none of them grinds", "All fans turn", "Regardez les ventilateurs", "OUR1"):
        assert text in step, text
    assert "our handbook, page 12" in step
    assert "loud for some minutes" not in step
    assert "loud for some minutes" in condition
    assert "bruyants pendant quelques minutes" in condition
    assert "Quick upgrade of a single appliance" not in condition
    assert "Quick upgrade of a single appliance" in path
    assert "It gets its packages itself, so nothing is carried over." in path
    assert "Mise à niveau rapide d’un serveur unique" in path


def test_the_tables_are_current() -> None:
    assert procedure_tables.page(PAGE) == PAGE, "run: python scripts/procedure_tables.py"


def test_every_file_of_the_procedures_is_spoken_of() -> None:
    table = PAGE.partition("## Where things are")[2].partition("\nAll of it is YAML")[0]
    files = {file.name for file in (ROOT / "templates" / "procedures").glob("*.yaml")} | {
        "steps/*.yaml",
        "paths/*.yaml",
    }
    assert set(re.findall(r"`([\w/*]+\.yaml)`", table)) == files
