"""Measure a fleet, and write docs/benchmarks-fleet.md: part of `make bench`.

Whole processes of the command line, from inventories in a folder to files on the disk, in one run on one machine; what
is claimed are ratios. SIZES names three fleets (by default 100,1000,5000), ROUNDS how often what is short is measured,
KINDS the sites of tests/data/twenty.yaml that a fleet is made of (by default six: a single appliance, pairs of either
method, a cluster, a migration). Chromium and WeasyPrint set the documents of one site of each kind, in two languages,
and are reckoned up from there. Exit status 1 where a bar is missed; the figure stays.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from threading import Event, Thread
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from scripts.bench import Page, machine, weasyprint_alone  # noqa: E402 - what is measured stands beside this script
from scripts.chromium import Chromium, program  # noqa: E402
from tests.build.fleets import marked_sites, write_fleet  # noqa: E402

REPORT = ROOT / "docs" / "benchmarks-fleet.md"
EXAMPLE = ROOT / "examples" / "inventory.yaml"
SIZES = [int(size) for size in os.environ.get("SIZES", "100,1000,5000").split(",")]
MIDDLE = SIZES[1]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
KINDS = tuple(int(kind) for kind in os.environ.get("KINDS", "0,3,4,6,12,14").split(","))
LANGUAGES = ("fr", "en")
BARS = {
    "command": 3.0,
    "chromium": 20.0,
    "weasyprint": 50.0,
    "jobs": 1.8,
    "changed": 0.02,
    "changed against check": 5.0,
    "growth": 0.10,
    "memory": 0.10,
    "megabytes": 400,
}
CHECK = "runbook check (one site)"
CLI = str(Path(sys.executable).with_name("runbook"))
VERDICT = {True: "met", False: "**missed**"}
ENVIRON = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole process: seconds, and the most memory that it took and that one of its workers took, in MB."""

    seconds: float
    megabytes: int
    worker: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that is measured. `nothing` is the first run of all, `others` are seconds a site of those that set pages."""

    commands: dict[str, float]
    nothing: Run
    grown: dict[int, Run]
    one: Run
    changed: Run
    others: dict[str, float]


def main() -> int:
    """Measure, write, and say whether all bars are met."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        place = Path(name)
        environ = ENVIRON | {"XDG_CACHE_HOME": str(place / "cache")}
        commands = quick_commands(place)
        nothing = render(place, MIDDLE, environ, "2")
        kept = {size: [render(place, size, environ, "2") for _ in range(ROUNDS)] for size in SIZES}
        grown = {size: middle(runs) for size, runs in kept.items()}
        one = middle([render(place, MIDDLE, environ, "1") for _ in range(ROUNDS)])
        changed = change_of_one(place, MIDDLE, environ)
        others = {"WeasyPrint alone": weasyprint_site()}
        if program():
            others["Chromium"] = chromium_site()
    figures = Figures(commands=commands, nothing=nothing, grown=grown, one=one, changed=changed, others=others)
    text, met = report(figures)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if met else 1


