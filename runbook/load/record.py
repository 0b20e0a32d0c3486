"""Filled-in records from files: JSON, CSV, XLSX and the kit's own PDF, told apart by what they hold, not by their names.

What cannot be read is said: as a finding beside the rest where a line is at fault, as an InputError where the whole
file is. Every reader is bounded: a file that would need more than its share of time or memory is refused.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.load.unreadable import Unreadable
from runbook.model.record import Part

LIMIT = 32 * 2**20  # bytes of a file; JSON lines are read a line at a time and have no limit together
STANDARD_INPUT = "-"
_AGAIN = N_("save it again as JSON, CSV, XLSX or the kit's own PDF")


def read_parts(path: str | Path) -> Iterator[Part]:
    """The parts of records in the file at `path` ("-": standard input), one after the other.

    Raises InputError with one problem where the file cannot be read.
    """
    file = "<stdin>" if str(path) == STANDARD_INPUT else str(path)
    try:
        with _opened(path) as stream:
            yield from _parts(stream, file)
    except Unreadable as error:
        raise InputError((_problem(file, error.message, error.args_),)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError((_problem(file, N_("this file cannot be read: {reason}"), (("reason", reason),)),)) from error


def _opened(path: str | Path) -> BinaryIO:
    if str(path) == STANDARD_INPUT:
        return io.BytesIO(bounded(sys.stdin.buffer))
    return Path(path).open("rb")


def bounded(stream: BinaryIO) -> bytes:
    """What is left in `stream`, no more than LIMIT. Raises Unreadable where it is more."""
    content = stream.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Unreadable(N_("this file is larger than {limit} MB"), limit=str(LIMIT // 2**20))
    return content


def _parts(stream: BinaryIO, file: str) -> Iterator[Part]:
    head = stream.read(1024)
    stream.seek(0)
    if not head.strip():
        raise Unreadable(N_("this file is empty"))
    if b"%PDF-" in head:
        from runbook.load.record_pdf import parts_of
    elif head.startswith(b"PK"):
        from runbook.load.record_xlsx import parts_of
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(N_("this spreadsheet is of the old kind or has a password; save it as XLSX without one"))
    elif head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        from runbook.load.record_json import stream_parts

        yield from stream_parts(stream, file, LIMIT)
        return
    else:
        from runbook.load.record_csv import parts_of
    yield from parts_of(bounded(stream), file)


def _problem(file: str, message: str, args: tuple[tuple[str, str], ...]) -> Problem:
    return Problem(file=file, line=None, path="", message=message, remedy=_AGAIN, args=args)
