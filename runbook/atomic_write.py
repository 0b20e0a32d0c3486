"""How a file gets to its place: whole or not at all, and what somebody wrote there before is not lost."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import file_digest
from itertools import count
from pathlib import Path
from secrets import token_hex
from shutil import copyfileobj

from runbook.errors import naming
from runbook.part_file import part_file

DIGITS = 8  # of the hash in the name of what is put aside
LARGEST = 32 * 2**20  # bytes of what is replaced that are looked at
_HERE, _NOREPLACE, _EXCHANGE = -100, 1, 2  # AT_FDCWD, RENAME_NOREPLACE, RENAME_EXCHANGE


def put(
    path: Path,
    data: bytes,
    *,
    keep: Callable[[bytes], bool] | None = None,
    like: os.stat_result | None = None,
    lasting: bool = False,
) -> Path | None:
    """Write a file beside its place and rename it into it. At any moment the old file is there or the new one.

    `keep` is asked about the content that is replaced, whatever it is at the moment of the renaming: where it says yes,
    that content stays under a name of its own (`record.csv.1a2b3c4d.bak`, by its hash), which is returned. It is not
    asked about more than LARGEST: that stays.
    A link, a pipe or a device in its place is no file to write to here: it stays, too, under such a name.
    `like` and `lasting` as for `part_file`. Raises OSError, which names `path` or a folder above it.
    """
    make_folder(path.parent)
    with naming(path), part_file(path, data, like=like, lasting=lasting) as beside:
        second, special = None, _moved_aside(path)
        if keep is None:
            beside.replace(path)
        else:
            second = _placed_over(beside, path)
    if lasting:
        _onto_disk(path.parent)
    return (_kept(path, second, keep) if keep and second else None) or special


def _onto_disk(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where it can say so."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def put_away(path: Path) -> Path | None:
    """Let a file go from its place; what lay there stays under a name of its own, as for `put`, which is returned.

    None where no regular file is there. Raises OSError, which names `path`.
    """
    with naming(path):
        second = _second_name(path)
        if second is None:
            return None
        path.unlink(missing_ok=True)
        return _kept(path, second, lambda _content: True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing; also where a link leads. Raises OSError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        with naming(folder), suppress(FileNotFoundError):
            folder.stat()  # links that form a loop lead to no name
        led = os.path.realpath(folder)
        if led == os.path.abspath(folder) or folder.exists():  # noqa: PTH100 - links stay
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None
        with naming(folder):
            Path(led).mkdir(parents=True, exist_ok=True)


def _moved_aside(path: Path) -> Path | None:
    """Give another name to what is at `path` where that is neither a file nor a folder. Raises OSError."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return None
    name = path.with_name(f"{path.name}.{token_hex(DIGITS // 2)}.bak")
    with suppress(FileNotFoundError):  # it was taken away meanwhile
        path.rename(name)
        return name
    return None


def _placed_over(beside: Path, path: Path) -> Path | None:
    """Rename `beside` to `path`; how what lay there is called now, None where nothing did. Raises OSError."""
    second = _second_name(path)
    try:
        while not _placed(beside, path, second):
            if second is not None:
                second.unlink(missing_ok=True)
            second = _second_name(path)
    except BaseException:
        with suppress(OSError):
            if second is not None:
                second.unlink(missing_ok=True)
        raise
    return second


def _placed(beside: Path, path: Path, second: Path | None) -> bool:
    """Rename `beside` to `path`; what lay there at that very moment is called `second` then.

    False where a file has come there meanwhile, or has gone, and nothing was done. Raises OSError.
    """
    if second is None and os.path.lexists(path):
        if path.is_file() and not path.is_symlink():
            return False
        beside.replace(path)  # a link, a pipe: nobody's work
        return True
    try:
        done = _rename(beside, path, _NOREPLACE) if second is None else _exchanged(beside, path, second)
    except (FileExistsError, FileNotFoundError):
        return False
    if not done:  # the system cannot: what is saved since it was given its second name is lost
        beside.replace(path)
    return True


def _exchanged(beside: Path, path: Path, second: Path) -> bool:
    """Exchange two files, and call what was at `path` `second`. False where the system cannot. Raises OSError.

    A part may be taken away once nobody writes it, so what somebody wrote never has the name of one: wherever this is
    stopped, it has a name that stays.
    """
    passing = path.with_name(f"{path.name}.{token_hex(8)}.bak")
    beside.rename(passing)
    try:
        done = _rename(passing, path, _EXCHANGE)
    except OSError:
        passing.rename(beside)
        raise
    if not done:
        passing.rename(beside)
        return False
    passing.replace(second)
    passing.unlink(missing_ok=True)  # two names of one file stay as they are
    return True


def _rename(source: Path, target: Path, how: int) -> bool:
    """Linux's renameat2: let two files exchange their names in one moment, or rename one where none is yet.

    False where the system or the disk has no such thing. Raises OSError.
    """
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if call is None:
        return False
    if call(_HERE, os.fsencode(source), _HERE, os.fsencode(target), how) == 0:
        return True
    failed = ctypes.get_errno()
    if failed in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(failed, os.strerror(failed), str(target))


def _second_name(path: Path) -> Path | None:
    """A second name for the file at `path`, by which it stays when another takes its place; where the disk has no hard
    links, a copy. None where no regular file is there. Raises OSError."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        for name in _names(path, _digest(path)):
            with suppress(FileExistsError):
                _link(path, name)
                return name
    except FileNotFoundError:  # it was taken away meanwhile
        return None
    raise AssertionError("there is no end of names")


def _digest(path: Path) -> str:
    """The hash of a file, which may be of any size. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _names(path: Path, digest: str) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.{digest[:DIGITS]}.bak")
    yield from (path.with_name(f"{path.name}.{digest[:DIGITS]}-{number}.bak") for number in count(2))


def _link(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # a file system without hard links
        with path.open("rb") as file, name.open("xb") as copy:
            copyfileobj(file, copy)
            copy.flush()
            os.fsync(copy.fileno())


def _kept(path: Path, second: Path, keep: Callable[[bytes], bool]) -> Path | None:
    """What was replaced, under its name; None where it need not be kept. The same content is kept once."""
    if second.stat().st_size <= LARGEST and not keep(second.read_bytes()):
        second.unlink()
        return None
    digest = _digest(second)
    usual = next(_names(path, digest))
    if usual != second and usual.is_file() and _digest(usual) == digest:
        second.unlink()
        return usual
    return second
