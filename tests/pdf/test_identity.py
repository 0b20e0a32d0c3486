"""Identifiers of PDFs: what a file was made of, and whether it still is what it was."""

from __future__ import annotations

import pytest

from runbook.pdf.identity import first_identifier, identity, sealed

RAW = b"%PDF-1.7\n1 0 obj\n<</Type /XRef /Size 2>>\nstream\n\nendstream\nendobj\nstartxref\n9\n%%EOF"
MADE = sealed(RAW, "a" * 32)


def test_a_sealed_file_says_what_it_was_made_of():
    assert first_identifier(MADE) == "a" * 32
    assert MADE.startswith(RAW[:32])  # offsets in the table stay right


@pytest.mark.parametrize("at", [0, 40, 80, len(MADE) - 1])
def test_a_changed_byte_breaks_it(at):
    made = bytearray(MADE)
    made[at] ^= 1
    assert first_identifier(bytes(made)) is None


@pytest.mark.parametrize("data", [b"", b"%PDF", RAW, MADE + MADE, MADE + b"\n"])
def test_what_is_not_sealed_says_nothing(data):
    assert first_identifier(data) is None


@pytest.mark.parametrize("data", [b"%PDF", MADE])
def test_without_a_place_for_it_there_is_no_seal(data):
    with pytest.raises(ValueError, match="identifiers of its own"):
        sealed(data, "b" * 32)


def test_parts_do_not_run_into_one_another():
    assert identity(b"ab", b"c") != identity(b"a", b"bc") != identity(b"abc")
