"""Verdicts that nothing but other files can change: kept in the cache, for records in which nothing was found.

Of each change there is a line, which bears a hash of all that its verdicts follow from: the kit, and each file that was
read for them, byte by byte. So where a file was changed, added or taken away, and with another kit, the records are
judged. What a line says is no more than that they pass: whatever is wrong or left open is judged each time. The lines
of all changes whose plans lie below a folder are one entry of the cache: an entry for each takes longer to write than
all of its judging.

What was clean at one time stays so: the clock only ever says that a time has not come yet. A line holds for no time
before its own.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from runbook.build.file_stamps import TOO_FRESH, Stamp, stamp_of
from runbook.cache import Cache
from runbook.estate.asked import AskedTogether, Judged
from runbook.estate.change_status import RecordJudged, WindowActual
from runbook.estate.plan_heads import ChangeKey
from runbook.estate.record_told import RecordTold
from runbook.reading.folder import files_in
from runbook.reading.plan_json import is_plan_name
from runbook.verify.checklist_pages import PATTERN as CHECKLISTS

_READERS = f"{platform.python_version()} {msgspec.__version__}"  # by which files are read, beside the kit's libraries


class ReadFiles(NamedTuple):
    """The files that verdicts follow from: a hash of these, and of each how it was stamped when it was read."""

    digest: str
    stamps: dict[Path, Stamp]

    def unchanged(self) -> bool:
        """Whether the files are as they were."""
        return all(stamp_of(file) == stamp for file, stamp in self.stamps.items())


class KeptVerdicts:
    """The lines of the changes whose plans lie below a folder, in a cache; `kit` is the fingerprint of this one."""

    def __init__(self, cache: Cache, plans: Path, kit: str) -> None:
        self.kit = kit
        self._cache = cache
        self._key = sha256(f"verdicts {plans.absolute()}".encode("utf-8", "surrogatepass")).hexdigest()
        self._lines: dict[ChangeKey, str] = cache.read(self._key, _lines) or {}
        self._changed = False

    def beside(self, together: AskedTogether) -> AskedTogether:
        """What is asked, with the line of the change, if it is one."""
        line = self._lines.get(together.asked[0].key, "") if len(together.asked) == 1 else ""
        return replace(together, kept=line) if line else together

    def keep(self, judged: Judged) -> None:
        """Remember what was judged of a change."""
        if len(judged.statuses) == 1:
            change = judged.statuses[0].site, judged.statuses[0].change
            if self._lines.get(change, "") != judged.kept:
                self._lines[change], self._changed = judged.kept, True

    def close(self, known: Iterable[ChangeKey]) -> None:
        """Put into the cache what is new; of changes that are not `known` nothing stays."""
        if self._changed:
            lines = [(*change, line) for change in known if (line := self._lines.get(change))]
            self._cache.put(self._key, json.dumps(lines).encode())


def files_read(together: AskedTogether, kit: str) -> ReadFiles | None:
    """What the verdicts of a kit (its fingerprint) on the records of a change follow from; None where that is not plain
    to see: several changes share a file, or something is no regular file, cannot be read, or was changed only now."""
    if len(together.asked) != 1 or len(together.plans) != 1 or not together.files:
        return None
    made, problems = files_in(together.plans[0], _is_looked_at)
    named = [*made, *map(Path, together.files)]
    stamps = {file: stamp for file in named if (stamp := stamp_of(file)) is not None}
    if problems or len(stamps) < len({*named}) or not _settled(stamps.values()):
        return None
    told = sha256(f"verdicts {kit} {_READERS}".encode())
    try:
        for file in named:
            name = str(file).encode("utf-8", "surrogatepass")
            told.update(b"\0%d %b" % (len(name), name) + _digest(file))
    except OSError:
        return None
    return ReadFiles(told.hexdigest(), stamps)


def line_of(files: ReadFiles, told: Sequence[RecordTold], now: datetime) -> str:
    """The line that says what was told at `now` (aware) of records that are all clean."""
    return json.dumps([files.digest, _seconds(now), [_packed(one) for one in told]])


def told_in(line: str, files: ReadFiles, now: datetime) -> tuple[RecordTold, ...] | None:
    """What a line tells of the records in the files; None where it is none, is of other files, or was not known yet at
    `now` (aware)."""
    try:
        digest, since, kept = msgspec.json.decode(line, type=tuple[str, int, list[_Kept]])
        return tuple(_told(*one) for one in kept) if digest == files.digest and since <= _seconds(now) else None
    except ValueError:  # msgspec's errors are
        return None


def _lines(data: bytes) -> dict[ChangeKey, str]:
    """Raises an error where it is something else."""
    return {(site, change): line for site, change, line in msgspec.json.decode(data, type=list[tuple[str, str, str]])}


def _seconds(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp())


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
