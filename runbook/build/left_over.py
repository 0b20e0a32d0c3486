"""What a run that was killed left half-written below an output folder."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from itertools import chain
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
    sites = (site.path for site in inside(str(out)) if site.is_dir(follow_symlinks=False))
    changes = [change.path for site in sites for change in inside(site) if change.is_dir(follow_symlinks=False)]
    plans = (str(path) for change in changes if not (path := Path(change, EARLIER_PLANS)).is_symlink())
    for part in (each for folder in chain([str(out)], changes, plans) for each in inside(folder)):
        if found := _PART.fullmatch(part.name):
            with suppress(OSError):
                take_away(part.path, found[1])


def inside(folder: str | Path) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
