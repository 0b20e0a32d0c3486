"""docs/workbook.md: `python -m runbook.inventory.workbook.columns_page` writes it anew."""

from __future__ import annotations

import sys
from pathlib import Path

from runbook.i18n import Language, load_language
from runbook.inventory.workbook.columns import SHEETS, WorkbookSheet

PLACE = Path("docs", "workbook.md")
_HEAD = """\
# An inventory as a workbook

`python -m runbook.inventory.workbook.columns_page` writes this page.

`runbook init --xlsx` writes a workbook that renders as it is, its headings in the language of the messages (`--lang
fr`); `runbook export INVENTORY --to xlsx -o FILE.xlsx` makes one from any inventory, and `--to yaml` or `--to csv`
the other way. A workbook (XLSX, ODS), or a folder with its sheets as CSV (`sites.csv`, `sites.tsv`, or
`fleet-Sites.csv` as LibreOffice and Google name them), can be used wherever a YAML inventory can. The same checks
apply; a problem names file, sheet and cell: `sites.xlsx, Appliances!C7`. Excel, LibreOffice, Google Sheets and
SheetJS can save it again without harm.

- **Sheets and headings** are recognised by their English and French names and by their keys, whatever the order,
  capitals and accents. A row or two above the headings do no harm. Where one is missing, and another has almost its
  name, that is reported as a problem; others are not read, which `check` says, naming them beside what is missing.
  Blank rows are skipped.
- **Rows belong together** by the ids in their first columns. Their order is the order of appliances, people, packages
  and windows.
- **Lists** (languages, roles, two addresses) go into one cell, separated by commas. Yes and no may be a tick, `TRUE`,
  `oui`, `x`, `1`.
- **Dates** may be real dates, including those counted from 1904, numbers that were dates, or texts such as
  `2026-12-05 22:00`. `25/11/2026 22:00` and `11/25/2026` are read if some date in the workbook is possible in only
  one order, which `check` says, or if all sites give the same order of dates; two orders in one workbook are refused.
  `25/11/26` and `25 nov. 26` are read, and `check` says how. A date without a time is shown as 00:00 by spreadsheets:
  `check` names the windows that begin or end at midnight.
- **What nobody has said yet** stands as `?`, where `runbook import` found no value; `export` keeps it in all forms, so
  that it can be filled in where that is easiest.
- **Versions** are texts: stored as a number, 24.10 is 24.1, so such a cell is a problem.
- **Formulas** count with the values that were saved; hidden sheets, rows and columns are read. `check` reports both.
  What is crossed out or cannot be seen is a problem, and so are errors, totals below a list, and rows above its
  headings; comments on cells are reported, but not read. A text that begins with `=`, `+`, `-` or `@` is never written
  as a formula: in CSV it has a `'` before it.
- **More** holds every key without a column of its own, as YAML in one cell: `{low_traffic: [{days: [mon], start:
  "20:00", end: "06:00"}]}`. A key that the house declares may also have a column, called `extra.` and its name.
"""
_TITLES = {"organisation": "one row", "packages": "one row per hop, or one per package"}


def page_text() -> str:
    """The page."""
    english, french = load_language("en"), load_language("fr")
    return "\n".join([_HEAD, *(_section(sheet, english, french) for sheet in SHEETS)])


def _section(sheet: WorkbookSheet, english: Language, french: Language) -> str:
    told = f" ({_TITLES[sheet.key]})" if sheet.key in _TITLES else ""
    rows = [
        f"| {english.text(column.head)} | {french.text(column.head)} | `{column.key}` | {english.text(column.note)} |"
        for column in sheet.columns
    ]
    title = f"## {english.text(sheet.title)} / {french.text(sheet.title)}{told}"
    return "\n".join([title, "", "| heading | in French | key | |", "|---|---|---|---|", *rows, ""])


def main() -> None:
    """Write the page to the place that is named, or into the checkout that this is run in."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(page_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
