"""The part of a master's file that stays, as pikepdf writes it: the PDF of marks with nothing in what holds values.

pikepdf gives objects new numbers when it writes a file, and the same ones when it writes that file again. So the PDF of
marks is written first; it is cut by the numbers that it has then, emptied, and written a second time.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any

from runbook.document import slots
from runbook.pdf.prefill.master import StaticFile
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.slot_face import FAMILY, LIGHT_FAMILY, family_of, font_file, to_unicode

_TABLE = re.compile(rb"startxref\n([0-9]+)\n%%EOF\n$")
# A stream of objects as pikepdf writes it: its length, whether it is compressed, where its first object stands.
_OBJECTS = re.compile(
    rb"<< /Type /ObjStm /Length ([0-9]+)( /Filter /FlateDecode)? /N [0-9]+ /First ([0-9]+) >>\nstream\n"
)
_STREAM = re.compile(rb"\n([0-9]+) 0 obj\n<<[^\n]*>>\nstream\n")


def numbered(marked_pdf: bytes, glyphs: dict[str, str]) -> bytes:
    """A PDF with the numbers of objects that it keeps; the face of slots has all its glyphs."""
    import pikepdf

    with pikepdf.open(BytesIO(marked_pdf)) as pdf:
        _complete_font(pdf, glyphs)
        return _written(pdf, compress_streams=False)


def written_objects(file: bytes) -> dict[int, bytes]:
    """Each object that is no stream by its number, as it stands in a file of pikepdf's. Raises NotPrefillable where one
    is missing, as numbers tell: it might hold a value."""
    objects: dict[int, bytes] = {}
    for found in _OBJECTS.finditer(file):
        inside = file[found.end() : found.end() + int(found[1])]
        inside, first = zlib.decompress(inside) if found[2] else inside, int(found[3])
        places = [int(figure) for figure in inside[:first].split()]
        starts = [first + place for place in places[1::2]]
        for number, start, end in zip(places[::2], starts, [*starts[1:], len(inside)], strict=True):
            objects[number] = inside[start:end].strip()
    numbers = {*objects, *map(int, _STREAM.findall(file))}
    if numbers != {*range(1, len(numbers) + 1)}:
        raise NotPrefillable("an object that stands elsewhere")
    return objects


def emptied(pdf: Any, written: Mapping[int, bytes], numbers: Collection[int]) -> StaticFile:
    """The file without what is in the objects of those numbers; `written` are all of its objects. Raises NotPrefillable
    where others change."""
    import pikepdf

    for number in numbers:
        thing = pdf.get_object(number, 0)
        if isinstance(thing, pikepdf.Stream):
            thing.write(b"")
        else:
            _empty(thing)
    data = _written(pdf)
    with pikepdf.open(BytesIO(data)) as static:
        table = _TABLE.search(data)
        if table is None or _but(written_objects(data), numbers) != _but(written, numbers):
            raise NotPrefillable("numbers of objects")
        root, info = static.Root.objgen[0], static.trailer.Info.objgen[0]
        return StaticFile(data=data, table=int(table[1]), size=int(static.trailer.Size), root=root, info=info)


def _but(objects: Mapping[int, bytes], numbers: Collection[int]) -> dict[int, bytes]:
    """The objects without those of some numbers."""
    return {number: data for number, data in objects.items() if number not in numbers}


def _written(pdf: Any, compress_streams: bool = True) -> bytes:
    import pikepdf

    file = BytesIO()
    pdf.save(
        file,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=compress_streams,
        fix_metadata_version=False,  # the metadata stays as it is
        deterministic_id=True,
    )
    return file.getvalue()


def _empty(thing: Any) -> None:
    """Take the strings out of an object."""
    import pikepdf

    for key, value in list(thing.items() if isinstance(thing, pikepdf.Dictionary) else enumerate(thing)):
        if isinstance(value, pikepdf.String):
            thing[key] = pikepdf.String("")
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            _empty(value)


def _complete_font(pdf: Any, glyphs: dict[str, str]) -> None:
    """Give the face of slots all its glyphs."""
    import pikepdf

    fonts = {font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()}
    for font in fonts.values():
        family = family_of(font)
        if family not in (FAMILY, LIGHT_FAMILY):
            continue
        inner = font.DescendantFonts[0]
        inner.W = pikepdf.Array([])
        inner.DW = round(1000 * slots.ADVANCE)
        _pack(font.ToUnicode, to_unicode(glyphs, bytes(font.ToUnicode.read_bytes())))
        _pack(inner.FontDescriptor.FontFile2, font_file(family))
        inner.FontDescriptor.FontFile2.Length1 = len(font_file(family))


def _pack(stream: Any, data: bytes) -> None:
    import pikepdf

    stream.write(zlib.compress(data, 9), filter=pikepdf.Name.FlateDecode)
