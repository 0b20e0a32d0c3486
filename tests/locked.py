"""Spreadsheets with a password as programs save them: the frame is theirs, what is encrypted in it is noise."""

from __future__ import annotations

import io
import struct
import zipfile

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NOISE = bytes(number * 167 % 251 for number in range(4200))
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
 <manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml" manifest:size="4200">
  <manifest:encryption-data><manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>
  </manifest:encryption-data>
 </manifest:file-entry>
</manifest:manifest>"""


def xlsx_with_password() -> bytes:
    """A compound file with the two streams that ECMA-376 encryption writes in place of the archive."""
    return compound(EncryptionInfo=b"\x04\x00\x04\x00\x40\x00\x00\x00" + NOISE, EncryptedPackage=NOISE * 3)


def old_xls() -> bytes:
    """A compound file with the stream of a spreadsheet of the old kind."""
    return compound(Workbook=b"\x09\x08\x10\x00\x00\x06\x05\x00" + NOISE)


def compound(**streams: bytes) -> bytes:
    """A compound file (MS-CFB): header, allocation table, directory, streams longer than 4,096 bytes."""
    names, chain, data, starts = list(streams), [FAT, END], b"", []
    for content in streams.values():
        count = -(-len(content) // SECTOR)
        starts.append(len(chain))
        chain += [*range(len(chain) + 1, len(chain) + count), END]
        data += content.ljust(count * SECTOR, b"\x00")
    root = _entry("Root Entry", 5, 1, END, 0)
    entries = [
        _entry(name, 2, FREE, start, len(streams[name]), right=number + 2 if number + 1 < len(names) else FREE)
        for number, (name, start) in enumerate(zip(names, starts, strict=True))
    ]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0)
    header += struct.pack("<108I", *([FREE] * 108))
    table = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    return header.ljust(SECTOR, b"\xff") + table + b"".join([root, *entries]).ljust(SECTOR, b"\x00") + data


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    return text.ljust(64, b"\x00") + struct.pack("<HBBIII36xIQ", len(text), kind, 1, FREE, right, child, start, size)


def ods_with_password(*, whole: bool) -> bytes:
    """An ODS: `whole`, as LibreOffice 24 encrypts all of it in one member; else member by member."""
    made, name = io.BytesIO(), "encrypted-package" if whole else "content.xml"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(name, NOISE)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(name=name))
    return made.getvalue()


LOCKED = {
    "locked.xlsx": xlsx_with_password(),
    "locked.ods": ods_with_password(whole=False),
    "whole.ods": ods_with_password(whole=True),
}
