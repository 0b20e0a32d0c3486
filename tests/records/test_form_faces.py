"""What an embedded font says of its own letters: of real fonts, damaged ones, and such as have no end."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from runbook.records.form_faces import Faces, Letters
from runbook.records.form_fonts import UNKNOWN, Font
from tests.records.filling import edited, place_of
from tests.records.test_forms import AT, ENTRIES, filled, read

FACES = Path(__file__).resolve().parents[2] / "templates" / "fonts"
MONO = FACES / "AtkinsonHyperlegibleMono-Regular.ttf"


def embedded(pdf: pikepdf.Pdf, program: bytes, **keys: Any) -> Any:
    inner = Dictionary(Subtype=Name.CIDFontType2, FontDescriptor=Dictionary(FontFile2=pdf.make_stream(program)), **keys)
    return Dictionary(Type=Name.Font, Subtype=Name.Type0, Encoding=Name("/Identity-H"), DescendantFonts=Array([inner]))


def letters(program: bytes, **keys: Any) -> Letters | None:
    pdf = pikepdf.new()
    made = {key: pdf.make_stream(value) if isinstance(value, bytes) else value for key, value in keys.items()}
    return Faces().letters(embedded(pdf, program, **made))


@pytest.mark.parametrize("file", [MONO, FACES / "DejaVuSans.ttf"])
def test_fonts_are_read_as_others_read_them(file: Path) -> None:
    found, face = letters(file.read_bytes()), TTFont(file)
    listed = face.getBestCmap()
    assert found is not None
    assert len(listed) > 300
    assert all(chr(character) in found[face.getGlyphID(name)] for character, name in listed.items())


def test_codes_may_be_those_of_a_table_beside_the_font() -> None:
    data, face = MONO.read_bytes(), TTFont(MONO)
    table = struct.pack(">3H", 0, face.getGlyphID("two"), face.getGlyphID("A"))
    found = letters(data, CIDToGIDMap=table) or {}
    assert {code: "2" in text or "A" in text for code, text in found.items()} == {1: True, 2: True}


@pytest.mark.parametrize("size", [0, 1, 3, 11, 40, 200, 300])
def test_a_damaged_font_hides_its_letters(size: int) -> None:
    assert letters(MONO.read_bytes()[:size]) is None


def test_a_font_that_is_packed_otherwise_or_has_codes_of_its_own_hides_its_letters() -> None:
    pdf = pikepdf.new()
    font = embedded(pdf, MONO.read_bytes())
    assert Faces().letters(font)
    font.Encoding = pdf.make_stream(b"1 begincidrange <0000> <FFFF> 3 endcidrange")
    assert Faces().letters(font) is None
    font = embedded(pdf, MONO.read_bytes().hex().encode() + b">")
    font.DescendantFonts[0].FontDescriptor.FontFile2.Filter = Name.ASCIIHexDecode
    assert Faces().letters(font) is None
    font.ToUnicode = pdf.make_stream(b"1 beginbfchar <0001> <0032> endbfchar")
    assert (Font(font, None).text(b"\0\1"), Font(font, {}).text(b"\0\1")) == (UNKNOWN, "2")


def font_of_one_table(last: int) -> bytes:
    """It has but the list of its letters: those from a blank up to `last`, by the glyphs from 1 on."""
    groups = struct.pack(">HHLLL", 12, 0, 28, 0, 1) + struct.pack(">LLL", 0x20, last, 1)
    listed = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + groups
    return struct.pack(">LHHHH", 0x10000, 1, 0, 0, 0) + struct.pack(">4sLLL", b"cmap", 0, 28, len(listed)) + listed


def test_a_font_may_have_few_tables() -> None:
    assert letters(font_of_one_table(0x22)) == {1: " ", 2: "!", 3: '"'}


def test_a_list_without_an_end_is_cut_off() -> None:
    assert 2**16 < len(letters(font_of_one_table(0xFFFFFFFF)) or {}) <= 2**17


def test_a_form_whose_font_draws_other_letters_than_its_map_says_is_told(tmp_path: Any) -> None:
    """The map says the time that is stored; by the font itself, another is drawn."""
    shown = ENTRIES[0].at.replace(":", "-")

    def change(pdf: Any) -> None:
        face = TTFont(MONO)
        number = {chr(one): face.getGlyphID(name) for one, name in face.getBestCmap().items()}
        font = embedded(pdf, MONO.read_bytes())
        other = shown.translate(str.maketrans("0123456789", "9876543210"))
        lies = dict(zip(other, shown, strict=True))
        pairs = " ".join(f"<{number[drawn]:04X}> <{ord(told):04X}>" for drawn, told in lies.items())
        font.ToUnicode = pdf.make_stream(f"{len(lies)} beginbfchar {pairs} endbfchar".encode())
        place = place_of(pdf, AT)
        look = pdf.make_stream(f"BT /F 9 Tf 2 5 Td <{''.join(f'{number[one]:04X}' for one in other)}> Tj ET".encode())
        look.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        place.V, place.AP = String(shown), Dictionary(N=look)

    (part,) = read(edited(filled(), change), tmp_path)
    assert [fault.code for fault in part.faults] == ["DOC015"]
    assert part.entries[0].at == shown.translate(str.maketrans("0123456789", "9876543210"))
