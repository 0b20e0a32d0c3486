"""Text whose letters take two or four bytes each, as some editors and shells write it: UTF-16 and UTF-32, known by
their first bytes, with a mark or without one."""

from __future__ import annotations

import codecs

_MARKS = {  # UTF-32 first: its mark begins as that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Of the first four bytes, which are none, where a text begins with plain letters and has no mark.
_UNMARKED: dict[tuple[bool, ...], str] = {
    (True, False, True, False): "utf-16-le",
    (False, True, False, True): "utf-16-be",
    (True, False, False, False): "utf-32-le",
    (False, False, False, True): "utf-32-be",
}


def wide_encoding(content: bytes) -> str | None:
    """How `content`, or its beginning, is written, by the name that Python has for it; None where not in this way."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    head = content[:4]
    return _UNMARKED.get(tuple(map(bool, head))) if all(_is_letter(byte) for byte in head if byte) else None


def wide_name(content: bytes) -> str | None:
    """The same as people know it: UTF-16 or UTF-32."""
    encoding = wide_encoding(content)
    return encoding and encoding[:6].upper()


def _is_letter(byte: int) -> bool:
    return byte >= ord(" ") or byte in b"\t\n\r"
