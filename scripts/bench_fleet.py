"""Measure a fleet: `python scripts/bench_fleet.py` writes docs/benchmarks-fleet.md.

Whole processes of the command line, from inventories in a folder to files on the disk, in one run on one machine; what
is claimed are ratios. SIZES names the fleets (by default 100,1000,5000), ROUNDS how often what is short is measured.
What is only measured on a sample says so. Exit status 1 where a bar is missed; the figure stays.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from scripts.bench import machine
from tests.fleet.fleets import marked_sites, write_fleet

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "benchmarks-fleet.md"
EXAMPLE = ROOT / "examples" / "inventory.yaml"
SIZES = [int(size) for size in os.environ.get("SIZES", "100,1000,5000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
# Of twenty.yaml: by default a single appliance, two pairs, a migration.
KINDS = tuple(int(kind) for kind in os.environ.get("KINDS", "0,2,4,14").split(","))
LANGUAGES = ("fr", "en")
BARS = {"command": 3.0, "jobs": 1.8, "changed": 0.02, "growth": 0.10}
CLI = str(Path(sys.executable).with_name("runbook"))
VERDICT = {True: "met", False: "**missed**"}
ENVIRON = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole process: seconds, and the most memory that it took itself in MB."""

    seconds: float
    megabytes: int


def main() -> int:
    """Measure, write, and say whether all bars are met."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        place = Path(name)
        environ = ENVIRON | {"XDG_CACHE_HOME": str(place / "cache")}
        commands = quick_commands()
        masters = render(place, fleet(place, 2 * len(KINDS)), environ, "2")
        grown = {size: render(place, fleet(place, size), environ, "2") for size in SIZES}
        one = render(place, fleet(place, SIZES[0]), environ, "1")
        changed = change_of_one(place, SIZES[min(1, len(SIZES) - 1)], environ)
    text, met = report(commands, masters, grown, one, changed)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if met else 1


def run(words: list[str], environ: dict[str, str]) -> Run:
    """Run a program to its end. Raises CalledProcessError."""
    start = perf_counter()
    process = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    told = process.stderr.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, words, stderr=told)
    return Run(seconds=perf_counter() - start, megabytes=usage.ru_maxrss // 1024)


def quick_commands() -> dict[str, float]:
    """Seconds of the commands that have to answer at once, taking turns with `import click`."""
    lyon = EXAMPLE.read_text("utf-8").split("\n  # A pair, the backup first")[0]
    with tempfile.TemporaryDirectory() as name:
        one = Path(name) / "one.yaml"
        one.write_text(lyon, encoding="utf-8")
        cases = {
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "runbook --help": [CLI, "--help"],
            "runbook check (one site)": [CLI, "check", str(one)],
        }
        seconds: dict[str, list[float]] = {case: [] for case in cases}
        for _ in range(ROUNDS + 1):
            for case, words in cases.items():
                seconds[case].append(run(words, ENVIRON).seconds)
    return {case: median(times[1:]) for case, times in seconds.items()}


def fleet(place: Path, size: int) -> Path:
    """A folder of inventories, one a site."""
    folder = place / f"in{size}"
    if not folder.exists():
        write_fleet(folder, [site for _mark, site in marked_sites(size, kinds=KINDS)])
    return folder


def render(place: Path, inventory: Path, environ: dict[str, str], jobs: str) -> Run:
    """A full run into an empty folder, which is taken away again."""
    out = place / "out"
    done = run(words(inventory, out, jobs), environ)
    shutil.rmtree(out)
    return done


def words(inventory: Path, out: Path, jobs: str) -> list[str]:
    """The command line of a run."""
    asked = [word for tag in LANGUAGES for word in ("--lang", tag)]
    return [CLI, "render", str(inventory), "--out", str(out), "--jobs", jobs, *asked]


def change_of_one(place: Path, size: int, environ: dict[str, str]) -> tuple[Run, Run]:
    """The full run of a fleet, and the run after one of its sites has changed (median of rounds)."""
    inventory, out = fleet(place, size), place / "kept"
    full = run(words(inventory, out, "2"), environ)
    again = []
    for number in range(ROUNDS):
        file = sorted(inventory.glob("*.yaml"))[number]
        file.write_text(file.read_text("utf-8").replace("Person", "Somebody"), encoding="utf-8")
        again.append(run(words(inventory, out, "2"), environ))
    return full, sorted(again, key=lambda one: one.seconds)[len(again) // 2]


def report(
    commands: dict[str, float], masters: Run, grown: dict[int, Run], one: Run, changed: tuple[Run, Run]
) -> tuple[str, bool]:
    """The text of the report, and whether all bars are met."""
    base = commands["python -c 'import click'"]
    worst = max(commands.values()) / base
    full, again = changed
    share = again.seconds / full.seconds
    gain = one.seconds / grown[SIZES[0]].seconds
    rates = {size: (each.seconds - grown[SIZES[0]].seconds) / (size - SIZES[0]) for size, each in grown.items()
             if size != SIZES[0]}  # fmt: skip
    spread = max(rates.values()) / min(rates.values()) - 1 if len(rates) > 1 else float("inf")
    rows = [
        ("`runbook --help`, `check` on one site, against `import click`", f"at most {BARS['command']:g}",
         f"{worst:.2f}", worst <= BARS["command"]),
        (f"two jobs against one ({SIZES[0]} sites)", f"at least {BARS['jobs']:g}", f"{gain:.2f}", gain >= BARS["jobs"]),
        (f"one site of {SIZES[min(1, len(SIZES) - 1)]} changed, against the full run", f"at most {BARS['changed']:.0%}",
         f"{share:.1%}", share <= BARS["changed"]),
        ("growth: seconds a site more, largest against smallest", f"within {BARS['growth']:.0%}",
         f"{spread:.1%}" if len(rates) > 1 else "not measured: SIZES names fewer than three", spread <= BARS["growth"]),
    ]  # fmt: skip
    text = REPORT_TEXT.format(
        machine=machine(),
        load=f"{os.getloadavg()[1]:.1f}",
        rounds=ROUNDS,
        bars="\n".join(
            f"| {what} | {bar} | {figure} | {'met' if met else '**missed**'} |" for what, bar, figure, met in rows
        ),
        commands="\n".join(f"| `{case}` | {1000 * seconds:.0f} |" for case, seconds in commands.items()),
        masters=f"{masters.seconds:.1f}",
        kinds=len(KINDS),
        grown="\n".join(
            f"| {size} | {one.seconds:.1f} | {1000 * one.seconds / size:.1f} | {one.megabytes} |"
            for size, one in grown.items()
        ),
    )
    return text, all(met for *_, met in rows)


REPORT_TEXT = """\
# Benchmarks of a fleet

Written by `python scripts/bench_fleet.py`, {rounds} rounds of what is short, medians. The ratios are the claim; the
times are those of one machine: {machine}.
Others used it at the same time where its load (5 minutes: {load}) says so.

| what | bar | figure | |
|---|---|---|---|
{bars}

## Commands that answer at once

| command | ms |
|---|---|
{commands}

## Fleets

Whole processes: a folder of inventories, one a site; runbook and checklist in two languages, plan and blank records;
two jobs. Kinds of site: {kinds}. Their masters were set by a run before, which took {masters} s.

| sites | seconds | ms a site | MB of the main process |
|---|---|---|---|
{grown}
"""

if __name__ == "__main__":
    sys.exit(main())
