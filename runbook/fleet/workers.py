"""Where tasks are done: one seam, a `concurrent.futures.Executor`. Results come back as they are ready.

Only so many tasks are under way at a time, so that neither they nor their results pile up. A process that dies takes
none of them with it: what it had not delivered is done again by others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from runbook.errors import MachineError
from runbook.fleet.task import Outcome, Task
from runbook.fleet.task import make as make_task
from runbook.i18n import N_
from runbook.reasons import reason_of

AHEAD = 3  # tasks that wait for each worker, so that it never has to
LIVES = 5  # how often a broken pool is set up again, without a single task done in between

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Start:
    """Sets workers up: an executor, None for this process itself, and how many workers it has.

    `here`: they share this process's disk, and put files into their places themselves.
    """

    begin: Callable[[], AbstractContextManager[tuple[Executor | None, int]]]
    here: bool


def here() -> Start:
    """No other process."""

    @contextmanager
    def start() -> Iterator[tuple[Executor | None, int]]:
        yield None, 1

    return Start(start, here=True)


def processes(jobs: int) -> Start:
    """`jobs` processes of this machine."""

    @contextmanager
    def start() -> Iterator[tuple[Executor | None, int]]:
        from runbook.render import executor

        pool = executor(jobs)
        try:
            yield pool, jobs
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return Start(start, here=True)


def dask(address: str) -> Start:
    """The workers of a Dask scheduler, such as tcp://scheduler:8786; they need the installed kit and nothing else."""

    @contextmanager
    def start() -> Iterator[tuple[Executor | None, int]]:
        try:
            from distributed import Client
        except ImportError:
            problem = N_("Dask is not installed here; run: `pip install runbook-kit[dask]`")
            raise MachineError(problem) from None
        try:
            client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            problem = N_("no Dask scheduler answers at {address}: {reason}")
            raise MachineError(problem, address=address, reason=reason_of(error)) from None
        with client:
            cores = sum(client.nthreads().values())
            if not cores:
                raise MachineError(N_("the Dask scheduler at {address} has no workers"), address=address)
            yield client.get_executor(pure=False), cores

    return Start(start, here=False)


def results(
    tasks: Iterator[Task], start: Start, out: Path | None = None, tidy: Callable[[], None] | None = None
) -> Iterator[tuple[Task, Outcome]]:
    """Each task with what came of it, as they are done. Workers are set up when there is a first task.

    Where workers share this disk, they put the files below `out`; when some have died, `tidy` is called.
    """
    if start.here and out is not None:
        tasks = (replace(task, out=out) for task in tasks)
    first = next(tasks, None)
    if first is None:
        return
    queue = _Queue(first, tasks)
    lives = LIVES
    while queue:
        if lives < LIVES and tidy:
            tidy()
        with start.begin() as (executor, workers):
            for task, outcome in _some(queue, executor, workers):
                lives = LIVES
                queue.done(task)
                yield task, outcome
        lives -= 1
        if not lives:
            raise MachineError(N_("the processes that set pages die one after the other; is there too little memory?"))


class _Queue:
    """What is to be done: tasks that were begun and not finished come again."""

    def __init__(self, first: Task, others: Iterator[Task]) -> None:
        self._again: list[Task] = [first]
        self._others: Iterator[Task] | None = others
        self._begun: list[Task] = []

    def __bool__(self) -> bool:
        if not self._again and not self._begun and self._others is not None:
            more = next(self._others, None)
            self._again += [] if more is None else [more]
        return bool(self._again or self._begun)

    def begin(self) -> Task | None:
        """The next task; None where there is none at the moment."""
        task = self._again.pop() if self._again else next(self._others, None) if self._others else None
        if task is not None:
            self._begun.append(task)
        return task

    def done(self, task: Task) -> None:
        """It needs not be begun again."""
        self._begun.remove(task)

    def lost(self) -> None:
        """What was begun is to be begun again."""
        self._again += self._begun
        self._begun = []


def _some(queue: _Queue, executor: Executor | None, workers: int) -> Iterator[tuple[Task, Outcome]]:
    """Results until there are no more tasks, or the processes are dead."""
    if executor is None:
        while (task := queue.begin()) is not None:
            yield task, make_task(task)
        return
    under_way: dict[Future[Outcome], Task] = {}
    try:
        while True:
            while len(under_way) < AHEAD * workers and (task := queue.begin()) is not None:
                under_way[executor.submit(make_task, task)] = task
            if not under_way:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                yield under_way[future], _outcome(future)
                del under_way[future]
    except BrokenProcessPool:
        queue.lost()


def _outcome(future: Future[Outcome]) -> Outcome:
    """What a task came to; a fault of the kit itself is told as that task's, so that the others go on."""
    try:
        error = future.exception()
    except CancelledError:
        raise MachineError(N_("the Dask scheduler is gone; what is made is made, run it again")) from None
    if error is None:
        return future.result()
    if isinstance(error, BrokenProcessPool):
        raise error
    reason = f"{type(error).__name__}: {error}"
    problem = N_("a fault of the kit, please report it: {reason}")
    return Outcome(products=(), error=MachineError(problem, reason=reason))
