"""Filled-in records: JSON, CSV, XLSX, ODS and the kit's own PDF, told apart by what they hold and not by their names.

What cannot be read is said: as a finding beside the rest where a line is at fault, as an InputError where the whole
file is. Every reader is bounded: a file that would need more than its share of time or memory is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.record import RecordPart, RecordSource
from runbook.os_errors import reason_of
from runbook.reading.input_file import BUFFER, LIMIT, InputFile, TooLargeError, bounded, may_not_be_read
from runbook.reading.spreadsheet.locked import OLD, OPEN_IT, why_not
from runbook.reading.unreadable import Unreadable
from runbook.reading.wide_text import wide_encoding
from runbook.records.hashed import HashedStream
from runbook.records.json_in_text import json_in_text

HEAD = 1024  # bytes that say what a file is
SHOWN = 5  # records that are named where a folder was
LOOKED_AT = 1000  # files of such a folder
_NAME = re.compile(
    r"record\.(?:csv|tsv|xlsx|ods|json)(?:\.[\w-]+\.bak)?|checklist\.[\w-]+\.pdf(?:\.[\w-]+\.bak)?", re.ASCII
)
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
_MARKUP = re.compile(rb"\s*<(?:!--|(?:!doctype|\?xml|html|head|meta|style|body|table)\b)", re.IGNORECASE)
_AGAIN = N_("save it again as JSON, CSV, XLSX, ODS or the kit's own PDF")


class RecordFile(InputFile):
    """A file of records; `kept` are the parts of a table or form, once read.

    With `digest`, what is read is hashed while it is: `sha256` is known once the file was read to its end.
    """

    def __init__(self, path: str | Path, *, digest: bool = False) -> None:
        super().__init__(path)
        self.kept: tuple[RecordPart, ...] = ()
        self.sha256 = ""
        self._digest = digest

    def open(self) -> BinaryIO:
        """The file from its beginning. Raises OSError, ValueError (a NUL in the name), TooLargeError."""
        stream = super().open()
        if not self._digest or self.sha256:
            return stream
        return io.BufferedReader(HashedStream(stream, self._hashed), BUFFER)

    def _hashed(self, digest: str) -> None:
        self.sha256 = digest

    @property
    def source(self) -> RecordSource:
        """What is told of the file beside its records."""
        return RecordSource(name=self.name, sha256=self.sha256)


def read_parts(file: RecordFile) -> Iterator[RecordPart]:
    """The parts of records in a file, in order. Raises InputError with one problem where it cannot be read."""
    if file.kept:
        yield from file.kept
        return
    with _refused(file.name), file.open() as stream:
        yield from _parts(stream, file.name)


def read_keys(file: RecordFile, room: int) -> Iterator[tuple[str, str]]:
    """Revision and run of each part in a file, in order. Parts of at most `room` entries together are kept for later.

    Raises InputError with one problem where the file cannot be read.
    """
    from runbook.records.from_json import stream_keys

    with _refused(file.name), file.open() as stream:
        if is_json(stream.read(HEAD)):
            stream.seek(0)
            yield from stream_keys(stream, file.name)
            return
    parts = tuple(read_parts(file))
    if sum(len(part.entries) for part in parts) <= room:
        file.kept = parts
    yield from (part.key for part in parts)


@contextmanager
def _refused(file: str) -> Iterator[None]:
    """Make an InputError of what a reader or the system says."""
    try:
        yield
    except Unreadable as error:
        raise InputError.of(file, None, "", error.message, error.remedy or _AGAIN, **error.values) from error
    except TooLargeError as error:
        message = N_("this file is larger than {limit} MB")
        raise InputError.of(file, None, "", message, _AGAIN, limit=str(LIMIT // 2**20)) from error
    except IsADirectoryError as error:
        raise _folder(file) from error
    except FileNotFoundError as error:
        raise InputError.of(file, None, "", N_("there is no such file"), N_("check its name and place")) from error
    except PermissionError as error:
        raise may_not_be_read(file) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        message = N_("this file cannot be read: {reason}")
        raise InputError.of(file, None, "", message, N_("check its name and place"), reason=reason_of(error)) from error


def _folder(path: str) -> InputError:
    """What is said of a folder: the records in it, if there are any."""
    found = _records_in(Path(path))
    message = N_("this is a folder")
    if not found:
        remedy = N_("name a file in it; `runbook status` looks into folders")
        return InputError.of(path, None, "", message, remedy)
    more = found[SHOWN:]
    remedy = N_("name the records in it: {files}; `runbook status` looks into folders")
    if more:
        remedy = N_("name the records in it: {files}, and {more} more; `runbook status` looks into folders")
    return InputError.of(path, None, "", message, remedy, files=", ".join(found[:SHOWN]), more=str(len(more)))


def _records_in(folder: Path) -> list[str]:
    """The files in a folder that are called as records are: those that were put aside come last."""
    try:
        found = [entry.name for entry in islice(folder.iterdir(), LOOKED_AT) if _NAME.fullmatch(entry.name)]
    except OSError:
        return []
    return [str(folder / name) for name in sorted(found, key=lambda name: (name.endswith(".bak"), name))]


def is_json(head: bytes) -> bool:
    """Whether a file begins as JSON does."""
    return _narrow(head).lstrip().startswith((b"{", b"["))


def _narrow(head: bytes) -> bytes:
    """The beginning of a text in UTF-8, without a mark; what is no text as it is."""
    if encoding := wide_encoding(head):
        head = head.decode(encoding, "ignore").encode("utf-8", "ignore")
    return head.removeprefix(codecs.BOM_UTF8)


def _parts(stream: BinaryIO, file: str) -> Iterator[RecordPart]:
    head = stream.read(HEAD)
    stream.seek(0)
    if not head.strip():
        raise Unreadable(N_("this file is empty"))
    if is_json(head):
        from runbook.records.from_json import stream_parts

        yield from stream_parts(stream, file)
        return
    if b"%PDF-" in head:
        from runbook.records.from_pdf import parts_of
    elif head.startswith(b"PK"):
        from runbook.records.from_xlsx import parts_of
    elif head.startswith(_PICTURES) or head[4:8] == b"ftyp":
        raise Unreadable(
            N_("this is a picture, which nobody but people can read"), N_("type it into record.csv or record.xlsx")
        )
    elif head.startswith(_ARCHIVES):
        raise Unreadable(N_("this is an archive"), N_("unpack it, and name the records in it"))
    elif _MARKUP.match(_narrow(head)):
        raise Unreadable(N_("this is a web page or XML, and neither a table nor a form"))
    elif head.startswith(OLD):
        raise Unreadable(why_not(bounded(stream)), OPEN_IT)
    else:
        content = bounded(stream)
        if json_in_text(content) is None:
            from runbook.records.from_csv import parts_of
        else:
            from runbook.records.from_json import parts_of
        yield from parts_of(content, file)
        return
    yield from parts_of(bounded(stream), file)
