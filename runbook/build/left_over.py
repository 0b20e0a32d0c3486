"""What a run that was killed left half-written below an output folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from runbook.part_file import SUFFIX, take_away
from runbook.reading.plan_json import EARLIER_PLANS

PROBE = "probe"  # by which is seen whether a folder can be written to
_MADE = (
    r"plan\.json|record\.(?:csv|xlsx)|(?:runbook|checklist|approval)\.[\w-]+(?:\.archive)?\.pdf|checklist\.[\w-]+\.html|pack\.[\w-]+\.eml"
    r"|(?:invitation|withdrawal)\.[\w-]+\.\w+\.eml|windows\.ics|\.made\.json|sent\.json|[0-9a-f]{12}\.json"
)
_NAME = re.compile(_MADE, re.ASCII)
_PART = re.compile(rf"\.(?:{_MADE}|{PROBE}){SUFFIX}", re.ASCII)


def is_made_name(name: str) -> bool:
    """Whether a file of a change may be called so."""
    return _NAME.fullmatch(name) is not None


def is_part_name(name: str) -> bool:
    """Whether a file of a change may be called so while it is being written."""
    return _PART.fullmatch(name) is not None


def sweep(out: Path) -> None:
    """Take it away, where it is certain that nobody is still writing it. What cannot be taken away stays."""
    for part in _entries(str(out)):
        if found := _PART.fullmatch(part.name):
            with suppress(OSError):
                take_away(part.path, found[1])


def _entries(out: str) -> Iterator[os.DirEntry[str]]:
    """What is in `out` itself, in the folders of its changes, and among their plans. Links are not followed."""
    for site in inside(out):
        yield site
        for change in _folders(site):
            for entry in inside(change):
                yield entry
                if entry.name == EARLIER_PLANS and entry.is_dir(follow_symlinks=False):
                    yield from inside(entry.path)


def _folders(site: os.DirEntry[str]) -> Iterator[str]:
    if site.is_dir(follow_symlinks=False):
        yield from (change.path for change in inside(site.path) if change.is_dir(follow_symlinks=False))


def inside(folder: str | Path) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
