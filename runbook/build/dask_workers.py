"""The workers of a Dask scheduler: whether they are there, have this kit, and are there still."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

from runbook.build.task import Task, TaskOutcome, make
from runbook.build.workers import Crew, Start
from runbook.errors import MachineError
from runbook.i18n import N_
from runbook.os_errors import reason_of
from runbook.resources import fingerprint

T = TypeVar("T")
EXAMPLE = "tcp://scheduler:8786"
SCHEMES = ("tcp", "tls", "ws", "wss")
ANSWER = 10.0  # seconds within which a scheduler answers
BACK = 1.0  # seconds after which a worker gives back a task
PATIENCE = 30.0  # seconds without a single worker, after which none is waited for


def dask(address: str) -> Start:
    """The workers of the Dask scheduler at `address`; they need the installed kit and nothing else.

    Raises ValueError for what is no address.
    """
    host, port = place_of(address)

    @contextmanager
    def start() -> Iterator[Crew]:
        with _quiet(), _client(address, host, port) as client:
            cores = sum(client.nthreads().values())
            if not cores:
                raise MachineError(N_("the Dask scheduler at {address} has no workers"), address=address)
            kits = _kits(client, address)
            if any(kit != fingerprint() for kit in kits.values()):
                raise _others(kits)
            workers = _Workers(client, address)
            yield Crew(workers, cores, partial(made_there, fingerprint()), workers.look)

    return Start(start, here=False)


def made_there(kit: str, task: Task) -> TaskOutcome:
    """Do a task in a worker; one with another kit, which has joined meanwhile, gives it back after a while."""
    if kit == fingerprint():
        return make(task)
    time.sleep(BACK)  # or it would be given all tasks, having nothing else to do
    return TaskOutcome(products=(), refused=True)


def place_of(address: str) -> tuple[str, int]:
    """Host and port of an address such as tcp://scheduler:8786 or scheduler:8786. Raises ValueError."""
    found = urlsplit(address if "://" in address else f"tcp://{address}")
    rest = (found.path, found.query, found.fragment, found.username)
    if found.scheme not in SCHEMES or not found.hostname or not found.port or any(rest):
        raise ValueError(address)
    return found.hostname, found.port


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask logs each attempt with its traceback; what goes wrong is told by the kit, once."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def _client(address: str, host: str, port: int) -> Iterator[Any]:
    """A connection to the scheduler. Raises MachineError where there is none."""
    try:
        from distributed import Client

        socket.create_connection((host, port), ANSWER).close()  # of Dask's own attempts nothing is heard for long
        client = _in_time(lambda: Client(address, timeout=ANSWER, set_as_default=False))
    except ImportError:
        problem = N_("Dask is not installed here; run: `pip install runbook-kit[dask]`")
        raise MachineError(problem) from None
    except Exception as error:  # noqa: BLE001  # what listens there may be anything
        problem = N_("no Dask scheduler answers at {address}: {reason}")
        raise MachineError(problem, address=address, reason=reason_of(error)) from None
    try:
        yield client
    finally:
        with suppress(Exception):
            _in_time(client.close)


def _in_time(call: Callable[[], T]) -> T:
    """What `call` returns or raises. Raises TimeoutError where it takes too long: it is left alone then."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except BaseException as error:  # noqa: BLE001  # it is raised where it is waited for
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done.result(2 * ANSWER)


def _kits(client: Any, address: str) -> dict[str, object]:
    """The fingerprint of the kit of each worker, or why there is none. Raises MachineError where one is silent."""

    def kit() -> str:  # a function in a function travels whole: it can be asked where the kit is not installed
        from runbook.resources import fingerprint

        return fingerprint()

    try:
        found: dict[str, object] = _in_time(lambda: client.run(kit, on_error="return"))
    except TimeoutError:
        problem = N_("not all workers of the Dask scheduler at {address} answer")
        raise MachineError(problem, address=address) from None
    return found


def _others(kits: Mapping[str, object]) -> MachineError:
    others = sorted(worker for worker, kit in kits.items() if kit != fingerprint())
    problem = N_("these Dask workers lack the kit, or have another version of it or of its libraries: {workers}")
    return MachineError(problem, workers=", ".join(others))


class _Workers(Executor):
    """The workers of a client: all of them; once one has given back a task, those that have this kit."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._all = client.get_executor(pure=False)
        self._meant: set[str] = set()
        self._seen = time.monotonic()

    def submit(self, work: Callable[..., T], /, *told: Any, **named: Any) -> Future[T]:
        """Give them something to do."""
        given: Future[T] = self._all.submit(work, *told, **named)
        return given

    def look(self, refused: bool) -> None:
        """Raises MachineError where none of them has been there for long, or none has this kit."""
        now = time.monotonic()
        if refused:
            kits = _kits(self._client, self._address)
            meant = {worker for worker, kit in kits.items() if kit == fingerprint()}
            if not meant:
                raise _others(kits)
            if meant != self._meant:
                self._meant = meant
                self._all = self._client.get_executor(pure=False, workers=sorted(meant))
        there = self._client.nthreads().keys()
        if there & self._meant if self._meant else there:
            self._seen = now
        elif now - self._seen > PATIENCE:
            problem = N_("all workers of the Dask scheduler at {address} are gone; what is made is made, run it again")
            raise MachineError(problem, address=self._address)
