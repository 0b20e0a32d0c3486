"""A master and a site's values -> the site's pages.

Static parts are copied as they are, deflated long before; between them stand the site's values as stored blocks of the
same deflate stream. The file is what a program leaves that adds to a PDF: the master's part comes first and refers to
nothing behind it, the objects with values follow, and a second cross-reference.
"""

from __future__ import annotations

import datetime as clock
import re
import struct
import zlib
from hashlib import sha256
from typing import Any

from runbook.document.checklist import points
from runbook.document.slots import value
from runbook.model.plan import Plan
from runbook.pdf.identity import DIGITS, identity
from runbook.pdf.prefill import page_codes as codes
from runbook.pdf.prefill.extract_slots import runs
from runbook.pdf.prefill.master import Master, Part, Sheet
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.slot_texts import Set, Words
from runbook.pdf.prefill.split_plan import SiteValue

_SAFE = re.compile(r"[A-Za-z0-9_-]*")  # what a string of an object holds without being written in another way
_REVISION = re.compile(r"[0-9a-f]{64}")
_ZLIB = b"\x78\xda"
_LAST_BLOCK = b"\x03\x00"
_BLANK = b"BT\nET"
_CLOSE = b"> Tj\nET"
_ENTRY = struct.Struct(">BIH")
_BLOCK = struct.Struct("<BHH")
_PRIME = 65521
_SUM = struct.Struct(">I")


def name_of(master: str, plan: Plan, values: list[SiteValue]) -> str:
    """The first identifier of the PDF that a master gives with these values."""
    told = [v.isoformat() if isinstance(v, clock.datetime) else v for v in values]
    return identity(master.encode(), repr((told, plan.warnings)).encode("utf-8", "surrogatepass"))


class Plate:
    """A master with what is needed to print from it, again and again."""

    def __init__(self, master: Master, words: Words) -> None:
        self.master, self.words = master, words
        self.seen = sha256(master.still)

    def printed(self, plan: Plan, values: list[SiteValue]) -> bytes:
        """The PDF.

        Raises NotPrefillable where a value does not fit its slot, or needs what the slot's face does not have.
        """
        master, words = self.master, self.words
        atoms = words.atoms(master.atoms, plan, values)
        joined = [_joined(need.parts, atoms) for need in master.needs]
        needs = [words.set(text, need.columns, need.scale) for text, need in zip(joined, master.needs, strict=True)]
        if any(need.normal_only and found[0] > 1 for need, found in zip(master.needs, needs, strict=True)):
            raise NotPrefillable("a place that knows one size")
        if master.codes and not _REVISION.fullmatch(plan.revision):
            raise NotPrefillable("revision")
        job = _Job(master)
        job.parts(_texts(master, atoms, joined))
        for sheet in master.sheets:
            job.sheet(sheet, needs)
        if master.codes:
            job.codes(plan.revision)
        return job.file(name_of(master.name, plan, values), self.seen.copy())


def _joined(parts: tuple[str | int, ...], atoms: list[str]) -> str:
    first = parts[0]
    if len(parts) == 1 and isinstance(first, int):
        return atoms[first]
    return "".join([atoms[part] if isinstance(part, int) else part for part in parts])


def _texts(master: Master, atoms: list[str], joined: list[str]) -> list[bytes]:
    """The values in objects, as they are written there."""
    made: list[bytes] = []
    for coding, parts, need in master.texts:
        text = _joined(parts, atoms)
        if coding == "points":
            asked = master.needs[need]
            made.append(b"%g" % points(value("", joined[need], asked.columns, asked.scale)))
            continue
        if not _SAFE.fullmatch(text):
            raise NotPrefillable(text)
        made.append(text.encode("utf-16-be").hex().encode() if coding == "wide" else text.encode())
    return made


