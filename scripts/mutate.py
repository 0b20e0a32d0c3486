"""Whether the tests notice faults: `python scripts/mutate.py --package verify --count 200 --jobs 2`; `make endure`.

Of each package a sample of mutants is drawn: its source with one thing changed. In a copy of the kit, each is given to
the tests that run the changed line, the quick ones first; it is dead where one fails, or they do not end in time. One
that lives shows a test that is missing, or is no fault: then it stands in tests/mutants/survivors.toml with the reason.
The sample is that of the seed; after a change of the source it is another only where the source is.

Exit statuses: 0 all that live are listed, 1 others live, 2 the tests could not be run at all.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.mutating.mutants import Mutant, mutants_of  # noqa: E402 - scripts are found from the root
from scripts.mutating.trying import covered, kit_copy, survives  # noqa: E402

TOOLS = ROOT / ".bench" / "coverage"
SURVIVORS = ROOT / "tests" / "mutants" / "survivors.toml"
TESTS = {  # which tests look at a package; of these each mutant gets those that run its line
    "verify": (
        "tests/verify",
        "tests/cli/test_verify.py",
        "tests/records",
        "tests/report",
        "tests/planning/test_two_addresses.py",
    ),
    "records": ("tests/records", "tests/verify", "tests/cli/test_verify.py"),
    "planning": (
        "tests/planning",
        "tests/house/test_plans.py",
        "tests/house/test_tried.py",
        "tests/house/test_own_paths.py",
        "tests/procedures/test_mutations.py",
        "tests/procedures/test_conditions.py",
        "tests/procedures/test_examples.py",
        "tests/procedures/test_procedures.py",
        "tests/verify/test_all_plans.py",
        "tests/cli/test_plan.py",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Draw, run, tell."""
    asked = _options(arguments)
    start = perf_counter()
    mutants = [one for package in asked.package for one in sample(package, asked.count, asked.seed)]
    if asked.list:
        print(*(f"{m.file}:{m.number} {m.function}: {m.change}: {m.line}" for m in mutants), sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [kit_copy(ROOT, Path(folder, str(job))) for job in range(asked.jobs)]
        tests = list(dict.fromkeys(asked.tests or (test for package in asked.package for test in TESTS[package])))
        covering = covered(copies[0], TOOLS, asked.package, tests)
        if covering is None:
            print("mutate: the tests could not be run", file=sys.stderr)
            return 2
        print(f"{len(covering.seconds)} tests, {perf_counter() - start:.0f} s", flush=True)
        if not survives(copies[0], unchanged(max(mutants, key=lambda one: len(covering.of(one)))), covering):
            print("mutate: tests fail where nothing was changed", file=sys.stderr)
            return 2
        free: SimpleQueue[Path] = SimpleQueue()
        for one in copies:
            free.put(one)

        def lives(mutant: Mutant) -> str:
            tree = free.get()
            try:
                return survives(tree, mutant, covering)
            finally:
                free.put(tree)

        with ThreadPoolExecutor(asked.jobs) as pool:
            return tell(mutants, pool.map(lives, mutants), lambda: perf_counter() - start)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", action="append", choices=TESTS, help="may be given again; by default all three")
    parser.add_argument("--count", type=int, default=200, help="mutants of each package (200)")
    parser.add_argument("--seed", type=int, default=1, help="another number draws another sample (1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at a time (one for each core)")
    parser.add_argument("--tests", nargs="+", metavar="PATH", help="these tests instead of those of the packages")
    parser.add_argument("--list", action="store_true", help="print the sample and run nothing")
    asked = parser.parse_args(arguments)
    asked.package = asked.package or list(TESTS)
    return asked


def sample(package: str, count: int, seed: int, root: Path = ROOT) -> list[Mutant]:
    """`count` mutants of a package, by file. A line more in the source may push one of them out, and no more."""
    files = sorted((root / "runbook" / package).rglob("*.py"))
    all_of_them = [
        mutant for file in files for mutant in mutants_of(str(file.relative_to(root)), file.read_text(encoding="utf-8"))
    ]
    drawn = sorted(all_of_them, key=lambda one: sha256(f"{seed} {one.key}".encode()).digest())[:count]
    return sorted(drawn, key=lambda one: (one.file, one.number, one.change))


def unchanged(mutant: Mutant) -> Mutant:
    """The module as it is, in place of a mutant."""
    return replace(mutant, source=(ROOT / mutant.file).read_text(encoding="utf-8"))


def tell(mutants: list[Mutant], results: Iterator[str], elapsed: Callable[[], float]) -> int:
    """Say who lives and is not listed, as entries for the list, and which of the list are dead."""
    listed = {key(one): one["reason"] for one in tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivor"]}
    alive = known = 0
    for number, (mutant, why) in enumerate(zip(mutants, results, strict=True), 1):
        if why and listed.pop(mutant.key, None):
            known += 1
        elif why:
            alive += 1
            print(f"# {why} (line {mutant.number})\n{entry(mutant)}", flush=True)
        elif listed.pop(mutant.key, None):
            print(f"# listed, and dead: {mutant.file}: {mutant.function}: {mutant.change}: {mutant.line}", flush=True)
        if number % 20 == 0:
            print(f"# {number} of {len(mutants)}, {elapsed():.0f} s", flush=True)
    dead = len(mutants) - alive - known
    print(f"{len(mutants)} mutants: {dead} dead, {known} listed as no fault, {alive} alive; {elapsed():.0f} s")
    return 1 if alive else 0


def key(listed: dict[str, str]) -> tuple[str, str, str, str]:
    """What an entry of the list is known by."""
    return listed["file"], listed["function"], listed["line"], listed["change"]


def entry(mutant: Mutant) -> str:
    """A mutant as an entry for the list, its reason still to be written."""
    rows = zip(("file", "function", "line", "change"), mutant.key, strict=True)
    return "[[survivor]]\n" + "".join(f"{name} = {json.dumps(text)}\n" for name, text in rows) + 'reason = ""\n'


if __name__ == "__main__":
    sys.exit(main())
