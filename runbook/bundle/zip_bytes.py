"""A ZIP whose bytes depend on names and contents alone: no dates, no owners, and nothing packed, as what packs differs
from machine to machine."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP can bear
UNIX = 3


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """The files by their names, in the order of these."""
    stream = io.BytesIO()
    write_zip(stream, files, files.__getitem__)
    return stream.getvalue()


def write_zip(stream: BinaryIO, names: Iterable[str], content: Callable[[str], bytes]) -> None:
    """The same, written to a stream, one file after the other. Raises OSError."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(names):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = UNIX
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content(name))
