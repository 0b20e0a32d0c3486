"""How a file gets to its place: whole or not at all, and what somebody wrote there before is not lost."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from runbook.errors import naming


def put(path: Path, data: bytes, *, keep: bool = False) -> Path | None:
    """Write a file beside its place and rename it into it. With `keep`, what lies there gets a name of its own before:
    its name, digits of its hash, `.bak`; that is returned. At any moment the old file is there or the new one.

    Raises OSError, which names `path` or a folder above it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with naming(path):
            beside.write_bytes(data)
            aside = _kept(path) if keep else None
            beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    return aside


def _kept(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.{sha256(path.read_bytes()).hexdigest()[:8]}.bak")
    if not aside.exists():
        try:
            aside.hardlink_to(path)
        except OSError:  # a file system without hard links
            path.replace(aside)
    return aside
