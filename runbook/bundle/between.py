"""What lies in a ZIP between its files: in a bundle, nothing. Programs that read it from its start would find it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from runbook.errors import RunbookError
from runbook.i18n import N_

_HEAD = 30  # bytes before the name of a file; its length and that of what follows it stand at 26 and 28
_SIZES = 24  # bytes that may follow a file whose size was not known when it began
_STREAMED = 0x8
MORE = N_("{file} is refused: it contains something besides its files")


def refuse_between(archive: zipfile.ZipFile, path: Path) -> None:
    """Raises RunbookError where remarks stand in a ZIP, folders hold something, or something lies between its files.

    OSError, and BadZipFile where a file does not begin where it should.
    """
    members = sorted(archive.infolist(), key=lambda each: each.header_offset)
    if archive.comment or any(each.comment or (each.is_dir() and each.file_size) for each in members):
        raise RunbookError(MORE, file=str(path))
    end = 0
    with path.open("rb") as stream:
        for member, after in zip(members, [*members[1:], None], strict=True):
            if member.header_offset != end:
                raise RunbookError(MORE, file=str(path))
            stream.seek(end)
            head = stream.read(_HEAD)
            if len(head) < _HEAD:
                raise zipfile.BadZipFile
            named, extra = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
            end += _HEAD + named + extra + member.compress_size
            following = after.header_offset if after else archive.start_dir
            if member.flag_bits & _STREAMED and 0 <= following - end <= _SIZES:
                end = following
    if end != archive.start_dir:
        raise RunbookError(MORE, file=str(path))
