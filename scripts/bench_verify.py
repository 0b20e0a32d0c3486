"""Measure the verifier, and write docs/benchmarks-verify.md: calibration, speed, large records, fuzzing; `make bench`.

pm4py and atheris are no part of the kit: they are installed below .bench/, and run as programs of their own. Where they
cannot be had, their lines say so. Exit status 1 where there is a false alarm, a mistake that is not found or that no
plan has a place for, a bug in a reader, or an aim that is missed.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from runbook.model.plan import Plan  # noqa: E402 - the tests' plans stand beside the package
from runbook.model.record import Entry, Record, RecordPart  # noqa: E402
from runbook.reading.plan_json import dump_plan  # noqa: E402
from runbook.records.table import ROWS  # noqa: E402
from runbook.simulate.draft import DraftRecord, Mistake  # noqa: E402
from runbook.simulate.mistakes import KINDS, plant_one  # noqa: E402
from runbook.simulate.play import play  # noqa: E402
from runbook.simulate.write import json_bytes  # noqa: E402
from runbook.verify.codes import FAMILIES  # noqa: E402
from runbook.verify.fast_check import FastCheck  # noqa: E402
from runbook.verify.indexed_plan import IndexedPlan, index_plan  # noqa: E402
from runbook.verify.plan_store import PlanStore  # noqa: E402
from runbook.verify.session import verify_files  # noqa: E402
from runbook.verify.verdict import verify_record  # noqa: E402
from tests import plans  # noqa: E402
from tests.measure import PEAK  # noqa: E402
from tests.verify.places import PLACES  # noqa: E402

REPORT = ROOT / "docs" / "benchmarks-verify.md"
TOOLS = ROOT / ".bench"
RECORDS = int(os.environ.get("RECORDS", "10000"))
FUZZ_SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
SAMPLE = 100  # records that are aligned
DIFFERENT = 3000  # records in memory of which none is like another
DISTINCT = 500  # different executions among the records that are timed
TOOK = ("json", "csv", "xlsx", "ods", "pdf")
AIMS = {"both": 20, "alignments": 800}  # how many times faster than pm4py: from files, from memory
LARGE_SECONDS = 10  # that the largest record may take
TOO_LONG = 60  # seconds after which it is no longer waited for


def main() -> int:
    """Measure everything, write the report, and say whether there was a fault."""
    sections, faults = [], 0
    for part in (calibration, speed, large, fuzzing):
        text, bad = part()
        sections.append(text)
        faults += bad
    head = (
        "# The verifier, measured\n\nWritten by `make bench`. Times depend on the machine and on its other work; "
        "ratios are of one run.\n\n"
    )
    REPORT.write_text(head + "\n".join(sections), encoding="utf-8")
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))
    return 1 if faults else 0


def shapes() -> list[Plan]:
    """Ten plans of each of the twenty kinds of path, of one to three hops, drawn at random; always the same."""
    chance = random.Random(1)
    found = []
    for kind in plans.KINDS:
        for _ in range(10):
            hops = 1 if kind[0].startswith("migrate-") else chance.randint(1, 3)
            found.append(
                plans.plan_of(
                    *kind,
                    bases=tuple(chance.random() < 0.6 for _ in range(hops)),
                    wait=chance.choice(("24h", "remove-clients")),
                    major=chance.random() < 0.5,
                    clients=chance.choice(plans.CLIENTS),
                )
            )
    return found


def whole(indexed: IndexedPlan, entries: tuple[Entry, ...]) -> Record:
    """The entries as a record."""
    plan = indexed.plan
    part = RecordPart(file="a", revision=plan.revision, site=plan.site, change=plan.change, run="", entries=entries)
    return Record(revision=plan.revision, run="", parts=(part,))


def calibration() -> tuple[str, int]:
    """Faultless records, and one planted mistake a record: what is found, missed, falsely found, by family."""
    alarms, missed, played = 0, 0, 0
    planted, found, false, kinds = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    books = [index_plan(plan) for plan in shapes()]
    own = {index_plan(plan()): names for plan, names in PLACES.items()}
    books += own
    for seed in range(RECORDS):
        indexed = books[seed % len(books)]
        entries = play(indexed, seed)
        played += 1
        alarms += len(verify_record(indexed, whole(indexed, entries), None).findings)
        kind = kind_of(seed, own.get(indexed, ()), seed // len(books))
        draft = DraftRecord(indexed, {entry.step: entry for entry in entries}, random.Random(seed))
        mistake = plant_one(draft, kind)
        if mistake is None:
            continue
        planted[mistake.code[:3]] += 1
        kinds[kind.__name__] += 1
        result = verify_record(indexed, whole(indexed, tuple(draft.entries.values())), None)
        hits = [f for f in result.findings if f.code in mistake.codes and set(mistake.steps) <= set(f.steps)]
        found[mistake.code[:3]] += bool(hits)
        missed += not hits
        false.update(f.code[:3] for f in result.findings if f not in hits)
    rows = "".join(f"| {family} | {planted[family]} | {found[family]} | {false[family]} |\n" for family in FAMILIES)
    text = (
        f"## Calibration\n\n{played:,} faultless records of {len(books)} plans: {alarms} findings. "
        f"One mistake planted in each of {planted.total():,}, of {len(kinds)} of the {len(KINDS)} known kinds:\n\n"
        f"| family | planted | found, with its steps | falsely found |\n|---|---|---|---|\n{rows}"
    )
    return text, alarms + missed + false.total() + len(KINDS) - len(kinds)


def kind_of(seed: int, own: Sequence[str], turn: int) -> Callable[[DraftRecord], Mistake | None]:
    """The mistake that is planted in a record: one of all in turn, or of a plan's own."""
    named = [kind for kind in KINDS if own and kind.__name__ == own[turn % len(own)]]
    return named[0] if named else KINDS[seed % len(KINDS)]


