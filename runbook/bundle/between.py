"""What lies in a ZIP between its files: in a bundle, nothing. Programs that read it from its start would find it.

Each file is described twice: before its content, and in the directory at the end. Where the two say something else, or
give another name beside the name, one program finds other files than the next.
"""

from __future__ import annotations

import struct
import zipfile
from os import SEEK_CUR
from pathlib import Path

from runbook.errors import RunbookError
from runbook.i18n import N_

_HEAD = 30  # bytes before the name of a file; its length and that of what follows it stand at 26 and 28
_SIZES = 24  # bytes that may follow a file whose size was not known when it began
_STREAMED = 0x8
_UNKNOWN = {"CRC": (0,), "compress_size": (0, 0xFFFFFFFF), "file_size": (0, 0xFFFFFFFF)}  # before what was streamed
_EXTRA = 1000  # bytes that may follow the name of a file, where programs that pack note its times and its owner
_OTHER_NAME = 0x7075  # of what follows the name: the name in UTF-8, for those who know of it, after five bytes
MORE = N_("{file} is refused: it contains something besides its files")


def refuse_between(archive: zipfile.ZipFile, path: Path) -> None:
    """Raises RunbookError where remarks stand in a ZIP, folders hold something, or something lies between its files.

    OSError, and BadZipFile where a file does not begin where it should, or is another by what stands before it.
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
            if len(head) < _HEAD or _contradicts(member, head):
                raise zipfile.BadZipFile
            named, extra = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
            if extra + len(member.extra) > _EXTRA:
                raise RunbookError(MORE, file=str(path))
            stream.seek(named, SEEK_CUR)
            if any(_renames(member, each) for each in (member.extra, stream.read(extra))):
                raise zipfile.BadZipFile
            end += _HEAD + named + extra + member.compress_size
            following = after.header_offset if after else archive.start_dir
            if member.flag_bits & _STREAMED and 0 <= following - end <= _SIZES:
                end = following
    if end != archive.start_dir:
        raise RunbookError(MORE, file=str(path))


def _contradicts(member: zipfile.ZipInfo, head: bytes) -> bool:
    """Whether what stands before a file is not what the directory says; its name is compared when it is read."""
    flags, packing, _time, _day, *told = struct.unpack("<HHHHIII", head[6:26])
    streamed = bool(flags & _STREAMED)
    return (
        flags != member.flag_bits
        or packing != member.compress_type
        or any(
            value != getattr(member, name) and not (streamed and value in unknown)
            for (name, unknown), value in zip(_UNKNOWN.items(), told, strict=True)
        )
    )


def _renames(member: zipfile.ZipInfo, extra: bytes) -> bool:
    """Whether what follows the name of a file gives it another."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _OTHER_NAME and extra[9 : 4 + length] != member.filename.encode("utf-8", "replace"):
            return True
        extra = extra[4 + length :]
    return False
