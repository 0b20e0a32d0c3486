"""Measure the kit against itself at another commit, and write docs/benchmarks-before.md: part of `make bench`.

Whole processes of the command line in both checkouts, in turn, on the example's inventory as it stands here; what is
compared is processor time, children included. AGAINST names the commit (by default the one before this), ROUNDS how
often each is measured. The first render of the whole example, on all cores with nothing in the cache, is measured by
the clock. Exit status 1 where something takes longer than it did, or the first render than a new user waits.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from scripts.bench import CHANGE, ENVIRON, EXAMPLE, SITE, machine  # noqa: E402 - it stands beside this script

REPORT = ROOT / "docs" / "benchmarks-before.md"
AGAINST = os.environ.get("AGAINST", "HEAD~1")
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SLOWER, DEMO = 1.10, 20.0  # the bars: a ratio, and seconds
ONE_CHANGE = ("--site", SITE, "--change", CHANGE, "--lang", "en", "--jobs", "1")
VERDICT = {True: "met", False: "**missed**"}


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where a commit lies, and a place for what it writes."""

    code: Path
    place: Path

    def seconds(self, *words: str | Path, cache: str = "cache") -> float:
        """Processor time of the command line, from this checkout. Raises CalledProcessError."""
        environ = ENVIRON | {"XDG_CACHE_HOME": str(self.place / cache), "PYTHONPATH": str(self.code)}
        before = _spent()
        subprocess.run(
            [sys.executable, "-m", "runbook", *words], cwd=self.code, env=environ, check=True, capture_output=True
        )
        return _spent() - before

    def rendered(self, *words: str, cache: str = "cache") -> float:
        """The same for `runbook render` into an empty folder."""
        with tempfile.TemporaryDirectory(dir=self.place) as out:
            return self.seconds("render", EXAMPLE, "--out", out, *words, cache=cache)

    def set_anew(self) -> float:
        """Pages of a shape that was never set."""
        with tempfile.TemporaryDirectory(dir=self.place) as cache:
            return self.rendered(*ONE_CHANGE, cache=cache)


CASES: dict[str, Callable[[Checkout], float]] = {
    f"`render` of {SITE}/{CHANGE}, a new shape": Checkout.set_anew,
    f"`render` of {SITE}/{CHANGE}, filled in": lambda checkout: checkout.rendered(*ONE_CHANGE),
    "`check` of the example": lambda checkout: checkout.seconds("check", EXAMPLE),
    "`plan` of the example": lambda checkout: checkout.seconds("plan", EXAMPLE),
}


def main() -> int:
    """Measure, write, and say whether all bars are met."""
    commit = _git("rev-parse", "--short", AGAINST)
    with tempfile.TemporaryDirectory() as name:
        now, before = Checkout(ROOT, Path(name, "now")), Checkout(Path(name, "code"), Path(name, "before"))
        for folder in (now.place, before.place, before.code):
            folder.mkdir()
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", before.code], input=archive, check=True)
        rows = [(what, *in_turn(what, case, now, before)) for what, case in CASES.items()]
        demo = first_render(now)
    text, met = report(commit, rows, demo)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if met else 1


def in_turn(what: str, case: Callable[[Checkout], float], now: Checkout, before: Checkout) -> tuple[float, float]:
    """Seconds now and before (medians); one round before the first is not counted."""
    sys.stderr.write(f"  {what} …\n")
    rounds = [(case(now), case(before)) for _ in range(ROUNDS + 1)][1:]
    return median(a for a, _ in rounds), median(b for _, b in rounds)


def first_render(now: Checkout) -> float:
    """Seconds by the clock of what `make demo` does, with nothing in the cache."""
    start = perf_counter()
    now.rendered(cache="none")
    return perf_counter() - start


def report(commit: str, rows: list[tuple[str, float, float]], demo: float) -> tuple[str, bool]:
    """The text of the report, and whether all bars are met."""
    lines = "\n".join(
        f"| {what} | {before:.2f} | {now:.2f} | {now / before:.2f} | {VERDICT[now / before <= SLOWER]} |"
        for what, now, before in rows
    )
    met = demo <= DEMO and all(now / before <= SLOWER for _, now, before in rows)
    text = REPORT_TEXT.format(
        commit=commit, rounds=ROUNDS, machine=machine(), lines=lines, slower=SLOWER, demo=demo, demo_bar=DEMO,
        demo_met=VERDICT[demo <= DEMO],
    )  # fmt: skip
    return text, met


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


REPORT_TEXT = """\
# Against the commit before

Written by `make bench`: processor time of whole processes, in turn with commit `{commit}` on the same inventory,
medians of {rounds} rounds. The ratios are what counts; the times are those of one machine: {machine}.

| what | {commit}, s | now, s | ratio (at most {slower:g}) | |
|---|---|---|---|---|
{lines}

`make demo` with everything installed and nothing in the cache: {demo:.1f} s by the clock (at most {demo_bar:g}):
{demo_met}.
"""

if __name__ == "__main__":
    sys.exit(main())
