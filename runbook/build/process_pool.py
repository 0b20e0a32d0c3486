"""Workers that are processes of this machine: they share nothing with the one that starts them, and end with it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, set_forkserver_preload
from multiprocessing.context import BaseContext
from threading import Thread, current_thread, main_thread
from typing import Any, TypeVar

T = TypeVar("T")
FORKED = sys.platform == "linux"  # from a process that has nothing open
SAFE_PATH = "PYTHONSAFEPATH"  # docs.python.org/3/using/cmdline.html


def serve(parts: str) -> None:
    """Start what the processes begin with beside what is done here; `parts` is a module that is imported once for all
    of them, "" none."""
    if FORKED:
        if parts:
            set_forkserver_preload([parts])
        _serve()


@contextmanager
def pool(jobs: int) -> Iterator[Executor]:
    """An executor that leads to `jobs` processes; they end at once where this context ends with an exception."""
    executor = _Processes(max_workers=jobs, mp_context=_context(), initializer=_settle)
    try:
        yield executor
    except BaseException:
        executor.end()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """Processes that share nothing with this one."""
    return get_context("forkserver" if FORKED else "spawn")


def _serve() -> None:
    """Start the process that others are forked from, and do not wait for it.

    Ctrl-C is held back meanwhile, not lost: it is answered here afterwards, and all that is started goes on without.
    """
    from multiprocessing.forkserver import ensure_running
    from multiprocessing.resource_tracker import ensure_running as track

    with _not_from_here():
        track()  # which would no longer hold it back
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _not_from_here() -> Iterator[None]:
    """What is started meanwhile takes no module from the folder that one works in, as `python -c` does by itself: the
    code in a `runbook/` or `msgspec.py` that lies there, among records that somebody sent, would be run."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


@contextmanager
def _interrupted_by(answer: Callable[..., object]) -> Iterator[None]:
    """Another answer to Ctrl-C for a moment."""
    if current_thread() is not main_thread():  # which hears of none
        yield
        return
    before = signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Processes(ProcessPoolExecutor):
    """The process that starts the others may die as they may."""

    def submit(self, work: Callable[..., T], /, *told: Any, **named: Any) -> Future[T]:
        """Give them something to do. Raises BrokenProcessPool.

        Ctrl-C is answered when what was started is known.
        """
        pressed: list[object] = []
        try:
            with _interrupted_by(lambda *_: pressed.append(True)), _not_from_here():
                return super().submit(work, *told, **named)
        except (ConnectionError, EOFError) as error:
            raise BrokenProcessPool(str(error)) from None
        finally:
            if pressed:
                signal.raise_signal(signal.SIGINT)

    def end(self) -> None:
        """Let them end at once, whatever they are at: of a run that stops, nothing is waited for."""
        for process in list((self._processes or {}).values()):
            process.terminate()


def _settle() -> None:
    """A worker ends with the process that started it, whatever it is at; Ctrl-C is that process's to answer."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _collect_seldom()
    if (parent := parent_process()) is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _collect_seldom() -> None:
    """Whoever makes documents makes much and keeps little: the garbage collector need not look so often."""
    import gc

    gc.set_threshold(50_000, 20, 20)


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
