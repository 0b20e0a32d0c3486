"""Whether an embedded font draws what the kit's does: of any other, a note says that its letters were not looked at."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from pikepdf import Dictionary, Name, String

from runbook.records.form_fonts import UNKNOWN, Font
from runbook.records.form_shapes import FontShapes
from tests.records.filling import edited, place_of
from tests.records.test_form_faces import FACES, MONO, embedded
from tests.records.test_forms import AT, ENTRIES, filled, read


def exchange(face: TTFont) -> None:
    """Its list is as it was, but 2 looks like 3."""
    names, glyphs = face.getBestCmap(), face["glyf"]
    two, three = names[ord("2")], names[ord("3")]
    glyphs[two], glyphs[three] = glyphs[three], glyphs[two]


def without_list(face: TTFont) -> None:
    del face["cmap"]


def with_own_codes(face: TTFont) -> None:
    for table in face["cmap"].tables:
        table.platformID, table.platEncID = 3, 0


def move(face: TTFont) -> None:
    """Each figure lies where the next one is."""
    places = face["hmtx"].metrics
    for name in map(face.getBestCmap().get, map(ord, "0123456789")):
        wide, left = places[name]
        places[name] = wide, left + 600


def shrink(face: TTFont) -> None:
    face["head"].unitsPerEm = 16_384


def draw_blanks(face: TTFont) -> None:
    names, glyphs = face.getBestCmap(), face["glyf"]
    glyphs[names[ord(" ")]] = glyphs[names[ord("9")]]


def draw_signs(face: TTFont) -> None:
    names, glyphs = face.getBestCmap(), face["glyf"]
    glyphs[names[ord(":")]] = glyphs[names[ord("é")]]


def other_outlines(face: TTFont) -> None:
    """In a table that is not looked at."""
    face["CBDT"] = DefaultTable("CBDT")
    face["CBDT"].data = b"\2\0\5\0\0"


def saved(change: Callable[[TTFont], object], file: Path = MONO) -> bytes:
    made = io.BytesIO()
    with TTFont(file) as face:
        change(face)
        face.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("program", "kits"),
    [
        (MONO.read_bytes(), True),
        (saved(lambda face: face["head"]), True),
        (saved(exchange), False),
        (saved(move), False),
        (saved(shrink), False),
        (saved(draw_blanks), False),
        (saved(draw_signs), False),
        (saved(other_outlines), False),
        (b"OTTO" + MONO.read_bytes()[4:], False),
        (saved(without_list), False),
        (saved(with_own_codes), False),
        ((FACES / "DejaVuSans.ttf").read_bytes(), False),
        (b"", False),
        (MONO.read_bytes()[:3000], False),
        (MONO.read_bytes()[:-20000], False),
        (b"\0" * 2**22, False),
    ],
)
def test_shapes_are_looked_at(program: bytes, kits: bool) -> None:
    pdf = pikepdf.new()
    assert FontShapes().are_kits(embedded(pdf, program)) is kits
    plain = Dictionary(Subtype=Name.TrueType, FontDescriptor=Dictionary(FontFile2=pdf.make_stream(program)))
    assert FontShapes().are_kits(plain) is kits
    assert Font(plain).is_believed(b"2") is True
    assert Font(plain, are_kits=True).is_believed(b"2") is False


@pytest.mark.parametrize("key", ["/FontFile", "/FontFile3"])
def test_a_second_program_beside_the_kits_may_have_any_shapes(key: str) -> None:
    pdf = pikepdf.new()
    both = {"/FontFile2": pdf.make_stream(MONO.read_bytes()), key: pdf.make_stream(b"")}
    assert FontShapes().are_kits(Dictionary(Subtype=Name.TrueType, FontDescriptor=Dictionary(both))) is False


def test_what_but_a_map_says_is_believed() -> None:
    """Of a font whose codes are its own, and of a glyph that its list leaves out."""
    pdf = pikepdf.new()
    program = Dictionary(Flags=4, FontFile2=pdf.make_stream(MONO.read_bytes()))
    mapped = pdf.make_stream(b"1 beginbfchar <32> <0033> endbfchar")
    own = Dictionary(Subtype=Name.TrueType, BaseFont=Name.Own, FontDescriptor=program, ToUnicode=mapped)
    assert [Font(own, are_kits=True).is_believed(one) for one in (b"2", b"4")] == [True, False]
    wide = embedded(pdf, MONO.read_bytes())
    wide.ToUnicode = pdf.make_stream(b"2 beginbfchar <0001> <0032> <0002> <0033> endbfchar")
    assert [Font(wide, {1: "2"}, are_kits=True).is_believed(one) for one in (b"\0\1", b"\0\2")] == [False, True]


@pytest.mark.parametrize("key", ["/FontFile", "/FontFile3"])
def test_fonts_of_other_kinds_are_not_looked_at(key: str) -> None:
    pdf = pikepdf.new()
    face = Dictionary(Subtype=Name.Type1, FontDescriptor=Dictionary({key: pdf.make_stream(b"")}))
    assert FontShapes().are_kits(face) is False
    assert Font(face).is_believed(b"2") is True


def test_a_map_to_letters_of_a_font_that_is_not_there_is_believed() -> None:
    pdf = pikepdf.new()
    mapped = pdf.make_stream(b"1 beginbfchar <0032> <0032> endbfchar")
    for kind, shown, believed in ((Name.Type0, b"\0002", True), (Name.Type1, b"2", False)):
        face = Dictionary(Subtype=kind, BaseFont=Name.Helvetica, ToUnicode=mapped)
        assert Font(face).is_believed(shown) is believed


@pytest.mark.parametrize("name", ["/Wingdings-Regular", "/Webdings", "/SymbolMT", "/ZapfDingbats"])
def test_fonts_of_signs_have_no_letters(name: str) -> None:
    face = Dictionary(Subtype=Name.TrueType, BaseFont=Name(name), Encoding=Name.WinAnsiEncoding)
    assert Font(face).text(b"2") == UNKNOWN


@pytest.mark.parametrize("coding", [Name.MacExpertEncoding, Dictionary(BaseEncoding=Name.MacExpertEncoding)])
def test_a_coding_of_fractions_has_no_letters(coding: Any) -> None:
    assert Font(Dictionary(Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=coding)).text(b"2") == UNKNOWN


@pytest.mark.parametrize(("change", "codes"), [(exchange, ["DOC016"]), (lambda _: None, [])])
def test_a_form_whose_font_has_letters_of_other_shapes_is_told(tmp_path: Path, change: Any, codes: list[str]) -> None:
    """Its codes are those of a coding, its list says what they are: a viewer draws another time."""

    def draw(pdf: Any) -> None:
        program = Dictionary(Flags=32, FontFile2=pdf.make_stream(saved(change)))
        face = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Own, FontDescriptor=program)
        face.Encoding = Name.WinAnsiEncoding
        place, at = place_of(pdf, AT), ENTRIES[0].at
        look = pdf.make_stream(f"BT /F 9 Tf 2 5 Td ({at}) Tj ET".encode())
        look.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(face)))
        place.V, place.AP = String(at), Dictionary(N=look)

    (part,) = read(edited(filled(), draw), tmp_path)
    assert [fault.code for fault in part.faults] == codes
    assert part.entries[0].at == ENTRIES[0].at
