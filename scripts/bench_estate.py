"""Measure what reads and writes the inventory of an estate; write docs/benchmarks-estate.md: part of `make bench`.

Whole processes of the command line over one inventory: `check` of YAML, XLSX, ODS (where LibreOffice is there to write
it) and CSV; `export`; `import ansible` into nothing, and again; `calendar`; `diff` with a tenth of the windows moved.
SIZES names the estates (by default 1000,5000 sites), ROUNDS how often each is measured; the median is told. The bar of
the calendar is processor time, which other work on the machine changes little. Exit status 1 where a bar is missed.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from scripts.bench import machine  # noqa: E402 - what is measured stands beside this script
from scripts.bench_fleet import CLI, ENVIRON, KINDS, VERDICT  # noqa: E402
from tests.build.fleets import marked_sites  # noqa: E402

REPORT = ROOT / "docs" / "benchmarks-estate.md"
SIZES = sorted(int(size) for size in os.environ.get("SIZES", "1000,5000").split(","))
ROUNDS = int(os.environ.get("ROUNDS", "1"))
CLOCK = "%Y-%m-%d %H:%M"
SHEETS = ("check, XLSX", "check, ODS", "check, CSV")
BARS = {
    "seconds": 20.0,  # check of a workbook, by the clock
    "megabytes": 400,  # check of a workbook
    "calendar": 0.010,  # s of a processor a site: 3,000 sites within 30 s
    "growth": 0.25,  # of processor time a site, from the smallest estate to the largest
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateRun:
    """A run: seconds by the clock and of a processor, and the most memory that it took, in MB."""

    seconds: float
    spent: float
    megabytes: int


def main() -> int:
    """Measure, write, and say whether all bars are met."""
    runs: dict[int, dict[str, EstateRun]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
            runs[size] = measured(Path(name), size)
    text, met = report(runs)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if met else 1


def measured(place: Path, size: int) -> dict[str, EstateRun]:
    """All commands over an estate of so many sites."""
    writer = get_context("fork").Process(target=write_inputs, args=(place, size))  # a process is told to have taken
    writer.start()  # at least as much memory as the one that started it
    writer.join()
    found: dict[str, EstateRun] = {}

    def run(what: str, *words: str) -> None:
        runs = sorted((command(place, words) for _ in range(ROUNDS)), key=lambda one: one.spent)
        found[what] = runs[ROUNDS // 2]

    run("check, YAML", "check", "inventory.yaml")
    run("export, XLSX", "export", "inventory.yaml", "--to", "xlsx", "-o", "book.xlsx", "--force")
    run("export, CSV", "export", "inventory.yaml", "--to", "csv", "-o", "sheets", "--force")
    run("check, XLSX", "check", "book.xlsx")
    if office := shutil.which("soffice"):
        words = [office, "--headless", f"-env:UserInstallation={(place / 'office').as_uri()}", "--convert-to", "ods"]
        subprocess.run([*words, "book.xlsx"], cwd=place, check=True, capture_output=True)
        run("check, ODS", "check", "book.ods")
    run("check, CSV", "check", "sheets")
    run("export, YAML", "export", "book.xlsx", "--to", "yaml", "-o", "back.yaml", "--force")
    for what in ("import", "import, again"):
        run(what, "import", "ansible", "hosts.json", "-o", "imported.yaml")
    run("calendar", "calendar", "inventory.yaml", "-o", "calendar.html", "--force")
    run("diff", "diff", "inventory.yaml", "later.yaml")
    return found


def write_inputs(place: Path, size: int) -> None:
    """An estate, the same with some windows moved, and its appliances as another list has them."""
    sites = [site for _mark, site in marked_sites(size, kinds=KINDS)]
    write_yaml(place / "inventory.yaml", sites)
    write_yaml(place / "later.yaml", list(moved(sites)))
    (place / "hosts.json").write_text(json.dumps(hosts(sites)), encoding="utf-8")


def command(place: Path, words: tuple[str, ...]) -> EstateRun:
    """Run a command with a cache of its own, which it finds empty. Raises CalledProcessError."""
    environ = ENVIRON | {"XDG_CACHE_HOME": str(place / "cache")}
    shutil.rmtree(place / "cache", ignore_errors=True)
    start = perf_counter()
    with (place / "told.txt").open("wb") as told:
        process = subprocess.Popen([CLI, *words], env=environ, cwd=place, stdout=told, stderr=told)
        _pid, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: something is open, or differs
        raise subprocess.CalledProcessError(process.returncode, words, (place / "told.txt").read_bytes()[-2000:])
    return EstateRun(seconds=seconds, spent=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss // 1024)


def write_yaml(path: Path, sites: list[dict[str, Any]]) -> None:
    """An inventory in one file."""
    data = {"schema": 1, "organization": "Example SA", "languages": ["en", "fr"], "sites": sites}
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(data, stream, yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def moved(sites: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same sites, of which every tenth has its windows a week later."""
    for number, site in enumerate(copy.deepcopy(sites)):
        for window in (one for change in site["changes"] for one in change["windows"] if number % 10 == 0):
            for name in ("start", "end"):
                window[name] = (datetime.strptime(window[name], CLOCK) + timedelta(days=7)).strftime(CLOCK)
        yield site