class _Job:
    """A file in the making."""

    def __init__(self, master: Master) -> None:
        self._master = master
        self._out: list[bytes] = []
        self._place = len(master.still)
        self._places: dict[int, int] = {}
        self._next = master.size
        self._more: dict[int, list[int]] = {}  # elements of second lines, by sheet

    def parts(self, texts: list[bytes]) -> None:
        """The objects that hold values."""
        for part in self._master.parts:
            body = _interleaved(part, texts)
            if part.head:
                body = b"%s /Length %d >>\nstream\n%s\nendstream" % (part.head, len(body), body)
            self._put(part.number, body)

    def sheet(self, sheet: Sheet, needs: list[Set]) -> None:
        """The content of a page."""
        out = [_ZLIB]
        add = out.append
        total = 1
        adler, block = zlib.adler32, _BLOCK.pack
        for spot, still, packed in zip(sheet.spots, sheet.sums, sheet.packed, strict=False):
            way, glyphs, second = needs[spot.need]
            if way == 1:
                shown = spot.normal + glyphs + _CLOSE
            elif way == 0:
                shown = _BLANK
            elif way == 2:
                shown = spot.small + glyphs + _CLOSE
            elif way == 3:
                shown = spot.first + glyphs + _CLOSE
            else:
                mark = self._second_line(sheet, spot.element, spot.before, spot.after)
                shown = (
                    b"%s%s%s\nEMC\n/Span\n<</MCID %d>>\nBDC\n" % (spot.first, glyphs, _CLOSE, mark)
                    + spot.second + second + _CLOSE
                )  # fmt: skip
            size = len(shown)
            add(packed)
            add(block(0, size, size ^ 0xFFFF))
            add(shown)
            total = adler(shown, _with(total, *still))
        out += (sheet.packed[-1], _LAST_BLOCK, _SUM.pack(_with(total, *sheet.sums[-1])))
        data = b"".join(out)
        self._put(sheet.number, b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(data), data))

    def codes(self, revision: str) -> None:
        """The pictures of the pages' codes."""
        patterns: dict[int, int] = {}
        for code in self._master.codes:
            pattern = patterns.get(code.side) or patterns.setdefault(code.side, codes.pattern_of(revision, code.side))
            data = codes.code_bytes(int.from_bytes(code.rows, "big") ^ pattern, code.side)
            head = (
                b"<</Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1"
                b" /Interpolate false /Length %d>>" % (code.side, code.side, len(data))
            )  # fmt: skip
            self._put(code.number, head + b"\nstream\n" + data + b"\nendstream")

    def file(self, name: str, seal: Any) -> bytes:
        """The whole file. `seal` has seen the master's part of it."""
        master = self._master
        if self._more:
            self._tree()
        number, place = self._next, self._place
        self._places[number] = place
        numbers = sorted(self._places)
        data = b"".join([_ENTRY.pack(1, self._places[n], 0) for n in numbers])
        head = (
            b"%d 0 obj\n<</Type /XRef /Size %d /Root %d 0 R /Info %d 0 R /Prev %d /W [1 4 2] /Index [%s] /Length %d"
            b" /ID [(%s) (" % (number, number + 1, master.root, master.info, master.table, runs(numbers), len(data),
                               name.encode())
        )  # fmt: skip
        tail = b")]>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (data, place)
        body = b"".join((*self._out, head))
        seal.update(body)
        seal.update(b"0" * DIGITS)
        seal.update(tail)
        return b"".join((master.still, body, seal.hexdigest()[:DIGITS].encode(), tail))

    def _put(self, number: int, data: bytes) -> None:
        self._places[number] = self._place
        written = b"%d 0 obj\n%s\nendobj\n" % (number, data)
        self._place += len(written)
        self._out.append(written)

    def _second_line(self, sheet: Sheet, element: int, before: bytes, after: bytes) -> int:
        """Give a slot's element a second piece of content. Its number on the page."""
        number = self._next
        self._next += 1
        more = self._more.setdefault(sheet.number, [])
        more.append(number)
        mark = sheet.marks + len(more) - 1
        self._put(
            number,
            b"<</Type /StructElem /S /Span /K [%d] /Pg %d 0 R /P %d 0 R>>" % (mark, sheet.page, element),
        )
        self._put(element, b"%s%d 0 R%s" % (before, number, after))
        return mark

    def _tree(self) -> None:
        """The parent tree, with the elements of second lines."""
        master = self._master
        rows = [
            b"%d [ %s ] " % (i, b" ".join((sheet.parents, *(b"%d 0 R" % n for n in self._more.get(sheet.number, ())))))
            for i, sheet in enumerate(master.sheets)
        ]
        self._put(master.tree, b"".join((master.tree_before, *rows, master.tree_after)))


def _with(total: int, more: int, length: int) -> int:
    """The Adler-32 sum of two pieces, from that of each and the length of the second."""
    low, high = total & 0xFFFF, total >> 16
    sum_low = (low + (more & 0xFFFF) - 1) % _PRIME
    return ((high + (more >> 16) + (low - 1) * length) % _PRIME) << 16 | sum_low


def _interleaved(part: Part, texts: list[bytes]) -> bytes:
    values, still = part.values, part.still
    if len(values) == 1:
        return still[0] + texts[values[0]] + still[1]
    out = [still[0]]
    for at, text in enumerate(values, 1):
        out += (texts[text], still[at])
    return b"".join(out)