def run(words: list[str], environ: dict[str, str]) -> Run:
    """Run a program to its end. Raises CalledProcessError."""
    start = perf_counter()
    process = subprocess.Popen(
        words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stderr is not None
    with workers_watched(process.pid) as most:
        told = process.stderr.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise subprocess.CalledProcessError(status, words, stderr=told)
    return Run(seconds=seconds, megabytes=usage.ru_maxrss // 1024, worker=max(most.values(), default=0))


@contextmanager
def workers_watched(session: int) -> Iterator[dict[int, int]]:
    """The most memory in MB that each other process of a session was seen to take, looked at now and then."""
    most: dict[int, int] = {}
    done = Event()

    def watch() -> None:
        while not done.wait(1):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                        told = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
                        most[int(process.name)] = int(told["VmHWM"].split()[0]) // 1024
                except (OSError, LookupError, ValueError):  # it has ended meanwhile
                    continue
            most.pop(session, None)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def quick_commands(place: Path) -> dict[str, float]:
    """Seconds of the commands that have to answer at once, taking turns with `import click`."""
    one = place / "one.yaml"
    one.write_text(EXAMPLE.read_text("utf-8").split("\n  # A pair, the backup first")[0], encoding="utf-8")
    cases = {
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "runbook --help": [CLI, "--help"],
        CHECK: [CLI, "check", str(one)],
    }
    seconds: dict[str, list[float]] = {case: [] for case in cases}
    for _ in range(ROUNDS + 1):
        for case, words in cases.items():
            start = perf_counter()
            subprocess.run(words, env=ENVIRON, stdout=subprocess.DEVNULL, check=True)
            seconds[case].append(perf_counter() - start)
    return {case: median(times[1:]) for case, times in seconds.items()}


def fleet(place: Path, size: int) -> Path:
    """A folder of inventories, one a site."""
    folder = place / f"in{size}"
    if not folder.exists():
        write_fleet(folder, [site for _mark, site in marked_sites(size, kinds=KINDS)])
    return folder


def render(place: Path, size: int, environ: dict[str, str], jobs: str) -> Run:
    """A full run into an empty folder, which is taken away again."""
    inventory, out = fleet(place, size), place / "out"
    os.sync()  # what was written before is not written out at the cost of this run
    done = run(words(inventory, out, jobs), environ)
    shutil.rmtree(out)
    return done


def words(inventory: Path, out: Path, jobs: str) -> list[str]:
    """The command line of a run."""
    asked = [word for tag in LANGUAGES for word in ("--lang", tag)]
    return [CLI, "render", str(inventory), "--out", str(out), "--jobs", jobs, *asked]


def change_of_one(place: Path, size: int, environ: dict[str, str]) -> Run:
    """The run after one site of a fleet has changed (median of rounds)."""
    inventory, out = fleet(place, size), place / "kept"
    run(words(inventory, out, "2"), environ)
    run(words(inventory, out, "2"), environ)  # reads again what was written in its last moments
    again = []
    for number in range(ROUNDS):
        file = sorted(inventory.glob("*.yaml"))[number]
        file.write_text(file.read_text("utf-8").replace("Person", "Somebody"), encoding="utf-8")
        sleep(0.2)
        again.append(run(words(inventory, out, "2"), environ))
    return middle(again)


def middle(runs: list[Run]) -> Run:
    """The median of several."""
    return sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]


def sample() -> Iterator[list[Page]]:
    """What WeasyPrint is given for the documents of one site of each kind."""
    from runbook.i18n import available, load_language
    from runbook.inventory.choose import chosen
    from runbook.inventory.load import load_inventory
    from runbook.pdf.pages import PrintedKind, document_of, html_of
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    inventory = load_inventory(ROOT / "tests" / "data" / "twenty.yaml")
    glossary = tuple(load_language(tag) for tag in available())
    documents: tuple[PrintedKind, ...] = ("runbook", "checklist")
    for number, (site, change) in enumerate(chosen(inventory)):
        if number not in KINDS:
            continue
        plan = make_plan(inventory, site, change, load_procedures())
        pages = []
        for language in map(load_language, LANGUAGES):
            for kind in documents:
                made, _locked = document_of(kind, plan, language, glossary, "A4")
                form = kind == "checklist"
                pages.append(Page(html=html_of(made, language), images=made.images, style=kind, forms=form))
        yield pages


def weasyprint_site() -> float:
    """Seconds that WeasyPrint takes for a site's documents, on the average of the sample."""
    weasyprint_alone(Page(html="<html lang='en'><title>.</title>", images={}, style="runbook"))
    seconds = []
    for pages in sample():
        start = perf_counter()
        for page in pages:
            weasyprint_alone(page)
        seconds.append(perf_counter() - start)
    return mean(seconds)


def chromium_site() -> float:
    """The same for Chromium, which is kept running: the same HTML, style sheets and pictures, from files."""
    seconds = []
    with tempfile.TemporaryDirectory() as name, Chromium() as chromium:
        folder = Path(name)
        for pages in sample():
            files = [page_file(folder, number, page) for number, page in enumerate(pages)]
            chromium.printed(files[0])
            start = perf_counter()
            for number, file in enumerate(files):
                (folder / f"{number}.pdf").write_bytes(chromium.printed(file))
            seconds.append(perf_counter() - start)
    return mean(seconds)


def page_file(folder: Path, number: int, page: Page) -> Path:
    """A page as a file that a browser opens."""
    html = page.html
    for key, picture in page.images.items():
        (folder / f"{number}-{key}.png").write_bytes(picture)
        html = html.replace(f"qr:{key}", f"{number}-{key}.png")
    styles = (ROOT / "templates" / "styles" / f"{sheet}.css" for sheet in ("base", "slots", page.style))
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in styles)
    file = folder / f"{number}.html"
    file.write_text(html.replace("</title>", f"</title>{links}", 1), encoding="utf-8")
    return file


Row = tuple[str, str, str, bool]


def report(figures: Figures) -> tuple[str, bool]:
    """The text of the report, and whether all bars are met."""
    rows = [*bars(figures)]
    text = REPORT_TEXT.format(
        machine=machine(),
        rounds=ROUNDS,
        bars="\n".join(f"| {what} | {bar} | {figure} | {VERDICT[met]} |" for what, bar, figure, met in rows),
        commands="\n".join(f"| `{case}` | {1000 * seconds:.0f} |" for case, seconds in figures.commands.items()),
        middle=MIDDLE,
        changed=f"{figures.changed.seconds:.2f}",
        kinds=len(KINDS),
        grown="\n".join(
            f"| {what} | {run.seconds:.1f} | {1000 * run.seconds / size:.1f} | {run.megabytes} | {run.worker or '–'} |"
            for what, size, run in (
                (f"{MIDDLE}, the first run of all: nothing is in the cache", MIDDLE, figures.nothing),
                *((str(size), size, run) for size, run in figures.grown.items()),
                (f"{MIDDLE}, one job", MIDDLE, figures.one),
            )
        ),
        others="\n".join(
            f"| {name} | {seconds:.2f} | {seconds * MIDDLE / 2 / 60:.0f} |" for name, seconds in figures.others.items()
        ),
    )
    return text, all(met for *_, met in rows)


