"""The run over a fleet: what is current stays, the rest is made somewhere and written here.

A file comes into its place whole, put there by the process that made it where that has the same disk; its note follows
when it is there, and is written by this process alone, so that a stop at any moment leaves files that the next run
takes for what they are.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from runbook.atomic_write import put
from runbook.build.file_stamps import FileStamps, Stamp, stamp_of
from runbook.build.manifest import ManifestEntry, is_as_made, read_manifest, write_manifest
from runbook.build.task import Task, TaskOutcome, files_of
from runbook.build.workers import Start, results
from runbook.cache import Cache
from runbook.errors import RunbookError, naming
from runbook.i18n import available
from runbook.resources import fingerprint

PLAN = "plan.json"
FEW = 8  # changes; of no more than that, each document is a task of its own
# What a file of the kit is called while it is being written.
_PART = re.compile(
    r"\.(?:plan\.json|record\.(?:csv|xlsx)|(?:runbook|checklist|approval)\.[\w-]+(?:\.archive)?\.pdf|pack\.[\w-]+\.eml"
    r"|windows\.ics|\.made\.json|\.?probe(?:\.[0-9]+\.part)?)\.([0-9]{1,10})\.part",
    re.ASCII,
)
# Nothing more can be written: to go on would only say so of every file.
HOPELESS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """What became of some files of a change. `full` and `filled` count documents among those made."""

    site: str
    change: str
    made: int = 0
    kept: int = 0
    full: int = 0
    filled: int = 0
    error: RunbookError | OSError | None = None
    aside: tuple[Path, ...] = ()  # what lay in the place of files and was not as it had been made
    old: tuple[str, ...] = ()  # files of the change that are none of this run's, and of an earlier plan


def render_fleet(
    tasks: Iterable[Task],
    out: Path,
    start: Start,
    *,
    fresh: bool = False,
    alone: Start | None = None,
    cache: Cache | None = None,
) -> Iterator[ChangeOutcome]:
    """Make the files of `tasks` under `out`/site/change/, and tell of each as it comes. With `fresh` nothing is kept.
    A single change among others that are kept is done by `alone`: its masters are there, and it is done before other
    processes would have begun. Folders that `cache` says were not touched since they were read are not read again.

    A change that fails is told of, and the others go on. Raises OSError where nothing can be written, or nothing more.
    """
    prove_writable(out)
    sweep(out)
    kept: list[ChangeOutcome] = []
    stamps = FileStamps(out, cache)
    stale = _stale(tasks, out, kept, stamps, fresh)
    few = list(islice(stale, FEW + 1))
    ready: Iterable[Task] = chain(few, stale) if len(few) > FEW else (piece for task in few for piece in task.apart())
    single = alone if alone is not None and kept and len(few) == 1 else start
    try:
        for task, outcome in results(iter(ready), single, out, tidy=lambda: sweep(out)):
            yield from _taken(kept)
            yield _put(task, outcome, out, stamps)
        yield from _taken(kept)
    finally:
        stamps.keep()


def prove_writable(out: Path) -> None:
    """Write into `out`, which is made, before any work is done for it. Raises OSError."""
    probe = out / f".probe.{os.getpid()}.part"
    with naming(out):
        put(probe, b"")
        probe.unlink()


def sweep(out: Path) -> None:
    """Take away what a run that was killed left half-written below `out`. What cannot be taken away stays."""
    sites = (site.path for site in _inside(str(out)) if site.is_dir(follow_symlinks=False))
    changes = (change.path for site in sites for change in _inside(site) if change.is_dir(follow_symlinks=False))
    for part in (each for folder in chain([str(out)], changes) for each in _inside(folder)):
        if (found := _PART.fullmatch(part.name)) and not _alive(int(found[1])):
            with suppress(OSError):
                Path(part.path).unlink()


def _inside(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return process != os.getpid()


def _stale(
    tasks: Iterable[Task], out: Path, kept: list[ChangeOutcome], stamps: FileStamps, fresh: bool
) -> Iterator[Task]:
    """Each task with the files that have to be made; what is current is told of in `kept`."""
    kit = fingerprint()
    for task in tasks:
        keys = task.keys(kit)
        folder = str(task.folder)
        if not fresh and stamps.untouched(folder, keys):
            kept.append(ChangeOutcome(site=task.site.id, change=task.change, kept=len(keys)))
            continue
        note = read_manifest(out / folder)
        current, edited = _lying(out / folder, note, keys)
        task = replace(task, edited=edited)
        if fresh:
            yield task
            continue
        wanted = tuple(each for each in task.wanted if each.name not in current)
        old = _old(task, note, keys, kit)
        if current or old:
            kept.append(ChangeOutcome(site=task.site.id, change=task.change, kept=len(current), old=old))
        if wanted:
            yield replace(task, wanted=wanted, whole=not current)
        else:
            stamps.seen(folder, keys, current)


def _lying(
    folder: Path, note: Mapping[str, ManifestEntry], keys: Mapping[str, str]
) -> tuple[dict[str, Stamp | None], frozenset[str]]:
    """What is in a folder, read again: the files that are what would be made now, with the stamps that they had then;
    and those that are to be put aside: all that are not known to be as they were made, whatever they were made from,
    and the plan that goes with them."""
    stamps = {name: stamp_of(folder / name) for name in note}
    as_made = {name for name in keys if name in note and is_as_made(folder / name, note[name])}
    current = {name: stamps[name] for name in as_made if note[name].key == keys[name]}
    edited = frozenset(name for name in keys.keys() - as_made if (folder / name).is_file())
    return current, edited | ({PLAN} - current.keys()) if edited else edited


def _old(task: Task, note: Mapping[str, ManifestEntry], keys: Mapping[str, str], kit: str) -> tuple[str, ...]:
    """The files noted that this run does not make, and that are of another plan or kit."""
    others = note.keys() - keys.keys()
    now = replace(task, wanted=tuple(files_of(available(), archive=True))).keys(kit) if others else {}
    return tuple(sorted(name for name in others if note[name].key != now.get(name)))


def _taken(kept: list[ChangeOutcome]) -> Iterator[ChangeOutcome]:
    """What `kept` holds; it is empty afterwards."""
    while kept:
        yield kept.pop(0)


def _put(task: Task, outcome: TaskOutcome, out: Path, stamps: FileStamps) -> ChangeOutcome:
    """Note what a task has made; write it, where its worker could not. Raises OSError where nothing more can be
    written at all."""
    folder = out / task.folder
    error, made = outcome.error, []
    keys = task.keys(fingerprint())
    try:
        note = read_manifest(folder)
        for product in outcome.products:
            made.append(product.put(task, out))
            note[product.name] = ManifestEntry(keys[product.name], product.content)
        if made:
            write_manifest(folder, note)
    except OSError as trouble:
        error = error or trouble
    if isinstance(error, OSError) and error.errno in HOPELESS:
        raise error
    if task.whole and error is None:
        stamps.seen(str(task.folder), keys, {product.name: product.stamp for product in made})
    documents = [product for product in made if product.name.endswith(".pdf")]
    filled = sum(product.filled for product in documents)
    full = len(documents) - filled
    aside = tuple(product.aside for product in made if product.aside)
    return ChangeOutcome(
        site=task.site.id, change=task.change, made=len(made), full=full, filled=filled, error=error, aside=aside
    )
