"""docs/verification.md does what it says: its commands are run, one after the other."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook

ROOT = Path(__file__).resolve().parents[2]


def commands():
    """Each command of the page, with the status that the page gives for it."""
    text = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            command, _, status = line.partition("# status ")
            yield shlex.split(command), int(status or 0)


@pytest.mark.long
def test_the_round_of_the_page_works(tmp_path, monkeypatch, no_pages) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inventory.yaml").write_bytes((ROOT / "examples" / "inventory.yaml").read_bytes())
    ran = 0
    for (program, *words), status in commands():
        assert program == "runbook"
        more = ["--jobs", "1"] if words[0] == "render" else []
        done = CliRunner().invoke(runbook, [*words, *more], env={"LC_ALL": "C.UTF-8"})
        assert done.exit_code == status, (words, done.output)
        ran += 1
    assert ran == 9
    assert (tmp_path / "report.pdf").stat().st_size > 1000
