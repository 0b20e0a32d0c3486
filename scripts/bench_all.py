"""All benchmarks, one after the other, and what came of them on one page: `make bench`.

A bar that is missed ends nothing: it is said at the end, on docs/benchmarks.md, and in the exit status. Names of parts
(change, verify, fleet, status, estate, press, before) as arguments run these alone; the page keeps what it says of the
others.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter, strftime

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
PARTS = {
    "change": ("bench.py", "one change: the kit's own share, twenty sites"),
    "verify": ("bench_verify.py", "the verifier: accuracy, speed, large records, fuzzing"),
    "fleet": ("bench_fleet.py", "fleets: against Chromium and WeasyPrint, growth, memory"),
    "status": ("bench_status.py", "where 5,000 changes stand: time, memory, growth"),
    "estate": ("bench_estate.py", "inventories of 5,000 sites: check, export, import, calendar, diff"),
    "press": ("bench_press.py", "pages filled in: against WeasyPrint and Typst"),
    "before": ("bench_before.py", "against the commit before, and the first render of the example"),
}
MET, MISSED, BROKEN = "all bars are met", "**a bar is missed**", "**it did not end**"
OUTCOMES = {0: MET, 1: MISSED}
_ROW = re.compile(r"^\| \[[a-z]+\]\(benchmarks-([a-z]+)\.md\) \|.*$", re.MULTILINE)
HEAD = """\
# Benchmarks

The results of `make bench`; each part has a page of its own, with its figures, its bars and its machine. Ratios are of
one run, in which whatever is compared runs in turn.

| part | what is measured | commit | minutes | |
|---|---|---|---|---|
"""


def main(names: list[str]) -> int:
    """Run the parts, write the page after each. 1 where a bar was missed, or a part did not end."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.stderr.write(f"no such part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}\n")
        return 2
    chosen = [name for name in PARTS if name in names or not names]
    known = _ROW.finditer(PAGE.read_text("utf-8")) if PAGE.exists() else ()
    rows = {row[1]: row[0] for row in known}
    outcomes = {}
    for number, name in enumerate(chosen, 1):
        script, what = PARTS[name]
        sys.stderr.write(f"{strftime('%H:%M')}  {number} of {len(chosen)}: {what}\n")
        start, own = perf_counter(), PAGE.with_name(f"benchmarks-{name}.md")
        before = own.stat().st_mtime_ns if own.exists() else 0
        status = subprocess.run([sys.executable, ROOT / "scripts" / script], cwd=ROOT, check=False).returncode
        minutes = (perf_counter() - start) / 60
        ended = own.exists() and own.stat().st_mtime_ns != before  # a traceback has the status of a missed bar
        outcomes[name] = OUTCOMES.get(status, BROKEN) if ended else BROKEN
        rows[name] = f"| [{name}](benchmarks-{name}.md) | {what} | `{commit()}` | {minutes:.0f} | {outcomes[name]} |"
        PAGE.write_text(HEAD + "".join(f"{rows[part]}\n" for part in PARTS if part in rows), encoding="utf-8")
    for name, outcome in outcomes.items():
        sys.stderr.write(f"{name}: {outcome.replace('*', '')}\n")
    return 0 if set(outcomes.values()) == {MET} else 1


def commit() -> str:
    """The commit that was measured; a star where files were changed since."""
    words = ["git", "describe", "--always", "--dirty=*", "--exclude=*"]
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
