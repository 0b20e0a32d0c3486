"""Whether a file may hold a record, by how it begins: what it is called says nothing of that."""

from __future__ import annotations

import csv
from itertools import islice

from runbook.reading.spreadsheet.csv_table import ABOVE, decoded, rows_of
from runbook.reading.spreadsheet.locked import OLD, is_old_book
from runbook.reading.unreadable import Unreadable
from runbook.records.table_text import is_header, known_columns

HEAD, MARK = 2**16, b"runbook-record/"  # bytes that are looked at, for what only records say
_PACKED, _SPREADSHEETS = b"PK\x03\x04", (b"xl/", b"opendocument.spreadsheet", b"encrypted-package")


def has_signs(head: bytes, whole: bytes) -> bool:
    """Whether what a file begins with is that of a record, or of a spreadsheet or PDF, which may hold one. Old
    spreadsheets and those with a password say what they are anywhere in the `whole` file. No web page is one."""
    if head.startswith(_PACKED):
        return any(sign in head for sign in _SPREADSHEETS)
    if head.startswith(OLD):
        return is_old_book(whole)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return False
    return MARK in head or b"%PDF-" in head[:1024] or _has_header(head)


def _has_header(head: bytes) -> bool:
    """Whether one of the first lines is the header of a table of steps."""
    try:
        rows = rows_of(decoded(_whole_letters(head)), known_columns)
        return any(is_header(row.cells) for row in islice(rows, ABOVE))
    except (Unreadable, csv.Error):
        return False


def _whole_letters(head: bytes) -> bytes:
    """Without the half of a letter at the end, where the head of a longer file was cut within it."""
    return head[: head.rfind(b"\n") + 1] if len(head) >= HEAD else head
