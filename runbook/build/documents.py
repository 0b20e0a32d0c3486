"""Plans -> files: the work list, the workers, and how a file gets to its place.

Each file of each change is a piece of work of its own, made from that change's plan alone; which worker makes it, and
when, cannot be seen in it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from runbook.atomic_write import put
from runbook.document.parts import Paper
from runbook.errors import MachineError, RunbookError
from runbook.i18n import N_, Language, available, load_language
from runbook.model.plan import Plan

if TYPE_CHECKING:
    from runbook.pdf.prefill.make_master import Kind as MasterKind
    from runbook.pdf.prefill.prefiller import Press

# What lies where pages go: what would be drawn now, to the byte; nothing, or what was made of something else; a
# checklist that somebody has filled in; what is no longer as it was made, such as a file that was cut short.
ExistingFile = Literal["current", "stale", "filled_in", "damaged"]
DocumentKind = Literal[
    "plan", "csv", "xlsx", "runbook", "checklist", "approval", "runbook-archive", "checklist-archive"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A change to be rendered: its plan, the languages, the paper."""

    plan: Plan
    languages: tuple[str, ...]
    paper: Paper = "A4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One file to be made. With `reuse`, pages at `path` stay where they are current, or were filled in; where they
    were damaged they are put aside before they are made again."""

    kind: DocumentKind
    plan: Plan
    language: str
    paper: Paper
    path: Path
    reuse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What came of a piece of work: the file, or why there is none; what lay in its place, and where that is now."""

    path: Path
    site: str
    change: str
    error: RunbookError | OSError | None = None
    existing: ExistingFile = "stale"
    aside: Path | None = None


def work_list(orders: Iterable[Order], out: Path) -> tuple[Work, ...]:
    """The files of each change under `out`/site/change/. Records speak the first language."""
    works: list[Work] = []
    for order in orders:
        folder = out / order.plan.site / order.plan.change
        works += [
            Work(kind=kind, plan=order.plan, language=tag, paper=order.paper, path=folder / name)
            for kind, tag, name in named_files(order.languages)
        ]
    return tuple(works)


def named_files(languages: tuple[str, ...], *, archive: bool = False) -> tuple[tuple[DocumentKind, str, str], ...]:
    """Kind, language and name of each file of a change. Records speak the first language.

    With `archive`, archived copies of runbook and checklist too.
    """
    copies: tuple[DocumentKind, ...] = ("runbook-archive", "checklist-archive") if archive else ()
    return (
        ("plan", languages[0], "plan.json"),
        *((kind, tag, f"{kind.partition('-')[0]}.{tag}.archive.pdf") for tag in languages for kind in copies),
        *((kind, tag, f"{kind}.{tag}.pdf") for tag in languages for kind in _PRINTED),
        ("csv", languages[0], "record.csv"),
        ("xlsx", languages[0], "record.xlsx"),
    )


def render(
    works: Sequence[Work], jobs: int, done: Callable[[BuildResult], None] = lambda made: None
) -> tuple[BuildResult, ...]:
    """Make all files, with `jobs` processes; in this one where `jobs` is 1 or there is little to do.

    Calls `done` as each is finished. A piece of work that fails is reported in its `BuildResult`, and the others go on.
    The outcome stands in the order of `works`.
    """
    made: dict[Path, BuildResult] = {}
    for one in _each(works, jobs):
        made[one.path] = one
        done(one)
    return tuple(made[w.path] for w in works)


def _each(works: Sequence[Work], jobs: int) -> Iterator[BuildResult]:
    """Outcomes as they come."""
    pages = [w for w in works if w.kind in _PAGES]
    if jobs <= 1 or len(pages) <= 1:
        yield from map(perform, works)
        return
    try:
        with executor(min(jobs, len(pages))) as pool:
            futures = [pool.submit(perform, w) for w in works]
            for future in as_completed(futures):
                yield future.result()
    except BrokenProcessPool:
        problem = N_("a process that sets pages has died; is there too little memory? Run it again with --jobs 1")
        raise MachineError(problem) from None


def executor(jobs: int) -> Executor:
    """Where the work goes: processes that share nothing."""
    method = "forkserver" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(max_workers=jobs, mp_context=get_context(method), initializer=_settle)


def perform(work: Work) -> BuildResult:
    """Make one file. What the user can mend (a missing library, a full disk) is reported, not raised."""
    made = BuildResult(path=work.path, site=work.plan.site, change=work.plan.change)
    try:
        made = replace(made, existing=existing_file(work) if work.reuse else "stale")
        if made.existing in ("stale", "damaged"):
            data = content(work)
            made = replace(made, aside=put(work.path, data, keep=made.existing == "damaged"))
    except (RunbookError, OSError) as trouble:
        made = replace(made, error=trouble)
    return made


