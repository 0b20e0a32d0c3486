"""Files that are archives, as spreadsheets are: how much they unpack to, and their members as XML, both bounded."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Container, Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.reading.spreadsheet.locked import OPEN_IT, PASSWORD
from runbook.reading.unreadable import Unreadable

UNPACKED = 12 * 2**20  # bytes of all that is in the file, unpacked; 5,000 steps take 2 MB, in an ODS 8 MB
MEMBERS = 500
_NAMES = 512  # that are remembered without their namespaces
ELEMENTS = 60_000  # within one row of a sheet, or one text
_ENCODINGS = ("", "utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1")
TOO_MUCH = N_("this spreadsheet unpacks to more than a record can need")


class Damaged(ValueError):
    """Raised for XML that no spreadsheet writes."""


def check_size(content: bytes, most: int | None = None) -> None:
    """Unpack everything once, keeping nothing: a file that says less of itself than it holds is found out as well.

    Raises Unreadable past `most` bytes, by default those of a record.
    """
    left = UNPACKED if most is None else most
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS:
                raise Unreadable(TOO_MUCH)
            for member in members:
                if member.flag_bits & 1:
                    raise Unreadable(PASSWORD, OPEN_IT)
                left -= _unpacked(content, member, left)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError) as error:
        raise Unreadable(N_("this spreadsheet is damaged: {reason}"), reason=library_reason(error)) from None


def _unpacked(content: bytes, member: zipfile.ZipInfo, left: int) -> int:
    """How many bytes a member unpacks to, counted, not believed. Raises Unreadable past `left`."""
    header = content[member.header_offset : member.header_offset + 30]
    start = (
        member.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    )
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        engine, size = zlib.decompressobj(-15), 0
        chunk: bytes | memoryview = packed
        while size <= left and not engine.eof:
            unpacked = engine.decompress(chunk, 2**18)
            chunk = engine.unconsumed_tail
            size += len(unpacked)
            if not unpacked and not chunk:
                break
    else:
        raise Unreadable(N_("this spreadsheet is compressed in a way that spreadsheets never are"))
    if max(size, member.file_size) > left:
        raise Unreadable(TOO_MUCH)
    return size


def walk(content: bytes, whole: Container[str], begun: Container[str] = ()) -> Iterator[tuple[str, Element]]:
    """The elements called so, by their names without a namespace: `whole` with all in them, `begun` with their
    attributes alone. Nothing else is held, and of an element that was handed out nothing stays. Raises ParseError,
    Damaged, Unreadable.
    """
    _check_start(content)
    inside = count = 0  # within an element that is handed out, and of those in it
    path: list[Element] = []
    for event, element in iterparse(io.BytesIO(content), ("start", "end")):
        if inside and event == "start":
            inside += 1
            count += 1
            if count > ELEMENTS:
                raise Unreadable(TOO_MUCH)
        elif inside > 1:
            inside -= 1
        elif event == "start":
            name = local(element.tag)
            path.append(element)
            if name in whole:
                inside, count = 1, 0
            elif name in begun:
                yield name, element
        else:
            path.pop()
            inside = 0
            if (name := local(element.tag)) in whole:
                yield name, element
            element.clear()
            if path:
                del path[-1][:]


def _check_start(content: bytes) -> None:
    """Refuse a document type, whose entities could stand for gigabytes, and encodings that hide one."""
    parser = expat.ParserCreate()
    done = False

    def refuse(*_: object) -> None:
        raise Damaged("DOCTYPE")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").casefold() not in _ENCODINGS:
            raise Damaged("encoding")

    def begun(*_: object) -> None:
        nonlocal done
        done = True

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = begun
    for start in range(0, len(content), 512):
        parser.Parse(content[start : start + 512], False)
        if done:
            return


@lru_cache(_NAMES)
def local(tag: str) -> str:
    """A name without its namespace: strict and transitional files differ in nothing else."""
    return tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    return next((one for one in element if local(one.tag) == name), None)


def attributes(element: Element) -> dict[str, str]:
    """Attributes by their names without namespaces; those of extensions do not replace the standard's."""
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        name = _standard(key)
        if name and name not in found:
            found[name] = value
    return found


@lru_cache(_NAMES)
def _standard(key: str) -> str:
    """The name of an attribute without its namespace; "" for one of an extension."""
    space, _, name = key.rpartition("}")
    return "" if "calcext" in space or "/loext" in space else name
