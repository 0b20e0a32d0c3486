"""A finished PDF of marks -> a master."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from runbook.pdf.prefill import page_codes
from runbook.pdf.prefill.extract_objects import ObjectExtractor
from runbook.pdf.prefill.extract_slots import SlotExtractor, parent_tree
from runbook.pdf.prefill.marks import REVISION
from runbook.pdf.prefill.master import CodePicture, Master, SlotTemplate
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.shown_values import ShownValues
from runbook.pdf.prefill.slot_face import Face
from runbook.pdf.prefill.static_file import emptied, numbered, written_objects


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPages:
    """A PDF of marks, and what stands in it: the values that are shown, the texts of slots, which of these the form's
    locked fields hold, how many pages bear a code, and how many slots of each text there are where that is known."""

    pdf: bytes
    shown: ShownValues
    templates: tuple[SlotTemplate, ...]
    locked: tuple[int, ...]
    codes: int
    slots: Mapping[int, int]


def extract(marked: MarkedPages, name: str, language: str, face: Face) -> Master:
    """The master called `name`.

    Raises NotPrefillable where a value is found in no place, or in one that cannot be filled.
    """
    import pikepdf

    templates, marked_file = marked.templates, numbered(marked.pdf, face.glyphs)
    with pikepdf.open(BytesIO(marked_file)) as pdf:
        slots, others = SlotExtractor(templates, face), ObjectExtractor(templates, marked.locked, marked.shown)
        written = written_objects(marked_file)
        sheets, objects = slots.sheets(pdf), others.objects(pdf, written)
        spots = Counter(spot.template for sheet in sheets for spot in sheet.spots)
        if any(spots[template] < count for template, count in marked.slots.items()):
            raise NotPrefillable(f"{name}: a slot that is not set as slots are")
        codes = tuple(_codes(pdf, marked.codes, language))
        if len(codes) != marked.codes or slots.met | others.met != set(range(len(templates))):
            raise NotPrefillable(f"{name}: a value has no place on the pages, or a code")
        tree = parent_tree(pdf)
        numbers = {*(s.number for s in sheets), *(o.number for o in objects), *(c.number for c in codes)}
        file = emptied(pdf, written, numbers)
    return Master(
        name=name, language=language, shown=marked.shown.all(), templates=templates, texts=others.texts(),
        sheets=sheets, objects=objects, codes=codes, glyphs=face.glyphs, file=file, tree=tree,
    )  # fmt: skip


def _codes(pdf: Any, pages: int, language: str) -> Iterator[CodePicture]:
    """The pictures of the pages' codes."""
    import pikepdf

    if not pages:
        return
    blank_codes, patterns = {}, {}
    for page in range(1, pages + 1):
        side, bits = page_codes.blank_code(page, pages, language)
        if side not in patterns:
            patterns[side] = page_codes.pattern_of(REVISION, side)
        blank_codes[_rgb(bits ^ patterns[side], side)] = side, bits
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
            code = blank_codes.get(thing.read_bytes())
            if code is not None:
                side, bits = code
                yield CodePicture(number=thing.objgen[0], side=side, rows=page_codes.code_bytes(bits, side))


def _rgb(bits: int, side: int) -> bytes:
    """A code as WeasyPrint embeds it: three bytes a module."""
    width = 8 * page_codes.row_bytes(side)
    text = format(bits, f"0{width * side}b")
    rows = (text[at : at + side] for at in range(0, width * side, width))
    return b"".join(b"\xff\xff\xff" if bit == "1" else b"\0\0\0" for row in rows for bit in row)
