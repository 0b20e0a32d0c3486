"""The characters of a font's codes: by its own map, by its coding, by what stands beside it."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from runbook.records.form_fonts import UNKNOWN, Font


@pytest.fixture
def pdf() -> pikepdf.Pdf:
    return pikepdf.new()


def font(pdf: pikepdf.Pdf, to_unicode: bytes | None = None, **keys: Any) -> Font:
    made = Dictionary(Type=Name.Font, BaseFont=Name.Helvetica, Subtype=Name.Type1, **keys)
    if to_unicode is not None:
        made.ToUnicode = pdf.make_stream(to_unicode)
    return Font(made)


MAP = b"1 beginbfchar <41> <0058> endbfchar"


@pytest.mark.parametrize(("flags", "read_as"), [(4, "XBé"), (32, "ABé"), (None, "ABé")])
def test_a_map_comes_before_the_coding_of_a_font_whose_codes_are_its_own(pdf, flags, read_as):
    keys: dict[str, Any] = {"Encoding": Name.WinAnsiEncoding}
    if flags is not None:
        keys["FontDescriptor"] = Dictionary(Flags=flags, FontFile2=pdf.make_stream(b""))
    assert font(pdf, MAP, **keys).text(b"AB\xe9") == read_as
    assert font(pdf, **keys).text(b"AB\xe9") == "ABé"


def test_a_map_that_says_another_letter_than_the_font_draws_is_not_read(pdf):
    """By the list of an embedded font, and by the names of glyphs."""
    stream = pdf.make_stream(b"3 beginbfchar <0001> <0032> <0002> <0041> <0003> <0033> endbfchar")
    wide = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Any, ToUnicode=stream)
    own = {1: "8", 2: "ΑA"}
    assert Font(wide, own).text(b"\0\1\0\2\0\3") == "8A3"
    assert Font(wide).text(b"\0\1\0\2\0\3") == "2A3"
    names = Dictionary(Differences=Array([65, Name.eight, Name.g12, Name.f_i]))
    mapped = font(pdf, b"3 beginbfchar <41> <0032> <42> <0033> <43> <00660069> endbfchar", Encoding=names)
    assert mapped.text(b"ABC") == "83fi"


@pytest.mark.parametrize("told", ["-", " ", "\u2010"])
def test_a_map_may_have_another_sign_or_another_form_of_a_letter(pdf, told):
    stream = pdf.make_stream(b"2 beginbfchar <0001> <%04X> <0002> <00660069> endbfchar" % ord(told))
    wide = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Any, ToUnicode=stream)
    assert Font(wide, {1: "\u00ad", 2: "\ufb01"}).text(b"\0\1\0\2") == f"{told}fi"


def test_a_range_counts_on_from_its_first_character(pdf):
    own_codes = Dictionary(Flags=4, FontFile2=pdf.make_stream(b""))
    mapped = font(pdf, b"1 beginbfrange <41> <43> <0061> endbfrange", FontDescriptor=own_codes)
    assert mapped.text(b"ABC") == "abc"
    assert mapped.text(b"D") == "D"  # by the coding


def test_ranges_without_an_end_are_cut_off(pdf):
    map_ = b"2 beginbfrange <0000> <7FFF> <0020> <8000> <FFFFFF> <4E00> endbfrange"
    assert len(font(pdf, map_).known) == 2**16


def test_codes_with_characters_of_their_own_are_read_by_their_names(pdf):
    differences = Dictionary(
        BaseEncoding=Name.WinAnsiEncoding, Differences=Array([65, Name.zero, Name.eacute, 70, Name.g123])
    )
    named = font(pdf, Encoding=differences)
    assert named.text(b"@ABCEFG") == f"@0éCE{UNKNOWN}G"


def test_codes_are_characters_where_the_font_says_so(pdf):
    """As Firefox writes what the form's own font does not have."""
    named = Font(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Any, ToUnicode=Name("/Identity-H")))
    assert named.text("22 → ✓".encode("utf-16-be")) == "22 → ✓"


def test_two_bytes_a_code_where_the_font_has_them(pdf):
    stream = pdf.make_stream(b"1 beginbfchar <0041> <0058> endbfchar")
    wide = Font(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Any, ToUnicode=stream))
    assert wide.text(b"\0A\0B") == f"X{UNKNOWN}"


@pytest.mark.parametrize("name", ["/ZapfDingbats", "/Symbol", "/ABCDEF+Helvetica"])
def test_a_font_of_other_signs_or_a_part_of_one_is_not_read(pdf, name):
    program = Dictionary(FontFile=pdf.make_stream(b""))
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(name), FontDescriptor=program)
    assert Font(face).text(b"l") == UNKNOWN


def test_a_part_of_a_font_that_is_not_there_is_replaced_by_a_whole_one(pdf):
    mapped = font(pdf, MAP, FontDescriptor=Dictionary(Flags=32))
    assert Font(Dictionary(Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Helvetica"))).text(b"l") == "l"
    assert mapped.text(b"A") == "A"


@pytest.mark.parametrize(
    ("coding", "drawn"), [("/Identity-H", False), ("/Identity-V", True), ("/UniJIS-UTF16-V", True)]
)
def test_letters_that_stand_below_one_another_may_be_any(coding, drawn):
    assert Font(Dictionary(Type=Name.Font, Subtype=Name.Type0, Encoding=Name(coding))).is_drawn is drawn
