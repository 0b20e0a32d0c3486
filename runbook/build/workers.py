"""Where tasks are done: one seam, a `concurrent.futures.Executor`, which is imported where there are others to do
them. Results come back as they are ready.

Only so many tasks are under way at a time, so that neither they nor their results pile up. A process that dies takes
none of them with it: what it had not delivered is done again by others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from runbook.build.task import Task, TaskOutcome
from runbook.build.task import make as make_task
from runbook.errors import MachineError, RunbookError
from runbook.i18n import N_
from runbook.library_errors import without_addresses

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Given = TypeVar("Given")
Done = TypeVar("Done")
AHEAD = 3  # tasks that wait for each worker, so that it never has to
LIVES = 5  # how often a broken pool is set up again, without a single task done in between
PARTS = "runbook.build.worker_parts"  # for processes that set pages
LOOK = 2.0  # seconds without a result after which workers are looked at


@dataclass(frozen=True, slots=True)
class Crew:
    """Workers: the executor that leads to them, None for this process itself, and how many they are.

    `make` is what they do with a task, where it is not what is done here; `read` tells the outcome by what it gives.
    `look` is called where nothing comes, or where a task was refused (True), and raises MachineError where they are
    gone and will not come back.
    """

    executor: Executor | None = None
    count: int = 1
    make: Callable[[Task], object] | None = None
    read: Callable[[Task, Any], TaskOutcome] = lambda task, outcome: outcome
    look: Callable[[bool], None] = lambda refused: None


@dataclass(frozen=True, slots=True)
class Start:
    """Sets workers up. `here`: they share this process's disk, and put files into their places themselves.

    `soon` is called once there is something to do for them: what they begin with is made beside what is done here.
    """

    begin: Callable[[], AbstractContextManager[Crew]]
    here: bool
    soon: Callable[[], None] = lambda: None


def here() -> Start:
    """No other process."""

    @contextmanager
    def start() -> Iterator[Crew]:
        yield Crew()

    return Start(start, here=True)


def processes(jobs: int, parts: str = "") -> Start:
    """`jobs` processes of this machine; `parts` is the module that makes what they need, once for all of them."""

    def soon() -> None:
        from runbook.build.process_pool import serve

        serve(parts)

    @contextmanager
    def start() -> Iterator[Crew]:
        from runbook.build.process_pool import pool

        soon()
        with pool(jobs) as executor:
            yield Crew(executor, jobs)

    return Start(start, here=True, soon=soon)


@contextmanager
def kept(start: Start) -> Iterator[Start]:
    """The same workers for several things one after the other: set up for the first, ended with this context."""
    with ExitStack() as stack:
        crews: list[Crew] = []

        @contextmanager
        def begin() -> Iterator[Crew]:
            if not crews:
                crews.append(stack.enter_context(start.begin()))
            yield crews[0]

        yield replace(start, begin=begin)


def in_order(start: Start, work: Callable[[Given], Done], things: Iterator[Given]) -> Iterator[Done]:
    """What `work` makes of each thing, in their order; few of them are under way at a time. Raises MachineError where
    the processes die."""
    with start.begin() as crew:
        if crew.executor is None:
            yield from map(work, things)
            return
        from concurrent.futures.process import BrokenProcessPool

        ahead: deque[Future[Done]] = deque()
        try:
            while True:
                more = islice(things, AHEAD * crew.count - len(ahead))
                ahead.extend(crew.executor.submit(work, thing) for thing in more)
                if not ahead:
                    return
                yield ahead.popleft().result()
        except BrokenProcessPool:
            raise MachineError(N_("the processes that verify keep dying; is there too little memory?")) from None


def results(
    tasks: Iterator[Task], start: Start, out: Path | None = None, tidy: Callable[[], None] | None = None
) -> Iterator[tuple[Task, TaskOutcome]]:
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
        with start.begin() as crew:
            for task, outcome in _some(queue, crew):
                lives = LIVES
                queue.done(task)
                yield task, outcome
        lives -= 1
        if not lives:
            raise MachineError(N_("the processes that set pages keep dying; is there too little memory?"))


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

    def again(self, task: Task) -> None:
        """It is to be begun again, after others that are."""
        self._begun.remove(task)
        self._again.insert(0, task)

    def lost(self) -> None:
        """What was begun is to be begun again."""
        self._again += self._begun
        self._begun = []


def _some(queue: _Queue, crew: Crew) -> Iterator[tuple[Task, TaskOutcome]]:
    """Results until there are no more tasks, or the processes are dead."""
    if crew.executor is None:
        while (task := queue.begin()) is not None:
            yield task, _made_here(task)
        return
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    under_way: dict[Future[object], Task] = {}
    try:
        while True:
            while len(under_way) < AHEAD * crew.count and (task := queue.begin()) is not None:
                under_way[crew.executor.submit(crew.make or make_task, task)] = task
            if not under_way:
                return
            ready = wait(under_way, timeout=LOOK, return_when=FIRST_COMPLETED).done
            if not ready:
                crew.look(False)
            for future in ready:
                task = under_way.pop(future)
                outcome = _outcome(future, partial(crew.read, task))
                if outcome.refused:
                    queue.again(task)
                    crew.look(True)
                else:
                    yield task, outcome
    except BrokenProcessPool:
        queue.lost()


def _made_here(task: Task) -> TaskOutcome:
    try:
        return make_task(task)
    except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
        return _fault(error)


def _outcome(future: Future[object], read: Callable[[object], TaskOutcome]) -> TaskOutcome:
    from concurrent.futures import CancelledError
    from concurrent.futures.process import BrokenProcessPool

    try:
        error = future.exception()
    except CancelledError:
        raise MachineError(N_("the Dask scheduler is gone; what was made is kept; run it again")) from None
    if error is None:
        return read(future.result())
    if isinstance(error, BrokenProcessPool):
        raise error
    return TaskOutcome(products=(), error=error) if isinstance(error, RunbookError) else _fault(error)


def _fault(error: BaseException) -> TaskOutcome:
    """A fault of the kit itself is told as that task's, so that the others go on."""
    reason = f"{type(error).__name__}: {without_addresses(str(error))}"
    problem = N_("a fault of the kit, please report it: {reason}")
    return TaskOutcome(products=(), error=MachineError(problem, reason=reason))
