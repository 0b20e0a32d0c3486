"""docs/house.md does what it says: what it writes is written, and its commands are run."""

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from runbook.build import documents
from runbook.cli import runbook
from runbook.document.parts import Paper
from runbook.model.plan import Plan
from runbook.model.procedure import Procedures
from runbook.planning import house_trial
from runbook.procedures.load import load_procedures
from tests.house.folders import ROOT, STEP, told, written

PAGE = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"In `([^`\n]+)`, (a new file|in place of `([^`\n]+)`):\n\n```yaml\n(.*?)```", re.DOTALL)
PROGRESS = re.compile(r"checking trial \([0-9]+ s\)")  # on standard error, of what takes more than a moment
SHELL = re.compile(r"```\n(\$ .*?)```", re.DOTALL)


@pytest.fixture
def shorter(monkeypatch) -> None:
    """A house is tried on the path of the site that the page is about, and its runbook is drawn and not its checklist:
    all paths, and all documents, with LONG=1."""
    if os.environ.get("LONG"):
        return
    drawn, tried = documents.printed, house_trial.try_house

    def on_few(folder: Path, kit: Procedures) -> object:
        return tried(folder, replace(kit, paths=tuple(path for path in kit.paths if path.name.startswith("single"))))

    def runbooks(kind: documents.DocumentKind, plan: Plan, tag: str, paper: Paper) -> tuple[bytes, bool]:
        return (b"%PDF-", False) if kind == "checklist" else drawn(kind, plan, tag, paper)

    monkeypatch.setattr(house_trial, "try_house", on_few)
    monkeypatch.setattr(documents, "printed", runbooks)


@pytest.mark.long
def test_one_step_comes_to_the_printed_page(tmp_path, monkeypatch, shorter) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").mkdir()
    shutil.copy(ROOT / "examples" / "inventory.yaml", tmp_path / "examples")
    text = PAGE.partition("\n## One step, from nothing to the printed page\n")[2].partition("\n## ")[0]
    parts = sorted([*BLOCK.finditer(text), *SHELL.finditer(text)], key=lambda part: part.start())
    assert len(parts) == text.count("```") / 2
    for part in parts:
        if part[0].startswith("```"):
            for call in re.split(r"^\$ ", part[1], flags=re.MULTILINE)[1:]:
                _run(*call.rstrip("\n").split("\n"))
        else:
            _write(tmp_path / part[1], part[3], part[4])
    _run("runbook procedures check --house trial", "trial: no problems. Steps: 1, rules: 0, paths: 0.")
    for tag, title in (("en", "Call the control room"), ("fr", "Appelez la supervision")):
        pages = pypdf.PdfReader(tmp_path / "out" / "lyon" / "CHG0040" / f"runbook.{tag}.pdf").pages
        printed = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
        assert title in printed
        assert "99 00 00 01" in printed


def _write(file: Path, line: str | None, block: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if line is None:
        file.write_text(block, encoding="utf-8")
    else:
        before = file.read_text(encoding="utf-8")
        assert before.count(line) == 1
        margin = re.search(rf"^( *){re.escape(line)}", before, re.MULTILINE)
        assert margin, line
        file.write_text(before.replace(line, block.rstrip("\n").replace("\n", f"\n{margin[1]}")), encoding="utf-8")


def _run(command: str, *shown: str) -> None:
    arguments = command.split()[1:]
    more = ["--jobs", "1"] if arguments[0] == "render" else []
    told = CliRunner().invoke(runbook, [*arguments, *more], env={"LC_ALL": "C.UTF-8"})
    lines = [line for line in told.output.splitlines() if not PROGRESS.fullmatch(line)]
    assert shown == ("…",) or lines == list(shown)


def test_it_lists_what_may_be_left_out() -> None:
    free = {name for name, step in load_procedures().steps.items() if step.house_may_leave_out}
    (told,) = re.findall(r"They are (.*?)\.\n", PAGE)
    assert set(re.findall(r"`([a-z-]+)`", told)) == free


def test_the_rules_that_the_page_shows_are_right(tmp_path) -> None:
    text = PAGE.partition("\n## Rules\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    step = STEP.replace("off:", "snapshot:", 1)
    assert len(blocks) == 2
    assert told(written(tmp_path / "house", steps=step, rules="".join(blocks))) == []
