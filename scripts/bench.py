"""Measure one change, and write docs/benchmarks-change.md: part of `make bench`.

Every figure is a median of rounds in which whatever is compared runs in turn, in one run on one machine; the
ratios are what counts. WeasyPrint gets the finished HTML of the same pages, with the same stylesheets and options,
parsed once.
Exit status 1 where a limit is not kept.
"""

from __future__ import annotations

import os
import pickle
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import yaml

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "inventory.yaml"
SITE, CHANGE, LANGUAGE = "paris", "CHG0041", "fr"
REPORT = ROOT / "docs" / "benchmarks-change.md"
ROUNDS = int(os.environ.get("ROUNDS", "7"))
SITES = 20
OWN_SHARE, SECONDS = 0.10, 0.5  # the limits
# As on a user's machine: compiled modules are kept.
ENVIRON = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

Timings = Mapping[str, float]
IN_FULL, OWN = "--in-full", "--own"  # what other processes of this program are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What `runbook.pdf.weasyprint.render_pdf` was given for one file."""

    html: str
    images: dict[str, bytes]
    style: str
    forms: bool = False


def main() -> int:
    """Measure everything, write the report, and say whether the limits are kept."""
    with tempfile.TemporaryDirectory() as folder:
        pages = pages_of_the_example()
        sheets = sum(sheet_count(weasyprint_alone(page)) for page in pages)
        warm = taking_turns(
            {
                "kit": lambda: rendered(),
                "own": lambda: pages_of_the_example(),
                "engine": lambda: [weasyprint_alone(page) for page in pages],
            }
        )
        cold = cold_timings(Path(folder), pages)
        twenty = twenty_sites(Path(folder))
    text, kept = report(sheets, warm, cold, twenty)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if kept else 1


def taking_turns(cases: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> Timings:
    """Median seconds of each case; one round before the first is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds + 1):
        for name, case in cases.items():
            start = perf_counter()
            case()
            seconds[name].append(perf_counter() - start)
    return {name: median(values[1:]) for name, values in seconds.items()}


def contents(everything: bool = False) -> Iterator[bytes]:
    """The runbook and the checklist of the example's change, from the inventory on; or all its files."""
    from runbook.build.documents import in_full, named_files, printed
    from runbook.inventory.choose import chosen
    from runbook.inventory.load import load_inventory
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    inventory = load_inventory(EXAMPLE)
    ((site, change),) = chosen(inventory, (SITE,), (CHANGE,))
    plan = make_plan(inventory, site, change, load_procedures())
    for kind, tag, name in named_files((LANGUAGE,)):
        if name.endswith(".pdf"):
            yield in_full(kind, plan, tag, "A4")
        elif everything:
            yield printed(kind, plan, tag, "A4")[0]


def rendered() -> list[bytes]:
    """The PDFs."""
    return list(contents())


def pages_of_the_example() -> list[Page]:
    """All that the kit does itself: everything but setting the pages."""
    pages: list[Page] = []

    def keep(html: str, images: Mapping[str, bytes], *, style: str, forms: bool = False, **_: object) -> bytes:
        pages.append(Page(html=html, images=dict(images), style=style, forms=forms))
        return b""

    with patch("runbook.pdf.weasyprint.render_pdf", keep):
        list(contents())
    return pages


_PARSED: dict[str, Any] = {}


def weasyprint_alone(page: Page) -> bytes:
    """WeasyPrint's own work on finished HTML, with the kit's stylesheets, fonts and options."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

    from runbook.pdf.weasyprint import COMMON, VARIANT  # points fontconfig to the kit's fonts

    def fetch(url: str, **_: object) -> URLFetcherResponse:
        return URLFetcherResponse(url, page.images[url.partition(":")[2]], {"Content-Type": "image/png"})

    fonts = _PARSED.setdefault("fonts", FontConfiguration())
    if page.style not in _PARSED:
        files = [ROOT / "templates" / "styles" / f"{name}.css" for name in (*COMMON, page.style)]
        _PARSED[page.style] = [weasyprint.CSS(string=file.read_text("utf-8"), font_config=fonts) for file in files]
    html = weasyprint.HTML(string=page.html, base_url="kit:", url_fetcher=fetch)
    options = {"pdf_variant": VARIANT, "pdf_forms": page.forms}
    return bytes(html.render(stylesheets=_PARSED[page.style], font_config=fonts, **options).write_pdf(**options))


def sheet_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from io import BytesIO

    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)


def process(*words: str | Path) -> None:
    """Run a program to its end."""
    quiet = subprocess.DEVNULL
    subprocess.run(words, cwd=ROOT, env=ENVIRON, check=True, stdout=quiet, stderr=quiet)


def cold_timings(folder: Path, pages: list[Page]) -> Timings:
    """Whole processes: the kit on the one change, WeasyPrint on the finished HTML of its pages, and `runbook render`
    with the pages of this shape set before."""
    finished = folder / "pages.pickle"
    finished.write_bytes(pickle.dumps([asdict(page) for page in pages]))
    what = ("--site", SITE, "--change", CHANGE, "--lang", LANGUAGE, "--jobs", "1", "--out")

    def render() -> None:
        with tempfile.TemporaryDirectory(dir=folder) as out:  # an empty one: pages that are current would be kept
            process(sys.executable, "-m", "runbook", "render", EXAMPLE, *what, out)

    return taking_turns(
        {
            "kit": lambda: process(sys.executable, __file__, IN_FULL, folder),
            "own": lambda: process(sys.executable, __file__, OWN, folder),
            "engine": lambda: process(sys.executable, __file__, finished),
            "filled": render,
        }
    )


def kit_process(folder: Path) -> None:
    """All files of the change, its pages set by WeasyPrint: no page set before is used."""
    for number, made in enumerate(contents(everything=True)):
        (folder / f"kit-{number}").write_bytes(made)


def engine_process(finished: Path) -> None:
    """The other process of `cold_timings`."""
    for number, page in enumerate(pickle.loads(finished.read_bytes())):
        made = weasyprint_alone(Page(**page))
        finished.with_name(f"{number}.pdf").write_bytes(made)


def twenty_sites(folder: Path) -> Timings:
    """Whole processes of `check` and `plan` on twenty sites."""
    inventory = folder / "twenty.yaml"
    inventory.write_text(yaml.safe_dump(multiplied(SITES), sort_keys=False, allow_unicode=True), encoding="utf-8")

    def runbook(*words: str) -> Callable[[], None]:
        return lambda: process(sys.executable, "-m", "runbook", words[0], inventory, *words[1:])

    return taking_turns(
        {
            "python alone": lambda: process(sys.executable, "-c", "pass"),
            "runbook check": runbook("check"),
            "runbook plan": runbook("plan"),
            "runbook plan --format json": runbook("plan", "--format", "json"),
        }
    )


def multiplied(count: int) -> dict[str, Any]:
    """The example's sites again and again, up to `count`, each copy with ids, names and addresses of its own."""

    class Plain(yaml.SafeLoader):
        """Leaves times as text."""

    Plain.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if "timestamp" not in tag]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    inventory: dict[str, Any] = yaml.load(EXAMPLE.read_text("utf-8"), Loader=Plain)
    addresses = (f"198.18.{n // 250}.{n % 250 + 1}" for n in range(10_000))
    models = inventory["sites"]
    inventory["sites"] = [_copy(models[n % len(models)], n, addresses) for n in range(count)]
    return inventory


