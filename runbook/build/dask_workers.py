"""The workers of a Dask scheduler: whether they are there, have this kit, and are there still."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

from runbook.build.answers import answer_of, outcome_in
from runbook.build.no_unpickling import NoUnpickling
from runbook.build.task import Task, TaskOutcome, make
from runbook.build.workers import Crew, Start
from runbook.errors import MachineError
from runbook.i18n import N_, load_locale_data
from runbook.library_errors import is_tls
from runbook.os_errors import reason_of
from runbook.resources import fingerprint

T = TypeVar("T")
EXAMPLE = "tcp://scheduler:8786"
SCHEMES = ("tcp", "tls", "ws", "wss")
ENCRYPTED = ("tls", "wss")
PLAIN = ["msgpack"]  # of Dask's ways to write data down, the one that holds no code
FAILED = N_("workers of the Dask scheduler failed or died at this task; their log says why")
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
        with _quiet(), _client(address, host, port) as (client, unpickling):
            cores = sum(client.nthreads().values())
            if not cores:
                raise MachineError(N_("the Dask scheduler at {address} has no workers"), address=address)
            kits = _kits(client, address)
            if not all(map(_is_this_kit, kits.values())):
                raise _others(kits)
            workers = _Workers(client, address, unpickling)
            yield Crew(workers, cores, partial(made_there, fingerprint()), outcome_in, workers.look)

    return Start(start, here=False)


def made_there(kit: str, task: Task) -> bytes:
    """Do a task in a worker, and answer as plain bytes; one with another kit, which has joined meanwhile, gives it back
    after a while."""
    if kit == fingerprint():
        return answer_of(make(task))
    time.sleep(BACK)  # or it would be given all tasks, having nothing else to do
    return answer_of(TaskOutcome(products=(), refused=True))


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
def _client(address: str, host: str, port: int) -> Iterator[tuple[Any, NoUnpickling]]:
    """A connection to the scheduler. Nothing that comes over it is unpickled. Raises MachineError where there is none.

    Certificates for tls:// are those of Dask's own settings.
    """
    unpickling = NoUnpickling()
    try:
        from distributed import Client

        _prove_certificates(address)
        socket.create_connection((host, port), ANSWER).close()  # of Dask's own attempts nothing is heard for long
        options = {"timeout": ANSWER, "set_as_default": False, "deserializers": PLAIN}
        load_locale_data()  # before nothing is unpickled any more
        client = _in_time(partial(unpickling.until_closed, partial(Client, address, **options)))
    except ImportError:
        problem = N_("Dask is not installed here; run: `pip install runbook-kit[dask]`")
        raise MachineError(problem) from None
    except MachineError:
        raise
    except Exception as error:  # noqa: BLE001  # what listens there may be anything
        problem = N_("no Dask scheduler answers at {address}: {reason}")
        raise MachineError(problem, address=address, reason=reason_of(_beneath(error))) from None
    try:
        yield client, unpickling
    finally:
        with suppress(Exception):
            _in_time(partial(unpickling.close, client.close))


def _prove_certificates(address: str) -> None:
    """Raises MachineError where tls:// is meant, and Dask's settings name no certificates that can be read, or where it
    is not meant, and they ask for it."""
    from distributed.security import Security

    security = Security()
    if urlsplit(address).scheme not in ENCRYPTED:
        if security.require_encryption:
            raise MachineError(N_("{address}: Dask's settings ask for encryption: write tls://"), address=address)
        return
    names = {"ca-file": "tls_ca_file", "client.cert": "tls_client_cert", "client.key": "tls_client_key"}
    missing = [f"distributed.comm.tls.{name}" for name, of in names.items() if not getattr(security, of)]
    if missing:
        problem = N_("{address}: Dask's settings name no certificates: {settings} (docs/dask.md says where)")
        raise MachineError(problem, address=address, settings=", ".join(missing))
    try:
        security.get_connection_args("client")
    except OSError as error:  # ssl.SSLError is one
        problem = N_("{address}: the certificates that Dask's settings name cannot be used: {reason}")
        raise MachineError(problem, address=address, reason=reason_of(error)) from None


def _beneath(error: BaseException) -> BaseException:
    """What the system or TLS said, beneath what Dask makes of it."""
    found = error
    while beneath := found.__cause__ or found.__context__:
        found = beneath
        if is_tls(found) or (isinstance(found, OSError) and found.errno):
            return found
    return error


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
    """The fingerprint of the kit of each worker, or something else. Raises MachineError where one is silent."""

    def kit() -> str:  # a function in a function travels whole: it can be asked where the kit is not installed
        try:
            from runbook.resources import fingerprint

            return fingerprint()
        except Exception:  # noqa: BLE001  # why it lacks the kit need not be told
            return ""

    try:
        found: dict[str, object] = _in_time(lambda: client.run(kit, on_error="return"))
    except Exception:  # noqa: BLE001  # silent, or an answer that is no plain data: both are no answer
        problem = N_("not all workers of the Dask scheduler at {address} answer")
        raise MachineError(problem, address=address) from None
    return found


def _is_this_kit(kit: object) -> bool:
    """Whether a worker has told the fingerprint of this kit: a plain text, for an object says what it likes."""
    return type(kit) is str and kit == fingerprint()


def _others(kits: Mapping[str, object]) -> MachineError:
    others = sorted(worker for worker, kit in kits.items() if not _is_this_kit(kit))
    problem = N_("these Dask workers lack the kit, or have another version of it or of its libraries: {workers}")
    return MachineError(problem, workers=", ".join(others))


class _Workers(Executor):
    """The workers of a client: all of them; once one has given back a task, those that have this kit."""

    def __init__(self, client: Any, address: str, unpickling: NoUnpickling) -> None:
        self._client, self._address, self._unpickling = client, address, unpickling
        self._meant: set[str] = set()
        self._seen = time.monotonic()

    def submit(self, work: Callable[..., T], /, *told: Any, **named: Any) -> Future[T]:
        """Give them something to do."""
        given: Future[T] = Future()
        workers = sorted(self._meant) or None
        asked = self._client.submit(work, *told, pure=False, workers=workers, **named)
        self._client.loop.add_callback(_pass_on, asked, given)
        return given

    def look(self, refused: bool) -> None:
        """Raises MachineError where none of them has been there for long, none has this kit, or none is heard any more:
        Dask reads no further where it was kept from unpickling what it cannot do without."""
        now = time.monotonic()
        reader = getattr(self._client, "_handle_report_task", None)
        if self._unpickling.refused and reader is not None and reader.done():
            problem = N_(
                "what came from the Dask scheduler at {address} is not plain data: nothing more is read from it"
            )
            raise MachineError(problem, address=self._address)
        if refused:
            kits = _kits(self._client, self._address)
            meant = {worker for worker, kit in kits.items() if _is_this_kit(kit)}
            if not meant:
                raise _others(kits)
            self._meant = meant
        there = self._client.nthreads().keys()
        if there & self._meant if self._meant else there:
            self._seen = now
        elif now - self._seen > PATIENCE:
            problem = N_("all workers of the Dask scheduler at {address} are gone; what was made is kept; run it again")
            raise MachineError(problem, address=self._address)


async def _pass_on(asked: Any, given: Future[T]) -> None:
    """What came of a task of Dask's. Why one failed is not told: that would come as an object."""
    try:
        given.set_result(await asked)
    except CancelledError:
        given.cancel()
        given.set_running_or_notify_cancel()
    except Exception:  # noqa: BLE001  # whatever it is, the others go on
        given.set_exception(MachineError(FAILED))
