"""Records as CSV: comma, semicolon or tab; UTF-8, UTF-16 and UTF-32 with or without a mark, else a code page."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.model.record import TABLE_COLUMNS, RecordPart
from runbook.reading.spreadsheet.csv_table import decoded, rows_of
from runbook.reading.unreadable import Unreadable
from runbook.records.table import parts_of_rows
from runbook.records.table_text import known_columns

# A file that ends without a line end, and one with its mark behind it.
_JOINED = re.compile(rf'(?<=[^\r\n])\ufeff(?="?(?:{"|".join(TABLE_COLUMNS)})\b)', re.IGNORECASE)


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The parts of records in a CSV file. Raises Unreadable."""
    text = decoded(content)
    text = _JOINED.sub("\n", text) if "\ufeff" in text else text
    try:
        yield from parts_of_rows(rows_of(text, known_columns), file)
    except csv.Error as error:
        raise Unreadable(N_("this is not CSV: {reason}"), reason=library_reason(error)) from None
