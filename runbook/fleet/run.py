"""The run over a fleet: what is current stays, the rest is made somewhere and written here.

Only this process writes. A file comes into its place whole; its note follows when it is there, so that a stop at any
moment leaves files that the next run takes for what they are.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from runbook.errors import RunbookError
from runbook.fleet.made import Noted, hash_of, is_current, read_note, write_note
from runbook.fleet.task import Outcome, Task
from runbook.fleet.workers import Start, results
from runbook.render import put
from runbook.resources import fingerprint

FEW = 8  # changes; of no more than that, each document is a task of its own
# Nothing more can be written: to go on would only say so of every file.
HOPELESS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of some files of a change. `full` and `filled` count documents among those made."""

    site: str
    change: str
    made: int = 0
    kept: int = 0
    full: int = 0
    filled: int = 0
    error: RunbookError | OSError | None = None


def render_fleet(
    tasks: Iterable[Task], out: Path, start: Start, *, fresh: bool = False, alone: Start | None = None
) -> Iterator[Told]:
    """Make the files of `tasks` under `out`/site/change/, and tell of each as it comes. With `fresh` nothing is kept.
    A single change among others that are kept is done by `alone`: its masters are there, and it is done before other
    processes would have begun.

    A change that fails is told of, and the others go on. Raises OSError where nothing can be written, or nothing more.
    """
    prove_writable(out)
    sweep(out)
    kept: list[Told] = []
    stale = _stale(tasks, out, kept, fresh)
    few = list(islice(stale, FEW + 1))
    ready: Iterable[Task] = chain(few, stale) if len(few) > FEW else (piece for task in few for piece in task.apart())
    single = alone if alone is not None and kept and len(few) == 1 else start
    for task, outcome in results(iter(ready), single):
        yield from _taken(kept)
        yield _put(task, outcome, out)
    yield from _taken(kept)


def prove_writable(out: Path) -> None:
    """Write into `out`, which is made, before any work is done for it. Raises OSError."""
    probe = out / f".probe.{os.getpid()}.part"
    put(probe, b"")
    probe.unlink()


def sweep(out: Path) -> None:
    """Take away what a run that was killed left half-written below `out`. What cannot be taken away stays."""
    for part in chain(out.glob(".*.part"), out.glob("*/*/.*.part")):
        writer = part.name.split(".")[-2]
        if not (writer.isdigit() and _alive(int(writer))):
            part.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return process != os.getpid()


def _stale(tasks: Iterable[Task], out: Path, kept: list[Told], fresh: bool) -> Iterator[Task]:
    """Each task with the files that have to be made; what is current is told of in `kept`."""
    kit = fingerprint()
    for task in tasks:
        folder = out / task.folder
        note = {} if fresh else read_note(folder)
        wanted = tuple(w for w in task.wanted if not is_current(folder / w.name, note.get(w.name), task.key(w, kit)))
        if len(wanted) < len(task.wanted):
            kept.append(Told(site=task.site.id, change=task.change, kept=len(task.wanted) - len(wanted)))
        if wanted:
            yield replace(task, wanted=wanted)


def _taken(kept: list[Told]) -> Iterator[Told]:
    """What `kept` holds; it is empty afterwards."""
    while kept:
        yield kept.pop(0)


def _put(task: Task, outcome: Outcome, out: Path) -> Told:
    """Write what a task has made. Raises OSError where nothing more can be written at all."""
    folder = out / task.folder
    kinds = {wanted.name: wanted for wanted in task.wanted}
    error, made = outcome.error, []
    try:
        note = read_note(folder)
        for product in outcome.products:
            put(folder / product.name, product.data)
            note[product.name] = Noted(task.key(kinds[product.name], fingerprint()), hash_of(product.data))
            made.append(product)
        if made:
            write_note(folder, note)
    except OSError as trouble:
        if trouble.errno in HOPELESS:
            raise
        error = error or trouble
    documents = [product for product in made if product.name.endswith(".pdf")]
    filled = sum(product.filled for product in documents)
    full = len(documents) - filled
    return Told(site=task.site.id, change=task.change, made=len(made), full=full, filled=filled, error=error)
