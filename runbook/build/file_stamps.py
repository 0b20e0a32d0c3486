"""Which folders were looked at before, and have not been touched since: kept in the cache, one entry an output folder.

Reading every file of a fleet again would take most of the time of a run that changes nothing. A folder counts as
untouched where the stamps of its files (device, inode, size, times of change, which nothing that writes can set back)
and the keys of what they would be made from are those that were seen when its files were read, or written, whole. All
else is read. A cache that is gone or wrong makes a run slower, and nothing else.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from runbook.build.manifest import MANIFEST
from runbook.cache import Cache

# Nanoseconds. Of a file that changed so shortly before, another change might bear the same time.
TOO_FRESH = 50_000_000
_SECOND = 1_000_000_000


class Stamp(NamedTuple):
    """What the file system says of a file; times in nanoseconds."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int


def stamp_of(path: Path | str) -> Stamp | None:
    """The stamp of a regular file; None where it is none, or its file system keeps whole seconds alone."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_ctime_ns % _SECOND == 0:
        return None
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class FileStamps:
    """What is known of the folders below `out`; nothing without a cache."""

    def __init__(self, out: Path, cache: Cache | None = None) -> None:
        self._out, self._cache = out, cache
        self._key = sha256(f"stamps {os.path.realpath(out)}".encode("utf-8", "surrogatepass")).hexdigest()
        found = cache.read(self._key, lambda data: dict(json.loads(data))) if cache else None
        self._known: dict[str, str] = found or {}
        self._new: dict[str, tuple[str, int]] = {}

    def untouched(self, folder: str, keys: Mapping[str, str]) -> bool:
        """Whether the files of `keys` (names, and what each would be made from) are as they were seen."""
        known = self._known.get(folder)
        if known is None:
            return False
        place = f"{self._out}{os.sep}{folder}{os.sep}"
        return known == _told(keys, {name: stamp_of(place + name) for name in (*keys, MANIFEST)})

    def seen(self, folder: str, keys: Mapping[str, str], stamps: Mapping[str, Stamp | None]) -> None:
        """Remember that the files of `keys` were whole when they had `stamps`; the note's is taken here."""
        told = _told(keys, stamped := {**stamps, MANIFEST: stamp_of(self._out / folder / MANIFEST)})
        if told is not None:
            self._new[folder] = (told, max(each.changed for each in stamped.values() if each))

    def keep(self) -> None:
        """Put into the cache what is new."""
        settled = time.time_ns() - TOO_FRESH
        more = {folder: told for folder, (told, changed) in self._new.items() if changed < settled}
        if self._cache and more:
            self._cache.put(self._key, json.dumps(self._known | more).encode())


def _told(keys: Mapping[str, str], stamps: Mapping[str, Stamp | None]) -> str | None:
    """Keys and stamps as one hash; None where a stamp is missing."""
    told = [stamps[MANIFEST], *((name, key, stamps.get(name)) for name, key in keys.items())]
    if told[0] is None or any(stamps.get(name) is None for name in keys):
        return None
    return sha256(json.dumps(told).encode()).hexdigest()
