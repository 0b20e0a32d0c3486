"""What a run that was killed left half-written below an output folder."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from itertools import chain
from pathlib import Path

from runbook.reading.plan_json import EARLIER_PLANS

# What a file of the kit is called while it is being written.
_PART = re.compile(
    r"\.(?:plan\.json|record\.(?:csv|xlsx)|(?:runbook|checklist|approval)\.[\w-]+(?:\.archive)?\.pdf|pack\.[\w-]+\.eml"
    r"|(?:invitation|withdrawal)\.[\w-]+\.\w+\.eml"
    r"|windows\.ics|\.made\.json|[0-9a-f]{12}\.json|\.?probe(?:\.[0-9]+\.part)?)\.([0-9]{1,10})\.part",
    re.ASCII,
)


def sweep(out: Path) -> None:
    """Take it away. What cannot be taken away stays."""
    sites = (site.path for site in _inside(str(out)) if site.is_dir(follow_symlinks=False))
    changes = [change.path for site in sites for change in _inside(site) if change.is_dir(follow_symlinks=False)]
    plans = (str(path) for change in changes if not (path := Path(change, EARLIER_PLANS)).is_symlink())
    for part in (each for folder in chain([str(out)], changes, plans) for each in _inside(folder)):
        if (found := _PART.fullmatch(part.name)) and not _alive(int(found[1])):
            with suppress(OSError):
                Path(part.path).unlink()


def _inside(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return process != os.getpid()
