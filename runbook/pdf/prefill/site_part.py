"""The second part of a filled-in file: the objects that hold a site's values, and a cross-reference.

The file is what a program leaves that adds to a PDF: the master's part comes first and refers to nothing behind it.
The site's part is written by hand, for it is what each document costs: static pieces are copied as they are, deflated
long before; between them stand the site's values as stored blocks of the same deflate stream.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

from runbook.pdf.identity import DIGITS
from runbook.pdf.prefill import page_codes
from runbook.pdf.prefill.master import Master, ObjectTemplate, Sheet, Spot
from runbook.pdf.prefill.slot_texts import LinesUsed, SetText

_ZLIB = b"\x78\xda"
_LAST_BLOCK = b"\x03\x00"
_BLANK = b"BT\nET"
_CLOSE = b"> Tj\nET"
_END = b"\nendobj\n"
_ENTRY = struct.Struct(">BIH")
_BLOCK = struct.Struct("<BHH")
_PRIME = 65521  # of Adler-32
_SUM = struct.Struct(">I")
_BLANK_SIZE = len(_BLANK)
_BLANK_BLOCK = _BLOCK.pack(0, _BLANK_SIZE, _BLANK_SIZE ^ 0xFFFF) + _BLANK
_BLANK_HIGHER, _BLANK_MORE = divmod(zlib.adler32(_BLANK, 0), 1 << 16)


class SitePart:
    """A file in the making."""

    def __init__(self, master: Master) -> None:
        self._master = master
        self._out: list[bytes] = []
        self._place = len(master.file.data)
        self._places: dict[int, int] = {}
        self._next = master.file.size
        self._second_lines: dict[int, list[int]] = {}  # their elements, by sheet

    def objects(self, texts: list[bytes]) -> None:
        """The objects that hold values."""
        for each in self._master.objects:
            body = _interleaved(each, texts)
            if each.head:
                body = b"%s /Length %d >>\nstream\n%s\nendstream" % (each.head, len(body), body)
            self._put(each.number, body)

    def sheet(self, sheet: Sheet, slots: list[SetText]) -> None:
        """The content of a page."""
        none, normal, small, first = LinesUsed.NONE, LinesUsed.NORMAL, LinesUsed.SMALL, LinesUsed.FIRST
        out = [_ZLIB]
        add = out.append
        low, high = 1, 0  # of the Adler-32 sum, whose remainders are taken at the end
        adler, block = zlib.adler32, _BLOCK.pack
        for spot, (more, higher, length), packed in zip(sheet.spots, sheet.sums, sheet.packed, strict=False):
            lines, glyphs, second = slots[spot.template]
            add(packed)
            high += higher + low * length
            low += more
            if lines is normal:
                shown = spot.normal + glyphs + _CLOSE
            elif lines is none:
                add(_BLANK_BLOCK)
                high += _BLANK_HIGHER + low * _BLANK_SIZE
                low += _BLANK_MORE
                continue
            elif lines is small:
                shown = spot.small + glyphs + _CLOSE
            elif lines is first:
                shown = spot.first + glyphs + _CLOSE
            else:
                shown = self._two_lines(sheet, spot, glyphs, second)
            size = len(shown)
            add(block(0, size, size ^ 0xFFFF) + shown)
            total = adler(shown, 0)
            high += (total >> 16) + low * size
            low += total & 0xFFFF
        more, higher, length = sheet.sums[-1]
        total = (high + higher + low * length) % _PRIME << 16 | (low + more) % _PRIME
        out += (sheet.packed[-1], _LAST_BLOCK, _SUM.pack(total))
        data = b"".join(out)
        self._put(sheet.number, b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(data), data))

    def codes(self, revision: str) -> None:
        """The pictures of the pages' codes."""
        patterns: dict[int, int] = {}
        for code in self._master.codes:
            pattern = patterns.get(code.side)
            if pattern is None:
                pattern = patterns[code.side] = page_codes.pattern_of(revision, code.side)
            data = page_codes.code_bytes(int.from_bytes(code.rows, "big") ^ pattern, code.side)
            head = (
                b"<</Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1"
                b" /Interpolate false /Length %d>>" % (code.side, code.side, len(data))
            )  # fmt: skip
            self._put(code.number, head + b"\nstream\n" + data + b"\nendstream")

    def file(self, name: str, digest: Any) -> bytes:
        """The whole file. `digest` has seen the master's part of it."""
        static = self._master.file
        if self._second_lines:
            self._parent_tree()
        number, place = self._next, self._place
        self._places[number] = place
        numbers = sorted(self._places)
        data = b"".join([_ENTRY.pack(1, self._places[n], 0) for n in numbers])
        head = (
            b"%d 0 obj\n<</Type /XRef /Size %d /Root %d 0 R /Info %d 0 R /Prev %d /W [1 4 2] /Index [%s] /Length %d"
            b" /ID [(%s) (" % (number, number + 1, static.root, static.info, static.table, _runs(numbers), len(data),
                               name.encode())
        )  # fmt: skip
        tail = b")]>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (data, place)
        body = b"".join((*self._out, head))
        digest.update(body)
        digest.update(b"0" * DIGITS)
        digest.update(tail)
        return b"".join((static.data, body, digest.hexdigest()[:DIGITS].encode(), tail))

    def _put(self, number: int, data: bytes) -> None:
        self._places[number] = self._place
        head = b"%d 0 obj\n" % number
        self._place += len(head) + len(data) + len(_END)
        self._out += (head, data, _END)

    def _two_lines(self, sheet: Sheet, spot: Spot, glyphs: bytes, second: bytes) -> bytes:
        """A slot with both lines; its element, if it has one, gets a second piece of content."""
        if not spot.element:
            return b"%s%s%s\n%s%s%s" % (spot.first, glyphs, _CLOSE, spot.second, second, _CLOSE)
        number = self._next
        self._next += 1
        elements = self._second_lines.setdefault(sheet.number, [])
        mark = sheet.marks + len(elements)
        elements.append(number)
        self._put(
            number,
            b"<</Type /StructElem /S /Span /K [%d] /Pg %d 0 R /P %d 0 R>>" % (mark, sheet.page, spot.element),
        )
        self._put(spot.element, b"%s%d 0 R%s" % (spot.before, number, spot.after))
        return (
            b"%s%s%s\nEMC\n/Span\n<</MCID %d>>\nBDC\n" % (spot.first, glyphs, _CLOSE, mark)
            + spot.second + second + _CLOSE
        )  # fmt: skip

    def _parent_tree(self) -> None:
        """The parent tree, with the elements of second lines."""
        tree = self._master.tree
        rows = []
        for i, sheet in enumerate(self._master.sheets):
            more = (b"%d 0 R" % number for number in self._second_lines.get(sheet.number, ()))
            rows.append(b"%d [ %s ] " % (i, b" ".join((sheet.parents, *more))))
        self._put(tree.number, b"".join((tree.before, *rows, tree.after)))


def _interleaved(template: ObjectTemplate, texts: list[bytes]) -> bytes:
    numbers, pieces = template.texts, template.pieces
    if len(numbers) == 1:
        return pieces[0] + texts[numbers[0]] + pieces[1]
    out = [pieces[0]]
    for at, number in enumerate(numbers, 1):
        out += (texts[number], pieces[at])
    return b"".join(out)


def _runs(numbers: Sequence[int]) -> bytes:
    """Sorted numbers as a cross-reference tells them: the first of each run, and how many there are."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([n, 1])
    return b" ".join(b"%d %d" % (start, length) for start, length in runs)
