"""The house that `runbook.toml` or the environment names holds for every command that takes one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.folders import EXAMPLE, FILE, ROOT, STEP, written

INVENTORY = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
NOW = ("--now", "2026-11-02T09:30")


def _run(folder: Path, *words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """`runbook words…` in `folder`, with no variables of whoever runs the tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RUNBOOK_")}
    return subprocess.run(
        [sys.executable, "-m", "runbook", *map(str, words)],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A `runbook.toml` that names a house below it, and an inventory in another folder, beside a house of its own."""
    (tmp_path / "runbook.toml").write_text('house = "ours"\njobs = 1\n', encoding="utf-8")
    written(tmp_path / "ours")
    written(tmp_path / "theirs", steps=STEP.replace("off:", "theirs:"))
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    written(tmp_path / "sites" / "house", steps=STEP.replace("off:", "beside:"))
    return tmp_path


@pytest.mark.long
def test_the_house_of_the_file_goes_before_the_one_beside(project) -> None:
    words = ("plan", "sites/inventory.yaml", "--site", "lyon", "--format", "json")
    assert "house-off" in _run(project, *words).stdout
    assert "house-theirs" in _run(project, *words, RUNBOOK_HOUSE="theirs").stdout
    assert "house-off" in _run(project, *words, "--house", "ours", RUNBOOK_HOUSE="theirs").stdout
    assert "house-beside" in _run(project, *words, RUNBOOK_CONFIG="").stdout
    assert "house-off" in _run(project / "sites", "plan", "inventory.yaml", "--site", "lyon", "--format", "json").stdout


@pytest.mark.long
def test_every_command_reads_it(project) -> None:
    written(project / "ours", steps=STEP + "  colour: red\n")
    for words in (
        ("check", "sites/inventory.yaml", *NOW),
        ("plan", "sites/inventory.yaml"),
        ("render", "sites/inventory.yaml", *NOW),
        ("pack", "sites/inventory.yaml", *NOW),
        ("procedures", "check"),
    ):
        found = _run(project, *words)
        assert (found.returncode, "ours.yaml:6: off.colour" in found.stderr) == (2, True), words


@pytest.mark.long
def test_procedures_check_and_show_it(project) -> None:
    one_path = STEP.replace("{before: window, each: window}", "{before: snapshot-take, paths: [single]}")
    written(project / "ours", steps=one_path)
    assert _run(project, "procedures", "check").stdout == "ours: no problems. Steps: 1, rules: 0, paths: 0.\n"
    assert "Switch it off" in _run(project, "procedures", "show", "house.off").stdout
    assert "backup-certificates" in _run(project, "procedures", "show", "backup-certificates").stdout


@pytest.mark.long
def test_config_says_where_it_is_from(project) -> None:
    told = _run(project, "config", "sites/inventory.yaml").stdout
    assert ["house", "ours", "runbook.toml:1"] in [line.split() for line in told.splitlines()]


@pytest.mark.long
def test_render_draws_it_and_the_paper_of_the_file_goes_before_that_of_the_house(project) -> None:
    written(project / "ours", FILE + "paper: A4\n")
    words = ("render", "sites/inventory.yaml", "--site", "lyon", "--lang", "en", *NOW)
    (project / "runbook.toml").write_text('house = "ours"\njobs = 1\npaper = "Letter"\n', encoding="utf-8")
    done = _run(project, *words)
    assert done.returncode == 0, done.stderr
    assert b"[0 0 612 792]" in _plain(project / "out" / "lyon" / "CHG0040" / "runbook.en.pdf")
    assert "house-off" in (project / "out" / "lyon" / "CHG0040" / "plan.json").read_text(encoding="utf-8")


@pytest.mark.long
def test_the_example_beside_its_inventory(tmp_path) -> None:
    found = _run(tmp_path, "check", EXAMPLE.parent / "inventory.yaml", *NOW)
    assert (found.returncode, found.stderr) == (0, "")
    assert "changes: 3" in found.stdout


def _plain(file: Path) -> bytes:
    """The box of the first page, as a PDF writes it."""
    import pypdf

    box = pypdf.PdfReader(file).pages[0].mediabox
    return f"[{' '.join(str(round(float(edge))) for edge in box)}]".encode()
