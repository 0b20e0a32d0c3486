"""A task: the files of one change, made from what the task holds and the installed kit, and from nothing else.

Where it is done cannot be seen in the files: in this process, in another, or on another machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePath
from threading import Lock
from typing import TYPE_CHECKING

from runbook.atomic_write import put
from runbook.build.file_stamps import Stamp, stamp_of
from runbook.build.manifest import hash_of
from runbook.errors import RunbookError
from runbook.inventory.packed import PackedSite
from runbook.model.plan import Plan

if TYPE_CHECKING:
    from runbook.build.documents import DocumentKind
    from runbook.document.parts import Paper

_TURN = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file of a change: its name, and what it is."""

    name: str
    kind: DocumentKind
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One change of one site, and the files of it that are to be made."""

    site: PackedSite  # with this change alone
    change: str
    paper: Paper
    wanted: tuple[Wanted, ...]
    whole: bool = True  # `wanted` are all files of the change
    out: Path | None = None  # where the files are put at once; where there is none, their bytes come back
    edited: frozenset[str] = frozenset()  # the files of which what lies there is to be put aside

    @property
    def folder(self) -> PurePath:
        """Where the files lie, below the output folder."""
        return PurePath(self.site.id, self.change)

    def keys(self, kit: str) -> dict[str, str]:
        """What each file is made from, as a hash, by its name; `kit` is that of the installed kit."""
        common = (self.site.origin(self.change), self.change, kit)
        return {
            each.name: sha256("\0".join((*common, each.kind, *self._told(each))).encode()).hexdigest()
            for each in self.wanted
        }

    def _told(self, each: Wanted) -> tuple[str, ...]:
        """Language and paper, where a file depends on them."""
        if each.kind == "plan":
            return ()
        return (each.language,) if each.kind in ("csv", "xlsx") else (each.language, self.paper)

    def apart(self) -> Iterator[Task]:
        """The same work in as many pieces as can be done side by side: one for each document, one for all else."""
        pages = [wanted for wanted in self.wanted if wanted.name.endswith(".pdf")]
        rest = tuple(wanted for wanted in self.wanted if wanted not in pages)
        pieces = [(wanted,) for wanted in pages] + ([rest] if rest else [])
        return (replace(self, wanted=piece, whole=False) for piece in pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A file that was made: its bytes, or none where it was put into its place; their hash; its stamp there.

    `filled`: its values were written into pages that were set before. `aside`: what lay in its place is called so now.
    """

    name: str
    content: str
    data: bytes | None
    stamp: Stamp | None = None
    filled: bool = False
    aside: Path | None = None

    def put(self, task: Task, out: Path) -> Product:
        """Write it into its place below `out`; what somebody wrote there is put aside before. Raises OSError."""
        if self.data is None:
            return self
        place = out / task.folder / self.name
        existing = place.read_bytes() if self.name in task.edited and place.is_file() else b""
        aside = put(place, self.data, keep=existing not in (b"", self.data))
        return replace(self, data=None, stamp=stamp_of(place), aside=aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome:
    """What came of a task: files, and why the others are missing. `refused`: nothing yet, others are to do it."""

    products: tuple[Product, ...]
    error: RunbookError | OSError | None = None
    refused: bool = False


def tasks_of(
    fleet: Collection[PackedSite], languages: Collection[str], paper: Paper, *, archive: bool = False
) -> Iterator[Task]:
    """A task for each change of `fleet`, one after the other, with all of its files; archived copies where asked for.

    They are in `languages`, or in those that the site or its inventory names where there are none.
    """
    for site in fleet:
        own = tuple(dict.fromkeys(languages)) or site.languages
        wanted = tuple(files_of(own, archive=archive))
        for change in site.changes:
            yield Task(site=replace(site, changes=(change,)), change=change, paper=paper, wanted=wanted)


def files_of(languages: tuple[str, ...], *, archive: bool = False) -> Iterator[Wanted]:
    """The files of a change. Records speak the first language."""
    from runbook.build.documents import named_files

    return (Wanted(name=name, kind=kind, language=tag) for kind, tag, name in named_files(languages, archive=archive))


def make(task: Task) -> TaskOutcome:
    """Do a task. What the user can mend (a missing library) and faults of the procedures are reported, not raised.

    One at a time, whatever threads a worker has: what is kept from one task to the next is not made for two.
    """
    with _TURN:
        return _made(task)


def _made(task: Task) -> TaskOutcome:
    from runbook.build.documents import Work, printed

    products: list[Product] = []
    try:
        plan = _plan(task.site, task.change)
        for wanted in task.wanted:
            work = Work(kind=wanted.kind, plan=plan, language=wanted.language, paper=task.paper, path=Path(wanted.name))
            data, filled = printed(work)
            product = Product(name=wanted.name, content=hash_of(data), data=data, filled=filled)
            if task.out is not None and _wanted_still():
                product = product.put(task, task.out)
            products.append(product)
    except (RunbookError, OSError) as error:
        return TaskOutcome(products=tuple(products), error=error)
    return TaskOutcome(products=tuple(products))


def _wanted_still() -> bool:
    """Whether the run that this is done for goes on: of one that was killed, nothing is to be written after it."""
    from multiprocessing import parent_process

    parent = parent_process()
    return parent is None or parent.is_alive()


@lru_cache(maxsize=4)  # the pieces of a task need the same plan
def _plan(packed: PackedSite, change: str) -> Plan:
    from runbook.inventory.choose import chosen
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    inventory = packed.inventory()
    ((site, found),) = chosen(inventory, changes=(change,))
    return make_plan(inventory, site, found, load_procedures())
