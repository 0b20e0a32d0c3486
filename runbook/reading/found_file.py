"""A file that nobody named, and that lies where the kit looks: somebody may have put anything into its place."""

from __future__ import annotations

import os
from pathlib import Path

from runbook.reading.input_file import LIMIT


def content_found(path: Path, limit: int = LIMIT) -> bytes | None:
    """The bytes of a regular file; None where there is none (a link, a pipe or a device is none), or where it has more
    of them than `limit`, as nothing has that the kit looks for. Raises OSError."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size > limit:
            return None
        content = stream.read(limit + 1)
    return content if len(content) <= limit else None
