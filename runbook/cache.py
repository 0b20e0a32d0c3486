"""A folder of things that can be made again: bounded, shared by runs at the same time, and never believed by name.

An entry begins with a hash of its key and its content, so what is cut, damaged or put under another name is no entry;
nor is what its reader cannot read, or another user wrote. It holds what stands in inventories, so it is its owner's
alone: a folder of somebody else, one with other things in it, or a link in its place, is not used, and a link below it
is not followed. A cache that cannot be read or written is an empty one: that makes a run slower, and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TypeVar

from runbook.part_file import NO_LINK, SUFFIX, part_file, write_all

LIMIT = 512 * 2**20  # bytes
T = TypeVar("T")
TAG = "CACHEDIR.TAG"  # by which programs know a cache, and leave it out of backups (bford.info/cachedir)
SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# The cache of Runbook Kit: it may be deleted at any time.\n"
_HEAD = 32
_FOLDER = re.compile("[0-9a-f]{2}")
_ENTRY = re.compile(rf"[0-9a-f]{{62}}|\.[0-9a-f]{{62}}{SUFFIX}")


def usual_place() -> Path:
    """Where the kit's cache is for this user (XDG base directories); a place for nothing for one without a home."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        folder = base if base.is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return Path(os.devnull)
    return folder / "runbook-kit" if folder.is_absolute() else Path(os.devnull)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """The cache in `folder`, of at most `limit` bytes once it is trimmed."""

    folder: Path
    limit: int = LIMIT

    def get(self, key: str) -> bytes | None:
        """What was put under `key`, a hexadecimal hash; None where it is not there, or not whole."""
        path = self._path(key)
        try:
            self._close()
            _no_link(path.parent)
            entry = _read(path)
        except OSError:
            return None
        data = entry[_HEAD:]
        if entry[:_HEAD] != _own(key, data):
            return None
        with suppress(OSError):
            os.utime(path, follow_symlinks=False)  # it is of use: the last to be trimmed
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`."""
        path = self._path(key)
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._close()
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _no_link(path.parent)
            with part_file(path, _own(key, data) + data, mode=0o600) as beside:
                beside.replace(path)

    def read(self, key: str, reader: Callable[[bytes], T]) -> T | None:
        """What `reader` makes of what was put under `key`; None where there is nothing, or it raises something."""
        data = self.get(key)
        if data is None:
            return None
        try:
            return reader(data)
        except Exception:  # noqa: BLE001 - whatever it is, the entry is not what the reader knows
            return None

    def through(self, key: str, make: Callable[[], bytes], reader: Callable[[bytes], T]) -> T:
        """The same; where it is None, what `reader` makes of what `make` gives, which is put there."""
        found = self.read(key, reader)
        if found is None:
            made = make()
            found = reader(made)
            self.put(key, made)
        return found

    def trim(self) -> bool:
        """Take away what was of no use for longest, until the limit is kept; whether that could be done."""
        try:
            self._close()
            folders = [each.path for each in os.scandir(self.folder) if _ours(each, _FOLDER)]
            entries = [each for folder in folders for each in os.scandir(folder) if _ours(each, _ENTRY)]
            found = [(each.stat(follow_symlinks=False), each.path) for each in entries]
            total = sum(stat.st_size for stat, _file in found)
            for stat, file in sorted(found, key=lambda pair: (pair[0].st_mtime_ns, pair[1])):
                if total <= self.limit:
                    break
                Path(file).unlink(missing_ok=True)
                total -= stat.st_size
        except OSError:
            return not self.folder.is_dir()  # there is none
        return True

    def _close(self) -> None:
        """Close the folder to others. Raises OSError where it is missing, another user's, a link to elsewhere, or holds
        what no cache has put there: it has no tag then. The same where the system knows no users."""
        found = self.folder.lstat()
        if not hasattr(os, "geteuid") or not S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise PermissionError(self.folder)
        if not (self.folder / TAG).is_file() or (self.folder / TAG).is_symlink():
            with os.scandir(self.folder) as entries:
                if not all(_ours(entry, _FOLDER) for entry in entries):
                    raise PermissionError(self.folder)
            _tag(self.folder / TAG)
        if found.st_mode & 0o077:
            self.folder.chmod(0o700)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _ours(entry: os.DirEntry[str], name: re.Pattern[str]) -> bool:
    """Whether something in the folder has a name that the cache gives, and is no link."""
    return bool(name.fullmatch(entry.name)) and not entry.is_symlink()


def _no_link(folder: Path) -> None:
    """Raises PermissionError where a folder of the cache is none: what a link leads to is not the cache's."""
    if not S_ISDIR(folder.lstat().st_mode):
        raise PermissionError(folder)


def _read(path: Path) -> bytes:
    """The content of a regular file. Raises OSError where it is none, or another user's, who could put it there as
    long as the folder was open to others."""
    with os.fdopen(os.open(path, os.O_RDONLY | NO_LINK), "rb") as file:
        found = os.fstat(file.fileno())
        if not S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise PermissionError(path)
        return file.read()


def _tag(path: Path) -> None:
    """Write the tag, where no other run has meanwhile. Raises OSError."""
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600)
        try:
            write_all(handle, SIGNATURE)
        finally:
            os.close(handle)


def _own(key: str, data: bytes) -> bytes:
    return sha256(key.encode() + b"\0" + data).digest()
