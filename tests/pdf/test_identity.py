"""Identifiers of PDFs: what a file was made of, and whether it still is what it was."""

from __future__ import annotations

import pytest

from runbook.pdf.identity import first_identifier, identity, sealed

RAW = b"%PDF-1.7\n1 0 obj <</ID [(" + b"a" * 32 + b") (" + b"b" * 32 + b")]>> endobj\n%%EOF"


def test_a_sealed_file_says_what_it_was_made_of():
    assert first_identifier(sealed(RAW)) == "a" * 32
    assert len(sealed(RAW)) == len(RAW)
    assert sealed(sealed(RAW)) == sealed(RAW)


@pytest.mark.parametrize("at", [0, 40, 70, len(RAW) - 1])
def test_a_changed_byte_breaks_it(at):
    made = bytearray(sealed(RAW))
    made[at] ^= 1
    assert first_identifier(bytes(made)) is None


@pytest.mark.parametrize("data", [b"", b"%PDF", RAW, RAW + RAW, sealed(RAW) + b"\n"])
def test_what_is_not_sealed_says_nothing(data):
    assert first_identifier(data) is None


def test_without_a_place_for_it_there_is_no_seal():
    with pytest.raises(ValueError, match="0 pairs"):
        sealed(b"%PDF")


def test_parts_do_not_run_into_one_another():
    assert identity(b"ab", b"c") != identity(b"a", b"bc") != identity(b"abc")
