"""record.csv: a blank record with one row a step, to type a filled-in checklist into.

Its columns are the contract's, by the contract's names in every language; behind them stand those that help whoever
fills it in. The file is UTF-8 with a byte order mark and separated by commas in every language; who opens it in a
spreadsheet that expects another sign takes record.xlsx (`runbook.records.blank_book`).
"""

from __future__ import annotations

import csv
import io

from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.records.blank_rows import rows
from runbook.records.column_heads import KEYS

BOM = "\ufeff"


def record_csv(plan: Plan, language: Language) -> bytes:
    """record.csv; what its rows say is in `language`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(KEYS)
    writer.writerows(rows(plan, language))
    return (BOM + text.getvalue()).encode()
