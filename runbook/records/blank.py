"""The blank records: a spreadsheet and a CSV file with one row a step, to type a filled-in checklist into.

Their columns are the contract's. Cells are text throughout: nothing is a formula, and no spreadsheet turns a time
into a number. The CSV file is UTF-8 with a byte order mark and separated by commas in every language; who opens it in a
spreadsheet that expects another sign takes record.xlsx.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.model.record import TABLE_COLUMNS, WRITTEN_FIELDS, WRITTEN_STATES
from runbook.model.remaining import remaining
from runbook.records.people import PERSON

PEOPLE = 2  # rows for people who are not in the plan
WIDTHS = (14, 8, 36, 11, 44, 10, 18, 8, 8, 28, 40)
BOM = "\ufeff"


def rows(plan: Plan, language: Language) -> Iterator[tuple[str, ...]]:
    """A blank row for every step that is left, in the plan's order; then those for people who are not in the plan."""
    for step in remaining(plan).steps:
        number = language.text(N_("step {number}"), number=step.number)
        yield (plan.revision, "", step.id, number, language.text(step.title), *[""] * len(WRITTEN_FIELDS))
    title = language.text(N_("Somebody who is not in the plan: initials under by, name under value, roles under note"))
    for _ in range(PEOPLE):
        yield (plan.revision, "", PERSON, "–", title, *[""] * len(WRITTEN_FIELDS))


def record_csv(plan: Plan, language: Language) -> bytes:
    """record.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(TABLE_COLUMNS)
    writer.writerows(rows(plan, language))
    return (BOM + text.getvalue()).encode()


def record_xlsx(plan: Plan, language: Language) -> bytes:
    """record.xlsx: the same rows, with a drop-down list of the states."""
    from datetime import datetime

    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": f"{plan.site} {plan.change}", "created": datetime(2000, 1, 1)})
        text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "border": 1})
        bold = book.add_format({"bold": True, "num_format": "@", "bottom": 2, "bg_color": "#E4E4E4"})
        sheet = book.add_worksheet("record")
        for column, (name, width) in enumerate(zip(TABLE_COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, name, bold)
        for place, row in enumerate(rows(plan, language), 1):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, text) if cell else sheet.write_blank(place, column, None, text)
        state = TABLE_COLUMNS.index("state")
        last = max(len(remaining(plan).steps), 1)
        sheet.data_validation(1, state, last, state, {"validate": "list", "source": list(WRITTEN_STATES)})
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return content.getvalue()
