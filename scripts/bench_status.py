"""Measure `runbook status` over a fleet, and write docs/benchmarks-status.md: part of `make bench`.

Whole processes of the command line, from an inventory, a folder of plans and a folder of records, a file each, to JSON;
none of them is like another. SIZES names the fleets (by default 500,5000), ROUNDS how often each is measured again.
The bar of time is that of two idle cores: beside the clock stands the processor time of all processes, halved, and what
the one process does alone; on a machine that does other things as well these say what the clock cannot. Exit status 1
where a bar is missed; the figure stays.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from runbook.build.task import plan_of  # noqa: E402 - what is measured stands beside this script
from runbook.inventory.packed import load_fleet  # noqa: E402
from runbook.procedures.load import load_procedures  # noqa: E402
from runbook.reading.plan_json import PLAN, dump_plan  # noqa: E402
from runbook.simulate.play import play  # noqa: E402
from runbook.simulate.write import json_bytes  # noqa: E402
from runbook.verify.indexed_plan import index_plan  # noqa: E402
from scripts.bench import machine  # noqa: E402
from scripts.bench_fleet import CLI, ENVIRON, KINDS, VERDICT, workers_watched  # noqa: E402
from tests.build.fleets import marked_sites, write_fleet  # noqa: E402

REPORT = ROOT / "docs" / "benchmarks-status.md"
SIZES = [int(size) for size in os.environ.get("SIZES", "500,5000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "1"))
PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h
NOW = "2029-01-01T00:00"
BARS = {
    "seconds": 30.0,
    "megabytes": 400,
    "growth": 0.25,
}  # growth: of a worker's memory, from the smallest fleet to the largest


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRun:
    """A run: seconds by the clock, and of processors for all its processes and for the first alone; the most memory
    that this and one of its workers took in MB, and how many passed."""

    seconds: float
    spent: float
    alone: float
    megabytes: int
    worker: int
    passed: int

    @property
    def idle(self) -> float:
        """Seconds that it takes two cores that do nothing else: what one process does alone, and half of the rest."""
        return self.alone + (self.spent - self.alone) / 2


def main() -> int:
    """Measure, write, and say whether all bars are met."""
    adopt()
    first: dict[int, StatusRun] = {}
    again: dict[int, StatusRun] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
            place = Path(name)
            write_estate(place, size)
            first[size] = measured(place)
            runs = sorted((measured(place) for _ in range(ROUNDS)), key=lambda run: run.seconds)
            again[size] = runs[ROUNDS // 2]
    text, met = report(first, again)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if met else 1


def write_estate(place: Path, size: int) -> None:
    """An inventory in files of a site each, the plan of each change, and its record: a faultless execution."""
    write_fleet(place / "inventory", [site for _mark, site in marked_sites(size, kinds=KINDS)])
    (place / "records").mkdir()
    load_procedures()
    for number, packed in enumerate(load_fleet(place / "inventory")):
        for change in packed.changes:
            plan = plan_of(packed, change, (), ())
            folder = place / "out" / packed.id / change
            folder.mkdir(parents=True)
            (folder / PLAN).write_bytes(dump_plan(plan))
            record = json_bytes(plan, "1", play(index_plan(plan), number))
            (place / "records" / f"{number}-{change}.json").write_bytes(record)


def measured(place: Path) -> StatusRun:
    """A run of two processes, with a cache of its own, which the first finds empty. Raises CalledProcessError."""
    words = [CLI, "status", str(place / "inventory"), str(place / "records"), "--plan", str(place / "out")]
    words += ["--format", "json", "--jobs", "2", "--now", NOW]
    environ = ENVIRON | {"XDG_CACHE_HOME": str(place / "cache")}
    start, before = perf_counter(), children_spent()
    with (place / "status.json").open("wb") as told:
        process = subprocess.Popen(words, env=environ, stdout=told, start_new_session=True)
        with workers_watched(process.pid) as most:
            _pid, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    wait_for_all()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        raise subprocess.CalledProcessError(process.returncode, words)
    counts = json.loads((place / "status.json").read_bytes())["counts"]
    return StatusRun(
        seconds=seconds,
        spent=children_spent() - before,
        alone=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss // 1024,
        worker=max(most.values(), default=0),
        passed=counts.get("passed", 0),
    )


def adopt() -> None:
    """Have the processes of a process that ended be children of this one, so that their time is counted (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_all() -> None:
    """Wait for the workers that were left, which end by themselves."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def children_spent() -> float:
    """Seconds of processors of all processes that were waited for, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(first: dict[int, StatusRun], again: dict[int, StatusRun]) -> tuple[str, bool]:
    """The text of the report, and whether all bars are met."""
    least, most = min(SIZES), max(SIZES)
    growth = first[most].worker / max(1, first[least].worker) - 1  # in the others a worker has little to judge, or none
    per_change = (again[most].megabytes - again[least].megabytes) * 1024 / max(1, most - least)
    bars = (
        (f"{most:,} changes, the first run, on two idle cores", f"at most {BARS['seconds']:g} s",
         f"{first[most].idle:.1f} s", first[most].idle <= BARS["seconds"]),
        ("memory of the process", f"at most {BARS['megabytes']:g} MB", f"{first[most].megabytes} MB",
         first[most].megabytes <= BARS["megabytes"]),
        (f"memory of a worker in the first run, from {least:,} to {most:,}",
         f"grows by {BARS['growth']:.0%} at most", f"{growth:.0%}", growth <= BARS["growth"]),
    )  # fmt: skip
    runs = [(f"{size:,}, the first run", first[size]) for size in SIZES]
    runs += [(f"{size:,}, again", again[size]) for size in SIZES]
    text = REPORT_TEXT.format(
        machine=machine(),
        rounds=ROUNDS,
        bars="\n".join(f"| {what} | {bar} | {figure} | {VERDICT[met]} |" for what, bar, figure, met in bars),
        runs="\n".join(
            f"| {what} | {run.seconds:.1f} | {run.spent:.1f} | {run.idle:.1f} | {run.megabytes} | {run.worker or '–'} "
            f"| {run.passed:,} |"
            for what, run in runs
        ),
        per_change=f"{max(0.0, per_change):.0f}",
    )
    return text, all(met for *_, met in bars)


REPORT_TEXT = """\
# Where the changes of a fleet stand, measured

Written by `make bench`: `runbook status --jobs 2` over an inventory with one file per site, and a plan and a record per
change, to JSON. The first run finds an empty cache, the others find in it that all records passed: of these, the median
of {rounds} is given. {machine}.
“On two idle cores” is the processor time of the first process, and half of that of all others: at most what the clock
shows on an otherwise idle machine.

| what | bar | measured | |
|---|---|---|---|
{bars}

| changes | s, by the clock | s, of processors | s, on two idle cores | MB, the process | MB, a worker | passed |
|---|---|---|---|---|---|---|
{runs}

The process holds the sites of the inventory, packed, and a line per change: {per_change} kB for each.
"""


if __name__ == "__main__":
    sys.exit(main())
