"""What lies in a folder that a command reads is not replaced by its output, with --force either."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook
from tests.bundle.changes import put_change


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(runbook, list(map(str, words)), env={"LC_ALL": "C.UTF-8"})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An inventory in a folder with a house, the same as CSV, a house elsewhere, settings, outputs, and records."""
    run("init", tmp_path / "sites")
    run("export", tmp_path / "sites", "--to", "csv", "-o", tmp_path / "sheets")
    for folder in (tmp_path / "sites", tmp_path):
        run("init", folder, "--house")
    (tmp_path / "house").rename(tmp_path / "own")
    (tmp_path / "runbook.toml").write_text('paper = "A4"\n')
    change = put_change(tmp_path / "out")
    (tmp_path / "records").mkdir()
    shutil.copy(change / "signed.json", tmp_path / "records" / "signed.json")
    return tmp_path


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("words", "read"),
    [
        (("status", "sites", "--plan", "out", "-o"), "sites/inventory.yaml"),
        (("status", "sites", "--plan", "out", "-o"), "out/*/*/plan.json"),
        (("status", "sites", "--plan", "out", "-o"), "out/*/*/signed.json"),
        (("status", "sites", "records", "--plan", "out", "-o"), "records/signed.json"),
        (("status", "sheets", "--plan", "out", "-o"), "sheets/sites.csv"),
        (("calendar", "sites", "--format", "html", "-o"), "sites/inventory.yaml"),
        (("calendar", "sheets", "-o"), "sheets/sites.csv"),
        (("export", "sheets", "--to", "yaml", "-o"), "sheets/sites.csv"),
        (("calendar", "sites", "--format", "ics", "-o"), "sites/house/house.yaml"),
        (("calendar", "sites", "--format", "html", "--house", "own", "-o"), "own/steps/monitoring.yaml"),
        (("export", "sites", "--to", "yaml", "-o"), "sites/house/rules/ours.yaml"),
        (("export", "sites", "--to", "yaml", "-o"), "sites/house/logo.svg"),
        (("export", "sites", "--to", "yaml", "-o"), "runbook.toml"),
        (("status", "sites", "--plan", "out", "-o"), "sites/house/paths/certificate-renewal.yaml"),
        (("bundle", "out", "-o"), "out/*/*/signed.json"),
        (("bundle", "out", "--record", "records", "-o"), "records/signed.json"),
    ],
)
def test_it_stays(place: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], read: str) -> None:
    monkeypatch.chdir(place)
    (file,) = place.glob(read)
    before = file.read_bytes()
    done = run(*words, file, "--force")
    assert (done.exit_code, file.read_bytes()) == (2, before)
    assert "is read by this command" in done.stderr


@pytest.mark.long
def test_a_page_of_its_own_among_what_is_read_is_replaced(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    for words in (
        ("status", "sites", "--plan", "out", "-o", "out/status.html"),
        ("calendar", "sites", "-o", "sites/c.html"),
    ):
        assert 2 not in [run(*words).exit_code for _ in range(2)]