def existing_file(work: Work) -> ExistingFile:
    """What the pages at `work.path` are. Draws nothing."""
    if work.kind not in _PAGES or not work.path.is_file():
        return "stale"
    from runbook.pdf.identity import first_identifier

    data = work.path.read_bytes()
    found = first_identifier(data)
    if found is None:
        return "filled_in" if work.kind == "checklist" and _is_filled_in(data) else "damaged"
    return "current" if _is_current(work, found) else "stale"


def _is_filled_in(checklist: bytes) -> bool:
    """Whether anything is in the fields of a form that can still be read."""
    from runbook.records.from_pdf import parts_of
    from runbook.records.unreadable import Unreadable

    try:
        parts = list(parts_of(checklist, ""))
    except Unreadable:
        return False
    return any(part.run or part.faults or not all(entry.blank for entry in part.entries) for part in parts)


def _is_current(work: Work, found: str) -> bool:
    """Whether `found` is the first identifier of what would be drawn now."""
    from runbook.pdf.weasyprint import identity_of

    language = _language(work.language)
    master = _MASTERS.get(work.kind)
    if master and found == _press().name(master, work.plan, language, work.paper):
        return True
    html, images, options = _sheets(work, language)
    return found == identity_of(html, images, **options)


def content(work: Work) -> bytes:
    """The bytes of one file."""
    return printed(work)[0]


def printed(work: Work) -> tuple[bytes, bool]:
    """The bytes of one file, and whether its values were written into pages set for all sites of its shape."""
    from runbook.reading.plan_json import dump_plan

    language = _language(work.language)
    if work.kind == "plan":
        return dump_plan(work.plan), False
    if work.kind == "csv" or work.kind == "xlsx":
        from runbook.records.blank import record_csv, record_xlsx

        return (record_csv if work.kind == "csv" else record_xlsx)(work.plan, language), False
    master = _MASTERS.get(work.kind)
    filled = _press().printed(master, work.plan, language, work.paper) if master else None
    document = in_full(work) if filled is None else filled
    if work.kind == "runbook-archive" or work.kind == "checklist-archive":
        from runbook.pdf.archive import archived

        document = archived(document, dump_plan(work.plan))
    return document, filled is not None


_PRINTED: tuple[DocumentKind, ...] = ("runbook", "checklist")
_PAGES: tuple[DocumentKind, ...] = (*_PRINTED, "approval")
# What each document is printed from; the archived copy of a checklist is no form.
_MASTERS: dict[DocumentKind, MasterKind] = {
    "runbook": "runbook",
    "checklist": "checklist",
    "runbook-archive": "runbook",
    "checklist-archive": "checklist-archive",
}


def in_full(work: Work) -> bytes:
    """The pages of a document, set by WeasyPrint."""
    from runbook.pdf.weasyprint import render_pdf

    html, images, options = _sheets(work, _language(work.language))
    return render_pdf(html, images, **options)


def _sheets(work: Work, language: Language) -> tuple[str, dict[str, bytes], dict[str, Any]]:
    """What `render_pdf` makes a document of: HTML, images, options."""
    from runbook.pdf import html

    master = _MASTERS.get(work.kind)
    if master is None:
        from runbook.document.approval import approval

        request = approval(work.plan, language, work.paper)
        return html.approval_html(request, language), request.images, {"style": "approval"}
    from runbook.pdf.prefill.make_master import document_of, html_of, set_as

    document, locked = document_of(master, work.plan, language, _glossary(), work.paper)
    return html_of(document, language), document.images, {**set_as(master), "locked": locked}


@cache
def _language(tag: str) -> Language:
    return load_language(tag)


@cache
def _glossary() -> tuple[Language, ...]:
    return tuple(_language(tag) for tag in available())


@cache
def _press() -> Press:
    from runbook.cache import Cache, usual_place
    from runbook.pdf.prefill.prefiller import Press

    return Press(_glossary(), Cache(folder=usual_place()))


def _settle() -> None:
    """A worker makes much and keeps little: the garbage collector need not look so often (a fifth of the time). It ends
    with the process that started it, whatever it is at."""
    import gc
    from multiprocessing import parent_process
    from threading import Thread

    gc.set_threshold(50_000, 20, 20)
    if (parent := parent_process()) is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