def bars(figures: Figures) -> Iterator[Row]:
    """A row for each bar: what, the bar, the figure, whether it is met."""
    full = figures.grown[MIDDLE].seconds
    worst = max(figures.commands.values()) / figures.commands["python -c 'import click'"]
    yield ("`runbook --help`, `check` on one site, against `import click`", f"at most {BARS['command']:g}",
           f"{worst:.2f}", worst <= BARS["command"])  # fmt: skip
    for name, bar in (("Chromium", BARS["chromium"]), ("WeasyPrint alone", BARS["weasyprint"])):
        what = f"{MIDDLE} sites, two jobs, against {name}"
        if name not in figures.others:
            yield what, f"at least {bar:g} times faster", "not measured: it is not installed", False
            continue
        times = figures.others[name] * MIDDLE / 2 / full
        yield what, f"at least {bar:g} times faster", f"{times:.0f}", times >= bar
        first = figures.others[name] * MIDDLE / 2 / figures.nothing.seconds
        yield f"the first run of all, against {name}", f"at least {bar:g} times faster", f"{first:.0f}", first >= bar
    gain = figures.one.seconds / full
    yield f"two jobs against one ({MIDDLE} sites)", f"at least {BARS['jobs']:g}", f"{gain:.2f}", gain >= BARS["jobs"]
    for against, run in (("the full run", figures.grown[MIDDLE]), ("the first run of all", figures.nothing)):
        share = figures.changed.seconds / run.seconds
        yield (f"one site of {MIDDLE} changed, against {against}", f"at most {BARS['changed']:.0%}", f"{share:.1%}",
               share <= BARS["changed"])  # fmt: skip
    as_check = figures.changed.seconds / figures.commands[CHECK]
    yield (f"one site of {MIDDLE} changed, against `check` of one site", f"at most {BARS['changed against check']:g}",
           f"{as_check:.1f}", as_check <= BARS["changed against check"])  # fmt: skip
    each = [(size, run.seconds) for size, run in figures.grown.items()]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(each)]
    spread = max(slopes) / min(slopes) - 1
    what = f"growth over {', '.join(map(str, SIZES))} sites: seconds for one site more"
    yield what, f"within {BARS['growth']:.0%}", f"{spread:.1%}", spread <= BARS["growth"]
    low, high = figures.grown[MIDDLE], figures.grown[SIZES[-1]]
    span = f"from {MIDDLE} to {SIZES[-1]} sites"
    pairs = {"a worker": (low.worker, high.worker), "the main process": (low.megabytes, high.megabytes)}
    for process, (less, more) in pairs.items():
        more_than = more / less - 1 if less else 0.0  # a worker that ended at once was not looked at
        figure = f"{more_than:+.0%}: {less} to {more} MB"
        flat = f"flat within {BARS['memory']:.0%}"
        yield f"memory of {process} {span}", flat, figure, less > 0 and more_than <= BARS["memory"]
    most = max(run.megabytes for run in figures.grown.values())
    what = f"memory of the main process at {SIZES[-1]} sites"
    yield what, f"at most {BARS['megabytes']:g} MB", f"{most} MB", most <= BARS["megabytes"]


REPORT_TEXT = """\
# Benchmarks of a fleet

Written by `make bench`, as medians of {rounds} rounds; the first run of all is measured once. The ratios are
what counts; the times are those of one machine: {machine}.

| what | bar | figure | |
|---|---|---|---|
{bars}

## Commands that answer at once

| command | ms |
|---|---|
{commands}

## Fleets

Whole processes: a folder of inventories, one per site; runbook and checklist in two languages, plan and blank records;
two jobs unless stated otherwise. Kinds of site: {kinds}, in equal numbers. All runs but the first find the pages of
their shapes and the sites already read in the cache, and an empty output folder. With one site of {middle} changed
and everything else in place: {changed} s.

| sites | seconds | ms a site | MB, main process | MB, largest worker |
|---|---|---|---|---|
{grown}

## Others

Each sets the documents of one site of each kind, in two languages, in one warm process, from the finished HTML
and the same style sheets; Chromium has no running headers and makes no form. The time for {middle} sites is
extrapolated, as if two processes were twice as fast as one.

| | seconds a site | minutes for {middle} sites, two jobs |
|---|---|---|
{others}
"""

if __name__ == "__main__":
    sys.exit(main())
