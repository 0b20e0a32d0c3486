"""Measure filled-in pages against pages that are set, and write docs/benchmarks-press.md: part of `make bench`.

For every kind of document: what is filled in (from the plan to the finished bytes), WeasyPrint (from the finished
HTML), and Typst on the same content (from the kit's own document as JSON; its template is scripts/bench_press.typ). All
in this process, warm, in turn; each site once, so that nobody profits from having seen it. Typst is installed below
.bench/ and is no part of the kit. Exit status 1 where a limit is not kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import distributions
from itertools import count, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from scripts.bench import machine, sheet_count  # noqa: E402 - what is measured stands beside this script

if TYPE_CHECKING:
    from runbook.pdf.pages import PrintedKind

TOOLS = ROOT / ".bench" / "typst"
REPORT = ROOT / "docs" / "benchmarks-press.md"
ROUNDS = 5
FILLED = 40  # documents filled in, in each round: one takes too little time to be measured
SET = 2  # documents that the others set, in each round
LANGUAGE = "fr"
ENGINE, TYPST, TYPST_AGAIN = 100, 10, 2  # the limits
CASES: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("one appliance, one pass", ("single", "automatic", None, None), {}),
    ("pair, asynchronous, one pass", ("failover", "automatic", "asynchronous", "shared-ip"), {}),
    ("cluster of two masters and four nodes", ("atlas-failover", None, None, "dns"), {}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Seconds a document, medians of the rounds; None where there is no Typst."""

    case: str
    kind: str
    pages: int
    filled: float
    engine: float
    typst: float | None
    typst_again: float | None
    master: float
    size: int
    engine_size: int


def main() -> int:
    """Measure, write the report, and say whether the limits are kept."""
    typst = typst_module()
    rows = [row for case in CASES for row in measured(*case, typst)]
    kept = all(_kept(row) for row in rows)
    REPORT.write_text(report(rows, kept, typst is not None), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))
    return 0 if kept else 1


def _kept(row: Row) -> bool:
    return (
        row.engine / row.filled >= ENGINE
        and (row.typst is None or row.typst / row.filled >= TYPST)
        and (row.typst_again is None or row.typst_again / row.filled >= TYPST_AGAIN)
    )


def typst_module() -> Any:
    """Typst, installed where it is not yet; None where it cannot be."""
    if not TOOLS.is_dir():
        words = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), "typst>=0.14,<0.16"]
        if subprocess.run(words, check=False).returncode:
            return None
    sys.path.insert(0, str(TOOLS))
    import importlib

    return importlib.import_module("typst")


def sites(kind: tuple[Any, ...], options: dict[str, Any]) -> Iterator[Any]:
    """Plans of one shape, each with values of its own."""
    from runbook.model.revision import revision_of
    from tests.plans import plan_of

    plan = plan_of(*kind, **options)
    for n in count():
        names = {a.id: f"{a.id}-{n}" for a in plan.appliances}
        ids = {
            s.id: s.id.replace(f":{s.appliance}", f":{names[s.appliance]}") if s.appliance else s.id for s in plan.steps
        }
        own = replace(
            plan, site=f"site-{n}", site_name=f"Site number {n}", hostname=f"support{n}.example.com",
            change=f"CHG{n:05}",
            appliances=tuple(
                replace(a, id=names[a.id], hostname=f"{a.id}-{n}.example.com", ip=f"198.18.{n // 250}.{i + n % 250}")
                for i, a in enumerate(plan.appliances)
            ),
            passes=tuple(
                replace(p, letters={letter: names[i] for letter, i in p.letters.items()},
                        primary_start=names[p.primary_start], primary_end=names[p.primary_end])
                for p in plan.passes
            ),
            phases=tuple(replace(p, serves=names.get(p.serves or "")) for p in plan.phases),
            steps=tuple(_step(s, names, ids) for s in plan.steps), rules=(),
        )  # fmt: skip
        yield replace(own, revision=revision_of(own))


def _step(step: Any, names: dict[str, str], ids: dict[str, str]) -> Any:
    evidence = step.evidence
    if evidence and evidence.expect and evidence.expect.after:
        evidence = replace(evidence, expect=replace(evidence.expect, after=ids[evidence.expect.after]))
    return replace(step, id=ids[step.id], appliance=names.get(step.appliance), place=names.get(step.place),
                   evidence=evidence)  # fmt: skip


def measured(case: str, kind: tuple[Any, ...], options: dict[str, Any], typst: Any) -> Iterator[Row]:
    """Both documents of one case."""
    documents: tuple[PrintedKind, ...] = ("runbook", "checklist")
    for document in documents:
        yield one(case, document, sites(kind, options), typst)


