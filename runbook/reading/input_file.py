"""A file, a pipe or standard input that somebody named: read whole, and no more of it is ever held than LIMIT."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import BinaryIO

from runbook.errors import InputError
from runbook.i18n import N_

# bytes: an inventory of 5,000 sites is half of it, the largest plan (nine hops through a cluster) a sixth
LIMIT = 32 * 2**20
BUFFER = 2**16  # bytes read at a time
STANDARD_INPUT = "-"
PDF = b"%PDF-"  # how such a file begins
SHOWN_INPUT = "<stdin>"  # what standard input is called in messages


class TooLargeError(Exception):
    """There is more of an input than LIMIT."""


class InputFile:
    """What is at `path`, or standard input where that is "-"; `name` is what it is called in messages.

    It can be read as often as is needed: what gives its content once (standard input, a pipe) is held.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self.name = shown_name(path)
        self._file = path if isinstance(path, Path) else Path(path)
        self._held: bytes | None = None

    def open(self) -> BinaryIO:
        """The input from its beginning. Raises OSError, ValueError (a NUL in the name), TooLargeError."""
        if self._held is None and self.path == STANDARD_INPUT:
            self._held = bounded(sys.stdin.buffer)
        elif self._held is None:
            stream = self._file.open("rb", buffering=BUFFER)  # whoever asks for it closes it
            if stream.seekable():
                return stream
            with stream:
                self._held = bounded(stream)
        return io.BytesIO(self._held)

    def content(self) -> bytes:
        """All of the input. Raises OSError, ValueError (a NUL in the name), TooLargeError."""
        with self.open() as stream:
            if self._held is None and _size(stream) > LIMIT:  # it need not be read to know that
                raise TooLargeError
            return bounded(stream)


def shown_name(path: str | Path) -> str:
    """What the input at `path` is called in messages."""
    return SHOWN_INPUT if str(path) == STANDARD_INPUT else str(path)


def bounded(stream: BinaryIO) -> bytes:
    """What is left in `stream`. Raises TooLargeError where it is more than LIMIT.

    Room is made for as much as the system says there is: room for LIMIT takes longer than reading a small file.
    """
    size = _size(stream)
    content = stream.read(min(size, LIMIT) + 1)
    if len(content) > size:
        content += stream.read(LIMIT + 1 - len(content))
    if len(content) > LIMIT:
        raise TooLargeError
    return content


def _size(stream: BinaryIO) -> int:
    """How large the system says that a file is; nothing of what is none."""
    try:
        return os.fstat(stream.fileno()).st_size
    except OSError:  # io.UnsupportedOperation is one
        return 0


def may_not_be_read(name: str) -> InputError:
    """What is said of a file or folder that somebody may not read."""
    message, remedy = N_("you may not read this file"), N_("ask its owner for the right, or copy it")
    return InputError.of(name, None, "", message, remedy)
