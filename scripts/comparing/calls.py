"""The commands that a tree runs. Each stands for a folder that holds its input in in/; names are below that folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

COMMANDS = ("init", "check", "paths", "plan", "render", "verify", "simulate", "pack", "send", "doctor")
LANGUAGES = ("en", "fr")
BOTH = ("--lang", "en", "--lang", "fr")
NOW = "2027-06-01T12:00"  # after the sample records, and soon enough
JOBS = 2
MISTAKES = 5
EACH_REPORT = 5  # a report of every fifth simulated record
WRONG_USES = (
    ("frobnicate",),
    ("plan",),
    ("plan", "missing.yaml"),
    ("render", "missing.yaml"),
    ("verify", "--plan", "missing.json", "missing.csv"),
    ("simulate", "--plan", "missing.json"),
    ("plan", "missing.yaml", "--lang", "tlh"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A command: `label` is where what it says is kept, below said/. `needed`: nothing can be compared without it."""

    label: str
    words: tuple[str, ...]
    locale: str = "C.UTF-8"
    needed: bool = False


def drawing(folder: Path) -> Iterator[Call]:
    """Pages and packs of each inventory, one after the other: they use all cores themselves."""
    for number, inventory in enumerate(_inventories(folder)):
        name, path, jobs = inventory.stem, str(inventory), ("--jobs", str(JOBS))
        more = ("--archive",) if number == 0 else ()
        words = ("render", path, *BOTH, "--out", f"made/render/{number}-{name}", *jobs, *more)
        yield Call(f"render/{number}-{name}", words, needed=True)
        yield Call(f"render/{number}-{name}-again", words, needed=True)
        pack = ("pack", path, *BOTH, "--sequence", "3", *jobs)
        yield Call(f"pack/{number}-{name}", (*pack, "--out", f"made/pack/{number}-{name}"), needed=True)
        if number == 0:
            yield Call(
                f"pack/{number}-{name}-cancelled", (*pack, "--cancel", "--bilingual", "one", "--out", "made/cancel")
            )


def on_input(folder: Path) -> list[Call]:
    """What needs the input, and the plans that were rendered; in any order, several at a time."""
    return [*telling(), *planning(folder), *verifying(folder), *simulating(folder)]


def on_what_was_made(folder: Path) -> list[Call]:
    """What needs simulated records and packs; in any order, several at a time."""
    return [*judging(folder), *sending(folder)]


def telling() -> Iterator[Call]:
    """What needs no inventory."""
    yield Call("help/version", ("--version",))
    for language in LANGUAGES:
        locale = f"{language}.UTF-8"
        yield Call(f"help/all.{language}", ("--help",), locale)
        for command in COMMANDS:
            yield Call(f"help/{command}.{language}", (command, "--help"), locale)
        for number, words in enumerate(WRONG_USES):
            yield Call(f"usage/{number}.{language}", words, locale)
        for command in ("paths", "doctor"):
            yield Call(f"{command}/{language}", (command, "--lang", language))
        yield Call(f"init/{language}", ("init", f"made/init/{language}", "--lang", language))


def planning(folder: Path) -> Iterator[Call]:
    """Plans of the inventories, and what is said of sample inventories."""
    inventories = _inventories(folder)
    for path, language in product(inventories, LANGUAGES):
        words = ("plan", str(path), "--lang", language)
        yield Call(f"plan/{path.parent.name}-{path.stem}.text.{language}", words)
        yield Call(f"plan/{path.parent.name}-{path.stem}.json.{language}", (*words, "--format", "json"))
    samples = [*_below(folder, "in/inventory/good/*.yaml"), *_below(folder, "in/inventory/bad/*.yaml")]
    for path, language in product([*inventories, *samples], LANGUAGES):
        yield Call(f"check/{path.parent.name}-{path.stem}.{language}", ("check", str(path), "--lang", language))


def verifying(folder: Path) -> Iterator[Call]:
    """Verdicts on sample records, in all forms."""
    for sample in (path for name in ("good", "bad", "files") for path in _below(folder, f"in/records/{name}/*")):
        files = _below(folder, f"{sample}/*") if (folder / sample).is_dir() else [sample]
        for form, language in product(("text", "json", "sarif"), LANGUAGES):
            label = f"verify/{sample.parent.name}-{sample.name}.{form}.{language}"
            yield _verify(label, Path("in/records/plan.json"), files, form, language)


def _verify(label: str, plan: Path, files: Iterable[Path], form: str, language: str, *more: str) -> Call:
    names = tuple(str(file) for file in files)
    words = ("verify", "--plan", str(plan), "--now", NOW, "--format", form, "--lang", language, *more, *names)
    return Call(label, words)


def simulating(folder: Path) -> Iterator[Call]:
    """A record with mistakes of every plan that was rendered."""
    for seed, (plan, record) in enumerate(_simulated(folder)):
        words = ("simulate", "--plan", str(plan), "--mistakes", str(MISTAKES), "--seed", str(seed))
        more = ("--lang", LANGUAGES[seed % 2], "--format", record.suffix[1:], "-o", str(record))
        yield Call(f"simulate/{record.stem}", (*words, *more))
        (folder / record).parent.mkdir(exist_ok=True)


def _simulated(folder: Path) -> list[tuple[Path, Path]]:
    plans = _below(folder, "made/render/*/*/*/plan.json")
    names = ["-".join(plan.parts[2:5]) for plan in plans]
    forms = ("json", "csv")
    return [
        (plan, Path(f"made/simulate/{name}.{forms[n % 2]}"))
        for n, (plan, name) in enumerate(zip(plans, names, strict=True))
    ]


def judging(folder: Path) -> Iterator[Call]:
    """Verdicts on the simulated records, and a report of some."""
    (folder / "made" / "report").mkdir(exist_ok=True)
    for n, (plan, record) in enumerate(_simulated(folder)):
        yield _verify(f"verify/simulated-{record.stem}.text.en", plan, [record], "text", "en")
        yield _verify(f"verify/simulated-{record.stem}.json.fr", plan, [record], "json", "fr")
        if n % EACH_REPORT == 0:
            for language in LANGUAGES:
                report = f"made/report/{record.stem}.{language}.pdf"
                label = f"verify/report-{record.stem}.{language}"
                yield _verify(label, plan, [record], "text", language, "--report", report)


def sending(folder: Path) -> Iterator[Call]:
    """To whom the packs would go."""
    for mail in _below(folder, "made/pack/*/*/*/pack.*.eml"):
        words = ("send", str(mail), "--smtp", "smtp://localhost:25", "--dry-run")
        yield Call(f"send/{'-'.join(mail.parts[2:])}", words)


def _inventories(folder: Path) -> list[Path]:
    return _below(folder, "in/[0-9]*/*")


def _below(folder: Path, pattern: str) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.glob(pattern))
