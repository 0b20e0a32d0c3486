"""Filled-in records: JSON, CSV, XLSX and the kit's own PDF, told apart by what they hold and not by their names.

What cannot be read is said: as a finding beside the rest where a line is at fault, as an InputError where the whole
file is. Every reader is bounded: a file that would need more than its share of time or memory is refused.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.record import Part
from runbook.os_errors import reason_of
from runbook.records.unreadable import Unreadable

LIMIT = 32 * 2**20  # bytes of a file; JSON lines are read a line at a time and have no limit together
BUFFER = 2**20  # bytes read at a time
STANDARD_INPUT = "-"
_AGAIN = N_("save it again as JSON, CSV, XLSX or the kit's own PDF")


class Source:
    """A file that can be read twice: what gives its content once (standard input, a pipe) is held.

    `kept` are the parts of a table or form, once read.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self.name = "<stdin>" if self.path == STANDARD_INPUT else self.path
        self.content: bytes | None = None
        self.kept: tuple[Part, ...] = ()

    def open(self) -> BinaryIO:
        """The file from its beginning. Raises OSError, Unreadable."""
        if self.content is None and self.path == STANDARD_INPUT:
            self.content = bounded(sys.stdin.buffer)
        elif self.content is None:
            stream = Path(self.path).open("rb", buffering=BUFFER)  # noqa: SIM115 - whoever asks for it closes it
            if stream.seekable():
                return stream
            with stream:
                self.content = bounded(stream)
        return io.BytesIO(self.content)


def read_parts(source: Source) -> Iterator[Part]:
    """The parts of records in a file, in order. Raises InputError with one problem where it cannot be read."""
    if source.kept:
        yield from source.kept
        return
    with _refused(source.name), source.open() as stream:
        yield from _parts(stream, source.name)


def read_keys(source: Source, room: int) -> Iterator[tuple[str, str]]:
    """Revision and run of each part in a file, in order. Parts of at most `room` entries together are kept for later.

    Raises InputError with one problem where the file cannot be read.
    """
    from runbook.records.from_json import stream_keys

    with _refused(source.name), source.open() as stream:
        if _is_json(stream.read(1024)):
            stream.seek(0)
            yield from stream_keys(stream, source.name, LIMIT)
            return
    parts = tuple(read_parts(source))
    if sum(len(part.entries) for part in parts) <= room:
        source.kept = parts
    yield from (part.key for part in parts)


@contextmanager
def _refused(file: str) -> Iterator[None]:
    """Make an InputError of what a reader or the system says."""
    try:
        yield
    except Unreadable as error:
        raise InputError.of(file, None, "", error.message, _AGAIN, **error.values) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        message = N_("this file cannot be read: {reason}")
        raise InputError.of(file, None, "", message, _AGAIN, reason=reason_of(error)) from error


def bounded(stream: BinaryIO) -> bytes:
    """What is left in `stream`, no more than LIMIT. Raises Unreadable where it is more."""
    content = stream.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Unreadable(N_("this file is larger than {limit} MB"), limit=str(LIMIT // 2**20))
    return content


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def _parts(stream: BinaryIO, file: str) -> Iterator[Part]:
    head = stream.read(1024)
    stream.seek(0)
    if not head.strip():
        raise Unreadable(N_("this file is empty"))
    if _is_json(head):
        from runbook.records.from_json import stream_parts

        yield from stream_parts(stream, file, LIMIT)
        return
    if b"%PDF-" in head:
        from runbook.records.from_pdf import parts_of
    elif head.startswith(b"PK"):
        from runbook.records.from_xlsx import parts_of
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(N_("this spreadsheet is of the old kind or has a password; save it as XLSX without one"))
    else:
        from runbook.records.from_csv import parts_of
    yield from parts_of(bounded(stream), file)
