"""How a file gets to its place: whole or not at all, and what somebody wrote there before is not lost."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from runbook.errors import naming


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it into it. Raises OSError, which names `path` or a folder above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with naming(path):
            beside.write_bytes(data)
            beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def put_aside(path: Path) -> Path:
    """Give what lies at `path` a name of its own beside its place: its name, digits of its hash, `.bak`.

    Raises OSError.
    """
    aside = path.with_name(f"{path.name}.{sha256(path.read_bytes()).hexdigest()[:8]}.bak")
    return path.replace(aside)
