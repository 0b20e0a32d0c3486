"""How a file gets to its place: whole or not at all, and what somebody wrote there before is not lost."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

from runbook.errors import naming

DIGITS = 8  # of the hash in the name of what is put aside


def put(path: Path, data: bytes, *, keep: Callable[[bytes], bool] | None = None) -> Path | None:
    """Write a file beside its place and rename it into it. At any moment the old file is there or the new one.

    `keep` is asked about the content that is replaced, whatever it is at the moment of the renaming: where it says yes,
    that content stays under a name of its own (`record.csv.1a2b3c4d.bak`, by its hash), which is returned.
    Raises OSError, which names `path` or a folder above it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    second: Path | None = None
    try:
        with naming(path):
            beside.write_bytes(data)
            second = _second_name(path) if keep else None
            beside.replace(path)
    except BaseException:
        for left in (beside, second):
            with suppress(OSError):
                if left is not None:
                    left.unlink(missing_ok=True)
        raise
    return _kept(path, second, keep) if second and keep else None


def _second_name(path: Path) -> Path | None:
    """A second name for the file at `path`, by which it stays when another takes its place; where the disk has no hard
    links, a copy. None where no regular file is there. Raises OSError."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        content = path.read_bytes()
        for name in _names(path, content):
            with suppress(FileExistsError):
                _link(path, name, content)
                return name
    except FileNotFoundError:  # it was taken away meanwhile
        return None
    raise AssertionError("there is no end of names")


def _names(path: Path, content: bytes) -> Iterator[Path]:
    digest = sha256(content).hexdigest()
    yield path.with_name(f"{path.name}.{digest[:DIGITS]}.bak")
    yield from (path.with_name(f"{path.name}.{digest[:DIGITS]}-{number}.bak") for number in count(2))


def _link(path: Path, name: Path, content: bytes) -> None:
    try:
        name.hardlink_to(path)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # a file system without hard links
        with name.open("xb") as copy:
            copy.write(content)
            copy.flush()
            os.fsync(copy.fileno())


def _kept(path: Path, second: Path, keep: Callable[[bytes], bool]) -> Path | None:
    """What was replaced, under its name; None where it need not be kept. The same content is kept once."""
    content = second.read_bytes()
    if not keep(content):
        second.unlink()
        return None
    usual = next(_names(path, content))
    if usual != second and usual.is_file() and usual.read_bytes() == content:
        second.unlink()
        return usual
    return second