def speed() -> tuple[str, int]:
    """Records a second, from a file of JSON lines to verdicts, in one process; and pm4py on the same executions."""
    plan = plans.plan_of("atlas-failover", None, None, "shared-ip")
    indexed = index_plan(plan)
    runs = [play(indexed, seed) for seed in range(DISTINCT)]
    others = [play(indexed, seed) for seed in range(DISTINCT, DISTINCT + DIFFERENT)]
    with tempfile.TemporaryDirectory() as folder:
        path, few, apart = (Path(folder, f"{name}.jsonl") for name in ("records", "few", "apart"))
        Path(folder, "plan.json").write_bytes(dump_plan(plan))
        lines = [json_bytes(plan, "RUN", entries, None) for entries in runs]
        for file, count in ((path, RECORDS), (few, RECORDS // 10)):
            with file.open("wb") as stream:
                for run in range(count):
                    stream.write(lines[run % DISTINCT].replace(b'"RUN"', b'"%d"' % run))
        apart.write_bytes(b"".join(json_bytes(plan, str(run), entries, None) for run, entries in enumerate(others)))
        mixed = Path(folder, "mixed.jsonl")
        write_mixed(mixed, indexed, runs, lines)
        small, many = (memory(file, folder) for file in (few, path))
        rate, single, wrong = timed(path, folder), timed(apart, folder), timed(mixed, folder)
        other = pm4py(folder, indexed, runs)
    fresh = looked_at(indexed, others, DIFFERENT)
    known, full = looked_at(indexed, runs, RECORDS), in_memory(indexed, runs)
    table, missed = compared(other, rate, known, full)
    text = (
        f"\n## Speed\n\n{RECORDS:,} records of {len(plan.steps)} steps, {len(plan.rules)} rules, from file to verdict: "
        f"**{rate:,.0f} records a second** of one core; {single:,.0f} if no execution occurs twice; with a mistake in "
        f"one of twenty, {wrong:,.0f}. "
        f"Memory: {small:.0f} MB for {RECORDS // 10:,}, {many:.0f} MB for {RECORDS:,}. Of records in memory: "
        f"{known:,.0f} a second; {fresh:,.0f} if no execution occurs twice; each rule in full, without the quick "
        f"look that settles most of them, {full:,.0f}."
        f"\n\n{table}"
    )
    return text, missed


def write_mixed(path: Path, indexed: IndexedPlan, runs: list[tuple[Entry, ...]], lines: list[bytes]) -> None:
    """As the others, with a mistake in every twentieth record."""
    with path.open("wb") as stream:
        for run in range(RECORDS):
            line = lines[run % DISTINCT]
            if run % 20 == 0:
                draft = DraftRecord(indexed, {entry.step: entry for entry in runs[run % DISTINCT]}, random.Random(run))
                plant_one(draft, KINDS[run // 20 % len(KINDS)])
                line = json_bytes(indexed.plan, "RUN", tuple(draft.entries.values()), None)
            stream.write(line.replace(b'"RUN"', b'"%d"' % run))


def timed(path: Path, folder: str) -> float:
    """Records a second of processor time: the best of three."""
    best = 0.0
    for _ in range(3):
        plan_store = PlanStore([str(Path(folder, "plan.json"))])
        start = process_time()
        count = sum(1 for _ in verify_files([path], plan_store, None))
        best = max(best, count / (process_time() - start))
    return best


def looked_at(indexed: IndexedPlan, runs: list[tuple[Entry, ...]], count: int) -> float:
    """Records a second of processor time, by the quick look alone, of `count` records that are in memory: these
    executions, over and over where there are fewer."""
    records = [whole(indexed, runs[number % len(runs)]) for number in range(count)]
    quick = FastCheck(indexed)
    start = process_time()
    for record in records:
        quick.clean(record, None)
    return count / (process_time() - start)


def in_memory(indexed: IndexedPlan, runs: list[tuple[Entry, ...]]) -> float:
    """Records a second of processor time, each rule in full, of records that are in memory already."""
    records = [whole(indexed, entries) for entries in runs]
    start = process_time()
    for record in records:
        verify_record(indexed, record, None)
    return len(records) / (process_time() - start)


def memory(path: Path, folder: str) -> float:
    """MB that a process needs at most for all records of a file."""
    program = (
        "import sys\nfrom runbook.verify.plan_store import PlanStore\nfrom runbook.verify.session import verify_files\n"
        "for one in verify_files([sys.argv[1]], PlanStore([sys.argv[2]]), None): pass\n"
        f"print({PEAK})"
    )
    words = [sys.executable, "-c", program, str(path), str(Path(folder, "plan.json"))]
    return float(subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout)


def pm4py(folder: str, indexed: IndexedPlan, runs: list[tuple[Entry, ...]]) -> dict[str, Any]:
    """What pm4py takes on the same executions, already in its memory: seconds for each kind of check."""
    python = TOOLS / "pm4py" / "bin" / "python"
    if not python.is_file():
        made = subprocess.run([sys.executable, "-m", "venv", str(TOOLS / "pm4py")], check=False)
        words = [str(python), "-m", "pip", "install", "--quiet", "pm4py>=2.7,<2.8"]
        if made.returncode or subprocess.run(words, check=False).returncode:
            return {}
    log, model = Path(folder, "log.csv"), Path(folder, "model.json")
    with log.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case:concept:name", "concept:name", "time:timestamp"))
        for case in range(RECORDS):
            entries = (entry for entry in runs[case % DISTINCT] if entry.state == "done")
            for entry in sorted(entries, key=lambda entry: instant(entry.at, indexed)):
                writer.writerow((case, entry.step, datetime.fromtimestamp(instant(entry.at, indexed), UTC).isoformat()))
    pairs = [(indexed.steps[a].id, indexed.steps[b].id) for a, later in indexed.edges.items() for b in later]
    required = [step.id for step in indexed.steps if step.required]
    model.write_text(json.dumps({"pairs": pairs, "required": required, "sample": SAMPLE}), encoding="utf-8")
    run = subprocess.run(
        [str(python), str(ROOT / "scripts" / "bench_pm4py.py"), str(log), str(model)],
        capture_output=True,
        text=True,
        check=False,
        timeout=3000,
    )
    if run.returncode:
        sys.stderr.write(run.stderr[-2000:])
        return {}
    return dict(json.loads(run.stdout.splitlines()[-1]))


def instant(text: str, indexed: IndexedPlan) -> float:
    """A time of a played record, in seconds since 1970."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=indexed.zone)).timestamp()


def compared(other: dict[str, Any], rate: float, known: float, full: float) -> tuple[str, int]:
    """The rates of pm4py beside the kit's (from files, from memory, each rule in full), and by how much they differ.

    Also how many aims are missed: of both checks together from files, of alignments from memory, as pm4py's are.
    """
    if not other:
        return "pm4py could not be installed here: not compared.\n", 0
    declare, temporal, alignments = (other[name] for name in ("declare", "temporal", "alignments"))
    both = 1 / (1 / declare + 1 / temporal)
    missed = (rate / both < AIMS["both"]) + (known / alignments < AIMS["alignments"])
    together, aligned = (f" (aim: {AIMS[name]})" for name in ("both", "alignments"))
    rows = (
        ("DECLARE (precedence, existence)", declare, "", ""),
        ("temporal profile", temporal, "", ""),
        ("both together", both, together, ""),
        (f"alignments, {SAMPLE} records, {other['distinct']} distinct", alignments, aligned, aligned),
    )
    table = "".join(
        f"| {name} | {theirs:,.2f} | {rate / theirs:,.1f}{one} | {known / theirs:,.1f}{two} | {full / theirs:,.1f} |\n"
        for name, theirs, one, two in rows
    )
    text = (
        f"pm4py {other['version']} on the same executions, already in its memory; processor time of one core:\n\n"
        "| check | records a second | the kit is faster by: from files | from memory | each rule in full |\n"
        f"|---|---|---|---|---|\n{table}\n"
        f"Times as fast as alignments: from memory: {known / alignments:,.0f}; from files, reading included: "
        f"{rate / alignments:,.0f}. pm4py's log is in its memory before its clock starts, so like is compared with "
        f"like from memory, and the aim of {AIMS['alignments']} is met or missed there; that of {AIMS['both']} applies "
        "to those from files. The kit's figures include signatures, evidence, windows and adjacency, which pm4py's do "
        f"not. Of the kit's records {DISTINCT} are distinct executions, repeated: a time that was read before is not "
        "read again, nor what is beside it, from files and from memory. pm4py aligns equal executions only once.\n"
    )
    return text, missed


def large() -> tuple[str, int]:
    """Records of 1 MB and of the 32 MB that are read at most, in which one step is filled in over and over."""
    plan = plans.plan_of("single", "automatic")
    rows, slow = "", 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "plan.json").write_bytes(dump_plan(plan))
        for name, different in (("alike", False), ("each with another note", True)):
            for size in (1, 32):
                path = Path(folder, "large.json")
                count = write_repeated(path, plan, (size << 20) - 4096, different=different)
                seconds, row = _large_row(path, folder, f"{size} MB, {count:,} entries, {name}")
                slow, rows = slow + (seconds > LARGE_SECONDS), rows + row
        path = Path(folder, "large.csv")
        path.write_text(repeated_table(plan, ROWS), encoding="utf-8")
        size = path.stat().st_size >> 20
        seconds, row = _large_row(path, folder, f"{size} MB, a table of {ROWS:,} rows, as many as are read")
        slow, rows = slow + (seconds > LARGE_SECONDS), rows + row
    head = f"| record | processor time (aim: {LARGE_SECONDS} s) | memory | |\n|---|---|---|---|\n"
    return f"\n## Large records\n\nOne step, filled in again and again:\n\n{head}{rows}", slow


def _large_row(path: Path, folder: str, name: str) -> tuple[float, str]:
    """The seconds that a record takes, and its row of the page."""
    seconds, peak, read = costs(path, folder)
    took = f"{seconds:.1f} s | {peak:.0f} MB" if seconds < TOO_LONG else f"over {TOO_LONG} s | -"
    return seconds, f"| {name} | {took} | {'read' if read else 'refused'} |\n"


def repeated_table(plan: Plan, rows: int) -> str:
    """A table of so many rows, the header among them, in which one step is entered with another long note each time."""
    step = next(step.id for step in plan.steps if step.required)
    note = "la session a été ouverte avec le poste de test, et tout est revenu comme avant, sans erreur à l’écran"
    entries = (f'{plan.revision},1,{step},done,2026-12-05 22:10,CM,,,"{note} {number}"' for number in range(rows - 1))
    return "\n".join(("revision,run,step,state,at,by,witness,value,note", *entries, ""))


def write_repeated(path: Path, plan: Plan, size: int, *, different: bool) -> int:
    """A record that enters one step as often as fits into `size` bytes; returns how often."""
    step = next(step.id for step in plan.steps if step.required)
    entry = Entry(step=step, state="done", at="2026-12-05 22:10", by="CM", witness="", value="", note="NOTE0000000")
    once = json_bytes(plan, "1", (entry,), None)
    head, _, rest = once.partition(b"[")
    text, _, tail = rest.partition(b"]")
    count = (size - len(once)) // (len(text) + 1)
    notes = (text.replace(b"NOTE0000000", b"NOTE%07d" % (number if different else 0)) for number in range(count))
    path.write_bytes(b"%s[%s]%s" % (head, b",".join(notes), tail))
    return count


def costs(path: Path, folder: str) -> tuple[float, float, bool]:
    """Seconds of processor time and MB that verifying a file takes, TOO_LONG where it does not end; whether it is read
    or refused as larger than a record can be."""
    program = (
        "import sys, time\nfrom runbook.errors import InputError\nfrom runbook.verify.plan_store import PlanStore\n"
        "from runbook.verify.session import verify_files\n"
        "try:\n    found = list(verify_files([sys.argv[1]], PlanStore([sys.argv[2]]), None))\n"
        "except InputError:\n    found = []\n"
        f"print(time.process_time(), {PEAK}, len(found))"
    )
    words = [sys.executable, "-c", program, str(path), str(Path(folder, "plan.json"))]
    try:
        run = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT, timeout=TOO_LONG)
    except subprocess.TimeoutExpired:
        return float(TOO_LONG), 0.0, False
    seconds, peak, found = map(float, run.stdout.split())
    return seconds, peak, bool(found)


def fuzzing() -> tuple[str, int]:
    """Each reader fed with mutated files for a bounded time, guided by coverage where atheris can be had."""
    target = TOOLS / "atheris"
    if not target.is_dir():
        words = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "atheris"]
        subprocess.run(words, check=False)
    rows, bad = "", 0
    for kind in TOOK:
        run = subprocess.run(
            [sys.executable, str(ROOT / "scripts" / "fuzz_records.py"), kind, str(FUZZ_SECONDS)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{target}"},
            timeout=FUZZ_SECONDS * 10 + 120,
        )
        said = run.stdout.strip().splitlines()[-1] if run.stdout.strip() else run.stderr[-200:]
        bad += run.returncode != 0
        rows += f"| {kind} | {said} | {'none' if not run.returncode else 'FOUND'} |\n"
    return f"\n## Fuzzing\n\n| reader | inputs | tracebacks, hangs, memory |\n|---|---|---|\n{rows}", bad


if __name__ == "__main__":
    start = perf_counter()
    status = main()
    sys.stderr.write(
        f"{perf_counter() - start:.0f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB\n"
    )
    sys.exit(status)
