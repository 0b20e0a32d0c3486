"""A ZIP from somebody else, unpacked into an empty folder: bounded, and nothing is written anywhere else.

What no bundle has (links, names that lead elsewhere, a name twice, more than a bundle can need) is refused as a whole.
A file that cannot be unpacked is one that was changed.
"""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path, PurePosixPath

from runbook.bundle.between import refuse_between
from runbook.bundle.bundle_manifest import BundledFile
from runbook.errors import RunbookError
from runbook.i18n import N_

MOST = 20_000  # files
LARGEST = 64 * 2**20  # bytes of one
TOTAL = 512 * 2**20  # bytes of all, and of the ZIP itself
LONGEST, DEEPEST = 255, 6  # letters of a name, and its parts
_CHUNK = 2**20
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"  # of the directory of a ZIP, and of one that is larger than these can be
_END_SIZE, _COMMENT, _ENTRY = 22, 2**16, 30
_LOCKED = 0x1 | 0x20 | 0x40  # with a password, or in a way that is nobody's any more
TOO_LARGE = N_("{file} is refused: it unpacks to more than a bundle can need")
NO_ZIP = N_(
    "{file} is not a ZIP file, or is damaged: name the ZIP that `runbook bundle` wrote; or get it again from where it "
    "is kept"
)


def unpack(file: Path, folder: Path) -> dict[str, BundledFile]:
    """The files of a ZIP, put into the empty `folder`; one that is damaged has no hash, and is not there. Nor has a
    folder with nothing in it, whose name ends in a `/`.

    Raises RunbookError where the ZIP is refused, OSError.
    """
    _look_at_the_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse(members, str(file))
            refuse_between(archive, file)
            left, found = TOTAL, {}
            for member in members:
                if not member.is_dir():
                    found[member.filename] = one = _unpacked(archive, member, folder, min(left, LARGEST), str(file))
                    left -= one.size
            full = {f"{parent}/" for name in found for parent in PurePosixPath(name).parents}
            empty = {each.filename for each in members if each.is_dir()} - full
            return found | {name: BundledFile(name=name, size=0, sha256="") for name in empty}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise RunbookError(NO_ZIP, file=str(file)) from None


def _look_at_the_end(file: Path) -> None:
    """Refuse a ZIP whose directory is too large before it is read, and one with something before or behind it."""
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        if size > TOTAL + LARGEST:
            raise RunbookError(TOO_LARGE, file=str(file))
        start = max(0, size - _END_SIZE - _COMMENT - 20)
        stream.seek(start)
        tail = stream.read()
        stream.seek(0)
        head = stream.read(4)
    at = tail.rfind(_END)
    end = tail[at : at + _END_SIZE] if at >= 0 else b""
    if len(end) < _END_SIZE or not head.startswith(b"PK"):
        raise RunbookError(NO_ZIP, file=str(file))
    count, length, offset = (int.from_bytes(end[a:b], "little") for a, b in ((10, 12), (12, 16), (16, 20)))
    if tail[max(0, at - 20) : at].startswith(_LOCATOR) or count > MOST or length > MOST * 512:
        raise RunbookError(TOO_LARGE, file=str(file))
    if offset + length != start + at or at + _END_SIZE + int.from_bytes(end[20:22], "little") != len(tail):
        raise RunbookError(NO_ZIP, file=str(file))


def _refuse(members: list[zipfile.ZipInfo], file: str) -> None:
    if len(members) > MOST:
        raise RunbookError(TOO_LARGE, file=file)
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if reason := _wrong_with(member):
            raise RunbookError(reason, file=file, name=_told(name))
        same = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        if same in seen:
            raise RunbookError(N_("{file} is refused: “{name}” is in it twice"), file=file, name=_told(name))
        seen.add(same)
    _refuse_nested(seen, {unicodedata.normalize("NFC", one.filename).casefold() for one in members}, file)
    if sum(member.file_size for member in members) > TOTAL:
        raise RunbookError(TOO_LARGE, file=file)
    spans = sorted((each.header_offset, _ENTRY + len(each.filename) + each.compress_size) for each in members)
    if any(first + length > then for (first, length), (then, _) in pairwise(spans)):
        raise RunbookError(N_("{file} is refused: files in it overlap"), file=file)


def _refuse_nested(seen: Iterable[str], files: set[str], file: str) -> None:
    """A name that is a file and a folder."""
    for name in seen:
        for parent in map(str, PurePosixPath(name).parents):
            if parent in files:
                raise RunbookError(N_("{file} is refused: “{name}” is in it twice"), file=file, name=_told(parent))


def _wrong_with(member: zipfile.ZipInfo) -> str:
    """The message of why a member is refused; "" where it may be."""
    name, kind = member.filename, stat.S_IFMT(member.external_attr >> 16)
    parts = name.removesuffix("/").split("/")
    if member.orig_filename != name or len(name) > LONGEST or len(parts) > DEEPEST:
        return N_("{file} is refused: “{name}” is not a file name")
    if "\\" in name or ":" in name or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name):
        return N_("{file} is refused: “{name}” is not a file name")
    if any(part in ("", ".", "..") for part in parts):
        return N_("{file} is refused: “{name}” leads to another folder")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > member.is_dir():
        return N_("{file} is refused: “{name}” is a link or a device")
    if member.flag_bits & _LOCKED:
        return N_("{file} is refused: “{name}” has a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return N_("{file} is refused: “{name}” is compressed in a way that bundles never are")
    return ""


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, left: int, file: str) -> BundledFile:
    """A file, counted while it is unpacked: what it says of its size is not believed."""
    place = folder.joinpath(*member.filename.split("/"))
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    try:
        with archive.open(member) as source, place.open("xb") as target:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > left:
                    raise RunbookError(TOO_LARGE, file=file)
                digest.update(chunk)
                target.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        place.unlink(missing_ok=True)
        return BundledFile(name=member.filename, size=size, sha256="")
    return BundledFile(name=member.filename, size=size, sha256=digest.hexdigest())


def _told(name: str) -> str:
    """A name as it can be shown: no more than a line of it."""
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
