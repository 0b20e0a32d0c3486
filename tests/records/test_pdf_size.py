"""How much a PDF unpacks to is counted to the byte, whatever its streams are packed with and say."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from runbook.reading.unreadable import Unreadable
from runbook.records import pdf_size
from runbook.records.pdf_size import check_decrypted, check_size

PLAIN = b"BT (not packed) Tj ET" * 50
NOISE = random.Random(1).randbytes(3000)  # packed, it takes more than it holds
MADE = [(PLAIN * 40, 9), (PLAIN * 40, 1), (NOISE, 6), (PLAIN, 0), (bytes(2**21), 9)]


def by_hand(end: bytes) -> bytes:
    """Streams behind one another, with nothing that says where they are."""
    packed = [zlib.compress(data, level) for data, level in MADE]
    objects = (b"1 0 obj <</Filter /FlateDecode>> stream" + end + one + b"\nendstream endobj\n" for one in packed)
    plain = b"2 0 obj <<>> stream" + end + PLAIN + b"\nendstream endobj\n"
    return b"%PDF-1.7\n" + b"".join(objects) + plain * 3


def open_pdf() -> pikepdf.Pdf:
    """The same as a file that was opened."""
    pdf = pikepdf.new()
    for data, level in MADE:
        stream = pdf.make_stream(b"")
        stream.write(zlib.compress(data, level), filter=pikepdf.Name.FlateDecode)
        pdf.Root[f"/S{len(pdf.objects)}"] = stream
    for number in range(3):
        pdf.Root[f"/P{number}"] = pdf.make_stream(PLAIN)
    made = io.BytesIO()
    pdf.save(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return pikepdf.open(made)


@pytest.mark.parametrize(
    "look",
    [
        lambda: check_size(by_hand(b"\n")),
        lambda: check_size(by_hand(b"\r\n")),
        lambda: check_size(by_hand(b"")),
        lambda: check_decrypted(open_pdf()),
    ],
    ids=["line", "lines of two characters", "no line", "decrypted"],
)
def test_all_that_is_packed_counts_and_nothing_else(look: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sum(len(data) for data, _ in MADE)
    monkeypatch.setattr(pdf_size, "UNPACKED", whole)
    look()
    monkeypatch.setattr(pdf_size, "UNPACKED", whole - 1)
    with pytest.raises(Unreadable, match="unpacks to more"):
        look()
