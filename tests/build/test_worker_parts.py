"""What workers need to set pages is made once, for all of them, by the process that they are forked from."""

import subprocess
import sys

import pytest

from runbook.build.workers import PARTS

JUDGING = {"runbook.estate.judged", "runbook.records.from_json"}
NEEDED = {"jinja2", "pikepdf", "runbook.pdf.prefill.prefiller", "weasyprint"}
WHAT_WORKERS_KNOW = """
import sys
from runbook.build.workers import processes
from tests.build.test_worker_parts import known
if __name__ == "__main__":
    with processes(2, sys.argv[-1]).begin() as crew:
        print(*crew.executor.submit(known).result())
"""
THREADS = "import os, runbook.build.worker_parts; print(len(os.listdir('/proc/self/task')))"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems fork no workers")


def known() -> list[str]:
    return sorted((NEEDED | JUDGING) & {*sys.modules})


def told(*words: str) -> str:
    return subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("words", "expected"), [((PARTS,), NEEDED), (("runbook.estate.judge_parts",), JUDGING), (("",), set())]
)
def test_workers_begin_with_what_their_tasks_need(tmp_path, words, expected):
    script = tmp_path / "script.py"
    script.write_text(WHAT_WORKERS_KNOW)
    assert {*told(str(script), *words).split()} == expected


def test_no_thread_is_begun_that_a_fork_would_not_take_along():
    assert told("-c", THREADS) == "1"
