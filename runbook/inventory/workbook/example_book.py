"""The example inventory as a workbook."""

from __future__ import annotations

from datetime import date

from runbook.i18n import Language
from runbook.inventory.example import example_on
from runbook.inventory.load import parse_file
from runbook.inventory.workbook.sheet_rows import rows_of_inventory
from runbook.inventory.workbook.xlsx_file import workbook_bytes
from runbook.reading.nodes import Plain

NAME = "inventory.xlsx"


def example_book(today: date, language: Language) -> bytes:
    """The example as somebody finds it who begins today, its heads in `language`."""
    parsed = parse_file(example_on(today).decode(), NAME, lambda _site, data: data)
    head = parsed.heading
    heading: dict[str, Plain] = {"organization": head.organization, "languages": list(head.languages)}
    return workbook_bytes(
        rows_of_inventory(heading, [site for site in parsed.sites if isinstance(site, dict)]), language
    )
