"""Archives as strangers make them: locked, swollen, with lies in their heads; XML that nobody bounds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any
from xml.etree.ElementTree import ParseError

import pikepdf
import pytest

from runbook.reading.spreadsheet import packed
from runbook.reading.spreadsheet.packed import Damaged, check_size, walk
from runbook.reading.unreadable import Unreadable
from runbook.records.pdf_size import stream_bytes

SIZE = 2**20


def archive(data: bytes = b"text", *, how: int = zipfile.ZIP_DEFLATED, extra: bytes = b"") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as made:
        member = zipfile.ZipInfo("a.xml")
        member.compress_type, member.extra = how, extra
        made.writestr(member, data)
    return content.getvalue()


def lying(data: bytes, *, extra: bytes = b"") -> bytes:
    """An archive that says its member holds nothing."""
    content = bytearray(archive(data, extra=extra))
    directory = content.index(b"PK\x01\x02")
    for place in (22, directory + 24):
        content[place : place + 4] = struct.pack("<I", 0)
    return bytes(content)


def test_a_password_is_told():
    content = bytearray(archive())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="has a password"):
        check_size(bytes(content))


@pytest.mark.parametrize("extra", [b"", b"\x99\x99\x04\0abcd"])
@pytest.mark.parametrize("size", [SIZE, 2**18 + 100])  # of the second, the end is still to come when all was read
def test_what_is_in_it_is_counted_to_the_byte_whatever_it_says(monkeypatch, extra, size):
    for content in (archive(bytes(size), extra=extra), lying(bytes(size), extra=extra)):
        monkeypatch.setattr(packed, "UNPACKED", size)
        check_size(content)
        monkeypatch.setattr(packed, "UNPACKED", size - 1)
        with pytest.raises(Unreadable, match="unpacks to more"):
            check_size(content)


@pytest.fixture
def asked(monkeypatch):
    """The pieces that were asked for while archives were looked at; each of at most 256 KB."""
    pieces: list[int] = []
    made = zlib.decompressobj

    class Counting:
        def __init__(self, *given: Any) -> None:
            self.engine = made(*given)

        def decompress(self, chunk: bytes, limit: int) -> bytes:
            pieces.append(limit)
            return self.engine.decompress(chunk, limit)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.engine, name)

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    return pieces


def test_what_unpacks_to_too_much_is_not_unpacked_to_its_end(asked):
    with pytest.raises(Unreadable, match="unpacks to more"):
        check_size(lying(bytes(64 * SIZE)))
    assert sum(asked) < 2 * packed.UNPACKED


def test_a_member_that_is_cut_off_is_not_waited_for(asked):
    whole = archive(bytes(range(256)) * 64)
    directory = whole.index(b"PK\x01\x02")
    cut = bytearray(whole)
    for place in (18, directory + 20):
        (length,) = struct.unpack("<I", cut[place : place + 4])
        cut[place : place + 4] = struct.pack("<I", length // 2)
    check_size(bytes(cut))  # its reader says what is wrong with it
    assert 0 < len(asked) < 4


def test_a_packing_that_no_spreadsheet_has_is_refused():
    with pytest.raises(Unreadable, match="compressed in a way"):
        check_size(archive(how=zipfile.ZIP_BZIP2))


def test_so_many_elements_are_in_a_row_and_no_more(monkeypatch):
    monkeypatch.setattr(packed, "ELEMENTS", 3)
    one, two = b"<r><c/><c/><c/></r>", b"<r><c/><c/><c/><c/></r>"
    assert [name for name, _ in walk(b"<t>" + one * 9 + b"</t>", {"r"})] == ["r"] * 9
    assert [name for name, _ in walk(one, {"r"})] == ["r"]
    with pytest.raises(Unreadable):
        list(walk(b"<t>" + one + two + b"</t>", {"r"}))
    with pytest.raises(Unreadable):
        list(walk(two, {"r"}))


@pytest.mark.parametrize("length", range(500, 524))
def test_a_beginning_is_looked_at_whole_however_long_it_is(length):
    text = b"<!--%s-->" % (b"x" * (length - 7))
    assert [name for name, _ in walk(text + b"<t><r/></t>", {"r"})] == ["r"]
    with pytest.raises(Damaged, match="DOCTYPE"):
        list(walk(text + b"<!DOCTYPE t><t><r/></t>", {"r"}))


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32"])
def test_encodings_that_could_hide_something_are_refused(encoding):
    with pytest.raises((Damaged, ParseError), match="encoding"):
        list(walk(f'<?xml version="1.0" encoding="{encoding}"?><t><r/></t>'.encode(), {"r"}))
    assert [name for name, _ in walk(b'<?xml version="1.0" encoding="ISO-8859-1"?><t><r/></t>', {"r"})] == ["r"]


def test_a_stream_of_a_pdf_is_read_as_it_is_packed():
    pdf = pikepdf.new()
    data, flate = b"BT (text) Tj ET", pikepdf.Name.FlateDecode
    assert stream_bytes(pdf.make_stream(data), 99) == data
    for packing in (flate, pikepdf.Array([flate])):
        stream = pdf.make_stream(b"")
        stream.write(zlib.compress(data), filter=packing)
        assert stream_bytes(stream, 99) == data
        assert stream_bytes(stream, len(data)) == data
        assert stream_bytes(stream, len(data) - 1) is None
    assert stream_bytes(pdf.make_stream(data), len(data) - 1) is None
