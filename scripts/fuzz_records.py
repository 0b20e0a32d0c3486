"""Feeds one reader of records with mutated files for a while: `python scripts/fuzz_records.py KIND SECONDS`.

With atheris the mutations follow the coverage of the reader; without it they are blind. Refusing an input is right;
anything else that is raised, an input that takes two seconds, or 300 MB more memory ends the run with status 1.
"""

from __future__ import annotations

import io
import os
import random
import re
import resource
import sys
import zipfile
from pathlib import Path
from time import monotonic, process_time

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "tests" / "examples" / "records"
SEEDS = {
    "json": FILES / "good" / "DOC-two-halves" / "first.json",
    "csv": FILES / "good" / "DOC-semicolons.csv",
    "xlsx": FILES / "files" / "libreoffice.xlsx",
    "ods": FILES / "files" / "sheets" / "remarks.ods",
    "pdf": FILES / "files" / "okular.pdf",
}
SLOW, LARGE = 2.0, 300 * 1024


class Fault(Exception):
    """An input that took too long or too much."""


class Feeder:
    """Hands inputs to a reader and counts them."""

    def __init__(self, kind: str, until: float) -> None:
        self.kind, self.until, self.count = kind, until, 0
        self.start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def __call__(self, content: bytes) -> None:
        """Read one input."""
        from runbook.reading.unreadable import Unreadable
        from runbook.records import from_csv as record_csv
        from runbook.records import from_json as record_json
        from runbook.records import from_pdf as record_pdf
        from runbook.records import from_xlsx as record_xlsx

        readers = {
            "json": record_json.parts_of,
            "csv": record_csv.parts_of,
            "xlsx": record_xlsx.parts_of,
            "ods": record_xlsx.parts_of,
            "pdf": record_pdf.parts_of,
        }
        self.count += 1
        before = process_time()
        try:
            for _ in readers[self.kind](content, "file"):
                pass
        except Unreadable:
            pass
        if process_time() - before > SLOW:
            raise Fault(f"{process_time() - before:.1f} s for {len(content)} bytes")
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.start > LARGE:
            raise Fault("more than 300 MB")

    def guided(self, content: bytes) -> None:
        """The same, ending the process when the time is up."""
        self(content)
        if monotonic() > self.until:
            print(f"{self.count:,}, guided by coverage", flush=True)
            os._exit(0)


def main() -> None:
    """Fuzz until the time is up."""
    kind, seconds = sys.argv[1], float(sys.argv[2])
    feeder = Feeder(kind, monotonic() + seconds)
    seed = SEEDS[kind].read_bytes()
    try:
        import atheris  # type: ignore[import-untyped]
    except ImportError:
        blindly(feeder, seed)
        return
    with atheris.instrument_imports(include=["runbook.records"]):
        feeder(seed)
    folder = Path(os.environ.get("TMPDIR", "/tmp"), f"fuzz-{kind}-{os.getpid()}")
    folder.mkdir()
    (folder / "seed").write_bytes(seed)
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    atheris.Setup([sys.argv[0], "-max_len=200000", "-timeout=20", "-verbosity=0", str(folder)], feeder.guided)
    atheris.Fuzz()


def blindly(feeder: Feeder, seed: bytes) -> None:
    """Bytes changed, taken out and put in at random."""
    chance = random.Random(1)
    while monotonic() < feeder.until:
        within = feeder.kind in ("xlsx", "ods") and chance.random() < 0.9
        feeder(repacked(seed, chance) if within else damaged(seed, chance))
    print(f"{feeder.count:,}, blind", flush=True)


def damaged(seed: bytes, chance: random.Random) -> bytes:
    """A few places changed."""
    content = bytearray(seed)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content) + 1)
        content[at : at + chance.randint(0, 30)] = chance.randbytes(chance.randint(0, 30))
    return bytes(content)


def repacked(seed: bytes, chance: random.Random) -> bytes:
    """An archive that is sound, one of whose members is XML with another value or element."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as source, zipfile.ZipFile(made, "w") as target:
        chosen = chance.choice([name for name in source.namelist() if name.endswith((".xml", ".rels"))])
        for name in source.namelist():
            content = source.read(name)
            if name == chosen and (spots := list(re.finditer(rb'(?<==")[^"]*|(?<=>)[^<]+|<[^>]*>', content))):
                spot = chance.choice(spots)
                other = chance.choice((b"", b"0", b"-1", b"99999999999", b"1e400", b"nan", b"x", spot[0] * 2))
                content = content[: spot.start()] + other + content[spot.end() :]
            target.writestr(name, content)
    return made.getvalue()


if __name__ == "__main__":
    main()
