"""What lies in the folder of a cancelled change, and could be followed, signed or sent: it is put aside.

Plans, the calendar and the log of what was sent stay, for whoever takes back what was sent; so do the mails that take
it back, and records that somebody filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from runbook.atomic_write import put_away
from runbook.build.existing import filled_in, record_kind
from runbook.pack.deliveries import CANCELLED, WITHDRAWAL
from runbook.pack.mail_headers import headers_of
from runbook.reading.found_file import content_found

_PAGES = re.compile(
    r"(?:runbook|checklist|approval)\.[\w-]+(?:\.archive)?\.pdf|checklist\.[\w-]+\.html|record\.(?:csv|xlsx)", re.ASCII
)
_MAILS = re.compile(r"(?:pack|invitation)\.[\w.-]+\.eml", re.ASCII)


def put_aside(folder: Path, tickets: Iterable[Path] = ()) -> Iterator[Path]:
    """Put aside what is there, and the mails of `tickets` about it, and name each file as it is called now. Raises
    OSError."""
    for path in (*(sorted(folder.iterdir()) if folder.is_dir() else ()), *tickets):
        if path.is_symlink() or not path.is_file():
            continue
        asks = _MAILS.fullmatch(path.name) and not _takes_back(path)
        if asks or (_PAGES.fullmatch(path.name) and not _is_filled_in(path)):
            aside = put_away(path)
            if aside is not None:
                yield aside


def _takes_back(path: Path) -> bool:
    """Whether a mail says that something is off."""
    kind = str(headers_of(path)["X-Runbook-Pack"] or "").strip()
    return kind in (CANCELLED, WITHDRAWAL)


def _is_filled_in(path: Path) -> bool:
    kind = record_kind(path.name)
    return kind is not None and filled_in(kind, content_found(path) or b"") is not None
