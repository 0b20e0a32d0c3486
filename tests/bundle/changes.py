"""A change as it lies in the folder that it was rendered into, without pages that take long to set."""

from __future__ import annotations

import subprocess
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from runbook.cli import runbook
from runbook.model.plan import Plan
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, dump_plan, earlier_name
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from tests.plans import plan_of

LATER = "2027-06-01T00:00"


def put_change(out: Path, plan: Plan | None = None, *, record: bool = True) -> Path:
    """The folder of a change below `out`, with its plan and, if asked for, the record of a faultless execution."""
    plan = plan or plan_of("single", "automatic")
    folder = out / plan.site / plan.change
    (folder / EARLIER_PLANS).mkdir(parents=True)
    for name in (PLAN, f"{EARLIER_PLANS}/{earlier_name(plan.revision)}"):
        (folder / name).write_bytes(dump_plan(plan))
    if record:
        (folder / "signed.json").write_bytes(record_of(plan))
    return folder


def record_of(plan: Plan, run: str = "1", *, left_out: int = 0) -> bytes:
    """A faultless execution, but for its last steps, of which some are left out."""
    entries = play(index_plan(plan), 1)
    return json_bytes(plan, run, entries[: len(entries) - left_out])


def run(*words: object, cwd: Path | None = None, now: str = LATER) -> subprocess.CompletedProcess[str]:
    """The command line, in English, at a time of its own; never with a traceback."""
    named = [*map(str, words), "--now", now]
    with chdir(cwd or Path.cwd()):
        done = CliRunner().invoke(runbook, named, env={"LC_ALL": "C.UTF-8"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.stderr, done.stderr
    return subprocess.CompletedProcess(named, done.exit_code, done.stdout, done.stderr)
