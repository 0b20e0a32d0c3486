"""The engine: a work list of changes, what is current of them, and the rest made somewhere and put into its place.

Whatever the files are (of `render`, of `pack`), they are current where the manifest has their key and their digest.
A file comes into its place whole, put there by the process that made it where that has the same disk; its note in the
manifest follows when it is there, and is written by this process alone, so that a stop at any moment leaves files that
the next run takes for what they are.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from runbook.atomic_write import make_folder
from runbook.build.existing import keep_plan
from runbook.build.file_stamps import FileStamps, Stamp, stamp_of
from runbook.build.left_over import PROBE, sweep
from runbook.build.manifest import ManifestEntry, is_as_made, read_manifest, write_manifest
from runbook.build.task import Product, Task, TaskOutcome
from runbook.build.workers import Start, results
from runbook.build.zone_change import ZoneChange, zone_change
from runbook.cache import Cache
from runbook.errors import RunbookError, naming
from runbook.i18n import N_
from runbook.model.plan import PlanWarning
from runbook.part_file import part_file
from runbook.resources import fingerprint

FEW = 8  # changes; of no more than that, each document is a task of its own
LONG = ("runbook", "runbook-archive")  # the documents that take longest
FOLDERS = N_("folders are in the places of files: {folders}; move them away, or use --out to name another folder")
# Nothing more can be written: to go on would only say so of every file.
HOPELESS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """What became of some files of a change. `full` and `filled` count documents among those made.

    `names`: the files that are there now as they should be. `stay`: records that are filled in, and stay. `aside`: what
    lay in the place of files and was neither, and whether it is a record that was filled in. `old`: files that are none
    of this run's, and of an earlier plan. `zone`: the change was planned with other zone data the last time.
    `warnings`: those of the plan.
    """

    site: str
    change: str
    made: int = 0
    kept: int = 0
    full: int = 0
    filled: int = 0
    error: RunbookError | OSError | None = None
    names: tuple[str, ...] = ()
    stay: tuple[Path, ...] = ()
    aside: tuple[tuple[Path, bool], ...] = ()
    old: tuple[str, ...] = ()
    zone: ZoneChange | None = None
    warnings: tuple[PlanWarning, ...] = ()


def build_files(
    tasks: Iterable[Task],
    out: Path,
    start: Start,
    *,
    fresh: bool = False,
    alone: Start | None = None,
    cache: Cache | None = None,
    begun: Callable[[Task], None] = lambda task: None,
) -> Iterator[ChangeOutcome]:
    """Make the files of `tasks` under `out`/site/change/, and tell of each as it comes. With `fresh` nothing is kept.
    `begun` is called with each task that is handed on to be done.
    A single change among others that are kept is done by `alone`: its masters are there, and it is done before other
    processes would have begun. Folders that `cache` says were not touched since they were read are not read again.

    A change that fails is told of, and the others go on. Raises InputError, and writes nothing, where files are to be
    made and the procedures are at fault: that is the fault of no change. Raises OSError where nothing can be written,
    or nothing more.
    """
    run = _Run(out, FileStamps(out, cache), fresh, begun)
    stale = run.stale(tasks)
    few = list(islice(stale, FEW + 1))
    many = len(few) > FEW
    single = alone if alone is not None and run.kept and len(few) == 1 else start
    if few:  # a run that changes nothing imports no more than it needs
        from runbook.procedures.load import load_procedures

        single.soon()
        load_procedures()
    prove_writable(out)
    sweep(out)
    try:
        ready = chain(few, stale) if many else iter(_longest_first(few))
        yield from run.outcomes(ready, single)
        if not many:
            yield from run.outcomes(iter([packed for task in few if (packed := run.packed(task))]), single)
    except BaseException:
        sweep(out)
        raise
    finally:
        run.stamps.keep()


def _longest_first(few: Iterable[Task]) -> list[Task]:
    """The documents of a few changes, so that no core waits at the end for a long one that another begins late."""
    pieces = [piece for task in few for piece in task.apart()]
    return sorted(pieces, key=lambda piece: (piece.wanted[0].kind not in LONG, -len(piece.site.content)))


def prove_writable(out: Path) -> None:
    """Write into `out`, which is made, before any work is done for it. Raises OSError."""
    make_folder(out)
    with naming(out), part_file(out / PROBE, b""):
        pass


class _Run:
    """One run over a work list."""

    def __init__(self, out: Path, stamps: FileStamps, fresh: bool, begun: Callable[[Task], None]) -> None:
        self.out, self.stamps, self.fresh, self._begun = out, stamps, fresh, begun
        self.kept: list[ChangeOutcome] = []
        self._zones: list[ChangeOutcome] = []
        self._kit = fingerprint()
        self._made: dict[str, dict[str, str]] = {}  # by folder, the digests of documents
        self._failed: set[str] = set()  # folders

    def stale(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Each task with the files that have to be made; what is current is told of in `kept`."""
        for task in tasks:
            keys = task.keys(self._kit)
            folder = str(task.folder)
            if not self.fresh and self.stamps.untouched(folder, keys):
                self._keep(task, tuple(keys))
                continue
            manifest = read_manifest(self.out / folder)
            known = {name: entry.content for name, entry in manifest.items()}
            if self.fresh:
                self._look_at_zone(task)
                yield self._with_room(replace(task, known=known, fresh=True))
                continue
            current = _current(self.out / folder, manifest, keys)
            old = _of_an_earlier_plan(manifest, keys, task.origin(self._kit))
            old = tuple(name for name in old if is_as_made(self.out / folder / name, manifest[name]))
            self._keep(task, tuple(current), old)
            wanted = tuple(each for each in task.wanted if each.name not in current)
            if wanted:
                self._look_at_zone(task)
                digests = {name: known[name] for name in current}
                yield self._with_room(replace(task, wanted=wanted, whole=not current, known=known, current=digests))
            else:
                self.stamps.seen(folder, keys, current)

    def _with_room(self, task: Task) -> Task:
        """Refuse a task where folders are in the places of its files: all of them are named, before any work."""
        places = (self.out / task.folder / each.name for each in task.wanted)
        folders = [str(place) for place in places if place.is_dir() and not place.is_symlink()]
        if task.refusal is not None or not folders:
            return task
        return replace(task, refusal=RunbookError(FOLDERS, folders=", ".join(folders)))

    def outcomes(self, tasks: Iterator[Task], start: Start) -> Iterator[ChangeOutcome]:
        """What becomes of the tasks, and of what was kept meanwhile."""
        for task, outcome in results(self._told(tasks), start, self.out, tidy=lambda: sweep(self.out)):
            yield from self._taken()
            yield self._put(task, outcome)
        yield from self._taken()

    def _told(self, tasks: Iterator[Task]) -> Iterator[Task]:
        for task in tasks:
            self._begun(task)
            yield task

    def packed(self, task: Task) -> Task | None:
        """What is made of a change's documents once they are there; nothing where one of them failed."""
        folder = str(task.folder)
        return None if folder in self._failed else task.packed(self._made.get(folder, {}))

    def _keep(self, task: Task, names: tuple[str, ...], old: tuple[str, ...] = ()) -> None:
        if names or old:
            told = ChangeOutcome(site=task.site.id, change=task.change, kept=len(names), names=names, old=old)
            self.kept.append(told)

    def _look_at_zone(self, task: Task) -> None:
        """Of a change that is made anew; what is current was planned with the data of this machine."""
        if (zone := zone_change(self.out / task.folder)) is not None:
            self._zones.append(ChangeOutcome(site=task.site.id, change=task.change, zone=zone))

    def _taken(self) -> Iterator[ChangeOutcome]:
        for told in (self._zones, self.kept):
            while told:
                yield told.pop(0)

    def _put(self, task: Task, outcome: TaskOutcome) -> ChangeOutcome:
        """Note what a task has made; put it into its place, where its worker could not. Raises OSError where nothing
        more can be written at all."""
        made: list[Product] = []
        error = outcome.error
        try:
            self._place(task, outcome, made)
        except OSError as failed:
            error = error or failed
        if isinstance(error, OSError) and error.errno in HOPELESS:
            raise error
        folder = str(task.folder)
        if error is not None:
            self._failed.add(folder)
            task = replace(task, whole=False)
        elif not task.whole:
            self._made.setdefault(folder, {}).update({product.name: product.content for product in made})
        if task.whole and not any(product.placed.stays for product in made):
            self.stamps.seen(folder, task.keys(self._kit), {product.name: product.placed.stamp for product in made})
        return replace(_told(task, made, error, self.out), warnings=outcome.warnings)

    def _place(self, task: Task, outcome: TaskOutcome, made: list[Product]) -> None:
        """The files of a task, each in its place and noted; `made` grows. Raises OSError."""
        folder = self.out / task.folder
        if outcome.plan is not None and any(product.data is not None for product in outcome.products):
            keep_plan(folder, outcome.plan)
        manifest = read_manifest(folder)
        keys = task.keys(self._kit)
        try:
            for product in outcome.products:
                made.append(product.put(task, self.out))
                if not made[-1].placed.stays:
                    manifest[product.name] = ManifestEntry(keys[product.name], product.content)
        finally:
            if any(not product.placed.stays for product in made):
                write_manifest(folder, manifest)


