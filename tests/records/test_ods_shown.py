"""Texts that ODS cells keep beside their values, as the formats of many countries make them."""

from __future__ import annotations

import pytest

from runbook.reading.spreadsheet.ods_shown import agree


@pytest.mark.parametrize(
    ("kind", "stored", "shown", "same"),
    [
        ("float", "7", "7", True),
        ("float", "7", "7.00", True),
        ("float", "7", "7,00 €", True),
        ("float", "1234.5", "1.234,50", True),
        ("float", "1234.5", "1 234,5", True),
        ("float", "1234567", "1,234,567", True),
        ("percentage", "0.25", "25%", True),
        ("float", "1234567", "1.2E+06", True),
        ("float", "46361.93", "46362", True),
        ("float", "-3", "(3)", True),
        ("float", "-3", "–3", True),
        ("float", "TRUE", "VRAI", True),
        ("float", "7", "8", False),
        ("float", "7", "24.1.2", False),
        ("float", "1", "failed", False),
        ("boolean", "TRUE", "VRAI", True),
        ("boolean", "TRUE", "FALSE", False),
        ("date", "2026-12-05 22:10", "5 déc. 2026, 10:10 PM", True),
        ("date", "2026-12-05 22:10", "12/05/26", True),
        ("date", "2026-12-05", "Saturday", False),
        ("date", "2026-12-05 22:10", "2026-12-05 22:15", False),
        ("time", "22:10", "10:10 PM", True),
        ("time", "22:10", "22:20", False),
    ],
)
def test_what_a_format_may_make_of_a_value(kind: str, stored: str, shown: str, same: bool) -> None:
    assert agree(kind, stored, shown) is same
