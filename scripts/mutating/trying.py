"""Gives a mutant to the tests that run its line, in a copy of the kit."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutating.mutants import Mutant

SECONDS = 45.0  # the tests that one mutant is given, by what they take without it
FIRST = 2.0  # of which so much is tried first
MEMORY = 4 << 30  # of a process
DRAWN = {"DRAWN": "1"}  # tests/conftest.py: of the cases that are named, no sample is taken


@dataclass(frozen=True)
class Covering:
    """How long tests take, and which of them run a line; where it is run for a whole file, all of its tests do."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that run the line, as many as a mutant is given: quick ones first, of each function the first cases
        before the others; a quick one with many cases still goes before a slow one."""
        names = self.lines.get(mutant.file, {}).get(str(mutant.number), [])
        shared = tuple(name for name in names if "::" not in name)
        tests = {*names, *(test for test in self.seconds if shared and test.startswith(shared))} & self.seconds.keys()
        chosen, total = [], 0.0
        before: Counter[str] = Counter()  # tests of the same function, with other parameters
        ranks: dict[str, float] = {}
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            function = test.partition("[")[0]
            before[function] += 1
            ranks[test] = before[function] * self.seconds[test]
        for test in sorted(ranks, key=ranks.__getitem__):
            total += self.seconds[test]
            if total < SECONDS:
                chosen.append(test)
        return chosen


def kit_copy(root: Path, folder: Path) -> Path:
    """The files of the work tree, tracked or new, in a folder of their own."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (root / name).is_file():
            shutil.copy2(root / name, target)
    return folder


def covered(tree: Path, tools: Path, packages: Sequence[str], tests: list[str]) -> Covering | None:
    """What each test runs; None where no test passes."""
    if not tools.is_dir():
        words = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(tools),
            "coverage~=7.10",
        ]
        if subprocess.run(words, check=False).returncode:
            return None
    out = tree / "covering.json"
    script = str(tree / "scripts" / "mutating" / "covering.py")
    folders = [f"runbook/{package}" for package in packages]
    words = [sys.executable, script, str(out), *folders, "--", *tests]
    run = subprocess.run(words, cwd=tree, env=_environment(tree, tools), capture_output=True, text=True, check=False)
    if run.returncode or not out.is_file():
        print(run.stdout[-3000:], run.stderr[-3000:], file=sys.stderr)
        return None
    return Covering(**json.loads(out.read_text(encoding="utf-8")))


def _environment(*paths: Path) -> dict[str, str]:
    """Processes of tests take the kit from the copy too; with CI set, hypothesis draws the same examples each time."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), "CI": "1", "COLUMNS": "120"}


def survives(tree: Path, mutant: Mutant, covering: Covering) -> str:
    """Why a mutant lives: "no test runs it" or "all 12 pass"; empty where it is dead."""
    tests = covering.of(mutant)
    if not tests:
        return "no test runs it"
    file = tree / mutant.file
    before, stamp = file.read_bytes(), file.stat().st_mtime_ns
    file.write_text(mutant.source, encoding="utf-8")
    shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)  # a change in the same second would not be seen
    try:
        first, total = 0, 0.0
        while first < len(tests) and total < FIRST:
            total += covering.seconds[tests[first]]
            first += 1
        dead = _fails(tree, tests[:first], total) or _fails(
            tree, tests[first:], sum(covering.seconds[test] for test in tests)
        )
    finally:
        file.write_bytes(before)
        os.utime(file, ns=(stamp, stamp))
        shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)
    return "" if dead else f"all {len(tests)} pass"


def _fails(tree: Path, tests: list[str], seconds: float) -> bool:
    """Whether one of the tests fails, or they take far longer than they do."""
    if not tests:
        return False
    asked = tree / "asked.txt"
    asked.write_text("\n".join(tests), encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"@{asked}"]
    with subprocess.Popen(
        words, cwd=tree, env=_environment(tree) | DRAWN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, preexec_fn=_bounded,
    ) as process:  # fmt: skip
        try:
            return process.wait(timeout=30 + 5 * seconds) != 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return True


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