def _current(folder: Path, manifest: Mapping[str, ManifestEntry], keys: Mapping[str, str]) -> dict[str, Stamp | None]:
    """The files in a folder, read again, that are what would be made now, with the stamps that they had then."""
    stamps = {name: stamp_of(folder / name) for name in manifest}
    asked = (name for name in keys if name in manifest and manifest[name].key == keys[name])
    return {name: stamps[name] for name in asked if is_as_made(folder / name, manifest[name])}


def _of_an_earlier_plan(manifest: Mapping[str, ManifestEntry], keys: Mapping[str, str], origin: str) -> tuple[str, ...]:
    """The files noted that this run does not make, and that are of another plan or kit."""
    others = (name for name in manifest if name not in keys)
    return tuple(sorted(name for name in others if manifest[name].key.partition("-")[0] != origin))


def _told(task: Task, made: list[Product], error: RunbookError | OSError | None, out: Path) -> ChangeOutcome:
    folder = out / task.folder
    written = [product for product in made if not product.placed.stays]
    documents = [product for product in written if product.name.endswith(".pdf")]
    filled = sum(product.filled for product in documents)
    return ChangeOutcome(
        site=task.site.id,
        change=task.change,
        made=len(written),
        full=len(documents) - filled,
        filled=filled,
        error=error,
        names=tuple(product.name for product in written),
        stay=tuple(folder / product.name for product in made if product.placed.stays),
        aside=tuple((p.placed.aside, p.placed.filled_in) for p in written if p.placed.aside is not None),
    )
