"""One `send` at a time in a folder of a change: whoever sends has its lock, and nobody waits for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from runbook.errors import naming
from runbook.i18n import N_
from runbook.os_errors import reason_of
from runbook.pack.send.server import SendError

LOCK = ".sent.lock"
_NO_LOCK = N_("{file}: this folder cannot be locked, and without a lock nothing is sent: {reason}")
_AT_WORK = N_("{file}: another `runbook send` is at work here; run this again when it has ended")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. It ends with the process, however that ends; its file is taken away.

    Raises SendError where another process has it, or where this file system knows no locks; OSError.
    """
    path = folder / LOCK
    held = _taken(path)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(held)


def check_free(folder: Path) -> None:
    """Raises SendError where another process has the lock of a folder. Nothing is written for it."""
    import fcntl

    with suppress(OSError):
        held = os.open(folder / LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SendError(_AT_WORK, file=str(folder)) from None
        finally:
            os.close(held)


def _taken(path: Path) -> int:
    """The open file, locked. One that was taken away by its owner meanwhile is no lock: another is made."""
    try:
        import fcntl
    except ImportError as error:  # a system that has none
        raise SendError(_NO_LOCK, file=str(path.parent), reason=str(error)) from error
    while True:
        with naming(path.parent):
            held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _same(held, path):
                return held
        except BlockingIOError:
            os.close(held)
            raise SendError(_AT_WORK, file=str(path.parent)) from None
        except OSError as error:
            os.close(held)
            raise SendError(_NO_LOCK, file=str(path.parent), reason=reason_of(error)) from error
        os.close(held)


def _same(held: int, path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(held), path.lstat())
    return False
