"""docs/verification.md does what it says: its commands are run, one after the other."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def commands():
    """Each command of the page, with the status that the page gives for it."""
    text = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            command, _, status = line.partition("# status ")
            yield shlex.split(command), int(status or 0)


def test_the_round_of_the_page_works(tmp_path) -> None:
    (tmp_path / "inventory.yaml").write_bytes((ROOT / "examples" / "inventory.yaml").read_bytes())
    ran = 0
    for (program, *words), status in commands():
        assert program == "runbook"
        done = subprocess.run(
            [sys.executable, "-m", "runbook", *words],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == status, (words, done.stdout, done.stderr)
        ran += 1
    assert ran == 9
    assert (tmp_path / "report.pdf").stat().st_size > 1000
