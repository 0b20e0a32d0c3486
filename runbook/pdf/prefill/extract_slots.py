"""The pages of a PDF of marks -> the places of slots on them, and all that stands between."""

from __future__ import annotations

import re
import zlib
from typing import Any

from runbook.document.slots import Size
from runbook.pdf.prefill.master import ParentTree, Sheet, SlotTemplate, Spot
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.slot_face import FAMILY, LIGHT_FAMILY, SHOWN, Face, family_of, glyph_text, mapped

_LEVEL = 9
_MCID = re.compile(rb"<</MCID ([0-9]+)>>")
_MARK = re.compile(rb"<</MCID ([0-9]+)>>|/Artifact\s*<<")  # an artifact with properties stands in a margin
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SLOT_MARK = re.compile("q[0-9a-z]{3}")
MARKED = 4  # characters of a mark


def slot_mark(template: int) -> str:
    """What stands in a template's slots while the master is set: four characters, which fit in any slot."""
    many = len(_DIGITS)
    return f"q{_DIGITS[template // many**2]}{_DIGITS[template // many % many]}{_DIGITS[template % many]}"


class SlotExtractor:
    """Finds slots by the marks in them. `met` are the templates that were found."""

    def __init__(self, templates: tuple[SlotTemplate, ...], face: Face) -> None:
        self._templates, self._face = templates, face
        self._numbers = {slot_mark(i): i for i in range(len(templates))}
        self._fonts: dict[bytes, dict[str, str] | None] = {}  # characters by glyph; None of the faces of slots
        self._characters = {glyph: character for character, glyph in face.glyphs.items()}
        self.met: set[int] = set()

    def sheets(self, pdf: Any) -> tuple[Sheet, ...]:
        """Each page."""
        rows = pdf.Root.StructTreeRoot.ParentTree.Nums
        return tuple(self._sheet(page, rows[2 * i + 1]) for i, page in enumerate(pdf.pages))

    def _sheet(self, page: Any, elements: Any) -> Sheet:
        """A page. `elements` are those of its pieces of marked content."""
        content = bytes(page.Contents.read_bytes())
        self._fonts = {
            name[1:].encode(): None if family_of(font) in (FAMILY, LIGHT_FAMILY) else mapped(font)
            for name, font in page.Resources.Font.items()
        }
        static: list[bytes] = []
        spots: list[Spot] = []
        end, mark = 0, None
        for shown in SHOWN.finditer(content):
            template = self._template(shown)
            if template is None:
                continue
            self.met.add(template)
            marks = _MARK.findall(content, end, shown.start())
            mark = marks[-1] if marks else mark
            if mark is None or (mark and not marks):
                raise NotPrefillable("a slot without marked content")
            static.append(_without_adjustments(content[end : shown.start()]))
            spots.append(self._spot(template, shown, elements[int(mark)] if mark else None))
            end = shown.end()
        static.append(_without_adjustments(content[end:]))
        return Sheet(
            number=page.Contents.objgen[0], page=page.objgen[0], packed=tuple(map(_deflated, static)),
            sums=tuple(map(_sums, static)), spots=tuple(spots),
            marks=len(_MCID.findall(content)), parents=_inside(elements),
        )  # fmt: skip

    def _template(self, shown: re.Match[bytes]) -> int | None:
        """The template of a slot; None for other text. Raises NotPrefillable for a slot in another face."""
        other = self._fonts[shown["font"]]
        characters = self._characters if other is None else other
        glyphs = glyph_text(shown["glyphs"])
        if len(glyphs) != MARKED:
            return None
        template = self._numbers.get("".join([characters.get(glyph, "?") for glyph in glyphs]))
        if template is not None and other is not None:
            raise NotPrefillable("a slot in a face of its own")
        return template

    def _spot(self, template: int, shown: re.Match[bytes], element: Any) -> Spot:
        """A slot; `element` is that of its piece of content, None in a margin."""
        scale = self._templates[template].scale
        (normal,), (small,), (first, second) = (
            self._face.lines[scale, size] for size in (Size.NORMAL, Size.SMALL, Size.TWO_LINES)
        )
        if shown["size"] != normal.points:
            raise NotPrefillable("a slot of a size of its own")
        x, y, font = shown["x"], float(shown["y"]), shown["font"]
        openings = [
            b"BT\n1 0 0 -1 %s %s Tm\n/%s %s Tf\n<" % (x, _number(y + line.below), font, line.points)
            for line in (normal, small, first, second)
        ]
        number, before, after = (0, b"", b"") if element is None else _around(element)
        return Spot(
            template=template, normal=openings[0], small=openings[1], first=openings[2], second=openings[3],
            element=number, before=before, after=after,
        )  # fmt: skip


def _around(element: Any) -> tuple[int, bytes, bytes]:
    """The number of a slot's element, and what stands in it before and after a second line's."""
    slot = element.P
    if len(slot.K) != 1 or slot.K[0].objgen != element.objgen:
        raise NotPrefillable("a slot with more than its value")
    reference = element.unparse()
    before, _kids, after = slot.unparse(resolved=True).partition(b"[ %s ]" % reference)
    if not after:
        raise NotPrefillable("a slot's element")
    return slot.objgen[0], before + b"[ %s " % reference, b" ]" + after


def parent_tree(pdf: Any) -> ParentTree:
    """The parent tree, around the rows of pages."""
    import pikepdf

    tree = pdf.Root.StructTreeRoot.ParentTree
    if set(tree.keys()) != {"/Nums"}:
        raise NotPrefillable("the parent tree")
    others = pikepdf.Array(list(tree.Nums)[2 * len(pdf.pages) :])
    return ParentTree(number=tree.objgen[0], before=b"<< /Nums [ ", after=_inside(others) + b" ] >>")


def _inside(array: Any) -> bytes:
    """What stands between the brackets of an array."""
    written: bytes = array.unparse(resolved=True)
    return written[1:-1].strip()


def _number(value: float) -> bytes:
    return f"{value:f}".rstrip("0").rstrip(".").encode()


def _without_adjustments(content: bytes) -> bytes:
    """Content without the adjustments by nothing that stand between glyphs."""
    return content.replace(b">0<", b"")


def _sums(data: bytes) -> tuple[int, int, int]:
    """What a piece adds to the Adler-32 sum of the page."""
    higher, more = divmod(zlib.adler32(data, 0), 1 << 16)
    return more, higher, len(data)


def _deflated(data: bytes) -> bytes:
    """A piece of a deflate stream, ended on a byte, which refers to nothing before it."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
