"""A task: the files of one change, made from what the task holds and the installed kit, and from nothing else.

Where it is done cannot be seen in the files: in this process, in another, or on another machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePath
from threading import Lock
from typing import TYPE_CHECKING

from runbook.build.existing import Placed, keep_plan, place
from runbook.build.manifest import digest_of
from runbook.errors import RunbookError
from runbook.inventory.packed import PackedSite
from runbook.model.plan import Plan, PlanWarning
from runbook.reading.found_file import content_found

if TYPE_CHECKING:
    from runbook.build.documents import DocumentKind
    from runbook.cache import Cache
    from runbook.document.parts import Paper
    from runbook.pack.assemble import ApprovalPack, PackOptions
    from runbook.pack.earlier_pack import EarlierFiles

PACKED = ("calendar", "mail", "invitation")  # the kinds that are made from what others hold, too
_TURN = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file of a change: its name, and what it is."""

    name: str
    kind: DocumentKind
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One change of one site, and the files of it that are to be made.

    `beyond`: the languages that are printed though the site does not name them; with them the plan is another.
    `known` are the digests of the files that were made there before, whatever they were made from; `current` those of
    what would be made now. With `fresh` nothing is kept. `pack`, `earlier`: for the files of an approval pack.
    `amends`: the revisions that the plan carries on; `refusal`: why nothing can be made.
    """

    site: PackedSite  # with this change alone
    change: str
    paper: Paper
    wanted: tuple[Wanted, ...]
    beyond: tuple[str, ...] = ()
    whole: bool = True  # `wanted` are all files of the change
    out: Path | None = None  # where the files are put at once; where there is none, their bytes come back
    known: Mapping[str, str] = field(default_factory=dict)
    current: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    pack: PackOptions | None = None
    earlier: EarlierFiles | None = None
    amends: tuple[str, ...] = ()
    refusal: RunbookError | None = None

    @property
    def folder(self) -> PurePath:
        """Where the files lie, below the output folder."""
        return PurePath(self.site.id, self.change)

    def keys(self, kit: str) -> dict[str, str]:
        """What each file is made from, by its name: a hash of the change and the kit, and one of all else, joined.

        `kit` is that of the installed kit.
        """
        origin = self.origin(kit)
        return {each.name: f"{origin}-{_hash_of_file(each.kind, *self._asked(each))}" for each in self.wanted}

    def origin(self, kit: str) -> str:
        """The part of the keys that is the same for all files of the change."""
        carried = ("amends", *self.amends) if self.amends else ()
        return _hash(self.site.origin(self.change), self.change, kit, *self.beyond, *carried)

    def _asked(self, each: Wanted) -> tuple[str, ...]:
        """Language, paper and options of the pack, where a file depends on them."""
        if each.kind == "plan":
            return ()
        if each.kind in ("csv", "xlsx"):
            return (each.language,)
        if self.pack is not None and self.earlier is not None and each.kind in PACKED:
            asked = (self.pack, self.paper) if each.kind == "mail" else replace(self.pack, limit=0)
            return (each.language, repr(asked), self.earlier.digest)
        return (each.language, self.paper)

    def apart(self) -> Iterator[Task]:
        """The same work in as many pieces as can be done side by side: one for each document, one for all else.

        Without what is made from documents, where there are some: `packed` is that piece.
        """
        pages = [wanted for wanted in self.wanted if wanted.name.endswith(".pdf")]
        rest = tuple(w for w in self.wanted if w not in pages and not (pages and w.kind in PACKED))
        pieces = [(wanted,) for wanted in pages] + ([rest] if rest else [])
        return (replace(self, wanted=piece, whole=False) for piece in pieces)

    def packed(self, current: Mapping[str, str]) -> Task | None:
        """What `apart` leaves out; `current` are the digests of the documents that were made. None where it is
        nothing."""
        left = tuple(wanted for wanted in self.wanted if wanted.kind in PACKED)
        if not left or not any(wanted.name.endswith(".pdf") for wanted in self.wanted):
            return None
        return replace(self, wanted=left, whole=False, current={**self.current, **current})


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


_hash_of_file = lru_cache(maxsize=256)(_hash)  # which is the same for each change of a fleet


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A file that was made: its bytes, or none where it was put into its place; their digest; what came of that.

    `filled`: its values were written into pages that were set before.
    """

    name: str
    kind: DocumentKind
    content: str
    revision: str
    data: bytes | None
    filled: bool = False
    placed: Placed = field(default_factory=Placed)

    def put(self, task: Task, out: Path) -> Product:
        """Put it into its place below `out`, where it is not there yet. Raises OSError."""
        if self.data is None:
            return self
        path, known = out / task.folder / self.name, task.known.get(self.name)
        placed = place(path, self.kind, self.data, self.revision, known, fresh=task.fresh)
        return replace(self, data=None, placed=placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome:
    """What came of a task: files, and why the others are missing. `refused`: nothing yet, others are to do it.

    `plan` goes with files that have still to be put into their places. `warnings` are those of the plan.
    """

    products: tuple[Product, ...]
    error: RunbookError | OSError | None = None
    refused: bool = False
    plan: Plan | None = None
    warnings: tuple[PlanWarning, ...] = ()


def tasks_of(
    fleet: Collection[PackedSite],
    languages: Collection[str],
    paper: Paper,
    *,
    archive: bool = False,
    html: bool = False,
    out: Path | None = None,
    cache: Cache | None = None,
) -> Iterator[Task]:
    """A task for each change of `fleet`, one after the other, with all of its files; archived copies and checklists for
    a browser where asked for.

    They are in `languages`, or in those that the site or its inventory names where there are none. What was printed
    earlier, and is carried on, lies in `out`.
    """
    from runbook.build.amending import Amending, amending

    asked, nothing = tuple(dict.fromkeys(languages)), Amending()
    for site in fleet:
        wanted, beyond = _wanted(asked or site.languages, archive, html), languages_beyond(site, asked)
        for change in site.changes:
            one = site.only((change,))
            carried = nothing if out is None else amending(one, change, beyond, out, cache)
            yield Task(
                site=one,
                change=change,
                paper=paper,
                wanted=wanted,
                beyond=beyond,
                amends=carried.revisions,
                refusal=carried.refusal,
            )


@lru_cache(maxsize=64)  # the sites of a fleet have few languages
def _wanted(languages: tuple[str, ...], archive: bool, html: bool) -> tuple[Wanted, ...]:
    from runbook.build.documents import named_files

    files = named_files(languages, archive=archive, html=html)
    return tuple(Wanted(name=name, kind=kind, language=tag) for kind, tag, name in files)


def languages_beyond(site: PackedSite, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `languages` that the site does not name."""
    return tuple(sorted({*languages} - {*site.languages}))


def make(task: Task) -> TaskOutcome:
    """Do a task. What the user can mend (a missing library) and faults of the procedures are reported, not raised.

    One at a time, whatever threads a worker has: what is kept from one task to the next is not made for two.
    """
    with _TURN:
        return _made(task)


def _made(task: Task) -> TaskOutcome:
    products: list[Product] = []
    plan: Plan | None = None
    try:
        if task.refusal is not None:
            raise task.refusal
        plan = plan_of(task.site, task.change, task.beyond, task.amends)
        here = task.out if task.out is not None and _wanted_still() else None
        if here is not None:
            keep_plan(here / task.folder, plan)
        pack = _pack(task, plan)
        for wanted in task.wanted:
            product = _product(task, wanted, plan, pack, products)
            products.append(product if here is None else product.put(task, here))
    except (RunbookError, OSError) as error:
        return TaskOutcome(products=tuple(products), error=error, plan=plan if task.out is None else None)
    return TaskOutcome(products=tuple(products), plan=plan if task.out is None else None, warnings=plan.warnings)


def _pack(task: Task, plan: Plan) -> ApprovalPack | None:
    if task.pack is None or task.earlier is None:
        return None
    from runbook.pack.assemble import ApprovalPack

    return ApprovalPack(plan, task.pack, task.earlier)


def _product(task: Task, wanted: Wanted, plan: Plan, pack: ApprovalPack | None, before: list[Product]) -> Product:
    from runbook.build import documents

    if pack is not None and wanted.kind in PACKED:
        data, filled = _of_pack(task, wanted, pack, before), False
    else:
        data, filled = documents.printed(wanted.kind, plan, wanted.language, task.paper)
    return Product(
        name=wanted.name,
        kind=wanted.kind,
        content=digest_of(data),
        revision=plan.revision,
        data=data,
        filled=filled,
    )


def _of_pack(task: Task, wanted: Wanted, pack: ApprovalPack, before: list[Product]) -> bytes:
    """Calendar, invitation or mail; with the documents that were made before, or that lie there and are current."""
    from runbook.build import documents

    digests = {**task.current, **{product.name: product.content for product in before}}

    def page(kind: DocumentKind, tag: str) -> bytes:
        name = f"{kind}.{tag}.pdf"
        own = next((product.data for product in before if product.name == name and product.data), None)
        if own is None and task.out is not None and name in digests:
            own = _read(task.out / task.folder / name, digests[name])
        return documents.printed(kind, pack.plan, tag, task.paper)[0] if own is None else own

    if wanted.kind == "calendar":
        return pack.calendar(wanted.language)
    return pack.invitation(wanted.name) if wanted.kind == "invitation" else pack.mail(wanted.language, page)


def _read(path: Path, digest: str) -> bytes | None:
    """The file at `path`, where it has that digest."""
    try:
        data = content_found(path)
    except OSError:
        return None
    return data if data is not None and digest_of(data) == digest else None


def _wanted_still() -> bool:
    """Whether the run that this is done for goes on: of one that was killed, nothing is to be written after it."""
    from multiprocessing import parent_process

    parent = parent_process()
    return parent is None or parent.is_alive()


@lru_cache(maxsize=4)  # the pieces of a task need the same plan
def plan_of(packed: PackedSite, change: str, beyond: tuple[str, ...], amends: tuple[str, ...] = ()) -> Plan:
    """The plan of a change of a site, with languages beyond those that the site names, and what it carries on.

    Raises RunbookError.
    """
    from runbook.inventory.choose import chosen
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    inventory = packed.inventory()
    ((site, found),) = chosen(inventory, changes=(change,))
    house = None
    if packed.house:
        from runbook.house.house_load import house_procedures

        house = house_procedures(packed.house)
    return make_plan(inventory, site, found, load_procedures(), beyond, amends, house)
