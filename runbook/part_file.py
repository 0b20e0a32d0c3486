"""A file while it is being written: beside its place, under a name that nobody can guess, locked until it is whole.

Who finds one that is not locked, of this machine since it was started, knows that its writer has ended. Of another
machine's, on a folder that both share, nothing is known: there a lock may not reach, and a number of a process says
nothing. Such a file is left for a day.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

SUFFIX = r"\.([0-9a-f]{8})-[0-9a-f]{16}\.part"  # a pattern; its group is the machine
OLD = 24 * 3600  # seconds, after which nobody is still writing
# Nothing behind a link is opened, no pipe waited for, no process started with it; where a system knows that.
NO_LINK = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))
_UNKNOWN = "0" * 8  # machine
_NAME = 180  # bytes of the file's own name that are in the name of its part: with the suffix, no disk refuses them


@contextmanager
def part_file(
    place: Path, data: bytes, *, mode: int = 0o666, like: os.stat_result | None = None, lasting: bool = False
) -> Iterator[Path]:
    """`data` in a new file beside `place`, to be renamed to it; afterwards nothing is left under its own name.

    `like`: it gets the owner and the rights of the file that it is to replace. `lasting`: it is on the disk, not only
    on its way there. Raises OSError, which names the part.
    """
    path, handle = _new_part(place, mode if like is None else 0o600)
    try:
        write_all(handle, data)
        if like is not None:
            _give_rights(handle, like)
        if lasting:
            os.fsync(handle)
        os.close(os.dup(handle))  # a disk of the network says by now what it could not take; the lock stays
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(handle)


def write_all(handle: int, data: bytes) -> None:
    """Write `data` into an open file. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def take_away_left(place: Path) -> None:
    """Take away the parts of `place` that runs left which were killed. What cannot be taken away stays."""
    part = re.compile(re.escape(f".{_shortened(place.name)}") + SUFFIX)
    with suppress(OSError), os.scandir(place.parent) as entries:
        for entry in entries:
            if found := part.fullmatch(entry.name):
                with suppress(OSError):
                    take_away(entry.path, found[1])


def take_away(part: str, machine: str) -> None:
    """Take away a part that a run of this machine left when it ended, or that is old. Raises OSError.

    `machine` is what its name says.
    """
    handle = os.open(part, os.O_RDWR | NO_LINK)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return
        locked = _lock(handle)
        ended = locked and machine == _this_machine() != _UNKNOWN
        old = locked is not False and time.time() - found.st_mtime > OLD
        if ended or old:
            Path(part).unlink()
    finally:
        os.close(handle)


def _new_part(place: Path, mode: int) -> tuple[Path, int]:
    """The name of an empty file, and the file, open and locked."""
    import secrets  # what reads alone does without: it loads a dozen others

    name = _shortened(place.name)
    while True:
        path = place.with_name(f".{name}.{_this_machine()}-{secrets.token_hex(8)}.part")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK, mode)
        try:
            _lock(handle)
            if os.path.samestat(os.fstat(handle), path.lstat()):
                return path, handle
        except FileNotFoundError:  # it was taken for one that was left, before it was locked
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _shortened(name: str) -> str:
    return os.fsdecode(os.fsencode(name)[:_NAME])


def _give_rights(handle: int, like: os.stat_result) -> None:
    if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(OSError):  # who may not give it away keeps it
            os.fchown(handle, like.st_uid, like.st_gid)
    os.fchmod(handle, stat.S_IMODE(like.st_mode) & 0o777)


def _lock(handle: int) -> bool | None:
    """Lock an open file until it is closed: False where somebody else has, None where there are no locks here."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True


@cache
def _this_machine() -> str:
    """This machine since it was started: containers on it have the same, and see each other's locks."""
    try:
        return sha256(Path("/proc/sys/kernel/random/boot_id").read_bytes()).hexdigest()[:8]
    except OSError:
        return _UNKNOWN
