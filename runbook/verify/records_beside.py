"""Records of earlier plans that lie put aside beside a plan: `render` writes blank ones in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from runbook.errors import InputError
from runbook.records.record_file import RecordFile, read_parts

MOST = 10  # files that are looked into
LARGEST = 8 * 2**20  # bytes; a checklist takes 200 kB
_NAME = re.compile(r"(?:record\.(?:csv|xlsx)|checklist\.[\w-]+\.pdf)\.[0-9a-f]+(?:-\d+)?\.bak", re.ASCII)


def records_beside(folders: Iterable[Path], revisions: Collection[str], whole: Callable[[str], str]) -> tuple[str, ...]:
    """The files put aside in these folders in which something is filled in, of one of these revisions. `whole` gives
    the revision that is meant by one as it was typed."""
    files = islice((file for folder in folders for file in _put_aside(folder)), MOST)
    return tuple(str(file) for file in files if _is_of(file, revisions, whole))


def _put_aside(folder: Path) -> Iterator[Path]:
    try:
        named = sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))
        yield from [file for file in named if file.is_file() and file.stat().st_size <= LARGEST]
    except OSError:
        return


def _is_of(file: Path, revisions: Collection[str], whole: Callable[[str], str]) -> bool:
    try:
        return any(
            whole(part.revision) in revisions and not all(entry.blank for entry in part.entries)
            for part in read_parts(RecordFile(file))
        )
    except InputError:
        return False
