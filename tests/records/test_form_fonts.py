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


def test_a_map_comes_before_the_coding(pdf):
    mapped = font(pdf, b"1 beginbfchar <41> <0058> endbfchar", Encoding=Name.WinAnsiEncoding)
    assert mapped.text(b"AB\xe9") == "XBé"
    assert font(pdf, Encoding=Name.WinAnsiEncoding).text(b"AB\xe9") == "ABé"


def test_a_range_counts_on_from_its_first_character(pdf):
    mapped = font(pdf, b"1 beginbfrange <41> <43> <0061> endbfrange")
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
def test_a_font_of_other_signs_or_a_part_of_one_is_not_read(name):
    other = Font(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(name)))
    assert other.text(b"l") == UNKNOWN