def one(case: str, document: PrintedKind, plans: Iterator[Any], typst: Any) -> Row:
    """One row."""
    from runbook.i18n import available, load_language
    from runbook.pdf.pages import document_of, html_of
    from runbook.pdf.prefill.prefiller import Prefiller
    from runbook.pdf.weasyprint import render_pdf

    language = load_language(LANGUAGE)
    glossary = tuple(load_language(tag) for tag in available())
    prefiller = Prefiller(glossary)

    def fill(plan: Any) -> bytes:
        made = prefiller.filled_in(document, plan, language, "A4")
        assert made is not None
        return made

    def prepared(plan: Any) -> tuple[str, Any, dict[str, float]]:
        made, locked = document_of(document, plan, language, glossary, "A4")
        return html_of(made, language), made.images, locked

    def in_full(given: tuple[str, Any, dict[str, float]]) -> bytes:
        page, images, locked = given
        return render_pdf(page, images, style=document, forms=document == "checklist", locked=locked)

    render_pdf("<html lang='en'><title>.</title>", {}, style=document)
    start = perf_counter()
    size = len(fill(next(plans)))
    master = perf_counter() - start
    for _ in range(100):
        fill(next(plans))
    times: dict[str, list[float]] = {"filled": [], "engine": [], "typst": [], "again": []}
    with tempfile.TemporaryDirectory() as folder:
        other = Typst(typst, Path(folder)) if typst else None
        for _ in range(ROUNDS):
            times["filled"].append(_taken(fill, list(islice(plans, FILLED))))
            times["engine"].append(_taken(in_full, [prepared(plan) for plan in islice(plans, SET)]))
            if other:
                made = (document_of(document, plan, language, glossary, "A4")[0] for plan in islice(plans, SET))
                texts = [other.prepared(each) for each in made]
                times["typst"].append(_taken(other.compiled, texts))
                times["again"].append(_taken(other.compiled, texts[-1:]))
    engine = in_full(prepared(next(plans)))
    return Row(
        case=case,
        kind=document,
        pages=sheet_count(engine),
        filled=median(times["filled"]),
        engine=median(times["engine"]),
        typst=median(times["typst"]) if typst else None,
        typst_again=median(times["again"]) if typst else None,
        master=master,
        size=size,
        engine_size=len(engine),
    )


def _taken(job: Callable[[Any], object], things: list[Any]) -> float:
    """Seconds for `job` on each of `things`."""
    start = perf_counter()
    for thing in things:
        job(thing)
    return (perf_counter() - start) / len(things)


class Typst:
    """A compiler that is kept, as a fleet would use it."""

    def __init__(self, typst: Any, folder: Path) -> None:
        self._folder = folder
        template = folder / "page.typ"
        template.write_bytes((ROOT / "scripts" / "bench_press.typ").read_bytes())
        fonts = [str(ROOT / "templates" / "fonts")]
        self._compiler = typst.Compiler(str(template), root="/", font_paths=fonts, ignore_system_fonts=True)

    def prepared(self, document: Any) -> str:
        """The document as JSON, its codes as files."""
        for name, picture in document.images.items():
            (self._folder / f"{name}.png").write_bytes(picture)
        data = asdict(replace(document, images={}))
        return json.dumps(data)

    def compiled(self, data: str) -> bytes:
        """The PDF."""
        return bytes(self._compiler.compile(format="pdf", sys_inputs={"data": data, "folder": str(self._folder)}))


def report(rows: list[Row], kept: bool, compared: bool) -> str:
    """The text of the report."""
    lines = []
    for row in rows:
        typst, again = ("–", "–")
        if row.typst and row.typst_again:
            typst = f"{1000 * row.typst:.0f} ({row.typst / row.filled:.0f} ×)"
            again = f"{1000 * row.typst_again:.0f} ({row.typst_again / row.filled:.0f} ×)"
        lines.append(
            f"| {row.case}: {row.kind} | {row.pages} | {1000 * row.filled:.2f} | {1000 * row.engine:.0f} "
            f"({row.engine / row.filled:.0f} ×) | {typst} | {again} | {1000 * row.master:.0f} | {row.size // 1024} | "
            f"{row.engine_size // 1024} |"
        )
    version = next((d.version for d in distributions(path=[str(TOOLS)]) if d.name == "typst"), "none")
    return TEXT.format(
        rounds=ROUNDS, machine=machine(), typst=version, language=LANGUAGE, rows="\n".join(lines), engine=ENGINE,
        times=TYPST, again=TYPST_AGAIN,
        verdict=("All limits are kept." if kept else "**Not all limits are kept.**")
        + ("" if compared else " Typst could not be installed: nothing is said of it."),
    )  # fmt: skip


TEXT = """\
# Benchmarks: pages filled in

Written by `make bench` ({rounds} rounds, medians; whatever is compared runs in turn). The ratios are what counts;
the times are those of this machine: {machine}, Typst {typst}
(compiler kept, template `scripts/bench_press.typ`).

Milliseconds per document, warm, each site once, in `{language}`. *Filled in*: from the plan to the finished bytes, for
a shape that has been set before. *WeasyPrint*: from the finished HTML, with the kit's stylesheets, parsed once.
*Typst*: from the document as JSON, the same text, boxes and codes, but neither form fields nor the kit's looks;
*again* is a site that it has just compiled. The limit is given beside each name.
*First*: the first document of a shape, its master included. *KiB*: filled in; set by WeasyPrint.

| document | pages | filled in | WeasyPrint ({engine} ×) | Typst ({times} ×) | again ({again} ×) | first | KiB | KiB |
|---|---|---|---|---|---|---|---|---|
{rows}

{verdict}
"""

if __name__ == "__main__":
    sys.exit(main())
