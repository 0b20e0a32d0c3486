"""A file that somebody named for an output: looked at before there is any work, written at its end.

What is no regular file (a device, a pipe, /dev/stdout) is written into, and links are followed, as any program does. A
file that the command reads is never written to; nor is what is there and not its own, unless it is told to.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from runbook.atomic_write import put
from runbook.errors import RunbookError, naming
from runbook.i18n import N_
from runbook.part_file import part_file, take_away_left, write_all
from runbook.reading.folder import files_in
from runbook.reading.input_file import LIMIT, STANDARD_INPUT
from runbook.reading.plan_json import is_plan_name

_DESCRIPTORS = re.compile(r"/proc/([0-9]+)(?:/task/[0-9]+)?/fd")
_HOPS = 40  # links behind links, as many as Linux follows


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOutput:
    """Where an output goes. `own` says of a content whether the command made it, and nobody has changed it since. What
    is written now, a table or plain text, has no `mark` by which that could be seen."""

    path: Path
    own: Callable[[bytes], bool]
    force: bool = False
    mark: bool = True

    def check(self, inputs: Iterable[str], streams: Iterable[int]) -> None:
        """See whether it can be written, and may be. `inputs` are what the command reads: files, folders of plans, "-".
        `streams` are open files that it writes to as well.

        Raises RunbookError, OSError.
        """
        with naming(self.path):
            found = status_of(self.path)
        if found is None:
            _refuse_folder_missing(self.path)
        elif stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(self.path))
        elif stat.S_ISSOCK(found.st_mode):  # nobody can open it
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(self.path))
        else:
            self._refuse_shared(found, inputs, streams)
        if (number := _descriptor(self.path)) is not None:
            with naming(self.path):
                os.fstat(number)
        elif found is None or stat.S_ISREG(found.st_mode):
            self._refuse_not_own(found)
            take_away_left(_target(self.path))
            with naming(self.path), part_file(_target(self.path), b""):
                pass

    def write(self, data: bytes) -> None:
        """Write it: whole or not at all, into a device or a pipe as it comes. Raises OSError."""
        with naming(self.path):
            found = status_of(self.path)
            special = _descriptor(self.path) is not None or (found is not None and not stat.S_ISREG(found.st_mode))
            if special:
                _write_into(self.path, data)
                return
        keep = None if self.force else self._is_others
        put(_target(self.path), data, keep=keep, like=found, lasting=True)

    def _is_others(self, content: bytes) -> bool:
        """Of what came there meanwhile: it stays, under another name."""
        return bool(content) and not self.own(content)

    def _refuse_shared(self, found: os.stat_result, inputs: Iterable[str], streams: Iterable[int]) -> None:
        if stat.S_ISCHR(found.st_mode):  # a terminal, /dev/null: nothing in it can be lost
            return
        if any(os.path.samestat(found, each) for each in _statuses(inputs)):
            problem = N_("{file} is read by this command, and is never written to; name another file for the output")
            raise RunbookError(problem, file=str(self.path))
        if any(os.path.samestat(found, each) for each in filter(None, map(status_of, streams))):
            problem = N_("{file} is where standard output or standard error goes; name another file for the output")
            raise RunbookError(problem, file=str(self.path))

    def _refuse_not_own(self, found: os.stat_result | None) -> None:
        if found is None:
            return
        os.close(os.open(self.path, os.O_WRONLY))  # who may not write into it may not rename another to it either
        if self.force or not found.st_size:
            return
        with self.path.open("rb") as file:
            content = file.read(LIMIT + 1)
        if len(content) > LIMIT or not self.own(content):
            problem = N_(
                "{file} already exists, and is not as this command wrote it; name another file, or add --force"
            )
            if not self.mark:
                problem = N_(
                    "{file} already exists, and a table or text does not show who wrote it; name "
                    "another file, or add --force"
                )
            raise RunbookError(problem, file=str(self.path))


def write_together(contents: Iterable[tuple[NamedOutput, bytes]]) -> None:
    """Write files that belong together: all of them have room before the first gets to its place, so that none is there
    without the others. Raises OSError."""
    together = tuple(contents)
    with ExitStack() as every:
        kept_free = [every.enter_context(ExitStack()) for _ in together]
        for room, (place, data) in zip(kept_free, together, strict=True):
            with naming(place.path):
                room.enter_context(part_file(_target(place.path), data))
        for room, (place, data) in zip(kept_free, together, strict=True):
            room.close()
            place.write(data)


def status_of(place: Path | int) -> os.stat_result | None:
    """What is at a path, behind all links, or open; None where there is nothing. Raises OSError."""
    try:
        return place.stat() if isinstance(place, Path) else os.fstat(place)
    except FileNotFoundError:
        return None
    except OSError:
        if isinstance(place, int):  # it is closed
            return None
        raise


def _statuses(inputs: Iterable[str]) -> Iterator[os.stat_result]:
    """What is read: files, standard input, all plans in a folder."""
    for name in inputs:
        try:
            found = status_of(0 if name == STANDARD_INPUT else Path(name))
        except (OSError, ValueError):  # it cannot be read either
            continue
        if found is not None and stat.S_ISDIR(found.st_mode):
            yield from filter(None, map(status_of, files_in(name, is_plan_name)[0]))
        elif found is not None:
            yield found


def _refuse_folder_missing(path: Path) -> None:
    """Raises OSError, which names the folder."""
    for parent in (_target(path).parent, path.parent):  # `missing/..` is no folder, although it leads to one
        if not parent.is_dir():
            number = errno.ENOTDIR if parent.exists() else errno.ENOENT
            raise OSError(number, os.strerror(number), str(parent))


def _target(path: Path) -> Path:
    """Where the links at `path` lead, whether something is there or not."""
    return Path(os.path.realpath(path))


def _descriptor(path: Path) -> int | None:
    """The open file of this process that `path` leads to (/dev/stdout, /dev/fd/3, /proc/self/fd/1); None for others.

    Such a link leads to what is open, whether it has a name or not.
    """
    for _ in range(_HOPS):
        folder = os.path.realpath(path.parent)
        found = _DESCRIPTORS.fullmatch(folder)
        if found and int(found[1]) == os.getpid() and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = Path(folder, path.readlink())
    return None


def _write_into(path: Path, data: bytes) -> None:
    """Write into what is there. Raises OSError."""
    number = _descriptor(path)
    handle = os.open(path, os.O_WRONLY | os.O_NOCTTY) if number is None else os.dup(number)
    try:
        write_all(handle, data)
    finally:
        os.close(handle)