def hosts(sites: list[dict[str, Any]]) -> dict[str, Any]:
    """The appliances as `ansible-inventory --list` prints them."""
    told = {
        one["hostname"]: {
            "runbook_site": site["id"],
            "runbook_site_name": site["name"],
            "runbook_site_hostname": site["hostname"],
            "runbook_timezone": site["timezone"],
            "ansible_host": one["ip"],
            **{f"runbook_{key}": one[key] for key in ("role", "form", "model", "base", "software")},
        }
        for site in sites
        for one in site["appliances"]
    }
    return {"_meta": {"hostvars": told}, "all": {"hosts": list(told)}}


def report(runs: dict[int, dict[str, EstateRun]]) -> tuple[str, bool]:
    """The text of the report, and whether all bars are met."""
    least, most = SIZES[0], SIZES[-1]
    last = runs[most]
    sheets = [(what, last[what]) for what in SHEETS if what in last]
    grown = {what: last[what].spent / most / (run.spent / least) - 1 for what, run in runs[least].items()}
    worst = max(grown, key=grown.__getitem__)
    slowest, largest = max(run.seconds for _, run in sheets), max(run.megabytes for _, run in sheets)
    calendar = last["calendar"].spent / most
    bars = (
        (f"check of {most:,} sites in sheets, the slowest", f"at most {BARS['seconds']:g} s", f"{slowest:.1f} s",
         slowest <= BARS["seconds"]),
        ("its memory, the most", f"at most {BARS['megabytes']:g} MB", f"{largest} MB", largest <= BARS["megabytes"]),
        ("calendar, processor time a site", f"at most {1000 * BARS['calendar']:g} ms", f"{1000 * calendar:.1f} ms",
         calendar <= BARS["calendar"]),
        (f"processor time a site, from {least:,} to {most:,}: {worst}", f"grows by {BARS['growth']:.0%} at most",
         f"{grown[worst]:.0%}", grown[worst] <= BARS["growth"]),
    )  # fmt: skip
    text = REPORT_TEXT.format(
        machine=machine(),
        rounds=ROUNDS,
        bars="\n".join(f"| {what} | {bar} | {figure} | {VERDICT[met]} |" for what, bar, figure, met in bars),
        runs="\n".join(
            f"| {what} | {size:,} | {run.seconds:.1f} | {run.spent:.1f} | {1000 * run.spent / size:.1f} "
            f"| {run.megabytes} |"
            for what in last
            for size in SIZES
            for run in [runs[size][what]]
        ),
    )
    return text, all(met for *_, met in bars)


REPORT_TEXT = """\
# The inventory of an estate, measured

Written by `make bench`: `runbook check`, `export`, `import`, `calendar` and `diff` over inventories of that many sites,
each with an empty cache; medians of {rounds} runs. {machine}.

| what | bar | measured | |
|---|---|---|---|
{bars}

| command | sites | s, by the clock | s, of a processor | ms a site, of a processor | MB |
|---|---|---|---|---|---|
{runs}
"""


if __name__ == "__main__":
    sys.exit(main())
