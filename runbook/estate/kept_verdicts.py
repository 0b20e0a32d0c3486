"""Verdicts that nothing but other files can change: kept in the cache, for records in which nothing was found.

An entry is named by a hash of all that such a verdict follows from: the kit, and each file that was read for it, byte
by byte. So a file that was changed, added or taken away, and another kit, find nothing here, and the record is judged.
What an entry says is no more than that its records pass: whatever is wrong or left open is judged each time.

What was clean at one time stays so: the clock only ever says that a time has not come yet. An entry holds for no time
before its own.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from runbook.build.file_stamps import TOO_FRESH, Stamp, stamp_of
from runbook.cache import Cache
from runbook.estate.asked import AskedTogether
from runbook.estate.change_status import RecordJudged, WindowActual
from runbook.estate.record_told import RecordTold
from runbook.reading.folder import files_in
from runbook.reading.plan_json import is_plan_name
from runbook.verify.checklist_pages import PATTERN as CHECKLISTS

_READERS = f"{platform.python_version()} {msgspec.__version__}"  # by which files are read, beside the kit's libraries


class ReadFiles(NamedTuple):
    """The files that verdicts follow from: the key of these, and of each how it was stamped when it was read."""

    key: str
    stamps: dict[Path, Stamp]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVerdicts:
    """Those of one kit, by its fingerprint, in a cache."""

    cache: Cache
    kit: str

    def files(self, together: AskedTogether) -> ReadFiles | None:
        """What the verdicts on the records of a change follow from; None where that is not plain to see: several
        changes share a file, or something is no regular file, cannot be read, or was changed only now."""
        if len(together.asked) != 1 or len(together.plans) != 1 or not together.files:
            return None
        made, problems = files_in(together.plans[0], _is_looked_at)
        named = [*made, *map(Path, together.files)]
        stamps = {file: stamp for file in named if (stamp := stamp_of(file)) is not None}
        if problems or len(stamps) < len({*named}) or not _settled(stamps.values()):
            return None
        told = sha256(f"verdicts {self.kit} {_READERS}".encode())
        try:
            for file in named:
                name = str(file).encode("utf-8", "surrogatepass")
                told.update(b"\0%d %b" % (len(name), name) + _digest(file))
        except OSError:
            return None
        return ReadFiles(told.hexdigest(), stamps)

    def told(self, files: ReadFiles, now: datetime) -> tuple[RecordTold, ...] | None:
        """What is told of the records in the files; None where it is not known, or was not known yet at `now`
        (aware)."""
        found = self.cache.read(files.key, _entry)
        return found.told if found and found.since <= int(now.astimezone(UTC).timestamp()) else None

    def keep(self, files: ReadFiles, told: Sequence[RecordTold], now: datetime) -> None:
        """Remember what was told at `now` (aware) of records that are all clean, where the files are as they were."""
        if all(stamp_of(file) == stamp for file, stamp in files.stamps.items()):
            since = int(now.astimezone(UTC).timestamp())
            self.cache.put(files.key, json.dumps([since, [_packed(one) for one in told]]).encode())


class _Entry(NamedTuple):
    """From when on it holds, in seconds since 1970, and what it says."""

    since: int
    told: tuple[RecordTold, ...]


def _is_looked_at(name: str) -> bool:
    """Whether a file beside a plan has a part in verdicts: plans, and checklists, which forms are compared with."""
    return is_plan_name(name) or fnmatchcase(name, CHECKLISTS)


def _settled(stamps: Iterable[Stamp]) -> bool:
    """Whether none of the files was changed so shortly before that another change might bear the same stamp."""
    return max(stamp.changed for stamp in stamps) < time.time_ns() - TOO_FRESH


def _digest(file: Path) -> bytes:
    """Raises OSError."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").digest()


def _packed(told: RecordTold) -> list[Any]:
    """As the cache holds it: JSON can write it."""
    windows = [
        [one.number, *(time and time.isoformat() for time in (one.start, one.end, one.first, one.last))]
        for one in told.windows or ()
    ]
    return [told.record.revision, told.record.run, told.record.files, told.rehearsal, told.owner, windows]


def _entry(data: bytes) -> _Entry:
    """Raises an error where it is something else."""
    since, found = msgspec.json.decode(data, type=tuple[int, list[_Kept]])
    return _Entry(since, tuple(_told(*one) for one in found))


_Window = tuple[int, str, str, str | None, str | None]
_Kept = tuple[str, str, tuple[str, ...], bool, tuple[str, str], list[_Window]]


def _told(
    revision: str,
    run: str,
    files: tuple[str, ...],
    rehearsal: bool,
    owner: tuple[str, str],
    windows: Iterable[_Window],
) -> RecordTold:
    return RecordTold(
        record=RecordJudged(revision=revision, run=run, verdict="pass", files=files),
        rehearsal=rehearsal,
        owner=owner,
        windows=tuple(_window(*one) for one in windows),
    )


def _window(number: int, start: str, end: str, first: str | None, last: str | None) -> WindowActual:
    times = [datetime.fromisoformat(one) for one in (start, end)]
    signed = [datetime.fromisoformat(one) if one else None for one in (first, last)]
    return WindowActual(number=number, start=times[0], end=times[1], first=signed[0], last=signed[1])
