"""Codes that are added up are those that are made."""

from __future__ import annotations

from hashlib import sha256

import pytest

from runbook.document import page_code as pagecode
from runbook.model.form import page_code
from runbook.pdf.prefill import page_codes as codes


def made(text: str) -> bytes:
    rows = ["".join("0" if black else "1" for black in row) for row in pagecode.modules(text)]
    return b"".join(int(row + "1" * (-len(row) % 8), 2).to_bytes(-(-len(row) // 8), "big") for row in rows)


@pytest.mark.long
@pytest.mark.parametrize(("page", "pages", "tag"), [(1, 2, "fr"), (12, 13, "en"), (3, 120, "zh_Hant_TW")])
def test_a_code_is_a_blank_one_and_a_pattern(page, pages, tag, monkeypatch):
    side, blank = codes.blank_code(page, pages, tag)
    revisions = [sha256(str(i).encode()).hexdigest() for i in range(4)] + ["f" * 64, "9" * 64, "0123456789abcdef" * 4]
    for few in (codes.FEW, 0):
        monkeypatch.setattr(codes, "FEW", few)
        monkeypatch.setattr(codes, "_MET", {})
        for revision in revisions:
            added = codes.code_bytes(blank ^ codes.pattern_of(revision, side), side)
            assert added == made(page_code(revision, page, pages, tag))


def test_codes_of_one_length_have_one_size():
    """Also where a revision has many figures in a row, which a code could hold in less room."""
    sides = {len(pagecode.modules(page_code(c * 64, 1, 2, "fr"))) for c in "0af9" if c != "0"}
    assert len(sides) == 1
