"""The workers of a Dask scheduler: whether they are there, have this kit, and are there still."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from runbook.errors import MachineError
from runbook.fleet.workers import Crew, Start
from runbook.i18n import N_
from runbook.reasons import reason_of
from runbook.resources import fingerprint

EXAMPLE = "tcp://scheduler:8786"
SCHEMES = ("tcp", "tls", "ws", "wss")
ANSWER = 10.0  # seconds within which a scheduler answers
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
            _same_kit(client)
            yield Crew(client.get_executor(pure=False), cores, _watch(client, address))

    return Start(start, here=False)


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


def _client(address: str, host: str, port: int) -> Any:
    """A connection to the scheduler. Raises MachineError where there is none."""
    try:
        socket.create_connection((host, port), ANSWER).close()  # of Dask's own attempts nothing is heard for long
        from distributed import Client

        return Client(address, timeout=ANSWER, set_as_default=False)
    except ImportError:
        problem = N_("Dask is not installed here; run: `pip install runbook-kit[dask]`")
        raise MachineError(problem) from None
    except (OSError, ValueError) as error:
        problem = N_("no Dask scheduler answers at {address}: {reason}")
        raise MachineError(problem, address=address, reason=reason_of(error)) from None


def _same_kit(client: Any) -> None:
    """Raise MachineError with the workers that have another kit, or none."""

    def kit() -> str:  # a function in a function travels whole: it can be asked where the kit is not installed
        from runbook.resources import fingerprint

        return fingerprint()

    found = client.run(kit, on_error="return")
    others = sorted(worker for worker, told in found.items() if told != fingerprint())
    if others:
        problem = N_("these Dask workers lack the kit, or have another version of it or of its libraries: {workers}")
        raise MachineError(problem, workers=", ".join(others))


def _watch(client: Any, address: str) -> Callable[[], None]:
    seen = time.monotonic()

    def look() -> None:
        nonlocal seen
        if client.nthreads():
            seen = time.monotonic()
        elif time.monotonic() - seen > PATIENCE:
            problem = N_("all workers of the Dask scheduler at {address} are gone; what is made is made, run it again")
            raise MachineError(problem, address=address)

    return look
