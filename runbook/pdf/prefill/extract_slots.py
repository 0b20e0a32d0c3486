"""A finished PDF of marks -> a master: static parts, and the places of values in them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from runbook.document.slots import Size
from runbook.pdf.prefill import page_codes as codes
from runbook.pdf.prefill.marks import MARK, REVISION
from runbook.pdf.prefill.master import Code, Coding, Master, Need, Part, Sheet, Spot
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.shown_values import ShownValues
from runbook.pdf.prefill.slot_face import FAMILY, SHOWN, Face, font_file, glyph_text, to_unicode

_LEVEL = 9
_SIZES = (Size.NORMAL, Size.SMALL, Size.TWO_LINES)
_A_STREAM = 400  # objects in one object stream
_SLOT = re.compile(r"q[0-9a-z]{3}")
_POINTS = re.compile(rb"/KitForm (9[0-9]{3}) Tf")
POINTS = 9000  # the type size that marks the first locked field; the next has one more
_STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)|<([0-9a-f]*)>(?!>)", re.DOTALL)
_MCID = re.compile(rb"<</MCID ([0-9]+)>>")


def slot_mark(need: int) -> str:
    """What stands in the slots of a need while the master is set: four characters, which fit in any slot."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return f"q{digits[need // 1296]}{digits[need // 36 % 36]}{digits[need % 36]}"


class Cutter:
    """One run over a PDF. `needs` are the texts that slots show, by the number in their slot marks."""

    def __init__(
        self, pdf: Any, needs: tuple[Need, ...], locked: tuple[int, ...], face: Face, atoms: ShownValues
    ) -> None:
        self.pdf, self.needs, self.locked, self.face, self.atoms = pdf, needs, locked, face, atoms
        self.texts: dict[tuple[Coding, tuple[str | int, ...], int], int] = {}
        self.slots = {slot_mark(i): i for i in range(len(needs))}
        self.met: set[int] = set()

    def master(self, name: str, language: str, blank: Iterable[tuple[int, int, bytes]]) -> Master:
        """The master. `blank` are the codes of pages: side, bits, and the picture as it was set."""
        pdf = self.pdf
        self._replace_font()
        tree = pdf.Root.StructTreeRoot.ParentTree
        sheets = tuple(self._sheet(page, tree.Nums[2 * i + 1]) for i, page in enumerate(pdf.pages))
        pictures = {picture: (side, bits) for side, bits, picture in blank}
        found = {page.Contents.objgen[0] for page in pdf.pages}
        parts: list[Part] = []
        made: list[Code] = []
        still: dict[int, bytes] = {}
        streams: dict[int, bytes] = {}
        for thing in pdf.objects:
            number = thing.objgen[0]
            if number in found or str(getattr(thing, "Type", "")) in ("/ObjStm", "/XRef"):
                continue
            kind = "stream" if _is_stream(thing) else "other"
            if kind == "stream" and thing.get("/Subtype") == "/Image" and bytes(thing.read_bytes()) in pictures:
                side, bits = pictures[bytes(thing.read_bytes())]
                made.append(Code(number=number, side=side, rows=codes.code_bytes(bits, side)))
            elif kind == "stream" and thing.get("/Type") == "/Metadata":
                parts.append(self._metadata(number, bytes(thing.read_bytes())))
            elif kind == "stream":
                streams[number] = _stream(thing)
            else:
                data = thing.unparse(resolved=True)
                part = self._part(number, data)
                if part.values:
                    parts.append(part)
                else:
                    still[number] = data
        info = pdf.trailer.Info
        if not info.is_indirect:
            number = max((*found, *still, *streams, *(p.number for p in parts), *(c.number for c in made))) + 1
            parts.append(self._part(number, info.unparse(resolved=True)))
        else:
            number = info.objgen[0]
        if len(made) != len(pictures) or self.met != set(range(len(self.needs))):
            raise NotPrefillable(f"{name}: a value has no place on the pages, or a code")
        before, after = _around_nums(tree, len(sheets))
        file, table, size = _file(still, streams, pdf.Root.objgen[0], max(number, *(p.number for p in parts)))
        return Master(
            name=name, language=language, atoms=self.atoms.all(), needs=self.needs, texts=tuple(self.texts),
            sheets=sheets, parts=tuple(parts), codes=tuple(made), glyphs=self.face.glyphs, still=file, table=table,
            size=size, root=pdf.Root.objgen[0], info=number, tree=tree.objgen[0], tree_before=before, tree_after=after,
        )  # fmt: skip

    def _replace_font(self) -> None:
        """Give the face of slots all its glyphs."""
        import pikepdf

        fonts = [f for f in self.pdf.objects if _is_dictionary(f) and f.get("/Subtype") == "/Type0"]
        for font in fonts:
            if str(font.BaseFont).encode().rpartition(b"+")[2] != FAMILY:
                continue
            font.ToUnicode.write(to_unicode(self.face.glyphs))
            inner = font.DescendantFonts[0]
            inner.W = pikepdf.Array([])
            inner.DW = 632
            inner.FontDescriptor.FontFile2.write(font_file())
            inner.FontDescriptor.FontFile2.Length1 = len(font_file())

    def _sheet(self, page: Any, parents: Any) -> Sheet:
        raw = bytes(page.Contents.read_bytes())
        still: list[bytes] = []
        spots: list[Spot] = []
        end = 0
        for shown in SHOWN.finditer(raw):
            if shown["font"] != self.face.font:
                continue
            text = self._text_of(shown["glyphs"])
            if text not in self.slots:
                continue
            need = self.slots[text]
            self.met.add(need)
            marks = _MCID.findall(raw, end, shown.start())
            if not marks:
                raise NotPrefillable("a slot without marked content")
            still.append(_plain(raw[end : shown.start()]))
            spots.append(self._spot(need, shown, parents[int(marks[-1])]))
            end = shown.end()
        still.append(_plain(raw[end:]))
        refs = b" ".join(b"%d 0 R" % kid.objgen[0] for kid in parents)
        return Sheet(
            number=page.Contents.objgen[0], page=page.objgen[0], packed=tuple(map(_deflated, still)),
            sums=tuple((zlib.adler32(part), len(part)) for part in still), spots=tuple(spots),
            marks=len(_MCID.findall(raw)), parents=refs,
        )  # fmt: skip

    def _text_of(self, glyphs: bytes) -> str:
        characters = {glyph: c for c, glyph in self.face.glyphs.items()}
        return "".join(characters.get(glyph, "?") for glyph in glyph_text(glyphs))

    def _spot(self, need: int, shown: re.Match[bytes], kid: Any) -> Spot:
        scale = self.needs[need].scale
        lines = [self.face.lines[scale, size] for size in _SIZES]
        if shown["size"] != lines[0][0].points:
            raise NotPrefillable("a slot of a size of its own")
        x, y, font = shown["x"], float(shown["y"]), shown["font"]
        normal, small, first, second = (
            b"BT\n1 0 0 -1 %s %s Tm\n/%s %s Tf\n<" % (x, _number(y + line.below), font, line.points)
            for line in (lines[0][0], lines[1][0], *lines[2])
        )
        slot = kid.P
        if len(slot.K) != 1 or slot.K[0].objgen != kid.objgen:
            raise NotPrefillable("a slot with more than its value")
        before, _kids, after = slot.unparse(resolved=True).partition(b"[ %d 0 R ]" % kid.objgen[0])
        if not after:
            raise NotPrefillable("a slot's element")
        return Spot(
            need=need, normal=normal, small=small, first=first, second=second, element=slot.objgen[0],
            before=before + b"[ %d 0 R " % kid.objgen[0], after=b" ]" + after,
        )  # fmt: skip

    def _metadata(self, number: int, data: bytes) -> Part:
        """XMP, left readable to programs that know no PDF."""
        still, values = self._pieces(data.decode(), "plain", "utf-8")
        return Part(number=number, still=tuple(still), values=values, head=b"<< /Type /Metadata /Subtype /XML")

    def _part(self, number: int, data: bytes) -> Part:
        still: list[bytes] = [b""]
        values: list[int] = []
        end = 0
        for found in _STRING.finditer(data):
            still[-1] += data[end : found.start()]
            end = found.end()
            inner, more = self._string(found)
            still[-1] += inner[0]
            still += inner[1:]
            values += more
        still[-1] += data[end:]
        return Part(number=number, still=tuple(still), values=tuple(values))

    def _string(self, found: re.Match[bytes]) -> tuple[list[bytes], tuple[int, ...]]:
        """A string of an object, cut at its values."""
        if sized := _POINTS.search(found[0]):
            need = self.locked[int(sized[1]) - POINTS]
            head, tail = found[0][: sized.start(1)], found[0][sized.end(1) :]
            return [head, tail], (self._text("points", self.needs[need].parts, need),)
        if found[1] is None:
            literal = found[0][1:-1].decode("latin-1")
            if _SLOT.fullmatch(literal) and literal in self.slots:
                self.met.add(self.slots[literal])
                return [b"(", b")"], (self._text("plain", self.needs[self.slots[literal]].parts, -1),)
            still, values = self._pieces(literal, "plain", "latin-1")
            return [b"(" + still[0], *still[1:-1], still[-1] + b")"] if values else [found[0]], values
        if not found[1].startswith(b"feff"):
            return [found[0]], ()
        text = bytes.fromhex(found[1].decode()).decode("utf-16")
        still, values = self._pieces(text, "wide", "utf-16-be")
        return [b"<feff" + still[0], *still[1:-1], still[-1] + b">"] if values else [found[0]], values

    def _pieces(self, text: str, coding: Coding, charset: str) -> tuple[list[bytes], tuple[int, ...]]:
        still: list[bytes] = [b""]
        values: list[int] = []
        for part in self.atoms.parts(text) if MARK.search(text) else (text,):
            if isinstance(part, int):
                values.append(self._text(coding, (part,), -1))
                still.append(b"")
            else:
                data = part.encode(charset)
                still[-1] += data.hex().encode() if coding == "wide" else data
        return still, tuple(values)

    def _text(self, coding: Coding, parts: tuple[str | int, ...], need: int) -> int:
        return self.texts.setdefault((coding, parts, need), len(self.texts))


def cut(
    made: bytes,
    name: str,
    language: str,
    needs: tuple[Need, ...],
    locked: tuple[int, ...],
    face: Face,
    atoms: ShownValues,
    pages: int,
) -> Master:
    """The master of a PDF of marks. `pages`: how many pages bear a code.

    Raises NotPrefillable where a value is found in no place, or in one that cannot be filled.
    """
    import pikepdf

    blanks = []
    for page in range(1, pages + 1):
        side, bits = codes.blank_code(page, pages, language)
        blanks.append((side, bits, _rgb(bits ^ codes.pattern_of(REVISION, side), side)))
    with pikepdf.open(BytesIO(made)) as pdf:
        return Cutter(pdf, needs, locked, face, atoms).master(name, language, blanks)


def _rgb(bits: int, side: int) -> bytes:
    """A code as weasyprint embeds it: three bytes a module."""
    width = 8 * codes.row_bytes(side)
    text = format(bits, f"0{width * side}b")
    rows = (text[at : at + side] for at in range(0, width * side, width))
    return b"".join(b"\xff\xff\xff" if bit == "1" else b"\0\0\0" for row in rows for bit in row)


def _number(value: float) -> bytes:
    return f"{value:f}".rstrip("0").rstrip(".").encode()


def _is_dictionary(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Dictionary)


def _is_stream(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Stream)


def _plain(content: bytes) -> bytes:
    """Content without the adjustments by nothing that stand between glyphs."""
    return content.replace(b">0<", b"")


def _deflated(data: bytes) -> bytes:
    """A piece of a deflate stream, ended on a byte, which refers to nothing before it."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def _stream(thing: Any) -> bytes:
    """A stream that stays as it is: its dictionary and its data."""
    import pikepdf

    data = bytes(thing.read_raw_bytes())
    head = {key: value for key, value in thing.items() if key != "/Length"}
    if "/Filter" not in head:
        data = zlib.compress(data, _LEVEL)
        head["/Filter"] = pikepdf.Name.FlateDecode
    head["/Length"] = len(data)
    return pikepdf.Dictionary(head).unparse(resolved=True) + b"\nstream\n" + data + b"\nendstream"


def _around_nums(tree: Any, sheets: int) -> tuple[bytes, bytes]:
    """The parent tree, before and behind the elements of pages."""
    tail = b" ".join(
        b"%d %d 0 R" % (int(tree.Nums[i]), tree.Nums[i + 1].objgen[0]) for i in range(2 * sheets, len(tree.Nums), 2)
    )
    if set(tree.keys()) != {"/Nums"}:
        raise NotPrefillable("the parent tree")
    return b"<< /Nums [ ", tail + b" ] >>"


def _file(still: Mapping[int, bytes], streams: Mapping[int, bytes], root: int, highest: int) -> tuple[bytes, int, int]:
    """The first part of the file: all that stays, and a cross-reference to it. Its place, and the numbers in use."""
    out = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
    place = len(out[0])
    rows: dict[int, bytes] = {0: _row(0, 0, 65535)}
    number = max(highest, *still, *streams) + 1

    def put(n: int, data: bytes) -> None:
        nonlocal place
        rows[n] = _row(1, place, 0)
        out.append(b"%d 0 obj\n%s\nendobj\n" % (n, data))
        place += len(out[-1])

    for n, data in streams.items():
        put(n, data)
    for group in _groups(sorted(still.items())):
        for index, (n, _) in enumerate(group):
            rows[n] = _row(2, number, index)
        put(number, _object_stream(group))
        number += 1
    table = place
    rows[number] = _row(1, table, 0)
    size = number + 1
    data = zlib.compress(b"".join(rows[n] for n in sorted(rows)), _LEVEL)
    head = (
        b"<< /Type /XRef /Size %d /Root %d 0 R /W [1 4 2] /Index [%s] /Filter /FlateDecode /Length %d >>"
        % (size, root, runs(sorted(rows)), len(data))
    )  # fmt: skip
    put(number, head + b"\nstream\n" + data + b"\nendstream")
    out.append(b"startxref\n%d\n%%%%EOF\n" % table)
    return b"".join(out), table, size


def _row(kind: int, place: int, more: int) -> bytes:
    return bytes((kind,)) + place.to_bytes(4, "big") + more.to_bytes(2, "big")


def _groups(things: list[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    return (things[i : i + _A_STREAM] for i in range(0, len(things), _A_STREAM))


def _object_stream(group: list[tuple[int, bytes]]) -> bytes:
    places: list[bytes] = []
    at = 0
    for n, data in group:
        places.append(b"%d %d" % (n, at))
        at += len(data) + 1
    index = b" ".join(places) + b"\n"
    data = zlib.compress(index + b"\n".join(d for _, d in group), _LEVEL)
    head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (len(group), len(index), len(data))
    return head + b"\nstream\n" + data + b"\nendstream"


def runs(numbers: list[int]) -> bytes:
    """Sorted numbers as a cross-reference tells them: the first of each run, and how many there are."""
    found: list[list[int]] = []
    for n in numbers:
        if found and n == found[-1][0] + found[-1][1]:
            found[-1][1] += 1
        else:
            found.append([n, 1])
    return b" ".join(b"%d %d" % (start, count) for start, count in found)
