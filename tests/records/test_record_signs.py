"""Whether a file may hold a record, by how it begins."""

from __future__ import annotations

import pytest

from runbook.records.record_signs import HEAD, has_signs

HEADER = b"revision,run,step,state,at,by"
JSON = b'{"format": "runbook-record/1"}'


@pytest.mark.parametrize("begins", [b"", b"\xef\xbb\xbf", b"\n \t", b"\xef\xbb\xbf \n"])
def test_a_page_of_the_web_is_no_record_whatever_stands_in_it(begins: bytes) -> None:
    for whole in (JSON, HEADER + b"\n", b"%PDF-1.7"):
        assert has_signs(begins + whole, begins + whole)
        page = begins + b"<p>" + whole
        assert not has_signs(page, page)


@pytest.mark.parametrize("letter", ["é", "€", "𝄞"])
def test_a_header_is_known_though_the_head_of_the_file_ends_within_a_letter(letter: str) -> None:
    file = HEADER + b"\n" + letter.encode() * HEAD
    for length in range(HEAD, HEAD + 4):
        assert has_signs(file[:length], file)


def test_a_header_that_takes_up_the_whole_head_is_none() -> None:
    assert has_signs(HEADER, HEADER)
    assert not has_signs(HEADER + b"," * HEAD, HEADER + b"," * HEAD)