def _copy(value: Any, n: int, addresses: Iterator[str]) -> Any:
    """`value` with new addresses and host names; a site's own id is made new too."""
    if isinstance(value, list):
        return [_copy(item, n, addresses) for item in value]
    if not isinstance(value, dict):
        return value
    copied = {key: _copy(item, n, addresses) for key, item in value.items()}
    if "appliances" in copied:
        copied["id"] = f"{copied['id']}-{n}"
    if "hostname" in copied:
        copied["hostname"] = f"n{n}.{copied['hostname']}"
    for key in {"ip", "shared_ip"} & copied.keys():
        copied[key] = next(addresses)
    return copied


def report(sheets: int, warm: Timings, cold: Timings, twenty: Timings) -> tuple[str, bool]:
    """The text of the report, and whether all limits are kept."""
    cases = (
        ("in a running process", warm, warm["own"] / warm["engine"]),
        ("whole process", cold, cold["own"] / cold["engine"]),
    )
    shares = "\n".join(
        f"| {name} | {1000 * case['kit'] / sheets:.1f} | {1000 * case['engine'] / sheets:.1f} | {share:.1%} |"
        for name, case, share in cases
    )
    commands = "\n".join(f"| `{name}` | {seconds:.2f} |" for name, seconds in twenty.items())
    kept = all(share <= OWN_SHARE for _, _, share in cases) and max(twenty.values()) <= SECONDS
    text = REPORT_TEXT.format(
        rounds=ROUNDS,
        machine=machine(),
        change=f"{SITE}/{CHANGE}",
        language=LANGUAGE,
        sheets=sheets,
        share_limit=f"{OWN_SHARE:.0%}",
        shares=shares,
        own=1000 * warm["own"] / sheets,
        cold_own=1000 * cold["own"] / sheets,
        filled=1000 * cold["filled"] / sheets,
        faster=cold["engine"] / cold["filled"],
        seconds_limit=SECONDS,
        sites=SITES,
        commands=commands,
        verdict="All limits are kept." if kept else "**Not all limits are kept.**",
    )
    return text, kept


REPORT_TEXT = """\
# Benchmarks of one change

Written by `make bench` ({rounds} rounds, medians; whatever is compared runs in turn). The ratios are what counts;
the times are those of one machine: {machine}.

## Runbook and checklist of one change

`{change}` of `examples/inventory.yaml`, in `{language}`: {sheets} pages. WeasyPrint gets the finished HTML of the
same pages, with the same stylesheets, fonts and options.

| | the kit, ms a page | WeasyPrint alone, ms a page | the kit's own share (limit {share_limit}) |
|---|---|---|---|
{shares}

The kit's own share is all it does besides setting the pages: loading, planning, documents, HTML, QR codes, drawings.
It is measured by itself ({own:.1f} ms a page; in a whole process {cold_own:.1f}, imports, plan.json and blank records
included), over what WeasyPrint takes. Neither row uses pages set before; with those, `runbook render --jobs 1` takes
{filled:.1f} ms a page, {faster:.0f} times less than WeasyPrint.

## {sites} sites, whole process

| command | seconds (limit {seconds_limit}) |
|---|---|
{commands}

{verdict}
"""


def machine() -> str:
    """Processor, cores, system and versions."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.is_file() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    release = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    versions = f"Python {platform.python_version()}, WeasyPrint {version('weasyprint')}"
    return f"{model}, {os.cpu_count()} cores, {release}, {versions}"


if __name__ == "__main__":
    if sys.argv[1:2] == [IN_FULL]:
        kit_process(Path(sys.argv[2]))
    elif sys.argv[1:2] == [OWN]:
        with patch("runbook.pdf.weasyprint.render_pdf", lambda *_words, **_more: b""):
            kit_process(Path(sys.argv[2]))
    elif len(sys.argv) > 1:
        engine_process(Path(sys.argv[1]))
    else:
        sys.exit(main())
