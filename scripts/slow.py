"""The slowest tests of the last `make test`, by the seconds that each took with what it set up and put away.

`python scripts/slow.py` reads what the run left in .pytest_cache/last-run.xml; `--count N` prints other than 20.
Times are those of that run, with all cores at work: of a machine that was busy otherwise they say little.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

LAST = Path(__file__).resolve().parent.parent / ".pytest_cache" / "last-run.xml"


def slowest(report: Path, count: int) -> list[tuple[str, float]]:
    """Names and seconds of the slowest tests in a JUnit report, the slowest first. Raises OSError, ET.ParseError."""
    seconds: dict[str, float] = {}
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        seconds[name] = seconds.get(name, 0) + float(case.get("time", 0))
    return sorted(seconds.items(), key=lambda each: (-each[1], each[0]))[:count]


def main(words: list[str]) -> int:
    """Print them. Exit status 2 where there was no run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20, metavar="N")
    parser.add_argument("report", nargs="?", type=Path, default=LAST, help="a JUnit report; the last run's by default")
    asked = parser.parse_args(words)
    try:
        found = slowest(asked.report, asked.count)
    except (OSError, ET.ParseError):
        print(f"slow: {asked.report} is no report of a run: run `make test` first", file=sys.stderr)
        return 2
    for name, seconds in found:
        print(f"{seconds:8.2f} s  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
