"""Whether a PDF is small enough to be read: what its streams unpack to is counted, not believed, and kept nowhere."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from runbook.i18n import N_
from runbook.reading.unreadable import Unreadable

if TYPE_CHECKING:
    import pikepdf

PIECE = 2**16  # bytes that are unpacked at a time
UNPACKED = 96 * 2**20  # bytes of all streams, unpacked; a checklist with its fonts takes 2 MB
STREAMS = 100_000  # a checklist of 5,000 steps with an appearance for each field has 60,000
_FIRST = 4 * 2**20  # bytes of one stream of an encrypted file, which is opened before its streams can be counted
_STREAM = re.compile(rb"stream[\t\f\0 ]*(?:\r?\n|\r)?")  # also where the line does not end as it must
# The objects of a file may hide in streams: those that unpack twice or by other means are no viewer's work.
_HIDDEN = re.compile(rb"/(?:ObjStm|XRef)\b")
_OTHER_FILTERS = re.compile(rb"/(?:LZW|RunLength|ASCII85|ASCIIHex)|/Filter\s*\[[^]]*/[^]]*/|/\w*#[0-9A-Fa-f]{2}")

TOO_MUCH = N_("this PDF unpacks to more than a record can need")


def check_size(content: bytes) -> None:
    """Unpack every stream once, keeping nothing. Raises Unreadable where they come to more than UNPACKED."""
    left = UNPACKED
    count = 0
    for found in _STREAM.finditer(content):
        count += 1
        if count > 2 * STREAMS:  # each is named at both its ends
            raise Unreadable(TOO_MUCH)
        if content[found.start() - 3 : found.start()] == b"end":
            continue
        head = content[max(0, found.start() - 1024) : found.start()].rpartition(b" obj")[2]
        if _HIDDEN.search(head) and _OTHER_FILTERS.search(head):
            raise Unreadable(N_("this PDF hides its objects in a way that no viewer would"))
        left -= _unpacked(content, found.end(), left)


@contextmanager
def small_streams(*, encrypted: bool) -> Iterator[None]:
    """While a file is open: nothing unpacks twice, and nothing of an encrypted file to much, for it is counted late."""
    from pikepdf import settings

    most = _FIRST if encrypted else UNPACKED
    before = settings.set_qpdf_limits(flate_max_memory=most, run_length_max_memory=most, max_stream_filters=1)
    try:
        yield
    finally:
        settings.set_qpdf_limits(**{name: int(limit) for name, limit in before.items()})  # type: ignore[arg-type]


def check_decrypted(pdf: pikepdf.Pdf) -> None:
    """The same as `check_size`, of a file that was encrypted and is open."""
    import pikepdf

    left = UNPACKED
    for number, entry in pdf.get_xref_table().items():
        if entry.type != 1:
            continue  # not there, or in another object
        stream = pdf.get_object(number)
        if not isinstance(stream, pikepdf.Stream):
            continue
        head = stream.stream_dict.unparse()
        if _HIDDEN.search(head) and _OTHER_FILTERS.search(head):
            raise Unreadable(N_("this PDF hides its objects in a way that no viewer would"))
        left -= _unpacked(stream.read_raw_bytes(), 0, left)


def _unpacked(content: bytes, position: int, left: int) -> int:
    """How many bytes the stream that begins there unpacks to; none where it is not deflated, or no stream."""
    if int.from_bytes(content[position : position + 2]) % 31:  # no stream that zlib reads begins so (RFC 1950)
        return 0
    engine, size = zlib.decompressobj(), 0
    whole = memoryview(content)
    chunk: bytes | memoryview = whole[position : position + PIECE]
    position += len(chunk)
    try:
        while chunk and not engine.eof:
            size += len(engine.decompress(chunk, 2**20))
            if size > left:
                raise Unreadable(TOO_MUCH)
            chunk = engine.unconsumed_tail
            if not chunk:
                chunk = whole[position : position + PIECE]
                position += len(chunk)
    except zlib.error:
        pass
    return size


def stream_bytes(stream: Any, limit: int) -> bytes | None:
    """What a stream holds; None where that is more than `limit` bytes, or packed in another way than viewers do."""
    import pikepdf

    packing = stream.get("/Filter")
    if packing is not None and packing != "/FlateDecode":
        if not isinstance(packing, pikepdf.Array) or len(packing) > 1:
            return None
        packing = packing[0] if len(packing) else None
    raw: bytes = stream.read_raw_bytes()
    if packing is None:
        return raw if len(raw) <= limit else None
    if packing != "/FlateDecode" or "/DecodeParms" in stream:
        return None
    try:
        data = zlib.decompressobj().decompress(raw, limit + 1)
    except zlib.error:
        return None
    return data if len(data) <= limit else None
